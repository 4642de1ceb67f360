/** The domains as screen readers hear them: each root, then what is below it, with how deep it is. */
import type { TopologyEdge } from '../../engine/index.ts';
import type { PlacedBox } from './placed.ts';

export interface Tree {
  /** Each box before those below it. */
  readonly boxes: readonly PlacedBox[];
  /** From 1, by key. */
  readonly levels: ReadonlyMap<string, number>;
}

/** A domain whose output is no more than an interrupt of another is a root, as Linux has it. */
export function treeOf(boxes: readonly PlacedBox[], edges: readonly TopologyEdge[]): Tree {
  const parents = new Map(edges.flatMap(({ kind, from, to }) => (kind === 'parent' ? [[from, to] as const] : [])));
  const keys = new Set(boxes.map(({ key }) => key));
  const below = new Map<string | undefined, PlacedBox[]>();
  for (const box of boxes) {
    const parent = parents.get(box.key);
    const at = parent !== undefined && keys.has(parent) ? parent : undefined;
    below.set(at, [...(below.get(at) ?? []), box]);
  }
  const ordered: PlacedBox[] = [];
  const levels = new Map<string, number>();
  const walk = (parent: string | undefined, level: number): void => {
    for (const box of below.get(parent) ?? []) {
      if (levels.has(box.key)) continue;
      levels.set(box.key, level);
      ordered.push(box);
      walk(box.key, level + 1);
    }
  };
  walk(undefined, 1);
  return { boxes: ordered, levels };
}
