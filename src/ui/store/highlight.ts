/** What of the screen is lit by the selection, and what is marked as stopped, in all panes. */
import type { Pulse, Screen, Selection } from '../../engine/index.ts';
import { selectionText } from '../../permalink/selection-text.ts';
import { useScreen, useSelection } from './hooks.ts';

/** The texts of all selections that are lit. */
function litBy(selection: Selection | undefined, inspect: Screen['inspect']): ReadonlySet<string> {
  const lit = new Set<string>();
  if (selection === undefined) return lit;
  const add = (one: Selection): void => {
    lit.add(selectionText(one));
    // A vector lights its function too.
    if (one.kind === 'vector') lit.add(selectionText({ kind: 'function', bdf: one.bdf }));
  };
  add(selection);
  if (inspect !== undefined && selectionText(inspect.selection) === selectionText(selection)) {
    for (const { selection: link } of inspect.chain) if (link !== undefined) add(link);
  }
  return lit;
}

export function useLit(): ReadonlySet<string> {
  const selection = useSelection();
  const inspect = useScreen((screen) => screen.inspect);
  return litBy(selection, inspect);
}

export function useStopped(): Pulse | undefined {
  return useScreen((screen) => screen.pulses?.findLast(({ stopped }) => stopped !== undefined));
}
