/**
 * The interrupt controllers of the BCM2836 and BCM2837 ("BCM2836 ARM-local peripherals", QA7; "BCM2835 ARM Peripherals", 7): one for
 * what each CPU has of its own, which drives the CPUs, and one for the peripherals in three banks, which has one line at the first.
 */
import { lowestBit, withBit } from '../../../base/bits.ts';
import type { LineName } from '../../api/messages/index.ts';
import { type DtNode } from '../../devicetree/index.ts';
import { hexnum, map, num, type Recorded, type RecordedMap, str, struct } from '../../recorder/index.ts';
import { registerRanges } from '../address.ts';
import type { Width } from '../bus.ts';
import type { Machine, PrivateController } from '../machine.ts';
import { type MmioRegion, narrow, widen } from '../region.ts';
import type { ControllerBlock } from './block.ts';
import type { ControllerDesign } from './design.ts';

export interface bcm2836_local extends Recorded {
  readonly path: string | undefined;
  readonly base: number;
  /** Registers that only remember what was written, by offset. */
  readonly words: RecordedMap<number>;
  /** By CPU: the levels of the interrupts that are its own, a bit each. */
  readonly lines: RecordedMap<number>;
  /** By CPU: the first mailbox. Nothing uses the others. */
  readonly mailboxes: RecordedMap<number>;
  /** The level of the line from the peripherals. */
  gpu: number;
}
export const bcm2836_local = struct<bcm2836_local>(
  'bcm2836_local',
  { path: str(), base: hexnum(), words: map(hexnum()), lines: map(hexnum()), mailboxes: map(hexnum()), gpu: num() },
  { side: 'hardware', label: ({ path, base }) => path ?? `local_intc@${base.toString(16)}` },
);

const GPU_ROUTING = 0x0c;
const PMU_ROUTING_SET = 0x10;
const PMU_ROUTING_CLEAR = 0x14;
const TIMER_CONTROL = 0x40;
const MAILBOX_CONTROL = 0x50;
const PENDING = 0x60;
const MAILBOX_SET = 0x80;
const MAILBOX_CLEAR = 0xc0;
const CPUS = 4;
const TIMERS = 4;
const MAILBOX = 4;
const GPU = 8;
const PMU = 9;

/** The number of the CPU whose register this is, where there is one every `stride` bytes. */
function cpuAt(offset: number, first: number, stride: number): number | undefined {
  const cpu = (offset - first) / stride;
  return Number.isInteger(cpu) && cpu >= 0 && cpu < CPUS ? cpu : undefined;
}

/** The controller of what each CPU has of its own. */
class Bcm2836Local implements MmioRegion, PrivateController {
  readonly node: DtNode;
  readonly name: string;
  readonly base: number;
  readonly size: number;
  readonly inputs = [[0, PMU]] as const;
  readonly state: bcm2836_local;
  private readonly machine: Machine;

  constructor(machine: Machine, node: DtNode, range: { readonly base: number; readonly size: number }) {
    this.machine = machine;
    this.node = node;
    this.name = node.path;
    this.base = range.base;
    this.size = range.size;
    this.state = bcm2836_local.create(machine.rec, { path: node.path, base: range.base });
  }

  inputOf(cells: readonly number[]): number | undefined {
    return cells[0];
  }

  hwirqsOf([input]: readonly number[]): readonly number[] {
    return input === undefined ? [] : [input];
  }

  cellsOf(input: number): readonly number[] {
    return [input];
  }

  isPrivate(input: number): boolean {
    return input < TIMERS || input === PMU;
  }

  setPrivate(cpu: number, input: number, level: boolean, from: number, line: LineName): void {
    const old = this.state.lines.get(cpu) ?? 0;
    const lines = withBit(old, input, level);
    if (lines === old) return;
    this.state.lines.set(cpu, lines);
    const interrupt = String(input);
    const text = { code: 'privateMoves', line, interrupt, cpu, level } as const;
    this.machine.rec.signal({ kind: 'ppi', from, to: this.state.$id, text });
    this.update();
  }

  /** The line from the peripherals. */
  setShared(level: boolean): void {
    this.state.gpu = level ? 1 : 0;
    this.update();
  }

  /** The lowest interrupt that asks for a CPU. */
  waiting(cpu: number): number | undefined {
    const pending = this.pending(cpu);
    return pending === 0 ? undefined : lowestBit(pending);
  }

  private word(offset: number): number {
    return this.state.words.get(offset) ?? 0;
  }

  /** What a CPU's pending register reads as. */
  private pending(cpu: number): number {
    const lines = this.state.lines.get(cpu) ?? 0;
    const timers = lines & this.word(TIMER_CONTROL + 4 * cpu) & 0xf;
    const mailbox = (this.state.mailboxes.get(cpu) ?? 0) !== 0 && (this.word(MAILBOX_CONTROL + 4 * cpu) & 1) !== 0;
    const gpu = this.state.gpu === 1 && (this.word(GPU_ROUTING) & 3) === cpu;
    const pmu = (lines & (1 << PMU)) !== 0 && (this.word(PMU_ROUTING_SET) & (1 << cpu)) !== 0;
    return timers | (Number(mailbox) << MAILBOX) | (Number(gpu) << GPU) | (Number(pmu) << PMU);
  }

