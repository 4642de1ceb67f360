/**
 * Renesas' RZ/G2L family: the interrupt controllers, and the pins that are led to their TINTs. An interrupt controller has an output for
 * each of its interrupts, which has the number of its place in the node's list: the NMI, lines of its own (IRQ), TINTs, and what is more.
 */
import { type DtNode, getProperty, stringList } from '../../devicetree/index.ts';
import type { ControllerBlock } from './block.ts';
import { type ControllerDesign } from './design.ts';

const TINTS = 32;
/** Inputs that are pins are numbered from here, by the place among all pins. */
const PIN = 0x10000;

/** Where a controller has its registers, and how many lines of its own. */
interface Layout {
  readonly own: number;
  readonly nitsr: number;
  readonly iitsr: number;
  readonly titsr: number;
  readonly tssr: number;
  /** Bits of a field that leads a pin to a TINT; the highest enables it. */
  readonly field: 8 | 16;
  /** What leads a pin, by its place among all pins, to a TINT; the place unless said. */
  readonly sources?: readonly number[];
  /** The register that says of the last eight TINTs which have their SPI, and not the line that shares it. */
  readonly shared?: number;
}

const from = (first: number, count: number): number[] => Array.from({ length: count }, (_, n) => first + n);

/** Two bits of a register array, 16 fields a register. */
const field = (block: ControllerBlock, register: number, n: number): number =>
  (block.word(register + (n >> 4) * 4) >>> ((n & 15) * 2)) & 3;

const inputs = (block: ControllerBlock): number[] => block.state.inputs.keys();

/** What a controller does by its layout. The NMI is input 0, then come lines of its own. */
function linesOf(layout: Layout): Pick<ControllerDesign, 'asks' | 'latches' | 'output'> & {
  readonly isOwn: (input: number) => boolean;
  readonly tintOf: (block: ControllerBlock, input: number) => number | undefined;
} {
  const { own, nitsr, iitsr, titsr, tssr, field: bits, sources, shared } = layout;
  const isOwn = (input: number): boolean => input > 0 && input <= own;
  const perWord = 32 / bits;
  const enable = 2 ** (bits - 1);
  /** The TINT that a pin is led to, if it is enabled. */
  const tintOf = (block: ControllerBlock, input: number): number | undefined => {
    if (input < PIN) return undefined;
    const place = input - PIN;
    const wanted = enable + (sources === undefined ? place : (sources[place] ?? -1));
    for (let n = 0; n < TINTS; n++) {
      const word = block.word(tssr + Math.floor(n / perWord) * 4);
      if (((word >>> ((n % perWord) * bits)) & (2 ** bits - 1)) === wanted) return n;
    }
    return undefined;
  };
  /** Whether a line has the SPI that it shares. */
  const isLed = (block: ControllerBlock, n: number, byTint: boolean): boolean =>
    shared === undefined || n < 0 || block.bit(shared, 24 + n) !== byTint;
  return {
    isOwn,
    tintOf,
    asks(block, input) {
      if (input >= PIN) {
        const tint = tintOf(block, input);
        if (tint === undefined || !isLed(block, tint - 24, true)) return false;
        const sense = field(block, titsr, tint);
        return block.isLatched(input) || (sense >= 2 && block.level(input) === (sense === 2));
      }
      if (!isOwn(input)) return block.isLatched(input);
      if (!isLed(block, input - 9, false)) return false;
      return block.isLatched(input) || (field(block, iitsr, input - 1) === 0 && !block.level(input));
    },
    latches(block, input, level) {
      if (input === 0) return level === block.bit(nitsr, 0);
      if (isOwn(input)) return (field(block, iitsr, input - 1) & (level ? 2 : 1)) !== 0;
      const tint = tintOf(block, input);
      return tint !== undefined && field(block, titsr, tint) === (level ? 0 : 1);
    },
    output(block, input) {
      if (input < PIN) return input;
      const tint = tintOf(block, input);
      return tint === undefined ? undefined : own + 1 + tint;
    },
  };
}

const NSCR = 0x00;
const ISCR = 0x10;
const TSCR = 0x20;

