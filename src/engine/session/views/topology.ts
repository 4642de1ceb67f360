/**
 * The picture's boxes and lines. The plan holds everything that ever appears in the run, so that a box keeps its place
 * while time moves; the state says which are there at a step.
 */
import { cpumaskCpus } from '../../../base/cpumask.ts';
import { cpu_c } from '../../linux/kernel/cpu.ts';
import { irq_desc } from '../../linux/include/linux/irqdesc.ts';
import { irq_domain } from '../../linux/include/linux/irqdomain.ts';
import { is_of_node } from '../../linux/include/linux/fwnode.ts';
import type { Cursor } from '../../recorder/index.ts';
import type { TopologyEdge, TopologyKind, TopologyNode, TopologyPlan, TopologyState } from '../view-types/topology.ts';
import type { Changes } from './changes.ts';
import type { Source, SourceIndex } from './sources.ts';

const RANKS: Readonly<Record<TopologyKind, number>> = {
  device: 0,
  domain: 1,
  'msi-controller': 2,
  controller: 3,
  cpu: 4,
};

/** Key of a domain's box: its name, with a count when a name is used again later. */
export function domainKey(cursor: Cursor, id: number): string {
  const name = cursor.rec.types[id] === irq_domain ? ((cursor.object(id) as unknown as irq_domain).name ?? '') : '';
  return `domain:${name}#${id}`;
}

interface Drawn {
  readonly sources: SourceIndex;
  readonly nodes: Map<string, Omit<TopologyNode, 'rank' | 'order'>>;
  readonly edges: Map<string, TopologyEdge>;
}

function addEdge(drawn: Drawn, from: string, to: string, kind: 'irq' | 'parent'): void {
  if (from !== to && drawn.nodes.has(from) && drawn.nodes.has(to)) drawn.edges.set(`${from}>${to}`, { from, to, kind });
}

/** Everything that ever exists. Objects are looked at where the cursor stands; freed ones keep their last values. */
export function topologyPlan(cursor: Cursor, sources: SourceIndex): TopologyPlan {
  const drawn: Drawn = { sources, nodes: new Map(), edges: new Map() };
  for (const id of cursor.rec.byType.get(irq_domain) ?? []) addDomain(cursor, drawn, id);
  for (const cpu of cpumaskCpus(cursor.all(cpu_c.type)[0]?.cpu_possible_mask ?? 0n)) {
    drawn.nodes.set(`cpu:${cpu}`, {
      key: `cpu:${cpu}`,
      kind: 'cpu',
      label: `CPU ${cpu}`,
      selection: { kind: 'cpu', cpu },
      views: ['hardware'],
    });
  }
  for (const id of cursor.rec.byType.get(irq_domain) ?? []) linkDomain(cursor, drawn, id);
  for (const id of cursor.rec.byType.get(irq_desc) ?? [])
    addSource(cursor, drawn, cursor.object(id) as unknown as irq_desc);
  return { nodes: ranked([...drawn.nodes.values()]), edges: [...drawn.edges.values()] };
}

function kindOf(cursor: Cursor, { sources }: Drawn, domain: irq_domain): TopologyKind {
  if (domain.parent !== undefined) return domain.parent.parent === undefined ? 'msi-controller' : 'domain';
  // A controller whose own output is an interrupt of another one, as a GPIO controller's.
  return is_of_node(domain.fwnode) && sources.hasSource(cursor, domain.fwnode.path) ? 'domain' : 'controller';
}

function addDomain(cursor: Cursor, drawn: Drawn, id: number): void {
  const domain = cursor.object(id) as unknown as irq_domain;
  const key = domainKey(cursor, id);
  drawn.nodes.set(key, {
    key,
    kind: kindOf(cursor, drawn, domain),
    label: shortName(domain.name ?? 'unnamed'),
    selection: { kind: 'domain', id },
    views: ['hardware', 'domains'],
  });
}

/** A name made of a path is told apart by its last part: "its@8080000-5". */
function shortName(name: string): string {
  return name.startsWith(':') ? name.slice(name.lastIndexOf(':') + 1) : name;
}

function linkDomain(cursor: Cursor, drawn: Drawn, id: number): void {
  const domain = cursor.object(id) as unknown as irq_domain;
  const key = domainKey(cursor, id);
  if (domain.parent !== undefined) addEdge(drawn, key, domainKey(cursor, domain.parent.$id), 'parent');
  else if (kindOf(cursor, drawn, domain) === 'controller') {
    for (const node of drawn.nodes.values()) if (node.kind === 'cpu') addEdge(drawn, key, node.key, 'irq');
  }
}

/** The device behind an interrupt, and its line to the domain that the interrupt is in. */
function addSource(cursor: Cursor, drawn: Drawn, desc: irq_desc): void {
  const source = drawn.sources.sourceOf(cursor, desc);
  const domain = desc.irq_data.domain;
  if (source === undefined || domain === undefined) return;
  if (!drawn.nodes.has(source.key)) {
    drawn.nodes.set(source.key, {
      key: source.key,
      kind: 'device',
      label: source.label,
      selection: source.selection,
      views: ['hardware'],
    });
  }
  addEdge(drawn, source.key, domainKey(cursor, domain.$id), 'irq');
  chain(cursor, drawn, desc, source);
}

/** A chained controller's domain hangs on the interrupt of the node it belongs to. */
function chain(cursor: Cursor, drawn: Drawn, desc: irq_desc, source: Source): void {
  if (source.path === undefined) return;
  for (const id of cursor.rec.byType.get(irq_domain) ?? []) {
    const domain = cursor.object(id) as unknown as irq_domain;
    const parent = desc.irq_data.domain;
    if (parent === undefined || parent.$id === id || domain.parent !== undefined) continue;
    if (is_of_node(domain.fwnode) && domain.fwnode.path === source.path) {
      addEdge(drawn, domainKey(cursor, id), domainKey(cursor, parent.$id), 'irq');
    }
  }
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

/** Which boxes are there now, and what their second line says. */
export function topologyState(
  cursor: Cursor,
  plan: TopologyPlan,
  sources: SourceIndex,
  changes: Changes,
): TopologyState[] {
  const online = new Set(cpumaskCpus(cursor.all(cpu_c.type)[0]?.cpu_online_mask ?? 0n));
  const bySource = new Map<string, number>();
  for (const desc of cursor.all(irq_desc)) {
    const key = sources.sourceOf(cursor, desc)?.key;
    if (key !== undefined) bySource.set(key, (bySource.get(key) ?? 0) + 1);
  }
  return plan.nodes.map(({ key, selection }) => {
    if (selection.kind === 'cpu') return cpuState(key, online.has(selection.cpu));
    if (selection.kind === 'domain') return domainState(cursor, key, selection.id, changes);
    const count = bySource.get(key) ?? 0;
    return {
      key,
      present: count > 0,
      note: count === 0 ? 'no irq yet' : `${count} irq${count === 1 ? '' : 's'}`,
      mark: undefined,
    };
  });
}

function cpuState(key: string, isOnline: boolean): TopologyState {
  return { key, present: isOnline, note: isOnline ? 'online' : 'offline', mark: undefined };
}

function domainState(cursor: Cursor, key: string, id: number, changes: Changes): TopologyState {
  const domain = cursor.object(id) as unknown as irq_domain;
  const mapped = domain.mapcount;
  return {
    key,
    present: cursor.isAlive(id),
    note:
      domain.revmap_size > 0
        ? `${domain.revmap_size} lines, ${mapped} mapped`
        : `${mapped} irq${mapped === 1 ? '' : 's'}`,
    mark: changes.touched.get(id),
  };
}
