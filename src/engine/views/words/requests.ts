/** What became of an interrupt that the device tree lists, in words. */
import type { EngineMessages } from '../../api/messages/index.ts';
import { errorOf } from '../../record/errno.ts';
import type { IrqRequest, NodeDevice, Outcome } from '../../record/requests.ts';

type Said = Pick<EngineMessages, 'requests' | 'errno'>;

/** "requested as irq 13 in intc@8000000 by macb (stand-in)", "no driver of this kernel matches". */
export function outcomeWords(m: Said, outcome: Outcome): string {
  if (outcome.kind !== 'requested') return reasonWords(m, outcome);
  const { where } = outcome;
  return m.requests.requested({ ...outcome, later: where === undefined ? '' : m.requests.later({ where }) });
}

/** Why an interrupt was not requested. */
export function reasonWords(
  { requests, errno }: Said,
  outcome: Exclude<Outcome, { readonly kind: 'requested' }>,
): string {
  const { because } = requests;
  switch (outcome.kind) {
    case 'mapped':
      return because.mapped(outcome);
    case 'no-device':
      return because['no-device'][outcome.why](outcome);
    case 'no-driver':
      return because['no-driver'](outcome);
    case 'deferred':
      return because.deferred({ suppliers: outcome.for });
    case 'optional':
      return because[outcome.why];
    case 'refused': {
      if (outcome.errno === 0) return because.unmapped;
      const { name, words } = errorOf(errno, -outcome.errno);
      return because.refused({ name, words });
    }
    case 'no-model':
      return because['no-model'](outcome);
    case 'not-asked':
      return because['not-asked'](outcome);
    case 'not-open':
      return because['not-open'](outcome);
    case 'not-bound': {
      if (outcome.gaveUp === undefined) return because['not-bound'];
      const { said, errno: number } = outcome.gaveUp;
      return because['gave-up']({ said, ...errorOf(errno, number) });
    }
    case 'no-wire':
    case 'not-yet':
    case 'panicked':
      return because[outcome.kind];
  }
}

/** All of a node's in one text; those of several that came to the same are said once. */
export function requestsText(m: Said, requests: readonly IrqRequest[]): string {
  const byWords = new Map<string, string[]>();
  for (const { index, name, outcome } of requests) {
    const words = outcomeWords(m, outcome);
    byWords.set(words, [...(byWords.get(words) ?? []), name ?? `${index}`]);
  }
  if (byWords.size === 1) return [...byWords.keys()].join('');
  return [...byWords].map(([words, names]) => m.requests.of({ name: names.join(', '), words })).join('; ');
}

/** "Device ff0e0000.ethernet on the platform bus, driver macb, stand-in: …", then what became of each interrupt; not of more than `most`. */
export function deviceStory(
  m: Said,
  device: NodeDevice | undefined,
  requests: readonly IrqRequest[],
  most: number,
): string[] {
  const { driver: said, ...words } = m.requests;
  const story: string[] = [];
  if (device !== undefined) {
    const { name, bus, driver, standIn } = device;
    const whose = driver === undefined ? undefined : (standIn ? said.standIn : said.modelled)({ driver });
    story.push(words.device({ device: name, bus, driver: whose }));
  }
  for (const { index, name, outcome } of requests.slice(0, most))
    story.push(words.sentence({ index, name, words: outcomeWords(m, outcome) }));
  if (requests.length > most) story.push(words.more({ count: requests.length - most }));
  return story;
}
