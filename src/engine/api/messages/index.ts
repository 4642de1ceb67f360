/**
 * The messages of each language. One function for each bundle, so that the page does not load what the engine says; what is
 * loaded only with the editor is in `editor.ts`.
 */
import { engine } from './en.ts';

export const LANGUAGES = ['en'] as const;
export type Language = (typeof LANGUAGES)[number];

/** What a second language must have. */
export type EngineMessages = typeof engine;

const ENGINE: Readonly<Record<Language, EngineMessages>> = { en: engine };

/** What the engine and its worker say. */
export function engineMessages(language: Language): EngineMessages {
  return ENGINE[language];
}
