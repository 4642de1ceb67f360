/** Controllers that send a message for each of their inputs, those that take such messages, and what stands beside them in Marvell's SoCs. */
import { type DtNode, getProperty, hasProperty, u32s } from '../../devicetree/index.ts';
import { registerRanges } from '../address.ts';
import { GITS_TRANSLATER } from '../gic/its/its.ts';
import type { Wire } from '../wiring.ts';
import type { ControllerBlock } from './block.ts';
import { type ControllerDesign, indexIn, type Message, type Registers, spiAt, type Taken } from './design.ts';

/** The nodes below a controller whose specifiers name its inputs. */
const groupsOf = (node: DtNode): readonly DtNode[] =>
  node.children.filter((child) => hasProperty(child, 'interrupt-controller'));

const PINS_PER_PAGE = 128;
const FIRST_PIN = 64;
const PAGE = 0x1000;
const VECTORS = 0x200;
const CLEAR = 0xa000;
const CLEAR_WORDS = 44;

/** The page of a pin's registers, and its place there. */
function mbigenPlace(pin: number): { readonly page: number; readonly place: number } {
  const from = pin - FIRST_PIN;
  return { page: (Math.floor(from / PINS_PER_PAGE) + 1) * PAGE, place: from % PINS_PER_PAGE };
}

function mbigenIsLevel(block: ControllerBlock, pin: number): boolean {
  const { page, place } = mbigenPlace(pin);
  return block.bit(page, place);
}

/** The ITS and the DeviceID are wired to the pins; the tree tells of them by the group that a pin is in. */
function mbigenMessage(registers: Registers, pin: number): Message | undefined {
  const [phandle, deviceId = 0] = u32s(getProperty(registers.namedBy(pin), 'msi-parent'));
  const its = registers.machine.wiring.byPhandle(phandle);
  const doorbell = its === undefined ? undefined : registerRanges(its)[0];
  if (doorbell === undefined || pin < FIRST_PIN) return undefined;
  const { page, place } = mbigenPlace(pin);
  const data = (registers.word(page + VECTORS + place * 4) >>> 12) & 0x3ff;
  return { address: doorbell.base + GITS_TRANSLATER, data, deviceId };
}

/**
 * HiSilicon's MBIGEN, as its driver has it: a pin that is edge triggered sends when it rises, one that is level triggered once while it
 * is high, and again after its state was cleared.
 */
export const mbigen: ControllerDesign = {
  compatible: ['hisilicon,mbigen-v2'],
  groups: groupsOf,
  write(block, offset, value) {
    const index = indexIn(offset, CLEAR, CLEAR_WORDS);
    if (index === undefined) return false;
    block.acknowledge(index * 32, value);
    block.update();
    for (let pin = index * 32; pin < index * 32 + 32; pin++)
      if (((value >>> (pin % 32)) & 1) !== 0 && block.level(pin) && mbigenIsLevel(block, pin))
        block.setLatched(pin, true);
    return true;
  },
  latches: (block, pin, level) => level && mbigenIsLevel(block, pin),
  asks: (block, pin) => (mbigenIsLevel(block, pin) ? block.isLatched(pin) : block.level(pin)),
  output: () => undefined,
  message: mbigenMessage,
};

const ICU_CONFIG = 0x100;
const ICU_ENABLE = 1 << 24;
const ICU_DATA = 0xffff;
const ICU_GROUP_SHIFT = 29;

interface Doorbells {
  /** Where the two halves of the addresses are, the lower first; the second is for a level that is gone. */
  readonly set: number;
  readonly clear?: number;
}
/** By the group that a wire is configured for: NSR, whose messages the GICP takes, and SEI. */
const ICU_GROUPS: ReadonlyMap<number, Doorbells> = new Map([
  [0, { set: 0x10, clear: 0x18 }],
  [4, { set: 0x50 }],
]);

function icuMessage(registers: Registers, wire: number): Message | undefined {
  const config = registers.word(ICU_CONFIG + 4 * wire);
  const doorbells = ICU_GROUPS.get(config >>> ICU_GROUP_SHIFT);
  if ((config & ICU_ENABLE) === 0 || doorbells === undefined) return undefined;
  const address = (low: number): number => registers.word(low + 4) * 2 ** 32 + registers.word(low);
  const clear = doorbells.clear === undefined ? undefined : address(doorbells.clear);
  return { address: address(doorbells.set), data: config & ICU_DATA, deviceId: 0, clear };
}

