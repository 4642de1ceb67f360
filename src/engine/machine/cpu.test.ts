import { expect, it } from 'vitest';
import { Recorder } from '../recorder/index.ts';
import { cpu_core, hardwareNumbers } from './cpu.ts';

it('numbers CPUs by their affinity, not by the order of the tree', () => {
  const rec = new Recorder();
  const listed = [0x0n, 0x103n, 0x1n, 0x1_0000_0000n, 0x100n];
  const cpus = listed.map((mpidr, number) => cpu_core.create(rec, { number, path: undefined, mpidr, powered: false }));
  expect(hardwareNumbers(cpus)).toEqual([0, 3, 1, 4, 2]);
});
