/** Texts cut to the room there is, because SVG does not. */

import { type Face, textWidth } from '../widgets/text-width.ts';

/** The text, or as much of it as fits: its middle goes. */
export function fit(text: string, room: number, face: Face): string {
  if (textWidth(text, face) <= room) return text;
  let [low, high] = [1, text.length];
  while (low < high) {
    const most = (low + high + 1) >> 1;
    if (textWidth(shorten(text, most), face) <= room) low = most;
    else high = most - 1;
  }
  return shorten(text, low);
}

/** Room at the sides of a box, and what a second line of its name takes in height. */
export const PAD = 10;
export const NAME_LINE = 14;

/** A name that is too long for a line in two, broken before a separator; undefined where that does not do either. */
export function inTwo(text: string, room: number, face: Face): readonly [string, string] | undefined {
  for (let at = text.length - 1; at > 0; at--) {
    if (!SEPARATOR.test(text[at] ?? '') || textWidth(text.slice(0, at), face) > room) continue;
    return textWidth(text.slice(at), face) <= room ? [text.slice(0, at), text.slice(at)] : undefined;
  }
  return undefined;
}

/** The least room in which a name fits in two lines. */
export function twoLinesWidth(text: string, face: Face): number {
  let least = textWidth(text, face);
  for (let at = 1; at < text.length; at++)
    if (SEPARATOR.test(text[at] ?? ''))
      least = Math.min(least, Math.max(textWidth(text.slice(0, at), face), textWidth(text.slice(at), face)));
  return Math.ceil(least);
}

/** Words in lines of at most this width. */
export function wrap(text: string, room: number, face: Face): string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    const longer = last === undefined ? word : `${last} ${word}`;
    if (last === undefined || textWidth(longer, face) > room) lines.push(word);
    else lines[lines.length - 1] = longer;
  }
  return lines;
}

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
