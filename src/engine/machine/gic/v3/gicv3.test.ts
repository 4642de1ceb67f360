import { describe, expect, it } from 'vitest';
import { GICD, GICR, gicv3Board, lastStop, machineOf, RAM, runningGicv3, UART } from '../../testing.ts';
import type { Machine } from '../../machine.ts';

const level = { node: UART, index: 0 };
const LEVEL = 33;
const EDGE = 34;

function edgeMachine(): Machine {
  const machine = runningGicv3();
  machine.bus.write(GICD + 0xc08, 4, 2 << ((EDGE % 16) * 2), 0);
  return machine;
}

const iar = (machine: Machine, cpu = 0): number => Number(machine.bus.readSysreg('ICC_IAR1_EL1', cpu));
const eoi = (machine: Machine, intid: number, cpu = 0): void =>
  machine.bus.writeSysreg('ICC_EOIR1_EL1', BigInt(intid), cpu);
const pending = (machine: Machine, intid: number): boolean =>
  ((machine.bus.read(GICD + 0x200 + (intid >>> 5) * 4, 4, 0) >>> (intid & 31)) & 1) === 1;
const active = (machine: Machine, intid: number): boolean =>
  ((machine.bus.read(GICD + 0x300 + (intid >>> 5) * 4, 4, 0) >>> (intid & 31)) & 1) === 1;
const priority = (machine: Machine, intid: number, value: number): void =>
  machine.bus.write(GICD + 0x400 + intid, 1, value, 0);

describe('registers as QEMU virt shows them', () => {
  it('reads back what Linux leaves there', () => {
    const { bus } = machineOf(gicv3Board(4));
    bus.write(GICD, 4, 0, 0);
    expect(bus.read(GICD, 4, 0)).toBe(0x50);
    bus.write(GICD, 4, 0x13, 0);
    expect(bus.read(GICD, 4, 0)).toBe(0x53);
    expect(bus.read(GICD + 4, 4, 0)).toBe(0x037a0007);
    expect(bus.read(GICD + 0xffe8, 4, 0) & 0xf0).toBe(0x30);
    expect([0, 1, 2, 3].map((cpu) => bus.read64(GICR + cpu * 0x20000 + 8, cpu))).toEqual([
      0x1000001n,
      0x101000101n,
      0x201000201n,
      0x301000311n,
    ]);
    expect(bus.read(GICR + 0x14, 4, 0)).toBe(6);
    bus.write(GICR + 0x14, 4, 0, 0);
    expect(bus.read(GICR + 0x14, 4, 0)).toBe(0);
    expect(bus.read(GICR, 4, 0)).toBe(2);
    expect(bus.read(GICR + 0x10c00, 4, 0)).toBe(0xaaaaaaaa);
  });

  it('keeps five bits of priority, and the binary point within them', () => {
    const { bus } = runningGicv3();
    bus.write(GICR + 0x10400, 4, 0xffffffff, 0);
    expect(bus.read(GICR + 0x10400, 4, 0)).toBe(0xf8f8f8f8);
    bus.writeSysreg('ICC_PMR_EL1', 8n, 0);
    expect(bus.readSysreg('ICC_PMR_EL1', 0)).toBe(8n);
    bus.writeSysreg('ICC_BPR1_EL1', 0n, 0);
    expect(bus.readSysreg('ICC_BPR1_EL1', 0)).toBe(3n);
    expect((bus.readSysreg('ICC_CTLR_EL1', 0) >> 8n) & 7n).toBe(4n);
  });

  it('has a distributor that ignores what it does not implement', () => {
    const { bus } = machineOf(gicv3Board(1), { hardware: { gicd: { typer: 0x037a0001 } } });
    bus.write(GICD + 0x108, 4, 0xffffffff, 0);
    expect(bus.read(GICD + 0x108, 4, 0)).toBe(0);
    bus.write(GICD + 0x104, 4, 0xffffffff, 0);
    expect(bus.read(GICD + 0x104, 4, 0)).toBe(0xffffffff);
    bus.write(GICD + 0x100, 4, 0xffffffff, 0);
    expect(bus.read(GICD + 0x100, 4, 0)).toBe(0);
  });

  it('has extended SPIs when TYPER says so', () => {
    const { bus } = machineOf(gicv3Board(1), { hardware: { gicd: { typer: 0x037a0107 } } });
    bus.write(GICD + 0x1200, 4, 1, 0);
    expect(bus.read(GICD + 0x1200, 4, 0)).toBe(1);
    bus.write(GICD + 0x1204, 4, 1, 0);
    expect(bus.read(GICD + 0x1204, 4, 0)).toBe(0);
    bus.write64(GICD + 0x8000, 1n, 0);
    expect(bus.read64(GICD + 0x8000, 0)).toBe(1n);
  });

  it('hides groups, and the finest priority bit, from the non-secure side', () => {
    const { bus } = machineOf(gicv3Board(1), { hardware: { gicd: { typer: 0x037a0407 } } });
    bus.write(GICD, 4, 0x13, 0);
    expect(bus.read(GICD, 4, 0)).toBe(0x12);
    bus.write(GICD + 0x84, 4, 0xffffffff, 0);
    expect(bus.read(GICD + 0x84, 4, 0)).toBe(0);
    bus.writeSysreg('ICC_PMR_EL1', 8n, 0);
    expect(bus.readSysreg('ICC_PMR_EL1', 0)).toBe(0n);
  });
});

