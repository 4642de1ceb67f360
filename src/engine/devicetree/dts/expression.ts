/** C's integer expressions, for cells in parentheses and for #if. One grammar, two kinds of numbers. */
import { MAX_EXPRESSION_DEPTH } from '../limits.ts';
import type { Scanner } from './scanner.ts';

/** How numbers behave. Values are always in range for it. */
export interface Arithmetic {
  /** Brings a mathematical result into range. */
  readonly wrap: (value: bigint) => bigint;
  /** A division by zero is a mistake; else it gives 0, since a condition may guard it. */
  readonly refusesZero: boolean;
  /** A number, a character, a name: consumes it and returns its value, or undefined when there is none. */
  readonly operand: (scanner: Scanner) => bigint | undefined;
}

type Binary = (a: bigint, b: bigint) => bigint;

const truth = (value: boolean): bigint => (value ? 1n : 0n);

/** What an operator does, and how tightly it binds. */
const OPERATORS: Readonly<Record<string, readonly [level: number, apply: Binary]>> = {
  '||': [1, (a, b) => truth(a !== 0n || b !== 0n)],
  '&&': [2, (a, b) => truth(a !== 0n && b !== 0n)],
  '|': [3, (a, b) => a | b],
  '^': [4, (a, b) => a ^ b],
  '&': [5, (a, b) => a & b],
  '==': [6, (a, b) => truth(a === b)],
  '!=': [6, (a, b) => truth(a !== b)],
  '<=': [7, (a, b) => truth(a <= b)],
  '>=': [7, (a, b) => truth(a >= b)],
  '<': [7, (a, b) => truth(a < b)],
  '>': [7, (a, b) => truth(a > b)],
  // A shift by the width or more gives 0, in dtc and here; C leaves it open.
  '<<': [8, (a, b) => (b >= 0n && b < 64n ? a << b : 0n)],
  '>>': [8, (a, b) => (b >= 0n && b < 64n ? a >> b : 0n)],
  '+': [9, (a, b) => a + b],
  '-': [9, (a, b) => a - b],
  '*': [10, (a, b) => a * b],
  '/': [10, (a, b) => (b === 0n ? 0n : a / b)],
  '%': [10, (a, b) => (b === 0n ? 0n : a % b)],
};

/**
 * Reads an expression and returns its value. On a mistake the scanner fails, and the value means nothing.
 * Every operand is evaluated, in dtc too: nothing is skipped behind "&&", "||" and "?".
 */
export function parseExpression(scanner: Scanner, arithmetic: Arithmetic, depth = 0): bigint {
  const condition = parseBinary(scanner, arithmetic, 1, depth);
  if (!scanner.eat('?')) return condition;
  if (!descend(scanner, depth)) return 0n;
  const yes = parseExpression(scanner, arithmetic, depth + 1);
  scanner.expect(':', scanner.say.dts.wanted.otherValue);
  const no = parseExpression(scanner, arithmetic, depth + 1);
  return condition !== 0n ? yes : no;
}

function descend(scanner: Scanner, depth: number): boolean {
  if (depth < MAX_EXPRESSION_DEPTH) return true;
  scanner.fail('dts-too-deep', scanner.say.dts.expressionTooDeep({ most: MAX_EXPRESSION_DEPTH }));
  return false;
}

/** An operand and all that is joined to it by operators of at least that level. */
function parseBinary(scanner: Scanner, arithmetic: Arithmetic, lowest: number, depth: number): bigint {
  let left = parseUnary(scanner, arithmetic, depth);
  for (;;) {
    const name = scanner.peekOperator();
    const operator = name === undefined ? undefined : OPERATORS[name];
    if (name === undefined || operator === undefined || operator[0] < lowest) return left;
    const at = scanner.position();
    scanner.eat(name);
    const [level, apply] = operator;
    const right = parseBinary(scanner, arithmetic, level + 1, depth);
    if (arithmetic.refusesZero && right === 0n && (name === '/' || name === '%')) {
      scanner.fail('dts-division-by-zero', scanner.say.dts.divisionByZero, at);
    }
    left = arithmetic.wrap(apply(left, right));
  }
}

function parseUnary(scanner: Scanner, arithmetic: Arithmetic, depth: number): bigint {
  if (!descend(scanner, depth)) return 0n;
  if (scanner.eat('-')) return arithmetic.wrap(-parseUnary(scanner, arithmetic, depth + 1));
  if (scanner.eat('~')) return arithmetic.wrap(~parseUnary(scanner, arithmetic, depth + 1));
  // "!=" cannot stand here, so "!" is always the operator.
  if (scanner.eat('!')) return truth(parseUnary(scanner, arithmetic, depth + 1) === 0n);
  return parsePrimary(scanner, arithmetic, depth);
}

/** A number or an expression in parentheses. */
export function parsePrimary(scanner: Scanner, arithmetic: Arithmetic, depth = 0): bigint {
  if (scanner.eat('(')) {
    const value = parseExpression(scanner, arithmetic, depth + 1);
    scanner.expect(')', scanner.say.dts.wanted.expressionEnd);
    return value;
  }
  const value = arithmetic.operand(scanner);
  if (value !== undefined) return value;
  scanner.failExpected(scanner.say.dts.wanted.number);
  return 0n;
}
