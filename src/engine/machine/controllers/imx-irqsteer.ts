/** NXP's IRQSTEER (i.MX 8 reference manual): level inputs, 64 to an output; the last register is for the first inputs. And its INTMUX. */
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

const CHANNEL = 0x40;
const CHANNEL_ENABLE = 0x10;
const CHANNEL_PENDING = 0x20;
/** Inputs are told apart by their channel too: what a specifier names is one of them. */
const CHANNEL_INPUTS = 32;

/** NXP's INTMUX: 32 level inputs, of which each channel has those that it enables, and an interrupt for them. */
export const imxIntmux: ControllerDesign = {
  compatible: ['fsl,imx-intmux'],
  input: ([input = 0, channel = 0]) => channel * CHANNEL_INPUTS + input,
  numbers: (_block, [input = 0]) => [input],
  read(block, offset) {
    if (offset % CHANNEL !== CHANNEL_PENDING) return undefined;
    return block.gather(Math.floor(offset / CHANNEL) * CHANNEL_INPUTS, (input) => block.asks(input));
  },
  asks(block, input) {
    const enabled = block.word(Math.floor(input / CHANNEL_INPUTS) * CHANNEL + CHANNEL_ENABLE);
    return block.level(input) && ((enabled >>> (input % CHANNEL_INPUTS)) & 1) !== 0;
  },
  untyped: true,
  output: (_block, input) => Math.floor(input / CHANNEL_INPUTS),
};
