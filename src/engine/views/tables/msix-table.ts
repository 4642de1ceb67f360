/** The MSI-X table in the order that a person chose. */
import type { MsixRow, MsixView } from '../../api/msix.ts';
import type { TableAsk } from '../../api/tables.ts';
import type { Changes } from '../changes/changes.ts';
import { msixView } from './msix.ts';
import { eventfdIds } from './vfio.ts';
import { arrange, windowOf } from './window.ts';
import type { Snapshot } from '../../record/snapshot.ts';

const specOf = (maskall: boolean) => ({
  words: (row: MsixRow) => COLUMNS.map((column) => msixText(row, column, maskall)).join(' '),
  value: (row: MsixRow, column: string) =>
    column === 'vector' || column === 'count' ? row[column] : msixText(row, column, maskall),
});

const COLUMNS = ['vector', 'address', 'data', 'state', 'intid', 'virq', 'handler'] as const;

/** In the table's own order only the visible vectors are looked at. */
export function msixTable(
  snapshot: Snapshot,
  ask: { readonly bdf: string | undefined } & TableAsk,
  changes: Changes,
): MsixView {
  const isAll = ask.sort !== undefined || (ask.filter ?? '') !== '';
  const view = msixView(snapshot, isAll ? { bdf: ask.bdf, first: 0, count: Infinity } : ask, changes);
  const rows = isAll ? windowOf(arrange(view.rows.rows, ask, specOf(view.maskall)), ask, (row) => row) : view.rows;
  const signalled = new Set(
    [...eventfdIds(snapshot.objects, view.bdf)].flatMap(([vector, id]) => (changes.touched.has(id) ? [vector] : [])),
  );
  const marked = rows.rows.map((row) =>
    signalled.has(row.vector) ? { ...row, changed: [...row.changed, 'eventfd'] } : row,
  );
  return { ...view, rows: { ...rows, rows: marked } };
}

/** Unmasked, masked, or with a message that waits until it is unmasked; by itself, or by the function mask. */
function stateOf({ masked, pending }: MsixRow, maskall: boolean): string {
  if (masked) return pending ? 'pending, masked' : 'masked';
  return `${pending ? 'pending' : 'open'}${maskall ? ', but the whole function is masked' : ''}`;
}

/** A cell as text. */
export function msixText(row: MsixRow, column: string, maskall: boolean): string {
  switch (column) {
    case 'state':
      return stateOf(row, maskall);
    case 'vector':
    case 'address':
    case 'data':
    case 'deviceId':
    case 'eventId':
    case 'intid':
    case 'virq':
    case 'cpu':
    case 'handler':
    case 'count':
    case 'eventfd':
      return `${row[column] ?? ''}`;
    default:
      return '';
  }
}
