/** Integers of a DTS: 64 bits without sign, as dtc computes. */
import type { Scanner } from './scanner.ts';
import { parsePrimary } from './expression.ts';
import type { Arithmetic } from './expression.ts';
import { unescapeLiteral } from './escape.ts';

const U64: Arithmetic = {
  wrap: (value) => BigInt.asUintN(64, value),
  refusesZero: true,
  operand: (scanner) => readCharacter(scanner) ?? scanner.literal(),
};

/** A number, a character, or an expression in parentheses, wrapped to 64 bits. */
export function parseInteger(scanner: Scanner): bigint {
  return parsePrimary(scanner, U64);
}

/** True when an integer starts here. */
export function seesInteger(scanner: Scanner): boolean {
  return /^['(0-9]/.test(scanner.text[scanner.position()] ?? '');
}

/** 'a', '\n', '\x1b': the value of one byte. */
function readCharacter(scanner: Scanner): bigint | undefined {
  const at = scanner.position();
  const inside = scanner.quoted("'");
  if (inside === undefined) return undefined;
  const bytes = unescapeLiteral(inside, false);
  const [value] = bytes ?? [];
  if (bytes?.length === 1 && value !== undefined) return BigInt(value);
  scanner.fail('dts-bad-character', scanner.say.dts.badCharacter({ inside: inside.slice(0, 20) }), at);
  return 0n;
}
