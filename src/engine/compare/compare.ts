/** Two machines, differences first. */
import type { Area, ComparedField, ComparedHandlers, ComparedSide, Comparison, Difference } from '../api/compare.ts';
import { AREAS } from '../api/compare.ts';
import type { Finding } from '../api/findings.ts';
import type { EngineMessages } from '../api/messages/index.ts';
import { ram } from '../machine/index.ts';
import type { Selection } from '../api/selection.ts';
import { callDifferences } from './calls.ts';
import { type Compared, cpuFacts, domainFacts, type DomainFacts, irqFacts, type IrqFacts, KEY_KINDS } from './facts.ts';
import { matchIrqs, type Matched } from './match.ts';
import { type Two, withMeaning } from './meanings.ts';
import { withRate } from './rates.ts';
import { hunksOf } from './sequences.ts';

type Words = EngineMessages['compare'];

/** Which area a property of an interrupt belongs to. */
const IRQ_FIELDS = [
  ['domains', 'hierarchy'],
  ['chips', 'chips'],
  ['hwirqs', 'irqs'],
  ['trigger', 'irqs'],
  ['handler', 'irqs'],
  ['state', 'irqs'],
  ['status', 'irqs'],
  ['depth', 'irqs'],
  ['actions', 'irqs'],
  ['device', 'irqs'],
  ['virq', 'virqs'],
  ['affinity', 'affinity'],
  ['effective', 'affinity'],
  ['message', 'messages'],
  ['counts', 'counts'],
] as const;
/** The same of a domain. */
const DOMAIN_FIELDS = [
  ['parent', 'hierarchy'],
  ['size', 'domains'],
  ['mapped', 'domains'],
  ['flags', 'domains'],
] as const;

/** Reads both as they are at their moments; changes neither. */
export function compare(a: Compared, b: Compared): Comparison {
  const say = a.snapshot.messages.compare;
  const [irqsA, irqsB] = [irqFacts(a.snapshot), irqFacts(b.snapshot)];
  const [domainsA, domainsB] = [domainFacts(a.snapshot), domainFacts(b.snapshot)];
  const known = {
    counts: a.counted === b.counted,
    findings: a.findings !== undefined && b.findings !== undefined,
    // A machine's log is of the whole kernel, a run's of the interrupt code alone.
    log: a.log !== undefined && b.log !== undefined && a.counted === b.counted,
    calls: a.calls !== undefined && b.calls !== undefined,
  };
  const seconds = a.uptime === undefined || b.uptime === undefined ? undefined : b.uptime - a.uptime;
  const matched = matchIrqs(irqsA, irqsB);
  const found = [
    ...cpuDifferences(a, b, say),
    ...domainDifferences(domainsA, domainsB),
    ...irqDifferences(matched, say)
      .filter(({ area }) => area !== 'counts' || known.counts)
      .filter((each) => !isPageOf(each, a, b))
      .map((each) => (each.area === 'counts' && a.counted ? withRate(each, irqsA, irqsB, seconds, say) : each)),
    ...findingDifferences(a.findings?.findings, b.findings?.findings, say),
    ...(known.log ? logDifferences(a.log, b.log, say) : []),
    ...(a.calls === undefined || b.calls === undefined ? [] : callDifferences(a.calls, b.calls, say)),
  ];
  const two: Two = {
    a: { ...a, domains: [...domainsA.keys()] },
    b: { ...b, domains: [...domainsB.keys()] },
    say: say.means,
  };
  return {
    a: sideOf(a, domainsA.size, irqsA.length),
    b: sideOf(b, domainsB.size, irqsB.length),
    handlers: handlersOf(irqsA, irqsB),
    differences: AREAS.flatMap((area) => found.filter((each) => each.area === area)).map((each) =>
      withMeaning(each, two),
    ),
    unknown: (['counts', 'findings', 'log', 'calls'] as const).filter((area) => !known[area]),
  };
}

/**
 * Some hosts take messages at a page that the kernel allocates (DesignWare, X-Gene). Which page a machine was given is known from
 * the machine alone, so that it is no difference from a model whose page is another.
 */
function isPageOf({ field, a: own = '', b: other = '' }: Difference, a: Compared, b: Compared): boolean {
  if (field !== 'message' || a.counted === b.counted) return false;
  const pages = (a.counted ? b : a).snapshot.objects.all(ram);
  const [[address, data], [otherAddress, otherData]] = [own.split(' '), other.split(' ')];
  const inMemory = (hex: string | undefined): boolean => {
    const at = Number.parseInt(hex ?? '', 16);
    return pages.some(({ base, size }) => at >= base && at < base + size);
  };
  return data === otherData && inMemory(address) && inMemory(otherAddress);
}

function sideOf({ title, kernel, snapshot, step }: Compared, domains: number, irqs: number): ComparedSide {
  return { title, kernel, cpus: cpuFacts(snapshot).count, domains, irqs, step };
}

function cpuDifferences(a: Compared, b: Compared, say: Words): Difference[] {
  const [own, other] = [cpuFacts(a.snapshot), cpuFacts(b.snapshot)];
  return (['possible', 'online'] as const).flatMap((field) =>
    own[field] === other[field]
      ? []
      : [{ area: 'cpus', change: 'changed', subject: say.cpus, field, a: own[field], b: other[field] } as const],
  );
}

