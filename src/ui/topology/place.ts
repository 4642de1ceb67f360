/** Puts things on a line near where they want to be, in their order, without overlap. */

export interface Wish {
  /** Where its middle wants to be. */
  readonly at: number;
  /** How far it reaches before its middle, and behind it. */
  readonly before: number;
  readonly behind: number;
}

/** The middles, between `low` and `high` as far as there is room; what does not fit sticks out behind. */
export function settle(wishes: readonly Wish[], low: number, high: number): number[] {
  const places: number[] = [];
  for (const [i, { at, before }] of wishes.entries()) {
    const free = i === 0 ? low : (places[i - 1] ?? 0) + (wishes[i - 1]?.behind ?? 0);
    places.push(Math.max(at, free + before));
  }
  // Pushed on by their neighbours, they move back as one so that their middle stays, as far as the ends let them.
  const drift = places.reduce((sum, place, i) => sum + place - (wishes[i]?.at ?? 0), 0) / Math.max(1, places.length);
  const [first, last] = [places[0] ?? 0, places.at(-1) ?? 0];
  const over = Math.max(0, last + (wishes.at(-1)?.behind ?? 0) - high);
  const room = Math.max(0, first - (wishes[0]?.before ?? 0) - low);
  const shift = Math.min(room, Math.max(drift, over));
  const moved = places.map((place) => place - shift);
  // What still sticks out presses the others together, as far as there is air between them.
  let limit = high;
  for (let i = moved.length - 1; i >= 0; i--) {
    const { before, behind } = wishes[i] ?? { before: 0, behind: 0 };
    const place = Math.min(moved[i] ?? 0, limit - behind);
    if (place === moved[i]) break;
    moved[i] = place;
    limit = place - before;
  }
  return (moved[0] ?? low) - (wishes[0]?.before ?? 0) < low - 0.01 ? packed(wishes, low) : moved;
}

/** One after the other from the start, because there is no room for wishes. */
function packed(wishes: readonly Wish[], low: number): number[] {
  let end = low;
  return wishes.map(({ before, behind }) => {
    const place = end + before;
    end = place + behind;
    return place;
  });
}
