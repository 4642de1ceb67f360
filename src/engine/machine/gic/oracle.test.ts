/**
 * Random walks against an oracle that shares no code with the model: for each interrupt five flags and a priority, as the
 * manual tells the story, and no registers, words or caches.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { GICC, GICD, gicv2Board, machineOf, runningGicv3 } from '../testing.ts';
import type { Machine } from '../machine.ts';
import { Cursor, hashAt, hashLive } from '../../recorder/index.ts';

const INTIDS = [32, 47, 63, 64, 95];

interface Interrupt {
  enabled: boolean;
  latched: boolean;
  active: boolean;
  high: boolean;
  edge: boolean;
  priority: number;
}

/** One CPU and its SPIs. */
class Oracle {
  readonly all = new Map<number, Interrupt>();
  private readonly taken: { intid: number; priority: number }[] = [];
  mask = 0xf0;

  constructor() {
    for (const intid of INTIDS) {
      const fresh = { latched: false, active: false, high: false, edge: false };
      this.all.set(intid, { ...fresh, enabled: true, priority: 0xa0 });
    }
  }

  of(intid: number): Interrupt {
    const found = this.all.get(intid);
    if (found === undefined) throw new Error(`no ${intid}`);
    return found;
  }

  isPending(intid: number): boolean {
    const { latched, high, edge } = this.of(intid);
    return latched || (high && !edge);
  }

  line(intid: number, high: boolean): void {
    const each = this.of(intid);
    if (high && !each.high && each.edge) each.latched = true;
    each.high = high;
  }

  best(): number | undefined {
    const running = Math.min(256, ...this.taken.map(({ priority }) => priority));
    const ready = INTIDS.filter((intid) => this.isPending(intid) && this.of(intid).enabled && !this.of(intid).active);
    const [best] = ready.sort((a, b) => this.of(a).priority - this.of(b).priority || a - b);
    if (best === undefined) return undefined;
    const { priority } = this.of(best);
    return priority < this.mask && priority < running ? best : undefined;
  }

  acknowledge(): number {
    const best = this.best();
    if (best === undefined) return 1023;
    const each = this.of(best);
    each.latched = false;
    each.active = true;
    this.taken.push({ intid: best, priority: each.priority });
    return best;
  }

  /** Ends what was taken last, as software must. */
  end(): number | undefined {
    const last = this.taken.pop();
    if (last !== undefined) this.of(last.intid).active = false;
    return last?.intid;
  }
}

/** How a walk reaches the machine of one version. */
interface Reach {
  readonly machine: Machine;
  acknowledge(): number;
  end(intid: number): void;
  mask(priority: number): void;
}

function gicv3(): Reach {
  const machine = runningGicv3(1);
  const { bus } = machine;
  return {
    machine,
    acknowledge: () => Number(bus.readSysreg('ICC_IAR1_EL1', 0)),
    end: (intid) => bus.writeSysreg('ICC_EOIR1_EL1', BigInt(intid), 0),
    mask: (priority) => bus.writeSysreg('ICC_PMR_EL1', BigInt(priority), 0),
  };
}

function gicv2(): Reach {
  const machine = machineOf(gicv2Board(1));
  const { bus } = machine;
  bus.write(GICD, 4, 1, 0);
  for (let intid = 32; intid < 96; intid += 4) bus.write(GICD + 0x400 + intid, 4, 0xa0a0a0a0, 0);
  for (let word = 1; word < 3; word++) bus.write(GICD + 0x100 + word * 4, 4, 0xffffffff, 0);
  bus.write(GICC, 4, 1, 0);
  bus.write(GICC + 4, 4, 0xf0, 0);
  bus.setInterruptsEnabled(0, true);
  return {
    machine,
    acknowledge: () => bus.read(GICC + 0xc, 4, 0),
    end: (intid) => bus.write(GICC + 0x10, 4, intid, 0),
    mask: (priority) => bus.write(GICC + 4, 4, priority, 0),
  };
}

type Step = readonly [kind: number, which: number, value: number];

