import type { ReactNode, Ref } from 'react';
import styles from './file-input.module.css';

interface Props {
  readonly ref: Ref<HTMLInputElement>;
  readonly label: string;
  /** Chooses a folder with all that is in it. */
  readonly folder?: boolean;
  readonly onFiles: (files: readonly File[]) => void;
}

/** Not among React's types. */
const FOLDER: Readonly<Record<string, string>> = { webkitdirectory: '' };

/** The browser's dialog for files, behind a button of the page that calls `click` on it. */
export function FileInput({ ref, label, folder = false, onFiles }: Props): ReactNode {
  return (
    <input
      ref={ref}
      className={styles.hidden}
      type="file"
      multiple
      tabIndex={-1}
      aria-label={label}
      {...(folder ? FOLDER : {})}
      onChange={(event) => {
        const files = [...(event.target.files ?? [])];
        // The same files once more are a change too.
        event.target.value = '';
        if (files.length > 0) onFiles(files);
      }}
    />
  );
}
