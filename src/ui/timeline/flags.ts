/** Where the flags of script commands go: what would overlap is folded into one that counts. */

export interface Flagged {
  readonly x: number;
  readonly text: string;
}

export interface Flag {
  readonly left: number;
  readonly width: number;
  readonly text: string;
  /** Places in what was given; one, or those that are folded. */
  readonly members: readonly number[];
}

const CHARACTER = 6.4;
const PADDING = 14;
const GAP = 3;

/** How wide a text is, about. */
export const widthOf = (text: string): number => text.length * CHARACTER;

/** `folded` says how many commands a flag stands for. */
export function placeFlags(all: readonly Flagged[], width: number, folded: (count: number) => string): Flag[] {
  const placed: Flag[] = [];
  for (const [at, { x, text }] of all.entries()) {
    let flag = flagAt(x, text, [at], width);
    for (let last = placed.at(-1); last !== undefined && overlaps(last, flag); last = placed.at(-1)) {
      placed.pop();
      const members = [...last.members, ...flag.members];
      flag = flagAt(all[members[0] ?? 0]?.x ?? 0, folded(members.length), members, width);
    }
    placed.push(flag);
  }
  return placed;
}

const overlaps = (a: Flag, b: Flag): boolean => a.left + a.width + GAP > b.left;

/** At the right edge a flag stands left of its place. */
function flagAt(x: number, text: string, members: readonly number[], width: number): Flag {
  const needed = widthOf(text) + PADDING;
  return { left: Math.max(0, Math.min(x, width - needed)), width: needed, text, members };
}
