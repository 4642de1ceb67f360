/** Expanding macros (ISO C 6.10.3), by the algorithm of hide sets. */
import type { DeviceTreeMessages } from '../../api/messages/index.ts';
import { MAX_MACRO_DEPTH, MAX_MACRO_TOKENS } from '../limits.ts';
import type { Macro, MacroFault } from './macros.ts';
import { tokenize, trimTokens } from './tokens.ts';
import type { Hidden, Token } from './tokens.ts';

/** What follows the tokens at hand, read when a call's parentheses reach beyond them. */
export interface Lookahead {
  /** The next token of the text, or undefined at its end. Only asked once the tokens at hand are used up. */
  next(): Token | undefined;
  /** True when the next token that is no white space is "(". Takes nothing. */
  opensCall(): boolean;
}

const NOTHING_FOLLOWS: Lookahead = { next: () => undefined, opensCall: () => false };

function isHidden(name: string, hidden: Hidden | undefined): boolean {
  for (let at = hidden; at !== undefined; at = at.next) if (at.name === name) return true;
  return false;
}

function hide(name: string, hidden: Hidden | undefined): Hidden {
  return { name, next: hidden, depth: (hidden?.depth ?? 0) + 1 };
}

/** Names that are in both. */
function intersect(a: Hidden | undefined, b: Hidden | undefined): Hidden | undefined {
  let both: Hidden | undefined;
  for (let at = a; at !== undefined; at = at.next) if (isHidden(at.name, b)) both = hide(at.name, both);
  return both;
}

function withHidden(token: Token, hidden: Hidden): Token {
  if (token.hidden === undefined) return { ...token, hidden };
  let all = token.hidden;
  for (let at: Hidden | undefined = hidden; at !== undefined; at = at.next) {
    if (!isHidden(at.name, all)) all = hide(at.name, all);
  }
  return all === token.hidden ? token : { ...token, hidden: all };
}

/** Expands macros, and counts what that costs over a whole parse: a small file can ask for endless work. */
export class Expander {
  readonly say: DeviceTreeMessages;
  readonly macros = new Map<string, Macro>();
  #spent = 0;
  #depth = 0;
  /** Set by the first failure; what is returned afterwards means nothing. */
  fault: MacroFault | undefined;

  constructor(say: DeviceTreeMessages) {
    this.say = say;
  }

  /** All tokens with their macros expanded; `after` supplies arguments beyond the end of `tokens`. */
  expand(tokens: readonly Token[], after: Lookahead = NOTHING_FOLLOWS): Token[] {
    const out: Token[] = [];
    // The next token is the last of the list, so that an expansion can be put in front cheaply.
    const pending = tokens.toReversed();
    for (let token = pending.pop(); token !== undefined && this.fault === undefined; token = pending.pop()) {
      if (!this.#expandOne(token, pending, after)) out.push(token);
    }
    return out;
  }

  /** Replaces a macro's use in `pending` and returns true, or returns false when the token stays as it is. */
  #expandOne(token: Token, pending: Token[], after: Lookahead): boolean {
    if (!this.#spend(1)) return true;
    if (token.kind !== 'identifier') return false;
    const macro = this.macros.get(token.text);
    if (macro === undefined || isHidden(macro.name, token.hidden)) return false;
    if (macro.params === undefined) {
      this.#replace(macro, [], hide(macro.name, token.hidden), pending);
      return true;
    }
    if (!opensCall(pending, after)) return false;
    const call = this.#readCall(macro, pending, after);
    if (call !== undefined) {
      const hidden = hide(macro.name, intersect(token.hidden, call.closing.hidden));
      this.#replace(macro, call.args, hidden, pending);
    }
    return true;
  }

  /** Counts work; false once there was too much. */
  #spend(tokens: number): boolean {
    this.#spent += tokens;
    if (this.#spent <= MAX_MACRO_TOKENS) return true;
    this.#fail('dts-macro-expansion', this.say.preprocessor.tooManyTokens({ most: MAX_MACRO_TOKENS }));
    return false;
  }

  #tooDeep(): void {
    this.#fail('dts-macro-expansion', this.say.preprocessor.macrosTooDeep({ most: MAX_MACRO_DEPTH }));
  }

