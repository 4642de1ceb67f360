import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MESSAGES } from '../../api/messages/testing.ts';
import { parseInteger } from './numbers.ts';
import { Scanner } from './scanner.ts';

/** The value of a number or of an expression in parentheses; or the message of the problem. */
function evaluate(text: string): bigint | string {
  const scanner = new Scanner(MESSAGES.devicetree, text, () => ({}));
  const value = parseInteger(scanner);
  if (!scanner.atEnd()) scanner.failExpected('the end');
  return scanner.problem?.message ?? value;
}

describe('integers', () => {
  it.each([
    ['0', 0n],
    ['0x10', 16n],
    ['0XfFULL', 255n],
    ['017', 15n],
    ['18446744073709551615', 2n ** 64n - 1n],
    ["'a'", 97n],
    [String.raw`'\n'`, 10n],
    [String.raw`'\''`, 39n],
    [String.raw`'\x7f'`, 127n],
    [String.raw`'\101'`, 65n],
    ['(1 + 2 * 3)', 7n],
    ['((1 + 2) * 3)', 9n],
    ['(10 - 2 - 3)', 5n],
    ['(-1)', 2n ** 64n - 1n],
    ['(1 - 2 < 0)', 0n],
    ['(7 / 2 + 7 % 2)', 4n],
    ['(1 << 4 | 1)', 17n],
    ['(1 << 64)', 0n],
    ['(~0 >> 60)', 15n],
    ['(5 & 3 == 3)', 1n],
    ['(1 ^ 3 | 4 & 6)', 6n],
    ['(1 < 2 && 2 <= 2 && 3 > 2 && 3 >= 3 && 1 != 2)', 1n],
    ['(0 || 0)', 0n],
    ['(!5 + !0)', 1n],
    ['(1 ? 2 : 3)', 2n],
    ['(0 ? 2 : 0 ? 3 : 4)', 4n],
    ['(1 ? 0 ? 5 : 6 : 7)', 6n],
    ['(- -~ !0)', 2n ** 64n - 2n],
    ['( /* a */ 1 // b\n )', 1n],
  ])('%s is %s', (text, value) => {
    expect(evaluate(text)).toBe(value);
  });

  it.each([
    ['09', '"09" starts with 0, so it is octal, but has a digit 8 or 9.'],
    ['0x10000000000000000', '"0x10000000000000000" does not fit in 64 bits.'],
    ['(1 / 0)', 'A number is divided by zero.'],
    ['(1', 'Expected ")" at the end of an expression, found the end of the file.'],
    ['(1 +)', 'Expected a number, found ")".'],
    ['(1 ? 2)', 'Expected ":" between the two values of "?", found ")".'],
    ['(GIC_SPI)', 'Expected a number, found "GIC_SPI".'],
    ["''", "'' is not one character of one byte."],
    ["'ab'", "'ab' is not one character of one byte."],
    [`${'('.repeat(300)}1`, 'An expression has more than 256 levels.'],
    [`(${'~'.repeat(300)}1)`, 'An expression has more than 256 levels.'],
  ])('%s is a problem', (text, message) => {
    expect(evaluate(text)).toBe(message);
  });

  it('agrees with JavaScript on every operator', () => {
    const operators = ['+', '-', '*', '&', '|', '^', '==', '!=', '<', '>', '<=', '>=', '<<', '>>', '&&', '||'] as const;
    const u64 = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n });
    const compute = (a: bigint, operator: (typeof operators)[number], b: bigint): bigint => {
      const table = {
        '+': () => a + b,
        '-': () => a - b,
        '*': () => a * b,
        '&': () => a & b,
        '|': () => a | b,
        '^': () => a ^ b,
        '==': () => BigInt(a === b),
        '!=': () => BigInt(a !== b),
        '<': () => BigInt(a < b),
        '>': () => BigInt(a > b),
        '<=': () => BigInt(a <= b),
        '>=': () => BigInt(a >= b),
        '<<': () => (b < 64n ? a << b : 0n),
        '>>': () => (b < 64n ? a >> b : 0n),
        '&&': () => BigInt(a !== 0n && b !== 0n),
        '||': () => BigInt(a !== 0n || b !== 0n),
      };
      return BigInt.asUintN(64, table[operator]());
    };
    fc.assert(
      fc.property(
        u64,
        fc.constantFrom(...operators),
        fc.oneof(u64, fc.bigInt({ min: 0n, max: 70n })),
        (a, operator, b) => {
          expect(evaluate(`(0x${a.toString(16)} ${operator} ${b})`)).toBe(compute(a, operator, b));
        },
      ),
    );
  });
});
