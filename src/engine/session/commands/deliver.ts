/** Lets the CPUs take the interrupts that wait for them, until none does. */
import { takeInterrupt } from '../../linux/arch/arm64/kernel/entry-common.ts';
import { irqdesc_c } from '../../linux/kernel/irq/irqdesc/state.ts';
import { run_deferred } from '../../linux/kernel/irq/deferred.ts';
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

/** Interrupts are taken one by one, the lowest CPU first: time does not pass otherwise. */
export function deliver(session: Session): void {
  run_deferred(session.kernel);
  for (let taken = 0; taken < LIMIT; taken++) {
    if (!takeNext(session)) return;
    if (taken % SHOWN === SHOWN - 1) taken += foldStorm(session);
  }
}

function takeNext({ machine, kernel }: Session): boolean {
  const cpu = machine.pendingCpus()[0];
  if (cpu === undefined) return false;
  takeInterrupt(kernel, cpu);
  run_deferred(kernel);
  return true;
}

/** When an interrupt comes again and again and nobody handles it: takes it up to the kernel's verdict. Returns how often. */
function foldStorm(session: Session): number {
  const { rec, kernel } = session;
  const desc = irqdesc_c(kernel)
    .sparse_irqs.values()
    .find(({ irqs_unhandled }) => irqs_unhandled >= SHOWN - 1);
  if (desc === undefined || desc.irq_count >= JUDGED_AT - SHOWN) return 0;
  const before = desc.irq_count;
  let taken = 0;
  rec.fold(() => {
    while (desc.irq_count >= before && desc.irq_count < JUDGED_AT - SHOWN && takeNext(session)) taken++;
  });
  if (taken > 0) rec.signal({ kind: 'storm', from: 0, to: desc.$id, text: `The same again ${taken} times` });
  return taken;
}
