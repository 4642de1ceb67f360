import type { ReactNode } from 'react';
import { textAt } from '../store/draft/json-value.ts';
import { useDraft, useDraftModel } from '../store/draft/use-draft.ts';
import styles from './editor.module.css';

/** The scenario's title, as the board menu and links show it. */
export function TitleField(): ReactNode {
  const model = useDraftModel();
  const title = useDraft(({ draft }) => textAt(draft, ['title']) ?? '');
  return (
    <input
      type="text"
      className={styles.title}
      aria-label="Title"
      placeholder="Title of the scenario"
      data-path="title"
      autoComplete="off"
      value={title}
      onChange={({ target }) => model.set(['title'], target.value === '' ? undefined : target.value)}
    />
  );
}
