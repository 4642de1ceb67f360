/** What a device drives on its line, and where that comes out, where it is not what the tree says. */
import { describe, expect, it } from 'vitest';
import type { WireOptions } from './device-lines.ts';
import type { Machine } from './machine.ts';
import { GICD, gicv3Board, lastStop, machineOf, signalsOf, type Sketch } from './testing.ts';

const BOARD: Sketch = {
  ...gicv3Board(1),
  'dev@a000000': { compatible: 'test,dev', reg: [0, 0xa000000, 0, 0x100], interrupts: [0, 40, 4] },
  'two@b000000': { compatible: 'test,dev', reg: [0, 0xb000000, 0, 0x100], interrupts: [0, 40, 4] },
};
const DEV = '/dev@a000000';
const LINE = { node: DEV, index: 0 };
const INTID = 72;

/** Pending in the distributor, which a level-sensitive input is while it is high. */
const isHigh = ({ bus }: Machine, intid: number): boolean =>
  ((bus.read(GICD + 0x200 + (intid >>> 5) * 4, 4, 0) >>> (intid & 31)) & 1) !== 0;

const wired = (wire: Partial<WireOptions>): Machine => machineOf(BOARD, { wires: [{ ...LINE, ...wire }] });
const raise = (machine: Machine, level = true, node = DEV): void => {
  expect(machine.raiseLine({ node, index: 0 }, level).ok).toBe(true);
};
/** Each change of the input, as the record has it. */
function changes(machine: Machine, act: () => void): string[] {
  const from = signalsOf(machine).length;
  act();
  return signalsOf(machine)
    .slice(from)
    .map(({ text }) => / (rises|falls)$/.exec(text)?.[1] ?? '')
    .filter(Boolean);
}

describe('what a device drives', () => {
  it.each([
    ['level-high', false, ['rises'], [], ['falls']],
    ['level-low', true, ['falls'], [], ['rises']],
    ['rising', false, ['rises'], ['falls', 'rises'], []],
    ['falling', true, ['falls'], ['rises', 'falls'], []],
    ['pulse', false, ['rises', 'falls'], ['rises', 'falls'], []],
  ] as const)('%s', (signal, rest, first, again, served) => {
    const machine = wired({ signal });
    expect(isHigh(machine, INTID)).toBe(rest);
    expect(changes(machine, () => raise(machine))).toEqual(first);
    expect(changes(machine, () => raise(machine))).toEqual(again);
    expect(changes(machine, () => expect(machine.bus.serveDevice(DEV, 0)).toBe(true))).toEqual(served);
    expect(machine.bus.serveDevice(DEV, 0)).toBe(false);
    raise(machine);
    raise(machine, false);
    expect(isHigh(machine, INTID)).toBe(rest);
  });

  it('stays while it is held, and follows once it is let go', () => {
    const machine = wired({ signal: 'level-low' });
    machine.lines.hold(DEV, 0, true);
    raise(machine);
    expect(machine.bus.serveDevice(DEV, 0)).toBe(true);
    expect(isHigh(machine, INTID)).toBe(false);
    machine.lines.hold(DEV, 0, false);
    raise(machine, false);
    expect(isHigh(machine, INTID)).toBe(true);
  });
});

describe('where a line leads', () => {
  it('is where `wires` say, and the tree’s input stays quiet', () => {
    const machine = machineOf(BOARD, {
      wires: [{ ...LINE, to: { controller: machineOf(BOARD).gicNode?.path ?? '', input: 90 } }],
    });
    raise(machine);
    expect([isHigh(machine, INTID), isHigh(machine, 90)]).toEqual([false, true]);
  });

  it('may be nowhere, and the record says so', () => {
    const machine = wired({ to: null });
    raise(machine);
    expect(lastStop(machine)).toBe('the line leads nowhere');
    expect(isHigh(machine, INTID)).toBe(false);
  });

  it('is an input that stays high while any of its lines is', () => {
    const machine = machineOf(BOARD);
    raise(machine);
    raise(machine, true, '/two@b000000');
    raise(machine, false);
    expect(isHigh(machine, INTID)).toBe(true);
    raise(machine, false, '/two@b000000');
    expect(isHigh(machine, INTID)).toBe(false);
  });
});
