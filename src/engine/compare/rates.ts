/** How often the interrupts of a machine came between two of its files. */
import type { Difference } from '../api/compare.ts';
import type { EngineMessages } from '../api/messages/index.ts';
import type { IrqFacts } from './facts.ts';

/** @param seconds between the two; undefined where one of the files does not say when it was made */
export function withRate(
  difference: Difference,
  a: readonly IrqFacts[],
  b: readonly IrqFacts[],
  seconds: number | undefined,
  { means: say }: EngineMessages['compare'],
): Difference {
  const more = totalOf(b, difference.inB) - totalOf(a, difference.inA);
  if (more < 0) return { ...difference, more, means: say.countedLess };
  if (seconds === undefined || seconds <= 0) return { ...difference, more, means: say.countedMore({ count: more }) };
  const perSecond = Number((more / seconds).toPrecision(3));
  const means = say.counted({ count: more, seconds: Math.round(seconds), perSecond: `${perSecond}` });
  return { ...difference, more, perSecond, means };
}

const totalOf = (irqs: readonly IrqFacts[], selection: Difference['inA']): number =>
  irqs.find((irq) => selection?.kind === 'irq' && irq.virq === `${selection.virq}`)?.total ?? 0;