function domainDifferences(a: ReadonlyMap<string, DomainFacts>, b: ReadonlyMap<string, DomainFacts>): Difference[] {
  const found: Difference[] = [];
  for (const [name, own] of a) {
    const other = b.get(name);
    if (other === undefined) found.push({ area: 'domains', change: 'only-a', subject: name, inA: own.selection });
    else found.push(...fieldDifferences(name, own, other, DOMAIN_FIELDS));
  }
  for (const [name, { selection }] of b)
    if (!a.has(name)) found.push({ area: 'domains', change: 'only-b', subject: name, inB: selection });
  return found;
}

/**
 * What has a handler is told by what it comes from: an interrupt that one machine has for several devices, and the other one for each,
 * is there for all of them. A chained handler has no name, and is no device's.
 */
function handlersOf(a: readonly IrqFacts[], b: readonly IrqFacts[]): ComparedHandlers {
  const handled = (irqs: readonly IrqFacts[]): IrqFacts[] =>
    irqs.filter(({ actions }) => actions !== '' && actions !== '(null)');
  const [ownAll, otherAll] = [handled(a), handled(b)];
  const keysOf = ({ keys }: IrqFacts): string[] =>
    KEY_KINDS.flatMap((kind) => keys[kind].map((key) => `${kind} ${key}`));
  const without = (irqs: readonly IrqFacts[], others: readonly IrqFacts[]): IrqFacts[] => {
    const there = new Set(others.flatMap(keysOf));
    return irqs.filter((irq) => !keysOf(irq).some((key) => there.has(key)));
  };
  const onlyA = without(ownAll, otherAll);
  const subjects = (irqs: readonly IrqFacts[]): string[] => irqs.map(({ subject }) => subject);
  return {
    both: ownAll.length - onlyA.length,
    onlyA: subjects(onlyA),
    onlyB: subjects(without(otherAll, ownAll)),
  };
}

function irqDifferences({ both, onlyA, onlyB }: Matched, say: Words): Difference[] {
  const about = ({ virq, domains, actions }: IrqFacts): string => say.irq({ virq, domains, actions });
  return [
    ...onlyA.map((irq): Difference => ({
      area: 'irqs',
      change: 'only-a',
      subject: irq.subject,
      a: about(irq),
      inA: irq.selection,
    })),
    ...onlyB.map((irq): Difference => ({
      area: 'irqs',
      change: 'only-b',
      subject: irq.subject,
      b: about(irq),
      inB: irq.selection,
    })),
    ...both.flatMap(([own, other]) => fieldDifferences(own.subject, own, other, IRQ_FIELDS)),
  ];
}

type Value = string | readonly string[] | undefined;

/** The properties of a thing that differ. Where one of the two knows nothing of a property, nothing differs. */
function fieldDifferences<Field extends ComparedField>(
  subject: string,
  a: Readonly<Record<Field, Value>> & { readonly selection: Selection },
  b: Readonly<Record<Field, Value>> & { readonly selection: Selection },
  fields: readonly (readonly [field: Field, area: Area])[],
): Difference[] {
  const found: Difference[] = [];
  for (const [field, area] of fields) {
    const [own, other]: [Value, Value] = [a[field], b[field]];
    if (own === undefined || other === undefined) continue;
    const [textA, textB] = [textBeside(own, other), textBeside(other, own)];
    if (textA === textB) continue;
    const [inA, inB] = [a.selection, b.selection];
    found.push({ area, change: 'changed', subject, field, a: textA, b: textB, inA, inB });
  }
  return found;
}

/** A value as text; of names those that the other does not have. */
function textBeside(value: string | readonly string[], other: string | readonly string[]): string {
  if (typeof value === 'string') return value;
  return value.filter((name) => !other.includes(name)).join(' ');
}

function findingDifferences(
  a: readonly Finding[] | undefined,
  b: readonly Finding[] | undefined,
  say: Words,
): Difference[] {
  if (a === undefined || b === undefined) return [];
  const keyOf = ({ code, where: { node, property = '', cell } }: Finding): string =>
    `${code} ${node} ${property} ${cell ?? ''}`;
  const [own, other] = [new Set(a.map(keyOf)), new Set(b.map(keyOf))];
  const about = ({ code, where: { node } }: Finding): string => say.finding({ code, node });
  return [
    ...a
      .filter((finding) => !other.has(keyOf(finding)))
      .map((finding): Difference => ({
        area: 'findings',
        change: 'only-a',
        subject: about(finding),
        a: finding.message,
        inA: { kind: 'node', path: finding.where.node },
      })),
    ...b
      .filter((finding) => !own.has(keyOf(finding)))
      .map((finding): Difference => ({
        area: 'findings',
        change: 'only-b',
        subject: about(finding),
        b: finding.message,
        inB: { kind: 'node', path: finding.where.node },
      })),
  ];
}

function logDifferences(a: Compared['log'], b: Compared['log'], say: Words): Difference[] {
  if (a === undefined || b === undefined) return [];
  const lines = (log: NonNullable<Compared['log']>): string[] => log.map(({ text }) => text);
  const hunks = hunksOf(lines(a), lines(b)) ?? [];
  return hunks.flatMap((hunk) => [
    ...hunk.a.map((line): Difference => ({ area: 'log', change: 'only-a', subject: say.log, a: line })),
    ...hunk.b.map((line): Difference => ({ area: 'log', change: 'only-b', subject: say.log, b: line })),
  ]);
}
