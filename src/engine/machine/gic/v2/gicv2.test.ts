import { describe, expect, it } from 'vitest';
import type { Machine } from '../../machine.ts';
import { GICC, GICD, gicv2Board, lastStop, machineOf, UART, V2M } from '../../testing.ts';

function running(cpus = 4): Machine {
  const machine = machineOf(gicv2Board(cpus));
  const { bus } = machine;
  bus.write(GICD, 4, 1, 0);
  for (let intid = 32; intid < 96; intid += 4) {
    bus.write(GICD + 0x400 + intid, 4, 0xa0a0a0a0, 0);
    bus.write(GICD + 0x800 + intid, 4, 0x01010101, 0);
  }
  for (let word = 1; word < 3; word++) bus.write(GICD + 0x100 + word * 4, 4, 0xffffffff, 0);
  for (let cpu = 0; cpu < cpus; cpu++) {
    if (cpu > 0) bus.psci('cpu_on', cpu);
    bus.write(GICD + 0x100, 4, 0xffffffff, cpu);
    for (let intid = 0; intid < 32; intid += 4) bus.write(GICD + 0x400 + intid, 4, 0xa0a0a0a0, cpu);
    bus.write(GICC + 4, 4, 0xf0, cpu);
    bus.write(GICC, 4, 1, cpu);
    bus.setInterruptsEnabled(cpu, true);
  }
  return machine;
}

const iar = (machine: Machine, cpu = 0): number => machine.bus.read(GICC + 0xc, 4, cpu);
const eoi = (machine: Machine, value: number, cpu = 0): void => machine.bus.write(GICC + 0x10, 4, value, cpu);

describe('GICv2', () => {
  it('reads back what Linux leaves there', () => {
    const { bus } = running();
    expect(bus.read(GICD, 4, 0)).toBe(1);
    expect(bus.read(GICD + 4, 4, 0)).toBe(0x68);
    expect(bus.read(GICD + 8, 4, 0)).toBe(0x43b);
    expect(bus.read(GICD + 0xfe8, 4, 0)).toBe(0x2b);
    expect([0, 1, 2, 3].map((cpu) => bus.read(GICD + 0x800, 4, cpu))).toEqual([
      0x01010101, 0x02020202, 0x04040404, 0x08080808,
    ]);
    expect(bus.read(GICD + 0xc00, 4, 0)).toBe(0xaaaaaaaa);
    expect(bus.read(GICC + 0xfc, 4, 0)).toBe(0x0002043b);
    bus.write(GICD + 0x180, 4, 0xffffffff, 0);
    expect(bus.read(GICD + 0x100, 4, 0)).toBe(0xffff);
    expect(bus.read(GICD + 0x100, 4, 1)).toBe(0xffffffff);
  });

  it('a single CPU has no targets to choose', () => {
    const machine = running(1);
    expect(machine.bus.read(GICD + 0x800, 4, 0)).toBe(0);
    machine.raiseLine({ node: UART, index: 0 }, true);
    expect(iar(machine)).toBe(33);
  });

  it('a level line is taken, deactivated and taken again', () => {
    const machine = running();
    machine.raiseLine({ node: UART, index: 0 }, true);
    expect(machine.pendingCpus()).toEqual([0]);
    expect(iar(machine)).toBe(33);
    expect(iar(machine)).toBe(1023);
    eoi(machine, 33);
    expect(iar(machine)).toBe(33);
    machine.raiseLine({ node: UART, index: 0 }, false);
    eoi(machine, 33);
    expect(iar(machine)).toBe(1023);
  });

  it('an SPI with two targets is signalled to both, and taken by one', () => {
    const machine = running();
    machine.bus.write(GICD + 0x800 + 33, 1, 0b1100, 0);
    machine.raiseLine({ intid: 33 }, true);
    expect(machine.pendingCpus()).toEqual([2, 3]);
    expect(iar(machine, 3)).toBe(33);
    expect(machine.pendingCpus()).toEqual([]);
  });

  it('an SGI tells who sent it, once for each sender', () => {
    const machine = running();
    machine.bus.write(GICD + 0xf00, 4, (0b1000 << 16) | 5, 1);
    machine.bus.write(GICD + 0xf00, 4, (1 << 24) | 5, 2);
    expect(machine.pendingCpus()).toEqual([0, 1, 3]);
    expect(machine.bus.read(GICD + 0xf24, 4, 3)).toBe(0b110 << 8);
    const first = iar(machine, 3);
    eoi(machine, first, 3);
    const second = iar(machine, 3);
    eoi(machine, second, 3);
    expect([first, second]).toEqual([(1 << 10) | 5, (2 << 10) | 5]);
    expect(iar(machine, 3)).toBe(1023);
  });

  it('with EOImode, GICC_DIR deactivates', () => {
    const machine = running();
    machine.bus.write(GICC, 4, 0x201, 0);
    machine.raiseLine({ intid: 33 }, true);
    expect(iar(machine)).toBe(33);
    eoi(machine, 33);
    expect(machine.pendingCpus()).toEqual([]);
    machine.bus.write(GICC + 0x1000, 4, 33, 0);
    expect(machine.pendingCpus()).toEqual([0]);
  });

  it('group 1 is acknowledged through the alias', () => {
    const machine = running();
    machine.bus.write(GICD, 4, 3, 0);
    machine.bus.write(GICC, 4, 3, 0);
    machine.bus.write(GICD + 0x84, 4, 2, 0);
    machine.raiseLine({ intid: 33 }, true);
    expect(iar(machine)).toBe(1022);
    expect(machine.bus.read(GICC + 0x20, 4, 0)).toBe(33);
  });
});

describe('a v2m frame', () => {
  it('turns messages into edges of its SPIs', () => {
    const machine = running();
    expect(machine.bus.read(V2M + 8, 4, 0)).toBe(0x00500040);
    machine.bus.write(GICD + 0xc00 + (80 / 16) * 4, 4, 2, 0);
    machine.msiWrite(V2M + 0x40, 80, 8);
    expect(iar(machine)).toBe(80);
    machine.msiWrite(V2M + 0x40, 33, 8);
    expect(lastStop(machine)).toContain('not one of');
    machine.msiWrite(V2M + 0x40, 81, 8);
    expect(lastStop(machine)).toContain('level-sensitive');
  });
});
