/** Controllers that collect inputs into one output or a few, with mask and status registers. */
import { getProperty, stringList, u32s } from '../../devicetree/index.ts';
import { registerRanges } from '../address.ts';
import type { ControllerBlock } from './block.ts';
import { cellOf, type ControllerDesign, indexIn } from './design.ts';

/** Writes that set or clear bits of another register. */
function setBits(block: ControllerBlock, register: number, bits: number, on: boolean): true {
  block.put(register, on ? block.word(register) | bits : block.word(register) & ~bits);
  return true;
}

/** Broadcom's L1: registers for CPU 0 in the first region; status and mask arrays as long as the region says. */
export const bcm7038L1: ControllerDesign = {
  compatible: ['brcm,bcm7038-l1-intc'],
  read(block, offset) {
    const words = Math.floor(block.size / 16);
    const index = indexIn(offset, 0, words);
    return index === undefined ? undefined : block.gather(index * 32, (input) => block.level(input));
  },
  write(block, offset, value) {
    const words = Math.floor(block.size / 16);
    const set = indexIn(offset, 8 * words, words);
    const clear = indexIn(offset, 12 * words, words);
    const index = set ?? clear;
    return index === undefined ? false : setBits(block, 4 * words + 4 * index, value, set !== undefined);
  },
  asks: (block, input) => block.level(input) && !block.bit(4 * Math.floor(block.size / 16), input),
  output: () => 0,
};

interface L2Layout {
  readonly mask: number;
  readonly set: number;
  readonly clear: number;
  readonly ack?: number;
}

/** Broadcom's L2: 32 lines, latched or not. */
function brcmL2(compatible: readonly string[], layout: L2Layout): ControllerDesign {
  const { ack } = layout;
  const status = (block: ControllerBlock, input: number): boolean =>
    ack === undefined ? block.level(input) : block.isLatched(input);
  return {
    compatible,
    read: (block, offset) => (offset === 0 ? block.gather(0, (input) => status(block, input)) : undefined),
    write(block, offset, value) {
      if (offset === layout.set || offset === layout.clear)
        return setBits(block, layout.mask, value, offset === layout.set);
      if (ack === undefined || offset !== ack) return false;
      block.acknowledge(0, value);
      return true;
    },
    latches: (_block, _input, level) => ack !== undefined && level,
    asks: (block, input) => status(block, input) && !block.bit(layout.mask, input),
    output: () => 0,
  };
}

export const brcmL2Edge = brcmL2(['brcm,l2-intc', 'brcm,hif-spi-l2-intc', 'brcm,upg-aux-aon-l2-intc'], {
  ack: 0x08,
  mask: 0x0c,
  set: 0x10,
  clear: 0x14,
});
export const brcmL2Level = brcmL2(['brcm,bcm7271-l2-intc'], { mask: 0x04, set: 0x08, clear: 0x0c });

/** A word of lines of the BCM7120's kind: the first region has both registers, or each has a region. */
function bcm7120Word(block: ControllerBlock, input: number, status: boolean): number {
  const word = input >> 5;
  if (isBcm3380(block)) return (word * 2 + (status ? 1 : 0)) * BCM3380_REGION;
  return status ? 4 : 0;
}
const BCM3380_REGION = 0x10000;
const isBcm3380 = ({ node }: ControllerBlock): boolean =>
  stringList(getProperty(node, 'compatible')).includes('brcm,bcm3380-l2-intc');

/** Levels with an enable bit each; a mask for each of its own interrupts says which lead there. */
export const bcm7120L2: ControllerDesign = {
  compatible: ['brcm,bcm7120-l2-intc', 'brcm,bcm3380-l2-intc'],
  regions: (node) =>
    stringList(getProperty(node, 'compatible')).includes('brcm,bcm3380-l2-intc')
      ? registerRanges(node).flatMap((each, n) =>
          each === undefined || n === 0 ? [] : [{ ...each, offset: n * BCM3380_REGION }],
        )
      : [],
  read(block, offset) {
    const isStatus = isBcm3380(block) ? Math.floor(offset / BCM3380_REGION) % 2 === 1 : offset === 4;
    const first = isBcm3380(block) ? Math.floor(offset / (2 * BCM3380_REGION)) * 32 : 0;
    return isStatus ? block.gather(first, (input) => block.level(input)) : undefined;
  },
  asks: (block, input) => block.level(input) && block.bit(bcm7120Word(block, input, false), input & 31),
  output(block, input) {
    const masks = u32s(getProperty(block.node, 'brcm,int-map-mask'));
    const place = masks.findIndex((mask) => ((mask >>> (input & 31)) & 1) !== 0);
    return masks.length === 0 ? 0 : place < 0 ? undefined : place;
  },
};

const IER = 0x08;
const IAR = 0x0c;
const SIE = 0x10;
const CIE = 0x14;
const IVR = 0x18;
const MER = 0x1c;
const NONE = 0xffffffff;