function bitWrite(machine: Machine, register: number, intid: number): void {
  machine.bus.write(GICD + register + (intid >>> 5) * 4, 4, (1 << (intid & 31)) >>> 0, 0);
}

function isSet(machine: Machine, register: number, intid: number): boolean {
  return ((machine.bus.read(GICD + register + (intid >>> 5) * 4, 4, 0) >>> (intid & 31)) & 1) === 1;
}

function configure(machine: Machine, intid: number, edge: boolean): void {
  const address = GICD + 0xc00 + (intid >>> 4) * 4;
  const mask = 2 << ((intid & 15) * 2);
  const before = machine.bus.read(address, 4, 0);
  machine.bus.write(address, 4, (edge ? before | mask : before & ~mask) >>> 0, 0);
}

/** Steps that set something in both. */
const SETTERS: readonly ((reach: Reach, oracle: Oracle, intid: number, value: number) => void)[] = [
  ({ machine }, oracle, intid, value) => {
    oracle.line(intid, value % 2 === 1);
    machine.raiseLine({ intid }, value % 2 === 1);
  },
  ({ machine }, oracle, intid, value) => {
    oracle.of(intid).enabled = value % 2 === 1;
    bitWrite(machine, value % 2 === 1 ? 0x100 : 0x180, intid);
  },
  ({ machine }, oracle, intid, value) => {
    oracle.of(intid).latched = value % 2 === 1;
    bitWrite(machine, value % 2 === 1 ? 0x200 : 0x280, intid);
  },
  ({ machine }, oracle, intid, value) => {
    if (oracle.of(intid).active) return;
    oracle.of(intid).edge = value % 2 === 1;
    configure(machine, intid, value % 2 === 1);
  },
  ({ machine }, oracle, intid, value) => {
    // What is being handled keeps its priority: changing that is not for software to do.
    if (oracle.of(intid).active) return;
    oracle.of(intid).priority = value & 0xf8;
    machine.bus.write(GICD + 0x400 + intid, 1, value & 0xf8, 0);
  },
  (reach, oracle, _intid, value) => {
    oracle.mask = value & 0xf8;
    reach.mask(value & 0xf8);
  },
];

function walk(reach: Reach, steps: readonly Step[]): void {
  const oracle = new Oracle();
  const { machine } = reach;
  for (const [kind, which, value] of steps) {
    const intid = INTIDS[which % INTIDS.length] ?? 32;
    if (kind < SETTERS.length) SETTERS[kind]?.(reach, oracle, intid, value);
    else if (kind % 2 === 0) expect(reach.acknowledge()).toBe(oracle.acknowledge());
    else {
      const last = oracle.end();
      if (last !== undefined) reach.end(last);
    }
    expect(machine.pendingCpus()).toEqual(oracle.best() === undefined ? [] : [0]);
    for (const each of INTIDS) {
      expect(isSet(machine, 0x200, each)).toBe(oracle.isPending(each));
      expect(isSet(machine, 0x300, each)).toBe(oracle.of(each).active);
      expect(isSet(machine, 0x100, each)).toBe(oracle.of(each).enabled);
    }
  }
}

const step = fc.tuple(fc.nat({ max: 11 }), fc.nat({ max: INTIDS.length - 1 }), fc.nat({ max: 255 }));
const steps = fc.array(step, { minLength: 20, maxLength: 80, size: 'max' });

describe.each([
  ['GICv3', gicv3],
  ['GICv2', gicv2],
])('%s', (_name, make) => {
  it('agrees with the oracle on any walk', () => {
    fc.assert(
      fc.property(steps, (walked) => walk(make(), walked)),
      { numRuns: 60, seed: 7 },
    );
  });

  it('replays to the same state', () => {
    fc.assert(
      fc.property(steps, (walked) => {
        const reach = make();
        walk(reach, walked);
        const cursor = new Cursor(reach.machine.rec);
        cursor.seek(reach.machine.rec.trace.length);
        expect(hashAt(cursor)).toBe(hashLive(reach.machine.rec));
      }),
      { numRuns: 10, seed: 8 },
    );
  });
});
