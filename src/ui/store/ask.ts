/** What of the run is on the screen, so that only that is sent. */
import type { Ask, Selection } from '../../engine/index.ts';
import type { ViewState } from './stores.ts';

export function askOf(view: ViewState, selection: Selection | undefined): Ask {
  const { right } = view;
  return {
    ...(view.left === 'table' ? { domains: true } : {}),
    topology: true,
    ...(right === 'irqs' ? { irqs: view.irqs } : {}),
    ...(right === 'msix' ? { msix: { bdf: view.bdf, ...view.msix } } : {}),
    ...(right === 'its' ? { its: view.its } : {}),
    ...(right === 'registers' ? { registers: true } : {}),
    ...(right === 'dmesg' ? { dmesg: true } : {}),
    ...(right === 'proc' ? { text: view.text, domains: true } : {}),
    ...(selection === undefined ? {} : { inspect: selection }),
  };
}
