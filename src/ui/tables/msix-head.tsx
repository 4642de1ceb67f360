import type { ReactNode } from 'react';
import { useActions, useRun, useScreen } from '../store/hooks.ts';
import { cx } from '../widgets/cx.ts';
import { Select } from '../widgets/select.tsx';
import { VfioActions } from './vfio-actions.tsx';
import { useMessages } from '../widgets/messages.ts';
import buttons from '../widgets/button.module.css';
import styles from './msix.module.css';

/** Chooses the function of the table, says who has it, and masks all of it at once. */
export function MsixHead({ children }: { readonly children?: ReactNode }): ReactNode {
  const actions = useActions();
  const { msix: say } = useMessages().tables;
  const functions = useRun((run) => run.functions);
  const view = useScreen((screen) => screen.msix);
  const { bdf, driver, vfio, maskall = false } = view ?? {};
  return (
    <div className={styles.head}>
      <div className={styles.bar}>
        <Select
          label={say.functions}
          quiet
          className={styles.function}
          value={bdf ?? ''}
          options={functions.map(({ bdf: value, model }) => ({
            value,
            name: `${value.replace(/^0000:/, '')} ${model}`,
          }))}
          onChange={(value) => actions.showFunction(value)}
        />
        {bdf === undefined || view?.enabled !== true ? null : (
          <button
            type="button"
            className={cx(buttons.button, buttons.small, styles.maskAll)}
            title={say.maskAllTitle}
            aria-pressed={maskall}
            onClick={() => void actions.command({ do: maskall ? 'msix.unmaskAll' : 'msix.maskAll', bdf })}
          >
            {maskall ? say.unmaskAll : say.maskAll}
          </button>
        )}
        <span className={styles.space} />
        {children}
      </div>
      {bdf === undefined ? null : (
        <div className={styles.owner}>
          <VfioActions owner={{ bdf, driver, vfio }} />
          {maskall ? <b className={styles.held}>{say.functionMasked}</b> : null}
        </div>
      )}
    </div>
  );
}
