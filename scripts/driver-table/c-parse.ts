/** Preprocessed tokens to what stands at the top of a C file: initialised structs, functions, and macro calls. */
import { closing, isName, splitAtCommas } from './c-tokens.ts';

/** What an initialiser gives: a list in braces, or an expression. */
export type Value = { readonly list: readonly Item[] } | { readonly expr: readonly string[] };

interface Item {
  /** Field names of the designator (`.driver.name` has two); empty when the value stands by position. */
  readonly path: readonly string[];
  readonly value: Value;
}

export interface Variable {
  readonly type: string;
  readonly name: string;
  readonly isStatic: boolean;
  readonly isArray: boolean;
  readonly value: Value;
}

export interface Call {
  readonly name: string;
  readonly args: readonly (readonly string[])[];
  /** What the result is assigned to, as text without spaces; "" when it is not. */
  readonly target: string;
}

export interface FunctionBody {
  readonly name: string;
  readonly isStatic: boolean;
  readonly body: readonly string[];
}

export interface Unit {
  readonly variables: readonly Variable[];
  readonly functions: ReadonlyMap<string, FunctionBody>;
  /** Macros used like declarations (`module_init(x);`), in order. */
  readonly uses: readonly Call[];
}

/** The value at a path of field names, through nested lists. */
function field(value: Value, path: readonly string[]): Value | undefined {
  if (path.length === 0) return value;
  if (!('list' in value)) return undefined;
  let found: Value | undefined;
  for (const item of value.list) {
    if (item.path.length === 0 || item.path.some((name, index) => index < path.length && path[index] !== name))
      continue;
    if (item.path.length <= path.length) found = field(item.value, path.slice(item.path.length)) ?? found;
  }
  return found;
}

/** The expression at a path; undefined when there is none or it is a list. */
export function expression(value: Value, path: readonly string[]): readonly string[] | undefined {
  const found = field(value, path);
  return found !== undefined && 'expr' in found ? found.expr : undefined;
}

/** Reads an initialiser: tokens of one value, braces included. */
function parseValue(tokens: readonly string[]): Value {
  // A compound literal, `(struct x []){ … }`, is its braces.
  const brace = tokens[0] === '(' && tokens[closing(tokens, 0) + 1] === '{' ? closing(tokens, 0) + 1 : 0;
  if (tokens[brace] !== '{') return { expr: tokens };
  const inside = tokens.slice(brace + 1, closing(tokens, brace));
  const list = splitAtCommas(inside)
    .filter((part) => part.length > 0)
    .map((part): Item => {
      const path: string[] = [];
      let at = 0;
      while (part[at] === '.' || part[at] === '[') {
        if (part[at] === '.') path.push(part[at + 1] ?? '');
        at = part[at] === '[' ? closing(part, at) + 1 : at + 2;
      }
      if (part[at] === '=') at++;
      return { path, value: parseValue(part.slice(at)) };
    });
  return { list };
}

/**
 * The calls in a function's body, in the order of the text; those in arguments come after the call they are in.
 * @param withArguments of which functions the arguments are wanted: the others' are left empty
 */
export function callsIn(body: readonly string[], withArguments: (name: string) => boolean): Call[] {
  const calls: Call[] = [];
  for (let at = 0; at + 1 < body.length; at++) {
    const name = body[at];
    if (body[at + 1] !== '(' || !isName(name) || NOT_CALLS.has(name)) continue;
    const before = body[at - 1];
    if (before === '.' || before === '->') continue;
    if (!withArguments(name)) {
      calls.push({ name, args: [], target: '' });
      continue;
    }
    const args = splitAtCommas(body.slice(at + 2, closing(body, at + 1)));
    calls.push({ name, args, target: targetBefore(body, at) });
  }
  return calls;
}

const NOT_CALLS = new Set(['if', 'for', 'while', 'switch', 'return', 'sizeof', 'typeof', '__attribute__']);

function targetBefore(body: readonly string[], call: number): string {
  if (body[call - 1] !== '=') return '';
  let start = call - 1;
  while (start > 0 && !/^[;{}(),!=]$/.test(body[start - 1] ?? '') && call - start < 16) start--;
  const words = body.slice(start, call - 1);
  // A declaration's type before the name is no part of the target.
  while (words.length > 1 && isName(words[0]) && (isName(words[1]) || words[1] === '*')) words.shift();
  return words.filter((word) => word !== '*').join('');
}

function headType(head: readonly string[]): string {
  const at = head.indexOf('struct');
  if (at >= 0) return head[at + 1] ?? '';
  // A few structs are known by a typedef of their own name.
  return head.find((token) => token.endsWith('_driver_t'))?.slice(0, -2) ?? '';
}

/** The name that a declaration's head gives: what stands before the brackets, or last. */
function headName(head: readonly string[]): string {
  const bracket = head.indexOf('[');
  if (bracket > 0) return head[bracket - 1] ?? '';
  return head.findLast((token, index) => isName(token) && !token.startsWith('__') && head[index + 1] !== '(') ?? '';
}

/** The name of the function that a head declares: before the first parentheses that are no attribute's. */
function functionName(head: readonly string[]): string | undefined {
  for (let at = 1; at < head.length; at++) {
    if (head[at] !== '(') continue;
    const name = head[at - 1];
    if (isName(name) && !name.startsWith('__')) return name;
    if (isName(name) && closing(head, at) === head.length - 1) return name;
    at = closing(head, at);
  }
  return undefined;
}

/** Reads a whole file's tokens. */
export function parseUnit(tokens: readonly string[]): Unit {
  const variables: Variable[] = [];
  const functions = new Map<string, FunctionBody>();
  const uses: Call[] = [];
  let head: string[] = [];

  const isUse = () => isName(head[0]) && head[1] === '(' && closing(head, 1) === head.length - 1;
  const noteUse = () => {
    uses.push({ name: head[0] ?? '', args: splitAtCommas(head.slice(2, -1)), target: '' });
    head = [];
  };

  for (let at = 0; at < tokens.length; at++) {
    const token = tokens[at] ?? '';
    if (token === ';') {
      if (isUse()) noteUse();
      head = [];
    } else if (token === '=') {
      let end = at + 1;
      while (end < tokens.length && tokens[end] !== ';' && tokens[end] !== ',') {
        const token = tokens[end];
        end = token === '(' || token === '{' || token === '[' ? closing(tokens, end) + 1 : end + 1;
      }
      variables.push({
        type: headType(head),
        name: headName(head),
        isStatic: head.includes('static'),
        isArray: head.includes('['),
        value: parseValue(tokens.slice(at + 1, end)),
      });
      at = end - 1;
      if (tokens[end] === ',') {
        // Another declarator of the same type follows.
        head = head.slice(0, Math.max(0, head.indexOf(headName(head))));
        at = end;
      }
    } else if (token === '{') {
      const end = closing(tokens, at);
      const name = head.includes('(') ? functionName(head) : undefined;
      if (name !== undefined) {
        if (!functions.has(name)) {
          functions.set(name, { name, isStatic: head.includes('static'), body: tokens.slice(at + 1, end) });
        }
        head = [];
      } else if (head.includes('struct')) head.push('{', '}');
      else head = [];
      at = end;
    } else if (token === '(') {
      const end = closing(tokens, at);
      head.push(...tokens.slice(at, end + 1));
      at = end;
      const next = tokens[end + 1];
      if (isUse() && (next === undefined || (next !== ';' && next !== '{' && isName(next) && !next.startsWith('__')))) {
        noteUse();
      }
    } else head.push(token);
  }
  if (isUse()) noteUse();
  return { variables, functions, uses };
}