/** Marvell's ICU, as its driver has it: a wire sends when it rises, to the GICP also when it falls. */
export const cp110Icu: ControllerDesign = {
  compatible: ['marvell,cp110-icu'],
  groups: groupsOf,
  // In old trees the group comes first.
  input: (cells) => (cells.length > 2 ? cells[1] : cells[0]),
  asks: (block, wire) => block.level(wire),
  output: () => undefined,
  message: icuMessage,
};

/** GICP_SETSPI_NSR and GICP_CLRSPI_NSR: the number written is the place of an SPI in the tree's ranges. */
function gicpTakes(offset: number, data: number): Taken | undefined {
  if (offset !== 0 && offset !== 8) return undefined;
  return { input: data, level: offset === 0 };
}

/** Marvell's GICP: messages set and clear wires of SPIs. */
export const gicp: ControllerDesign = {
  compatible: ['marvell,ap806-gicp'],
  write(block, offset, value) {
    const taken = gicpTakes(offset, value);
    if (taken !== undefined) block.accept(taken);
    return taken !== undefined;
  },
  asks: (block, input) => block.level(input),
  output(block, input) {
    const ranges = u32s(getProperty(block.node, 'marvell,spi-ranges'));
    let left = input;
    for (let i = 0; i + 1 < ranges.length; i += 2) {
      const [start = 0, count = 0] = ranges.slice(i);
      if (left < count) return spiAt(block, start + left - 32);
      left -= count;
    }
    return undefined;
  },
  takes: gicpTakes,
};

/** A frame's register that takes messages, each a page away from the one before. */
const ODMI_SET = 0x40;
const ODMI_FRAME = 0x10000;

function odmiTakes(offset: number, data: number): Taken | undefined {
  if (offset % ODMI_FRAME !== ODMI_SET) return undefined;
  return { input: Math.floor(offset / ODMI_FRAME) * 8 + ((data >>> 12) & 7), level: undefined };
}

/** Marvell's on-die messages: eight edges for each frame, an SPI each. */
export const mvebuOdmi: ControllerDesign = {
  compatible: ['marvell,odmi-controller'],
  regions: (node) =>
    registerRanges(node)
      .slice(1)
      .flatMap((range, i) => (range === undefined ? [] : [{ ...range, offset: (i + 1) * ODMI_FRAME }])),
  asks: (block, input) => block.isLatched(input),
  output(block, input) {
    const base = u32s(getProperty(block.node, 'marvell,spi-base'))[input >> 3];
    return base === undefined ? undefined : spiAt(block, base - 32 + (input & 7));
  },
  takes: odmiTakes,
  pulses: true,
};

const SEI_MASK = 0x20;
const SEI_SET = 0x30;
const SEI_WORDS = 2;

const seiTakes = (offset: number, data: number): Taken | undefined =>
  offset === SEI_SET ? { input: data, level: undefined } : undefined;

/** A level is a cause again as long as it is there. */
const seiCause = (block: ControllerBlock, input: number): boolean => block.isLatched(input) || block.level(input);

/** Marvell's SEI: wires and messages are causes of one SPI; 1 in a mask register holds back. */
export const mvebuSei: ControllerDesign = {
  compatible: ['marvell,ap806-sei'],
  read(block, offset) {
    const index = indexIn(offset, 0, SEI_WORDS);
    return index === undefined ? undefined : block.gather(index * 32, (input) => seiCause(block, input));
  },
  write(block, offset, value) {
    const index = indexIn(offset, 0, SEI_WORDS);
    const taken = seiTakes(offset, value);
    if (index !== undefined) block.acknowledge(index * 32, value);
    else if (taken !== undefined) block.accept(taken);
    return index !== undefined || taken !== undefined;
  },
  asks: (block, input) => seiCause(block, input) && !block.bit(SEI_MASK, input),
  output: () => 0,
  takes: seiTakes,
};

const PIC_CAUSE = 0x0;
const PIC_MASK = 0x4;

/** The PPI of a CPU; the model has one set of registers for all CPUs. */
function picOutput({ node, machine }: ControllerBlock): Wire | undefined {
  return machine.wiring.wireOf(node, 0);
}

/** Marvell's PIC: causes of one PPI; 1 in the mask register holds back. */
export const mvebuPic: ControllerDesign = {
  compatible: ['marvell,armada-8k-pic'],
  read: (block, offset) => (offset === PIC_CAUSE ? block.gather(0, (input) => seiCause(block, input)) : undefined),
  write(block, offset, value) {
    if (offset !== PIC_CAUSE) return false;
    block.acknowledge(0, value);
    return true;
  },
  latches: (_block, _input, level) => level,
  asks: (block, input) => seiCause(block, input) && !block.bit(PIC_MASK, input),
  output: picOutput,
};
