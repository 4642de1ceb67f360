/** C source text to lines and tokens: as much of the language's first phases as reading declarations needs. */

/** Joins continued lines and takes comments out; strings stay as they are. Line numbers are not kept. */
export function logicalLines(text: string): string[] {
  return text
    .replace(/\\\r?\n/g, ' ')
    .replace(/"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|\/\*[\s\S]*?\*\/|\/\/[^\n]*/g, (piece) =>
      piece.startsWith('/') ? ' ' : piece,
    )
    .split('\n');
}

const TOKEN =
  /[A-Za-z_]\w*|0[xX][0-9a-fA-F]+[uUlL]*|\d[\w.]*|"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|->|<<|>>|<=|>=|==|!=|&&|\|\||\.\.\.|##|[^\s\w]/g;

/** Names, numbers, strings and operators, in order. */
export function tokensOf(text: string): string[] {
  return text.match(TOKEN) ?? [];
}

export function isName(token: string | undefined): token is string {
  if (token === undefined) return false;
  const code = token.charCodeAt(0);
  return (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || code === 95;
}

/** The text of string literals written side by side; undefined when there is anything else. */
export function stringOf(tokens: readonly string[]): string | undefined {
  const bare = withoutParens(tokens);
  if (bare.length === 0 || bare.some((token) => !token.startsWith('"'))) return undefined;
  return bare.map((token) => token.slice(1, -1)).join('');
}

/** Takes off parentheses that enclose the whole expression. */
export function withoutParens(tokens: readonly string[]): readonly string[] {
  let inner = tokens;
  while (inner[0] === '(' && closing(inner, 0) === inner.length - 1) inner = inner.slice(1, -1);
  return inner;
}

/** 1 for an opening bracket, -1 for a closing one, 0 for anything else. */
function turn(token: string | undefined): number {
  if (token?.length !== 1) return 0;
  if (token === '(' || token === '[' || token === '{') return 1;
  return token === ')' || token === ']' || token === '}' ? -1 : 0;
}

/** Index of the bracket that closes the one at `start`; the last token's when none does. */
export function closing(tokens: readonly string[], start: number): number {
  let depth = 0;
  for (let at = start; at < tokens.length; at++) {
    const step = turn(tokens[at]);
    if (step === 0) continue;
    depth += step;
    if (depth === 0) return at;
  }
  return tokens.length - 1;
}

/** Splits at commas that stand outside of all brackets. */
export function splitAtCommas(tokens: readonly string[]): string[][] {
  const parts: string[][] = [];
  let part: string[] = [];
  let depth = 0;
  for (const token of tokens) {
    depth += turn(token);
    if (token === ',' && depth === 0) {
      parts.push(part);
      part = [];
    } else part.push(token);
  }
  if (part.length > 0 || parts.length > 0) parts.push(part);
  return parts;
}

const BINARY: readonly (readonly string[])[] = [
  ['||'],
  ['&&'],
  ['|'],
  ['^'],
  ['&'],
  ['==', '!='],
  ['<', '>', '<=', '>='],
  ['<<', '>>'],
  ['+', '-'],
  ['*', '/', '%'],
];

function apply(operator: string, left: bigint, right: bigint): bigint | undefined {
  switch (operator) {
    case '||':
      return left !== 0n || right !== 0n ? 1n : 0n;
    case '&&':
      return left !== 0n && right !== 0n ? 1n : 0n;
    case '|':
      return left | right;
    case '^':
      return left ^ right;
    case '&':
      return left & right;
    case '==':
      return left === right ? 1n : 0n;
    case '!=':
      return left === right ? 0n : 1n;
    case '<':
      return left < right ? 1n : 0n;
    case '>':
      return left > right ? 1n : 0n;
    case '<=':
      return left <= right ? 1n : 0n;
    case '>=':
      return left >= right ? 1n : 0n;
    case '<<':
      return left << (right & 63n);
    case '>>':
      return left >> (right & 63n);
    case '+':
      return left + right;
    case '-':
      return left - right;
    case '*':
      return left * right;
    case '/':
      return right === 0n ? undefined : left / right;
    default:
      return right === 0n ? undefined : left % right;
  }
}

/**
 * The value of a constant integer expression, after macros are expanded.
 * @param unknown what a name stands for: 0 in `#if`; undefined gives the whole expression up.
 */
export function evaluate(tokens: readonly string[], unknown: bigint | undefined): bigint | undefined {
  let at = 0;
  const primary = (): bigint | undefined => {
    const token = tokens[at++];
    if (token === undefined) return undefined;
    if (token === '(') {
      const value = binary(0);
      if (tokens[at++] !== ')') return undefined;
      // A cast to a type's name: the number behind it counts.
      return value;
    }
    if (token === '!') {
      const value = primary();
      return value === undefined ? undefined : value === 0n ? 1n : 0n;
    }
    if (token === '~' || token === '-') {
      const value = primary();
      return value === undefined ? undefined : token === '~' ? ~value : -value;
    }
    if (token === '+') return primary();
    if (/^\d/.test(token)) {
      const digits = token.replace(/[uUlL]+$/, '');
      if (!/^(0[xX][\da-fA-F]+|\d+)$/.test(digits)) return undefined;
      return BigInt(/^0\d/.test(digits) ? `0o${digits.slice(1)}` : digits);
    }
    if (!isName(token)) return undefined;
    if (tokens[at] === '(') at = closing(tokens, at) + 1;
    return unknown;
  };
  const binary = (level: number): bigint | undefined => {
    const operators = BINARY[level];
    if (operators === undefined) return primary();
    let left = binary(level + 1);
    for (let operator = tokens[at]; operator !== undefined && operators.includes(operator); operator = tokens[at]) {
      at++;
      const right = binary(level + 1);
      left = left === undefined || right === undefined ? undefined : apply(operator, left, right);
    }
    return left;
  };
  const value = binary(0);
  if (tokens[at] !== '?') return at === tokens.length ? value : undefined;
  const colon = tokens.lastIndexOf(':');
  if (value === undefined || colon < at) return undefined;
  return evaluate(value === 0n ? tokens.slice(colon + 1) : tokens.slice(at + 1, colon), unknown);
}
