/** Puts large fan-outs together, so that a picture of hundreds of devices stays readable. */
import type { PageMessages } from '../../engine/api/messages/index.ts';
import type { TopologyEdge, TopologyKind, TopologyNode } from '../../engine/index.ts';

/** A box of the picture: a node of the run, or a fold that stands for many. */
export interface Box {
  readonly key: string;
  readonly kind: TopologyKind;
  readonly label: string;
  readonly column: number;
  readonly order: number;
  readonly node: TopologyNode | undefined;
  /** Keys of the nodes behind a fold. */
  readonly folded: readonly string[];
  /** For a fold: the group that it folds, as it stands among the unfolded things. */
  readonly group?: string;
  /** For a fold of devices: the vectors that they have together. */
  readonly vectors?: number;
  /** For a fold: its group is unfolded, and this box folds it again. */
  readonly open?: boolean;
}

export interface Graph {
  /** In the order in which they stand in their columns. */
  readonly boxes: readonly Box[];
  readonly edges: readonly TopologyEdge[];
}

/** Of a folded group at least so many stay visible; where even that is too much, one. */
const SHOWN = 3;
/** A smaller group is not worth a fold. */
const LEAST = SHOWN + 2;

export function boxOf(node: TopologyNode, column: number): Box {
  return { key: node.key, kind: node.kind, label: node.label, column, order: node.order, node, folded: [] };
}

/** Folds groups of like boxes, the largest first, until no column holds more boxes than it has room for. */
export function fold(
  graph: Graph,
  room: (column: number) => number,
  unfolded: ReadonlySet<string>,
  say: PageMessages['topology'],
): Graph {
  const near = new Near(graph);
  const hidden = new Map<string, string>();
  const folds: Box[] = [];
  /** Boxes that somebody wants to see; what is theirs alone further on is then seen too. */
  const wanted = new Set<string>();
  for (const column of [...new Set(graph.boxes.map((box) => box.column))].toSorted((a, b) => a - b)) {
    const own = graph.boxes.filter((box) => box.column === column && !hidden.has(box.key));
    const already = folds.filter((box) => box.column === column).length;
    const groups = groupsOf(own, near).filter(([, members]) => members.length >= LEAST);
    const follows = ([, members]: [string, Box[]]): boolean =>
      members.every(({ key }) => near.isOwn(key) && near.before(key).every((from) => wanted.has(from)));
    const open = new Set(groups.filter((each) => unfolded.has(each[0]) || follows(each)).map(([group]) => group));
    const quotas = quotasOf(groups, own.length + already, room(column), open);
    for (const [group, members] of groups) {
      if (open.has(group)) for (const { key } of members) wanted.add(key);
      if (unfolded.has(group)) folds.push(foldAgain(group, members, say));
      const quota = quotas.get(group) ?? members.length;
      if (quota < members.length)
        for (const { key, layer } of hide(group, members.slice(quota), near, hidden))
          folds.push(foldBox(key, group, layer, say));
    }
  }
  const edges = new Map<string, TopologyEdge>();
  for (const edge of graph.edges) {
    const from = hidden.get(edge.from) ?? edge.from;
    const to = hidden.get(edge.to) ?? edge.to;
    if (from !== to) edges.set(`${from}>${to}`, { from, to, kind: edge.kind });
  }
  return { boxes: [...graph.boxes.filter(({ key }) => !hidden.has(key)), ...folds], edges: [...edges.values()] };
}

/** How many of each group are drawn, so that the column has room for all of it. */
function quotasOf(
  groups: readonly [string, Box[]][],
  count: number,
  room: number,
  open: ReadonlySet<string>,
): Map<string, number> {
  const quotas = new Map(groups.map(([group, members]) => [group, members.length]));
  const closed = groups.filter(([group]) => !open.has(group));
  const sizes = new Map(closed.map(([group, members]) => [group, members.length]));
  const largest = (least: number): string | undefined =>
    [...sizes.keys()]
      .filter((group) => (quotas.get(group) ?? 0) > least)
      .toSorted((a, b) => (quotas.get(b) ?? 0) - (quotas.get(a) ?? 0))[0];
  for (let total = count; total > room; total--) {
    const group = largest(SHOWN) ?? largest(1);
    if (group === undefined) break;
    const quota = quotas.get(group) ?? 0;
    // The first that goes makes room for the fold itself, so two go.
    quotas.set(group, quota - (quota === sizes.get(group) ? 2 : 1));
  }
  return quotas;
}

