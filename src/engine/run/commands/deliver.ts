/** Lets the CPUs take the interrupts that wait for them, until none does. */
import { takeInterrupt } from '../../linux/arch/arm64/kernel/entry-common.ts';
import type { irq_desc } from '../../linux/include/linux/irqdesc.ts';
import { irqdesc_c } from '../../linux/kernel/irq/irqdesc/index.ts';
import { run_deferred } from '../../linux/stand-ins/deferred.ts';
import { grow, growthOf } from '../../recorder/index.ts';
import type { Session } from '../session.ts';

/**
 * More than the kernel's own limit of 100,000 for an interrupt that nobody handles, so that a stuck line ends the
 * kernel's way. What is left after that stays pending.
 */
const LIMIT = 250_000;
/** So many rounds of the same are recorded step by step; what follows is folded. */
const SHOWN = 24;
/** The kernel judges an interrupt at its 100,000th; the last rounds before that are shown again. */
const JUDGED_AT = 100_000;

/**
 * A line that stays active although handlers take its interrupt never comes to an end: so many rounds of one INTID are
 * enough to see. Each of many messages is taken once.
 */
const ENDLESS = 256;

/** Interrupts are taken one by one, the lowest CPU first: time does not pass otherwise. An endless one keeps its CPU alone. */
export function deliver(session: Session): void {
  run_deferred(session.kernel);
  const rounds = new Map<number, number>();
  const stuck = new Set<number>();
  for (let taken = 0; taken < LIMIT; taken++) {
    const cpu = nextCpu(session, stuck);
    if (cpu === undefined) return;
    const intid = session.machine.waitingFor(cpu) ?? 0;
    const round = (rounds.get(intid) ?? 0) + 1;
    if (round > ENDLESS) {
      sayEndless(session, cpu, intid);
      stuck.add(cpu);
      continue;
    }
    rounds.set(intid, round);
    takeNext(session, stuck);
    if (taken % SHOWN === SHOWN - 1) taken += foldStorm(session, stuck);
  }
}

function sayEndless({ machine, rec }: Session, cpu: number, intid: number): void {
  rec.signal({
    kind: 'storm',
    from: 0,
    to: machine.cpus[cpu]?.$id ?? 0,
    text: { code: 'endless', interrupt: machine.nameOf(intid), times: ENDLESS },
    stopped: { code: 'staysActive' },
  });
}

function nextCpu({ machine }: Session, stuck: ReadonlySet<number>): number | undefined {
  return machine.pendingCpus().find((cpu) => !stuck.has(cpu));
}

function takeNext(session: Session, stuck: ReadonlySet<number>): boolean {
  const cpu = nextCpu(session, stuck);
  if (cpu === undefined) return false;
  const { kernel } = session;
  takeInterrupt(kernel, cpu, session.machine.takesFiq(cpu));
  run_deferred(kernel);
  return true;
}

/** When an interrupt comes again and again and nobody handles it: takes it up to the kernel's verdict. Returns how often. */
function foldStorm(session: Session, stuck: ReadonlySet<number>): number {
  const { rec, kernel } = session;
  const desc = irqdesc_c(kernel)
    .sparse_irqs.values()
    .find(({ irqs_unhandled }) => irqs_unhandled >= SHOWN - 1);
  if (desc === undefined || desc.irq_count >= JUDGED_AT - SHOWN) return 0;
  const before = desc.irq_count;
  rec.fold(() => {
    leap(session, stuck);
    while (desc.irq_count >= before && desc.irq_count < JUDGED_AT - SHOWN && takeNext(session, stuck));
  });
  const taken = desc.irq_count - before;
  if (taken > 0) rec.signal({ kind: 'storm', from: 0, to: desc.$id, text: { code: 'sameAgain', times: taken } });
  return taken;
}

/** Where a round of the storm is like the one before, does those at once that lead near to the kernel's verdict on an interrupt. */
function leap(session: Session, stuck: ReadonlySet<number>): void {
  const { rec, kernel } = session;
  if (!rec.recording) return;
  const counts = (): Map<irq_desc, number> =>
    new Map(
      irqdesc_c(kernel)
        .sparse_irqs.values()
        .map((desc) => [desc, desc.irq_count]),
    );
  const before = counts();
  const growth = growthOf(rec, () => takeNext(session, stuck));
  if (growth === undefined) return;
  const rounds = [...counts()].flatMap(([desc, count]) => {
    // Two rounds were tried.
    const by = (count - (before.get(desc) ?? count)) / 2;
    return by > 0 ? [Math.floor((JUDGED_AT - SHOWN - count) / by)] : [];
  });
  const times = Math.min(...rounds);
  if (Number.isFinite(times) && times > 0) grow(rec, growth, times);
}
