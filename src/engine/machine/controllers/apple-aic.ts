/**
 * Apple's interrupt controller, by what its driver and those who took it apart say of it: interrupts of devices, each of which a CPU learns
 * of by reading an event, which masks it; and FIQs of a CPU's own timers, counters and fast IPIs, which go past it and are shown
 * by system registers. How many interrupts there are is not in the tree, and is assumed.
 */
import { withBit } from '../../../base/bits.ts';
import type { LineName } from '../../api/messages/index.ts';
import { type DtNode, getProperty, stringList, u32At, walk } from '../../devicetree/index.ts';
import { big, bool, hexnum, map, num, type Recorded, type RecordedMap, str, struct } from '../../recorder/index.ts';
import { type AddressRange, registerRanges } from '../address.ts';
import type { Width } from '../bus.ts';
import { hardwareNumbers } from '../cpu.ts';
import type { Machine, PrivateController, RegisterBlock } from '../machine.ts';
import { type MmioRegion, narrow, widen } from '../region.ts';

export interface apple_aic extends Recorded {
  readonly path: string | undefined;
  readonly base: number;
  readonly version: number;
  /** The number of interrupts is assumed. */
  readonly assumed: boolean;
  /** Registers that only remember what was written, by offset / 4: settings, and of version 1 the CPUs of each interrupt. */
  readonly words: RecordedMap<number>;
  /** By word of 32 interrupts: the levels of their lines, those that software set, and those that are masked. */
  readonly lines: RecordedMap<number>;
  readonly software: RecordedMap<number>;
  readonly masked: RecordedMap<number>;
  /** By CPU: the levels of its timers' FIQs, a bit each. */
  readonly timers: RecordedMap<number>;
  /** By CPU: an IPI that was sent, as IRQ (1, of version 1) or fast (2), and whether the first is masked (4). */
  readonly ipis: RecordedMap<number>;
  /** System registers of each CPU, by CPU * 4 and the place in REGISTERS. */
  readonly registers: RecordedMap<bigint>;
}
export const apple_aic = struct<apple_aic>(
  'apple_aic',
  {
    path: str(),
    base: hexnum(),
    version: num(),
    assumed: bool(),
    words: map(hexnum()),
    lines: map(hexnum()),
    software: map(hexnum()),
    masked: map(hexnum()),
    timers: map(num()),
    ipis: map(num()),
    registers: map(big()),
  },
  { side: 'hardware', label: ({ path, base }) => path ?? `aic@${base.toString(16)}` },
);

export const APPLE_AICS: readonly string[] = ['apple,aic', 'apple,aic2', 'apple,t8122-aic3'];

const INFO = 0x04;
const INFO3 = 0x0c;
const WHOAMI = 0x2000;
const EVENT = 0x2004;
const IPI_SEND = 0x2008;
const IPI_ACK = 0x200c;
const IPI_MASK_SET = 0x2024;
const IPI_MASK_CLR = 0x2028;
const IRQ = 1 << 16;
const IPI = (4 << 16) | 1;
/** Of version 1: the CPUs of each interrupt. */
const TARGET_CPU = 0x3000;
/** Where the arrays begin, by version. */
const ARRAYS = { 1: TARGET_CPU, 2: 0x2000, 3: 0x10000 } as const;
const V1_LINES = 896;
const V1_MOST = 0x400;
const V2_LINES = 0x1000;
/** A number of an FIQ, and as many as have a source. */
const FIQS = 6;
const GUEST_PHYS = 2;
const GUEST_VIRT = 3;
const PMU_E = 4;
const PMU_P = 5;
const PMUS = [PMU_E, PMU_P];

const IPI_WAITS = 1;
const FAST_WAITS = 2;
const IPI_MASKED = 4;

const REGISTERS = [
  'SYS_IMP_APL_PMCR0_EL1',
  'SYS_IMP_APL_PMSR_EL1',
  'SYS_IMP_APL_UPMCR0_EL1',
  'SYS_IMP_APL_VM_TMR_FIQ_ENA_EL2',
] as const;
const PMCR0 = 0;
const PMSR = 1;
const TIMER_ENABLE = 3;
const PMCR0_MODE = 7n << 8n;
const PMCR0_MODE_FIQ = 4n << 8n;
const PMCR0_ACTIVE = 1n << 11n;

