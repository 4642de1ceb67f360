import type { ReactNode } from 'react';
import type { DomainRow } from '../../engine/index.ts';
import { TABLES } from '../../engine/api/tables.ts';
import { useActions, useScreen } from '../store/hooks.ts';
import { useLit } from '../store/highlight.ts';
import { Empty } from '../widgets/empty.tsx';
import { type Column, words } from './columns.ts';
import { DataTable } from './data-table.tsx';
import { Faint } from './cells.tsx';
import { TableBar } from './table-bar.tsx';
import { TwinSwitch } from './twin-switch.tsx';
import { useOrder } from './use-order.ts';
import { useReveal } from './use-reveal.ts';
import styles from './twin.module.css';

const NAME: Column<DomainRow> = {
  ...words('domains', 'name'),
  width: 190,
  grow: 16,
  cell: ({ name }) => <span title={name}>{name}</span>,
};

/** In the order of the tree a name stands to the right of its parent's. */
const TREE_NAME: Column<DomainRow> = {
  ...NAME,
  cell: ({ name, level }) => (
    <span title={name}>
      {level === 0 ? null : (
        <span aria-hidden="true" className={styles.indent}>
          {`${'  '.repeat(level - 1)}└ `}
        </span>
      )}
      {name}
    </span>
  ),
};

const OTHERS: readonly Column<DomainRow>[] = [
  {
    ...words('domains', 'size'),
    width: 54,
    end: true,
    cell: ({ size }) => size,
  },
  { ...words('domains', 'mapped'), width: 64, end: true, cell: ({ mapped }) => mapped },
  {
    ...words('domains', 'flags'),
    width: 150,
    grow: 14,
    hidden: 'narrow',
    cell: ({ flags, flagNames }) => (
      <span
        title={flagNames.join(' ')}
      >{`0x${flags.toString(16).padStart(8, '0')}${flagNames.length === 0 ? '' : ` ${flagNames.map((name) => name.replace(/^IRQ_DOMAIN_(FLAG_)?/, '')).join(' ')}`}`}</span>
    ),
  },
  {
    ...words('domains', 'bus'),
    width: 124,
    hidden: 'narrow',
    cell: ({ bus }) => <span title={bus}>{bus.replace('DOMAIN_BUS_', '')}</span>,
  },
  {
    ...words('domains', 'parent'),
    width: 120,
    grow: 10,
    hidden: 'narrow',
    cell: ({ parent }) => <Faint>{parent ?? ''}</Faint>,
  },
];

const IN_TREE = [TREE_NAME, ...OTHERS];
const SORTED = [NAME, ...OTHERS];

/** The irq_domains: children below their parents, until they are sorted by something else. */
export function DomainTable(): ReactNode {
  const actions = useActions();
  const data = useScreen((screen) => screen.domains);
  const all = useScreen((screen) => screen.counts.domains) ?? 0;
  const { ask, onFilter: _onFilter, onGroup: _onGroup, onFold: _onFold, ...order } = useOrder('domains');
  const revealed = useReveal('domains');
  const lit = useLit();
  const isFiltered = (ask.filter ?? '').trim() !== '';
  const columns = ask.sort === undefined && !isFiltered ? IN_TREE : SORTED;
  return (
    <>
      <TableBar
        table="domains"
        columns={columns}
        count={data === undefined ? '' : `${data.total} of ${all}`}
        lead={<TwinSwitch />}
      />
      {data?.total === 0 ? (
        <Empty title={isFiltered ? 'No domain fits the filter' : 'No interrupt domain exists yet'}>
          <p>
            {isFiltered
              ? 'Clear it to see them all.'
              : 'Choose “next: domain created” below, or press the full stop key.'}
          </p>
        </Empty>
      ) : (
        <DataTable
          name="domains"
          label={TABLES.domains.label}
          columns={columns}
          data={data}
          revealed={revealed}
          changedOf={(row) => row.changed}
          isSelected={({ id }) => lit.has(`domain:${id}`)}
          onSelect={({ id }) => actions.select({ kind: 'domain', id })}
          {...(ask.sort === undefined ? {} : { sort: ask.sort })}
          {...order}
        />
      )}
    </>
  );
}
