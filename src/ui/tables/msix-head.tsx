import type { ReactNode } from 'react';
import { Outcome } from '../inspector/outcome.tsx';
import { useApp, useRun, useScreen } from '../store/app-model.ts';
import { cx } from '../widgets/cx.ts';
import { Select } from '../widgets/select.tsx';
import { VfioActions } from './vfio-actions.tsx';
import buttons from '../widgets/button.module.css';
import styles from './msix.module.css';

const KINDS = ['msix.', 'vfio.'] as const;

/** Chooses the function of the table, says who has it, masks all of it at once, and says what came of the last command. */
export function MsixHead({ children }: { readonly children?: ReactNode }): ReactNode {
  const app = useApp();
  const functions = useRun((run) => run.functions);
  const view = useScreen((screen) => screen.msix);
  const { bdf, driver, maskall = false } = view ?? {};
  return (
    <div className={styles.head}>
      <div className={styles.bar}>
        <Select
          label="PCI function"
          quiet
          value={bdf ?? ''}
          options={functions.map(({ bdf: value, model }) => ({
            value,
            name: `${value.replace(/^0000:/, '')} ${model}`,
          }))}
          onChange={(value) => app.view({ bdf: value, msix: { first: 0, count: 60 } })}
        />
        <span className={styles.driver}>{driver === undefined ? 'no driver' : `driver ${driver}`}</span>
        {bdf === undefined || view?.enabled !== true ? null : (
          <button
            type="button"
            className={cx(buttons.button, styles.action)}
            title="Function Mask of Message Control"
            aria-pressed={maskall}
            onClick={() => void app.command({ do: maskall ? 'msix.unmaskAll' : 'msix.maskAll', bdf })}
          >
            {maskall ? 'unmask all' : 'mask all'}
          </button>
        )}
        {children}
      </div>
      {bdf === undefined ? null : <VfioActions bdf={bdf} />}
      <Outcome kinds={KINDS} />
    </div>
  );
}
