import type { ReactNode } from 'react';
import { Modal } from '../widgets/modal.tsx';
import buttons from '../widgets/button.module.css';
import styles from './editor.module.css';

interface Props {
  readonly onKeep: () => void;
  readonly onDiscard: () => void;
}

/** Before what was entered is lost. */
export function AskDiscard({ onKeep, onDiscard }: Props): ReactNode {
  return (
    <Modal title="Discard your changes?" onClose={onKeep}>
      <p>The scenario was changed and has not been run. Without running or saving it, the changes are lost.</p>
      <div className={styles.answers}>
        <button type="button" className={buttons.button} onClick={onDiscard}>
          Discard
        </button>
        <button type="button" className={`${buttons.button} ${buttons.primary}`} onClick={onKeep}>
          Keep editing
        </button>
      </div>
    </Modal>
  );
}
