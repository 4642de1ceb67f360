import { describe, expect, it } from 'vitest';
import { GICD, GICR, machineOf, runningGicv3, treeOf, gicv3Board, type Sketch } from '../testing.ts';
import { buildMachine } from '../board.ts';
import { Recorder } from '../../recorder/index.ts';
import type { Machine } from '../machine.ts';

const extra: Sketch = {
  ...gicv3Board(1),
  'serial@9100000': { compatible: 'arm,pl011', reg: [0, 0x9100000, 0, 0x1000] },
  'pl011@9200000': { compatible: 'arm,primecell', reg: [0, 0x9200000, 0, 0x1000] },
  'gpio@9300000': {
    compatible: 'arm,pl061',
    reg: [0, 0x9300000, 0, 0x1000],
    interrupts: [0, 7, 4],
    phandle: [9],
    '#interrupt-cells': [2],
  },
  button: { compatible: 'test,button', 'interrupt-parent': [9], interrupts: [3, 1] },
  'virtio@a000000': { compatible: 'virtio,mmio', reg: [0, 0xa000000, 0, 0x200], interrupts: [0, 16, 1] },
  'virtio@a000200': { compatible: 'virtio,mmio', reg: [0, 0xa000200, 0, 0x200], interrupts: [0, 17, 1] },
};

function machine(): Machine {
  const mmio = [{ node: '/virtio@a000200', model: 'virtio-rng-device' }];
  const built = buildMachine(new Recorder(), treeOf(extra), { mmio });
  if (!built.ok) throw new Error(built.error.message);
  built.value.bus.write(GICD + 0x104, 4, 0xffffffff, 0);
  return built.value;
}

const isHigh = ({ bus }: Machine, intid: number): boolean =>
  ((bus.read(GICD + 0x200 + (intid >>> 5) * 4, 4, 0) >>> (intid & 31)) & 1) === 1;

describe('a PL061', () => {
  it('says what it is', () => {
    const { bus } = machine();
    const bytes = Array.from({ length: 8 }, (_, i) => bus.read(0x9300fe0 + i * 4, 4, 0));
    expect(bytes).toEqual([0x61, 0x10, 0x04, 0x00, 0x0d, 0xf0, 0x05, 0xb1]);
  });

  it('makes an interrupt of a rising pin, until it is cleared', () => {
    const board = machine();
    const { bus } = board;
    bus.write(0x930040c, 1, 8, 0);
    bus.write(0x9300410, 1, 8, 0);
    board.raiseLine({ node: '/button', index: 0 }, true);
    expect(bus.read(0x9300418, 1, 0)).toBe(8);
    expect(isHigh(board, 39)).toBe(true);
    bus.write(0x930041c, 1, 8, 0);
    expect(isHigh(board, 39)).toBe(false);
    board.raiseLine({ node: '/button', index: 0 }, false);
    expect(bus.read(0x9300414, 1, 0)).toBe(0);
  });

  it('follows a level', () => {
    const board = machine();
    const { bus } = board;
    bus.write(0x930040c, 1, 8, 0);
    bus.write(0x9300404, 1, 8, 0);
    bus.write(0x9300410, 1, 8, 0);
    board.raiseLine({ node: '/button', index: 0 }, true);
    bus.write(0x930041c, 1, 8, 0);
    expect(isHigh(board, 39)).toBe(true);
    board.raiseLine({ node: '/button', index: 0 }, false);
    expect(isHigh(board, 39)).toBe(false);
  });
});

describe('virtio-mmio', () => {
  it('an empty slot has device 0', () => {
    const { bus } = machine();
    expect(bus.read(0xa000000, 4, 0)).toBe(0x74726976);
    expect(bus.read(0xa000008, 4, 0)).toBe(0);
    expect(bus.read(0xa000208, 4, 0)).toBe(4);
  });

  it('holds its wire until the driver acknowledges', () => {
    const board = machine();
    board.raiseLine({ node: '/virtio@a000200', index: 0 }, true);
    expect(isHigh(board, 49)).toBe(true);
    expect(board.bus.read(0xa000260, 4, 0)).toBe(1);
    board.bus.write(0xa000264, 4, 1, 0);
    expect(isHigh(board, 49)).toBe(false);
  });
});