describe('a level-sensitive SPI', () => {
  it('is pending as long as the line is high, and is taken again after it was deactivated', () => {
    const machine = runningGicv3();
    machine.raiseLine(level, true);
    expect(machine.pendingCpus()).toEqual([0]);
    expect(iar(machine)).toBe(LEVEL);
    expect(pending(machine, LEVEL)).toBe(true);
    expect(active(machine, LEVEL)).toBe(true);
    expect(machine.pendingCpus()).toEqual([]);
    expect(iar(machine)).toBe(1023);
    eoi(machine, LEVEL);
    expect(machine.pendingCpus()).toEqual([0]);
    machine.raiseLine(level, false);
    expect(machine.pendingCpus()).toEqual([]);
    expect(pending(machine, LEVEL)).toBe(false);
  });

  it('stays pending after a write to ISPENDR until it is taken', () => {
    const machine = runningGicv3();
    machine.bus.write(GICD + 0x204, 4, 1 << (LEVEL & 31), 0);
    expect(iar(machine)).toBe(LEVEL);
    expect(pending(machine, LEVEL)).toBe(false);
  });

  it('cannot be cleared by ICPENDR while the line is high', () => {
    const machine = runningGicv3();
    machine.raiseLine(level, true);
    machine.bus.write(GICD + 0x284, 4, 0xffffffff, 0);
    expect(pending(machine, LEVEL)).toBe(true);
  });
});

describe('an edge-triggered SPI', () => {
  it('is latched by a rising edge, and again while it is active', () => {
    const machine = edgeMachine();
    machine.raiseLine({ intid: EDGE }, true);
    machine.raiseLine({ intid: EDGE }, false);
    expect(iar(machine)).toBe(EDGE);
    expect(pending(machine, EDGE)).toBe(false);
    machine.raiseLine({ intid: EDGE }, true);
    expect(pending(machine, EDGE)).toBe(true);
    expect(machine.pendingCpus()).toEqual([]);
    eoi(machine, EDGE);
    expect(iar(machine)).toBe(EDGE);
    eoi(machine, EDGE);
    // The line is still high, but nothing rose.
    expect(machine.pendingCpus()).toEqual([]);
  });

  it('forgets an edge on ICPENDR', () => {
    const machine = edgeMachine();
    machine.raiseLine({ intid: EDGE }, true);
    machine.bus.write(GICD + 0x284, 4, 1 << (EDGE & 31), 0);
    expect(iar(machine)).toBe(1023);
  });
});

