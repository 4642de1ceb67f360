/** What keys do to the selected vector of the MSI-X table: the same as the buttons of its row. */
import type { Command, MsixRow } from '../../engine/index.ts';
import type { AppModel } from './app-model.ts';

/** The row of the selected vector, or of the vector that the selected interrupt belongs to, where it is in sight. */
function selectedRow({ stores }: AppModel): { readonly bdf: string; readonly row: MsixRow } | undefined {
  const { selection } = stores.selection.getState();
  const view = stores.screen.getState().screen?.msix;
  if (view?.bdf === undefined || selection === undefined) return undefined;
  const row = view.rows.rows.find(({ vector, virq }) =>
    selection.kind === 'vector' ? selection.vector === vector : selection.kind === 'irq' && selection.virq === virq,
  );
  return row?.virq === undefined ? undefined : { bdf: view.bdf, row };
}

const onVector =
  (make: (row: MsixRow) => 'msix.fire' | 'msix.mask' | 'msix.unmask') =>
  (app: AppModel): void => {
    const found = selectedRow(app);
    if (found === undefined) return;
    const { bdf, row } = found;
    void app.command({ do: make(row), bdf, vector: row.vector } satisfies Command);
  };

export const fireSelected = onVector(() => 'msix.fire');
export const maskSelected = onVector(({ masked }) => (masked ? 'msix.unmask' : 'msix.mask'));

/** The function mask of the function that the table shows. */
export function maskFunction(app: AppModel): void {
  const view = app.stores.screen.getState().screen?.msix;
  if (view?.bdf === undefined || !view.enabled) return;
  void app.command({ do: view.maskall ? 'msix.unmaskAll' : 'msix.maskAll', bdf: view.bdf });
}
