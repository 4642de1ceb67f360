/** A whole table as text, with the columns and in the order that the screen has. */
import type { TableCopy, TableCopyAsk } from '../../api/tables.ts';
import { NO_CHANGES } from '../changes/changes.ts';
import { arrangedCounts, lineText } from './counts.ts';
import { arrangedDevices, deviceText } from './devices.ts';
import { arrangedDomains, domainText } from './domains.ts';
import { arrangedIrqs, irqText } from './irqs.ts';
import { msixTable, msixText } from './msix-table.ts';
import { alignedText, csv, type TextGroup } from './text.ts';
import type { Group } from './window.ts';
import type { Snapshot } from '../../record/snapshot.ts';

export function copyTable(snapshot: Snapshot, ask: TableCopyAsk): TableCopy {
  const groups = groupsOf(snapshot, ask);
  const table = { titles: ask.columns.map(({ title }) => title), groups };
  return {
    text: ask.format === 'csv' ? csv(table) : alignedText(table),
    rows: groups.reduce((sum, { rows }) => sum + rows.length, 0),
  };
}

function groupsOf(snapshot: Snapshot, ask: TableCopyAsk): TextGroup[] {
  const texts = <Item>(groups: readonly Group<Item>[], text: (item: Item, column: string) => string): TextGroup[] =>
    groups.map(({ name, items }) => ({ name, rows: items.map((item) => ask.columns.map(({ id }) => text(item, id))) }));
  switch (ask.table) {
    case 'irqs':
      return texts(arrangedIrqs(snapshot, ask.order), irqText);
    case 'domainTable':
      return texts(arrangedDomains(snapshot.objects, ask.order, NO_CHANGES), domainText);
    case 'devices':
      return texts(arrangedDevices(snapshot, ask.order, NO_CHANGES), deviceText);
    case 'perCpu':
      return texts(arrangedCounts(snapshot, ask.order, NO_CHANGES), lineText);
    case 'msix': {
      const { rows, maskall } = msixTable(
        snapshot,
        { ...ask.order, bdf: ask.bdf, first: 0, count: Infinity },
        NO_CHANGES,
      );
      return texts([{ name: undefined, items: rows.rows }], (row, column) => msixText(row, column, maskall));
    }
  }
}