/** What a register of the arrays is. */
type Array = 'config' | 'swSet' | 'swClear' | 'maskSet' | 'maskClear' | 'state';
const BITS = ['swSet', 'swClear', 'maskSet', 'maskClear', 'state'] as const;

class AppleAic implements MmioRegion, PrivateController, RegisterBlock {
  readonly node: DtNode;
  readonly name: string;
  readonly base: number;
  readonly size: number;
  readonly state: apple_aic;
  readonly inputs: readonly (readonly [number, number])[];
  private readonly machine: Machine;
  private readonly version: keyof typeof ARRAYS;
  private readonly lines: number;
  private readonly most: number;
  private readonly dies: number;
  private readonly cells: number;
  /** The kernel is at EL2, where the timers of guests can be masked. */
  private readonly atEl2: boolean;
  /** Where the event is, from the base. */
  private readonly event: number;

  constructor(machine: Machine, node: DtNode, range: AddressRange, event: number, atEl2: boolean) {
    this.machine = machine;
    this.node = node;
    this.name = node.path;
    this.base = range.base;
    this.size = range.size;
    this.atEl2 = atEl2;
    const compatible = stringList(getProperty(node, 'compatible'));
    this.version = compatible.includes('apple,aic') ? 1 : compatible.includes('apple,aic2') ? 2 : 3;
    this.lines = this.version === 1 ? V1_LINES : V2_LINES;
    this.most = this.version === 1 ? V1_MOST : V2_LINES;
    this.event = this.version === 1 ? EVENT : event;
    this.cells = u32At(getProperty(node, '#interrupt-cells'), 0) ?? 3;
    this.dies = this.cells === 4 ? diesOf(machine, node) : 1;
    this.inputs = Array.from({ length: this.dies }, (_, die) => [this.input(die, 0), this.input(die, this.lines - 1)]);
    this.state = apple_aic.create(machine.rec, {
      path: node.path,
      base: range.base,
      version: this.version,
      assumed: true,
    });
  }

  // --- numbers: of IRQs the event that they make, of FIQs their own

  private input(die: number, number: number): number {
    return ((die << 24) | IRQ | number) >>> 0;
  }

  inputOf(cells: readonly number[]): number | undefined {
    const [number] = cells.slice(-2);
    if (cells.length < 3 || number === undefined) return undefined;
    if (cells[0] === 1) return number;
    return this.input(cells.length === 4 ? (cells[1] ?? 0) : 0, number);
  }

  /** At EL1 the timers of guests are the kernel's own, and kernels can take all counters for those of the fast cores. */
  hwirqsOf(cells: readonly number[]): readonly number[] {
    const input = this.inputOf(cells);
    if (input === undefined) return [];
    if (input === PMU_E) return PMUS;
    return [!this.atEl2 && (input === GUEST_PHYS || input === GUEST_VIRT) ? input - GUEST_PHYS : input];
  }

  cellsOf(input: number): readonly number[] {
    const die = this.cells === 4 ? [input >>> 24] : [];
    return [this.isPrivate(input) ? 1 : 0, ...die, input & 0xffff, 4];
  }

  isPrivate(input: number): boolean {
    return input < FIQS;
  }

  /** The word of an interrupt in the arrays of bits, by die and number. */
  private place(input: number): { readonly index: number; readonly bit: number } {
    const index = (input >>> 24) * (this.most / 32) + ((input & 0xffff) >>> 5);
    return { index, bit: input & 31 };
  }

  // --- lines

  setLine(input: number, level: boolean, from: number): void {
    const { index, bit } = this.place(input);
    const old = this.state.lines.get(index) ?? 0;
    const now = withBit(old, bit, level);
    if (old === now) return;
    this.state.lines.set(index, now);
    const line = { controller: this.name, input } as const;
    this.machine.rec.signal({ kind: 'line', from, to: this.state.$id, text: { code: 'lineMoves', line, level } });
    this.update();
  }

