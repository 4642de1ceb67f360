/**
 * The messages of each language. One function for each bundle, so that the page does not load what the engine says; what is
 * loaded only with the editor is in `editor.ts`.
 */
import { cli, engine, page } from './en.ts';
import type { Language } from './language.ts';
import type { Said } from './said.ts';

export { type Language, LANGUAGES } from './language.ts';

/** What a second language must have. */
export type PageMessages = typeof page;
export type EngineMessages = typeof engine;
export type CliMessages = typeof cli;

/** What is said of a board's file. */
export type DeviceTreeMessages = EngineMessages['devicetree'];

/** What is said of a message on its way through the hardware. */
export type SignalText = Said<EngineMessages['signals']>;
/** Why one went no further. */
export type StopReason = Said<EngineMessages['stops']>;
export type { Advice, LineName } from './en/engine/machine.ts';
export type { RefusedBecause } from './en/engine/findings.ts';
export type { ItsRefusal } from './en/engine/signals.ts';

const PAGE: Readonly<Record<Language, PageMessages>> = { en: page };
const ENGINE: Readonly<Record<Language, EngineMessages>> = { en: engine };
const CLI: Readonly<Record<Language, CliMessages>> = { en: cli };

/** What the page says: its components, notices and links. */
export function pageMessages(language: Language): PageMessages {
  return PAGE[language];
}

/** What the engine and its worker say. */
export function engineMessages(language: Language): EngineMessages {
  return ENGINE[language];
}

/** What the command line says. */
export function cliMessages(language: Language): CliMessages {
  return CLI[language];
}
