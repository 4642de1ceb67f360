import { Autocomplete } from '@base-ui/react/autocomplete';
import { type ReactNode, useEffect, useState } from 'react';
import type { SearchHit, Selection } from '../../engine/index.ts';
import { useApp } from '../store/hooks.ts';
import type { Actions } from '../store/actions.ts';
import { COMMANDS } from '../store/commands.ts';
import { keyText } from '../store/keys.ts';
import { Key } from '../widgets/key.tsx';
import { Modal } from '../widgets/modal.tsx';
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
  const entries = text === '' ? commandsFor('') : [...hits.map((hit, at) => entryOf(hit, at)), ...commandsFor(text)];
  return (
    <Modal title="Find" bare onClose={onClose}>
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
          aria-label="Find"
          placeholder="irq 33, lpi 8200, a node, a function, a log line, a command"
          title="irq 33, lpi 8200, hwirq 0x2006, step 1200, a node, a function, a log line, a command"
        />
        <Autocomplete.Empty className={styles.nothing}>
          Nothing fits. Try “irq 13”, “hwirq 0x2006”, “step 1200” or part of a name.
        </Autocomplete.Empty>
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
              {entry.key === undefined ? null : <Key>{keyText(entry.key)}</Key>}
            </Autocomplete.Item>
          )}
        </Autocomplete.List>
      </Autocomplete.Root>
    </Modal>
  );
}

function entryOf({ kind, label, detail, selection, step }: SearchHit, at: number): Entry {
  return {
    id: `hit-${at}`,
    kind,
    label,
    detail,
    leads: leadsTo(selection, step),
    key: undefined,
    run: ({ follow }) => follow(selection, step),
  };
}

/** A thing that is not there at this step leads to one at which it is. */
function leadsTo(selection: Selection | undefined, step: number | undefined): string {
  const place = step === undefined ? '' : `→ step ${step.toLocaleString('en')}`;
  if (selection === undefined) return place;
  return step === undefined ? 'select' : `select ${place}`;
}

function commandsFor(text: string): Entry[] {
  const words = text.toLowerCase().split(/\s+/);
  const named = new Set<string>();
  return COMMANDS.filter(({ id, name }) => {
    if (id === 'find' || named.has(name) || !words.every((word) => name.toLowerCase().includes(word))) return false;
    named.add(name);
    return true;
  }).map(({ id, name, group, keys, run }) => ({
    id,
    kind: 'command',
    label: name,
    detail: group,
    leads: '',
    key: keys[0],
    run,
  }));
}
