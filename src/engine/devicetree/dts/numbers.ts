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

/**
 * A number, a character, or an expression in parentheses, wrapped to 64 bits. With `onUnknown`, which is told of each, names
 * may stand for numbers that nobody knows: they count as 0.
 */
export function parseInteger(scanner: Scanner, onUnknown?: (name: string) => void): bigint {
  if (onUnknown === undefined) return parsePrimary(scanner, U64);
  const operand = (from: Scanner): bigint | undefined => {
    const known = U64.operand(from);
    const name = known === undefined ? unknownMacro(from) : undefined;
    if (name === undefined) return known;
    onUnknown(name);
    return 0n;
  };
  return parsePrimary(scanner, { ...U64, refusesZero: false, operand });
}

/** A macro that has not been defined: its name is returned, and its arguments are passed over. */
export function unknownMacro(scanner: Scanner): string | undefined {
  const name = scanner.word();
  if (name !== undefined) scanner.skipArguments();
  return name;
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
