import type { ReactNode } from 'react';
import type { Selection } from '../../engine/index.ts';
import { useActions, usePlay } from '../store/hooks.ts';
import { breakpointOn } from '../store/breakpoints.ts';
import buttons from '../widgets/button.module.css';
import { cx } from '../widgets/cx.ts';
import styles from './break-button.module.css';

/** Adds a breakpoint on what is selected, or takes it away: play then stops where it is changed, created or freed. */
export function BreakButton({ selection }: { readonly selection: Selection }): ReactNode {
  const actions = useActions();
  const isSet = usePlay(({ stops }) => breakpointOn(stops, selection) !== undefined);
  const what = selection.kind === 'code' ? 'called' : 'changed, created or freed';
  return (
    <button
      type="button"
      className={cx(buttons.button, styles.break)}
      aria-label="Break on the selection"
      aria-pressed={isSet}
      title={`${isSet ? 'Play stops' : 'Let play stop'} where this is ${what} (k)`}
      onClick={() => actions.toggleBreak()}
    >
      <svg width="12" height="12" viewBox="0 0 12 12" aria-hidden="true">
        <circle cx="6" cy="6" r="4.2" />
      </svg>
      break
    </button>
  );
}
