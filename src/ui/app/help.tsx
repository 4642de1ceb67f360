import type { ReactNode } from 'react';
import { VERSION } from '../../base/version.ts';
import type { PageMessages } from '../../engine/api/messages/index.ts';
import { COMMANDS, type UiCommand } from '../store/commands.ts';
import { keyText } from '../store/keys.ts';
import { Key } from '../widgets/key.tsx';
import { Modal } from '../widgets/modal.tsx';
import { useMessages } from '../widgets/messages.ts';
import styles from './dialogs.module.css';

const GROUPS = [...new Set(COMMANDS.map(({ group }) => group))];

/** All keys, from the one list of commands; and the gestures. */
export function Help({ onClose }: { readonly onClose: () => void }): ReactNode {
  const messages = useMessages();
  const { help: say } = messages.app;
  // What pointers and fingers do, which no command says.
  const gestures = [
    { where: say.chart, does: say.inChart },
    { where: say.picture, does: say.inPicture },
  ];
  return (
    <Modal title={say.title} wide onClose={onClose}>
      <div className={styles.groups}>
        {GROUPS.map((group) => (
          <section key={group}>
            <h3 className={styles.group}>{messages.keys.groups[group]}</h3>
            <dl>
              {rowsOf(group, messages).map(([name, keys]) => (
                <div key={name} className={styles.key}>
                  <dt>{name}</dt>
                  <dd>
                    {keys.map((key) => (
                      <Key key={key}>{keyText(key, messages)}</Key>
                    ))}
                  </dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
        {gestures.map(({ where, does }) => (
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
        {say.noteBefore}
        <Key>{say.enter}</Key>
        {say.noteAfter}
      </p>
      <p className={styles.note}>{say.version({ version: VERSION })}</p>
    </Modal>
  );
}

/** Commands of a group by name, those of one name together. */
function rowsOf(group: UiCommand['group'], messages: PageMessages): [string, string[]][] {
  const rows = new Map<string, string[]>();
  for (const command of COMMANDS.filter(({ group: own, keys }) => own === group && keys.length > 0)) {
    const name = command.name(messages);
    rows.set(name, [...(rows.get(name) ?? []), ...command.keys]);
  }
  return [...rows];
}
