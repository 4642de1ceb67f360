import type { ReactNode } from 'react';
import { COMMANDS, type UiCommand } from '../store/commands.ts';
import { keyText } from '../store/keys.ts';
import { Key } from '../widgets/key.tsx';
import { Modal } from '../widgets/modal.tsx';
import styles from './dialogs.module.css';

const GROUPS = [...new Set(COMMANDS.map(({ group }) => group))];

/** What pointers and fingers do, which no command says. */
const GESTURES: readonly { readonly where: string; readonly does: readonly (readonly [string, string])[] }[] = [
  {
    where: 'Chart, with a pointer',
    does: [
      ['Go to a step', 'click, drag'],
      ['Zoom in time', 'wheel, pinch'],
      ['Move in time', 'shift wheel, shift drag'],
      ['Move by rows', 'alt wheel, bar at the right'],
      ['Zoom to a call', 'double click'],
      ['Go to a script command', 'click its flag'],
    ],
  },
  {
    where: 'Picture, with a pointer',
    does: [
      ['Select', 'click'],
      ['Move', 'drag'],
      ['Zoom', 'wheel, pinch'],
    ],
  },
];

/** All keys, from the one list of commands; and the gestures. */
export function Help({ onClose }: { readonly onClose: () => void }): ReactNode {
  return (
    <Modal title="Keys" wide onClose={onClose}>
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
        {GESTURES.map(({ where, does }) => (
          <section key={where}>
            <h3 className={styles.group}>{where}</h3>
            <dl>
              {does.map(([what, how]) => (
                <div key={what} className={styles.key}>
                  <dt>{what}</dt>
                  <dd className={styles.gesture}>{how}</dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
      <p className={styles.note}>
        In tables and trees the arrow keys move the focus and <Key>enter</Key> selects; in the chart they step. Keys are
        what your layout makes of them; where letters are not Latin, their places count.
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
