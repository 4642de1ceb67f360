/** What a traced function is for: its English sentence stands beside the function, in engine/linux. */

/** `file` is the kernel's, in the newest version that has the function; `about` the English sentence. */
export interface AboutFunction {
  readonly fname: string;
  readonly file: string;
  readonly about: string;
}

/** Sentences in another language, by the function's name (or what `scripts/translations.test.ts` says). */
export type FunctionWords = Readonly<Record<string, string>>;

export const functions = {
  about: ({ about }: AboutFunction): string => about,
};
