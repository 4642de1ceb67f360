import type { ReactNode } from 'react';
import { cx } from '../widgets/cx.ts';
import type { Layout, PlacedEdge } from './placed.ts';
import styles from './topology.module.css';

interface Props {
  readonly layout: Layout;
  readonly isPresent: (key: string) => boolean;
  readonly isLit: (key: string) => boolean;
  /** Something is lit: what is not steps back. */
  readonly aside: boolean;
}

const THIN = 1.25;
const THICK = 5;

/** The more interrupts, the wider: twice as many are half a pixel. */
function widthOf({ irqs }: PlacedEdge): number {
  return Math.min(THICK, THIN + Math.log2(Math.max(1, irqs)) * 0.55);
}

/** One line a group and controller; of what is selected its own is drawn through, over the others. */
export function Edges({ layout, isPresent, isLit, aside }: Props): ReactNode {
  return (
    <g aria-hidden="true">
      {layout.edges.map((edge) => {
        const there = edge.sources.some(isPresent) && edge.targets.some(isPresent);
        return (
          <path
            key={edge.key}
            className={cx(
              styles.edge,
              edge.kind === 'chained' && styles.chained,
              !there && styles.absentEdge,
              aside && styles.aside,
            )}
            d={edge.path}
            strokeWidth={layout.grouped ? widthOf(edge) : THIN}
          />
        );
      })}
      {layout.edges.flatMap((edge) =>
        edge.targets.some(isLit)
          ? [...edge.lines].flatMap(([start, path]) =>
              isLit(start) && edge.sources.some(isPresent)
                ? [<path key={`${start} ${edge.key}`} className={cx(styles.edge, styles.litEdge)} d={path} />]
                : [],
            )
          : [],
      )}
    </g>
  );
}
