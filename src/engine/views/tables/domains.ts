/** The table of irq_domains. */
import { BUS_TOKEN, irq_domain, IRQ_DOMAIN_FLAGS } from '../../linux/include/linux/irqdomain.ts';
import type { Snapshot } from '../../record/snapshot.ts';
import { isAssumed } from '../../record/assumed.ts';
import type { Objects } from '../../recorder/index.ts';
import { hex } from '../../../base/hex.ts';
import { type ColumnId, type DomainRow, TABLES } from '../../api/tables.ts';
import type { Changes } from '../changes/changes.ts';
import { bitNames } from '../words/format.ts';
import { table } from './table.ts';

/** All published domains, in order of creation. */
export function domainRows(snapshot: Snapshot, changes: Changes): DomainRow[] {
  return snapshot.objects.all(irq_domain).map((domain) => domainRow(domain, snapshot, changes));
}

function domainRow(domain: irq_domain, { objects, relations }: Snapshot, changes: Changes): DomainRow {
  const isNew = changes.touched.get(domain.$id) === 'created';
  let level = 0;
  for (let { parent } = domain; parent !== undefined; { parent } = parent) level++;
  return {
    id: domain.$id,
    name: domain.name ?? '',
    label: relations.domainLabel(domain),
    parentLabel: domain.parent === undefined ? '' : relations.domainLabel(domain.parent),
    size: domain.revmap_size,
    mapped: domain.mapcount,
    flags: domain.flags,
    flagNames: domain.flags === 0 ? [] : bitNames(domain.flags, IRQ_DOMAIN_FLAGS),
    bus: Object.entries(BUS_TOKEN).find(([, token]) => token === domain.bus_token)?.[0] ?? `${domain.bus_token}`,
    parent: domain.parent?.name,
    level,
    assumed: isAssumed(objects, domain),
    changed: isNew ? ['*'] : changes.fieldsOf(domain).map(({ field }) => COLUMN_OF[field] ?? field),
  };
}

/** Which columns a field feeds, where they are not called the same. */
const COLUMN_OF: Readonly<Record<string, string>> = { revmap_size: 'size', mapcount: 'mapped', bus_token: 'bus' };

/** Children below their parents, unless they are sorted by a column. */
function inTree(objects: Objects): irq_domain[] {
  const byParent = new Map<number | undefined, irq_domain[]>();
  for (const domain of objects.all(irq_domain)) {
    const siblings = byParent.get(domain.parent?.$id);
    if (siblings === undefined) byParent.set(domain.parent?.$id, [domain]);
    else siblings.push(domain);
  }
  const below = (id: number | undefined): irq_domain[] =>
    (byParent.get(id) ?? []).flatMap((domain) => [domain, ...below(domain.$id)]);
  return below(undefined);
}

export const domains = table<DomainRow, DomainRow>({
  items: (snapshot, _choice, changes) => inTree(snapshot.objects).map((domain) => domainRow(domain, snapshot, changes)),
  row: (row) => row,
  value: (row, column) => (isColumn(column) ? (row[column] ?? '') : ''),
  text: (row, column) => {
    if (column === 'flags') return `${hex(row.flags, 8)} ${row.flagNames.join(' ')}`.trim();
    return isColumn(column) ? `${row[column] ?? ''}` : '';
  },
  words: (row) => `${row.name} ${row.label} ${row.bus} ${row.parent ?? ''} ${row.flagNames.join(' ')}`,
  isOf: ({ id }, of) => of.some((one) => one.kind === 'domain' && one.id === id),
});

const isColumn = (column: string): column is ColumnId<'domains'> => Object.hasOwn(TABLES.domains.columns, column);
