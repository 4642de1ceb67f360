/** The messages of the comparison, which is loaded when it is opened: the English ones come along with it and not before. */
import { compare } from './en/page/compare.ts';
import { type CompareMessages, compareWords, type Language } from './index.ts';
import { translated } from './translation.ts';

export type { CompareMessages } from './index.ts';

const COMPARE: Partial<Record<Language, CompareMessages>> = {};

/** English until the page's language is loaded. */
export function compareMessages(language: Language): CompareMessages {
  const words = compareWords(language);
  if (words === undefined) return compare;
  COMPARE[language] ??= translated(compare, words);
  return COMPARE[language];
}
