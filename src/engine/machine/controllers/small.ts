/**
 * Controllers of a few lines: Allwinner's NMI, the pins of Vybrid and of i.MX 7ULP, 8ULP and 9, X-Gene's standby pins, and the
 * lines of Visconti's and UniPhier's GPIO blocks that have an interrupt each.
 */
import { type DtNode, getProperty, stringList, u32s } from '../../devicetree/index.ts';
import { registerRanges } from '../address.ts';
import type { ControllerBlock } from './block.ts';
import { type ControllerDesign, spiAt } from './design.ts';

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

const VISCONTI_IDATA = 0x08;
const VISCONTI_ODATA = 0x10;
const VISCONTI_INTMODE = 0x30;
const VISCONTI_SPI = 24;
const isViscontiBoth = (block: ControllerBlock, line: number): boolean => block.bit(VISCONTI_INTMODE, line);

/** Toshiba's Visconti: sixteen lines have an SPI each, turned over where the output register says so. */
export const viscontiGpio: ControllerDesign = {
  compatible: ['toshiba,gpio-tmpv7708'],
  notInMemory: true,
  read: (block, offset) => (offset === VISCONTI_IDATA ? block.gather(0, (line) => block.level(line)) : undefined),
  latches: isViscontiBoth,
  pulsesAt: isViscontiBoth,
  asks: (block, line) =>
    isViscontiBoth(block, line) ? block.isLatched(line) : block.level(line) !== block.bit(VISCONTI_ODATA, line),
  output: (block, line) => (line < 16 ? spiAt(block, VISCONTI_SPI + line) : undefined),
};

const UNIPHIER_DIR = 0x4;
const UNIPHIER_EN = 0x90;
const UNIPHIER_MODE = 0x94;
const UNIPHIER_BANKS = 31;
const UNIPHIER_IRQS = 24;
const HIGH = 4;
/** The first line that can interrupt. */
const UNIPHIER_FIRST = 120;
const isUniphierBoth = (block: ControllerBlock, irq: number): boolean => block.bit(UNIPHIER_MODE, irq);

/**
 * UniPhier: lines from the 120th on go to the inverter above, by ranges; of both edges each is a moment of low. Assumed is that
 * lines are inputs after reset, and that its filter and its enable bit do nothing to a line that is disabled.
 */
export const uniphierGpio: ControllerDesign = {
  compatible: ['socionext,uniphier-gpio'],
  assumed: true,
  notInMemory: true,
  reset(block) {
    for (let bank = 0; bank < UNIPHIER_BANKS; bank++) {
      const register = (bank + 1) * 8;
      block.put((register >= UNIPHIER_EN ? register + 0x10 : register) + UNIPHIER_DIR, 0xff);
    }
    // Their outputs are followed from the start: of both edges they are high at rest.
    for (let irq = 0; irq < UNIPHIER_IRQS; irq++) block.rest(irq, false);
  },
  line: ([offset = 0, ...rest]) => [offset - UNIPHIER_FIRST, ...rest],
  latches: isUniphierBoth,
  pulsesAt: isUniphierBoth,
  asks: (block, irq) => (isUniphierBoth(block, irq) ? !block.isLatched(irq) : block.level(irq)),
  output(block, irq) {
    const controller = block.machine.wiring.parentOf(block.node);
    if (controller === undefined) return undefined;
    const ranges = u32s(getProperty(block.node, 'socionext,interrupt-ranges'));
    for (let at = 0; at + 2 < ranges.length; at += 3) {
      const [first = 0, parent = 0, count = 0] = ranges.slice(at, at + 3);
      if (irq >= first && irq < first + count) return { controller, cells: [irq - first + parent, HIGH] };
    }
    return undefined;
  },
};
