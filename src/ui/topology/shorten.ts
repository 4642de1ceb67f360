/** Shortens a name in its middle, where names of domains are all alike. */
export function shorten(text: string, most: number): string {
  if (text.length <= most) return text;
  const keep = Math.max(2, most - 1);
  const tail = Math.max(1, Math.floor(keep * 0.42));
  return `${text.slice(0, keep - tail)}…${text.slice(text.length - tail)}`;
}
