import type { ReactNode } from 'react';
import { useRun, useView } from '../store/hooks.ts';
import { PHONE_PANES, type PhonePane } from '../../engine/api/scenario/names.ts';
import { Timeline } from '../timeline/timeline.tsx';
import { Transport } from '../timeline/transport.tsx';
import { useTurns } from '../widgets/slowly.ts';
import { MachineFoot } from './machine-desk.tsx';
import { Sentence, TabbedPanes } from './tabbed-panes.tsx';
import styles from './app.module.css';

/** Of a machine that has no run. */
const WITHOUT_STEPS = ['topology', 'tables', 'selected'] as const satisfies readonly PhonePane[];

/** The page on a phone: one pane at a time, and the transport always at hand. */
export function Phone(): ReactNode {
  const steps = useView((view) => view.phonePane === 'steps');
  const isMachine = useRun(({ machine }) => machine !== undefined);
  const turn = useTurns(2);
  if (isMachine)
    return (
      <div className={styles.phone}>
        <TabbedPanes panes={WITHOUT_STEPS} />
        {turn < 2 ? null : <MachineFoot />}
      </div>
    );
  return (
    <div className={styles.phone}>
      <TabbedPanes panes={PHONE_PANES} />
      {steps ? null : <Sentence />}
      <div className={styles.phoneTime}>
        {turn < 2 ? null : (
          <>
            <Timeline />
            <Transport />
          </>
        )}
      </div>
    </div>
  );
}