/** Status registers of RZ/G2L and RZ/G3L: a bit is cleared by writing 0 to it. */
function irqc(compatible: string, layout: Layout): ControllerDesign {
  const { isOwn, tintOf, ...lines } = linesOf(layout);
  const statusOfTints = (block: ControllerBlock): number => {
    const active = inputs(block).filter((input) => input >= PIN && lines.asks(block, input));
    const tints = new Set(active.map((input) => tintOf(block, input)));
    return block.gather(0, (tint) => tints.has(tint));
  };
  return {
    ...lines,
    compatible: [compatible],
    read(block, offset) {
      if (offset === NSCR) return (block.isLatched(0) ? 1 : 0) | (block.level(0) ? 1 << 16 : 0);
      if (offset === ISCR) return block.gather(1, (input) => isOwn(input) && lines.asks(block, input));
      return offset === TSCR ? statusOfTints(block) : undefined;
    },
    write(block, offset, value) {
      if (offset === NSCR) block.acknowledge(0, ~value & 1);
      else if (offset === ISCR) block.acknowledge(1, ~value & (2 ** layout.own - 1));
      else if (offset !== TSCR) return false;
      else clearTints(block, ~value, tintOf);
      return true;
    },
  };
}

function clearTints(
  block: ControllerBlock,
  bits: number,
  tintOf: (block: ControllerBlock, input: number) => number | undefined,
): void {
  for (const input of inputs(block)) {
    const tint = tintOf(block, input);
    if (tint !== undefined && ((bits >>> tint) & 1) !== 0) block.setLatched(input, false);
  }
}

const G2L: Layout = { own: 8, nitsr: 0x04, iitsr: 0x14, titsr: 0x24, tssr: 0x30, field: 8 };

export const rzg2lIrqc: ControllerDesign = irqc('renesas,rzg2l-irqc', G2L);

/** RZ/G3L's manual, tables 4.2-1 and 4.6-7: ports 2, 3, 5 to 8, A to H, J to M, S. */
export const rzg3lIrqc: ControllerDesign = irqc('renesas,r9a08g046-irqc', {
  ...G2L,
  own: 16,
  shared: 0x2c,
  sources: [
    ...from(83, 2),
    ...from(7, 7),
    ...from(85, 28),
    ...from(45, 38),
    ...from(27, 14),
    ...from(2, 5),
    ...from(41, 4),
    ...from(14, 4),
    26,
    ...from(18, 8),
    ...from(0, 2),
  ],
});

const NSCLR = 0x04;
const ISCTR = 0x10;
const ISCLR = 0x14;
const TSCTR = 0x20;
const TSCLR = 0x24;
const SWINT = 0x130;
const SWPE = 0x370;
/** Behind TINTs: an interrupt for each CPU that software asks for, then that of errors. */
const SOFTWARE = 49;
const ERRORS = 53;

/** RZ/V2H's ICU and those like it: a bit is cleared by writing 1 to a register of its own; those of TINTs may be elsewhere. */
function icu(
  compatible: readonly string[],
  tints: number,
  layout: Pick<Layout, 'field' | 'sources'>,
): ControllerDesign {
  const { isOwn, tintOf, ...lines } = linesOf({
    ...layout,
    own: 16,
    nitsr: 0x08,
    iitsr: 0x18,
    titsr: tints + 0x28,
    tssr: tints + 0x30,
  });
  const asked = (block: ControllerBlock, input: number): void => {
    if (!block.state.inputs.has(input)) block.rest(input, false);
    block.setLatched(input, true);
    block.update();
    block.setLatched(input, false);
  };
  return {
    ...lines,
    compatible,
    read(block, offset) {
      if (offset === ISCTR) return block.gather(1, (input) => isOwn(input) && lines.asks(block, input));
      if (offset !== tints + TSCTR) return undefined;
      const active = inputs(block).filter((input) => input >= PIN && lines.asks(block, input));
      const led = new Set(active.map((input) => tintOf(block, input)));
      return block.gather(0, (tint) => led.has(tint));
    },
    write(block, offset, value) {
      if (offset === NSCLR) block.acknowledge(0, value & 1);
      else if (offset === ISCLR) block.acknowledge(1, value & 0xffff);
      else if (offset === tints + TSCLR) clearTints(block, value, tintOf);
      else if (offset === SWINT) for (const n of from(0, 4)) if (((value >>> n) & 1) !== 0) asked(block, SOFTWARE + n);
      if (offset === SWPE && value !== 0) asked(block, ERRORS);
      return [NSCLR, ISCLR, tints + TSCLR, SWINT, SWPE].includes(offset);
    },
  };
}

