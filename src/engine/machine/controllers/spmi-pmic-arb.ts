/**
 * Qualcomm's SPMI arbiter: the bus to power-management chips (PMICs), on which every peripheral of a chip has up to eight
 * interrupts. The arbiter collects them, a channel (APID) for each peripheral. Which generation a block is and which channel
 * a peripheral has stands in its registers alone, filled by firmware. Here both are assumed: the generation by the sizes of
 * the register regions, and a channel for each peripheral that the tree knows of, counted by chip and address, all owned by
 * the processor that Linux runs on. Words that a scenario presets are taken instead.
 */
import { type DtNode, getProperty, hasProperty, stringList, u32At, u32s, walk } from '../../devicetree/index.ts';
import { type AddressRange, registerRanges } from '../address.ts';
import type { ControllerBlock } from './block.ts';
import { cellOf, type ControllerDesign, type RegisterWindow } from './design.ts';

/** The regions of registers, each at an offset of its own: its place here times WINDOW. */
const REGIONS = ['core', 'chnls', 'obsrvr', 'intr', 'cnfg'];
const WINDOW = 0x1000_0000;
const [CORE, CHNLS, OBSRVR, INTR, CNFG] = [0, WINDOW, 2 * WINDOW, 3 * WINDOW, 4 * WINDOW];
/** Behind them: the registers of the PMICs, a word for each byte; the channel of a peripheral, plus one; and the other way round. */
const PMIC = 5 * WINDOW;
const CHANNEL_OF = 6 * WINDOW;
const PERIPHERAL_OF = 7 * WINDOW;

type Version = 1 | 2 | 3 | 5 | 7;
/** What the version register reads as, at the least, and where the channels' peripherals and owners are listed. */
const VERSIONS: Readonly<Record<Version, { readonly id: number; readonly map: number; readonly owners: number }>> = {
  1: { id: 0x1000_0000, map: CORE + 0x800, owners: CNFG + 0x700 },
  2: { id: 0x2001_0000, map: CORE + 0x800, owners: CNFG + 0x700 },
  3: { id: 0x3000_0000, map: CORE + 0x800, owners: CNFG + 0x700 },
  5: { id: 0x5000_0000, map: CORE + 0x900, owners: CNFG + 0x700 },
  7: { id: 0x7000_0000, map: CORE + 0x2000, owners: CNFG },
};
const FEATURES = CORE + 0x4;
const IRQ_OWNER = 1 << 24;
const MAPPING_TABLE = CNFG + 0xb00;

/** Registers of a channel by which bytes are read and written. */
const STATUS = 0x8;
const WDATA0 = 0x10;
const RDATA0 = 0x18;
const DONE = 1;
const OP_EXT_WRITEL = 0;
const OP_EXT_READL = 1;

/** A peripheral's registers for its interrupts, a bit each. */
const RT_STS = 0x10;
const POLARITY_HIGH = 0x12;
const POLARITY_LOW = 0x13;
const SET_TYPE = 0x11;
const LATCHED_CLR = 0x14;
const EN_SET = 0x15;
const EN_CLR = 0x16;
const LATCHED_STS = 0x18;
const IRQS = 8;

function regionOf(node: DtNode, name: string): AddressRange | undefined {
  return registerRanges(node)[stringList(getProperty(node, 'reg-names')).indexOf(name)];
}

/** Versions by node, read once: every access of a register asks. */
const versions = new WeakMap<DtNode, Version>();

function versionOf(node: DtNode): Version {
  let version = versions.get(node);
  if (version === undefined) versions.set(node, (version = readVersion(node)));
  return version;
}

function readVersion(node: DtNode): Version {
  if ((regionOf(node, 'core')?.size ?? 0) >= 0x3000) return 7;
  if (regionOf(node, 'chnls') === undefined) return 1;
  const intr = regionOf(node, 'intr')?.size ?? 0;
  if (intr < 0x100000) return 5;
  return intr > 0x200000 ? 3 : 2;
}

/** Pin controllers of a chip, whose pins are peripherals one behind the other. */
function isPins(node: DtNode): boolean {
  return hasProperty(node, 'gpio-controller');
}