/** Xilinx' soft controller: an input is a level or a latched edge as it was built; a level is latched too until acknowledged. */
export const xilinxIntc: ControllerDesign = {
  compatible: ['xlnx,xps-intc-1.00.a', 'xlnx,opb-intc-1.00.c'],
  read(block, offset) {
    if (offset === 0) return block.gather(0, (input) => isPending(block, input));
    if (offset === 4) return block.gather(0, (input) => block.asks(input));
    if (offset !== IVR) return undefined;
    for (let input = 0; input < 32; input++) if (block.asks(input)) return input;
    return NONE;
  },
  write(block, offset, value) {
    if (offset === SIE || offset === CIE) return setBits(block, IER, value, offset === SIE);
    if (offset !== IAR) return false;
    block.acknowledge(0, value);
    return true;
  },
  latches: (_block, _input, level) => level,
  asks: (block, input) => (block.word(MER) & 1) !== 0 && block.bit(IER, input) && isPending(block, input),
  output: () => 0,
};

function isPending(block: ControllerBlock, input: number): boolean {
  const isEdge = (((cellOf(block.node, 'xlnx,kind-of-intr') ?? 0) >>> input) & 1) !== 0;
  return block.isLatched(input) || (!isEdge && block.level(input));
}

const FIC_CAUSE = 0x00;
const FIC_SET_CAUSE = 0x08;
const FIC_MASK = 0x10;
const FIC_CONTROL = 0x28;
const FIC_RISING = 1 << 3;

/** Annapurna's FIC: all levels or all edges; writing 0 to a cause clears it. */
export const alFic: ControllerDesign = {
  compatible: ['amazon,al-fic'],
  read: (block, offset) => (offset === FIC_CAUSE ? block.gather(0, (input) => isCause(block, input)) : undefined),
  write(block, offset, value) {
    if (offset === FIC_CAUSE) block.acknowledge(0, ~value);
    else if (offset !== FIC_SET_CAUSE) return false;
    else for (let n = 0; n < 32; n++) if (((value >>> n) & 1) !== 0) block.setLatched(n, true);
    return true;
  },
  latches: (block, _input, level) => level && (block.word(FIC_CONTROL) & FIC_RISING) !== 0,
  asks: (block, input) => isCause(block, input) && !block.bit(FIC_MASK, input),
  output: () => 0,
};

function isCause(block: ControllerBlock, input: number): boolean {
  return block.isLatched(input) || ((block.word(FIC_CONTROL) & FIC_RISING) === 0 && block.level(input));
}

const EN_STS = 0x04;
const EN_SET = 0x08;
const DETECT_STATUS = 0x100;
const CONFIG = 0x180;

/** Renesas' IRQC: each line has an SPI of its own; 1 low, 2 high, 4 falling, 8 rising. Writing to EN_STS disables. */
export const renesasIrqc: ControllerDesign = {
  compatible: ['renesas,irqc'],
  read: (block, offset) =>
    offset === DETECT_STATUS ? block.gather(0, (input) => isDetected(block, input)) : undefined,
  write(block, offset, value) {
    if (offset === EN_SET || offset === EN_STS) return setBits(block, EN_STS, value, offset === EN_SET);
    if (offset !== DETECT_STATUS) return false;
    block.acknowledge(0, value);
    return true;
  },
  latches: (block, input, level) => (block.word(CONFIG + input * 4) & (level ? 8 : 4)) !== 0,
  asks: (block, input) => block.bit(EN_STS, input) && isDetected(block, input),
  output: (_block, input) => input,
};

function isDetected(block: ControllerBlock, input: number): boolean {
  const sense = block.word(CONFIG + input * 4);
  return block.isLatched(input) || (sense & (block.level(input) ? 2 : 1)) !== 0;
}

const CIVEC = 0x04;
/** Runs of sources, with the mask register and the bit of the first in it, counted from the left. */
const QE_SOURCES = [
  [1, 3, 0x20, 16],
  [10, 6, 0x20, 25],
  [20, 1, 0x24, 3],
  [25, 4, 0x24, 8],
  [32, 5, 0x20, 0],
  [40, 4, 0x20, 8],
] as const;

/** Whether a bit counted from the left of a big-endian word is set. */
const bitFromLeft = (word: number, bit: number): boolean => ((word >>> ((bit & ~7) | (7 - (bit & 7)))) & 1) !== 0;

function qeAsks(block: ControllerBlock, source: number): boolean {
  const run = QE_SOURCES.find(([first, count]) => source >= first && source < first + count);
  if (run === undefined || !block.level(source)) return false;
  const [first, , mask, bit] = run;
  return bitFromLeft(block.word(mask), bit + source - first);
}

/** The controller of the QUICC Engine (QEIWRM): big-endian registers, of which one names the first source that asks. None is a high one. */
export const qeIc: ControllerDesign = {
  compatible: ['fsl,qe-ic'],
  read(block, offset) {
    if (offset !== CIVEC) return undefined;
    const source = Array.from({ length: 64 }, (_, i) => i).find((each) => qeAsks(block, each)) ?? 0;
    return (source << 2) >>> 0;
  },
  asks: qeAsks,
  output: ({ machine, node }) => machine.wiring.countOf(node) - 1,
};