  private update(): void {
    for (const cpu of this.machine.cpus) {
      const irq = this.pending(cpu.number) !== 0;
      if (cpu.irq !== irq) cpu.irq = irq;
    }
  }

  read(offset: number, width: Width): number {
    const at = offset & ~3;
    const pending = cpuAt(at, PENDING, 4);
    const mailbox = cpuAt(at, MAILBOX_CLEAR, 16);
    const own = pending === undefined ? undefined : this.pending(pending);
    const word = own ?? (mailbox === undefined ? this.word(at) : (this.state.mailboxes.get(mailbox) ?? 0));
    return narrow(word, offset, width);
  }

  write(offset: number, width: Width, value: number): void {
    const at = offset & ~3;
    this.store(at, widen(this.word(at), offset, width, value));
    this.update();
  }

  private store(at: number, value: number): void {
    const [set, clear] = [cpuAt(at, MAILBOX_SET, 16), cpuAt(at, MAILBOX_CLEAR, 16)];
    if (set !== undefined) this.state.mailboxes.set(set, ((this.state.mailboxes.get(set) ?? 0) | value) >>> 0);
    else if (clear !== undefined)
      this.state.mailboxes.set(clear, ((this.state.mailboxes.get(clear) ?? 0) & ~value) >>> 0);
    else if (at === PMU_ROUTING_SET) this.state.words.set(at, (this.word(at) | value) >>> 0);
    else if (at === PMU_ROUTING_CLEAR)
      this.state.words.set(PMU_ROUTING_SET, (this.word(PMU_ROUTING_SET) & ~value) >>> 0);
    else this.state.words.set(at, value >>> 0);
  }
}

/** Puts the controller into the machine, as the one that its CPUs listen to. */
export function buildBcm2836Local(machine: Machine, node: DtNode): void {
  const range = registerRanges(node)[0];
  if (range === undefined) return;
  const local = new Bcm2836Local(machine, node, range);
  machine.local = local;
  machine.attach(local);
  machine.markModelled(node.path);
  machine.attachController(node.path, PMU + 1, ([input], level) => {
    if (input === GPU) local.setShared(level);
  });
}

const BANK_PENDING = [0x00, 0x04, 0x08];
const BANK_ENABLE = [0x18, 0x10, 0x14];
const BANK_DISABLE = [0x24, 0x1c, 0x20];
/** Interrupts of the other banks that the first one's register shows by themselves, from bit 10 on. */
const SHORTCUTS = [
  ...[7, 9, 10, 18, 19].map((number) => 32 + number),
  ...[21, 22, 23, 24, 25, 30].map((number) => 64 + number),
];
const FIRST_SHORTCUT = 10;

const bankPending = (block: ControllerBlock, bank: number): number => block.gather(bank * 32, (n) => block.asks(n));

/** The first register: its own bank, then whether the others have any, then some of theirs. */
function basicPending(block: ControllerBlock): number {
  let word = bankPending(block, 0) & 0xff;
  for (const bank of [1, 2]) {
    const others = block.gather(bank * 32, (n) => block.asks(n) && !SHORTCUTS.includes(n));
    if (others !== 0) word |= 1 << (7 + bank);
  }
  for (const [i, input] of SHORTCUTS.entries()) if (block.asks(input)) word |= 1 << (FIRST_SHORTCUT + i);
  return word >>> 0;
}

/** The peripherals' controller: level inputs in three banks, named by bank and number. */
export const bcm2836Armctrl: ControllerDesign = {
  compatible: ['brcm,bcm2836-armctrl-ic'],
  input: ([bank = 0, number = 0]) => bank * 32 + number,
  untyped: true,
  read(block, offset) {
    if (offset === BANK_PENDING[0]) return basicPending(block);
    const pending = BANK_PENDING.indexOf(offset);
    if (pending > 0) return bankPending(block, pending);
    const disabled = BANK_DISABLE.indexOf(offset);
    return disabled < 0 ? undefined : block.word(BANK_ENABLE[disabled] ?? 0);
  },
  write(block, offset, value) {
    const enable = BANK_ENABLE.includes(offset);
    const register = enable ? offset : BANK_ENABLE[BANK_DISABLE.indexOf(offset)];
    if (register === undefined) return false;
    block.put(register, enable ? block.word(register) | value : block.word(register) & ~value);
    return true;
  },
  asks: (block, input) => block.level(input) && block.bit(BANK_ENABLE[input >> 5] ?? 0, input & 31),
  output: () => 0,
};
