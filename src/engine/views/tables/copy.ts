/** A whole table as text, with the columns and in the order that the screen has. */
import type { TableCopy, TableCopyAsk } from '../../api/tables.ts';
import { NO_CHANGES } from '../time/changes.ts';
import { arrangedCounts, lineText } from './counts.ts';
import { arrangedDevices, deviceText } from './devices.ts';
import { arrangedDomains, domainText } from './domains.ts';
import { arrangedIrqs, irqText } from './irqs.ts';
import { msixTable, msixText } from './msix-table.ts';
import { alignedText, csv, type TextGroup } from './text.ts';
import type { Group } from './window.ts';
import type { Viewer } from '../viewer.ts';

export function copyTable(viewer: Viewer, ask: TableCopyAsk): TableCopy {
  const groups = groupsOf(viewer, ask);
  const table = { titles: ask.columns.map(({ title }) => title), groups };
  return {
    text: ask.format === 'csv' ? csv(table) : alignedText(table),
    rows: groups.reduce((sum, { rows }) => sum + rows.length, 0),
  };
}

function groupsOf(viewer: Viewer, ask: TableCopyAsk): TextGroup[] {
  const { cursor, moment } = viewer.session;
  const texts = <Item>(groups: readonly Group<Item>[], text: (item: Item, column: string) => string): TextGroup[] =>
    groups.map(({ name, items }) => ({ name, rows: items.map((item) => ask.columns.map(({ id }) => text(item, id))) }));
  switch (ask.table) {
    case 'irqs':
      return texts(arrangedIrqs(moment, ask.order), irqText);
    case 'domainTable':
      return texts(arrangedDomains(cursor, ask.order, NO_CHANGES), domainText);
    case 'devices':
      return texts(arrangedDevices(viewer, ask.order, NO_CHANGES), deviceText);
    case 'perCpu':
      return texts(arrangedCounts(moment, ask.order, NO_CHANGES), lineText);
    case 'msix': {
      const { rows, maskall } = msixTable(
        viewer,
        { ...ask.order, bdf: ask.bdf, first: 0, count: Infinity },
        NO_CHANGES,
      );
      return texts([{ name: undefined, items: rows.rows }], (row, column) => msixText(row, column, maskall));
    }
  }
}
