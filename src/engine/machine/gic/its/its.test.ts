import { beforeEach, describe, expect, it } from 'vitest';
import type { HardwareOptions } from '../../hardware.ts';
import type { Machine } from '../../machine.ts';
import { GICR, GITS, lastStop, RAM, runningGicv3, signalsOf } from '../../testing.ts';
import { Cursor } from '../../../recorder/index.ts';
import { formatCommand } from './command.ts';
import { readGitsWord } from './its.ts';
import { gic_its } from './state.ts';

const QUEUE = RAM;
const DEVICES = RAM + 0x100000;
const COLLECTIONS = RAM + 0x200000;
const CONFIG = RAM + 0x300000;
const PENDING = RAM + 0x400000;
const DOORBELL = GITS + 0x10040;
const VALID = 1n << 63n;
const DEV = 0x10;

class Driver {
  readonly machine: Machine;
  private write = 0;
  private readonly size: number;

  constructor(hardware: HardwareOptions = {}, pages = 16) {
    this.machine = runningGicv3(4, { hardware });
    this.size = pages * 4096;
    const { bus } = this.machine;
    bus.fill(CONFIG, 0x10000, 0xa2);
    for (let cpu = 0; cpu < 4; cpu++) {
      const frame = GICR + cpu * 0x20000;
      bus.write64(frame + 0x70, BigInt(CONFIG) | 0x78fn, cpu);
      bus.write64(frame + 0x78, BigInt(PENDING + cpu * 0x10000) | 0x780n, cpu);
      bus.write(frame, 4, 1, cpu);
    }
    bus.write64(GITS + 0x80, VALID | BigInt(QUEUE) | BigInt(pages - 1), 0);
    bus.write64(GITS + 0x100, VALID | BigInt(DEVICES) | 0x200n | 0x7n, 0);
    bus.write64(GITS + 0x108, VALID | BigInt(COLLECTIONS) | 0x200n, 0);
    bus.write(GITS, 4, 1, 0);
  }

  /** Queues a command and rings the bell. */
  send(opcode: number, device: number, word1: bigint, word2: bigint, word3 = 0n): void {
    const { bus } = this.machine;
    [(BigInt(device) << 32n) | BigInt(opcode), word1, word2, word3].forEach((value, i) =>
      bus.write64(QUEUE + this.write + i * 8, value, 0),
    );
    this.write = (this.write + 32) % this.size;
    bus.write64(GITS + 0x88, BigInt(this.write), 0);
  }

  mapd = (device: number, bits: number, valid = true): void =>
    this.send(8, device, BigInt(bits - 1), (valid ? VALID : 0n) | BigInt(RAM + 0x500000));
  mapc = (icid: number, cpu: number, valid = true): void =>
    this.send(9, 0, 0n, (valid ? VALID : 0n) | (BigInt(cpu) << 16n) | BigInt(icid));
  mapti = (device: number, event: number, intid: number, icid: number): void =>
    this.send(0xa, device, (BigInt(intid) << 32n) | BigInt(event), BigInt(icid));
  on = (opcode: number, device: number, event: number, icid = 0): void =>
    this.send(opcode, device, BigInt(event), BigInt(icid));

  /** Enables an LPI in the table in memory. The redistributor does not know yet. */
  enable(intid: number, config = 0xa3): void {
    this.machine.bus.write(CONFIG + intid - 8192, 1, config, 0);
  }

  fire(event: number, device = DEV): void {
    this.machine.msiWrite(DOORBELL, event, device);
  }

  iar(cpu: number): number {
    const intid = Number(this.machine.bus.readSysreg('ICC_IAR1_EL1', cpu));
    if (intid !== 1023) this.machine.bus.writeSysreg('ICC_EOIR1_EL1', BigInt(intid), cpu);
    return intid;
  }
}

let driver: Driver;
beforeEach(() => {
  driver = new Driver();
  driver.mapc(0, 0);
  driver.mapc(1, 1);
  driver.mapd(DEV, 3);
  driver.mapti(DEV, 0, 8192, 0);
  driver.mapti(DEV, 1, 8193, 1);
});

describe('an MSI', () => {
  it('becomes an LPI of the CPU that its collection names', () => {
    driver.enable(8193);
    driver.fire(1);
    expect(driver.machine.pendingCpus()).toEqual([1]);
    expect(driver.iar(1)).toBe(8193);
    expect(driver.machine.pendingCpus()).toEqual([]);
    const path = signalsOf(driver.machine)
      .slice(-4)
      .map(({ kind }) => kind);
    expect(path).toEqual(['msi', 'lpi', 'lpi', 'irq']);
  });

  it('LPIs have no active state: one can come while it is handled', () => {
    driver.enable(8192);
    driver.fire(0);
    expect(driver.machine.bus.readSysreg('ICC_IAR1_EL1', 0)).toBe(8192n);
    driver.fire(0);
    expect(driver.machine.pendingCpus()).toEqual([]);
    driver.machine.bus.writeSysreg('ICC_EOIR1_EL1', 8192n, 0);
    expect(driver.iar(0)).toBe(8192);
    expect(driver.iar(0)).toBe(1023);
  });

  it.each([
    ['an unmapped device', () => driver.fire(0, 0x99), 'no MAPD'],
    ['an unmapped event', () => driver.fire(2), 'no MAPTI'],
    ['an event beyond the table', () => driver.fire(8), 'beyond'],
    ['a disabled LPI', () => driver.fire(0), 'disabled in the LPI configuration table'],
    ['an ITS that is off', () => (driver.machine.bus.write(GITS, 4, 0, 0), driver.fire(0)), 'Enabled is 0'],
    ['an unmapped collection', () => (driver.mapc(0, 0, false), driver.fire(0)), 'no MAPC'],
    ['an address without doorbell', () => void driver.machine.msiWrite(0x20000000, 0, DEV), 'nothing answers'],
  ])('stops at %s', (_name, act, reason) => {
    act();
    expect(driver.machine.pendingCpus()).toEqual([]);
    expect(lastStop(driver.machine)).toContain(reason);
  });
});

