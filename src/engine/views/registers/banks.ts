/** Registers with a bit for each INTID, as lists of those whose bit is set. */
import { bitsOf } from '../../../base/bits.ts';
import { type Bank, pendingWord } from '../../machine/index.ts';
import type { BankView } from '../../api/registers.ts';
import type { RegisterMessages, ShownBank } from './blocks.ts';

const BANKS = [
  ['enable', 'ISENABLER'],
  ['pending', 'ISPENDR'],
  ['line', undefined],
  ['active', 'ISACTIVER'],
  ['group', 'IGROUPR'],
  ['edge', 'ICFGR'],
] as const;

/** `changed` tells whether a field of the block's state changed at this step. */
export function banksOf(
  m: RegisterMessages,
  { prefix, state: bank, groups }: ShownBank,
  changed: (field: string) => boolean,
): BankView[] {
  return BANKS.filter(([field]) => groups || field !== 'group').map(([field, register]) => {
    const words = field === 'pending' ? pendingWords(bank) : bank[field].entries();
    return {
      name: register === undefined ? m.inputWires : `${prefix}_${register}`,
      about: m.banks[field],
      intids: rangesOf(words.flatMap(([word, value]) => bitsOf(value).map((place) => word * 32 + place))),
      changed: changed(field) || (field === 'pending' && changed('line')),
    };
  });
}

/** As software reads them, ascending. */
function pendingWords(bank: Bank): (readonly [word: number, value: number])[] {
  const words = new Set([...bank.pending.keys(), ...bank.line.keys()]);
  return [...words].toSorted((a, b) => a - b).map((word) => [word, pendingWord(bank, word)]);
}

/** Ascending numbers as ranges. */
function rangesOf(numbers: readonly number[]): (readonly [first: number, last: number])[] {
  const ranges: [number, number][] = [];
  for (const number of numbers) {
    const last = ranges.at(-1);
    if (last !== undefined && last[1] === number - 1) last[1] = number;
    else ranges.push([number, number]);
  }
  return ranges;
}
