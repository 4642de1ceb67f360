import { lazy, type ReactNode, Suspense } from 'react';
import { useActions, useView } from '../store/hooks.ts';
import { Modal } from '../widgets/modal.tsx';
import { FindingsDialog } from './findings.tsx';
import { ExplainDialog } from './explain.tsx';
import { ChooseBoard } from './choose-board.tsx';
import { Find } from './find.tsx';
import { Help } from './help.tsx';
import { Overlays } from './overlays.tsx';
import { Recent } from './recent.tsx';
import { Share } from './share.tsx';
import { Stops } from './stops.tsx';
import { useMessages } from '../widgets/messages.ts';

/** Large, and not needed to look at a run. */
const Editor = lazy(() =>
  import('../editor/editor.tsx').then(
    ({ Editor }) => ({ default: Editor }),
    () => ({ default: Missing }),
  ),
);

function Missing({ onClose }: { readonly onClose: () => void }): ReactNode {
  const { editorMissing: say } = useMessages().app;
  return (
    <Modal title={say.title} onClose={onClose}>
      <p>{say.about}</p>
    </Modal>
  );
}

/** The dialog that is open. */
export function Dialogs(): ReactNode {
  const actions = useActions();
  const dialog = useView((view) => view.dialog);
  const close = (): void => actions.closeDialog();
  switch (dialog) {
    case 'help':
      return <Help onClose={close} />;
    case 'find':
      return <Find onClose={close} />;
    case 'share':
      return <Share onClose={close} />;
    case 'findings':
      return <FindingsDialog onClose={close} />;
    case 'explain':
      return <ExplainDialog onClose={close} />;
    case 'stops':
      return <Stops onClose={close} />;
    case 'edit':
      return (
        <Suspense fallback={null}>
          <Editor onClose={close} />
        </Suspense>
      );
    case 'choose':
      return <ChooseBoard onClose={close} />;
    case 'recent':
      return <Recent onClose={close} />;
    case 'overlays':
      return <Overlays onClose={close} />;
    case undefined:
      return null;
  }
}
