import { type ReactNode, useMemo } from 'react';
import type { MsixRow } from '../../engine/index.ts';
import { useActions, useScreen } from '../store/hooks.ts';
import { Outcome } from '../inspector/outcome.tsx';
import { useLit } from '../store/highlight.ts';
import { Empty } from '../widgets/empty.tsx';
import { DataTable } from './data-table.tsx';
import { msixColumns } from './msix-columns.tsx';
import { MsixHead } from './msix-head.tsx';
import { TableMenus } from './table-bar.tsx';
import { useFitted } from './use-data-table.ts';
import { useOrder } from './use-order.ts';
import { useReveal } from './use-reveal.ts';
import { useMessages } from '../widgets/messages.ts';
import styles from './msix.module.css';

const KINDS = ['msix.', 'vfio.'] as const;

/** Mask and pending bit are read in one column. */
function changedOf({ changed }: MsixRow): readonly string[] {
  return changed.map((column) => (column === 'masked' || column === 'pending' ? 'state' : column));
}

/** The MSI-X table of a function, and what can be done to its vectors. */
export function MsixTable(): ReactNode {
  const actions = useActions();
  const { tables } = useMessages();
  const { msix: say } = tables;
  const bdf = useScreen((screen) => screen.msix?.bdf);
  const vfio = useScreen((screen) => screen.msix?.vfio !== undefined) ?? false;
  const enabled = useScreen((screen) => screen.msix?.enabled);
  const data = useScreen((screen) => screen.msix);
  const lit = useLit();
  const { ask, onFilter: _onFilter, onGroup: _onGroup, onFold: _onFold, ...order } = useOrder('msix');
  const revealed = useReveal('msix', bdf);
  const possible = useMemo(() => msixColumns(actions, bdf, vfio, tables), [actions, bdf, vfio, tables]);
  const { columns, onRoom } = useFitted('msix', possible);
  if (enabled === false && data?.total === 0) {
    return (
      <>
        <MsixHead />
        <Empty title={tables.all.msix.none?.title ?? ''}>
          <p>{tables.all.msix.none?.text}</p>
        </Empty>
        <Foot />
      </>
    );
  }
  return (
    <>
      <MsixHead>
        <TableMenus table="msix" columns={columns} bdf={bdf} />
      </MsixHead>
      <DataTable
        name="msix"
        label={bdf === undefined ? say.noFunction : say.label({ bdf })}
        columns={columns}
        data={data}
        revealed={revealed}
        changedOf={changedOf}
        isSelected={({ vector, virq }) => lit.has(`vector:${bdf}:${vector}`) || lit.has(`irq:${virq}`)}
        onSelect={({ vector }) => {
          // Not its irq: the vector is there at every step.
          if (bdf !== undefined) actions.select({ kind: 'vector', bdf, vector });
        }}
        {...(ask.sort === undefined ? {} : { sort: ask.sort })}
        onRoom={onRoom}
        {...order}
      />
      <Foot />
    </>
  );
}

/** What came of the last command. */
function Foot(): ReactNode {
  return (
    <div className={styles.foot}>
      <Outcome kinds={KINDS} />
    </div>
  );
}
