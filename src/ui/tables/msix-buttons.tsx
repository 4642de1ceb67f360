import type { PageMessages } from '../../engine/api/messages/index.ts';
import type { ReactNode } from 'react';
import type { Command, MsixRow } from '../../engine/index.ts';
import type { Actions } from '../store/actions.ts';
import { cx } from '../widgets/cx.ts';
import type { Column } from './columns.ts';
import styles from './table.module.css';

/** The column of what the engine can do to a vector. */
export function msixButtons(
  actions: Actions,
  bdf: string,
  vfio: boolean,
  { msix: say }: PageMessages['tables'],
): Column<MsixRow> {
  const button = (command: Command, name: string, vector: number, title?: string): ReactNode => (
    <button
      type="button"
      tabIndex={-1}
      className={cx(styles.action, command.do === 'msix.fire' && styles.fire)}
      aria-label={say.onVector({ name, vector })}
      title={title}
      onClick={(event) => {
        event.stopPropagation();
        void actions.command(command);
      }}
    >
      {name}
    </button>
  );
  return {
    id: 'do',
    title: '',
    width: vfio ? 178 : 116,
    end: true,
    pin: 'end',
    cell: ({ vector, masked, virq, eventfd }) =>
      virq === undefined ? null : (
        <span className={cx(styles.actions, vfio && styles.tight)}>
          {button({ do: 'msix.fire', bdf, vector }, say.fire, vector)}{' '}
          {masked
            ? button({ do: 'msix.unmask', bdf, vector }, say.unmask, vector)
            : button({ do: 'msix.mask', bdf, vector }, say.mask, vector)}
          {vfio && eventfd !== undefined ? button(loopback(bdf, vector), say.loop, vector, say.loopTitle) : null}
        </span>
      ),
  };
}

/** The program asks the kernel to signal the eventfd as if the vector had fired. */
function loopback(bdf: string, vector: number): Command {
  return { do: 'vfio.setIrqs', bdf, index: 'msix', action: 'trigger', start: vector, count: 1, data: 'bool' };
}