  setPrivate(cpu: number, input: number, level: boolean, from: number, line: LineName): void {
    const old = this.state.timers.get(cpu) ?? 0;
    const now = withBit(old, input, level);
    if (now === old) return;
    this.state.timers.set(cpu, now);
    const text = { code: 'privateMoves', line, interrupt: String(input), cpu, level } as const;
    this.machine.rec.signal({ kind: 'ppi', from, to: this.state.$id, text });
    this.update();
  }

  /** A counter overflows, or is told that it has not: it could not interrupt unless software had set it to. */
  overflow(cpu: number, level: boolean): void {
    const old = this.register(cpu, PMCR0);
    this.put(cpu, PMSR, level ? 1n : 0n);
    this.put(cpu, PMCR0, level ? (old & ~PMCR0_MODE) | PMCR0_MODE_FIQ | PMCR0_ACTIVE : old & ~PMCR0_ACTIVE);
    this.update();
  }

  // --- what a CPU is told

  private isDue(input: number, cpu: number): boolean {
    const { index, bit } = this.place(input);
    const level = (this.state.lines.get(index) ?? 0) | (this.state.software.get(index) ?? 0);
    if ((level & ~this.mask(index) & (1 << bit)) === 0) return false;
    // From version 2 on the controller picks a CPU, which the model takes to be the first that runs.
    if (this.version > 1) return this.machine.cpus.find(({ powered }) => powered)?.number === cpu;
    return (this.word(TARGET_CPU + 4 * (input & 0xffff)) & (1 << cpu)) !== 0;
  }

  private mask(index: number): number {
    return this.state.masked.get(index) ?? 0xffffffff;
  }

  /** The event that a CPU would read: the lowest interrupt, then an IPI; 0 for none. */
  private next(cpu: number): number {
    const active = [...this.state.lines.entries(), ...this.state.software.entries()];
    const words = new Set(active.flatMap(([index, word]) => ((word & ~this.mask(index)) === 0 ? [] : [index])));
    for (const index of [...words].toSorted((a, b) => a - b)) {
      const die = Math.floor(index / (this.most / 32));
      for (let bit = 0; bit < 32; bit++) {
        const input = this.input(die, (index % (this.most / 32)) * 32 + bit);
        if (this.isDue(input, cpu)) return input;
      }
    }
    const ipis = this.state.ipis.get(cpu) ?? 0;
    return (ipis & IPI_WAITS) !== 0 && (ipis & IPI_MASKED) === 0 ? IPI : 0;
  }

  /** The FIQs that ask for a CPU: of its timers and counters by number. */
  private fiqs(cpu: number): number {
    let timers = this.state.timers.get(cpu) ?? 0;
    if (this.atEl2) {
      const enabled = this.register(cpu, TIMER_ENABLE);
      if ((enabled & 1n) === 0n) timers = withBit(timers, GUEST_VIRT, false);
      if ((enabled & 2n) === 0n) timers = withBit(timers, GUEST_PHYS, false);
    }
    const overflowed = (this.register(cpu, PMCR0) & (PMCR0_MODE | PMCR0_ACTIVE)) === (PMCR0_MODE_FIQ | PMCR0_ACTIVE);
    return overflowed ? withBit(timers, PMU_P, true) : timers;
  }

  private isSentFast(cpu: number): boolean {
    return ((this.state.ipis.get(cpu) ?? 0) & FAST_WAITS) !== 0;
  }

  waiting(cpu: number): number | undefined {
    if (this.isSentFast(cpu)) return IPI;
    const fiqs = this.fiqs(cpu);
    if (fiqs !== 0) return 31 - Math.clz32(fiqs);
    return this.next(cpu) || undefined;
  }

  private update(): void {
    for (const cpu of this.machine.cpus) {
      const irq = this.next(cpu.number) !== 0;
      if (cpu.irq !== irq) cpu.irq = irq;
      const fiq = this.isSentFast(cpu.number) || this.fiqs(cpu.number) !== 0;
      if (cpu.fiq !== fiq) cpu.fiq = fiq;
    }
  }

  // --- registers

  private word(offset: number): number {
    return this.state.words.get(offset / 4) ?? 0;
  }