/** The chip's number on the bus, 0 to 15; undefined for a node that is none. */
function sidOf(chip: DtNode): number | undefined {
  const sid = u32At(getProperty(chip, 'reg'), 0);
  return sid === undefined || sid > 15 ? undefined : sid;
}

const FEW_PINS = 8;
const addressOf = (node: DtNode): number => (u32At(getProperty(node, 'reg'), 0) ?? 0) >>> 8;
/** Pin controller, first line, first pin, how many. */
const pinsOf = (node: DtNode): number => u32s(getProperty(node, 'gpio-ranges'))[3] ?? FEW_PINS;

/** The peripherals that the tree knows of, as chip << 8 | number, in order. */
function peripheralsOf({ node, machine }: ControllerBlock): number[] {
  const found = new Set<number>();
  const note = (sid: number, number: number): void =>
    void (number > 0 && number <= 0xff && found.add((sid << 8) | number));
  for (const chip of node.children) {
    const sid = sidOf(chip);
    if (sid === undefined) continue;
    for (const each of walk(chip))
      for (let pin = 0, count = isPins(each) ? pinsOf(each) : 1; pin < count; pin++)
        if (each !== chip && hasProperty(each, 'reg')) note(sid, addressOf(each) + pin);
  }
  for (const each of walk(machine.tree))
    for (let index = 0, count = machine.wiring.countOf(each); index < count; index++) {
      const wire = machine.wiring.wireOf(each, index);
      if (wire?.controller === node) note((wire.cells[0] ?? 0) & 0xf, wire.cells[1] ?? 0);
    }
  return [...found].toSorted((a, b) => a - b);
}

/** The oldest arbiter looks a peripheral up bit by bit: each row has a bit's number and where 0 and 1 lead, a row or a channel. */
function putMappingTable(block: ControllerBlock, peripherals: readonly number[]): void {
  let rows = 0;
  const put = (some: readonly number[]): { readonly isRow: boolean; readonly to: number } => {
    const [first = 0] = some;
    const differ = some.reduce((bits, each) => bits | (each ^ first), 0);
    if (differ === 0) return { isRow: false, to: peripherals.indexOf(first) };
    const bit = 31 - Math.clz32(differ);
    const row = rows++;
    const zero = put(some.filter((each) => ((each >>> bit) & 1) === 0));
    const one = put(some.filter((each) => ((each >>> bit) & 1) !== 0));
    const results = (Number(zero.isRow) << 17) | (zero.to << 9) | (Number(one.isRow) << 8) | one.to;
    block.put(MAPPING_TABLE + row * 4, (bit << 18) | results);
    return { isRow: true, to: row };
  };
  put(peripherals);
}

/** The bits of an address in a region that are within a channel's registers, and which channel it is. */
interface Place {
  readonly apid: number;
  readonly register: number;
}

/** The channel whose commands are given at an offset; undefined where none are. */
function channelAt(version: Version, offset: number): Place | undefined {
  const region = offset - (offset % WINDOW);
  const at = offset % WINDOW;
  if (version === 1)
    return region === CORE && at >= 0x800 && at < 0xb00 ? { apid: -1, register: at % 0x80 } : undefined;
  if (region !== CHNLS && region !== OBSRVR) return undefined;
  if (version < 5) return { apid: Math.floor(at / 0x8000), register: at % 0x1000 };
  const [wide, ee, narrow] = version === 5 ? [0x10000, 0x10000, 0x80] : [0x1000, 0x8000, 0x20];
  const step = region === CHNLS ? wide : narrow;
  return { apid: Math.floor((region === CHNLS ? at : at % ee) / step), register: at % step };
}

type Interrupts = 'owner' | 'enable' | 'status' | 'clear';

