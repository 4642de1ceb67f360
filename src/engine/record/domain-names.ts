/** Short names of irq_domains, for places where the whole path of the node would be the same for all. */
import type { irq_domain } from '../linux/include/linux/irqdomain.ts';
import { intidName } from '../machine/index.ts';
import { partitionsOf } from './partitions.ts';

/** A domain, as far as its name goes. */
export interface NamedDomain {
  /** As Linux has it: ":soc:intc@8000000-1" of a node, "ITS-PCI-MSIX-0000:00:02.0-12" of a device. */
  readonly name: string;
  /** What tells domains of one name apart: "PPI 7". */
  readonly part?: string | undefined;
}

/** A domain's name, with what tells the partitions of a PPI apart from those of another one. */
function namedDomain(domain: irq_domain): NamedDomain {
  const ppi = partitionsOf(domain)?.chained_desc?.irq_data.hwirq;
  const [part] = ppi === undefined ? [] : intidName(ppi).split(' (');
  return { name: domain.name ?? '', part };
}

/** A name made of a path, without all but its last parts: "intc@8000000-1". Other names are short as they are. */
function lastParts(name: string, count: number): string {
  return name.startsWith(':') ? name.slice(1).split(':').slice(-count).join(':') : name;
}

/**
 * A label for each, in their order. Of a name that is made of a path its last part, and as many before it as it takes to
 * tell it from the others; domains whose whole names are one have what tells them apart behind it, or a number.
 */
export function domainLabels(domains: readonly NamedDomain[]): string[] {
  const longest = Math.max(1, ...domains.map(({ name }) => name.split(':').length - 1));
  const labels = domains.map(({ name }) => lastParts(name, 1));
  for (let count = 2; count <= longest; count++) {
    for (const same of alike(labels)) {
      if (new Set(same.map((at) => domains[at]?.name)).size === 1) continue;
      for (const at of same) labels[at] = lastParts(domains[at]?.name ?? '', count);
    }
  }
  for (const same of alike(labels)) {
    for (const at of same) {
      const part = domains[at]?.part;
      if (part !== undefined) labels[at] = `${labels[at] ?? ''} ${part}`;
    }
  }
  for (const same of alike(labels)) {
    for (const [number, at] of same.entries()) if (number > 0) labels[at] = `${labels[at] ?? ''} #${number + 1}`;
  }
  return labels;
}

/** Labels of all domains that there ever are, by key: of each the name that the first of that key has. */
export function labelsByKey(
  keys: ReadonlyMap<string, readonly number[]>,
  domainOf: (id: number) => irq_domain,
): ReadonlyMap<string, string> {
  const labels = domainLabels([...keys.values()].map(([id = 0]) => namedDomain(domainOf(id))));
  return new Map([...keys.keys()].map((key, at) => [key, labels[at] ?? '']));
}

/** Places of labels that there are several of. */
function alike(labels: readonly string[]): number[][] {
  const places = new Map<string, number[]>();
  for (const [at, label] of labels.entries()) {
    const list = places.get(label);
    if (list === undefined) places.set(label, [at]);
    else list.push(at);
  }
  return [...places.values()].filter(({ length }) => length > 1);
}
