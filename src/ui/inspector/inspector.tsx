import type { ReactNode } from 'react';
import type { InspectView, Selection } from '../../engine/index.ts';
import { useActions, useApp, useFindings, usePlay, useScreen, useSelection, useView } from '../store/hooks.ts';
import { breakpointOn, selectionName } from '../store/breakpoints.ts';
import { INSPECTOR_VIEWS, type InspectorView } from '../../permalink/view-text.ts';
import { VfioActions } from '../tables/vfio-actions.tsx';
import { Refused } from '../widgets/refused.tsx';
import { Empty } from '../widgets/empty.tsx';
import { Key } from '../widgets/key.tsx';
import { Pane } from '../widgets/pane.tsx';
import { Scroll } from '../widgets/scroll.tsx';
import { Tabs } from '../widgets/tabs.tsx';
import { Actions } from './actions.tsx';
import { ArrivalNote } from './arrival.tsx';
import { Chain } from './chain.tsx';
import { Code } from './code.tsx';
import { Fields } from './fields.tsx';
import { Outcome } from './outcome.tsx';
import { Text, Texts } from './texts.tsx';
import { Wires } from './wires.tsx';
import { cx } from '../widgets/cx.ts';
import { useMessages } from '../widgets/messages.ts';
import buttons from '../widgets/button.module.css';
import chain from './chain.module.css';
import styles from './inspector.module.css';

/** Commands whose outcome stands here. */
const KINDS = ['irq.', 'line.', 'cpu.'] as const;
const FUNCTION_KINDS = ['msix.', 'vfio.', 'net.'] as const;

/** A line in place of the details: the room is the tables'. */
export function NothingSelected(): ReactNode {
  const { inspector: say } = useMessages();
  return (
    <p className={styles.nothing} title={say.nothingLine}>
      {say.nothingLine}
    </p>
  );
}

/** What is selected: its chain from source to handler, its fields, what Linux prints of it, its device-tree source. */
export function Inspector(): ReactNode {
  const { inspector: say } = useMessages();
  return (
    <Pane name={say.pane}>
      <Details />
    </Pane>
  );
}

function Details(): ReactNode {
  const actions = useActions();
  const { inspector: say, keys } = useMessages();
  const selection = useSelection();
  const inspect = useScreen((screen) => screen.inspect);
  const wanted = useView((view) => view.inspector);
  if (selection === undefined) {
    return (
      <Empty title={say.nothing}>
        <p>{say.nothingAbout}</p>
        <p className={styles.keys}>
          {say.keysStep}
          <Key>b</Key>
          {say.keysAnd}
          <Key>n</Key>
          {say.keysPlay}
          <Key>{keys.caps.space}</Key>
          {say.keysDrag}
          <Key>?</Key>
          {say.keysAll}
        </p>
      </Empty>
    );
  }
  if (inspect === undefined) return <Absent selection={selection} />;
  const views = INSPECTOR_VIEWS.filter((view) => has(inspect, view));
  const view = views.includes(wanted) ? wanted : (views[0] ?? 'fields');
  return (
    <Tabs
      label={say.label}
      tabs={views.map((id) => ({
        id,
        name: id === 'chain' && inspect.code !== undefined ? say.functionView : say.views[id],
      }))}
      value={view}
      onChange={(inspector) => actions.showInspector(inspector)}
      aside={
        <span className={styles.heading}>
          <h3 className={styles.title} title={inspect.title}>
            {inspect.title}
          </h3>
          <BreakButton selection={selection} />
        </span>
      }
    >
      <Scroll className={styles.body} label={say.details}>
        <Actions offered={inspect.actions} />
        {inspect.owner === undefined ? null : (
          <div className={styles.owner}>
            <VfioActions owner={inspect.owner} />
          </div>
        )}
        {inspect.wires === undefined ? null : <Wires wires={inspect.wires} />}
        <Refusals selection={selection} />
        <View inspect={inspect} view={view} />
      </Scroll>
      {/* Below what scrolls: it comes and goes with the step, and the buttons stay where they are. */}
      <div className={styles.foot}>
        <Outcome kinds={selection.kind === 'function' ? FUNCTION_KINDS : KINDS} />
      </div>
    </Tabs>
  );
}

