/** Messages of a part of the page that is loaded when it is opened: the English ones come along with it and not before. */
import type { Language } from './language.ts';
import { translated, type Translation } from './translation.ts';

/** What the part says in a language: English until the page's language is loaded, which `words` tells. The same object each time. */
export function laterMessages<Part extends object>(
  english: Part,
  words: (language: Language) => NoInfer<Translation<Part>> | undefined,
): (language: Language) => Part {
  const whole: Partial<Record<Language, Part>> = {};
  return (language) => {
    const loaded = words(language);
    return loaded === undefined ? english : (whole[language] ??= translated<Part>(english, loaded));
  };
}
