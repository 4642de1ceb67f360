import { type ComponentType, type ReactNode, useState } from 'react';
import type { TwinId } from '../../engine/index.ts';
import { LEFT_VIEWS, type RightView } from '../../engine/api/scenario/names.ts';
import { useActions, useRun, useScreen, useView } from '../store/hooks.ts';
import { IrqTable } from '../tables/irq-table.tsx';
import { ItsTable } from '../tables/its-table.tsx';
import { MsixTable } from '../tables/msix-table.tsx';
import { Registers } from '../tables/registers.tsx';
import { ScriptList } from '../tables/script-list.tsx';
import { Dmesg, ProcText } from '../tables/texts.tsx';
import { useStopped } from '../store/highlight.ts';
import { Topology } from '../topology/topology.tsx';
import { cx } from '../widgets/cx.ts';
import { Pane } from '../widgets/pane.tsx';
import { Tabs } from '../widgets/tabs.tsx';
import { CountTable } from '../tables/count-table.tsx';
import { DeviceTable } from '../tables/device-table.tsx';
import { DomainTable } from '../tables/domain-table.tsx';
import { PlainTable } from '../tables/plain-table.tsx';
import { useMessages } from '../widgets/messages.ts';
import styles from './app.module.css';

/** The machine: as hardware, as a tree of domains, or as a table. */
export function LeftPane(): ReactNode {
  const actions = useActions();
  const { panes: say } = useMessages().app;
  const left = useView((view) => view.left);
  const [tools, setTools] = useState<Element | null>(null);
  const stopped = useStopped();
  const pulse = useScreen((screen) => screen.pulses?.at(-1)?.text);
  const command = useScreen((screen) => screen.command);
  const aside =
    stopped === undefined
      ? (pulse ?? (command === undefined ? undefined : say.running({ command })))
      : say.stopped({ text: stopped.text, why: stopped.stopped ?? '' });
  return (
    <Pane name={say.picturePane}>
      <Tabs
        label={say.picture}
        tabs={LEFT_VIEWS.map((id) => ({ id, name: say.left[id] }))}
        value={left}
        onChange={(id) => actions.showLeft(id)}
        aside={
          <>
            {aside === undefined ? null : (
              <code className={cx(stopped !== undefined && styles.stopped)} title={aside}>
                {aside}
              </code>
            )}
            <span ref={setTools} className={styles.tools} />
          </>
        }
      >
        {left === 'table' ? <TwinTable /> : <Topology key={left} reading={left} tools={tools} />}
      </Tabs>
    </Pane>
  );
}

/** The tables; there is a tab for each that this run has something for. */
export function RightPane(): ReactNode {
  const actions = useActions();
  const { panes: say } = useMessages().app;
  const right = useView((view) => view.right);
  const available = useRun((run) => run.available);
  return (
    <Pane name={say.tables}>
      <Tabs
        label={say.tables}
        tabs={available.map((id) => ({ id, name: say.right[id] }))}
        value={right}
        onChange={(id) => actions.showRight(id)}
      >
        <Table view={right} />
      </Tabs>
    </Pane>
  );
}

function Table({ view }: { readonly view: RightView }): ReactNode {
  switch (view) {
    case 'irqs':
      return <IrqTable />;
    case 'msix':
      return <MsixTable />;
    case 'its':
      return <ItsTable />;
    case 'registers':
      return <Registers />;
    case 'proc':
      return <ProcText />;
    case 'dmesg':
      return <Dmesg />;
    case 'script':
      return <ScriptList />;
  }
}

/** Tables in place of the picture that have more than plain cells. */
const OWN_TABLES = {
  domains: DomainTable,
  devices: DeviceTable,
  perCpu: CountTable,
} as const satisfies Readonly<Partial<Record<TwinId, ComponentType>>>;

const hasOwn = (twin: TwinId): twin is keyof typeof OWN_TABLES => Object.hasOwn(OWN_TABLES, twin);

/** What the picture says, as a table. */
function TwinTable(): ReactNode {
  const twin = useView((view) => view.twin);
  if (!hasOwn(twin)) return <PlainTable table={twin} />;
  const Own = OWN_TABLES[twin];
  return <Own />;
}
