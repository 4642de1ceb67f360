/** Lines of a text, and the coloured pieces of those that are visible. */

const INKS = ['plain', 'comment', 'text', 'name', 'number', 'word'] as const;
export type Ink = (typeof INKS)[number];

export interface Piece {
  readonly ink: Ink;
  readonly text: string;
}

export interface Language {
  /** What may run over several lines, so that it has to be known from the beginning of the text on. */
  readonly long: RegExp;
  /** One piece; its named group is its ink. */
  readonly piece: RegExp;
}

export const DTS: Language = {
  long: /"(?:[^"\\\n]|\\.)*"|\/\/[^\n]*|\/\*[\s\S]*?(?:\*\/|$)/g,
  piece:
    /(?<comment>\/\*[\s\S]*?(?:\*\/|$(?![\s\S]))|\/\/[^\n]*)|(?<text>"(?:[^"\\\n]|\\.)*"?)|(?<word>\/[a-z0-9-]+\/|^[ \t]*#[ \t]*(?:include|define|undef|if|ifdef|ifndef|elif|else|endif|error|warning|line|pragma)\b)|(?<name>&[\w.-]+|&\{[^}\n]*\}|[\w,.+?#-]+(?:@[\w,]+)?(?=[ \t]*[{=])|\w+:(?=[ \t]))|(?<number>\b(?:0[xX][0-9a-fA-F]+|\d+)\b)/gm,
};

export const JSON_TEXT: Language = {
  long: /(?!)/g,
  piece:
    /(?<name>"(?:[^"\\\n]|\\.)*"(?=\s*:))|(?<text>"(?:[^"\\\n]|\\.)*"?)|(?<number>-?\b\d[\d.eE+-]*)|(?<word>\b(?:true|false|null)\b)/g,
};

/** Offsets at which lines begin. */
export function lineStarts(text: string): readonly number[] {
  const starts = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return starts;
}

const TAB = 8;

/** How many columns the widest line takes; what is not ASCII counts twice, to be safe. */
export function widest(text: string): number {
  let most = 0;
  let column = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 10) column = 0;
    else if (code === 9) column += TAB - (column % TAB);
    else column += code < 128 ? 1 : 2;
    if (column > most) most = column;
  }
  return most;
}

/** Spans of what may run over several lines. */
export function longSpans(text: string, { long }: Language): readonly (readonly [from: number, to: number])[] {
  return [...text.matchAll(long)]
    .filter(([found]) => found.includes('\n'))
    .map(({ index, 0: found }) => [index, index + found.length] as const);
}

/** The pieces of a part of the text that begins at a line's start, line by line. */
export function piecesOf(
  text: string,
  from: number,
  to: number,
  language: Language,
  spans: readonly (readonly [from: number, to: number])[],
): readonly (readonly Piece[])[] {
  const within = spans.find(([start, end]) => start < from && from < end);
  // A comment that began above goes on here.
  const begin = within === undefined ? from : Math.min(to, within[1]);
  const pieces: Piece[] = [];
  if (begin > from) pieces.push({ ink: 'comment', text: text.slice(from, begin) });
  const part = text.slice(begin, to);
  let at = 0;
  for (const match of part.matchAll(language.piece)) {
    if (match.index > at) pieces.push({ ink: 'plain', text: part.slice(at, match.index) });
    pieces.push({ ink: inkOf(match.groups), text: match[0] });
    at = match.index + match[0].length;
  }
  if (at < part.length) pieces.push({ ink: 'plain', text: part.slice(at) });
  return splitLines(pieces);
}

function inkOf(groups: Readonly<Record<string, string | undefined>> | undefined): Ink {
  return INKS.find((ink) => groups?.[ink] !== undefined) ?? 'plain';
}

function splitLines(pieces: readonly Piece[]): readonly (readonly Piece[])[] {
  const lines: Piece[][] = [[]];
  for (const { ink, text } of pieces) {
    for (const [index, part] of text.split('\n').entries()) {
      if (index > 0) lines.push([]);
      if (part !== '') lines.at(-1)?.push({ ink, text: part });
    }
  }
  return lines;
}
