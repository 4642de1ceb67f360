/** Where an arrow key leads in the picture: up and down its column, left and right to the nearest of the next one. */

/** A box or a part of one, as arrow keys see it. */
export interface Place {
  readonly key: string;
  readonly column: number;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export function neighbour(
  places: readonly Place[],
  from: string | undefined,
  pressed: string,
  flow: 'across' | 'down',
): string | undefined {
  const here = places.find(({ key }) => key === from);
  if (here === undefined) return undefined;
  const rank = places.filter(({ column }) => column === here.column);
  switch (pressed) {
    case 'ArrowUp':
      return beside(places, rank, here, flow, 0, -1);
    case 'ArrowDown':
      return beside(places, rank, here, flow, 0, 1);
    case 'ArrowLeft':
      return beside(places, rank, here, flow, -1, 0);
    case 'ArrowRight':
      return beside(places, rank, here, flow, 1, 0);
    case 'Home':
      return rank.toSorted(inOrder)[0]?.key;
    case 'End':
      return rank.toSorted(inOrder).at(-1)?.key;
    default:
      return undefined;
  }
}

const inOrder = (a: Place, b: Place): number => a.y - b.y || a.x - b.x;

function beside(
  places: readonly Place[],
  rank: readonly Place[],
  here: Place,
  flow: 'across' | 'down',
  right: number,
  down: number,
): string | undefined {
  // Along the flow to the next rank; a narrow picture has several rows of a rank, so there the eye decides.
  const candidates = flow === 'down' ? places : down !== 0 ? rank : nextRank(places, here, right);
  const [x, y] = middle(here);
  const away = (place: Place): number => {
    const [px, py] = middle(place);
    const [along, aside] = right === 0 ? [(py - y) * down, Math.abs(px - x)] : [(px - x) * right, Math.abs(py - y)];
    if (along <= 1) return Number.POSITIVE_INFINITY;
    return flow === 'down' && right !== 0 && aside > 8 ? Number.POSITIVE_INFINITY : along + 2 * aside;
  };
  const [best] = candidates
    .filter((place) => away(place) < Number.POSITIVE_INFINITY)
    .toSorted((a, b) => away(a) - away(b));
  return best?.key;
}

function nextRank(places: readonly Place[], here: Place, side: number): Place[] {
  const columns = places.map(({ column }) => column).filter((column) => (column - here.column) * side > 0);
  const next = side > 0 ? Math.min(...columns) : Math.max(...columns);
  return places.filter(({ column }) => column === next);
}

function middle({ x, y, width, height }: Place): [number, number] {
  return [x + width / 2, y + height / 2];
}
