/** What a scenario's `wires` must fit, and in which words it does not. */
import { describe, expect, it } from 'vitest';
import { engineMessages } from '../api/messages/index.ts';
import type { WireOptions } from '../api/scenario/types.ts';
import { gicv3Board, machineOf, type Sketch } from '../machine/testing.ts';
import { wireProblems } from './wires.ts';

const BOARD: Sketch = {
  ...gicv3Board(1),
  'dev@a000000': { compatible: 'test,dev', interrupts: [0, 40, 4, 0, 41, 4] },
  plain: { compatible: 'test,plain' },
  timer: { compatible: 'arm,armv8-timer', interrupts: [1, 13, 4, 1, 14, 4] },
  other: { compatible: 'test,bank', 'interrupt-controller': true, '#interrupt-cells': [2], interrupts: [0, 42, 4] },
};
const DEV = '/dev@a000000';

function said(...wires: WireOptions[]): string[] {
  const { scenario } = engineMessages('en');
  return wireProblems(scenario, { wires }, machineOf(BOARD)).map(
    ({ where, message, hint }) => `${where?.path}: ${message}. ${hint}`,
  );
}

const gic = (): string => machineOf(BOARD).gicNode?.path ?? '';
const to = (controller: string, input: number): WireOptions => ({ node: DEV, index: 0, to: { controller, input } });

describe('wires that fit', () => {
  it('are no problem', () => {
    expect(said(to(gic(), 72), { node: DEV, index: 1, to: null, signal: 'pulse' })).toEqual([]);
  });
});

describe('wires that do not fit', () => {
  it.each([
    [{ node: '/dev@a00000', index: 0 }, `wires[0].node: the tree has no node /dev@a00000. Did you mean “${DEV}”?`],
    [{ node: '/plain', index: 0 }, 'wires[0].node: /plain has no interrupts in the tree.'],
    [
      { node: DEV, index: 2 },
      `wires[0].index: ${DEV} has no interrupt 2: the tree lists 2 interrupts. They are counted from 0: 0 to 1.`,
    ],
    [{ node: '/timer', index: 0, to: null }, 'wires[0].index: interrupt 0 of /timer is a PPI'],
    [to('/nowhere', 1), 'wires[0].to.controller: the tree has no node /nowhere.'],
    [to(DEV, 1), `wires[0].to.controller: ${DEV} is no interrupt controller. Name one of ${gic()}`],
    [to('/other', 1), 'wires[0].to.controller: /other is an interrupt controller that is not modelled.'],
    [to(gic(), 20), 'wires[0].to.input: INTID 20 is private to each CPU'],
    [to(gic(), 900), `wires[0].to.input: ${gic()} has no INTID 900. It has 32 to 255.`],
  ])('%j', (wire, words) => {
    expect(said(wire)).toEqual([expect.stringContaining(words)]);
  });

  it('name a line twice', () => {
    expect(said(to(gic(), 72), { node: DEV, index: 0, signal: 'pulse' })).toEqual([
      expect.stringContaining(`wires[1]: interrupt 0 of ${DEV} is in wires[0] already`),
    ]);
  });
});
