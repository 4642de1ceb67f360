import type { ReactNode } from 'react';
import type { DomainRow } from '../../engine/index.ts';
import { useActions, useScreen } from '../store/hooks.ts';
import { useLit } from '../store/highlight.ts';
import { Empty } from '../widgets/empty.tsx';
import type { Column } from './columns.ts';
import { DataTable } from './data-table.tsx';
import { Faint } from './cells.tsx';
import { TableBar } from './table-bar.tsx';
import { TwinSwitch } from './twin-switch.tsx';
import { useOrder } from './use-order.ts';
import { useReveal } from './use-reveal.ts';
import styles from './twin.module.css';

const NAME: Column<DomainRow> = {
  id: 'name',
  title: 'domain',
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
    id: 'size',
    title: 'size',
    about: 'of the linear map',
    width: 54,
    end: true,
    cell: ({ size }) => size,
  },
  { id: 'mapped', title: 'mapped', width: 64, end: true, cell: ({ mapped }) => mapped },
  {
    id: 'flags',
    title: 'flags',
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
    id: 'bus',
    title: 'bus',
    about: 'bus token',
    width: 124,
    hidden: 'narrow',
    cell: ({ bus }) => <span title={bus}>{bus.replace('DOMAIN_BUS_', '')}</span>,
  },
  {
    id: 'parent',
    title: 'parent',
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
  const data = useScreen((screen) => screen.domainTable);
  const all = useScreen((screen) => screen.counts.domains) ?? 0;
  const { ask, onFilter: _onFilter, onGroup: _onGroup, onFold: _onFold, ...order } = useOrder('domainTable');
  const revealed = useReveal('domainTable');
  const lit = useLit();
  const isFiltered = (ask.filter ?? '').trim() !== '';
  const columns = ask.sort === undefined && !isFiltered ? IN_TREE : SORTED;
  return (
    <>
      <TableBar
        table="domainTable"
        columns={columns}
        filter="Filter domains"
        placeholder="name, flag, bus or parent"
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
          name="domainTable"
          label="Interrupt domains"
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
