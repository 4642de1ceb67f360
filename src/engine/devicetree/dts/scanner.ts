/**
 * Reads a text from left to right for a recursive parser. The first failure is kept and moves to the end of the text,
 * so that every loop of the parser ends by itself and nobody has to throw.
 */
import type { Problem, Where } from '../../../base/result.ts';
import type { DeviceTreeMessages } from '../../api/messages/index.ts';
import { literalEnd } from './tokens.ts';

const TRIVIA = /[ \t\r\n\f\v]*/y;
const LABEL = /([A-Za-z_]\w*):/y;
const WORD = /[A-Za-z_]\w*/y;
const NAME = /\\?([a-zA-Z0-9,._+*#?@-]+)/y;
const LITERAL = /(0[xX][0-9a-fA-F]+|[0-9]+)(?:ULL|UL|LL|U|L)?/y;
const LABEL_REFERENCE = /&([A-Za-z_]\w*)/y;
const PATH_REFERENCE = /&\{([a-zA-Z0-9,._+*#?@/-]*)\}/y;
const OPERATOR = /\|\||&&|<<|>>|[<>=!]=|[-+*/%<>^|&]/y;
const BYTE = /[0-9a-fA-F]{2}/y;

export class Scanner {
  readonly say: DeviceTreeMessages;
  readonly text: string;
  readonly #where: (position: number) => Where;
  #at = 0;
  problem: Problem | undefined;

  constructor(say: DeviceTreeMessages, text: string, where: (position: number) => Where) {
    this.say = say;
    this.text = text;
    this.#where = where;
  }

  /** The place of a position. */
  where(position: number): Where {
    return this.#where(position);
  }

  /** Where the next token starts. */
  position(): number {
    this.#skip();
    return this.#at;
  }

  atEnd(): boolean {
    return this.position() >= this.text.length;
  }

  /** Goes back to a position that was read before. */
  returnTo(position: number): void {
    if (this.problem === undefined) this.#at = position;
  }

  /** Notes the first problem, at `position` or at the next token, and goes to the end. */
  fail(code: string, message: string, position = this.#at, hint?: string): void {
    if (this.problem === undefined) {
      this.problem = { code, message, where: this.where(position), ...(hint === undefined ? {} : { hint }) };
    }
    this.#at = this.text.length;
  }

  /** Fails with "Expected …, found …" at the next token. */
  failExpected(what: string, hint?: string): void {
    const at = this.position();
    const found = /^(?:[\w,.+?#@-]{1,40}|&\{?[\w/@,.-]{1,40}\}?|"[^"\n]{0,30}"?|\/[a-z-]+\/|[^])/.exec(
      this.text.slice(at, at + 64),
    );
    const next = found?.[0].replaceAll('"', '');
    this.fail('dts-syntax', this.say.dts.expected({ what, found: next }), at, hint);
  }

  #skip(): void {
    for (;;) {
      TRIVIA.lastIndex = this.#at;
      TRIVIA.test(this.text);
      this.#at = TRIVIA.lastIndex;
      if (this.text.charCodeAt(this.#at) !== 0x2f) return;
      const next = this.text.charCodeAt(this.#at + 1);
      if (next === 0x2f) {
        const end = this.text.indexOf('\n', this.#at);
        this.#at = end < 0 ? this.text.length : end;
      } else if (next === 0x2a) {
        const end = this.text.indexOf('*/', this.#at + 2);
        if (end < 0) this.fail('dts-unterminated', this.say.dts.commentOpen);
        else this.#at = end + 2;
      } else {
        return;
      }
    }
  }

  /** True when the next token starts with these characters. */
  sees(characters: string): boolean {
    this.#skip();
    return this.text.startsWith(characters, this.#at);
  }

  /** Consumes exactly these characters, or returns false. */
  eat(characters: string): boolean {
    if (!this.sees(characters)) return false;
    this.#at += characters.length;
    return true;
  }

  /** Consumes the characters, or fails with "Expected …, found …"; `what` names them and their place. */
  expect(characters: string, what: (token: { readonly token: string }) => string): void {
    if (this.eat(characters) || this.problem !== undefined) return;
    this.failExpected(what({ token: characters }));
  }

  /** Consumes what must follow a keyword: ";" where nothing else is named. */
  expectAfter(keyword: string, characters = ';'): void {
    this.expect(characters, ({ token }) => this.say.dts.wanted.after({ token, after: keyword }));
  }

  /** Consumes what the sticky pattern matches and returns its group 1, or all of it. */
  #match(pattern: RegExp): string | undefined {
    this.#skip();
    pattern.lastIndex = this.#at;
    const match = pattern.exec(this.text);
    if (match === null) return undefined;
    this.#at = pattern.lastIndex;
    return match[1] ?? match[0];
  }

  /** `name:` without a space between. Returns the name. */
  label(): string | undefined {
    const first = this.text.charCodeAt(this.position()) | 0x20;
    // Most often a number or a bracket is next, and one look is cheaper than a match.
    return (first >= 0x61 && first <= 0x7a) || first === 0x7f ? this.#match(LABEL) : undefined;
  }

  /** An identifier of C. */
  word(): string | undefined {
    return this.#match(WORD);
  }

  /** Parentheses that follow at once, with all in them: the arguments of a macro. */
  skipArguments(): void {
    if (this.text[this.#at] !== '(') return;
    const start = this.#at;
    let depth = 0;
    while (this.#at < this.text.length) {
      const character = this.text[this.#at];
      const end = character === '"' || character === "'" ? literalEnd(this.text, this.#at) : -1;
      this.#at = end < 0 ? this.#at + 1 : end;
      if (character === '(') depth++;
      if (character === ')' && --depth === 0) return;
    }
    this.fail('dts-unterminated', this.say.dts.argumentsOpen, start);
  }

  /** The name of a node or property. A leading backslash, which keeps it from being a keyword, is dropped. */
  name(): string | undefined {
    return this.#match(NAME);
  }

  /** `&label` or `&{/path}`: the label or the path. */
  reference(): string | undefined {
    if (!this.sees('&')) return undefined;
    return this.#match(PATH_REFERENCE) ?? this.#match(LABEL_REFERENCE);
  }

  /** The binary operator of C that comes next, not consumed. */
  peekOperator(): string | undefined {
    this.#skip();
    OPERATOR.lastIndex = this.#at;
    return OPERATOR.exec(this.text)?.[0];
  }

  /** Two hexadecimal digits. */
  byte(): number | undefined {
    const digits = this.#match(BYTE);
    return digits === undefined ? undefined : Number.parseInt(digits, 16);
  }

  /** An integer with C's prefixes; suffixes are consumed. Fails on "09" and on more than 64 bits. */
  literal(): bigint | undefined {
    this.#skip();
    const at = this.#at;
    const digits = this.#match(LITERAL);
    if (digits === undefined) return undefined;
    // So long a number is beyond 64 bits in any base; BigInt would take its time over a million digits.
    if (digits.length > 70) return this.#checkRange(1n << 64n, digits, at);
    if (/^0[0-9]/.test(digits)) {
      if (/[89]/.test(digits)) {
        this.fail('dts-bad-number', this.say.dts.badOctal({ digits: digits.slice(0, 40) }), at);
        return 0n;
      }
      return this.#checkRange(BigInt(`0o${digits.slice(1)}`), digits, at);
    }
    return this.#checkRange(BigInt(digits), digits, at);
  }

  #checkRange(value: bigint, digits: string, at: number): bigint {
    if (value < 1n << 64n) return value;
    this.fail('dts-bad-number', this.say.dts.above64Bits({ digits: digits.slice(0, 40) }), at);
    return 0n;
  }

  /** The inside of a literal in the given quotes, escapes untouched. Fails when it does not close. */
  quoted(quote: '"' | "'"): string | undefined {
    if (!this.sees(quote)) return undefined;
    const start = this.#at;
    const end = literalEnd(this.text, start);
    if (end < 0) {
      this.fail('dts-unterminated', quote === '"' ? this.say.dts.stringOpen : this.say.dts.characterOpen);
      return '';
    }
    this.#at = end;
    return this.text.slice(start + 1, end - 1);
  }
}