describe('priorities', () => {
  it('the most urgent goes first, then the lowest INTID', () => {
    const machine = runningGicv3();
    for (const intid of [40, 41, 42]) machine.raiseLine({ intid }, true);
    priority(machine, 42, 0x80);
    const order = [0, 1, 2].map(() => {
      const intid = iar(machine);
      machine.raiseLine({ intid }, false);
      eoi(machine, intid);
      return intid;
    });
    expect(order).toEqual([42, 40, 41]);
  });

  it('a more urgent interrupt preempts, an equal one waits for the drop', () => {
    const machine = runningGicv3();
    machine.raiseLine({ intid: 40 }, true);
    expect(iar(machine)).toBe(40);
    machine.raiseLine({ intid: 41 }, true);
    expect(machine.pendingCpus()).toEqual([]);
    expect(lastStop(machine)).toContain('no preemption');
    priority(machine, 42, 0x40);
    machine.raiseLine({ intid: 42 }, true);
    expect(machine.pendingCpus()).toEqual([0]);
    expect(iar(machine)).toBe(42);
    expect(machine.bus.readSysreg('ICC_RPR_EL1', 0)).toBe(0x40n);
    eoi(machine, 42);
    expect(machine.bus.readSysreg('ICC_RPR_EL1', 0)).toBe(0xa0n);
    eoi(machine, 40);
    expect(machine.bus.readSysreg('ICC_RPR_EL1', 0)).toBe(0xffn);
  });

  it('the binary point makes priorities equal for preemption', () => {
    const machine = runningGicv3();
    machine.bus.writeSysreg('ICC_BPR1_EL1', 7n, 0);
    machine.raiseLine({ intid: 40 }, true);
    iar(machine);
    priority(machine, 42, 0x90);
    machine.raiseLine({ intid: 42 }, true);
    expect(machine.pendingCpus()).toEqual([]);
    priority(machine, 42, 0x70);
    expect(machine.pendingCpus()).toEqual([0]);
  });

  it('ICC_PMR_EL1 lets through only what is above it', () => {
    const machine = runningGicv3();
    machine.bus.writeSysreg('ICC_PMR_EL1', 0xa0n, 0);
    machine.raiseLine(level, true);
    expect(machine.pendingCpus()).toEqual([]);
    expect(lastStop(machine)).toContain('ICC_PMR_EL1');
    machine.bus.writeSysreg('ICC_PMR_EL1', 0xa8n, 0);
    expect(machine.pendingCpus()).toEqual([0]);
  });
});

describe('what holds an interrupt back', () => {
  it.each([
    ['a disabled interrupt', (machine: Machine) => machine.bus.write(GICD + 0x184, 4, 0xffffffff, 0), 'GICD_ISENABLER'],
    ['a disabled group', (machine: Machine) => machine.bus.write(GICD, 4, 0, 0), 'group 1 disabled'],
    ['a sleeping redistributor', (machine: Machine) => machine.bus.write(GICR + 0x14, 4, 2, 0), 'sleeps'],
    ['a CPU that is off', (machine: Machine) => machine.bus.psci('cpu_off', 0), 'is off'],
    ['the interface', (machine: Machine) => machine.bus.writeSysreg('ICC_IGRPEN1_EL1', 0n, 0), 'ICC_IGRPEN1_EL1'],
    ['a masked CPU', (machine: Machine) => machine.bus.setInterruptsEnabled(0, false), 'PSTATE.I'],
    ['a route to nowhere', (machine: Machine) => machine.bus.write64(GICD + 0x6000 + LEVEL * 8, 9n, 0), 'GICD_IROUTER'],
  ])('%s', (_name, prepare, reason) => {
    const machine = runningGicv3();
    prepare(machine);
    machine.raiseLine(level, true);
    expect(machine.pendingCpus()).toEqual([]);
    expect(lastStop(machine)).toContain(reason);
  });
});

