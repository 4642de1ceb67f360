import { linkHorizontal, linkVertical } from 'd3';
import type { ReactNode } from 'react';
import { cx } from '../widgets/cx.ts';
import type { Layout, PlacedBox } from './layout.ts';
import styles from './topology.module.css';

type Point = readonly [number, number];

interface Ends {
  readonly source: Point;
  readonly target: Point;
}

const across = linkHorizontal<Ends, Point>()
  .x(([x]) => x)
  .y(([, y]) => y);
const down = linkVertical<Ends, Point>()
  .x(([x]) => x)
  .y(([, y]) => y);

/** The line between two boxes, from the one further from the CPUs. */
export function line(from: PlacedBox, to: PlacedBox, flow: Layout['flow']): string {
  if (flow === 'down') {
    const [a, b] = from.y <= to.y ? [from, to] : [to, from];
    return down({ source: [a.x + a.width / 2, a.y + a.height], target: [b.x + b.width / 2, b.y] }) ?? '';
  }
  const [a, b] = from.x <= to.x ? [from, to] : [to, from];
  return across({ source: [a.x + a.width, a.y + a.height / 2], target: [b.x, b.y + b.height / 2] }) ?? '';
}

interface Props {
  readonly layout: Layout;
  readonly byKey: ReadonlyMap<string, PlacedBox>;
  readonly isPresent: (key: string) => boolean;
  readonly isLit: (key: string) => boolean;
}

export function Edges({ layout, byKey, isPresent, isLit }: Props): ReactNode {
  const edges = layout.edges.map((edge) => ({ ...edge, lit: isLit(edge.from) && isLit(edge.to) }));
  // Lit ones are drawn last, over the others.
  edges.sort((a, b) => Number(a.lit) - Number(b.lit));
  return (
    <g aria-hidden="true">
      {edges.map(({ from, to, kind, lit }) => {
        const [a, b] = [byKey.get(from), byKey.get(to)];
        if (a === undefined || b === undefined) return null;
        const there = isPresent(from) && isPresent(to);
        return (
          <path
            key={`${from}>${to}`}
            className={cx(
              styles.edge,
              kind === 'parent' && styles.parent,
              !there && styles.absentEdge,
              lit && there && styles.litEdge,
            )}
            d={line(a, b, layout.flow)}
          />
        );
      })}
    </g>
  );
}
