import type { ReactNode } from 'react';
import type { DeviceRow } from '../../engine/index.ts';
import { useScreen } from '../store/hooks.ts';
import { Faint } from './cells.tsx';
import { type Column, words } from './columns.ts';
import { PlainFrame } from './plain-table.tsx';

const COLUMNS: readonly Column<DeviceRow>[] = [
  {
    ...words('devices', 'name'),
    width: 130,
    grow: 14,
    cell: ({ name, path }) => <span title={path}>{name}</span>,
  },
  {
    ...words('devices', 'path'),
    width: 190,
    hidden: 'always',
    cell: ({ path }) => <Faint>{path}</Faint>,
  },
  { ...words('devices', 'driver'), width: 96, hidden: 'narrow', cell: ({ driver }) => <Faint>{driver}</Faint> },
  {
    ...words('devices', 'source'),
    width: 130,
    grow: 14,
    cell: ({ source }) => <span title={source}>{source}</span>,
  },
  {
    ...words('devices', 'irqs'),
    width: 66,
    grow: 4,
    cell: ({ irqs }) => <Faint>{irqs}</Faint>,
  },
  {
    ...words('devices', 'mapped'),
    width: 64,
    end: true,
    hidden: 'always',
    cell: ({ mapped }) => mapped,
  },
  {
    ...words('devices', 'domain'),
    width: 120,
    grow: 12,
    hidden: 'narrow',
    cell: ({ domain }) => <Faint>{domain}</Faint>,
  },
  { ...words('devices', 'count'), width: 60, end: true, cell: ({ count }) => count },
];

/** Nodes and PCI functions with interrupts: what they have, and what they want. */
export function DeviceTable(): ReactNode {
  return <PlainFrame table="devices" columns={COLUMNS} data={useScreen((screen) => screen.devices)} />;
}