describe('EOI and deactivation apart (ICC_CTLR_EL1.EOImode)', () => {
  it('EOIR drops the priority, DIR deactivates', () => {
    const machine = runningGicv3();
    machine.bus.writeSysreg('ICC_CTLR_EL1', 2n, 0);
    machine.raiseLine(level, true);
    expect(iar(machine)).toBe(LEVEL);
    eoi(machine, LEVEL);
    expect(machine.bus.readSysreg('ICC_RPR_EL1', 0)).toBe(0xffn);
    expect(active(machine, LEVEL)).toBe(true);
    expect(machine.pendingCpus()).toEqual([]);
    machine.bus.writeSysreg('ICC_DIR_EL1', BigInt(LEVEL), 0);
    expect(active(machine, LEVEL)).toBe(false);
    expect(machine.pendingCpus()).toEqual([0]);
  });
});

describe('routing and SGIs', () => {
  it('an SPI follows IROUTER, also while it is pending', () => {
    const machine = runningGicv3();
    machine.raiseLine(level, true);
    machine.bus.write64(GICD + 0x6000 + LEVEL * 8, 1n, 0);
    expect(machine.pendingCpus()).toEqual([1]);
    expect(iar(machine, 0)).toBe(1023);
    expect(iar(machine, 1)).toBe(LEVEL);
  });

  it('1 of N takes a CPU that takes part', () => {
    const machine = runningGicv3(2, { hardware: { gicd: { typer: 0x017a0007 } } });
    machine.bus.write64(GICD + 0x6000 + LEVEL * 8, 1n << 31n, 0);
    machine.bus.writeSysreg('ICC_IGRPEN1_EL1', 0n, 0);
    machine.raiseLine(level, true);
    expect(machine.pendingCpus()).toEqual([1]);
  });

  it('an SGI goes to the CPUs of its list, or to all others', () => {
    const machine = runningGicv3(4);
    machine.bus.writeSysreg('ICC_SGI1R_EL1', 0x500_0000n | 0b1010n, 0);
    expect(machine.pendingCpus()).toEqual([1, 3]);
    expect(iar(machine, 3)).toBe(5);
    eoi(machine, 5, 3);
    expect(machine.pendingCpus()).toEqual([1]);
    machine.bus.writeSysreg('ICC_SGI1R_EL1', (1n << 40n) | 0x200_0000n, 2);
    expect(machine.pendingCpus()).toEqual([0, 1, 3]);
  });

  it('a PPI belongs to one CPU', () => {
    const machine = runningGicv3();
    machine.raisePpi(1, 27);
    expect(machine.pendingCpus()).toEqual([1]);
    expect(iar(machine, 1)).toBe(27);
    machine.raisePpi(1, 27, false);
    eoi(machine, 27, 1);
    expect(machine.pendingCpus()).toEqual([]);
  });

  it('a CPU that goes off and on again starts with its interface closed', () => {
    const machine = runningGicv3();
    machine.bus.psci('cpu_off', 1);
    machine.raisePpi(1, 27);
    machine.bus.psci('cpu_on', 1);
    expect(machine.bus.psci('cpu_on', 1)).toBe(-4);
    expect(machine.bus.readSysreg('ICC_PMR_EL1', 1)).toBe(0n);
    expect(machine.cpus[1]?.irq).toBe(false);
  });
});

describe('memory', () => {
  it('a fill costs an event a page', () => {
    const { bus, rec } = machineOf(gicv3Board(1));
    const before = rec.trace.length;
    bus.fill(RAM + 0x10000, 0x10000, 0xa2);
    expect(rec.trace.length - before).toBe(16);
    expect(bus.read(RAM + 0x1fffc, 4, 0)).toBe(0xa2a2a2a2);
    bus.write(RAM + 0x10001, 1, 0xff, 0);
    expect(bus.read(RAM + 0x10000, 4, 0)).toBe(0xa2a2ffa2);
    bus.fill(RAM + 0x10000, 0x1001, 0);
    expect(bus.read(RAM + 0x10000, 4, 0)).toBe(0);
    expect(bus.read(RAM + 0x11000, 4, 0)).toBe(0xa2a2a200);
  });

  it('nothing answers where nothing is', () => {
    const { bus } = machineOf(gicv3Board(1));
    expect(() => bus.read(0x20000000, 4, 0)).toThrow('nothing answers at 0x20000000');
    expect(bus.read(0x9000000, 4, 0)).toBe(0);
  });
});
