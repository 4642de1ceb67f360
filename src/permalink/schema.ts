/** What a link of version 1 holds. Each part is read by itself, so that a bad one does not lose the others. */
import * as v from 'valibot';
import { type Language, LANGUAGES } from '../engine/api/messages/language.ts';
import type { Selection } from '../engine/index.ts';
import type { LinkCompare, LinkSource } from './compare-text.ts';
import { parseSelection, selectionText } from './selection-text.ts';
import type { LinkTour } from './tour-text.ts';
import { type LinkStop, parseStop, stopText } from './stop-text.ts';
import { type LinkView, readView, writeView } from './view-text.ts';

export const LINK_VERSION = 1;

export interface Link {
  readonly source: LinkSource;
  /** undefined is the end of the run. */
  readonly step: number | undefined;
  readonly selection: Selection | undefined;
  readonly view: LinkView;
  /** Where play stops. */
  readonly stops: readonly LinkStop[];
  /** What the run is compared with. */
  readonly compare: LinkCompare | undefined;
  /** The tour that is being walked, and at which stop. */
  readonly tour?: LinkTour | undefined;
  /** State hash of the run that the link was made from. */
  readonly hash: string | undefined;
  /** In which the page speaks; undefined: as the reader's browser asks for. */
  readonly language?: Language | undefined;
  /** State hashes along that run, which tell where another one parts from it. */
  readonly rungs: string | undefined;
}

/** Nobody sets more breakpoints than these. */
const MOST_STOPS = 50;

const step = v.pipe(v.string(), v.regex(/^\d{1,12}$/), v.transform(Number));
const selection = v.pipe(
  v.string(),
  v.transform(parseSelection),
  v.custom<Selection>((value) => value !== undefined),
);
const language = v.picklist(LANGUAGES);
const hash = v.pipe(v.string(), v.regex(/^[0-9a-f]{16}$/));
const rungs = v.pipe(v.string(), v.regex(/^\d{1,9}\.([0-9a-f]{4}){1,64}$/));
const stop = v.pipe(
  v.string(),
  v.transform(parseStop),
  v.custom<LinkStop>((value) => value !== undefined),
);

/** Everything in the link but the scenario. A part that does not fit is named in `lost` and left out. */
export function readParts(
  params: URLSearchParams,
): Omit<Link, 'source' | 'compare' | 'tour'> & { readonly lost: readonly string[] } {
  const lost: string[] = [];
  const read = <T>(schema: v.GenericSchema<string, T>, key: string, value: string | null): T | undefined => {
    if (value === null) return undefined;
    const parsed = v.safeParse(schema, value);
    if (parsed.success) return parsed.output;
    lost.push(key);
    return undefined;
  };
  return {
    view: readView(params, read),
    step: read(step, 't', params.get('t')),
    selection: read(selection, 'sel', params.get('sel')),
    stops: params
      .getAll('stop')
      .slice(0, MOST_STOPS)
      .flatMap((text) => read(stop, 'stop', text) ?? []),
    hash: read(hash, 'h', params.get('h')),
    ...(params.has('lang') ? { language: read(language, 'lang', params.get('lang')) } : {}),
    rungs: read(rungs, 'hs', params.get('hs')),
    lost,
  };
}

/** The parts that differ from their defaults. */
export function writeParts(link: Omit<Link, 'source' | 'compare' | 'tour'>, params: URLSearchParams): void {
  if (link.step !== undefined) params.set('t', String(link.step));
  if (link.selection !== undefined) params.set('sel', selectionText(link.selection));
  writeView(link.view, params);
  for (const each of link.stops) params.append('stop', stopText(each));
  if (link.hash !== undefined) params.set('h', link.hash);
  if (link.language !== undefined) params.set('lang', link.language);
  if (link.rungs !== undefined) params.set('hs', link.rungs);
}
