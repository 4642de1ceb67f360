import { type ReactNode, type Ref, useRef } from 'react';
import { Group, Panel, Separator, useDefaultLayout } from 'react-resizable-panels';
import { Inspector } from '../inspector/inspector.tsx';
import { useMessages } from '../widgets/messages.ts';
import { useTurns } from '../widgets/slowly.ts';
import { useFold } from './desk.tsx';
import { LeftPane, RightPane } from './panes.tsx';
import styles from './app.module.css';

/** A machine that is known from what it printed: it has one moment, so nothing steps, plays or stands on a call stack. */
export function MachineDesk(): ReactNode {
  const { panes: say } = useMessages().app;
  const columns = useDefaultLayout({ id: 'irqscope-machine' });
  const right = useDefaultLayout({ id: 'irqscope-machine-right' });
  const foot = useRef<HTMLDivElement>(null);
  const leftPane = useFold('fold-left', foot);
  const rightPane = useFold('fold-right', foot);
  const selectedPane = useFold('fold-selected', foot);
  const turn = useTurns(4);
  return (
    <>
      <Group orientation="horizontal" className={styles.desk} {...columns}>
        <Panel id="left" {...leftPane} minSize={320} defaultSize="63%" collapsible className={styles.pane}>
          <LeftPane />
        </Panel>
        <Separator className={styles.vertical} aria-label={say.resizeSides} />
        <Panel id="right" {...rightPane} minSize={280} collapsible>
          <Group orientation="vertical" {...right}>
            <Panel id="tables" minSize={120} defaultSize="58%" className={styles.pane}>
              {turn < 2 ? null : <RightPane />}
            </Panel>
            <Separator className={styles.horizontal} aria-label={say.resizeSelection} />
            <Panel id="selected" {...selectedPane} minSize={70} collapsible className={styles.pane}>
              {turn < 3 ? null : <Inspector />}
            </Panel>
          </Group>
        </Panel>
      </Group>
      {turn < 4 ? null : <MachineFoot ref={foot} />}
    </>
  );
}

/** In place of the transport bar. */
export function MachineFoot({ ref }: { readonly ref?: Ref<HTMLDivElement> }): ReactNode {
  const { panes: say } = useMessages().app;
  return (
    <div ref={ref} className={styles.machineFoot} tabIndex={-1} data-testid="no-run">
      {say.noRun}
    </div>
  );
}
