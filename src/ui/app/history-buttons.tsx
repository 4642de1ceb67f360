import type { ReactNode } from 'react';
import type { Direction } from '../store/history.ts';
import { useActions } from '../store/hooks.ts';
import { useHistory } from '../store/use-history.ts';
import { useMessages } from '../widgets/messages.ts';
import buttons from '../widgets/button.module.css';

const FACES: Readonly<Record<Direction, string>> = { undo: '↶', redo: '↷' };

/** Undoes and redoes what was changed in the scenario; each says what that is. */
export function HistoryButtons(): ReactNode {
  const actions = useActions();
  const { history: say } = useMessages().app;
  const { undo, redo } = useHistory();
  const button = (direction: Direction, title: string): ReactNode => (
    <button
      type="button"
      className={buttons.button}
      aria-label={title}
      aria-disabled={(direction === 'undo' ? undo : redo) === undefined}
      title={title}
      onClick={() => void actions[direction]()}
    >
      <span aria-hidden="true">{FACES[direction]}</span>
    </button>
  );
  return (
    <>
      {button('undo', undo ?? say.nothingToUndo)}
      {button('redo', redo ?? say.nothingToRedo)}
    </>
  );
}
