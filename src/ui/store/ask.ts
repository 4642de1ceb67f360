/** What of the run is on the screen, so that only that is sent. */
import type { Ask, Selection } from '../../engine/index.ts';
import type { ViewState } from './stores.ts';
import { partsAsked } from './unfolded.ts';

export function askOf(view: ViewState, selection: Selection | undefined): Ask {
  const { right } = view;
  const parts = view.left === 'table' ? [] : partsAsked(view.unfolded);
  return {
    ...(view.left === 'table' ? { [view.twin]: view[view.twin] } : {}),
    topology: true,
    ...(parts.length === 0 ? {} : { parts }),
    ...(right === 'irqs' ? { irqs: view.irqs } : {}),
    ...(right === 'msix' ? { msix: { ...view.msix, bdf: view.bdf } } : {}),
    ...(right === 'its' ? { its: view.its } : {}),
    ...(right === 'registers' ? { registers: { block: view.block } } : {}),
    ...(right === 'dmesg' ? { dmesg: true } : {}),
    ...(right === 'proc' ? { text: view.text, domainList: true } : {}),
    ...(selection === undefined ? {} : { inspect: selection }),
  };
}
