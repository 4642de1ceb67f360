import type { ReactNode } from 'react';
import { ok } from '../../base/result.ts';
import type { TableCopyAsk } from '../../engine/index.ts';
import { useApp } from '../store/hooks.ts';
import { Menu } from '../widgets/menu.tsx';
import { useCopy } from './use-copy.tsx';
import { useMessages } from '../widgets/messages.ts';
import styles from './copy-menu.module.css';

/** Puts the whole table, as it is filtered, grouped and sorted, on the clipboard. */
export function CopyMenu({ what }: { readonly what: Omit<TableCopyAsk, 'format'> }): ReactNode {
  const app = useApp();
  const { tables: say } = useMessages();
  const [copy, outcome] = useCopy(say.theTable);
  const start = async (format: TableCopyAsk['format']): Promise<void> =>
    copy(
      app.ask.table({ ...what, format }).then((made) => {
        if (!made.ok) return made;
        const { text, rows } = made.value;
        return ok({ text, what: say.rows({ count: rows }) });
      }),
    );
  return (
    <span className={styles.copy}>
      <Menu
        small
        label={say.copy}
        sections={[
          {
            entries: [
              { id: 'text', name: say.asText, onChoose: () => void start('text') },
              { id: 'csv', name: say.asCsv, onChoose: () => void start('csv') },
              { id: 'md', name: say.asMarkdown, onChoose: () => void start('md') },
            ],
          },
        ]}
      />
      {outcome}
    </span>
  );
}
