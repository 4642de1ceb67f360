/** Where in a table something is, in the order that the screen has. */
import type { Selection } from '../../api/selection.ts';
import type { TableLineAsk } from '../../api/tables.ts';
import { NO_CHANGES } from '../changes/changes.ts';
import type { Snapshot } from '../../record/snapshot.ts';
import { arrangedCounts, virqOf } from './counts.ts';
import { arrangedDevices } from './devices.ts';
import { arrangedDomains } from './domains.ts';
import { arrangedIrqs } from './irqs.ts';
import { msixTable } from './msix-table.ts';
import type { Group } from './window.ts';

/** The number of the line, heads of groups counted; that of its group's head where that is folded. Undefined: it is not there. */
export function lineOf(snapshot: Snapshot, ask: TableLineAsk): number | undefined {
  const { order, bdf, of } = ask;
  const virqs = new Set(of.flatMap((one) => (one.kind === 'irq' ? [one.virq] : [])));
  const line = <Item>(groups: readonly Group<Item>[], is: (item: Item) => boolean): number | undefined =>
    lineIn(groups, order.folded ?? [], is);
  switch (ask.table) {
    case 'irqs':
      return line(arrangedIrqs(snapshot, order), ({ irq_data: { irq } }) => virqs.has(irq));
    case 'perCpu':
      return line(arrangedCounts(snapshot, order, NO_CHANGES), (one) => virqs.has(virqOf(one) ?? -1));
    case 'domainTable':
      return line(arrangedDomains(snapshot.objects, order, NO_CHANGES), ({ id }) =>
        of.some((one) => one.kind === 'domain' && one.id === id),
      );
    case 'devices':
      return line(arrangedDevices(snapshot, order, NO_CHANGES), ({ selection }) =>
        of.some((one) => isSame(one, selection)),
      );
    case 'msix': {
      const all = msixTable(snapshot, { ...order, bdf, first: 0, count: Infinity }, NO_CHANGES);
      const isOf = (vector: number): boolean =>
        of.some((one) => one.kind === 'vector' && one.bdf === all.bdf && one.vector === vector);
      return line(
        [{ name: undefined, items: all.rows.rows }],
        ({ vector, virq }) => isOf(vector) || (virq !== undefined && virqs.has(virq)),
      );
    }
  }
}

function lineIn<Item>(
  groups: readonly Group<Item>[],
  folded: readonly string[],
  is: (item: Item) => boolean,
): number | undefined {
  let line = 0;
  for (const { name, items } of groups) {
    const at = items.findIndex(is);
    const isFolded = name !== undefined && folded.includes(name);
    if (name !== undefined) line++;
    if (at >= 0) return isFolded ? line - 1 : line + at;
    if (!isFolded) line += items.length;
  }
  return undefined;
}

/** Selections of the things that tables of devices have. */
function isSame(one: Selection, other: Selection): boolean {
  if (one.kind === 'node' && other.kind === 'node') return one.path === other.path;
  if (one.kind === 'vector' && other.kind === 'function') return one.bdf === other.bdf;
  return one.kind === 'function' && other.kind === 'function' && one.bdf === other.bdf;
}
