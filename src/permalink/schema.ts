/** What a link of version 1 holds. Each part is read by itself, so that a bad one does not lose the others. */
import * as v from 'valibot';
import type { Selection } from '../engine/index.ts';
import { parseSelection, selectionText } from './selection-text.ts';

export const LINK_VERSION = 1;

/** The scenario: a bundled one by name, with another kernel if not its own; or one that is packed into the link. */
export type LinkSource =
  | { readonly kind: 'preset'; readonly name: string; readonly kernel: string | undefined }
  | { readonly kind: 'packed'; readonly scenario: unknown };

export const LEFT_VIEWS = ['hardware', 'domains', 'table'] as const;
export const RIGHT_VIEWS = ['irqs', 'msix', 'its', 'registers', 'proc', 'dmesg', 'script'] as const;
export type LeftView = (typeof LEFT_VIEWS)[number];
export type RightView = (typeof RIGHT_VIEWS)[number];

/** Which panes show what. */
export interface LinkView {
  readonly left: LeftView;
  readonly right: RightView;
  /** PCI function of the MSI-X table. */
  readonly bdf: string | undefined;
  /** Text of the /proc pane. */
  readonly text: string | undefined;
}

export const DEFAULT_VIEW: LinkView = { left: 'hardware', right: 'irqs', bdf: undefined, text: undefined };

export interface Link {
  readonly source: LinkSource;
  /** undefined is the end of the run. */
  readonly step: number | undefined;
  readonly selection: Selection | undefined;
  readonly view: LinkView;
  /** State hash of the run that the link was made from. */
  readonly hash: string | undefined;
}

const step = v.pipe(v.string(), v.regex(/^\d{1,12}$/), v.transform(Number));
const selection = v.pipe(
  v.string(),
  v.transform(parseSelection),
  v.custom<Selection>((value) => value !== undefined),
);
const hash = v.pipe(v.string(), v.regex(/^[0-9a-f]{16}$/));
const left = v.picklist(LEFT_VIEWS);
const right = v.picklist(RIGHT_VIEWS);
const bdf = v.pipe(v.string(), v.regex(/^[0-9a-f]{4}:[0-9a-f]{2}:[01][0-9a-f]\.[0-7]$/));
const text = v.pipe(v.string(), v.regex(/^[\x20-\x7e]{1,300}$/));

/** Reads one part; a part that does not fit is noted in `lost` and left out. */
function part<T>(
  schema: v.GenericSchema<string, T>,
  key: string,
  params: URLSearchParams,
  lost: string[],
): T | undefined {
  const given = params.get(key);
  if (given === null) return undefined;
  const parsed = v.safeParse(schema, given);
  if (parsed.success) return parsed.output;
  lost.push(key);
  return undefined;
}

/** Everything in the link but the scenario. */
export function readParts(params: URLSearchParams): Omit<Link, 'source'> & { readonly lost: readonly string[] } {
  const lost: string[] = [];
  const [leftText = '', rightText = ''] = (params.get('view') ?? '').split('.');
  const views = new URLSearchParams();
  if (leftText !== '') views.set('view', leftText);
  const leftView = part(left, 'view', views, lost);
  if (rightText !== '') views.set('view', rightText);
  else views.delete('view');
  const rightView = part(right, 'view', views, lost);
  return {
    step: part(step, 't', params, lost),
    selection: part(selection, 'sel', params, lost),
    view: {
      left: leftView ?? DEFAULT_VIEW.left,
      right: rightView ?? DEFAULT_VIEW.right,
      bdf: part(bdf, 'dev', params, lost),
      text: part(text, 'text', params, lost),
    },
    hash: part(hash, 'h', params, lost),
    lost,
  };
}

/** The parts that differ from their defaults. */
export function writeParts(link: Link, params: URLSearchParams): void {
  const { left, right, bdf, text } = link.view;
  if (link.step !== undefined) params.set('t', String(link.step));
  if (link.selection !== undefined) params.set('sel', selectionText(link.selection));
  const view = right === DEFAULT_VIEW.right ? (left === DEFAULT_VIEW.left ? '' : left) : `${left}.${right}`;
  if (view !== '') params.set('view', view);
  if (bdf !== undefined) params.set('dev', bdf);
  if (text !== undefined) params.set('text', text);
  if (link.hash !== undefined) params.set('h', link.hash);
}
