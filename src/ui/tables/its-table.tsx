import { type ReactNode, useState } from 'react';
import type { PageMessages } from '../../engine/api/messages/index.ts';
import type { ItsCollectionRow, ItsDeviceRow, ItsTranslationRow } from '../../engine/index.ts';
import { useScreen } from '../store/hooks.ts';
import { Empty } from '../widgets/empty.tsx';
import { Tabs } from '../widgets/tabs.tsx';
import { ItsCommandTable, useSeveral } from './its-command-table.tsx';
import type { Column } from './columns.ts';
import { DataTable } from './data-table.tsx';
import { useMessages } from '../widgets/messages.ts';

const PARTS = ['commands', 'devices', 'translations', 'collections'] as const;
type Part = (typeof PARTS)[number];

type Say = PageMessages['tables'];

const deviceColumns = (say: Say): readonly Column<ItsDeviceRow>[] => [
  { id: 'deviceId', title: say.its.deviceId, width: 96, cell: ({ deviceId }) => deviceId },
  { id: 'mapped', title: say.its.mapped, width: 78, end: true, cell: ({ mapped }) => mapped },
  { id: 'events', title: say.its.ofEvents, width: 88, end: true, cell: ({ events }) => events },
  { id: 'itt', title: say.its.itt, width: 120, grow: 1, cell: ({ itt }) => itt },
];

const translationColumns = (say: Say): readonly Column<ItsTranslationRow>[] => [
  { id: 'deviceId', title: say.its.deviceId, width: 96, cell: ({ deviceId }) => deviceId },
  { id: 'event', title: say.its.eventId, width: 84, end: true, cell: ({ event }) => event },
  { id: 'lpi', title: say.its.lpi, width: 84, end: true, cell: ({ lpi }) => lpi },
  { id: 'icid', title: say.its.icid, width: 66, end: true, cell: ({ icid }) => icid },
  { id: 'cpu', title: say.its.cpu, width: 64, end: true, cell: ({ cpu }) => cpu },
];

/** Said where there are several. */
const itsColumn = (say: Say): Column<{ readonly its: string }> => ({
  id: 'its',
  title: say.its.its,
  width: 92,
  cell: ({ its }) => its,
});

const collectionColumns = (say: Say): readonly Column<ItsCollectionRow>[] => [
  { id: 'icid', title: say.its.icid, width: 66, end: true, cell: ({ icid }) => icid },
  { id: 'cpu', title: say.its.cpu, width: 64, end: true, cell: ({ cpu }) => cpu },
  { id: 'its', title: say.its.its, width: 110, grow: 1, cell: ({ its }) => its },
];

/** An ITS: what it was told, and the tables that this has built. */
export function ItsTable(): ReactNode {
  const [part, setPart] = useState<Part>('commands');
  const { its: say } = useMessages().tables;
  return (
    <Tabs label={say.label} tabs={PARTS.map((id) => ({ id, name: say.parts[id] }))} value={part} onChange={setPart}>
      <ItsPart part={part} />
    </Tabs>
  );
}

function ItsPart({ part }: { readonly part: Part }): ReactNode {
  const { tables: say } = useMessages();
  const tables = useScreen((screen) => screen.itsTables);
  const which = useSeveral() ? [itsColumn(say)] : [];
  switch (part) {
    case 'commands':
      return <ItsCommandTable />;
    case 'devices':
      return (
        <Rows
          name="its.devices"
          label={say.its.deviceTable}
          columns={[...which, ...deviceColumns(say)]}
          rows={tables?.devices}
        />
      );
    case 'translations':
      return (
        <Rows
          name="its.translations"
          label={say.its.translations}
          columns={[...which, ...translationColumns(say)]}
          rows={tables?.translations}
        />
      );
    case 'collections':
      return (
        <Rows
          name="its.collections"
          label={say.its.collections}
          columns={collectionColumns(say)}
          rows={tables?.collections}
        />
      );
  }
}

interface RowsProps<Row extends object> {
  /** Under this name the choice of columns is remembered. */
  readonly name: string;
  readonly label: string;
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[] | undefined;
}

function Rows<Row extends object>({ name, label, columns, rows }: RowsProps<Row>): ReactNode {
  const { its: say } = useMessages().tables;
  if (rows?.length === 0) {
    return (
      <Empty title={say.empty}>
        <p>{say.emptyAbout}</p>
      </Empty>
    );
  }
  const data = rows === undefined ? undefined : { total: rows.length, first: 0, rows };
  return <DataTable name={name} label={label} columns={columns} data={data} />;
}