  #fail(code: string, message: string): void {
    this.fault ??= { code, message };
  }

  /** Takes "(", the arguments and ")" off `pending` and, beyond its end, off the text. */
  #readCall(macro: Macro, pending: Token[], after: Lookahead): { args: Token[][]; closing: Token } | undefined {
    const params = macro.params ?? [];
    const args: Token[][] = [[]];
    let depth = 0;
    for (;;) {
      const token = pending.pop() ?? after.next();
      if (token === undefined) {
        this.#fail('dts-macro-call', this.say.preprocessor.callOpen({ macro: macro.name }));
        return undefined;
      }
      if (!this.#spend(1)) return undefined;
      if (token.text === '(' && ++depth === 1) continue;
      if (token.text === ')' && --depth === 0) return this.#checkArgs(macro, args, token);
      if (depth === 0) continue;
      const takesRest = macro.variadic && args.length >= params.length;
      if (token.text === ',' && depth === 1 && !takesRest) args.push([]);
      else args.at(-1)?.push(token);
    }
  }

  #checkArgs(macro: Macro, args: Token[][], closing: Token): { args: Token[][]; closing: Token } | undefined {
    const wanted = macro.params?.length ?? 0;
    const given = args.map((arg) => trimTokens(arg));
    if (wanted === 0 && given.length === 1 && given[0]?.length === 0) return { args: [], closing };
    if (macro.variadic && given.length === wanted - 1) given.push([]);
    if (given.length !== wanted) {
      this.#fail('dts-macro-call', this.say.preprocessor.arguments({ macro: macro.name, wanted, given: given.length }));
      return undefined;
    }
    return { args: given, closing };
  }

  #replace(macro: Macro, args: readonly Token[][], hidden: Hidden, pending: Token[]): void {
    const tokens = this.#substitute(macro, args);
    if (!this.#spend(tokens.length)) return;
    if (hidden.depth > MAX_MACRO_DEPTH) return this.#tooDeep();
    for (let i = tokens.length - 1; i >= 0; i--) {
      const token = tokens[i];
      if (token !== undefined) pending.push(withHidden(token, hidden));
    }
  }

  /** The macro's body with parameters replaced, `#` and `##` carried out. */
  #substitute(macro: Macro, args: readonly Token[][]): Token[] {
    const { body, params = [] } = macro;
    const out: Token[] = [];
    const expanded = new Map<readonly Token[], Token[]>();
    const argOf = (token: Token | undefined): readonly Token[] | undefined =>
      token?.kind === 'identifier' ? args[params.indexOf(token.text)] : undefined;
    for (let i = 0; i < body.length; i++) {
      const token = body[i];
      if (token === undefined || this.fault !== undefined) break;
      const next = nextSolid(body, i + 1);
      const stringized = token.text === '#' && macro.params !== undefined ? argOf(body[next]) : undefined;
      if (stringized !== undefined) {
        out.push(stringize(stringized));
        i = next;
      } else if (token.text === '##' && out.length > 0) {
        i = next;
        const right = body[next];
        const isRest = macro.variadic && right?.text === params.at(-1);
        // A long chain of pastes makes ever longer words: their length is work too.
        this.#spend((out.at(-1)?.text.length ?? 0) >> 4);
        this.#append(out, paste(out, argOf(right) ?? (right === undefined ? [] : [right]), isRest));
      } else if (body[next]?.text === '##') {
        const left = argOf(token) ?? [token];
        this.#append(out, left.length === 0 ? [PLACEMARKER] : left);
      } else {
        this.#append(out, this.#expandArg(argOf(token), expanded) ?? [token]);
      }
    }
    return out.filter((token) => token !== PLACEMARKER);
  }

  #append(out: Token[], tokens: readonly Token[]): void {
    // One by one: an argument can be longer than what a call can spread.
    if (this.#spend(tokens.length)) for (const token of tokens) out.push(token);
  }

  #expandArg(arg: readonly Token[] | undefined, known: Map<readonly Token[], Token[]>): Token[] | undefined {
    const before = arg === undefined ? undefined : known.get(arg);
    if (arg === undefined || before !== undefined) return before;
    if (this.#depth >= MAX_MACRO_DEPTH) {
      this.#tooDeep();
      return [];
    }
    this.#depth++;
    const expanded = this.expand(arg);
    this.#depth--;
    known.set(arg, expanded);
    return expanded;
  }
}

/** Stands for an empty argument next to `##`. */
const PLACEMARKER: Token = { kind: 'other', text: '', hidden: undefined };

function nextSolid(tokens: readonly Token[], from: number): number {
  let at = from;
  while (tokens[at]?.kind === 'space') at++;
  return at;
}

function opensCall(pending: readonly Token[], after: Lookahead): boolean {
  const solid = pending.findLast((token) => token.kind !== 'space');
  return solid === undefined ? after.opensCall() : solid.text === '(';
}

function stringize(arg: readonly Token[]): Token {
  const text = arg
    .map((token) => (token.kind === 'string' ? token.text.replaceAll(/["\\]/g, '\\$&') : token.text))
    .join('');
  return { kind: 'string', text: `"${text}"`, hidden: undefined };
}

/**
 * Joins the last token of `out`, which it takes off, with the first of `right`, and returns what comes in their place.
 * GNU C drops the comma before an empty rest of arguments.
 */
function paste(out: Token[], right: readonly Token[], isRest: boolean): readonly Token[] {
  while (out.at(-1)?.kind === 'space') out.pop();
  const left = out.pop();
  if (left === undefined) return right;
  if (isRest && left.text === ',') return right.length > 0 ? [left].concat(right) : [];
  const text = left.text + (right[0]?.text ?? '');
  const joined = text === '' ? [PLACEMARKER] : tokenize(text);
  return joined.concat(right.slice(1));
}
