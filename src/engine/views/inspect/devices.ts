/** What is known of a CPU, a PCI function or one of its vectors, for the inspector. */
import type { InspectView } from '../../api/inspect.ts';
import { irq_desc } from '../../linux/include/linux/irqdesc.ts';
import { pci_dev } from '../../linux/include/linux/pci/index.ts';
import {
  cpu_core,
  gic_cpu_interface,
  gic_redistributor,
  gicv2_cpu_interface,
  pci_function,
} from '../../machine/index.ts';
import type { Objects, Recorded } from '../../recorder/index.ts';
import { pciSections } from '../../report/pci.ts';
import type { Snapshot } from '../../record/snapshot.ts';

/** What an inspector shows of a thing: its title, the objects it is made of, and what Linux or the dump prints of it. */
export interface Inspected {
  readonly title: string;
  readonly objects: readonly Recorded[];
  readonly texts: InspectView['texts'];
}

export function inspectCpu({ objects, messages }: Snapshot, cpu: number): Inspected | undefined {
  const own = (objects: readonly (Recorded & { readonly cpu: number })[]): Recorded[] =>
    objects.filter((object) => object.cpu === cpu);
  const core = objects.all(cpu_core).filter(({ number }) => number === cpu);
  if (core.length === 0) return undefined;
  return {
    title: messages.inspect.cpu({ cpu }),
    objects: [
      ...core,
      ...own(objects.all(gic_cpu_interface)),
      ...own(objects.all(gic_redistributor)),
      ...own(objects.all(gicv2_cpu_interface)),
    ],
    texts: [],
  };
}

export function inspectFunction(snapshot: Snapshot, bdf: string): Inspected | undefined {
  const { objects, messages } = snapshot;
  const { configuration, pciFunction } = messages.inspect;
  const fn = objects.all(pci_function).find((each) => each.bdf === bdf);
  if (fn === undefined) return undefined;
  const dev = objects.all(pci_dev).find((each) => each.dev.name === bdf);
  return {
    title: pciFunction({ model: fn.model, bdf }),
    objects: dev === undefined ? [fn] : [fn, dev, dev.dev],
    texts: pciSections(snapshot, bdf).map(({ body }) => ({ name: configuration, text: body })),
  };
}

/** The descriptor of a vector, when the kernel uses it. */
export function vectorDescriptor(objects: Objects, bdf: string, vector: number): irq_desc | undefined {
  return objects.all(irq_desc).find(
    ({ irq_common_data: { msi_desc }, irq_data: { irq } }) =>
      // Messages of one MSI share a msi_desc, one irq after another.
      msi_desc?.dev?.name === bdf && msi_desc.msi_index + (irq - msi_desc.irq) === vector,
  );
}
