import type { ReactNode } from 'react';
import { COMMANDS, type UiCommand } from '../store/commands.ts';
import { keyText } from '../store/keys.ts';
import { Key } from '../widgets/key.tsx';
import { Modal } from '../widgets/modal.tsx';
import styles from './dialogs.module.css';

const GROUPS = ['Step', 'Play', 'Look', 'MSI-X', 'Page'] as const;

/** All keys, from the one list of commands. */
export function Help({ onClose }: { readonly onClose: () => void }): ReactNode {
  return (
    <Modal title="Keys" onClose={onClose}>
      <div className={styles.groups}>
        {GROUPS.map((group) => (
          <section key={group}>
            <h3 className={styles.group}>{group}</h3>
            <dl>
              {rowsOf(group).map(([name, keys]) => (
                <div key={name} className={styles.key}>
                  <dt>{name}</dt>
                  <dd>
                    {keys.map((key) => (
                      <Key key={key}>{keyText(key)}</Key>
                    ))}
                  </dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
      <p className={styles.note}>
        In tables and trees the arrow keys move the focus and <Key>enter</Key> selects; in the chart they step. A wheel
        zooms picture and chart.
      </p>
    </Modal>
  );
}

/** Commands of a group by name, those of one name together. */
function rowsOf(group: UiCommand['group']): [string, string[]][] {
  const rows = new Map<string, string[]>();
  for (const { name, keys } of COMMANDS.filter((command) => command.group === group && command.keys.length > 0)) {
    rows.set(name, [...(rows.get(name) ?? []), ...keys]);
  }
  return [...rows];
}
