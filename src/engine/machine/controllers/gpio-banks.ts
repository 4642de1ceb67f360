/** GPIO banks that detect levels and edges themselves: those of Zynq and its successors, of the Raspberry Pi's SoCs, of TI's, and of Marvell's. */
import { getProperty, stringList } from '../../devicetree/index.ts';
import { registerRanges } from '../address.ts';
import type { ControllerBlock } from './block.ts';
import { cellOf, type ControllerDesign, indexIn, isInMemory } from './design.ts';

/** Pins of each bank; 0 for one that is not there. */
const ZYNQ_BANKS: Readonly<Record<string, readonly number[]>> = {
  'xlnx,zynq-gpio-1.0': [32, 22, 32, 32],
  'xlnx,zynqmp-gpio-1.0': [26, 26, 26, 32, 32, 32],
  'xlnx,versal-gpio-1.0': [26, 0, 0, 32],
  'xlnx,pmc-gpio-1.0': [26, 26, 0, 32, 32],
};
const ZYNQ_REGISTERS = 0x200;
const ZYNQ_BANK = 0x40;
const ZYNQ_DATA_RO = 0x60;
const DIRM = 0x04;
const INTMASK = 0x0c;
const INTEN = 0x10;
const INTDIS = 0x14;
const INTSTS = 0x18;
const INTTYPE = 0x1c;
const INTPOL = 0x20;
const INTANY = 0x24;

interface Place {
  readonly bank: number;
  readonly bit: number;
}

const zynqBanks = ({ node }: ControllerBlock): readonly number[] =>
  stringList(getProperty(node, 'compatible'))
    .map((each) => ZYNQ_BANKS[each])
    .find((each) => each !== undefined) ?? [];

function zynqPlace(block: ControllerBlock, pin: number): Place | undefined {
  let first = 0;
  for (const [bank, pins] of zynqBanks(block).entries()) {
    if (pin >= first && pin < first + pins) return { bank, bit: pin - first };
    first += pins;
  }
  return undefined;
}

/** The first pin of a bank. */
const zynqFirst = (block: ControllerBlock, bank: number): number =>
  zynqBanks(block)
    .slice(0, bank)
    .reduce((sum, pins) => sum + pins, 0);

function zynqBit(block: ControllerBlock, pin: number, register: number): boolean {
  const place = zynqPlace(block, pin);
  return place !== undefined && block.bit(ZYNQ_REGISTERS + place.bank * ZYNQ_BANK + register, place.bit);
}

/** A word with a bit for each pin of a bank. */
function zynqWord(block: ControllerBlock, bank: number, is: (pin: number) => boolean): number {
  const pins = zynqBanks(block)[bank] ?? 0;
  return block.gather(zynqFirst(block, bank), (pin) => pin < zynqFirst(block, bank) + pins && is(pin));
}

/** A status bit stays until it is cleared, and comes back at once while a level is there. */
function zynqStatus(block: ControllerBlock, pin: number): boolean {
  if (block.isLatched(pin)) return true;
  return (
    !zynqBit(block, pin, INTTYPE) && block.level(pin) === zynqBit(block, pin, INTPOL) && !zynqBit(block, pin, DIRM)
  );
}

/** Xilinx' GPIO block (UG585, UG1085): banks of registers 0x40 apart, one interrupt for all. */
export const zynqGpio: ControllerDesign = {
  compatible: Object.keys(ZYNQ_BANKS),
  read(block, offset) {
    const data = indexIn(offset, ZYNQ_DATA_RO, zynqBanks(block).length);
    if (data !== undefined) return zynqWord(block, data, (pin) => block.level(pin));
    const at = offset - ZYNQ_REGISTERS;
    if (at < 0 || at % ZYNQ_BANK !== INTSTS) return undefined;
    return zynqWord(block, Math.floor(at / ZYNQ_BANK), (pin) => zynqStatus(block, pin));
  },
  write(block, offset, value) {
    const at = offset - ZYNQ_REGISTERS;
    if (at < 0) return false;
    const bank = Math.floor(at / ZYNQ_BANK);
    const register = at % ZYNQ_BANK;
    const mask = offset - register + INTMASK;
    if (register === INTSTS) block.acknowledge(zynqFirst(block, bank), value);
    else if (register === INTEN) block.put(mask, block.word(mask) & ~value);
    else if (register === INTDIS) block.put(mask, block.word(mask) | value);
    else return false;
    return true;
  },
  latches: (block, pin, level) =>
    zynqBit(block, pin, INTTYPE) && (zynqBit(block, pin, INTANY) || level === zynqBit(block, pin, INTPOL)),
  asks: (block, pin) => zynqStatus(block, pin) && !zynqBit(block, pin, INTMASK),
  output: () => 0,
};

const GPLEV0 = 0x34;
const GPEDS0 = 0x40;
const GPREN0 = 0x4c;
const GPFEN0 = 0x58;
const GPHEN0 = 0x64;
const GPLEN0 = 0x70;
const BCM_BANKS = 2;

/** An event that was latched, or a level that is looked for and there. */
function bcmEvent(block: ControllerBlock, pin: number): boolean {
  return block.isLatched(pin) || block.bit(block.level(pin) ? GPHEN0 : GPLEN0, pin);
}