/** What the selected device asked for and did not get, at the run's end; of a node also what is below it and no device. */
function Refusals({ selection }: { readonly selection: Selection }): ReactNode {
  const { findings: say } = useMessages().app;
  const found = useFindings();
  const own = found?.refusals.filter(({ node, bdf }) =>
    selection.kind === 'function'
      ? bdf === selection.bdf
      : selection.kind === 'node' &&
        bdf === undefined &&
        (node === selection.path || parentOf(node) === selection.path),
  );
  if (own === undefined || own.length === 0) return null;
  return (
    <section className={styles.refusals} aria-label={say.refusals}>
      <h4>{say.refusals}</h4>
      <ul>
        {own.map((refusal) => (
          <li key={`${refusal.node} ${refusal.index}`}>
            <Refused refusal={refusal} />
          </li>
        ))}
      </ul>
    </section>
  );
}

const parentOf = (path: string): string => path.slice(0, path.lastIndexOf('/')) || '/';

/** What is selected is not there yet, or not any more. */
function Absent({ selection }: { readonly selection: Selection }): ReactNode {
  const app = useApp();
  const { actions } = app;
  const { inspector: say } = useMessages();
  return (
    <Empty title={say.absent({ name: selectionName(app.state, selection) })}>
      <p>{say.absentAbout}</p>
      <p className={styles.ways}>
        <button type="button" className={buttons.button} onClick={() => actions.nextChange(selection, -1)}>
          {say.previousChange}
        </button>
        <button type="button" className={buttons.button} onClick={() => actions.nextChange(selection, 1)}>
          {say.nextChange}
        </button>
        <button type="button" className={buttons.button} onClick={() => actions.select(undefined)}>
          {say.selectNothing}
        </button>
      </p>
    </Empty>
  );
}

function View({ inspect, view }: { readonly inspect: InspectView; readonly view: InspectorView }): ReactNode {
  switch (view) {
    case 'chain': {
      if (inspect.code !== undefined) return <Code code={inspect.code} />;
      const [text] = inspect.texts;
      return (
        <>
          <Chain chain={inspect.chain} />
          {inspect.arrival === undefined ? null : <ArrivalNote arrival={inspect.arrival} />}
          {inspect.story.length === 0 ? null : <p className={chain.story}>{inspect.story.join(' ')}</p>}
          {text === undefined ? null : <Text name={text.name} text={text.text} />}
        </>
      );
    }
    case 'fields':
      return <Fields groups={inspect.groups} />;
    case 'text':
      return <Texts texts={inspect.texts} />;
    case 'source':
      return <Texts texts={inspect.sources.map(({ path, text }) => ({ name: path, text }))} />;
  }
}

function has(inspect: InspectView, view: InspectorView): boolean {
  switch (view) {
    case 'chain':
      return inspect.chain.length > 0 || inspect.code !== undefined;
    case 'fields':
      return inspect.groups.length > 0;
    case 'text':
      return inspect.texts.length > 0;
    case 'source':
      return inspect.sources.length > 0;
  }
}

/** Adds a breakpoint on what is selected, or takes it away: play then stops where it is changed, created or freed. */
function BreakButton({ selection }: { readonly selection: Selection }): ReactNode {
  const actions = useActions();
  const isSet = usePlay(({ stops }) => breakpointOn(stops, selection) !== undefined);
  const { inspector: say } = useMessages();
  const isFunction = selection.kind === 'code';
  return (
    <button
      type="button"
      className={cx(buttons.button, styles.break)}
      aria-label={say.breakLabel}
      aria-pressed={isSet}
      title={isSet ? say.breakSet({ isFunction }) : say.breakUnset({ isFunction })}
      onClick={() => actions.toggleBreak()}
    >
      <svg width="12" height="12" viewBox="0 0 12 12" aria-hidden="true">
        <circle cx="6" cy="6" r="4.2" />
      </svg>
      {say.break}
    </button>
  );
}
