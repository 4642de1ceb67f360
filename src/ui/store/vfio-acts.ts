/** What a program with VFIO does to a PCI function: as buttons beside it, and as commands of the palette. */
import type { Command } from '../../engine/index.ts';

/** In the order in which it is done, and then undone. */
export const VFIO_ACTS = ['bind', 'open', 'set', 'unset', 'close', 'unbind'] as const;
export type VfioAct = (typeof VFIO_ACTS)[number];

/** The command of the script; `vectors` is how many get an eventfd by "set". */
export function vfioCommand(act: VfioAct, bdf: string, vectors: number): Command {
  switch (act) {
    case 'bind':
      return { do: 'vfio.bind', bdf };
    case 'open':
      return { do: 'vfio.open', bdf };
    case 'set':
      return setIrqs(bdf, 'eventfd', vectors);
    case 'unset':
      return setIrqs(bdf, 'none', 0);
    case 'close':
      return { do: 'vfio.close', bdf };
    case 'unbind':
      return { do: 'vfio.unbind', bdf };
  }
}

function setIrqs(bdf: string, data: 'eventfd' | 'none', count: number): Command {
  return { do: 'vfio.setIrqs', bdf, index: 'msix', action: 'trigger', start: 0, count, data };
}
