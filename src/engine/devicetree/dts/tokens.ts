/** The C preprocessor's view of text: a line of tokens (ISO C 6.4, as far as device trees need it). */

/** Macros whose expansion a token comes from: it is not expanded as one of them again. */
export interface Hidden {
  readonly name: string;
  readonly next: Hidden | undefined;
  /** The length of the list. */
  readonly depth: number;
}

export interface Token {
  readonly kind: 'identifier' | 'number' | 'string' | 'space' | 'other';
  readonly text: string;
  readonly hidden: Hidden | undefined;
}

export const SPACE: Token = { kind: 'space', text: ' ', hidden: undefined };

const WORD = /[A-Za-z_$][\w$]*/y;
const NUMBER = /\.?\d[\w.]*/y;
const BLANK = /\s+/y;
/** Characters that stay together. */
const PUNCTUATION = /\.\.\.|##|<<|>>|[<>=!]=|&&|\|\|/y;

/** The end of what the sticky pattern matches at `at`, or `at` itself. */
function endOf(pattern: RegExp, text: string, at: number): number {
  pattern.lastIndex = at;
  return pattern.test(text) ? pattern.lastIndex : at;
}

/**
 * The index behind the closing quote of the literal that opens at `at`; -1 when it does not close. A character must
 * close on its line; a string may span lines, unless `sameLine` says that it must not.
 */
export function literalEnd(text: string, at: number, sameLine = text.charCodeAt(at) === 0x27): number {
  const quote = text.charCodeAt(at);
  for (let i = at + 1; i < text.length; i++) {
    const char = text.charCodeAt(i);
    if (char === quote) return i + 1;
    if (char === 0x5c) i++;
    else if (char === 0x0a && sameLine) return -1;
  }
  return -1;
}

/** The token that starts at `at`, where no white space is: what it is, and where it ends. */
export function scanToken(text: string, at: number): { readonly kind: Token['kind']; readonly end: number } {
  let end = endOf(WORD, text, at);
  if (end > at) return { kind: 'identifier', end };
  end = endOf(NUMBER, text, at);
  if (end > at) return { kind: 'number', end };
  const char = text[at];
  end = char === '"' || char === "'" ? literalEnd(text, at) : -1;
  if (end > at) return { kind: 'string', end };
  return { kind: 'other', end: Math.max(at + 1, endOf(PUNCTUATION, text, at)) };
}

/** Splits text without comments into tokens; white space between them becomes one `SPACE`. */
export function tokenize(text: string): Token[] {
  const tokens: Token[] = [];
  for (let at = 0; at < text.length;) {
    const solid = endOf(BLANK, text, at);
    if (solid > at) {
      tokens.push(SPACE);
      at = solid;
    } else {
      const { kind, end } = scanToken(text, at);
      tokens.push({ kind, text: text.slice(at, end), hidden: undefined });
      at = end;
    }
  }
  return tokens;
}

/** Without spaces at both ends. */
export function trimTokens(tokens: readonly Token[]): Token[] {
  let from = 0;
  let to = tokens.length;
  while (from < to && tokens[from]?.kind === 'space') from++;
  while (to > from && tokens[to - 1]?.kind === 'space') to--;
  return tokens.slice(from, to);
}

const OPERATOR = /[<>&|=!]/;
const WORD_CHAR = /[\w$.]/;

/** True when two tokens written side by side would read as another token: a space must keep them apart. */
export function wouldPaste(before: string, after: string): boolean {
  const first = before.at(-1) ?? '';
  const second = after[0] ?? '';
  return (WORD_CHAR.test(first) && WORD_CHAR.test(second)) || (OPERATOR.test(first) && OPERATOR.test(second));
}

/** The tokens as text again. */
export function joinTokens(tokens: readonly Token[]): string {
  const parts: string[] = [];
  let last = '';
  for (const { text } of tokens) {
    if (wouldPaste(last, text)) parts.push(' ');
    parts.push(text);
    last = text;
  }
  return parts.join('');
}
