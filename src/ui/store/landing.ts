/** Where to go in a run that has just been opened, and what stays selected from one run to the next. */
import type { Screen, Selection } from '../../engine/index.ts';
import { selectionText } from '../../permalink/selection-text.ts';
import type { LinkCompare } from '../../permalink/compare-text.ts';
import type { LinkTour } from '../../permalink/tour-text.ts';
import type { LinkStop } from '../../permalink/stop-text.ts';
import type { LinkView } from '../../permalink/view-text.ts';
import type { History } from './history.ts';
import type { Place } from './same-place.ts';
import type { Stores } from './stores.ts';

/** Where to go once it is open. */
export interface Landing {
  /** Of what is opened again. What is opened for the first time gets one, what was changed goes on with its own. */
  readonly id?: string | undefined;
  readonly step?: number | undefined;
  /** In place of a step, where the run differs from the one that it was looked at in: what was happening there. */
  readonly place?: Place | undefined;
  readonly selection?: Selection | undefined;
  /** What the irq that is selected comes from: if the number is another's in this run, that is selected instead. */
  readonly origin?: Selection | undefined;
  readonly view?: LinkView;
  readonly hash?: string | undefined;
  /** State hashes along the run that the link was made from. */
  readonly rungs?: string | undefined;
  readonly stops?: readonly LinkStop[];
  readonly compare?: LinkCompare | undefined;
  /** The tour that was being walked. */
  readonly tour?: LinkTour | undefined;
  readonly preset?: string | undefined;
  /** What led to it, where it is a change of what was open. */
  readonly history?: History | undefined;
}

/**
 * What is selected, for another run: numbers of objects are of one run alone, and numbers of irqs may be another's there,
 * so what the irq comes from goes along.
 */
export function lasting({ selection: { getState }, screen }: Stores): Pick<Landing, 'selection' | 'origin'> {
  const { selection } = getState();
  if (selection?.kind === 'domain' || selection?.kind === 'object') return {};
  return { selection, ...(selection?.kind === 'irq' ? { origin: originOf(screen.getState().screen) } : {}) };
}

/** The vector, node or function that the selected interrupt comes from. */
export function originOf(screen: Screen | undefined): Selection | undefined {
  const origin = screen?.inspect?.chain[0]?.selection;
  return origin !== undefined && LASTING.has(origin.kind) ? origin : undefined;
}

export const isSame = (a: Selection | undefined, b: Selection): boolean =>
  a !== undefined && selectionText(a) === selectionText(b);

const LASTING: ReadonlySet<Selection['kind']> = new Set(['vector', 'node', 'function']);

/** The function whose MSI-X table belongs to what is selected. */
export function functionOf(selection: Selection | undefined): string | undefined {
  return selection?.kind === 'vector' || selection?.kind === 'function' ? selection.bdf : undefined;
}