/** What an offset says of interrupts: of a channel, or of 32 channels where it is their owner's. */
function interruptsAt(
  version: Version,
  offset: number,
): { readonly kind: Interrupts; readonly number: number } | undefined {
  const region = offset - (offset % WINDOW);
  const at = offset % WINDOW;
  const kinds = ['enable', 'status', 'clear'] as const;
  if (version >= 5) {
    if (region === INTR) return { kind: 'owner', number: (at % (version === 5 ? 0x10000 : 0x1000)) / 4 };
    const place = channelAt(version, offset);
    const kind = region === CHNLS ? kinds[((place?.register ?? 0) - 0x100) / 4] : undefined;
    return place === undefined || kind === undefined ? undefined : { kind, number: place.apid };
  }
  if (region !== INTR) return undefined;
  if (version === 1) {
    if (at < 0x200) return { kind: 'owner', number: (at % 0x20) / 4 };
    if (at < 0x600) return { kind: 'enable', number: (at - 0x200) / 4 };
    return at < 0xa00 ? { kind: 'status', number: (at - 0x600) / 4 } : { kind: 'clear', number: (at - 0xa00) / 4 };
  }
  if (at >= (version === 2 ? 0x100000 : 0x200000)) return { kind: 'owner', number: (at % 0x1000) / 4 };
  const kind = kinds[(at % 0x1000) / 4];
  return kind === undefined ? undefined : { kind, number: Math.floor(at / 0x1000) };
}

function enableOf(version: Version, apid: number): number {
  if (version === 1) return INTR + 0x200 + apid * 4;
  if (version < 5) return INTR + apid * 0x1000;
  return CHNLS + 0x100 + apid * (version === 5 ? 0x10000 : 0x1000);
}

// --- the PMICs' own registers. An input is a peripheral and the interrupt of it.

const pmicWord = (peripheral: number, register: number): number => PMIC + ((peripheral << 8) | register) * 4;
const inputOf = (peripheral: number, irq: number): number => peripheral * IRQS + irq;
const peripheralOf = (input: number): number => Math.floor(input / IRQS);

function pmicBit(block: ControllerBlock, input: number, register: number): boolean {
  return ((block.word(pmicWord(peripheralOf(input), register)) >>> (input % IRQS)) & 1) !== 0;
}

/** Whether a level, or a change to it, is one that the interrupt is set for. */
const wants = (block: ControllerBlock, input: number, level: boolean): boolean =>
  pmicBit(block, input, level ? POLARITY_HIGH : POLARITY_LOW);

const bitsOf = (is: (irq: number) => boolean): number =>
  Array.from({ length: IRQS }, (_, irq) => (is(irq) ? 1 << irq : 0)).reduce((all, bit) => all | bit, 0);

/** Lets go of what was seen; a level that is still there is seen at once. */
function unlatch(block: ControllerBlock, peripheral: number, bits: number, again: boolean): void {
  for (let irq = 0; irq < IRQS; irq++) {
    if (((bits >>> irq) & 1) === 0) continue;
    const input = inputOf(peripheral, irq);
    block.setLatched(input, again && !pmicBit(block, input, SET_TYPE) && wants(block, input, block.level(input)));
  }
}

function readByte(block: ControllerBlock, peripheral: number, register: number): number {
  if (register === RT_STS) return bitsOf((irq) => block.level(inputOf(peripheral, irq)));
  if (register === LATCHED_STS) return bitsOf((irq) => block.isLatched(inputOf(peripheral, irq)));
  return block.word(pmicWord(peripheral, register === EN_CLR ? EN_SET : register));
}

function writeByte(block: ControllerBlock, peripheral: number, register: number, value: number): void {
  const enabled = block.word(pmicWord(peripheral, EN_SET));
  if (register === LATCHED_CLR) unlatch(block, peripheral, value, true);
  else if (register === EN_SET) block.put(pmicWord(peripheral, EN_SET), enabled | value);
  else if (register === EN_CLR) block.put(pmicWord(peripheral, EN_SET), enabled & ~value);
  else block.put(pmicWord(peripheral, register), value);
}

/** Carries out a command on the bus. `first` is where the channel's registers are. */
function transfer(block: ControllerBlock, version: Version, first: number, apid: number, command: number): void {
  const length = (command & 7) + 1;
  const whole =
    version === 1 ? ((command >>> 20) & 0xf) * 0x10000 + ((command >>> 4) & 0xffff) : (command >>> 4) & 0xff;
  const peripheral = version === 1 ? whole >>> 8 : block.word(PERIPHERAL_OF + apid * 4);
  const register = whole & 0xff;
  const op = command >>> 27;
  for (let i = 0; i < length; i++) {
    const word = (first + (op === OP_EXT_READL ? RDATA0 : WDATA0) + (i & 4)) >>> 0;
    const shift = (i & 3) * 8;
    const old = block.word(word);
    if (op === OP_EXT_WRITEL) writeByte(block, peripheral, (register + i) & 0xff, (old >>> shift) & 0xff);
    else if (op === OP_EXT_READL)
      block.put(word, (old & ~(0xff << shift)) | (readByte(block, peripheral, (register + i) & 0xff) << shift));
  }
  block.put(first + STATUS, DONE);
}

