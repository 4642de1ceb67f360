/** What is compared of a machine: read off a snapshot, so that a run and a machine known by its printouts are one. */
import { cpumaskList, cpumaskWeight } from '../../base/cpumask.ts';
import type { Findings } from '../api/findings.ts';
import type { Selection } from '../api/selection.ts';
import { IRQD_NAMES, IRQD_TRIGGER_MASK, type irq_data } from '../linux/include/linux/irq.ts';
import { irq_desc, STATUS_NAMES } from '../linux/include/linux/irqdesc.ts';
import { irq_domain, IRQ_DOMAIN_FLAGS } from '../linux/include/linux/irqdomain.ts';
import { cpu_c } from '../linux/kernel/cpu/index.ts';
import { partitionsOf } from '../record/partitions.ts';
import type { Snapshot } from '../record/snapshot.ts';
import type { LoggedLine } from '../report/dmesg.ts';
import { actionNames, chipName } from '../report/moment.ts';
import { bitNames } from '../views/words/format.ts';

/** What is known of a machine besides its snapshot, and how it is called. */
export interface Compared {
  readonly title: string;
  /** The kernel's version, as much of it as is known. */
  readonly kernel: string;
  readonly snapshot: Snapshot;
  readonly step: number | undefined;
  /** What is wrong with it; undefined where nothing has looked. */
  readonly findings: Findings | undefined;
  /** What Linux logged; undefined where that is not known. */
  readonly log: readonly Pick<LoggedLine, 'text'>[] | undefined;
  /** The calls so far, as the dump has them; undefined without a record. */
  readonly calls: string | undefined;
  /** Whether the counts of its interrupts are those of a real machine. */
  readonly counted: boolean;
  /** For how many seconds the machine has been up; undefined for a run, or where its file does not say. */
  readonly uptime: number | undefined;
}

/** An interrupt, by text; what is a set of names stays one. */
export interface IrqFacts {
  /** What it comes from, for people. */
  readonly subject: string;
  readonly selection: Selection;
  /** What it can be told by, the surest first. */
  readonly keys: Readonly<Record<KeyKind, readonly string[]>>;
  readonly virq: string;
  /** From the device's domain to the root's. */
  readonly domains: string;
  readonly chips: string;
  readonly hwirqs: string;
  readonly trigger: readonly string[];
  readonly handler: string;
  readonly state: readonly string[];
  readonly status: readonly string[];
  readonly depth: string;
  readonly actions: string;
  readonly device: string;
  readonly affinity: string;
  readonly effective: string;
  /** Address and data; undefined for what is no message, or where nobody knows it. */
  readonly message: string | undefined;
  readonly counts: string;
  readonly total: number;
}

/** message: a vector of a device. request: an entry of a node's interrupts. wire: an input of a controller. chip: what /proc/interrupts says. */
export const KEY_KINDS = ['message', 'request', 'wire', 'chip'] as const;
export type KeyKind = (typeof KEY_KINDS)[number];

export interface DomainFacts {
  readonly name: string;
  readonly selection: Selection;
  readonly parent: string;
  readonly size: string;
  readonly mapped: string;
  readonly flags: readonly string[];
}

export function domainFacts({ objects }: Snapshot): Map<string, DomainFacts> {
  const found = new Map<string, DomainFacts>();
  for (const domain of objects.all(irq_domain)) {
    const { name = '' } = domain;
    let key = name;
    for (let count = 2; found.has(key); count++) key = `${name}#${count}`;
    found.set(key, {
      name: key,
      selection: { kind: 'domain', id: domain.$id },
      parent: domain.parent?.name ?? '',
      size: `${domain.revmap_size}`,
      mapped: `${domain.mapcount}`,
      flags: namesOf(domain.flags, IRQ_DOMAIN_FLAGS),
    });
  }
  return found;
}

export function cpuFacts({ objects, relations }: Snapshot): { possible: string; online: string; count: number } {
  const online = relations.onlineCpus();
  const possible = objects.all(cpu_c.type)[0]?.cpu_possible_mask ?? online;
  return { possible: cpumaskList(possible), online: cpumaskList(online), count: cpumaskWeight(online) };
}

/** All interrupts, by number. */
export function irqFacts(snapshot: Snapshot): IrqFacts[] {
  const requests = requestsByIrq(snapshot);
  return snapshot.objects
    .all(irq_desc)
    .toSorted((a, b) => a.irq_data.irq - b.irq_data.irq)
    .map((desc) => factsOf(snapshot, desc, requests.get(desc.irq_data.irq) ?? []));
}

interface Asked {
  readonly path: string;
  readonly index: number;
}

/**
 * Which entries of the tree each interrupt was requested for. Until 6.12 an entry with a set of CPUs is mapped at the GIC, where a chained
 * handler is, and what its driver gets is an interrupt of the set's own domain: the entry is that one's.
 */
