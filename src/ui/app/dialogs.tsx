import type { ReactNode } from 'react';
import { useApp, useView } from '../store/app-model.ts';
import { Find } from './find.tsx';
import { Help } from './help.tsx';
import { Share } from './share.tsx';
import { Stops } from './stops.tsx';

/** The dialog that is open. */
export function Dialogs(): ReactNode {
  const app = useApp();
  const dialog = useView((view) => view.dialog);
  const close = (): void => app.stores.view.setState({ dialog: undefined });
  switch (dialog) {
    case 'help':
      return <Help onClose={close} />;
    case 'find':
      return <Find onClose={close} />;
    case 'share':
      return <Share onClose={close} />;
    case 'stops':
      return <Stops onClose={close} />;
    case undefined:
      return null;
  }
}
