/** Separators in names: a cut right behind one reads best. */
const SEPARATOR = /[-:@/. ]/;

/** Shortens a name in its middle. The end tells names of domains apart, so it gets the larger part. */
export function shorten(text: string, most: number): string {
  if (text.length <= most) return text;
  const keep = Math.max(2, most - 1);
  return keep <= 8 ? cut(text, keep, Math.ceil(keep * 0.62)) : cut(text, keep, tailOf(text, Math.ceil(keep * 0.62)));
}

/** A little less than `most` letters, if the end then begins behind a separator. */
function tailOf(text: string, most: number): number {
  for (let tail = most; tail > most - 4; tail--) if (SEPARATOR.test(text[text.length - tail - 1] ?? '')) return tail;
  return most;
}

function cut(text: string, keep: number, tail: number): string {
  return `${text.slice(0, keep - tail)}…${text.slice(text.length - tail)}`;
}