function requestsByIrq(snapshot: Snapshot): Map<number, Asked[]> {
  const found = mappedByIrq(snapshot);
  for (const desc of snapshot.objects.all(irq_desc)) {
    const { irq_data: data } = desc;
    const ppi = partitionsOf(data.domain)?.chained_desc?.irq_data.irq;
    const asked = ppi === undefined ? undefined : found.get(ppi);
    if (ppi === undefined || asked === undefined) continue;
    const path = snapshot.relations.sourceOf(desc)?.path;
    const isOwn = (entry: Asked): boolean => entry.path === path;
    found.set(data.irq, [...(found.get(data.irq) ?? []), ...asked.filter(isOwn)]);
    found.set(
      ppi,
      asked.filter((entry) => !isOwn(entry)),
    );
  }
  return found;
}

function mappedByIrq({ requests }: Snapshot): Map<number, Asked[]> {
  const found = new Map<number, Asked[]>();
  for (const { path, index, outcome } of requests?.all ?? []) {
    if (outcome.kind !== 'requested' && outcome.kind !== 'mapped') continue;
    const list = found.get(outcome.irq);
    if (list === undefined) found.set(outcome.irq, [{ path, index }]);
    else list.push({ path, index });
  }
  return found;
}

function factsOf(snapshot: Snapshot, desc: irq_desc, asked: readonly Asked[]): IrqFacts {
  const { irq_data: data, irq_common_data: common } = desc;
  const levels = levelsOf(data);
  const { msi_desc } = common;
  const source = snapshot.relations.sourceOf(desc);
  const say = snapshot.messages.compare;
  const actions = actionNames(desc).join(', ');
  const counted = desc.kstat_irqs.entries().filter(([, count]) => count > 0);
  const domain = data.domain?.name ?? '';
  const vector = msi_desc === undefined || source === undefined ? undefined : msi_desc.msi_index;
  const wired =
    source === undefined
      ? say.input({ domain, hwirq: `0x${data.hwirq.toString(16)}`, actions })
      : source.path === undefined
        ? say.pin({ device: source.label })
        : say.mapped({ path: source.path, hwirq: `0x${data.hwirq.toString(16)}` });
  const [first] = asked;
  return {
    subject:
      vector !== undefined
        ? say.vector({ device: source?.label ?? '', vector })
        : first === undefined
          ? wired
          : say.entry({ path: first.path, index: first.index }),
    selection: { kind: 'irq', virq: data.irq },
    keys: {
      message: vector === undefined ? [] : [`${source?.key ?? ''} ${vector}`],
      request: asked.map(({ path, index }) => `${path} ${index}`),
      wire: domain === '' ? [] : [`${domain} ${data.hwirq}`],
      chip: [`${chipName(data) ?? ''} ${data.hwirq} ${actions}`],
    },
    virq: `${data.irq}`,
    domains: levels.map(({ domain: own }) => own?.name ?? '').join(' < '),
    chips: levels.map((level) => chipName(level) ?? '').join(' < '),
    hwirqs: levels.map(({ hwirq }) => `0x${hwirq.toString(16)}`).join(' < '),
    trigger: namesOf(common.state_use_accessors & IRQD_TRIGGER_MASK, IRQD_NAMES),
    handler: desc.handle_irq?.fname ?? '',
    state: namesOf(common.state_use_accessors & ~IRQD_TRIGGER_MASK, IRQD_NAMES),
    status: namesOf(desc.status_use_accessors & ~IRQD_TRIGGER_MASK, STATUS_NAMES),
    depth: `${desc.depth}`,
    actions,
    device: desc.dev_name ?? '',
    affinity: cpumaskList(common.affinity),
    effective: cpumaskList(common.effective_affinity),
    message: msi_desc === undefined ? undefined : messageOf(msi_desc),
    counts: counted.map(([cpu, count]) => say.count({ cpu, count })).join(', '),
    total: counted.reduce((sum, [, count]) => sum + count, 0),
  };
}

function levelsOf(data: irq_data): irq_data[] {
  const levels: irq_data[] = [];
  for (let level: irq_data | undefined = data; level !== undefined; level = level.parent_data) levels.push(level);
  return levels;
}

function messageOf(desc: { msg_address_hi: number; msg_address_lo: number; msg_data: number }): string | undefined {
  const hex = (value: number, width: number): string => (value >>> 0).toString(16).padStart(width, '0');
  const { msg_address_hi: high, msg_address_lo: low, msg_data } = desc;
  return high === 0 && low === 0 && msg_data === 0 ? undefined : `${hex(high, 8)}${hex(low, 8)} ${hex(msg_data, 8)}`;
}

const namesOf = (value: number, names: Readonly<Record<string, number>>): string[] =>
  value === 0 ? [] : bitNames(value, names);
