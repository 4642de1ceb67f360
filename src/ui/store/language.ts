/** The language of the page: as chosen, as a link says, or as the browser asks for; what was chosen is kept for the next visit. */
import { negotiateLanguages } from '@fluent/langneg';
import { type Language, LANGUAGE_NAMES, LANGUAGES } from '../../engine/api/messages/language.ts';
import { loadPageMessages } from '../../engine/api/messages/index.ts';
import { report } from './notices.ts';
import { messagesOf } from './messages.ts';
import { remember, remembered } from './remembered.ts';
import type { Stores } from './stores.ts';

const KEY = 'irqscope-language';

/** What the visit begins with: what was chosen before, else the first of the browser's languages that there are words in. */
export function firstLanguage(): Language {
  return negotiated([remembered(KEY) ?? '', ...navigator.languages]);
}

/**
 * The first of `asked` (BCP 47 tags, the most wanted first) that there are words in, by the rules of Unicode's likely subtags. Who reads
 * another script or region of a language is given the one that there is: Simplified Chinese for zh-Hant-TW.
 */
export function negotiated(asked: readonly string[]): Language {
  const tags = LANGUAGES.map((language) => LANGUAGE_NAMES[language].tag);
  const wide = asked.flatMap((tag) => [tag, tag.split('-', 1)[0] ?? '']);
  const [found] = negotiateLanguages(wide, tags, {
    strategy: 'lookup',
    defaultLocale: LANGUAGE_NAMES[LANGUAGES[0]].tag,
  });
  return LANGUAGES.find((language) => LANGUAGE_NAMES[language].tag === found) ?? LANGUAGES[0];
}

/** Loads the words of a language and has the page speak it. Says so where they cannot be loaded, and the page speaks as before. */
export async function speak(stores: Pick<Stores, 'view' | 'tasks'>, language: Language): Promise<boolean> {
  try {
    await loadPageMessages(language);
  } catch (error) {
    const { notices: say } = messagesOf(stores);
    const message = error instanceof Error ? error.message : String(error);
    report(stores, say.couldNotSpeak({ language: LANGUAGE_NAMES[language].name }), { code: 'language', message });
    return false;
  }
  stores.view.setState({ language });
  document.documentElement.lang = LANGUAGE_NAMES[language].tag;
  return true;
}

export function keepLanguage(language: Language): void {
  remember(KEY, language);
}
