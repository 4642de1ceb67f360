/** Changes to text, bytes and JSON by chance: small ones, as a slip of a hand or a bad disk makes them. */
import { type Random, upTo } from '../mutations/tree.ts';

export function pick<T>(random: Random, list: readonly T[]): T {
  const found = list[upTo(random, list.length)];
  if (found === undefined) throw new Error('nothing to pick from');
  return found;
}

/** Numbers at which programs go wrong. */
const NUMBERS = [0, 1, 2, 3, 4, 8, 16, 31, 32, 255, 256, 1019, 1020, 8192, 0x7fffffff, 0x80000000, 0xffffffff];

/** Pieces of a DTS that mean something. */
const PIECES = [
  '&gic',
  '};',
  '{',
  '/delete-node/ ',
  '/delete-property/ ',
  '/include/ "board.dts"\n',
  '#include "board.dts"\n',
  '#define A A A\n',
  '#if 1\n',
  '#endif\n',
  'interrupts = <0 1 4>;',
  'interrupt-parent = <&gic>;',
  'interrupt-controller;',
  '#interrupt-cells = <3>;',
  'interrupt-map = <0 0 0 1 &gic 0 0 0 3 4>;',
  'status = "disabled";',
  'reg = <0 0>;',
  '<(1 << 40)>',
  '/plugin/;',
  '"',
  '/*',
  '\u0000',
  '0x',
];

/** One to three changes, mostly of numbers, words and lines; at times a piece of another text. */
export function mutateText(random: Random, text: string, others: readonly string[]): string {
  let changed = text;
  for (let left = 1 + upTo(random, 3); left > 0; left--) changed = changeText(random, changed, others);
  return changed;
}

function changeText(random: Random, text: string, others: readonly string[]): string {
  const at = upTo(random, text.length + 1);
  const lines = text.split('\n');
  const line = upTo(random, lines.length);
  // What most often still reads as a board comes most often.
  switch (pick(random, [0, 1, 2, 3, 4, 4, 4, 4, 4, 4, 5, 5, 5, 5, 6, 7])) {
    case 0:
      return [...lines.slice(0, line), ...lines.slice(line + 1)].join('\n');
    case 1:
      return [...lines.slice(0, line), pick(random, lines), ...lines.slice(line)].join('\n');
    case 2:
      return text.slice(0, at) + text.slice(at + 1 + upTo(random, 4));
    case 3:
      return text.slice(0, at) + pick(random, PIECES) + text.slice(at);
    case 4: {
      const numbers = [...text.matchAll(/\b(0x[\da-f]+|\d+)\b/gi)];
      const number = numbers[upTo(random, numbers.length)];
      if (number === undefined) return text;
      return text.slice(0, number.index) + `${pick(random, NUMBERS)}` + text.slice(number.index + number[0].length);
    }
    case 5: {
      const words = [...text.matchAll(/[\w,#-]{3,}/g)];
      const [one, other] = [words[upTo(random, words.length)], words[upTo(random, words.length)]];
      if (one === undefined || other === undefined) return text;
      return text.slice(0, one.index) + other[0] + text.slice(one.index + one[0].length);
    }
    case 6: {
      const other = pick(random, others);
      const from = upTo(random, other.length);
      return text.slice(0, at) + other.slice(from, from + upTo(random, 300)) + text.slice(at);
    }
    default:
      return text.slice(0, at);
  }
}

/** One to eight changes of bytes and of 32-bit words; at times the end is cut off. */
export function mutateBytes(random: Random, bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  let changed = new Uint8Array(bytes);
  for (let left = 1 + upTo(random, 8); left > 0; left--) {
    const at = upTo(random, Math.max(1, changed.length));
    switch (upTo(random, 5)) {
      case 0:
        changed[at] = upTo(random, 256);
        break;
      case 1:
        changed[at] = (changed[at] ?? 0) ^ (1 << upTo(random, 8));
        break;
      case 2: {
        // The header's words are worth more than others.
        const word = upTo(random, 4) === 0 ? upTo(random, 10) * 4 : at & ~3;
        if (word + 4 <= changed.length) new DataView(changed.buffer).setUint32(word, pick(random, NUMBERS));
        break;
      }
      case 3:
        changed.copyWithin(at, upTo(random, changed.length), upTo(random, changed.length));
        break;
      default:
        if (upTo(random, 4) === 0) changed = changed.slice(0, at);
    }
  }
  return changed;
}

const VALUES: readonly unknown[] = [
  null,
  true,
  -1,
  0,
  1.5,
  2 ** 53,
  '',
  '0x0',
  '0xffffffffffffffff',
  [],
  {},
  'boot',
  '0-3',
];

/** A JSON value in which some values, keys or entries are others. */
export function mutateJson(random: Random, value: unknown): unknown {
  if (upTo(random, 12) === 0) return pick(random, VALUES);
  if (typeof value === 'number') return upTo(random, 3) === 0 ? pick(random, NUMBERS) : value;
  if (typeof value === 'string' && upTo(random, 6) === 0) return mutateText(random, value, [value]);
  if (Array.isArray(value)) {
    const list: readonly unknown[] = value;
    const kept = list.flatMap((each) =>
      upTo(random, 15) === 0 ? [] : [upTo(random, 4) === 0 ? mutateJson(random, each) : each],
    );
    return upTo(random, 8) === 0 && list.length > 0 ? [...kept, pick(random, list)] : kept;
  }
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, each]) => {
      if (upTo(random, 25) === 0) return [];
      const name = upTo(random, 40) === 0 ? `${key}x` : key;
      return [[name, upTo(random, 4) === 0 ? mutateJson(random, each) : each]];
    }),
  );
}
