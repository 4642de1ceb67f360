import type { ReactNode } from 'react';
import { Inspector } from '../inspector/inspector.tsx';
import { Steps } from '../inspector/steps.tsx';
import { useActions, useRun, useScreen, useView } from '../store/hooks.ts';
import { PHONE_PANES, type PhonePane } from '../store/stores.ts';
import { Timeline } from '../timeline/timeline.tsx';
import { Transport } from '../timeline/transport.tsx';
import { Tabs } from '../widgets/tabs.tsx';
import { MachineFoot } from './machine-desk.tsx';
import { LeftPane, RightPane } from './panes.tsx';
import { useMessages } from '../widgets/messages.ts';
import styles from './app.module.css';

/** The page on a phone: one pane at a time, and the transport always at hand. */
export function Phone(): ReactNode {
  const actions = useActions();
  const { menus, panes: say } = useMessages().app;
  const pane = useView((view) => view.phonePane);
  const sentence = useScreen((screen) => screen.sentence);
  const isMachine = useRun(({ machine }) => machine !== undefined);
  const panes = PHONE_PANES.filter((id) => !isMachine || id !== 'steps');
  return (
    <div className={styles.phone}>
      <Tabs
        label={menus.panes}
        tabs={panes.map((id) => ({ id, name: say.phone[id] }))}
        value={isMachine && pane === 'steps' ? 'topology' : pane}
        onChange={(phonePane) => actions.showPhonePane(phonePane)}
      >
        <Pane pane={isMachine && pane === 'steps' ? 'topology' : pane} />
      </Tabs>
      {pane === 'steps' || isMachine ? null : (
        <output className={styles.sentence} data-testid="sentence">
          <span>{sentence}</span>
        </output>
      )}
      {isMachine ? (
        <MachineFoot />
      ) : (
        <div className={styles.phoneTime}>
          <Timeline />
          <Transport />
        </div>
      )}
    </div>
  );
}

/** One of the panes, alone. */
export function Pane({ pane }: { readonly pane: PhonePane }): ReactNode {
  switch (pane) {
    case 'topology':
      return <LeftPane />;
    case 'tables':
      return <RightPane />;
    case 'steps':
      return <Steps />;
    case 'selected':
      return <Inspector />;
  }
}
