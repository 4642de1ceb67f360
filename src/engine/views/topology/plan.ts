/**
 * The picture's boxes and lines. The plan holds everything that ever appears in the run, so that a box keeps its place
 * while time moves; what is there at a step is in state.ts.
 */
import { cpumaskCpus } from '../../../base/cpumask.ts';
import { cpu_c } from '../../linux/kernel/cpu/index.ts';
import { irq_domain } from '../../linux/include/linux/irqdomain.ts';
import { msi_desc } from '../../linux/include/linux/msi.ts';
import { is_of_node } from '../../linux/include/linux/of.ts';
import { pci_function } from '../../machine/index.ts';
import type { TopologyEdge, TopologyKind, TopologyNode, TopologyPlan } from '../../api/topology.ts';
import { partitionsOf } from '../../record/partitions.ts';
import type { Owner } from '../../record/irq-lives.ts';
import type { TopologyIndex } from './topology-index.ts';

const RANKS: Readonly<Record<TopologyKind, number>> = {
  device: 0,
  domain: 1,
  'msi-controller': 2,
  controller: 3,
  cpu: 4,
};

interface Drawn {
  readonly index: TopologyIndex;
  readonly nodes: Map<string, Omit<TopologyNode, 'rank' | 'order'>>;
  readonly edges: Map<string, TopologyEdge>;
}

function addEdge(
  { nodes, edges }: Drawn,
  from: string | undefined,
  to: string | undefined,
  kind: 'irq' | 'parent',
): void {
  if (from === undefined || to === undefined || from === to) return;
  if (nodes.has(from) && nodes.has(to)) edges.set(`${from}>${to}`, { from, to, kind });
}

/** Everything that ever exists. A run must be looked at from its end; freed objects keep their last values. */
export function topologyPlan(index: TopologyIndex): TopologyPlan {
  const { objects, relations } = index.snapshot;
  const drawn: Drawn = { index, nodes: new Map(), edges: new Map() };
  const domains = [...relations.domains].flatMap(([key, ids]) =>
    ids.map((id) => ({ key, domain: objects.object(id, irq_domain) })),
  );
  for (const { key, domain } of domains) addDomain(drawn, key, domain);
  for (const cpu of cpumaskCpus(objects.all(cpu_c.type)[0]?.cpu_possible_mask ?? 0n)) {
    const key = `cpu:${cpu}`;
    const selection = { kind: 'cpu', cpu } as const;
    drawn.nodes.set(key, {
      key,
      kind: 'cpu',
      label: index.snapshot.messages.topology.cpu({ cpu }),
      selection,
      views: ['hardware'],
    });
  }
  for (const { key, domain } of domains) linkDomain(drawn, key, domain);
  for (const [key, owner] of relations.owners) addSource(drawn, key, owner);
  return { nodes: ranked([...drawn.nodes.values()]), edges: [...drawn.edges.values()] };
}

function kindOf({ index }: Drawn, domain: irq_domain): TopologyKind {
  if (domain.parent !== undefined) return domain.parent.parent === undefined ? 'msi-controller' : 'domain';
  if (partitionsOf(domain) !== undefined) return 'domain';
  const path = is_of_node(domain.fwnode) ? domain.fwnode.path : undefined;
  const { board, relations } = index.snapshot;
  // The GIC's maintenance interrupt is one of its own; it hangs below nothing for that.
  if (path === undefined || path === board?.gicNode?.path) return 'controller';
  // A controller whose own output is an interrupt of another one, as a GPIO controller's.
  return relations.hasSource(path) ? 'domain' : 'controller';
}

/** The last domain of a name is what is selected by its box, unless the step says otherwise. */
function addDomain(drawn: Drawn, key: string, domain: irq_domain): void {
  drawn.nodes.set(key, {
    key,
    kind: kindOf(drawn, domain),
    label: shortName(domain.name ?? drawn.index.snapshot.messages.topology.unnamed),
    selection: { kind: 'domain', id: domain.$id },
    // Linux makes partitions of every PPI, and devices use one or two.
    views: partitionsOf(domain) === undefined || domain.mapcount > 0 ? ['hardware', 'domains'] : ['domains'],
  });
}

