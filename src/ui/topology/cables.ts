/** Lines before they have a way: of a group one to each controller, whatever number of its devices they are of. */
import type { TopologyEdge } from '../../engine/index.ts';
import type { PlacedBox } from './placed.ts';

/** The lines between two boxes, or from or to a frame, as one. */
export interface Cable {
  /** Keys of the box or frame at either end. */
  readonly from: string;
  readonly to: string;
  readonly kind: TopologyEdge['kind'];
  readonly irqs: number;
  readonly sources: readonly string[];
  /** Keys of the boxes that it comes from and leads to. */
  readonly starts: readonly string[];
  readonly targets: readonly string[];
}

/**
 * `boxOf` is the box that stands for a node, `endOf` the frame around that box, or the box itself. Lines within one box are
 * none.
 */
export function cablesOf(
  edges: readonly TopologyEdge[],
  boxOf: (key: string) => PlacedBox | undefined,
  endOf: (box: PlacedBox) => string,
): Cable[] {
  const found = new Map<
    string,
    { kind: TopologyEdge['kind']; irqs: number; sources: Set<string>; starts: Set<string>; targets: Set<string> }
  >();
  // A row stands for its device's domain too: how many interrupts that passes on is told at the device.
  const counts = new Map<string, number>();
  for (const { from, to, irqs = 0 } of edges) if (boxOf(from) === boxOf(to)) counts.set(to, irqs);
  for (const { from, to, kind, irqs = counts.get(from) ?? 0 } of edges) {
    const [start, target] = [boxOf(from), boxOf(to)];
    if (start === undefined || target === undefined || start === target) continue;
    const key = `${endOf(start)}>${endOf(target)}`;
    const cable = found.get(key) ?? {
      kind: start.kind === 'device' ? 'irq' : kind,
      irqs: 0,
      sources: new Set<string>(),
      starts: new Set<string>(),
      targets: new Set<string>(),
    };
    found.set(key, cable);
    cable.irqs += irqs;
    cable.sources.add(start.node?.key ?? from);
    cable.starts.add(start.key);
    cable.targets.add(target.key);
  }
  return [...found].map(([key, { kind, irqs, sources, starts, targets }]) => {
    const at = key.indexOf('>');
    const [from, to] = [key.slice(0, at), key.slice(at + 1)];
    return { from, to, kind, irqs, sources: [...sources], starts: [...starts], targets: [...targets] };
  });
}
