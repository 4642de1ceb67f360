/**
 * The picture's boxes and lines. The plan holds everything that ever appears in the run, so that a box keeps its place
 * while time moves; what is there at a step is in state.ts.
 */
import { cpumaskCpus } from '../../../base/cpumask.ts';
import { must } from '../../../base/assert.ts';
import { getProperty, hasProperty, stringList, walk } from '../../devicetree/index.ts';
import { cpu_c } from '../../linux/kernel/cpu/index.ts';
import { irq_domain } from '../../linux/include/linux/irqdomain.ts';
import { msi_desc } from '../../linux/include/linux/msi.ts';
import { is_of_node } from '../../linux/include/linux/of.ts';
import { pci_function, type Wire } from '../../machine/index.ts';
import type { TopologyEdge, TopologyKind, TopologyNode, TopologyPlan } from '../../api/topology.ts';
import { isAssumed } from '../../record/assumed.ts';
import { partitionsOf } from '../../record/partitions.ts';
import type { Owner } from '../../record/irq-lives.ts';
import { ofNode, type Source } from '../../record/sources.ts';
import { domainLabels } from '../../record/domain-names.ts';
import { hardwareAt } from './device-notes.ts';
import { type Grouped, groupsOf } from './groups.ts';
import { isUnsure, lastPart, signOf } from './signs.ts';
import type { TopologyIndex } from './topology-index.ts';

type Node = Omit<TopologyNode, 'rank' | 'order'>;

interface Drawn {
  readonly index: TopologyIndex;
  readonly nodes: Map<string, Node>;
  readonly edges: Map<string, TopologyEdge>;
}

/** Of a controller that no model answers for there is no domain; its box has this key. */
const absentKey = (path: string): string => `controller:${path}`;

function addEdge(
  { nodes, edges }: Drawn,
  from: string | undefined,
  to: string | undefined,
  kind: TopologyEdge['kind'],
  irqs?: number,
): void {
  if (from === undefined || to === undefined || from === to) return;
  if (!nodes.has(from) || !nodes.has(to)) return;
  edges.set(`${from}>${to}`, { from, to, kind, ...(irqs === undefined ? {} : { irqs }) });
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
  const devices = devicesOf(index);
  for (const { source } of devices) addDevice(drawn, source);
  for (const { source, wires } of devices) linkDevice(drawn, source, relations.owners.get(source.key), wires);
  nameAbsent(drawn);
  describeDevices(drawn, devices);
  return { nodes: ranked(drawn), edges: [...drawn.edges.values()] };
}

function kindOf(drawn: Drawn, domain: irq_domain): TopologyKind {
  if (domain.parent !== undefined) return domain.parent.parent === undefined ? 'msi-controller' : 'domain';
  if (partitionsOf(domain) !== undefined) return 'domain';
  const path = is_of_node(domain.fwnode) ? domain.fwnode.path : undefined;
  const { board } = drawn.index.snapshot;
  // The GIC's maintenance interrupt is one of its own; it hangs below nothing for that.
  if (path === undefined || path === board?.gicNode?.path) return 'controller';
  // A controller whose own output is an interrupt of another one, as a GPIO controller's.
  return outputOf(drawn.index, path) === undefined ? 'controller' : 'domain';
}

/**
 * The node whose interrupts are a controller's output: its own, or, where it has none, the one that it is a part of, as an SMP2P's inbound
 * entry or a bank of pins.
 */
function outputOf({ snapshot: { relations } }: TopologyIndex, path: string): string | undefined {
  const above = path.slice(0, path.lastIndexOf('/'));
  return [path, above].find((each) => relations.hasSource(each));
}

/** The last domain of a name is what is selected by its box, unless the step says otherwise. */
function addDomain(drawn: Drawn, key: string, domain: irq_domain): void {
  const { messages, relations } = drawn.index.snapshot;
  drawn.nodes.set(key, {
    key,
    kind: kindOf(drawn, domain),
    label: relations.domainLabel(domain) || messages.topology.unnamed,
    selection: { kind: 'domain', id: domain.$id },
    // Linux makes partitions of every PPI, and devices use one or two.
    views: partitionsOf(domain) === undefined || domain.mapcount > 0 ? ['hardware', 'domains'] : ['domains'],
    ...(isAssumed(drawn.index.snapshot.objects, domain) ? { guess: 'assumed' } : {}),
    ...(isWiredTo(drawn, domain) ? { isController: true as const } : {}),
  });
}

/** Whether devices' wires end there: at a node that is an interrupt controller, or a bank of GPIO lines. The GIC's further domains are for messages. */
function isWiredTo({ index: { snapshot } }: Drawn, { fwnode }: irq_domain): boolean {
  const node = is_of_node(fwnode) ? snapshot.board?.wiring.node(fwnode.path) : undefined;
  if (node === undefined || node === snapshot.board?.gicNode) return false;
  return hasProperty(node, 'interrupt-controller') || hasProperty(node, 'gpio-controller');
}

