import type { ReactNode } from 'react';
import type { DeviceRow } from '../../engine/index.ts';
import { selectionText } from '../../permalink/selection-text.ts';
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

const COLUMNS: readonly Column<DeviceRow>[] = [
  {
    id: 'name',
    title: 'device',
    width: 130,
    grow: 14,
    cell: ({ name, path }) => <span title={path}>{name}</span>,
  },
  {
    id: 'path',
    title: 'path',
    about: 'in the tree, or bus address',
    width: 190,
    hidden: 'always',
    cell: ({ path }) => <Faint>{path}</Faint>,
  },
  { id: 'driver', title: 'driver', width: 96, hidden: 'narrow', cell: ({ driver }) => <Faint>{driver}</Faint> },
  {
    id: 'source',
    title: 'source',
    about: 'as the tree says',
    width: 130,
    grow: 14,
    cell: ({ source }) => <span title={source}>{source}</span>,
  },
  {
    id: 'irqs',
    title: 'irqs',
    about: 'virq numbers',
    width: 66,
    grow: 4,
    cell: ({ irqs }) => <Faint>{irqs}</Faint>,
  },
  {
    id: 'mapped',
    title: 'mapped',
    about: 'how many',
    width: 64,
    end: true,
    hidden: 'always',
    cell: ({ mapped }) => mapped,
  },
  {
    id: 'domain',
    title: 'domain',
    width: 120,
    grow: 12,
    hidden: 'narrow',
    cell: ({ domain }) => <Faint>{domain}</Faint>,
  },
  { id: 'count', title: 'count', about: 'interrupts so far', width: 60, end: true, cell: ({ count }) => count },
];

/** Nodes and PCI functions with interrupts: what they have, and what they want. */
export function DeviceTable(): ReactNode {
  const actions = useActions();
  const data = useScreen((screen) => screen.devices);
  const { ask, onFilter: _onFilter, onGroup: _onGroup, onFold: _onFold, ...order } = useOrder('devices');
  const revealed = useReveal('devices');
  const lit = useLit();
  const isFiltered = (ask.filter ?? '').trim() !== '';
  return (
    <>
      <TableBar
        table="devices"
        columns={COLUMNS}
        filter="Filter devices"
        placeholder="name, driver, source or domain"
        count={data === undefined ? '' : `${data.total} ${data.total === 1 ? 'device' : 'devices'}`}
        lead={<TwinSwitch />}
      />
      {data?.total === 0 ? (
        <Empty title={isFiltered ? 'No device fits the filter' : 'No device of this board names an interrupt'}>
          <p>
            {isFiltered
              ? 'Clear it to see them all.'
              : 'A device gets a line here when its node has “interrupts”, or when it is a PCI function.'}
          </p>
        </Empty>
      ) : (
        <DataTable
          name="devices"
          label="Devices"
          columns={COLUMNS}
          data={data}
          revealed={revealed}
          changedOf={(row) => row.changed}
          isSelected={({ selection }) => lit.has(selectionText(selection))}
          onSelect={({ selection }) => actions.select(selection)}
          {...(ask.sort === undefined ? {} : { sort: ask.sort })}
          {...order}
        />
      )}
    </>
  );
}