export const rzv2hIcu: ControllerDesign = icu(['renesas,r9a09g056-icu', 'renesas,r9a09g057-icu'], 0, { field: 8 });

/** RZ/G3E's manual, tables 4.2-6 and 4.6-4: ports 0 to 8, A to H, J to M, S. */
export const rzg3eIcu: ControllerDesign = icu(['renesas,r9a09g047-icu'], 0x800, {
  field: 16,
  sources: [
    ...from(81, 16),
    ...from(111, 2),
    ...from(97, 14),
    ...from(113, 28),
    ...from(43, 38),
    ...from(25, 14),
    ...from(4, 5),
    ...from(39, 4),
    ...from(9, 4),
    ...from(21, 4),
    ...from(13, 8),
    ...from(0, 4),
  ],
});

/** Pins of each port, and where the port's registers are. */
const PORTS: Readonly<Record<string, { readonly pins: readonly number[]; readonly offsets: readonly number[] }>> = {
  r9a07g043: { pins: [4, 5, 4, 4, 6, 5, 5, 5, 5, 4, 5, 4, 2, 5, 3, 4, 2, 4, 6], offsets: from(0x10, 19) },
  r9a07g044: {
    pins: [
      2, 2, 2, 2, 2, 3, 2, 3, 3, 2, 2, 2, 2, 3, 2, 2, 2, 3, 2, 2, 3, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 3,
      2, 3, 3, 2, 5, 4, 4, 4, 4, 4, 5,
    ],
    offsets: from(0x10, 49),
  },
  r9a08g046: {
    pins: [0, 0, 2, 7, 0, 7, 7, 8, 6, 0, 8, 8, 3, 8, 8, 3, 8, 6, 0, 5, 4, 5, 8, 0, 0, 0, 0, 0, 2],
    offsets: from(0x20, 29),
  },
  r9a09g047: {
    pins: [8, 8, 2, 8, 6, 7, 7, 8, 6, 0, 8, 8, 3, 8, 8, 3, 8, 6, 0, 5, 4, 8, 8, 0, 0, 0, 0, 0, 4],
    offsets: from(0x20, 29),
  },
  r9a09g056: { pins: [8, 6, 2, 8, 8, 8, 8, 8, 8, 8, 8, 6], offsets: from(0x20, 12) },
  r9a09g057: { pins: [8, 6, 2, 8, 8, 8, 8, 8, 8, 8, 8, 6], offsets: from(0x20, 12) },
  r9a08g045: {
    pins: [4, 5, 4, 4, 6, 5, 5, 5, 5, 4, 5, 4, 2, 5, 3, 4, 2, 4, 6],
    offsets: [0x20, ...from(0x30, 4), 0x21, 0x22, ...from(0x34, 4), ...from(0x23, 8)],
  },
};
const ISEL = 0x2c00;
const named = (soc: string): string => `renesas,${soc}-pinctrl`;

function portsOf(node: DtNode): (typeof PORTS)[string] | undefined {
  const compatible = stringList(getProperty(node, 'compatible'));
  return Object.entries(PORTS).find(([soc]) => compatible.includes(named(soc)))?.[1];
}

/** The pins: those that are let through are inputs of the interrupt controller, counted without the gaps between ports. */
export const rzg2lPins: ControllerDesign = {
  compatible: Object.keys(PORTS).map(named),
  asks(block, pin) {
    const offset = portsOf(block.node)?.offsets[pin >> 3];
    if (offset === undefined) return false;
    const word = block.word(ISEL + offset * 8 + ((pin & 4) === 0 ? 0 : 4));
    return block.level(pin) && ((word >>> ((pin & 3) * 8)) & 1) !== 0;
  },
  output(block, pin) {
    const controller = block.machine.wiring.parentOf(block.node);
    const counts = portsOf(block.node)?.pins ?? [];
    if (controller === undefined || (pin & 7) >= (counts[pin >> 3] ?? 0)) return undefined;
    const place = counts.slice(0, pin >> 3).reduce((sum, pins) => sum + pins, pin & 7);
    return { controller, cells: [PIN + place, 0] };
  },
};