describe('the configuration table', () => {
  it('is read again after INV and INVALL alone', () => {
    driver.fire(0);
    expect(driver.machine.pendingCpus()).toEqual([]);
    driver.enable(8192);
    driver.fire(0);
    expect(driver.machine.pendingCpus()).toEqual([]);
    driver.on(0xc, DEV, 0);
    expect(driver.iar(0)).toBe(8192);
    driver.enable(8192, 0xa2);
    driver.send(0xd, 0, 0n, 0n);
    driver.fire(0);
    expect(driver.machine.pendingCpus()).toEqual([]);
  });

  it('gives each LPI its priority', () => {
    driver.mapti(DEV, 2, 8200, 0);
    driver.enable(8192, 0xa3);
    driver.enable(8200, 0x43);
    driver.machine.bus.setInterruptsEnabled(0, false);
    driver.fire(0);
    driver.fire(2);
    expect([driver.iar(0), driver.iar(0)]).toEqual([8200, 8192]);
  });
});

describe('commands', () => {
  it('INT and CLEAR set and clear the pending state', () => {
    driver.enable(8192);
    driver.machine.bus.setInterruptsEnabled(0, false);
    driver.on(3, DEV, 0);
    driver.on(4, DEV, 0);
    expect(driver.iar(0)).toBe(1023);
    driver.on(3, DEV, 0);
    expect(driver.iar(0)).toBe(8192);
  });

  it('MOVI takes the pending state along', () => {
    driver.fire(0);
    driver.enable(8192);
    driver.on(1, DEV, 0, 1);
    expect(driver.machine.pendingCpus()).toEqual([1]);
    expect(driver.iar(1)).toBe(8192);
    driver.fire(0);
    expect(driver.iar(1)).toBe(8192);
  });

  it('MOVALL takes all of them', () => {
    driver.fire(0);
    driver.enable(8192);
    driver.send(0xe, 0, 0n, 0n, 2n << 16n);
    expect(driver.iar(0)).toBe(1023);
    // The new redistributor has nothing cached: it reads that the LPI is enabled.
    expect(driver.iar(2)).toBe(8192);
  });

  it('DISCARD clears the pending state and unmaps the event', () => {
    driver.fire(0);
    driver.on(0xf, DEV, 0);
    driver.enable(8192);
    driver.on(0xc, DEV, 0);
    expect(lastStop(driver.machine)).toContain('no MAPTI');
    expect(driver.machine.pendingCpus()).toEqual([]);
    driver.fire(0);
    expect(lastStop(driver.machine)).toContain('no MAPTI');
  });

  it('MAPD without the valid bit forgets all events', () => {
    driver.mapd(DEV, 3, false);
    driver.mapd(DEV, 3);
    driver.fire(0);
    expect(lastStop(driver.machine)).toContain('no MAPTI');
  });

  it('MAPI uses the EventID as INTID', () => {
    driver.mapd(0x20, 14);
    driver.on(0xb, 0x20, 8195, 1);
    driver.enable(8195);
    driver.fire(8195, 0x20);
    expect(driver.iar(1)).toBe(8195);
  });

  it('ignores what it cannot do, and goes on', () => {
    driver.mapti(DEV, 9, 8199, 0);
    expect(lastStop(driver.machine)).toContain('ignored: EventID 9 is beyond');
    driver.mapti(DEV, 2, 33, 0);
    expect(lastStop(driver.machine)).toContain('no LPI');
    driver.mapd(0x100000, 1);
    expect(lastStop(driver.machine)).toContain('Devbits');
    driver.mapc(0, 7);
    expect(lastStop(driver.machine)).toContain('no redistributor 7');
    expect(driver.machine.bus.read64(GITS + 0x90, 0)).toBe(driver.machine.bus.read64(GITS + 0x88, 0));
  });

  it('names redistributors by address when GITS_TYPER.PTA is set', () => {
    driver = new Driver({ its: { typer: 0x1f0009efb1n } });
    driver.mapd(DEV, 1);
    driver.mapc(0, (GICR + 0x40000) / 0x10000);
    driver.mapti(DEV, 0, 8192, 0);
    driver.enable(8192);
    driver.fire(0);
    expect(driver.machine.pendingCpus()).toEqual([2]);
  });
});