function linkDomain(drawn: Drawn, key: string, domain: irq_domain): void {
  const { index, nodes } = drawn;
  const { relations } = index.snapshot;
  const chainedTo = partitionsOf(domain)?.chained_desc?.irq_data.domain;
  if (domain.parent !== undefined) addEdge(drawn, key, relations.domainKey(domain.parent.$id), 'parent');
  else if (chainedTo !== undefined) addEdge(drawn, key, relations.domainKey(chainedTo.$id), 'chained');
  else if (kindOf(drawn, domain) === 'controller') {
    for (const node of nodes.values()) if (node.kind === 'cpu') addEdge(drawn, key, node.key, 'irq');
  }
}

/** A device of the picture, and the wires that the tree gives it. */
interface Consumer {
  readonly source: Source;
  readonly wires: readonly Wire[];
}

/**
 * Every consumer of an interrupt: whoever has one at some step, and whoever the tree gives one. The GIC's own is none: it is
 * a box of its own.
 */
function devicesOf({ snapshot }: TopologyIndex): Consumer[] {
  const { relations, board, requests } = snapshot;
  const found = new Map<string, { readonly source: Source; readonly wires: Wire[] }>();
  for (const [key, { source }] of relations.owners) found.set(key, { source, wires: [] });
  for (const { path, wire } of requests?.all ?? []) {
    const source = ofNode(path);
    if (path === board?.gicNode?.path && !found.has(source.key)) continue;
    const known = found.get(source.key) ?? { source, wires: [] };
    found.set(source.key, known);
    if (wire !== undefined) known.wires.push(wire);
  }
  return [...found.values()];
}

function addDevice(drawn: Drawn, source: Source): void {
  const parts = partsOf(drawn, source.path, source.selection);
  drawn.nodes.set(source.key, {
    key: source.key,
    kind: 'device',
    label: source.label,
    selection: source.selection,
    views: ['hardware'],
    ...(parts === undefined || parts.count < 2 ? {} : { parts }),
  });
}

/** The lines of a device to the domains that its interrupts were in, and to the controllers that its wires lead to. */
function linkDevice(drawn: Drawn, source: Source, owner: Owner | undefined, wires: readonly Wire[]): void {
  const { index } = drawn;
  const { relations, board } = index.snapshot;
  const tenures = owner?.tenures ?? [];
  const sends = tenures.some(({ msi }) => msi !== 0);
  const used = tenures.filter(({ msi, requested }) => msi !== 0 || requested || !sends);
  const isGic = source.path === board?.gicNode?.path;
  const counts = new Map<string, number>();
  const count = (key: string | undefined): void => {
    if (key !== undefined) counts.set(key, (counts.get(key) ?? 0) + 1);
  };
  const virqs = new Map(used.map(({ virq, domain }) => [virq, domain]));
  for (const id of virqs.values()) count(relations.domainKey(id));
  for (const { controller } of wires) {
    const key = controllerKey(drawn, controller.path);
    if (!counts.has(key)) count(key);
  }
  for (const [key, irqs] of counts) {
    const own = source.path === undefined || isGic ? [] : chained(drawn, source.path, key);
    // A chip that is an interrupt controller itself: what it collects comes out of its own line.
    for (const chip of own) {
      addEdge(drawn, source.key, chip, 'irq', irqs);
      addEdge(drawn, chip, key, 'chained');
    }
    if (own.length === 0) addEdge(drawn, source.key, key, 'irq', irqs);
  }
}

/** The box that a wire to a controller leads to; where no model answers for that, it is made here. */
function controllerKey(drawn: Drawn, path: string): string {
  const { index, nodes } = drawn;
  const known = index.domainAt(path) ?? absentKey(path);
  if (nodes.has(known)) return known;
  nodes.set(known, {
    key: known,
    kind: 'domain',
    label: lastPart(path),
    selection: { kind: 'node', path },
    views: ['hardware'],
    guess: 'absent',
  });
  const { board } = index.snapshot;
  const node = board?.wiring.node(path);
  if (board === undefined || node === undefined) return known;
  const wire = board.wiring.wireOf(node, 0);
  if (wire !== undefined) addEdge(drawn, known, controllerKey(drawn, wire.controller.path), 'chained');
  // One without an interrupt of its own that names its parent all the same passes its inputs on to that.
  else if (hasProperty(node, 'interrupt-parent') && board.gicNode !== undefined)
    addEdge(drawn, known, controllerKey(drawn, board.gicNode.path), 'parent');
  return known;
}

/** Controllers that no model answers for are told apart as domains are: by as much of their paths as that takes. */
function nameAbsent({ nodes }: Drawn): void {
  const absent = [...nodes.values()].filter(({ guess }) => guess === 'absent');
  const labels = domainLabels(
    absent.map(({ key }) => ({ name: key.slice(absentKey('').length).replaceAll('/', ':') })),
  );
  for (const [at, node] of absent.entries()) nodes.set(node.key, { ...node, label: labels[at] ?? node.label });
}

