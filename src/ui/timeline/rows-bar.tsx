import type { PointerEvent, ReactNode } from 'react';
import type { Rows } from './use-rows.ts';
import styles from './timeline.module.css';

/** How much of the rows is in sight, at the right of the chart; it can be dragged. Keys have commands of their own. */
export function RowsBar({ rows, height }: { readonly rows: Rows; readonly height: number }): ReactNode {
  const { top, most, scroll } = rows;
  if (most <= 0 || height <= 0) return null;
  const scale = height / (height + most);
  const onPointerMove = (event: PointerEvent): void => {
    if (event.currentTarget.hasPointerCapture(event.pointerId)) scroll(event.movementY / scale);
  };
  return (
    <div
      className={styles.rowsBar}
      style={{ height }}
      aria-hidden="true"
      onPointerDown={(event) => event.currentTarget.setPointerCapture(event.pointerId)}
      onPointerMove={onPointerMove}
    >
      <div className={styles.thumb} style={{ top: top * scale, height: height * scale }} />
    </div>
  );
}
