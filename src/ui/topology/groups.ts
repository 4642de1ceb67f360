/**
 * Groups of devices in a picture that has no room for a box each: which of them are unfolded, and which rows are seen. What
 * does not fit folds, the largest group first; what somebody folded or unfolded stays as it was left.
 */
import type { TopologyEdge, TopologyNode, TopologyPlan } from '../../engine/index.ts';
import type { Sift } from '../store/stores.ts';
import { groupState } from '../store/unfolded.ts';

export interface Group {
  readonly name: string;
  readonly members: readonly TopologyNode[];
  /** Rows that are seen: all of an open group, of a folded one what must not be hidden. */
  readonly rows: readonly TopologyNode[];
  readonly open: boolean;
  /** As it would be had nobody folded or unfolded anything, so that a group does not change its column when it is folded. */
  readonly usual: number;
}

/** Devices that pass, in their order. */
export function sifted(nodes: readonly TopologyNode[], edges: readonly TopologyEdge[], sift: Sift): TopologyNode[] {
  const wired = sift.wired === undefined ? undefined : leadingTo(nodes, edges, sift.wired);
  return nodes.filter(
    ({ key, kind, device }) =>
      kind === 'device' &&
      (sift.sign === undefined || device?.sign === sift.sign) &&
      (wired === undefined || wired.has(key)),
  );
}

/** What devices are wired to: controllers, and of a device's own domain what that passes on to. */
export function controllersOf({ nodes, edges }: TopologyPlan): TopologyNode[] {
  const kinds = new Map(nodes.map(({ key, kind }) => [key, kind]));
  const passesTo = new Map(edges.filter(({ kind }) => kind === 'parent').map(({ from, to }) => [from, to]));
  const wired = new Set(
    edges.flatMap(({ from, to }) => {
      if (kinds.get(from) !== 'device') return [];
      return [kinds.get(to) === 'domain' ? (passesTo.get(to) ?? to) : to];
    }),
  );
  return nodes.filter(({ key }) => wired.has(key));
}

/** Keys from which a line leads to a controller, or to a domain of a device's own that passes on to it. */
function leadingTo(
  nodes: readonly TopologyNode[],
  edges: readonly TopologyEdge[],
  controller: string,
): ReadonlySet<string> {
  const domains = new Set(nodes.filter(({ kind }) => kind === 'domain').map(({ key }) => key));
  const ends = new Set([controller]);
  for (const { from, to, kind } of edges)
    if (to === controller && kind === 'parent' && domains.has(from)) ends.add(from);
  return new Set(edges.filter(({ to }) => ends.has(to)).map(({ from }) => from));
}

/**
 * The groups of devices, in order. `fits` says whether so many rows, group by group, have room. `pinned` are devices that are
 * never hidden; `selected` are not either, and change nothing else.
 */
export function groupsOf(
  devices: readonly TopologyNode[],
  pinned: (node: TopologyNode) => boolean,
  selected: ReadonlySet<string>,
  unfolded: ReadonlySet<string>,
  fits: (rows: readonly number[]) => boolean,
): Group[] {
  const byName = new Map<string, TopologyNode[]>();
  for (const node of devices) {
    const name = node.device?.group ?? '';
    const list = byName.get(name);
    if (list === undefined) byName.set(name, [node]);
    else list.push(node);
  }
  const groups = [...byName].map(([name, members]) => ({ name, members, pins: members.filter(pinned) }));
  const usual = usualRows(groups, fits);
  return groups.map(({ name, members, pins }, at) => {
    const open = groupState(unfolded, name) ?? (usual[at] ?? 0) === members.length;
    const kept = members.filter((node) => pins.includes(node) || selected.has(node.key));
    return { name, members, rows: open ? members : kept, open, usual: usual[at] ?? 0 };
  });
}

/** How many rows of each group are seen: all that have room. */
function usualRows(
  groups: readonly { readonly members: readonly TopologyNode[]; readonly pins: readonly TopologyNode[] }[],
  fits: (rows: readonly number[]) => boolean,
): number[] {
  const rows = groups.map(({ members }) => members.length);
  while (!fits(rows)) {
    let largest = -1;
    for (const [at, { pins }] of groups.entries()) {
      const saved = (rows[at] ?? 0) - pins.length;
      // Of two alike the later one: what matters most stands first.
      if (saved > 0 && (largest < 0 || saved >= (rows[largest] ?? 0) - (groups[largest]?.pins.length ?? 0)))
        largest = at;
    }
    if (largest < 0) break;
    rows[largest] = groups[largest]?.pins.length ?? 0;
  }
  // Once the largest is folded, there may be room again for some that were folded before.
  for (const [at, { members }] of groups.entries()) {
    const before = rows[at] ?? 0;
    rows[at] = members.length;
    if (!fits(rows)) rows[at] = before;
  }
  return rows;
}