/** Boxes of a chip whose output is an interrupt of this domain. */
function chained({ index, nodes }: Drawn, path: string, parent: string): string[] {
  const { objects, relations } = index.snapshot;
  const absent = absentKey(path);
  if (nodes.has(absent) && absent !== parent) return [absent];
  return [...relations.domains].flatMap(([key, ids]) => {
    const isOwn = ids.some((id) => {
      const domain = objects.object(id, irq_domain);
      const { fwnode } = domain;
      if (key === parent || domain.parent !== undefined || !is_of_node(fwnode)) return false;
      return outputOf(index, fwnode.path) === path;
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

/** What rows of a large picture say of devices; from here on devices stand in the order of their groups. */
function describeDevices({ index, nodes }: Drawn, devices: readonly Consumer[]): void {
  const { board, relations, requests } = index.snapshot;
  const inTree = new Map<string, number>();
  if (board !== undefined) for (const node of walk(board.tree)) inTree.set(node.path, inTree.size);
  const placeOf = ({ source: { path } }: Consumer): number =>
    path === undefined ? inTree.size : (inTree.get(path) ?? inTree.size);
  const grouped = devices
    .toSorted((a, b) => placeOf(a) - placeOf(b))
    .map(({ source: { key, path, label, selection } }): Grouped => ({
      key,
      names: path === undefined ? [label] : path.split('/').slice(1),
      isFunction: selection.kind === 'function',
    }));
  const sources = new Map(devices.map(({ source }) => [source.key, source]));
  const { drivers: known } = hardwareAt(index.snapshot.objects);
  for (const [key, place] of groupsOf(grouped)) {
    const [node, source] = [must(nodes.get(key), key), must(sources.get(key), key)];
    const asked = source.path === undefined ? [] : (requests?.of(source.path) ?? []);
    const standIn = source.path !== undefined && requests?.deviceOf(source.path)?.standIn === true;
    const { selection } = source;
    const isGone = selection.kind === 'function' && index.snapshot.history !== undefined && !known.has(selection.bdf);
    const sign = signOf(asked, !isGone && relations.irqsOf(key).length > 0);
    // Set anew, it stands behind those before it.
    nodes.delete(key);
    nodes.set(key, {
      ...node,
      device: { ...place, what: whatIs(index, source), sign, unsure: isUnsure(asked), standIn },
    });
  }
}

/** What a device is: its driver, else what its compatible or its model ends in; "" where there is neither. */
function whatIs({ snapshot: { objects, board, requests } }: TopologyIndex, { path, selection }: Source): string {
  if (path === undefined) {
    const bdf = selection.kind === 'function' ? selection.bdf : undefined;
    return objects.all(pci_function).find((fn) => fn.bdf === bdf)?.model ?? '';
  }
  const node = board?.wiring.node(path);
  const [compatible = ''] = node === undefined ? [] : stringList(getProperty(node, 'compatible'));
  return requests?.deviceOf(path)?.driver ?? compatible.slice(compatible.lastIndexOf(',') + 1);
}

/** Interrupts begin or end there. */
function isEnd(node: Node | undefined): boolean {
  return node?.kind === 'device' || node?.kind === 'cpu';
}

/** Boxes with their columns: a domain stands one further from the CPUs than the furthest of those that it leads to. */
function ranked({ nodes, edges }: Drawn): TopologyNode[] {
  const ahead = new Map<string, string[]>();
  for (const { from, to } of edges.values()) {
    if (isEnd(nodes.get(from)) || isEnd(nodes.get(to))) continue;
    ahead.set(from, [...(ahead.get(from) ?? []), to]);
  }
  const depths = new Map<string, number>();
  const depthOf = (key: string): number => {
    const known = depths.get(key);
    if (known !== undefined) return known;
    // A ring of wires ends where it began.
    depths.set(key, 0);
    // Whatever it leads to, what is not modelled is no root.
    const least = nodes.get(key)?.guess === 'absent' ? 1 : 0;
    const depth = Math.max(least, ...(ahead.get(key) ?? []).map((to) => depthOf(to) + 1));
    depths.set(key, depth);
    return depth;
  };
  const inside = [...nodes.values()].filter((node) => !isEnd(node));
  const deepest = Math.max(0, ...inside.map(({ key }) => depthOf(key)));
  const next: number[] = [];
  return [...nodes.values()].map((node) => {
    const rank = node.kind === 'device' ? 0 : node.kind === 'cpu' ? deepest + 2 : deepest + 1 - depthOf(node.key);
    const order = next[rank] ?? 0;
    next[rank] = order + 1;
    return { ...node, rank, order };
  });
}
