/** How devices stand: which of the four signs each has in the picture, and the reason in words. */
import type { EngineMessages } from '../../api/messages/index.ts';
import type { DeviceSign } from '../../api/topology.ts';
import type { IrqRequest, Outcome } from '../../record/requests.ts';
import { reasonWords } from '../words/requests.ts';

type Requests = readonly Pick<IrqRequest, 'outcome'>[];

/** What decides, most telling first: one interrupt that was refused says more than three that were not. */
const ORDER: readonly Outcome['kind'][] = [
  'refused',
  'no-wire',
  'requested',
  'mapped',
  'deferred',
  'no-model',
  'not-yet',
  'panicked',
  'not-open',
  'no-driver',
  'not-bound',
  'not-asked',
  'no-device',
  'optional',
];

const SIGNS: Readonly<Record<Outcome['kind'], DeviceSign>> = {
  refused: 'none',
  'no-wire': 'none',
  requested: 'has',
  mapped: 'has',
  deferred: 'waits',
  'no-model': 'none',
  'not-yet': 'later',
  panicked: 'later',
  'no-driver': 'never',
  'not-asked': 'never',
  'not-bound': 'never',
  'not-open': 'later',
  'no-device': 'never',
  optional: 'never',
};

/** What counts of all that became of a device's interrupts; undefined for one of which the tree lists none. */
function telling(requests: Requests): Outcome | undefined {
  const outcomes = requests.map(({ outcome }) => outcome);
  // While the kernel has asked for none, a line that leads nowhere is not refused yet.
  const isEarly = outcomes.some(({ kind }) => kind === 'not-yet');
  const all = isEarly ? outcomes.filter(({ kind }) => kind !== 'no-wire') : outcomes;
  return all.toSorted((a, b) => ORDER.indexOf(a.kind) - ORDER.indexOf(b.kind))[0];
}

/** What counts more than an irq number that the device has: the number may be mapped before anybody asks, and stay when its driver is gone. */
const HAS_NOT: ReadonlySet<Outcome['kind']> = new Set(['refused', 'no-wire', 'not-open', 'not-bound']);

/** `has` says that the device has an interrupt, from whatever source: a message, a line of a GPIO. */
export function signOf(requests: Requests, has: boolean): DeviceSign {
  const outcome = telling(requests);
  if (outcome === undefined) return has ? 'has' : 'later';
  if (outcome.kind === 'not-bound' && outcome.gaveUp !== undefined) return 'none';
  return has && !HAS_NOT.has(outcome.kind) ? 'has' : SIGNS[outcome.kind];
}

/** Whether it is for want of a model that a device got no interrupt. */
export function isUnsure(requests: Requests): boolean {
  return telling(requests)?.kind === 'no-model';
}

export interface Reason {
  /** A clause; undefined where there is nothing to say but that it has what it asked for, or nothing yet. */
  readonly why: string | undefined;
  /** The same in a word or two; "" where there is nothing to say. */
  readonly short: string;
}

/** Why a device has no interrupt, or not all of them. */
export function reasonOf(words: EngineMessages, requests: Requests): Reason {
  const { short } = words.topology;
  const outcome = telling(requests);
  if (outcome === undefined || outcome.kind === 'requested' || outcome.kind === 'not-yet')
    return { why: undefined, short: '' };
  return { why: reasonWords(words, outcome), short: shortOf(short, outcome) };
}

function shortOf(
  m: EngineMessages['topology']['short'],
  outcome: Exclude<Outcome, { readonly kind: 'requested' | 'not-yet' }>,
): string {
  switch (outcome.kind) {
    case 'refused':
      return m.refused;
    case 'deferred':
      return m.waits({ supplier: lastPart(outcome.for[0] ?? '') });
    case 'mapped':
      return m.irqs({ irqs: `${outcome.irq}` });
    case 'no-wire':
      return m.noWire;
    case 'no-model':
      return m.noModel;
    case 'no-driver':
      return m.noDriver;
    case 'no-device':
      return m.noDevice;
    case 'optional':
      return m.optional;
    case 'not-bound':
      return outcome.gaveUp === undefined ? m.notAsked : m.gaveUp;
    case 'not-asked':
      return m.notAsked;
    case 'not-open':
      return m.notOpen;
    case 'panicked':
      return m.panicked;
  }
}

export function lastPart(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
