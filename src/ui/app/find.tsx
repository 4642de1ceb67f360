import { Autocomplete } from '@base-ui/react/autocomplete';
import { type ReactNode, useEffect, useState } from 'react';
import type { SearchHit, Selection } from '../../engine/index.ts';
import type { PageMessages } from '../../engine/api/messages/index.ts';
import { useApp } from '../store/hooks.ts';
import type { Actions } from '../store/actions.ts';
import { COMMANDS } from '../store/commands.ts';
import { keyText } from '../store/keys.ts';
import { type HistoryWords, useHistory } from '../store/use-history.ts';
import { Key } from '../widgets/key.tsx';
import { Modal } from '../widgets/modal.tsx';
import { useMessages } from '../widgets/messages.ts';
import styles from './dialogs.module.css';

/** Something to choose: a hit of the search, or a command. */
interface Entry {
  readonly id: string;
  readonly kind: string;
  readonly label: string;
  readonly detail: string;
  /** Where it leads. */
  readonly leads: string;
  readonly key: string | undefined;
  readonly run: (actions: Actions) => void;
}

/** Search and palette in one: what there is and what happens in the run, and every command of the page. */
export function Find({ onClose }: { readonly onClose: () => void }): ReactNode {
  const { actions, ask } = useApp();
  const messages = useMessages();
  const { find: say } = messages.app;
  const [text, setText] = useState('');
  const [hits, setHits] = useState<readonly SearchHit[]>([]);
  useEffect(() => {
    let current = true;
    void ask.search(text).then((result) => {
      if (current) setHits(result.ok ? result.value : []);
    });
    return () => {
      current = false;
    };
  }, [ask, text]);
  const history = useHistory();
  const commands = commandsFor(text, messages, history);
  const entries = text === '' ? commands : [...hits.map((hit, at) => entryOf(hit, at, messages)), ...commands];
  return (
    <Modal title={say.title} bare onClose={onClose}>
      <Autocomplete.Root
        open
        inline
        items={entries}
        filter={null}
        autoHighlight="always"
        keepHighlight
        value={text}
        onValueChange={(value, { reason }) => {
          if (reason !== 'item-press') setText(value);
        }}
        itemToStringValue={(entry: Entry) => entry.label}
      >
        <Autocomplete.Input
          className={styles.search}
          aria-label={say.title}
          placeholder={say.placeholder}
          title={say.about}
        />
        <Autocomplete.Empty className={styles.nothing}>{say.nothing}</Autocomplete.Empty>
        <Autocomplete.List className={styles.hits}>
          {(entry: Entry) => (
            <Autocomplete.Item
              key={entry.id}
              value={entry}
              className={styles.hit}
              onClick={() => {
                onClose();
                entry.run(actions);
              }}
            >
              <span className={styles.kind}>{entry.kind}</span>
              <span className={styles.label} title={entry.label}>
                {entry.label}
              </span>
              <span className={styles.detail} title={entry.detail}>
                {entry.detail}
              </span>
              {entry.leads === '' ? null : <span className={styles.leads}>{entry.leads}</span>}
              {entry.key === undefined ? null : <Key>{keyText(entry.key, messages)}</Key>}
            </Autocomplete.Item>
          )}
        </Autocomplete.List>
      </Autocomplete.Root>
    </Modal>
  );
}

function entryOf({ kind, label, detail, selection, step }: SearchHit, at: number, messages: PageMessages): Entry {
  return {
    id: `hit-${at}`,
    kind,
    label,
    detail,
    leads: leadsTo(selection, step, messages),
    key: undefined,
    run: ({ follow }) => follow(selection, step),
  };
}

/** A thing that is not there at this step leads to one at which it is. */
function leadsTo(selection: Selection | undefined, step: number | undefined, messages: PageMessages): string {
  const { find: say } = messages.app;
  if (step === undefined) return selection === undefined ? '' : say.select;
  return selection === undefined ? say.toStep({ step }) : say.selectAtStep({ step });
}

function commandsFor(text: string, messages: PageMessages, history: HistoryWords): Entry[] {
  const words = text.toLowerCase().split(/\s+/);
  const named = new Set<string>();
  return COMMANDS.filter((command) => {
    const name = command.name(messages);
    if (command.id === 'find' || named.has(name) || !words.every((word) => name.toLowerCase().includes(word)))
      return false;
    named.add(name);
    return true;
  }).map(({ id, name, group, keys, run }) => ({
    id,
    kind: messages.app.find.command,
    label: name(messages),
    detail: (id === 'undo' || id === 'redo' ? history[id] : undefined) ?? messages.keys.groups[group],
    leads: '',
    key: keys[0],
    run,
  }));
}
