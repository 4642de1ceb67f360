/** GPIO blocks of Renesas', NXP's and Marvell's SoCs and of Xilinx' logic that have one interrupt for all pins, or share several. */
import { type DtNode, getProperty, hasProperty } from '../../devicetree/index.ts';
import { registerRanges } from '../address.ts';
import type { ControllerBlock } from './block.ts';
import { cellOf, type ControllerDesign } from './design.ts';

const INOUTSEL = 0x04;
const INDT = 0x0c;
const INTDT = 0x10;
const INTCLR = 0x14;
const INTMSK = 0x18;
const MSKCLR = 0x1c;
const POSNEG = 0x20;
const EDGLEVEL = 0x24;
const BOTHEDGE = 0x4c;

const isRcarHigh = (block: ControllerBlock, pin: number): boolean => !block.bit(POSNEG, pin);

function isRcarPending(block: ControllerBlock, pin: number): boolean {
  if (block.isLatched(pin)) return true;
  return !block.bit(EDGLEVEL, pin) && !block.bit(INOUTSEL, pin) && block.level(pin) === isRcarHigh(block, pin);
}

/** R-Car: writing to the mask takes pins away, another register gives them back. */
export const rcarGpio: ControllerDesign = {
  compatible: [
    'renesas,rcar-gen3-gpio',
    'renesas,rcar-gen4-gpio',
    'renesas,rcar-gen2-gpio',
    'renesas,rcar-gen1-gpio',
    'renesas,gpio-r8a779a0',
    'renesas,gpio-rcar',
  ],
  notInMemory: true,
  read(block, offset) {
    if (offset === INDT) return block.gather(0, (pin) => block.level(pin));
    return offset === INTDT ? block.gather(0, (pin) => isRcarPending(block, pin)) : undefined;
  },
  write(block, offset, value) {
    if (offset === INTCLR) block.acknowledge(0, value);
    else if (offset === INTMSK) block.put(INTMSK, block.word(INTMSK) & value);
    else if (offset === MSKCLR) block.put(INTMSK, block.word(INTMSK) | value);
    else return false;
    return true;
  },
  latches: (block, pin, level) =>
    block.bit(EDGLEVEL, pin) && (block.bit(BOTHEDGE, pin) || level === isRcarHigh(block, pin)),
  asks: (block, pin) => block.bit(INTMSK, pin) && isRcarPending(block, pin),
  output: () => 0,
};

const QORIQ_DAT = 0x08;
const QORIQ_IER = 0x0c;
const QORIQ_IMR = 0x10;
const QORIQ_ICR = 0x14;

const swab32 = (value: number): number =>
  ((value << 24) | ((value & 0xff00) << 8) | ((value >>> 8) & 0xff00) | (value >>> 24)) >>> 0;
/** A word as the registers have it: of most blocks the bytes are the other way round. */
const ordered = ({ node }: ControllerBlock, word: number): number =>
  hasProperty(node, 'little-endian') ? word : swab32(word);
/** Pins are counted from the highest bit. */
const qoriqBit = (block: ControllerBlock, register: number, pin: number): boolean =>
  ((ordered(block, block.word(register)) >>> (31 - pin)) & 1) !== 0;
const qoriqWord = (block: ControllerBlock, is: (pin: number) => boolean): number =>
  ordered(
    block,
    block.gather(0, (bit) => is(31 - bit)),
  );

/** QorIQ and Layerscape: events of a falling edge, or of both. */
export const qoriqGpio: ControllerDesign = {
  compatible: ['fsl,qoriq-gpio', 'fsl,ls1028a-gpio', 'fsl,ls1088a-gpio'],
  notInMemory: true,
  read(block, offset) {
    if (offset === QORIQ_DAT) return qoriqWord(block, (pin) => block.level(pin));
    return offset === QORIQ_IER ? qoriqWord(block, (pin) => block.isLatched(pin)) : undefined;
  },
  write(block, offset, value) {
    if (offset !== QORIQ_IER) return false;
    const bits = ordered(block, value);
    for (let pin = 0; pin < 32; pin++) if (((bits >>> (31 - pin)) & 1) !== 0) block.setLatched(pin, false);
    return true;
  },
  latches: (block, pin, level) => !level || !qoriqBit(block, QORIQ_ICR, pin),
  asks: (block, pin) => qoriqBit(block, QORIQ_IMR, pin) && block.isLatched(pin),
  output: () => 0,
};

