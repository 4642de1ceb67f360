import { useEffect, useState } from 'react';
import type { Selection, TableId } from '../../engine/index.ts';
import { selectionText } from '../../permalink/selection-text.ts';
import { useApp, useScreen, useSelection } from '../store/hooks.ts';
import type { ReadStores } from '../store/stores.ts';

export interface Revealed {
  readonly line: number;
}

/**
 * The line of what is selected, wherever it was selected: found anew when that is something else, and not when a step
 * moves rows about. Undefined while the table has no such line.
 */
export function useReveal(table: TableId, bdf?: string): Revealed | undefined {
  const app = useApp();
  const selection = useSelection();
  const told = useScreen((screen) => screen.inspect);
  const [revealed, setRevealed] = useState<Revealed>();
  const wanted = selection === undefined ? undefined : selectionText(selection);
  // Only with its chain is it known which interrupt, domain and vector it is.
  const isTold = told !== undefined && selectionText(told.selection) === wanted;
  useEffect(() => {
    if (!isTold || wanted === undefined) return undefined;
    let stale = false;
    const { first: _first, count: _count, ...order } = app.state.view.getState()[table];
    void app.ask.line({ table, order, bdf, of: linksOf(app.state, wanted) }).then((found) => {
      if (!stale && found.ok && found.value !== undefined) setRevealed({ line: found.value });
    });
    return () => {
      stale = true;
    };
  }, [app, table, bdf, wanted, isTold]);
  return revealed;
}

/** What is selected, if it still is, and all that its chain passes. */
function linksOf(state: ReadStores, wanted: string): readonly Selection[] {
  const { selection } = state.selection.getState();
  if (selection === undefined || selectionText(selection) !== wanted) return [];
  const chain = state.screen.getState().screen?.inspect?.chain ?? [];
  return [selection, ...chain.flatMap(({ selection: link }) => link ?? [])];
}