describe('in each CPU', () => {
  const cpus = {
    ...gicv3Board(2),
    timer: { compatible: 'arm,armv8-timer', interrupts: [1, 13, 4, 1, 14, 4, 1, 11, 4, 1, 10, 4] },
    pmu: { compatible: 'arm,armv8-pmuv3', interrupts: [1, 7, 4] },
  };
  const wire = ({ bus }: Machine, cpu: number): number => bus.read(GICR + cpu * 0x20000 + 0x10200, 4, cpu);

  it('a timer that fires says so in ISTATUS, until it is masked', () => {
    const board = machineOf(cpus);
    board.raisePpi(1, 27);
    expect(wire(board, 1)).toBe(1 << 27);
    expect(board.bus.readSysreg('CNTV_CTL_EL0', 1)).toBe(5n);
    expect(board.bus.readSysreg('CNTV_CTL_EL0', 0)).toBe(0n);
    board.bus.writeSysreg('CNTV_CTL_EL0', 7n, 1);
    expect(wire(board, 1)).toBe(0);
    board.bus.writeSysreg('CNTV_CVAL_EL0', 100n, 1);
    expect(board.bus.readSysreg('CNTV_CTL_EL0', 1)).toBe(3n);
    expect(board.bus.readSysreg('CNTV_CVAL_EL0', 1)).toBe(100n);
  });

  it('an overflow stays until it is cleared', () => {
    const board = machineOf(cpus);
    board.raisePpi(0, 23);
    expect(wire(board, 0)).toBe(1 << 23);
    board.bus.writeSysreg('PMOVSCLR_EL0', board.bus.readSysreg('PMOVSCLR_EL0', 0), 0);
    expect(wire(board, 0)).toBe(0);
  });

  it('a PMU with a wire for each CPU follows interrupt-affinity', () => {
    const sketch = gicv3Board(2);
    const board = machineOf({
      ...sketch,
      cpus: {
        '#address-cells': [1],
        '#size-cells': [0],
        'cpu@0': { device_type: 'cpu', reg: [0], phandle: [20] },
        'cpu@1': { device_type: 'cpu', reg: [1], phandle: [21] },
      },
      pmu: { compatible: 'arm,cortex-a53-pmu', interrupts: [0, 5, 4, 0, 6, 4], 'interrupt-affinity': [21, 20] },
    });
    expect(board.raiseLine({ node: '/pmu', index: 0 }, true)).toEqual({ ok: true, value: 37 });
    expect(board.bus.readSysreg('PMOVSCLR_EL0', 1)).toBe(0x80000000n);
    expect(isHigh(board, 37)).toBe(true);
    board.bus.writeSysreg('PMOVSCLR_EL0', 0x80000000n, 1);
    expect(isHigh(board, 37)).toBe(false);
  });
});

describe('wires', () => {
  it('that lead nowhere are a problem with a reason', () => {
    const board = machineOf(gicv3Board(1));
    expect(board.raiseLine({ node: '/none', index: 0 }, true)).toMatchObject({
      ok: false,
      error: { code: 'line-no-node' },
    });
    expect(board.raiseLine({ node: '/uart@9000000', index: 2 }, true)).toMatchObject({
      ok: false,
      error: { code: 'line-no-wire' },
    });
    expect(board.raiseLine({ intid: 20 }, true)).toMatchObject({ ok: false, error: { code: 'line-not-shared' } });
  });

  it('go through an interrupt nexus', () => {
    const board = machineOf({
      ...gicv3Board(1),
      nexus: {
        phandle: [5],
        '#interrupt-cells': [1],
        '#address-cells': [0],
        'interrupt-map-mask': [3],
        'interrupt-map': [1, 1, 0, 0, 0, 40, 4, 2, 1, 0, 0, 0, 41, 4],
      },
      dev: { compatible: 'test,dev', 'interrupt-parent': [5], interrupts: [2] },
    });
    expect(board.raiseLine({ node: '/dev', index: 0 }, true)).toEqual({ ok: true, value: 73 });
  });

  it('keep quiet when nothing changes', () => {
    const board = runningGicv3();
    board.raiseLine({ node: '/uart@9000000', index: 0 }, true);
    const before = board.rec.trace.length;
    board.raiseLine({ node: '/uart@9000000', index: 0 }, true);
    expect(board.rec.trace.length).toBe(before);
  });
});
