/** NXP's IRQSTEER (i.MX 8 reference manual): level inputs, 64 to an output; the last register is for the first inputs. */
import type { DtNode } from '../../devicetree/index.ts';
import { cellOf, type ControllerDesign, indexIn } from './design.ts';

const OUTPUT_INPUTS = 64;
const REGISTER_INPUTS = 32;

const registersOf = (node: DtNode): number => Math.floor((cellOf(node, 'fsl,num-irqs') ?? 0) / REGISTER_INPUTS);
const maskAt = (registers: number, input: number): number =>
  4 * (registers - Math.floor(input / REGISTER_INPUTS) - 1) + 4;

export const imxIrqsteer: ControllerDesign = {
  compatible: ['fsl,imx-irqsteer'],
  read(block, offset) {
    const registers = registersOf(block.node);
    const index = indexIn(offset, 8 * registers + 4, registers);
    if (index === undefined) return undefined;
    return block.gather((registers - 1 - index) * REGISTER_INPUTS, (input) => block.asks(input));
  },
  asks(block, input) {
    const mask = block.word(maskAt(registersOf(block.node), input));
    return block.level(input) && ((mask >>> (input % REGISTER_INPUTS)) & 1) !== 0;
  },
  output: (_block, input) => Math.floor(input / OUTPUT_INPUTS),
};
