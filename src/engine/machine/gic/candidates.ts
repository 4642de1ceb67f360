/** Choosing among interrupts that wait, and telling a CPU: the same in GICv2 and GICv3. */
import type { cpu_core } from '../cpu.ts';
import type { SignalText, StopReason } from '../../api/messages/index.ts';
import type { Recorder } from '../../recorder/index.ts';
import { type Bank, priorityOf, waitingWord } from './bank.ts';
import { bitsOf } from '../../../base/bits.ts';
import { bit } from './bits.ts';
import { intidKind, intidName, SPURIOUS } from './interface.ts';

export interface Candidate {
  readonly intid: number;
  readonly priority: number;
  readonly group: number;
}

/** The lower number is the more urgent; among equals the lower INTID goes first, as the manual lets us choose. */
export function better(a: Candidate | undefined, b: Candidate): Candidate {
  if (a === undefined || b.priority < a.priority) return b;
  return b.priority === a.priority && b.intid < a.intid ? b : a;
}

const NONE: readonly Candidate[] = [];

/** The interrupts of a word of 32 that wait, and whose group is forwarded. */
export function candidatesIn(
  bank: Bank,
  index: number,
  groupEnabled: (group: number) => boolean,
): readonly Candidate[] {
  const waiting = waitingWord(bank, index);
  if (waiting === 0) return NONE;
  const found: Candidate[] = [];
  for (const place of bitsOf(waiting)) {
    const intid = index * 32 + place;
    const group = bit(bank.group, intid) ? 1 : 0;
    if (groupEnabled(group)) found.push({ intid, priority: priorityOf(bank, intid), group });
  }
  return found;
}

/** What every CPU interface remembers of the best interrupt that waits. */
export interface Waiting {
  readonly $id: number;
  hppi: number;
  hppi_priority: number;
  hppi_group: number;
}

function setBest(ci: Waiting, best: Candidate | undefined): void {
  ci.hppi = best?.intid ?? SPURIOUS;
  ci.hppi_priority = best?.priority ?? 0xff;
  ci.hppi_group = best?.group ?? 0;
}

export interface Delivery<C extends Waiting> {
  /** Why the interrupt is not signalled to the CPU. Asked after the CPU interface knows the best one. */
  whyNot(ci: C): StopReason | undefined;
  /** The object that an interrupt comes from. */
  source(ci: C, intid: number): number;
  /** Whether this group goes to the FIQ input. */
  isFiq(ci: C, group: number): boolean;
}

/** Updates a CPU interface and its CPU's wires, and says so where something new arrives. */
export function deliver<C extends Waiting>(
  rec: Recorder,
  core: cpu_core,
  ci: C,
  best: Candidate | undefined,
  delivery: Delivery<C>,
): void {
  // Nothing waits and nothing did: most writes of registers leave it at that.
  if (best === undefined && ci.hppi === SPURIOUS && !core.irq && !core.fiq) return setBest(ci, best);
  const fresh = best !== undefined && best.intid !== ci.hppi;
  setBest(ci, best);
  const cpu = core.number;
  const stopped: StopReason | undefined = core.powered ? delivery.whyNot(ci) : { code: 'cpuOff', cpu };
  if (fresh) {
    const text = { code: 'best', interrupt: intidName(best.intid), priority: best.priority, cpu } as const;
    tell(rec, intidKind(best.intid), delivery.source(ci, best.intid), ci.$id, text, stopped);
  }
  const signalled = best !== undefined && stopped === undefined;
  const fiq = signalled && delivery.isFiq(ci, best.group);
  const irq = signalled && !fiq;
  const rising = irq && (!core.irq || fresh);
  core.irq = irq;
  core.fiq = fiq;
  if (!rising) return;
  const masked = core.irq_enabled ? undefined : ({ code: 'cpuMasks', cpu } as const);
  tell(rec, 'irq', ci.$id, core.$id, { code: 'irq', cpu, interrupt: intidName(best.intid) }, masked);
}

/** Records a message, with the reason where it goes no further. */
export function tell(
  rec: Recorder,
  kind: string,
  from: number,
  to: number,
  text: SignalText,
  stopped?: StopReason,
): void {
  rec.signal({ kind, from, to, text, stopped });
}
