/** The messages of the comparison, which is loaded when it is opened. */
import { compare } from './en/page/compare.ts';
import { compareWords } from './index.ts';
import { laterMessages } from './later.ts';

export type { CompareMessages } from './index.ts';

export const compareMessages = laterMessages(compare, compareWords);
