/** Who has a PCI function, and what user space has of it through VFIO. */
import { pci_dev } from '../linux/include/linux/pci/index.ts';
import { vfio_pci_core_device } from '../linux/include/linux/vfio_pci_core.ts';
import type { Objects } from '../recorder/index.ts';
import type { Snapshot } from './snapshot.ts';
import type { FunctionOwner, VfioFacts } from '../api/msix.ts';

/** A function, its driver, and what user space has of it. */
export function ownerOf(objects: Objects, bdf: string): FunctionOwner {
  const driver = objects.all(pci_dev).find(({ dev }) => dev.name === bdf)?.dev.driver;
  return { bdf, driver, vfio: vfioFacts(objects, bdf) };
}

/** undefined unless vfio-pci has the function. */
function vfioFacts(objects: Objects, bdf: string): VfioFacts | undefined {
  const core = objects.all(vfio_pci_core_device).find(({ pdev }) => pdev.dev.name === bdf);
  return core === undefined ? undefined : { open: core.vdev.open_count > 0, vectors: eventfdsOf(core).size };
}

/**
 * How often the kernel has signalled the eventfd of each vector, by the record: the program reads them, so their counts go back
 * to 0.
 */
export function eventfdCounts({ objects, history }: Snapshot, bdf: string): Map<number, number> {
  const core = objects.all(vfio_pci_core_device).find(({ pdev }) => pdev.dev.name === bdf);
  const signalled = new Map<number, number>();
  if (core === undefined || history === undefined) return signalled;
  const byEventfd = new Map([...eventfdsOf(core)].map(([vector, id]) => [id, vector]));
  for (const vector of byEventfd.values()) signalled.set(vector, 0);
  const { rec, cursor } = history;
  for (const event of rec.signals) {
    if (event >= cursor.position) break;
    const { kind, to } = rec.signalAt(event);
    const vector = kind === 'eventfd' ? byEventfd.get(to) : undefined;
    if (vector !== undefined) signalled.set(vector, (signalled.get(vector) ?? 0) + 1);
  }
  return signalled;
}

/** Vector to the id of its eventfd; none unless vfio-pci has the function. */
export function eventfdIds(objects: Objects, bdf: string | undefined): ReadonlyMap<number, number> {
  const core = objects.all(vfio_pci_core_device).find(({ pdev }) => pdev.dev.name === bdf);
  return core === undefined ? new Map() : eventfdsOf(core);
}

/** Vector to the id of its eventfd. */
function eventfdsOf({ ctx }: vfio_pci_core_device): Map<number, number> {
  return new Map(
    ctx.entries().flatMap(([vector, { trigger }]) => (trigger === undefined ? [] : [[vector, trigger.$id]])),
  );
}
