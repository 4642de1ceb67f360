/** String and character literals of a DTS: C's escapes, to bytes. */

/** The letters for the bytes 7 to 13, in their order. */
const SIMPLE = 'abtnvfr';
const BACKSLASH = 0x5c;

const encoder = new TextEncoder();

/**
 * The bytes of a literal's inside (no quotes, no final NUL). `\ooo` and `\xhh` give bytes; other characters are
 * UTF-8, or one byte each when `oneByte` says that the text was decoded so. Undefined for a `\x` without digits.
 */
export function unescapeLiteral(inside: string, oneByte: boolean): Uint8Array | undefined {
  const plain = encode(inside, oneByte);
  if (!inside.includes('\\')) return plain;
  // Escapes are ASCII in either encoding, so they can be replaced in the bytes, which they only make fewer.
  let length = 0;
  for (let at = 0; at < plain.length;) {
    const byte = plain[at] ?? 0;
    const escape = byte === BACKSLASH ? readEscape(plain, at + 1) : { value: byte, next: at + 1 };
    if (escape === undefined) return undefined;
    plain[length++] = escape.value;
    at = escape.next;
  }
  return plain.subarray(0, length);
}

/** What the escape whose letter is at `at` stands for, and where the text goes on. */
function readEscape(bytes: Uint8Array, at: number): { value: number; next: number } | undefined {
  const letter = bytes[at] ?? BACKSLASH;
  const isHex = letter === 0x78;
  const base = isHex ? 16 : 8;
  const start = isHex ? at + 1 : at;
  let value = 0;
  let next = start;
  for (; next < start + (isHex ? 2 : 3); next++) {
    const digit = digitValue(bytes[next] ?? 0);
    if (digit >= base) break;
    value = value * base + digit;
  }
  if (next > start) return { value: value & 0xff, next };
  const simple = SIMPLE.indexOf(String.fromCharCode(letter));
  return isHex ? undefined : { value: simple < 0 ? letter : simple + 7, next: at + 1 };
}

/** The value of a hexadecimal digit; 99 for anything else. */
function digitValue(char: number): number {
  if (char >= 0x30 && char <= 0x39) return char - 0x30;
  const lower = char | 0x20;
  return lower >= 0x61 && lower <= 0x66 ? lower - 0x57 : 99;
}

function encode(text: string, oneByte: boolean): Uint8Array {
  return oneByte ? Uint8Array.from(text, (char) => char.charCodeAt(0)) : encoder.encode(text);
}

export function concatBytes(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
