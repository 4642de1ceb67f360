import { describe, expect, it } from 'vitest';
import { gicv3Board, treeOf } from './testing.ts';
import { Wiring } from './wiring.ts';

const SIDE = { 'interrupt-controller': true, '#interrupt-cells': [2], phandle: [7] } as const;

function wires(interrupts: readonly number[]): (readonly number[] | undefined)[] {
  const wiring = new Wiring(treeOf({ ...gicv3Board(1), side: SIDE, device: { 'interrupts-extended': interrupts } }));
  const node = wiring.node('/device');
  if (node === undefined) throw new Error('no node');
  return Array.from({ length: wiring.countOf(node) }, (_, index) => wiring.wireOf(node, index)?.cells);
}

describe('interrupts-extended', () => {
  it('passes over an empty entry, which counts', () => {
    expect(wires([7, 1, 4, 0, 7, 2, 4, 0])).toEqual([[1, 4], undefined, [2, 4], undefined]);
  });

  it('ends at a phandle that no node has', () => {
    expect(wires([7, 1, 4, 99, 7, 2, 4])).toEqual([[1, 4]]);
  });

  it('has no wire where cells are missing', () => {
    expect(wires([7, 1, 4, 7, 2])).toEqual([[1, 4], undefined]);
  });
});

it('has no wire through a map whose rows would be longer than the map', () => {
  const nexus = {
    '#interrupt-cells': [1],
    '#address-cells': [0xffffffff],
    'interrupt-map': [1, 7, 1, 4],
    phandle: [8],
  };
  const wiring = new Wiring(
    treeOf({ ...gicv3Board(1), side: SIDE, nexus, device: { 'interrupt-parent': [8], interrupts: [1] } }),
  );
  const node = wiring.node('/device');
  expect(node && wiring.wireOf(node, 0)).toBeUndefined();
});
