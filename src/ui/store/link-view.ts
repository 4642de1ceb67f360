/** The view as links and edits keep it, and back. */
import { TABLE_IDS, type TableAsk, type TableId } from '../../engine/api/tables.ts';
import type { LinkCompare } from '../../permalink/compare-text.ts';
import type { RightView } from '../../engine/api/scenario/names.ts';
import { DEFAULT_VIEW, type LinkView } from '../../permalink/view-text.ts';
import { ALL_DEVICES, type CompareState, DEFAULT_TEXT, FIRST_ROWS, type ViewState } from './stores.ts';

/** All of the view that outlives the run it is of. */
export function linkView(view: ViewState): LinkView {
  const { left, right, inspector, twin, bdf, block } = view;
  const orders = TABLE_IDS.flatMap((table) => {
    const { first: _first, count: _count, filter = '', ...rest } = view[table];
    const order = filter === '' ? rest : { ...rest, filter };
    return Object.keys(order).length === 0 ? [] : [[table, order] as const];
  });
  return {
    left,
    right,
    inspector,
    twin,
    bdf,
    block,
    text: view.text === DEFAULT_TEXT ? undefined : view.text,
    orders: Object.fromEntries(orders),
    columns: view.columns,
    unfolded: [...view.unfolded],
  };
}

/** The comparison as links keep it: what another machine printed is no part of a link. */
export function linkCompare({ other, at }: CompareState): LinkCompare | undefined {
  return other === undefined || other.kind === 'machine' ? undefined : { other, at };
}

/** Only what can be seen. */
export function seenView(view: ViewState): LinkView {
  const { left, right } = view;
  const whole = linkView(view);
  const seen = new Set<string>([right, left === 'table' ? view.twin : '']);
  return {
    ...whole,
    twin: left === 'table' ? whole.twin : DEFAULT_VIEW.twin,
    bdf: right === 'msix' ? whole.bdf : undefined,
    text: right === 'proc' ? whole.text : undefined,
    block: right === 'registers' ? whole.block : undefined,
    orders: Object.fromEntries(Object.entries(whole.orders).filter(([table]) => seen.has(table))),
    columns: Object.fromEntries(Object.entries(whole.columns).filter(([table]) => seen.has(table))),
    unfolded: left === 'table' ? [] : whole.unfolded,
  };
}

/** The state for a view of a run that has something for some right-hand views; without a view, panes stay as they are. */
export function viewState(view: LinkView | undefined, before: ViewState, available: readonly RightView[]): ViewState {
  const kept = view ?? { ...DEFAULT_VIEW, left: before.left, right: before.right, inspector: before.inspector };
  const tables: Record<TableId, TableAsk> = { ...before };
  for (const table of TABLE_IDS) tables[table] = { ...FIRST_ROWS, ...kept.orders[table] };
  return {
    ...before,
    ...tables,
    its: FIRST_ROWS,
    left: kept.left,
    right: available.includes(kept.right) ? kept.right : 'irqs',
    inspector: kept.inspector,
    twin: kept.twin,
    bdf: kept.bdf,
    block: kept.block,
    text: kept.text ?? DEFAULT_TEXT,
    // Columns that the view says nothing of stay as somebody chose them.
    columns: { ...before.columns, ...kept.columns },
    unfolded: new Set(kept.unfolded),
    sift: ALL_DEVICES,
  };
}