  /** What is at an offset from the arrays' beginning on; undefined before, and behind the last die's. */
  private arrayAt(offset: number): { readonly array: Array; readonly index: number } | undefined {
    const words = this.most / 32;
    const stride = 4 * this.most + 5 * 4 * words;
    const at = offset - ARRAYS[this.version];
    const die = Math.floor(at / stride);
    if (at < 0 || die >= this.dies) return undefined;
    const within = (at % stride) / 4 - this.most;
    if (within < 0) return { array: 'config', index: offset / 4 };
    const array = BITS[Math.floor(within / words)];
    return array === undefined ? undefined : { array, index: die * words + (within % words) };
  }

  /** Reading an event masks what it is about. */
  private takeEvent(cpu: number): number {
    const event = this.next(cpu);
    if (event === IPI) this.setIpi(cpu, (this.state.ipis.get(cpu) ?? 0) | IPI_MASKED);
    else if (event !== 0) {
      const { index, bit } = this.place(event);
      this.state.masked.set(index, withBit(this.mask(index), bit, true));
    }
    this.update();
    return event;
  }

  private setIpi(cpu: number, word: number): void {
    this.state.ipis.set(cpu, word);
  }

  read(offset: number, width: Width, cpu: number): number {
    return narrow(this.registerWord(offset & ~3, cpu), offset, width);
  }

  private registerWord(at: number, cpu: number): number {
    if (at === this.event) return this.takeEvent(cpu);
    if (at === INFO) return this.version === 1 ? this.lines : this.lines | ((this.dies - 1) << 24);
    if (this.version === 1 && at === WHOAMI) return hardwareNumbers(this.machine.cpus)[cpu] ?? 0;
    if (this.version > 1 && at === INFO3) return this.most | (this.dies << 24);
    const found = this.arrayAt(at);
    if (found?.array.startsWith('sw') === true) return this.state.software.get(found.index) ?? 0;
    if (found?.array.startsWith('mask') === true) return this.mask(found.index);
    if (found?.array === 'state') return this.state.lines.get(found.index) ?? 0;
    return this.word(at);
  }

  write(offset: number, width: Width, value: number, cpu: number): void {
    const at = offset & ~3;
    this.store(at, widen(this.word(at), offset, width, value), cpu);
    this.update();
  }

  private store(at: number, value: number, cpu: number): void {
    if (this.version === 1 && this.storeIpi(at, value, cpu)) return;
    const found = this.arrayAt(at);
    if (found === undefined || found.array === 'config') {
      if (this.word(at) !== value) this.state.words.set(at / 4, value);
      return;
    }
    const { array, index } = found;
    const words = array.startsWith('mask') ? this.state.masked : this.state.software;
    const old = array.startsWith('mask') ? this.mask(index) : (words.get(index) ?? 0);
    const now = (array.endsWith('Set') ? old | value : old & ~value) >>> 0;
    if (array !== 'state' && now !== old) words.set(index, now);
  }

  /** The registers of IPIs, of which the "other" one is used. */
  private storeIpi(at: number, value: number, cpu: number): boolean {
    const own = this.state.ipis.get(cpu) ?? 0;
    if (at === IPI_SEND) {
      for (const { number } of this.machine.cpus)
        if (((value >>> number) & 1) !== 0) this.setIpi(number, (this.state.ipis.get(number) ?? 0) | IPI_WAITS);
    } else if (at === IPI_ACK) this.setIpi(cpu, (value & 1) === 0 ? own : own & ~IPI_WAITS);
    else if (at === IPI_MASK_SET) this.setIpi(cpu, (value & 1) === 0 ? own : own | IPI_MASKED);
    else if (at === IPI_MASK_CLR) this.setIpi(cpu, (value & 1) === 0 ? own : own & ~IPI_MASKED);
    else return false;
    return true;
  }

  // --- system registers

  private register(cpu: number, which: number): bigint {
    return this.state.registers.get(cpu * REGISTERS.length + which) ?? 0n;
  }
  private put(cpu: number, which: number, value: bigint): void {
    if (this.register(cpu, which) !== value) this.state.registers.set(cpu * REGISTERS.length + which, value);
  }

