import { type ReactNode, useState } from 'react';
import type { ItsCollectionRow, ItsDeviceRow, ItsTranslationRow } from '../../engine/index.ts';
import { useScreen } from '../store/app-model.ts';
import { Empty } from '../widgets/empty.tsx';
import { Tabs } from '../widgets/tabs.tsx';
import { ItsCommandTable } from './its-command-table.tsx';
import { type Column, VirtualTable } from './virtual-table.tsx';
import styles from './table.module.css';

const PARTS = [
  { id: 'commands', name: 'Commands' },
  { id: 'devices', name: 'Devices' },
  { id: 'translations', name: 'Translations' },
  { id: 'collections', name: 'Collections' },
] as const;
type Part = (typeof PARTS)[number]['id'];

const DEVICES: readonly Column<ItsDeviceRow>[] = [
  { id: 'deviceId', title: 'DeviceID', cell: ({ deviceId }) => deviceId },
  { id: 'mapped', title: 'mapped', end: true, cell: ({ mapped }) => mapped },
  { id: 'events', title: 'of events', end: true, cell: ({ events }) => events },
  { id: 'itt', title: 'ITT', cell: ({ itt }) => itt },
];

const TRANSLATIONS: readonly Column<ItsTranslationRow>[] = [
  { id: 'deviceId', title: 'DeviceID', cell: ({ deviceId }) => deviceId },
  { id: 'event', title: 'EventID', end: true, cell: ({ event }) => event },
  { id: 'lpi', title: 'LPI', end: true, cell: ({ lpi }) => lpi },
  { id: 'icid', title: 'ICID', end: true, cell: ({ icid }) => icid },
  { id: 'cpu', title: 'CPU', end: true, cell: ({ cpu }) => cpu },
];

const COLLECTIONS: readonly Column<ItsCollectionRow>[] = [
  { id: 'icid', title: 'ICID', end: true, cell: ({ icid }) => icid },
  { id: 'cpu', title: 'CPU', end: true, cell: ({ cpu }) => cpu },
  { id: 'its', title: 'ITS', cell: ({ its }) => its },
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
  switch (part) {
    case 'commands':
      return <ItsCommandTable />;
    case 'devices':
      return <Rows label="ITS device table" columns={DEVICES} template={styles.itsDevices} rows={tables?.devices} />;
    case 'translations':
      return (
        <Rows
          label="ITS translations"
          columns={TRANSLATIONS}
          template={styles.itsTranslations}
          rows={tables?.translations}
        />
      );
    case 'collections':
      return (
        <Rows
          label="ITS collections"
          columns={COLLECTIONS}
          template={styles.itsCollections}
          rows={tables?.collections}
        />
      );
  }
}

interface RowsProps<Row> {
  readonly label: string;
  readonly columns: readonly Column<Row>[];
  readonly template: string | undefined;
  readonly rows: readonly Row[] | undefined;
}

function Rows<Row>({ label, columns, template, rows }: RowsProps<Row>): ReactNode {
  if (rows?.length === 0) {
    return (
      <Empty title="This table is empty at this step">
        <p>Commands fill it: see the first tab for the ones given so far.</p>
      </Empty>
    );
  }
  const data = rows === undefined ? undefined : { total: rows.length, first: 0, rows };
  return <VirtualTable label={label} columns={columns} template={template} data={data} />;
}
