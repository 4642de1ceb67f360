import type { ReactNode } from 'react';
import type { DomainRow } from '../../engine/index.ts';
import { useApp, useScreen } from '../store/app-model.ts';
import { useLit } from '../topology/highlight.ts';
import { Empty } from '../widgets/empty.tsx';
import { type Column, VirtualTable } from './virtual-table.tsx';
import styles from './table.module.css';

const COLUMNS: readonly Column<DomainRow>[] = [
  { id: 'name', title: 'domain', cell: ({ name }) => <span title={name}>{name}</span> },
  { id: 'size', title: 'size', end: true, cell: ({ size }) => size },
  { id: 'mapped', title: 'mapped', end: true, cell: ({ mapped }) => mapped },
  {
    id: 'flags',
    title: 'flags',
    cell: ({ flags, flagNames }) => (
      <span
        title={flagNames.join(' ')}
      >{`0x${flags.toString(16).padStart(8, '0')}${flagNames.length === 0 ? '' : ` ${flagNames.map((name) => name.replace('IRQ_DOMAIN_', '')).join(' ')}`}`}</span>
    ),
  },
  { id: 'bus', title: 'bus', cell: ({ bus }) => bus },
  { id: 'parent', title: 'parent', cell: ({ parent }) => <span title={parent}>{parent ?? '–'}</span> },
];

/** What the picture says, as a table: one row a domain. */
export function DomainTable(): ReactNode {
  const app = useApp();
  const rows = useScreen((screen) => screen.domains);
  const lit = useLit();
  if (rows?.length === 0) {
    return (
      <Empty title="No interrupt domain exists yet">
        <p>Choose “next: domain created” below, or press the full stop key.</p>
      </Empty>
    );
  }
  return (
    <VirtualTable
      label="Interrupt domains"
      columns={COLUMNS}
      template={styles.domains}
      data={rows === undefined ? undefined : { total: rows.length, first: 0, rows }}
      changedOf={(row) => row.changed}
      isSelected={({ id }) => lit.has(`domain:${id}`)}
      onSelect={({ id }) => app.select({ kind: 'domain', id })}
    />
  );
}