describe('the command queue', () => {
  it('wraps around', () => {
    driver = new Driver({}, 1);
    for (let i = 0; i < 300; i++) driver.mapc(i % 4, i % 4);
    expect(driver.machine.bus.read64(GITS + 0x90, 0)).toBe(BigInt((300 * 32) % 4096));
    const its = driver.machine.rec.objects.find(
      (each) => each !== undefined && '$type' in each && each.$type === gic_its,
    );
    expect((its as unknown as gic_its).commands.size).toBe(300);
  });

  it('stalls where there is no memory, and goes on when told to retry', () => {
    const { bus } = driver.machine;
    bus.write(GITS, 4, 0, 0);
    bus.write64(GITS + 0x80, VALID | 0x20000000n, 0);
    bus.write64(GITS + 0x88, 32n, 0);
    bus.write(GITS, 4, 1, 0);
    expect(bus.read64(GITS + 0x90, 0)).toBe(1n);
    expect(lastStop(driver.machine)).toContain('stalls');
    bus.write64(GITS + 0x88, 33n, 0);
    expect(bus.read64(GITS + 0x90, 0)).toBe(1n);
  });

  it('starts anew when CBASER is written', () => {
    const { bus } = driver.machine;
    bus.write(GITS, 4, 0, 0);
    bus.write64(GITS + 0x80, bus.read64(GITS + 0x80, 0), 0);
    expect(bus.read64(GITS + 0x90, 0)).toBe(0n);
  });
});

describe('registers', () => {
  it('GITS_BASER keeps its type and entry size, and a register without a type is not there', () => {
    const { bus } = new Driver().machine;
    bus.write(GITS, 4, 0, 0);
    expect(bus.read(GITS, 4, 0)).toBe(0x80000000);
    bus.write64(GITS + 0x100, 0xf800000041100600n, 0);
    expect(bus.read64(GITS + 0x100, 0)).toBe(0xf907000041100600n);
    bus.write64(GITS + 0x108, 0xb800000041110600n, 0);
    expect(bus.read64(GITS + 0x108, 0)).toBe(0xbc07000041110600n);
    bus.write64(GITS + 0x110, 0xf800000041110600n, 0);
    expect(bus.read64(GITS + 0x110, 0)).toBe(0n);
    bus.write64(GITS + 0x80, 0xb8000000410f040fn, 0);
    expect(bus.read64(GITS + 0x80, 0)).toBe(0xb8000000410f040fn);
    expect(bus.read64(GITS + 8, 0)).toBe(0x1f0001efb1n);
  });

  it('GICR_PROPBASER and PENDBASER read back, but for PTZ', () => {
    const { bus } = driver.machine;
    expect(bus.read64(GICR + 0x70, 0)).toBe(BigInt(CONFIG) | 0x78fn);
    expect(bus.read(GICR, 4, 0)).toBe(3);
    bus.write(GICR, 4, 0, 0);
    bus.write64(GICR + 0x78, (1n << 62n) | BigInt(PENDING) | 0x780n, 0);
    expect(bus.read64(GICR + 0x78, 0)).toBe(BigInt(PENDING) | 0x780n);
  });

  it('LPIs that the pending table holds when LPIs are enabled are pending', () => {
    const { bus } = driver.machine;
    driver.enable(8192);
    bus.write(GICR, 4, 0, 0);
    bus.write(PENDING + 8192 / 8, 4, 1, 0);
    bus.write(GICR, 4, 1, 0);
    expect(driver.iar(0)).toBe(8192);
  });
});

describe('an indirect device table', () => {
  it('needs a page for the device', () => {
    const { bus } = driver.machine;
    bus.write(GITS, 4, 0, 0);
    bus.write64(GITS + 0x100, VALID | (1n << 62n) | BigInt(DEVICES) | 0x200n, 0);
    bus.write(GITS, 4, 1, 0);
    driver.mapd(0x30, 1);
    expect(lastStop(driver.machine)).toContain('no page for entry');
    bus.write64(DEVICES, VALID | BigInt(DEVICES + 0x10000), 0);
    const before = signalsOf(driver.machine).length;
    driver.mapd(0x30, 1);
    expect(signalsOf(driver.machine).length).toBe(before);
  });
});

describe('reports', () => {
  it('read the past from views', () => {
    const { rec } = driver.machine;
    const cursor = new Cursor(rec);
    cursor.seek(rec.trace.length);
    const id = rec.byType.get(gic_its)?.[0] ?? 0;
    const its = cursor.object(id) as unknown as gic_its;
    expect(readGitsWord(its, 0)).toBe(0x80000001);
    expect(readGitsWord(its, 0x88)).toBe(0xa0);
    expect(its.commands.values().map(formatCommand)).toEqual([
      'MAPC icid=0 rdbase=0 valid=1',
      'MAPC icid=1 rdbase=1 valid=1',
      'MAPD dev=10 size=3 itt=40500000 valid=1',
      'MAPTI dev=10 event=0 intid=8192 icid=0',
      'MAPTI dev=10 event=1 intid=8193 icid=1',
    ]);
  });
});
