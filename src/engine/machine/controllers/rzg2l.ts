/** Renesas' RZ/G2L family: the interrupt controller, and the pins that are led to its TINTs. */
import { type DtNode, getProperty, stringList } from '../../devicetree/index.ts';
import type { ControllerBlock } from './block.ts';
import { type ControllerDesign } from './design.ts';

const FIRST_TINT = 9;
const TINTS = 32;
const NSCR = 0x00;
const NITSR = 0x04;
const ISCR = 0x10;
const IITSR = 0x14;
const TSCR = 0x20;
const TITSR = 0x24;
const TSSR = 0x30;
const TIEN = 0x80;
/** Inputs that are pins are numbered from here, by the place among all pins. */
const PIN = 0x10000;

/** Two bits of a register array, 16 fields a register. */
const field = (block: ControllerBlock, register: number, n: number): number =>
  (block.word(register + (n >> 4) * 4) >>> ((n & 15) * 2)) & 3;

/** The TINT that a pin is led to, if it is enabled. */
function tintOf(block: ControllerBlock, input: number): number | undefined {
  for (let n = 0; n < TINTS; n++) {
    const source = (block.word(TSSR + (n >> 2) * 4) >>> ((n & 3) * 8)) & 0xff;
    if (source === (TIEN | (input - PIN))) return n;
  }
  return undefined;
}

/** The NMI is input 0. */
const isOwn = (input: number): boolean => input > 0 && input < FIRST_TINT;
const inputs = (block: ControllerBlock): number[] => block.state.inputs.keys();

function asks(block: ControllerBlock, input: number): boolean {
  if (input === 0) return block.isLatched(input);
  if (isOwn(input)) return block.isLatched(input) || (field(block, IITSR, input - 1) === 0 && !block.level(input));
  const tint = input >= PIN ? tintOf(block, input) : undefined;
  if (tint === undefined) return false;
  const sense = field(block, TITSR, tint);
  return block.isLatched(input) || (sense >= 2 && block.level(input) === (sense === 2));
}

export const rzg2lIrqc: ControllerDesign = {
  compatible: ['renesas,rzg2l-irqc'],
  read(block, offset) {
    if (offset === NSCR) return (block.isLatched(0) ? 1 : 0) | (block.level(0) ? 1 << 16 : 0);
    if (offset === ISCR) return block.gather(1, (input) => isOwn(input) && asks(block, input));
    if (offset !== TSCR) return undefined;
    const active = inputs(block).filter((input) => input >= PIN && asks(block, input));
    const tints = new Set(active.map((input) => tintOf(block, input)));
    return block.gather(0, (tint) => tints.has(tint));
  },
  write(block, offset, value) {
    if (offset === NSCR) block.acknowledge(0, ~value & 1);
    else if (offset === ISCR) block.acknowledge(1, ~value & 0xff);
    else if (offset !== TSCR) return false;
    else
      for (const input of inputs(block)) {
        const tint = input >= PIN ? tintOf(block, input) : undefined;
        if (tint !== undefined && ((value >>> tint) & 1) === 0) block.setLatched(input, false);
      }
    return true;
  },
  latches(block, input, level) {
    if (input === 0) return level === block.bit(NITSR, 0);
    if (isOwn(input)) return (field(block, IITSR, input - 1) & (level ? 2 : 1)) !== 0;
    const tint = input >= PIN ? tintOf(block, input) : undefined;
    return tint !== undefined && field(block, TITSR, tint) === (level ? 0 : 1);
  },
  asks,
  output(block, input) {
    if (input === 0 || isOwn(input)) return input;
    const tint = input >= PIN ? tintOf(block, input) : undefined;
    return tint === undefined ? undefined : FIRST_TINT + tint;
  },
};

const from = (first: number, count: number): number[] => Array.from({ length: count }, (_, n) => first + n);

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
