/** Controllers of a few lines: Allwinner's NMI, and the pins of Vybrid and of i.MX 7ULP, 8ULP and 9, and X-Gene's standby pins. */
import { type DtNode, getProperty, stringList } from '../../devicetree/index.ts';
import { registerRanges } from '../address.ts';
import type { ControllerBlock } from './block.ts';
import type { ControllerDesign } from './design.ts';

interface NmiRegisters {
  readonly enable: number;
  readonly pend: number;
}

/** One line, of which it is known how: low 0, falling 1, high 2, rising 3. */
function nmi(compatible: string, { enable, pend }: NmiRegisters): ControllerDesign {
  const isPending = (block: ControllerBlock): boolean => {
    const sense = block.word(0) & 3;
    return block.isLatched(0) || (sense === 0 && !block.level(0)) || (sense === 2 && block.level(0));
  };
  return {
    compatible: [compatible],
    read: (block, offset) => (offset === pend ? Number(isPending(block)) : undefined),
    write(block, offset, value) {
      if (offset !== pend) return false;
      block.acknowledge(0, value & 1);
      return true;
    },
    latches: (block, _input, level) => (block.word(0) & 3) === (level ? 3 : 1),
    asks: (block) => isPending(block) && block.bit(enable, 0),
    output: () => 0,
  };
}

export const sun6iNmi = nmi('allwinner,sun6i-a31-sc-nmi', { enable: 0x34, pend: 0x04 });
export const sun7iNmi = nmi('allwinner,sun7i-a20-sc-nmi', { enable: 0x08, pend: 0x04 });
export const sun9iNmi = nmi('allwinner,sun9i-a80-nmi', { enable: 0x04, pend: 0x08 });

const ISFR = 0xa0;
/** Of a single region: the registers of interrupts are here. */
const SINGLE = 0x80;
const PORT_SIZE = 0x80 + 0x20;

const irqcOf = (block: ControllerBlock, pin: number): number => (block.word(pin * 4) >>> 16) & 0xf;

function isFlagged(block: ControllerBlock, pin: number): boolean {
  const irqc = irqcOf(block, pin);
  return block.isLatched(pin) || (irqc === 8 && !block.level(pin)) || (irqc === 12 && block.level(pin));
}

function portRange(node: DtNode): { readonly base: number; readonly size: number } | undefined {
  const [first, second] = registerRanges(node);
  const single = stringList(getProperty(node, 'compatible')).includes('fsl,imx8ulp-gpio') && second === undefined;
  return first !== undefined && single ? { base: first.base + SINGLE, size: PORT_SIZE + 0x20 } : first;
}

/** 32 pins with a register each that says what counts: low 8, rising 9, falling 10, both 11, high 12. */
export const vf610Gpio: ControllerDesign = {
  compatible: ['fsl,vf610-gpio', 'fsl,imx7ulp-gpio', 'fsl,imx8ulp-gpio'],
  range: portRange,
  read: (block, offset) => (offset === ISFR ? block.gather(0, (pin) => isFlagged(block, pin)) : undefined),
  write(block, offset, value) {
    if (offset !== ISFR) return false;
    block.acknowledge(0, value);
    return true;
  },
  latches(block, pin, level) {
    const irqc = irqcOf(block, pin);
    return irqc === 11 || irqc === (level ? 9 : 10);
  },
  asks: isFlagged,
  output: () => 0,
};

const INT_LVL = 0x290;

/** Standby pins of APM's X-Gene: a bit says whether high or low counts, and each pin has an interrupt of its own. */
export const xgeneGpioSb: ControllerDesign = {
  compatible: ['apm,xgene-gpio-sb'],
  asks: (block, pin) => block.level(pin) === block.bit(INT_LVL, pin),
  output: (_block, pin) => pin,
};
