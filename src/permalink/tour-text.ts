/** The tour that is being walked, as a link has it: `tour=gicv3` for a bundled one, or packed; and `at=3`, the stop. */
import type { PageMessages } from '../engine/api/messages/index.ts';
import { pack, unpack } from './codec.ts';

/** `at` is the number of the stop, from 0. The scenario is that of the link. */
export type LinkTour =
  | { readonly kind: 'bundled'; readonly name: string; readonly at: number }
  /** Unchecked, as it may come from anywhere. */
  | { readonly kind: 'own'; readonly tour: unknown; readonly at: number };

export async function writeTour(tour: LinkTour, params: URLSearchParams): Promise<void> {
  params.set('tour', tour.kind === 'bundled' ? tour.name : await pack(tour.tour));
  if (tour.at > 0) params.set('at', String(tour.at + 1));
}

/** A part that cannot be read is named in `lost`. */
export async function readTour(
  params: URLSearchParams,
  say: PageMessages['links'],
): Promise<{ readonly tour: LinkTour | undefined; readonly lost: readonly string[] }> {
  const text = params.get('tour');
  const number = params.get('at') ?? '1';
  const isNumber = /^[1-9]\d{0,2}$/.test(number);
  const at = isNumber ? Number(number) - 1 : 0;
  const lost = isNumber ? [] : ['at'];
  if (text === null) return { tour: undefined, lost };
  if (/^[\w-]{1,60}$/.test(text)) return { tour: { kind: 'bundled', name: text, at }, lost };
  const own = await unpack(text, say);
  return own.ok ? { tour: { kind: 'own', tour: own.value, at }, lost } : { tour: undefined, lost: [...lost, 'tour'] };
}
