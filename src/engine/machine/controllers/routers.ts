/** Controllers in whose registers or tables it stands where a line leads: Amlogic's multiplexer, Qualcomm's PDC, TI's router. */
import { getProperty, stringList, u32s } from '../../devicetree/index.ts';
import { registerRanges } from '../address.ts';
import type { Wire } from '../wiring.ts';
import type { ControllerBlock } from './block.ts';
import { type ControllerDesign, spiAt } from './design.ts';

const MESON8 = ['meson8', 'meson8b', 'meson-gxbb', 'meson-gxl', 'meson-axg', 'meson-g12a', 'meson-sm1'];
const MESON_A1 = ['meson-a1'];
const MESON_S4 = ['meson-s4', 'c3', 't7'];
const named = (soc: string): string => `amlogic,${soc}-gpio-intc`;
const EDGE_POL = 0x00;
const PIN_SEL = 0x04;

/** Where a generation has the bits of a channel. */
interface MesonLayout {
  readonly low: number;
  readonly pin: (block: ControllerBlock, channel: number) => number;
}

const bytePin = (block: ControllerBlock, channel: number): number =>
  (block.word(PIN_SEL + (channel >> 2) * 4) >>> ((channel % 4) * 8)) & 0xff;
const halfPin =
  (mask: number) =>
  (block: ControllerBlock, channel: number): number =>
    (block.word(PIN_SEL + (channel >> 1) * 4) >>> ((channel % 2) * 16)) & mask;

const isOf = ({ node }: ControllerBlock, socs: readonly string[]): boolean =>
  stringList(getProperty(node, 'compatible')).some((each) => socs.map(named).includes(each));

function layoutOf(block: ControllerBlock): MesonLayout {
  if (isOf(block, MESON_S4)) return { low: 0, pin: halfPin(0xff) };
  if (isOf(block, MESON_A1)) return { low: 0, pin: halfPin(0x7f) };
  return { low: 16, pin: bytePin };
}

/** The channel that a pad has been led to: the last, since 0 is a pad too and what every channel starts with. */
function channelOf(block: ControllerBlock, pad: number): number | undefined {
  const { pin } = layoutOf(block);
  const count = u32s(getProperty(block.node, 'amlogic,channel-interrupts')).length;
  const channels = Array.from({ length: count }, (_, channel) => channel).filter((each) => pin(block, each) === pad);
  return pad === 0 ? channels[0] : channels.at(-1);
}

/** The filter makes a level of a level and a pulse of an edge; a pulse is over at once, so it is held until the pad goes back. */
export const mesonGpioIntc: ControllerDesign = {
  compatible: [...MESON8, ...MESON_A1, ...MESON_S4].map(named),
  asks(block, pad) {
    const channel = channelOf(block, pad);
    if (channel === undefined) return false;
    const { low } = layoutOf(block);
    return block.level(pad) !== block.bit(EDGE_POL, low + channel);
  },
  output(block, pad) {
    const channel = channelOf(block, pad);
    const spi =
      channel === undefined ? undefined : u32s(getProperty(block.node, 'amlogic,channel-interrupts'))[channel];
    return spi === undefined ? undefined : spiAt(block, spi);
  },
};

const ENABLE_BANK = 0x10;
const CFG = 0x110;
const CFG_ENABLE = 1 << 3;
const VERSION = 0x1000;
const VERSION_3_2 = 0x30200;
/** Bits of a type: 2 for high or rising. */
const CFG_HIGH = 1 << 2;
const CFG_BOTH = 0b111;
const PDC_PINS = 256;

/** The SPI of a pin, where some range has it. */
function pdcOutput(block: ControllerBlock, pin: number): Wire | undefined {
  const ranges = u32s(getProperty(block.node, 'qcom,pdc-ranges'));
  for (let n = 0; n + 2 < ranges.length; n += 3) {
    const [first = 0, spi = 0, count = 0] = ranges.slice(n, n + 3);
    if (pin >= first && pin < first + count) return spiAt(block, spi + pin - first);
  }
  return undefined;
}

const isBoth = (block: ControllerBlock, pin: number): boolean => (block.word(CFG + pin * 4) & CFG_BOTH) === CFG_BOTH;

/** Qualcomm's PDC: a pin within its ranges leads to an SPI, inverted where it is low or falling. */
export const qcomPdc: ControllerDesign = {
  compatible: ['qcom,pdc'],
  latches: isBoth,
  pulsesAt: isBoth,
  asks(block, pin) {
    const cfg = block.word(CFG + pin * 4);
    const enabled = block.word(VERSION) >= VERSION_3_2 ? (cfg & CFG_ENABLE) !== 0 : block.bit(ENABLE_BANK, pin);
    if (!enabled) return false;
    return isBoth(block, pin) ? block.isLatched(pin) : block.level(pin) === ((cfg & CFG_HIGH) !== 0);
  },
  output: pdcOutput,
};

