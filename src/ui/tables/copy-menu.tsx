import type { ReactNode } from 'react';
import { ok } from '../../base/result.ts';
import type { TableCopyAsk } from '../../engine/index.ts';
import { useApp } from '../store/hooks.ts';
import { Menu } from '../widgets/menu.tsx';
import { useCopy } from './use-copy.tsx';
import styles from './copy-menu.module.css';

/** Puts the whole table, as it is filtered, grouped and sorted, on the clipboard. */
export function CopyMenu({ what }: { readonly what: Omit<TableCopyAsk, 'format'> }): ReactNode {
  const app = useApp();
  const [copy, outcome] = useCopy('the table');
  const start = async (format: TableCopyAsk['format']): Promise<void> =>
    copy(
      app.ask.table({ ...what, format }).then((made) => {
        if (!made.ok) return made;
        const { text, rows } = made.value;
        return ok({ text, what: `${rows} ${rows === 1 ? 'row' : 'rows'}` });
      }),
    );
  return (
    <span className={styles.copy}>
      <Menu
        small
        label="Copy"
        sections={[
          {
            entries: [
              { id: 'text', name: 'as text', onChoose: () => void start('text') },
              { id: 'csv', name: 'as CSV', onChoose: () => void start('csv') },
            ],
          },
        ]}
      />
      {outcome}
    </span>
  );
}
