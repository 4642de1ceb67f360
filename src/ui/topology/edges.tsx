import type { ReactNode } from 'react';
import { cx } from '../widgets/cx.ts';
import type { Layout } from './placed.ts';
import styles from './topology.module.css';

interface Props {
  readonly layout: Layout;
  readonly isPresent: (key: string) => boolean;
  readonly isLit: (key: string) => boolean;
}

export function Edges({ layout, isPresent, isLit }: Props): ReactNode {
  const edges = layout.edges.map((edge) => ({ ...edge, lit: isLit(edge.from) && isLit(edge.to) }));
  // Lit ones are drawn last, over the others.
  edges.sort((a, b) => Number(a.lit) - Number(b.lit));
  return (
    <g aria-hidden="true">
      {edges.map(({ from, to, kind, path, lit }) => {
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
            d={path}
          />
        );
      })}
    </g>
  );
}
