import type { ReactNode } from 'react';
import { Inspector } from '../inspector/inspector.tsx';
import { Steps } from '../inspector/steps.tsx';
import { useActions, useScreen, useView } from '../store/hooks.ts';
import type { PhonePane } from '../../engine/api/scenario/names.ts';
import { Tabs } from '../widgets/tabs.tsx';
import { LeftPane, RightPane } from './panes.tsx';
import { useMessages } from '../widgets/messages.ts';
import styles from './app.module.css';

/** Panes of which one shows at a time, for want of room. Where the chosen one is not among them, the first shows. */
export function TabbedPanes({ panes }: { readonly panes: readonly [PhonePane, ...PhonePane[]] }): ReactNode {
  const actions = useActions();
  const { menus, panes: say } = useMessages().app;
  const chosen = useView((view) => view.phonePane);
  const pane = panes.includes(chosen) ? chosen : panes[0];
  return (
    <Tabs
      label={menus.panes}
      tabs={panes.map((id) => ({ id, name: say.phone[id] }))}
      value={pane}
      onChange={(phonePane) => actions.showPhonePane(phonePane)}
    >
      <Pane pane={pane} />
    </Tabs>
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

/** The step in words, where the pane that says it may be behind another. */
export function Sentence(): ReactNode {
  const sentence = useScreen((screen) => screen.sentence);
  return (
    <output className={styles.sentence} data-testid="sentence">
      <span title={sentence}>{sentence}</span>
    </output>
  );
}