/** A name made of a path is told apart by its last part: "its@8080000-5". */
function shortName(name: string): string {
  return name.startsWith(':') ? name.slice(name.lastIndexOf(':') + 1) : name;
}

function linkDomain(drawn: Drawn, key: string, domain: irq_domain): void {
  const { index, nodes } = drawn;
  const { relations } = index.snapshot;
  const chainedTo = partitionsOf(domain)?.chained_desc?.irq_data.domain;
  if (domain.parent !== undefined) addEdge(drawn, key, relations.domainKey(domain.parent.$id), 'parent');
  else if (chainedTo !== undefined) addEdge(drawn, key, relations.domainKey(chainedTo.$id), 'irq');
  else if (kindOf(drawn, domain) === 'controller') {
    for (const node of nodes.values()) if (node.kind === 'cpu') addEdge(drawn, key, node.key, 'irq');
  }
}

/** A device that ever had an interrupt, and its lines to the domains that they were in. */
function addSource(drawn: Drawn, key: string, { source, tenures }: Owner): void {
  const { index, nodes } = drawn;
  const { relations, board } = index.snapshot;
  const parts = partsOf(drawn, source.path, source.selection);
  nodes.set(key, {
    key,
    kind: 'device',
    label: source.label,
    selection: source.selection,
    views: ['hardware'],
    ...(parts === undefined || parts.count < 2 ? {} : { parts }),
  });
  const sends = tenures.some(({ msi }) => msi !== 0);
  const used = tenures.filter(({ msi, requested }) => msi !== 0 || requested || !sends);
  for (const id of new Set(used.map(({ domain }) => domain))) {
    const domain = relations.domainKey(id);
    const isGic = source.path === board?.gicNode?.path;
    const own = source.path === undefined || isGic ? [] : chained(drawn, source.path, id);
    // A chip that is an interrupt controller itself: what it collects comes out of its own line.
    for (const chip of own) {
      addEdge(drawn, key, chip, 'irq');
      addEdge(drawn, chip, domain, 'irq');
    }
    if (own.length === 0) addEdge(drawn, key, domain, 'irq');
  }
}

/** Domains of a chip whose output is an interrupt of this domain. */
function chained({ index }: Drawn, path: string, parent: number): string[] {
  const { objects, relations } = index.snapshot;
  return [...relations.domains].flatMap(([key, ids]) => {
    const isOwn = ids.some((id) => {
      const domain = objects.object(id, irq_domain);
      const { fwnode } = domain;
      return id !== parent && domain.parent === undefined && is_of_node(fwnode) && fwnode.path === path;
    });
    return isOwn ? [key] : [];
  });
}

/** Places for a device's interrupts: the entries of its MSI-X table, its messages, or its lines. */
function partsOf(
  { index }: Drawn,
  path: string | undefined,
  selection: TopologyNode['selection'],
): TopologyNode['parts'] {
  const { objects, relations } = index.snapshot;
  if (path !== undefined) {
    const messages = relations.owners.get(`node:${path}`)?.tenures.filter(({ msi }) => msi !== 0) ?? [];
    const most = new Set(messages.map(({ msi }) => objects.object(msi, msi_desc).msi_index)).size;
    return most > 0 ? { count: most, unit: 'message' } : { count: index.linesOf(path).length, unit: 'line' };
  }
  if (selection.kind !== 'function') return undefined;
  const { bdf } = selection;
  const design = objects.all(pci_function).find((fn) => fn.bdf === bdf)?.design;
  if (design?.msix !== undefined) return { count: design.msix.entries, unit: 'vector' };
  return design?.msi === undefined ? undefined : { count: design.msi.vectors, unit: 'message' };
}

function ranked(nodes: readonly Omit<TopologyNode, 'rank' | 'order'>[]): TopologyNode[] {
  const next = [0, 0, 0, 0, 0];
  return nodes.map((node) => {
    const rank = RANKS[node.kind];
    const order = next[rank] ?? 0;
    next[rank] = order + 1;
    return { ...node, rank, order };
  });
}