const XGPIO_CHANNEL = 8;
const XGPIO_GIER = 0x11c;
const XGPIO_IPISR = 0x120;
const XGPIO_IPIER = 0x128;
/** Latches of the channels, beside those of pins. */
const CHANNELS = 64;

/** As many pins as the first channel has. */
const firstWidth = ({ node }: ControllerBlock): number => cellOf(node, 'xlnx,gpio-width') ?? 32;
const channelOf = (block: ControllerBlock, pin: number): number => (pin < firstWidth(block) ? 0 : 1);

/** Xilinx' logic: a change of any pin of a channel is an event of the channel. */
export const xilinxGpio: ControllerDesign = {
  compatible: ['xlnx,xps-gpio-1.00.a'],
  notInMemory: true,
  read(block, offset) {
    const width = firstWidth(block);
    if (offset === 0) return block.gather(0, (pin) => pin < width && block.level(pin));
    if (offset === XGPIO_CHANNEL) return block.gather(width, (pin) => block.level(pin));
    if (offset !== XGPIO_IPISR) return undefined;
    return block.gather(0, (channel) => channel < 2 && block.isLatched(CHANNELS + channel));
  },
  write(block, offset, value) {
    if (offset !== XGPIO_IPISR) return false;
    // What is written is turned over.
    for (const channel of [0, 1])
      if (((value >>> channel) & 1) !== 0) block.setLatched(CHANNELS + channel, !block.isLatched(CHANNELS + channel));
    return true;
  },
  latches(block, pin) {
    block.setLatched(CHANNELS + channelOf(block, pin), true);
    return false;
  },
  asks(block, pin) {
    const channel = channelOf(block, pin);
    const isOn = (block.word(XGPIO_GIER) & 0x80000000) !== 0 && block.bit(XGPIO_IPIER, channel);
    return isOn && block.isLatched(CHANNELS + channel);
  },
  output: () => 0,
};
const A37XX_FIRST = 0x1000;
const A37XX_INPUT = 0x10;
const A37XX_EN = 0x00;
const A37XX_POL = 0x08;
const A37XX_STATUS = 0x10;

const gpioChild = (node: DtNode): readonly DtNode[] =>
  node.children.filter((child) => getProperty(child, 'gpio-controller') !== undefined);

/** Armada 37xx: edges alone; the registers of interrupts are the second region. Which pins share an interrupt is assumed: the same number each. */
export const armada37xxGpio: ControllerDesign = {
  compatible: ['marvell,armada3710-nb-pinctrl', 'marvell,armada3710-sb-pinctrl'],
  notInMemory: true,
  assumed: true,
  range: (node) => registerRanges(node)[1],
  regions({ parent }) {
    const first = parent === undefined ? undefined : registerRanges(parent)[0];
    return first === undefined ? [] : [{ ...first, offset: A37XX_FIRST }];
  },
  lines: gpioChild,
  read(block, offset) {
    const word = (offset & 4) * 8;
    const at = offset & ~4;
    if (at === A37XX_FIRST + A37XX_INPUT) return block.gather(word, (pin) => block.level(pin));
    return at === A37XX_STATUS ? block.gather(word, (pin) => block.isLatched(pin)) : undefined;
  },
  write(block, offset, value) {
    if ((offset & ~4) !== A37XX_STATUS) return false;
    block.acknowledge((offset & 4) * 8, value);
    return true;
  },
  latches: (block, pin, level) => level !== block.bit(A37XX_POL, pin),
  asks: (block, pin) => block.isLatched(pin) && block.bit(A37XX_EN, pin),
  output(block, pin) {
    const count = block.machine.wiring.countOf(block.node);
    return Math.min(Math.floor(pin / Math.ceil(36 / Math.max(1, count))), count - 1);
  },
};