/** Boxes that one fold hides, and the key of the fold. */
interface HiddenLayer {
  readonly key: string;
  readonly layer: readonly Box[];
}

/** Hides boxes behind folds, and with them what is theirs alone further on: the domain of each device. */
function hide(group: string, members: readonly Box[], near: Near, hidden: Map<string, string>): HiddenLayer[] {
  const layers: HiddenLayer[] = [];
  for (let layer = members, key = group; layer.length > 0; key = `${key}>`) {
    layers.push({ key, layer });
    for (const box of layer) hidden.set(box.key, key);
    const next = new Set(layer.flatMap((box) => near.after(box.key)));
    layer = [...next].flatMap((each) => {
      const box = near.box(each);
      const isTheirs = box !== undefined && !hidden.has(each) && near.before(each).every((from) => hidden.has(from));
      return isTheirs && near.isOwn(each) ? [box] : [];
    });
  }
  return layers;
}

/** What boxes are connected to. */
class Near {
  private readonly boxes: ReadonlyMap<string, Box>;
  private readonly ahead = new Map<string, string[]>();
  private readonly back = new Map<string, string[]>();

  constructor({ boxes, edges }: Graph) {
    this.boxes = new Map(boxes.map((box) => [box.key, box]));
    for (const { from, to } of edges) {
      this.ahead.set(from, [...(this.ahead.get(from) ?? []), to]);
      this.back.set(to, [...(this.back.get(to) ?? []), from]);
    }
  }

  box(key: string): Box | undefined {
    return this.boxes.get(key);
  }

  after(key: string): readonly string[] {
    return this.ahead.get(key) ?? [];
  }

  before(key: string): readonly string[] {
    return this.back.get(key) ?? [];
  }

  /** Whether it belongs to one box alone, as a domain to its device. */
  isOwn(key: string): boolean {
    return this.box(key)?.kind === 'domain' && this.before(key).length === 1;
  }

  /** What a box is like: its kind and where its lines lead; what is its alone is told by its own likeness. */
  likeness(key: string, depth = 0): string {
    const { kind } = this.box(key) ?? {};
    const ways = this.after(key).map((to) => (this.isOwn(to) && depth < 8 ? this.likeness(to, depth + 1) : to));
    const from = kind === 'cpu' ? this.before(key) : [];
    return `${kind}(${[...ways, ...from].toSorted().join(' ')})`;
  }
}

/** Boxes of a column that are alike. */
function groupsOf(boxes: readonly Box[], near: Near): [string, Box[]][] {
  const groups = new Map<string, Box[]>();
  for (const box of boxes) {
    const key = `fold:${near.likeness(box.key)}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [box]);
    else group.push(box);
  }
  return [...groups];
}

function foldBox(key: string, group: string, members: readonly Box[], say: PageMessages['topology']): Box {
  const kind = members[0]?.kind ?? 'device';
  const last = members.at(-1);
  return {
    key,
    kind,
    label: say.more({ count: members.length, kind }),
    column: last?.column ?? 0,
    order: last?.order ?? 0,
    node: undefined,
    folded: members.map((box) => box.key),
    group,
    vectors: members.reduce((sum, { node }) => sum + vectorsOf(node), 0),
  };
}

/** Stands behind a group that was unfolded. */
function foldAgain(group: string, members: readonly Box[], say: PageMessages['topology']): Box {
  const box = foldBox(group, group, members, say);
  return { ...box, label: say.fewer({ kind: box.kind }), folded: [], open: true };
}

function vectorsOf(node: TopologyNode | undefined): number {
  return node?.parts?.unit === 'vector' ? node.parts.count : 0;
}
