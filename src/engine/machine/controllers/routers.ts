/** Controllers in whose registers or tables it stands where a line leads: Amlogic's multiplexer, Qualcomm's PDC, TI's router. */
import { getProperty, stringList, u32s } from '../../devicetree/index.ts';
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

/** Qualcomm's PDC: a pin within its ranges leads to an SPI, inverted where it is low or falling. */
export const qcomPdc: ControllerDesign = {
  compatible: ['qcom,pdc'],
  asks(block, pin) {
    const cfg = block.word(CFG + pin * 4);
    const enabled = block.word(VERSION) >= VERSION_3_2 ? (cfg & CFG_ENABLE) !== 0 : block.bit(ENABLE_BANK, pin);
    return enabled && block.level(pin) === ((cfg & CFG_HIGH) !== 0);
  },
  output(block, pin) {
    const ranges = u32s(getProperty(block.node, 'qcom,pdc-ranges'));
    for (let n = 0; n + 2 < ranges.length; n += 3) {
      const [first = 0, spi = 0, count = 0] = ranges.slice(n, n + 3);
      if (pin >= first && pin < first + count) return spiAt(block, spi + pin - first);
    }
    return undefined;
  },
};

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
