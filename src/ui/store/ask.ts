/** What of the run is on the screen, so that only that is sent. */
import type { Ask, Selection } from '../../engine/index.ts';
import type { ViewState } from './stores.ts';
import { partsAsked } from './unfolded.ts';

export function askOf(view: ViewState, selection: Selection | undefined): Ask {
  const { right } = view;
  const parts = view.left === 'table' ? [] : partsAsked(view.unfolded);
  return {
    ...(view.left === 'table' ? twinOf(view) : {}),
    topology: true,
    ...(parts.length === 0 ? {} : { parts }),
    ...(right === 'irqs' ? { irqs: view.irqs } : {}),
    ...(right === 'msix' ? { msix: { bdf: view.bdf, ...view.msix } } : {}),
    ...(right === 'its' ? { its: view.its } : {}),
    ...(right === 'registers' ? { registers: { block: view.block } } : {}),
    ...(right === 'dmesg' ? { dmesg: true } : {}),
    ...(right === 'proc' ? { text: view.text, domains: true } : {}),
    ...(selection === undefined ? {} : { inspect: selection }),
  };
}

/** The table that stands for the picture. */
function twinOf(view: ViewState): Ask {
  switch (view.twin) {
    case 'domains':
      return { domainTable: view.domainTable };
    case 'devices':
      return { devices: view.devices };
    case 'perCpu':
      return { perCpu: view.perCpu };
  }
}
