/** Guided walks through runs: which come with the page, and how one is written into a link. */
import type { Result } from '../../base/result.ts';
import type { Language, PageMessages } from '../../engine/api/messages/index.ts';
import type { Selection, Tour, TourText, TourThing } from '../../engine/index.ts';
import type { LinkTour } from '../../permalink/tour-text.ts';
import { served } from './board-files.ts';
import type { TourState } from './stores.ts';

/** The bundled ones, files of public/tours; the first are those that a newcomer is shown. */
export const TOURS = [
  'gicv3',
  'vfio',
  'why-not',
  'doorbell',
  'newer',
  'map',
  'gpio',
] as const satisfies readonly (keyof PageMessages['tours'])[];
export type BundledTour = (typeof TOURS)[number];

export function bundledTour(name: string): BundledTour | undefined {
  return TOURS.find((one) => one === name);
}

/** A tour that is served beside the page, from our own origin, unchecked. */
export function fetchTour(name: BundledTour, messages: PageMessages): Promise<Result<unknown>> {
  return served(`tours/${name}.json`, 'tour-missing', (response): Promise<unknown> => response.json(), messages);
}

/** A text in the reader's language, else in one that there is. */
export function textIn(text: TourText, language: Language): string {
  return typeof text === 'string' ? text : (text[language] ?? text.en ?? text.zh ?? '');
}

export function selectionOf(thing: TourThing): Selection {
  if ('cpu' in thing) return { kind: 'cpu', cpu: thing.cpu };
  if ('node' in thing) return { kind: 'node', path: thing.node };
  const { bdf, vector } = thing;
  return vector === undefined ? { kind: 'function', bdf } : { kind: 'vector', bdf, vector };
}

/** The tour as links keep it. Its scenario is that of the link: who opens another has left the tour. */
export function linkTour({ tour, name, at }: TourState): LinkTour | undefined {
  if (tour === undefined || at < 0) return undefined;
  if (name !== undefined) return { kind: 'bundled', name, at };
  return { kind: 'own', tour: withoutScenario(tour), at };
}

function withoutScenario({ scenario: _scenario, bundled: _bundled, kernel: _kernel, ...rest }: Tour): Tour {
  return rest;
}
