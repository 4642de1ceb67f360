/** A part of the catalogue in another language. */

/** What a translation has: words for the English ones. Types allow gaps while one is written; a test finds them. */
export type Translation<Part> = Part extends (...about: never[]) => unknown
  ? Part
  : Part extends string
    ? string
    : { readonly [Key in keyof Part]?: Translation<Part[Key]> };

type Words = Readonly<Record<string, unknown>>;

/** The English part with what is translated in place of it. */
export function translated<Part extends object>(english: Part, words: NoInfer<Translation<Part>>): Part {
  return Object.assign({}, english, overlaid(english, words));
}

function overlaid(english: object, words: object): object {
  const from: Words = { ...english };
  const all: Record<string, unknown> = { ...english };
  for (const [key, word] of Object.entries(words)) {
    const original = from[key];
    all[key] = isPart(original) && isPart(word) ? overlaid(original, word) : word;
  }
  return all;
}

/** Lists of words are translated whole. */
function isPart(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Paths of what has no translation: "app.close". Names of the kernel and of formats are the same in every language, and are listed there too. */
export function untranslated(english: object, words: object, path = ''): string[] {
  const of: Words = { ...words };
  return Object.entries(english).flatMap(([key, value]: [string, unknown]) => {
    const word = of[key];
    if (word === undefined) return [`${path}${key}`];
    return isPart(value) && isPart(word) ? untranslated(value, word, `${path}${key}.`) : [];
  });
}
