import { type ReactNode, useMemo } from 'react';
import type { PageMessages } from '../../engine/api/messages/index.ts';
import type { DomainRow } from '../../engine/index.ts';
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
import { useMessages } from '../widgets/messages.ts';
import styles from './twin.module.css';

const nameColumn = (say: PageMessages['tables']): Column<DomainRow> => ({
  ...words(say, 'domains', 'name'),
  width: 190,
  grow: 16,
  text: ({ label, level }) => `${'  '.repeat(level)}${label}`,
  cell: ({ name, label }) => <span title={name}>{label}</span>,
});

/** In the order of the tree a name stands to the right of its parent's. */
const treeColumn = (say: PageMessages['tables']): Column<DomainRow> => ({
  ...nameColumn(say),
  cell: ({ name, label, level }) => (
    <span title={name}>
      {level === 0 ? null : (
        <span aria-hidden="true" className={styles.indent}>
          {`${'  '.repeat(level - 1)}└ `}
        </span>
      )}
      {label}
    </span>
  ),
});

const otherColumns = (say: PageMessages['tables']): readonly Column<DomainRow>[] => [
  {
    ...words(say, 'domains', 'size'),
    width: 54,
    end: true,
    cell: ({ size }) => size,
  },
  { ...words(say, 'domains', 'mapped'), width: 64, end: true, cell: ({ mapped }) => mapped },
  {
    ...words(say, 'domains', 'flags'),
    width: 150,
    grow: 14,
    hidden: 'narrow',
    text: flagsText,
    cell: (row) => <span title={row.flagNames.join(' ')}>{flagsText(row)}</span>,
  },
  {
    ...words(say, 'domains', 'bus'),
    width: 124,
    hidden: 'narrow',
    cell: ({ bus }) => <span title={bus}>{bus.replace('DOMAIN_BUS_', '')}</span>,
  },
  {
    ...words(say, 'domains', 'parent'),
    width: 120,
    grow: 10,
    hidden: 'narrow',
    text: ({ parentLabel }) => parentLabel,
    cell: ({ parent, parentLabel }) => <Faint title={parent}>{parentLabel}</Faint>,
  },
];

function flagsText({ flags, flagNames }: DomainRow): string {
  const names = flagNames.map((name) => name.replace(/^IRQ_DOMAIN_(FLAG_)?/, ''));
  return [`0x${flags.toString(16).padStart(8, '0')}`, ...names].join(' ');
}

/** The irq_domains: children below their parents, until they are sorted by something else. */
export function DomainTable(): ReactNode {
  const actions = useActions();
  const { tables: say } = useMessages();
  const { label, noneFits, none } = say.all.domains;
  const data = useScreen((screen) => screen.domains);
  const all = useScreen((screen) => screen.counts.domains) ?? 0;
  const { ask, onFilter: _onFilter, onGroup: _onGroup, onFold: _onFold, ...order } = useOrder('domains');
  const revealed = useReveal('domains');
  const lit = useLit();
  const isFiltered = (ask.filter ?? '').trim() !== '';
  const isTree = ask.sort === undefined && !isFiltered;
  const columns = useMemo(() => [isTree ? treeColumn(say) : nameColumn(say), ...otherColumns(say)], [isTree, say]);
  return (
    <>
      <TableBar
        table="domains"
        columns={columns}
        count={data === undefined ? '' : say.countOf({ count: data.total, all })}
        lead={<TwinSwitch />}
      />
      {data?.total === 0 ? (
        <Empty title={isFiltered ? noneFits : (none?.title ?? '')}>
          <p>{isFiltered ? say.clearFilter : none?.text}</p>
        </Empty>
      ) : (
        <DataTable
          name="domains"
          label={label}
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
