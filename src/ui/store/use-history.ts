/** What can be undone and redone, in words. */
import type { PageMessages } from '../../engine/api/messages/index.ts';
import { useMessages } from '../widgets/messages.ts';
import { type Change, walk } from './history.ts';
import { useRun } from './hooks.ts';
import { commandText } from './script-text.ts';
import { versionNow } from './stores.ts';

export interface HistoryWords {
  /** "Undo: fire vector 3 of 00:02.0"; undefined where there is nothing to undo. */
  readonly undo: string | undefined;
  readonly redo: string | undefined;
}

export function useHistory(): HistoryWords {
  const messages = useMessages();
  const { history: say } = messages.app;
  const run = useRun((whole) => whole);
  const now = versionNow(run);
  const [undo, redo] = (['undo', 'redo'] as const).map((direction) =>
    now === undefined ? undefined : walk(direction, run.history, now)?.change,
  );
  return {
    undo: undo === undefined ? undefined : say.undo({ change: changeText(undo, messages) }),
    redo: redo === undefined ? undefined : say.redo({ change: changeText(redo, messages) }),
  };
}

function changeText(change: Change, messages: PageMessages): string {
  const { history: say } = messages.app;
  switch (change.kind) {
    case 'command':
      return commandText(change.command, messages);
    case 'edit':
      return say.edit;
    case 'fix':
      return say.fix(change);
    case 'rewire':
      return say.rewire(change);
    case 'overlays':
      return say.overlays;
    case 'kernel':
      return say.kernel(change);
  }
}
