import type { ReactNode } from 'react';
import { Inspector } from '../inspector/inspector.tsx';
import { Steps } from '../inspector/steps.tsx';
import { useActions, useScreen, useView } from '../store/hooks.ts';
import { PHONE_PANES, type PhonePane } from '../store/stores.ts';
import { Timeline } from '../timeline/timeline.tsx';
import { Transport } from '../timeline/transport.tsx';
import { Tabs } from '../widgets/tabs.tsx';
import { LeftPane, RightPane } from './panes.tsx';
import { useMessages } from '../widgets/messages.ts';
import styles from './app.module.css';

/** The page on a phone: one pane at a time, and the transport always at hand. */
export function Phone(): ReactNode {
  const actions = useActions();
  const { menus, panes } = useMessages().app;
  const pane = useView((view) => view.phonePane);
  const sentence = useScreen((screen) => screen.sentence);
  return (
    <div className={styles.phone}>
      <Tabs
        label={menus.panes}
        tabs={PHONE_PANES.map((id) => ({ id, name: panes.phone[id] }))}
        value={pane}
        onChange={(phonePane) => actions.showPhonePane(phonePane)}
      >
        <Pane pane={pane} />
      </Tabs>
      {pane === 'steps' ? null : (
        <output className={styles.sentence} data-testid="sentence">
          <span>{sentence}</span>
        </output>
      )}
      <div className={styles.phoneTime}>
        <Timeline />
        <Transport />
      </div>
    </div>
  );
}

function Pane({ pane }: { readonly pane: PhonePane }): ReactNode {
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
