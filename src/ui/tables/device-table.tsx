import { type ReactNode, useMemo } from 'react';
import type { PageMessages } from '../../engine/api/messages/index.ts';
import type { DeviceRow } from '../../engine/index.ts';
import { useScreen } from '../store/hooks.ts';
import { Faint } from './cells.tsx';
import { type Column, words } from './columns.ts';
import { PlainFrame } from './plain-table.tsx';
import { useMessages } from '../widgets/messages.ts';

const columnsIn = (say: PageMessages['tables']): readonly Column<DeviceRow>[] => [
  {
    ...words(say, 'devices', 'name'),
    width: 130,
    grow: 14,
    text: ({ name }) => name,
    cell: ({ name, path }) => <span title={path}>{name}</span>,
  },
  {
    ...words(say, 'devices', 'path'),
    width: 190,
    hidden: 'always',
    cell: ({ path }) => <Faint>{path}</Faint>,
  },
  {
    ...words(say, 'devices', 'device'),
    width: 130,
    hidden: 'always',
    cell: ({ device }) => <Faint>{device}</Faint>,
  },
  { ...words(say, 'devices', 'bus'), width: 80, hidden: 'always', cell: ({ bus }) => <Faint>{bus}</Faint> },
  {
    ...words(say, 'devices', 'driver'),
    width: 96,
    grow: 8,
    hidden: 'narrow',
    text: ({ driver }) => driver,
    cell: ({ driver }) => <Faint>{driver}</Faint>,
  },
  {
    ...words(say, 'devices', 'source'),
    width: 130,
    grow: 14,
    text: ({ source }) => source,
    cell: ({ source }) => <span title={source}>{source}</span>,
  },
  {
    ...words(say, 'devices', 'request'),
    width: 130,
    grow: 18,
    text: ({ request }) => request,
    cell: ({ request }) => <Faint>{request}</Faint>,
  },
  {
    ...words(say, 'devices', 'irqs'),
    width: 66,
    grow: 4,
    text: ({ irqs }) => irqs,
    cell: ({ irqs }) => <Faint>{irqs}</Faint>,
  },
  {
    ...words(say, 'devices', 'mapped'),
    width: 64,
    end: true,
    hidden: 'always',
    cell: ({ mapped }) => mapped,
  },
  {
    ...words(say, 'devices', 'domain'),
    width: 120,
    grow: 12,
    hidden: 'narrow',
    text: ({ domainLabel }) => domainLabel,
    cell: ({ domain, domainLabel }) => <Faint title={domain}>{domainLabel}</Faint>,
  },
  { ...words(say, 'devices', 'count'), width: 60, end: true, cell: ({ count }) => count },
];

/** Nodes and PCI functions with interrupts: what they have, and what they want. */
export function DeviceTable(): ReactNode {
  const { tables: say } = useMessages();
  const columns = useMemo(() => columnsIn(say), [say]);
  return <PlainFrame table="devices" columns={columns} data={useScreen((screen) => screen.devices)} />;
}