// --- the arbiter

const channelOf = (block: ControllerBlock, peripheral: number): number => block.word(CHANNEL_OF + peripheral * 4) - 1;

/** What a channel's status shows: seen, and enabled in the PMIC. */
const isPending = (block: ControllerBlock, input: number): boolean =>
  block.isLatched(input) && pmicBit(block, input, EN_SET);

function statusOf(block: ControllerBlock, apid: number): number {
  const peripheral = block.word(PERIPHERAL_OF + apid * 4);
  return peripheral === 0 ? 0 : bitsOf((irq) => isPending(block, inputOf(peripheral, irq)));
}

export const spmiPmicArb: ControllerDesign = {
  compatible: ['qcom,spmi-pmic-arb'],
  assumed: true,
  range: (node) => regionOf(node, 'core'),
  regions: (node) =>
    REGIONS.slice(1).flatMap((name, index): RegisterWindow[] => {
      const range = regionOf(node, name);
      return range === undefined ? [] : [{ ...range, offset: (index + 1) * WINDOW }];
    }),
  groups: (node) => node.children.flatMap((chip) => chip.children.filter((each) => isPins(each))),
  input(cells, node) {
    const [first = 0, number = 0, irq = 0] = cells;
    if (!isPins(node)) return inputOf(((first & 0xf) << 8) | (number & 0xff), irq & 7);
    const sid = node.parent === undefined ? undefined : sidOf(node.parent);
    return sid === undefined ? undefined : inputOf((sid << 8) | (addressOf(node) + first - 1), 0);
  },
  reset(block) {
    const version = versionOf(block.node);
    const { id, map, owners } = VERSIONS[version];
    const peripherals = peripheralsOf(block);
    block.put(CORE, id);
    if (version >= 5) block.put(FEATURES, peripherals.length);
    if (version === 1) putMappingTable(block, peripherals);
    for (const [apid, peripheral] of peripherals.entries()) {
      block.put(CHANNEL_OF + peripheral * 4, apid + 1);
      block.put(PERIPHERAL_OF + apid * 4, peripheral);
      if (version !== 1) block.put(map + apid * 4, (peripheral << 8) | IRQ_OWNER);
      block.put(owners + apid * 4, cellOf(block.node, 'qcom,ee') ?? 0);
    }
  },
  read(block, offset) {
    const found = interruptsAt(versionOf(block.node), offset);
    if (found?.kind === 'status') return statusOf(block, found.number);
    if (found?.kind !== 'owner') return undefined;
    return block.gather(found.number * 32, (apid) => statusOf(block, apid) !== 0);
  },
  write(block, offset, value) {
    const version = versionOf(block.node);
    const found = interruptsAt(version, offset);
    if (found?.kind === 'clear') unlatch(block, block.word(PERIPHERAL_OF + found.number * 4), value, false);
    else if (found === undefined) {
      const place = channelAt(version, offset);
      if (place?.register !== 0) return false;
      transfer(block, version, offset, place.apid, value);
    } else return found.kind !== 'enable';
    return true;
  },
  latches: (block, input, level) => wants(block, input, level),
  asks(block, input) {
    const apid = channelOf(block, peripheralOf(input));
    return apid >= 0 && isPending(block, input) && (block.word(enableOf(versionOf(block.node), apid)) & 1) !== 0;
  },
  output: () => 0,
  numbers(block, cells, node) {
    if (isPins(node)) return [(cells[0] ?? 0) - 1];
    const [sid = 0, number = 0, irq = 0] = cells;
    const apid = Math.max(0, channelOf(block, ((sid & 0xf) << 8) | (number & 0xff)));
    // As up to 6.12, and as in 7.3.
    return [
      ((sid << 28) | (number << 20) | (irq << 16) | apid) >>> 0,
      ((sid << 24) | (number << 16) | (irq << 13) | apid) >>> 0,
    ];
  },
};
