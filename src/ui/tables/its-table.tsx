import { type ReactNode, useState } from 'react';
import type { ItsCollectionRow, ItsDeviceRow, ItsTranslationRow } from '../../engine/index.ts';
import { useScreen } from '../store/hooks.ts';
import { Empty } from '../widgets/empty.tsx';
import { Tabs } from '../widgets/tabs.tsx';
import { ItsCommandTable, useSeveral } from './its-command-table.tsx';
import type { Column } from './columns.ts';
import { DataTable } from './data-table.tsx';

const PARTS = [
  { id: 'commands', name: 'Commands' },
  { id: 'devices', name: 'Devices' },
  { id: 'translations', name: 'Translations' },
  { id: 'collections', name: 'Collections' },
] as const;
type Part = (typeof PARTS)[number]['id'];

const DEVICES: readonly Column<ItsDeviceRow>[] = [
  { id: 'deviceId', title: 'DeviceID', width: 96, cell: ({ deviceId }) => deviceId },
  { id: 'mapped', title: 'mapped', width: 78, end: true, cell: ({ mapped }) => mapped },
  { id: 'events', title: 'of events', width: 88, end: true, cell: ({ events }) => events },
  { id: 'itt', title: 'ITT', width: 120, grow: 1, cell: ({ itt }) => itt },
];

const TRANSLATIONS: readonly Column<ItsTranslationRow>[] = [
  { id: 'deviceId', title: 'DeviceID', width: 96, cell: ({ deviceId }) => deviceId },
  { id: 'event', title: 'EventID', width: 84, end: true, cell: ({ event }) => event },
  { id: 'lpi', title: 'LPI', width: 84, end: true, cell: ({ lpi }) => lpi },
  { id: 'icid', title: 'ICID', width: 66, end: true, cell: ({ icid }) => icid },
  { id: 'cpu', title: 'CPU', width: 64, end: true, cell: ({ cpu }) => cpu },
];

/** Said where there are several. */
const ITS: Column<{ readonly its: string }> = { id: 'its', title: 'ITS', width: 92, cell: ({ its }) => its };

const COLLECTIONS: readonly Column<ItsCollectionRow>[] = [
  { id: 'icid', title: 'ICID', width: 66, end: true, cell: ({ icid }) => icid },
  { id: 'cpu', title: 'CPU', width: 64, end: true, cell: ({ cpu }) => cpu },
  { id: 'its', title: 'ITS', width: 110, grow: 1, cell: ({ its }) => its },
];

/** An ITS: what it was told, and the tables that this has built. */
export function ItsTable(): ReactNode {
  const [part, setPart] = useState<Part>('commands');
  return (
    <Tabs label="ITS" tabs={PARTS} value={part} onChange={setPart}>
      <ItsPart part={part} />
    </Tabs>
  );
}

function ItsPart({ part }: { readonly part: Part }): ReactNode {
  const tables = useScreen((screen) => screen.itsTables);
  const which = useSeveral() ? [ITS] : [];
  switch (part) {
    case 'commands':
      return <ItsCommandTable />;
    case 'devices':
      return <Rows label="ITS device table" columns={[...which, ...DEVICES]} rows={tables?.devices} />;
    case 'translations':
      return <Rows label="ITS translations" columns={[...which, ...TRANSLATIONS]} rows={tables?.translations} />;
    case 'collections':
      return <Rows label="ITS collections" columns={COLLECTIONS} rows={tables?.collections} />;
  }
}

interface RowsProps<Row extends object> {
  readonly label: string;
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[] | undefined;
}

function Rows<Row extends object>({ label, columns, rows }: RowsProps<Row>): ReactNode {
  if (rows?.length === 0) {
    return (
      <Empty title="This table is empty at this step">
        <p>Commands fill it: see the first tab for the ones given so far.</p>
      </Empty>
    );
  }
  const data = rows === undefined ? undefined : { total: rows.length, first: 0, rows };
  return <DataTable name={label} label={label} columns={columns} data={data} />;
}
