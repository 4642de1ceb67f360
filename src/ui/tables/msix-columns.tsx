/** Columns of the MSI-X table. */
import type { PageMessages } from '../../engine/api/messages/index.ts';
import type { MsixRow } from '../../engine/index.ts';
import type { Actions } from '../store/actions.ts';
import { type Column, words } from './columns.ts';
import { Faint } from './cells.tsx';
import { msixButtons } from './msix-buttons.tsx';
import type { ReactNode } from 'react';
import { useRun, useScreen } from '../store/hooks.ts';
import { useStopped } from '../store/highlight.ts';
import { cx } from '../widgets/cx.ts';
import { useMessages } from '../widgets/messages.ts';
import styles from './table.module.css';

type Columns = readonly Column<MsixRow>[];

type Say = PageMessages['tables'];

/** The columns, in groups of those that stand together wherever they are. */
function partsIn(say: Say) {
  const address: Column<MsixRow> = {
    ...words(say, 'msix', 'address'),
    width: 82,
    yields: 1,
    hidden: 'narrow',
    cell: ({ address }) => <Faint>{address}</Faint>,
  };
  const vector: Columns = [{ ...words(say, 'msix', 'vector'), width: 36, end: true, cell: ({ vector }) => vector }];
  const entry: Columns = [
    { ...words(say, 'msix', 'data'), width: 36, yields: 2, end: true, hidden: 'narrow', cell: ({ data }) => data },
    {
      ...words(say, 'msix', 'state'),
      width: 74,
      grow: 1,
      mono: false,
      cell: (row) => <MsixState row={row} />,
    },
    {
      ...words(say, 'msix', 'intid'),
      width: 48,
      yields: 3,
      end: true,
      hidden: 'narrow',
      cell: ({ intid }) => intid,
    },
    { ...words(say, 'msix', 'virq'), width: 40, yields: 7, end: true, cell: ({ virq }) => virq ?? '–' },
  ];
  const cpu: Column<MsixRow> = {
    ...words(say, 'msix', 'cpu'),
    width: 38,
    yields: 4,
    end: true,
    cell: ({ cpu }) => cpu,
  };
  const count: Column<MsixRow> = {
    ...words(say, 'msix', 'count'),
    width: 48,
    yields: 5,
    end: true,
    cell: ({ count, virq }) => (virq === undefined ? <Faint>{String(count)}</Faint> : count),
  };
  const eventfd: Column<MsixRow> = {
    ...words(say, 'msix', 'eventfd'),
    width: 58,
    yields: 6,
    end: true,
    cell: ({ eventfd }) => eventfd ?? '–',
  };
  // The rest of a vector's way, for those who choose it.
  const way: Columns = [
    { ...words(say, 'msix', 'deviceId'), width: 68, end: true, hidden: 'always', cell: ({ deviceId }) => deviceId },
    { ...words(say, 'msix', 'eventId'), width: 62, end: true, hidden: 'always', cell: ({ eventId }) => eventId },
    {
      ...words(say, 'msix', 'handler'),
      width: 120,
      hidden: 'always',
      cell: ({ handler }) => <Faint>{handler}</Faint>,
    },
  ];
  return { address, vector, entry, cpu, count, eventfd, way };
}

function columnsIn(say: Say, vfio: boolean): Columns {
  const { address, vector, entry, cpu, count, eventfd, way } = partsIn(say);
  if (!vfio) return [...vector, address, ...entry, cpu, count, ...way];
  return [
    ...vector,
    ...entry,
    { ...cpu, hidden: 'narrow' },
    { ...count, hidden: 'narrow' },
    // It takes the place of the address, which is that of one doorbell for all.
    eventfd,
    { ...address, hidden: 'always' },
    ...way,
  ];
}

export function msixColumns(actions: Actions, bdf: string | undefined, vfio: boolean, say: Say): Columns {
  return [...columnsIn(say, vfio), ...(bdf === undefined ? [] : [msixButtons(actions, bdf, vfio, say)])];
}

/** Open, masked or pending, and a cross where the last move's message of this vector stopped. */
function MsixState({ row: { vector, masked, pending } }: { readonly row: MsixRow }): ReactNode {
  const { msix: say } = useMessages().tables;
  const bdf = useScreen((screen) => screen.msix?.bdf);
  const held = useScreen((screen) => screen.msix?.maskall === true) === true && !masked;
  const step = useScreen((screen) => screen.step) ?? 0;
  const ran = useRun(({ info }) => info?.commands.findLast(({ from, to }) => step > from && step <= to)?.command);
  const stopped = useStopped()?.stopped;
  const isHere = ran?.do === 'msix.fire' && ran.bdf === bdf && ran.vector === vector && stopped !== undefined;
  const word = pending ? say.states.pending : masked ? say.states.masked : say.states.open;
  const looks = pending ? styles.pending : held ? styles.held : !masked && styles.open;
  const more = pending && masked ? say.pendingMasked : held ? say.heldState({ state: word }) : undefined;
  return (
    <span
      className={cx(styles.state, looks, isHere && styles.stopped)}
      title={isHere ? say.stopped({ why: stopped }) : more}
    >
      {word}
      {held ? <span className={styles.hidden}>{say.held}</span> : null}
      {isHere ? <span className={styles.hidden}>{say.stoppedAfter({ why: stopped })}</span> : null}
    </span>
  );
}
