/** Where an arrow key leads in the picture: up and down its column, left and right to the nearest box of the next one. */
import type { PlacedBox } from './layout.ts';

export function neighbour(boxes: readonly PlacedBox[], from: string | undefined, key: string): string | undefined {
  const here = boxes.find((box) => box.key === from);
  if (here === undefined) return undefined;
  const column = boxes.filter((box) => box.column === here.column).toSorted((a, b) => a.y - b.y);
  const at = column.indexOf(here);
  switch (key) {
    case 'ArrowUp':
      return column[at - 1]?.key;
    case 'ArrowDown':
      return column[at + 1]?.key;
    case 'Home':
      return column[0]?.key;
    case 'End':
      return column.at(-1)?.key;
    case 'ArrowLeft':
      return nearest(boxes, here, -1)?.key;
    case 'ArrowRight':
      return nearest(boxes, here, 1)?.key;
    default:
      return undefined;
  }
}

function nearest(boxes: readonly PlacedBox[], here: PlacedBox, side: 1 | -1): PlacedBox | undefined {
  const columns = boxes.map(({ column }) => column).filter((column) => (column - here.column) * side > 0);
  const next = side > 0 ? Math.min(...columns) : Math.max(...columns);
  return boxes
    .filter(({ column }) => column === next)
    .toSorted((a, b) => Math.abs(a.y - here.y) - Math.abs(b.y - here.y))[0];
}