const PARAM = 0x100c;
/** The secure register that sets an X1E's PDC to pass lines on, or to keep GPIOs itself. */
const PDC_MODE = 0x0b2045e8;
const X1E_VERSION = 0x30000;
/** Its pin controller leads GPIOs to pins from here on; those before are direct. How many the register says is assumed by that. */
const X1E_DIRECT = 67;
const X1E_GPIOS = 96;
const GPIO_MASKED = 1 << 3;
const GPIO_STATUS = 1 << 4;
const CFG_EDGE = 1 << 1;
/** The registers of the client before are reached here. */
const CLIENT_BEFORE = 0x100000;
const CLIENT_SIZE = 0x10000;
const BANKS_END = 0x30;

const keepsGpios = ({ machine }: ControllerBlock): boolean =>
  machine.hardware.secure?.refused?.includes(PDC_MODE) ?? false;

/**
 * That of the X1E, whose enable bits have a fault: what is written to one of the first five banks arrives two banks further on, which for the
 * last two is at the next client. Where firmware has it keep GPIOs, it remembers what a pin said until that is cleared.
 */
export const qcomPdcX1e: ControllerDesign = {
  ...qcomPdc,
  compatible: ['qcom,x1e80100-pdc'],
  assumed: true,
  regions(node) {
    const range = registerRanges(node)[0];
    return range === undefined ? [] : [{ base: range.base - CLIENT_SIZE, size: BANKS_END, offset: CLIENT_BEFORE }];
  },
  reset(block) {
    block.put(VERSION, X1E_VERSION);
    block.put(PARAM, (X1E_GPIOS << 8) | X1E_DIRECT);
  },
  write(block, offset, value) {
    const own = (offset - ENABLE_BANK) / 4;
    const before = own - CLIENT_BEFORE / 4;
    if (own >= 0 && own < 5) {
      if (own < 3) block.put(ENABLE_BANK + (own + 2) * 4, value);
      return true;
    }
    const pin = (offset - CFG) / 4;
    if (isKept(block, pin)) {
      if ((value & GPIO_STATUS) === 0) block.setLatched(pin, false);
      block.put(offset, value & ~GPIO_STATUS);
      return true;
    }
    if (offset < CLIENT_BEFORE) return false;
    if (before === 3 || before === 4) block.put(ENABLE_BANK + (before - 3) * 4, value);
    return true;
  },
  read(block, offset) {
    const pin = (offset - CFG) / 4;
    if (!isKept(block, pin)) return undefined;
    const cfg = block.word(offset);
    return (cfg & ~GPIO_STATUS) | (block.isLatched(pin) || saysSo(block, pin) ? GPIO_STATUS : 0);
  },
  latches: (block, pin, level) => {
    const cfg = block.word(CFG + pin * 4);
    const isEdge = (cfg & CFG_EDGE) !== 0 && level === ((cfg & CFG_HIGH) !== 0);
    return isBoth(block, pin) || (isKept(block, pin) && isEdge);
  },
  pulsesAt: (block, pin) => !isKept(block, pin) && isBoth(block, pin),
  asks(block, pin) {
    const cfg = block.word(CFG + pin * 4);
    if (!isKept(block, pin)) return qcomPdc.asks(block, pin);
    const says = block.isLatched(pin) || saysSo(block, pin);
    return says && block.bit(ENABLE_BANK, pin) && (cfg & GPIO_MASKED) === 0;
  },
};

const isKept = (block: ControllerBlock, pin: number): boolean =>
  keepsGpios(block) && pin >= 0 && pin >= (block.word(PARAM) & 0xff) && pin < PDC_PINS;
/** A level that is there. */
function saysSo(block: ControllerBlock, pin: number): boolean {
  const cfg = block.word(CFG + pin * 4);
  return (cfg & CFG_EDGE) === 0 && block.level(pin) === ((cfg & CFG_HIGH) !== 0);
}

const MUXCNTL = 0x4;
const INT_ENABLE = 1 << 16;

/** The output that an input is led to, and what of the parent's inputs that is. */
function k3Output(block: ControllerBlock, input: number): Wire | undefined {
  const ranges = u32s(getProperty(block.node, 'ti,interrupt-ranges'));
  for (let i = 0; i + 2 < ranges.length; i += 3) {
    const [first = 0, parentFirst = 0, count = 0] = ranges.slice(i);
    for (let output = first; output < first + count; output++)
      if (block.word(MUXCNTL + 4 * output) === (INT_ENABLE | input)) return k3Wire(block, parentFirst + output - first);
  }
  return undefined;
}

/** An input of the GIC, or of another router. */
function k3Wire(block: ControllerBlock, input: number): Wire | undefined {
  const controller = block.machine.wiring.parentOf(block.node);
  if (controller === undefined) return undefined;
  return controller === block.machine.gicNode ? spiAt(block, input - 32) : { controller, cells: [input] };
}

/** TI's interrupt router (AM65x TRM): a register for each output names the input that is led to it. */
export const tiSciIntr: ControllerDesign = {
  compatible: ['ti,sci-intr'],
  asks: (block, input) => block.level(input),
  output: k3Output,
};
