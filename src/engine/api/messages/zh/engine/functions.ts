/** What a traced function is for. */
import type { functions as english } from '../../en/engine/functions.ts';
import type { Translation } from '../../translation.ts';
import { BY_NAME, BY_SENTENCE } from '../functions/index.ts';

export const functions: Translation<typeof english> = {
  about: ({ fname, file, about }) => BY_NAME[`${file}:${fname}`] ?? BY_NAME[fname] ?? BY_SENTENCE[about] ?? about,
};
