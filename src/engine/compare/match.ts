/** Which interrupt of one machine is which of another: by what it comes from. */
import { type IrqFacts, KEY_KINDS, type KeyKind } from './facts.ts';

export interface Matched {
  readonly both: readonly (readonly [IrqFacts, IrqFacts])[];
  readonly onlyA: readonly IrqFacts[];
  readonly onlyB: readonly IrqFacts[];
}

/** The surest kind of key goes first, and what it pairs is out of the way of the others. Numbers of interrupts count for nothing. */
export function matchIrqs(a: readonly IrqFacts[], b: readonly IrqFacts[]): Matched {
  const restA = new Set(a);
  const restB = new Set(b);
  const partner = new Map<IrqFacts, IrqFacts>();
  for (const kind of KEY_KINDS) {
    const index = indexOf(restB, kind);
    for (const one of restA) {
      const other = one.keys[kind].flatMap((key) => index.get(key) ?? []).find((each) => restB.has(each));
      if (other === undefined) continue;
      partner.set(one, other);
      restA.delete(one);
      restB.delete(other);
    }
  }
  const both = a.flatMap((one) => {
    const other = partner.get(one);
    return other === undefined ? [] : [[one, other] as const];
  });
  return { both, onlyA: [...restA], onlyB: [...restB] };
}

function indexOf(irqs: Iterable<IrqFacts>, kind: KeyKind): Map<string, IrqFacts[]> {
  const index = new Map<string, IrqFacts[]>();
  for (const irq of irqs) {
    for (const key of irq.keys[kind]) {
      const list = index.get(key);
      if (list === undefined) index.set(key, [irq]);
      else list.push(irq);
    }
  }
  return index;
}