  readSysreg(name: string, cpu: number): bigint | undefined {
    if (name === 'SYS_IMP_APL_IPI_SR_EL1') return this.isSentFast(cpu) ? 1n : 0n;
    const which = REGISTERS.findIndex((each) => each === name);
    return which < 0 ? undefined : this.register(cpu, which);
  }

  writeSysreg(name: string, value: bigint, cpu: number): boolean {
    const done = this.writeIpi(name, value, cpu) || this.writeOwn(name, value, cpu);
    if (done) this.update();
    return done;
  }

  private writeIpi(name: string, value: bigint, cpu: number): boolean {
    const ipis = (of: number): number => this.state.ipis.get(of) ?? 0;
    if (name === 'SYS_IMP_APL_IPI_SR_EL1') {
      if ((value & 1n) !== 0n && (ipis(cpu) & FAST_WAITS) !== 0) this.setIpi(cpu, ipis(cpu) & ~FAST_WAITS);
      return true;
    }
    const own = (this.machine.cpus[cpu]?.mpidr ?? 0n) >> 8n;
    const isLocal = name === 'SYS_IMP_APL_IPI_RR_LOCAL_EL1';
    if (!isLocal && name !== 'SYS_IMP_APL_IPI_RR_GLOBAL_EL1') return false;
    const cluster = (isLocal ? own : value >> 16n) & 0xffn;
    const to = this.machine.cpus.find(({ mpidr }) => (mpidr & 0xffffn) === ((cluster << 8n) | (value & 0xffn)));
    if (to !== undefined) this.setIpi(to.number, ipis(to.number) | FAST_WAITS);
    return true;
  }

  private writeOwn(name: string, value: bigint, cpu: number): boolean {
    const which = REGISTERS.findIndex((each) => each === name);
    if (which < 0) return false;
    this.put(cpu, which, value);
    // Counters that are told to go on have been set back.
    if (which === PMCR0 && (value & PMCR0_ACTIVE) === 0n) this.put(cpu, PMSR, 0n);
    return true;
  }
}

/** As many dies as the tree names. */
function diesOf({ tree, wiring }: Machine, node: DtNode): number {
  let last = 0;
  for (const each of walk(tree))
    for (let index = 0, count = wiring.countOf(each); index < count; index++) {
      const wire = wiring.wireOf(each, index);
      if (wire?.controller === node && wire.cells[0] === 0) last = Math.max(last, wire.cells[1] ?? 0);
    }
  return last + 1;
}

/** Puts the controller into the machine, as the one that its CPUs listen to. */
export function buildAppleAic(machine: Machine, node: DtNode, atEl2: boolean): void {
  const [range, events] = registerRanges(node);
  if (range === undefined) return;
  const offset = (events?.base ?? range.base) - range.base;
  const aic = new AppleAic(machine, node, range, offset, atEl2);
  machine.local = aic;
  machine.attach(aic);
  // A region of its own, unless it is inside of the first.
  if (events !== undefined && offset >= range.size) machine.attach(new EventWindow(aic, events, offset));
  machine.attachRegisters(aic);
  machine.markModelled(node.path);
  machine.attachController(node.path, 0, (cells, level, from) => {
    const input = aic.inputOf(cells);
    if (input !== undefined && !aic.isPrivate(input)) aic.setLine(input, level, from);
  });
  for (const fiq of PMUS) machine.attachPrivateSource(fiq, (cpu, level) => aic.overflow(cpu, level));
}

/** The register of events, from version 2 on a region behind the others. */
class EventWindow implements MmioRegion {
  readonly name: string;
  readonly base: number;
  readonly size: number;
  private readonly aic: AppleAic;
  private readonly offset: number;

  constructor(aic: AppleAic, range: AddressRange, offset: number) {
    this.aic = aic;
    this.name = aic.name;
    this.base = range.base;
    this.size = range.size;
    this.offset = offset;
  }

  read(offset: number, width: Width, cpu: number): number {
    return this.aic.read(this.offset + offset, width, cpu);
  }
  write(): void {
    // It cannot be written.
  }
}
