/** A position in a file, and reading a macro's arguments from there on. */
import type { Lookahead } from './expand.ts';
import type { SourceText } from './source.ts';
import { scanToken, SPACE } from './tokens.ts';
import type { Token } from './tokens.ts';

/** No alternatives inside the loop: those would cost memory for each character. */
const WHITE = /\s+/y;

export class TextReader implements Lookahead {
  readonly source: SourceText;
  at = 0;
  /** Up to here apostrophes are mere characters: one before them on the line did not close. */
  loneUntil = 0;

  constructor(source: SourceText) {
    this.source = source;
  }

  /** Moves behind the comment that starts at `start`: at the end of its line, or behind its close. False if it has none. */
  skipComment(start: number): boolean {
    const { text } = this.source;
    if (text[start + 1] === '/') {
      const end = text.indexOf('\n', start);
      this.at = end < 0 ? text.length : end;
      return true;
    }
    const end = text.indexOf('*/', start + 2);
    this.at = end < 0 ? text.length : end + 2;
    return end >= 0;
  }

  opensCall(): boolean {
    const before = this.at;
    this.#skipWhite();
    const opens = this.source.text[this.at] === '(';
    this.at = before;
    return opens;
  }

  /** White space and comments; true when there was any. */
  #skipWhite(): boolean {
    const { text } = this.source;
    const start = this.at;
    for (;;) {
      WHITE.lastIndex = this.at;
      if (WHITE.test(text)) this.at = WHITE.lastIndex;
      const isComment = text[this.at] === '/' && (text[this.at + 1] === '/' || text[this.at + 1] === '*');
      if (isComment) this.skipComment(this.at);
      else if (text[this.at] === '\\' && /\r?\n/y.test(text.slice(this.at + 1, this.at + 3))) this.at++;
      else return this.at > start;
    }
  }

  next(): Token | undefined {
    if (this.#skipWhite()) return SPACE;
    const { text } = this.source;
    const start = this.at;
    if (start >= text.length) return undefined;
    const { kind, end } = scanToken(text, start);
    this.at = end;
    return { kind, text: text.slice(start, end), hidden: undefined };
  }
}
