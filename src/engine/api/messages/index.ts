/**
 * The messages of each language. One function for each bundle, so that the page does not load what the engine says; what is
 * loaded only with the editor is in `editor.ts`.
 */
import { cli, engine, page } from './en.ts';
import type { compare } from './en/page/compare.ts';
import type { editor } from './en/page/editor.ts';
import type { Language } from './language.ts';
import type { Said } from './said.ts';
import { translated, type Translation } from './translation.ts';

export { type Language, LANGUAGES } from './language.ts';

/** What a second language must have. */
export type PageMessages = typeof page;
export type EngineMessages = typeof engine;
export type CliMessages = typeof cli;
export type EditorMessages = typeof editor;
export type CompareMessages = typeof compare;

/** What is said of a board's file. */
export type DeviceTreeMessages = EngineMessages['devicetree'];

/** What is said of a message on its way through the hardware. */
export type SignalText = Said<EngineMessages['signals']>;
/** Why one went no further. */
export type StopReason = Said<EngineMessages['stops']>;
export type { Advice, LineName } from './en/engine/machine.ts';
export type { RefusedBecause } from './en/engine/findings.ts';
export type { ItsRefusal } from './en/engine/signals.ts';

/** What is loaded; another language than English is, once somebody chose it. */
const PAGE: Partial<Record<Language, PageMessages>> = {};
const EDITOR: Partial<Record<Language, Translation<EditorMessages>>> = {};
const COMPARE: Partial<Record<Language, Translation<CompareMessages>>> = {};
const ENGINE: Partial<Record<Language, EngineMessages>> = {};

/** What the page says: its components, notices and links. English until the language is loaded. */
export function pageMessages(language: Language): PageMessages {
  return PAGE[language] ?? page;
}

/** What the engine and its worker say. English until the language is loaded. */
export function engineMessages(language: Language): EngineMessages {
  return ENGINE[language] ?? engine;
}

/** What the command line says: English alone. */
export function cliMessages(_language: Language): CliMessages {
  return cli;
}

/** Loads what the page says. Rejects where the file cannot be had. */
export async function loadPageMessages(language: Language): Promise<void> {
  if (language !== 'zh' || PAGE.zh !== undefined) return;
  const words = await import('./zh/page/index.ts');
  EDITOR.zh = words.editor;
  COMPARE.zh = words.compare;
  PAGE.zh = translated(page, words.page);
}

/** The words of the scenario editor in another language than English, where they are loaded. */
export function editorWords(language: Language): Translation<EditorMessages> | undefined {
  return EDITOR[language];
}

/** The same of the comparison. */
export function compareWords(language: Language): Translation<CompareMessages> | undefined {
  return COMPARE[language];
}

/** Loads what the engine says. Rejects where the file cannot be had. */
export async function loadEngineMessages(language: Language): Promise<void> {
  if (language === 'zh') ENGINE.zh ??= translated(engine, (await import('./zh/engine/index.ts')).engine);
}