/** Broadcom's GPIO block (BCM2835 peripherals): events of three groups of pins make an interrupt each. */
export const bcm2835Gpio: ControllerDesign = {
  compatible: ['brcm,bcm2835-gpio', 'brcm,bcm2711-gpio', 'brcm,bcm7211-gpio'],
  read(block, offset) {
    const level = indexIn(offset, GPLEV0, BCM_BANKS);
    if (level !== undefined) return block.gather(level * 32, (pin) => block.level(pin));
    const event = indexIn(offset, GPEDS0, BCM_BANKS);
    return event === undefined ? undefined : block.gather(event * 32, (pin) => bcmEvent(block, pin));
  },
  write(block, offset, value) {
    const event = indexIn(offset, GPEDS0, BCM_BANKS);
    if (event === undefined) return false;
    block.acknowledge(event * 32, value);
    return true;
  },
  latches: (block, pin, level) => block.bit(level ? GPREN0 : GPFEN0, pin),
  asks: bcmEvent,
  output: (_block, pin) => (pin <= 27 ? 0 : pin <= 45 ? 1 : 2),
};

const BINTEN = 0x08;
const TI_FIRST = 0x10;
const TI_BANK = 0x28;
const TI_DIR = 0x00;
const TI_IN = 0x10;
const TI_SET_RISING = 0x14;
const TI_CLR_RISING = 0x18;
const TI_SET_FALLING = 0x1c;
const TI_CLR_FALLING = 0x20;
const TI_INTSTAT = 0x24;

const tiRegister = (pin: number, register: number): number => TI_FIRST + Math.floor(pin / 32) * TI_BANK + register;
const isUnbanked = ({ node }: ControllerBlock): boolean => (cellOf(node, 'ti,davinci-gpio-unbanked') ?? 0) !== 0;

/** TI's GPIO block (SPRUFV2, SPRUGV1): edges alone, an interrupt for 16 pins, or one for each of the first. */
export const davinciGpio: ControllerDesign = {
  compatible: ['ti,keystone-gpio', 'ti,am654-gpio', 'ti,dm6441-gpio'],
  // All pins are inputs after reset.
  reset: (block) => {
    if (isInMemory(block.machine, block.base)) return;
    for (let pin = 0; pin < (cellOf(block.node, 'ti,ngpio') ?? 0); pin += 32)
      block.put(tiRegister(pin, TI_DIR), 0xffffffff);
  },
  read(block, offset) {
    const at = offset - TI_FIRST;
    const first = Math.floor(at / TI_BANK) * 32;
    if (at < 0) return undefined;
    if (at % TI_BANK === TI_IN) return block.gather(first, (pin) => block.level(pin));
    return at % TI_BANK === TI_INTSTAT ? block.gather(first, (pin) => block.isLatched(pin)) : undefined;
  },
  write(block, offset, value) {
    const at = offset - TI_FIRST;
    const register = at < 0 ? undefined : at % TI_BANK;
    const set = offset - (register ?? 0);
    if (register === TI_INTSTAT) block.acknowledge(Math.floor(at / TI_BANK) * 32, value);
    else if (register === TI_SET_RISING || register === TI_SET_FALLING) block.put(offset, block.word(offset) | value);
    else if (register === TI_CLR_RISING) block.put(set + TI_SET_RISING, block.word(set + TI_SET_RISING) & ~value);
    else if (register === TI_CLR_FALLING) block.put(set + TI_SET_FALLING, block.word(set + TI_SET_FALLING) & ~value);
    else return false;
    return true;
  },
  latches: (block, pin, level) => block.bit(tiRegister(pin, level ? TI_SET_RISING : TI_SET_FALLING), pin & 31),
  // A pin's own interrupt is an edge at the parent: it is held until the pin goes back.
  asks: (block, pin) =>
    isUnbanked(block)
      ? block.level(pin) && block.bit(tiRegister(pin, TI_SET_RISING), pin & 31)
      : block.isLatched(pin) && block.bit(BINTEN, pin >> 4),
  output: (block, pin) => (isUnbanked(block) ? pin : pin >> 4),
};

const IO_CONF = 0x04;
const IN_POL = 0x0c;
const DATA_IN = 0x10;
const EDGE_CAUSE = 0x14;
const EDGE_MASK = 0x18;
const LEVEL_MASK = 0x1c;

const mvData = (block: ControllerBlock, pin: number): boolean => block.level(pin) !== block.bit(IN_POL, pin);

/** Marvell's GPIO bank: a bit turns a pin over; levels and latched edges have a mask each, and eight pins an interrupt. */
export const orionGpio: ControllerDesign = {
  compatible: ['marvell,orion-gpio', 'marvell,armada-370-gpio'],
  // Pins that nobody has used are inputs.
  assumed: true,
  reset: (block) => block.put(IO_CONF, isInMemory(block.machine, block.base) ? 0 : 0xffffffff),
  read(block, offset) {
    if (offset === DATA_IN) return block.gather(0, (pin) => mvData(block, pin));
    return offset === EDGE_CAUSE ? block.gather(0, (pin) => block.isLatched(pin)) : undefined;
  },
  write(block, offset, value) {
    if (offset === EDGE_CAUSE) block.acknowledge(0, ~value);
    return offset === EDGE_CAUSE;
  },
  latches: (block, pin, level) => level !== block.bit(IN_POL, pin),
  asks: (block, pin) =>
    (mvData(block, pin) && block.bit(LEVEL_MASK, pin)) || (block.isLatched(pin) && block.bit(EDGE_MASK, pin)),
  output: (block, pin) => Math.min(pin >> 3, block.machine.wiring.countOf(block.node) - 1),
};

const A8K_SIZE = 0x40;

/** The same in Armada 7K and 8K, where it is a part of the registers that its parent has. */
export const armada8kGpio: ControllerDesign = {
  ...orionGpio,
  compatible: ['marvell,armada-8k-gpio'],
  range(node) {
    const [whole] = node.parent === undefined ? [] : registerRanges(node.parent);
    const offset = cellOf(node, 'offset');
    return whole === undefined || offset === undefined ? undefined : { base: whole.base + offset, size: A8K_SIZE };
  },
};
