import { type ReactNode, useState } from 'react';
import type { InspectView } from '../../engine/index.ts';
import { useApp, useScreen, useSelection, useView } from '../store/app-model.ts';
import { INSPECTOR_VIEWS, type InspectorView } from '../store/stores.ts';
import { Empty } from '../widgets/empty.tsx';
import { Key } from '../widgets/key.tsx';
import { Tabs } from '../widgets/tabs.tsx';
import { Actions } from './actions.tsx';
import { Chain } from './chain.tsx';
import { Fields } from './fields.tsx';
import styles from './inspector.module.css';

const NAMES: Readonly<Record<InspectorView, string>> = {
  chain: 'chain',
  fields: 'fields',
  text: 'debugfs',
  source: 'source',
};

/** What is selected: its chain from source to handler, its fields, what Linux prints of it, its device-tree source. */
export function Inspector(): ReactNode {
  const app = useApp();
  const selection = useSelection();
  const inspect = useScreen((screen) => screen.inspect);
  const wanted = useView((view) => view.inspector);
  if (selection === undefined) {
    return (
      <Empty title="Nothing is selected">
        <p>
          Select an interrupt, a domain, a device or a CPU in any view: all views light up what belongs to it, and its
          details stand here.
        </p>
        <p>
          Step with <Key>b</Key> and <Key>n</Key>, play with <Key>space</Key>, or drag along the chart below.{' '}
          <Key>?</Key> shows all keys.
        </p>
      </Empty>
    );
  }
  if (inspect === undefined) {
    return (
      <Empty title="Nothing to tell at this step">
        What is selected does not exist at this step, or has no details of its own.
      </Empty>
    );
  }
  const views = INSPECTOR_VIEWS.filter((view) => has(inspect, view));
  const view = views.includes(wanted) ? wanted : (views[0] ?? 'fields');
  return (
    <Tabs
      label="Details of the selection"
      tabs={views.map((id) => ({ id, name: NAMES[id] }))}
      value={view}
      onChange={(inspector) => app.stores.view.setState({ inspector })}
      aside={
        <h2 className={styles.title} title={inspect.title}>
          {inspect.title}
        </h2>
      }
    >
      <div className={styles.body}>
        <Actions actions={inspect.actions} />
        {view === 'chain' ? (
          <>
            <Chain chain={inspect.chain} />
            <Text text={inspect.text} />
          </>
        ) : view === 'fields' ? (
          <Fields fields={inspect.fields} />
        ) : (
          <Text text={view === 'text' ? inspect.text : inspect.source} />
        )}
      </div>
    </Tabs>
  );
}

function has(inspect: InspectView, view: InspectorView): boolean {
  switch (view) {
    case 'chain':
      return inspect.chain.length > 0;
    case 'fields':
      return inspect.fields.length > 0;
    case 'text':
      return inspect.text !== undefined && inspect.chain.length === 0;
    case 'source':
      return inspect.source !== undefined;
  }
}

function Text({ text }: { readonly text: string | undefined }): ReactNode {
  const [copied, setCopied] = useState<string>();
  if (text === undefined) return null;
  return (
    <div className={styles.textFrame}>
      <pre className={styles.text}>{text}</pre>
      <button
        type="button"
        className={styles.copy}
        onClick={() => void navigator.clipboard.writeText(text).then(() => setCopied(text))}
      >
        {copied === text ? 'Copied' : 'Copy'}
      </button>
    </div>
  );
}
