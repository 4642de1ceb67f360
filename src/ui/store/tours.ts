/** Guided walks through runs: where each stops, and what is to be seen there. A stop that a run does not have is left out. */
import type { NextKind, Selection } from '../../engine/index.ts';
import type { LinkView } from '../../permalink/view-text.ts';
import type { PhonePane } from './stores.ts';

/**
 * Where a stop is: at an end of the run, at an end of a script command, or the next of something after the stop before: as
 * it begins, or, for a call, once it has done its work.
 */
export type Place =
  | { readonly at: 'start' | 'end' }
  | { readonly at: 'before' | 'after'; readonly command: number }
  | { readonly at: 'next'; readonly what: NextKind; readonly text?: string; readonly done?: boolean };

export interface TourStop {
  readonly title: string;
  /** One or two sentences: what happens here and where to look. */
  readonly text: string;
  /** Says how to step, too: by keys or by buttons, as the page is used. */
  readonly teaches?: 'stepping';
  readonly place: Place;
  /** Where a phone, which has room for one pane, shows what the text speaks of. */
  readonly pane: PhonePane;
  readonly right?: LinkView['right'];
  readonly left?: LinkView['left'];
  readonly selection?: Selection;
}

export interface Tour {
  readonly id: string;
  readonly title: string;
  /** Bundled scenario that it walks through. */
  readonly preset: string;
  readonly stops: readonly TourStop[];
}

const call = (text: string): Place => ({ at: 'next', what: 'call', text });
const done = (text: string): Place => ({ at: 'next', what: 'call', text, done: true });
const before = (command: number): Place => ({ at: 'before', command });
const after = (command: number): Place => ({ at: 'after', command });

const NVME = '0000:00:02.0';
const vector = (number: number): Selection => ({ kind: 'vector', bdf: NVME, vector: number });

/** The first function that is probed, and so the first to get vectors. */
const RNG = '0000:00:03.0';
const FIRST: Selection = { kind: 'function', bdf: RNG };

const GICV3: Tour = {
  id: 'gicv3',
  title: 'How a GICv3 comes up',
  preset: 'qemu-virt-gicv3-its',
  stops: [
    {
      title: 'Power on',
      text: 'Nothing has run yet: the boxes are faint, the table is empty. “Next stop” goes on from anywhere.',
      teaches: 'stepping',
      place: { at: 'start' },
      pane: 'topology',
      right: 'irqs',
      left: 'hardware',
    },
    {
      title: 'of_irq_init looks for controllers',
      text: 'It collects every interrupt-controller node that a driver knows, and will start parents before those that depend on them.',
      place: call('of_irq_init'),
      pane: 'steps',
    },
    {
      title: 'The GIC’s driver takes the root node',
      text: 'gic_of_init maps the distributor and the redistributor regions that the node’s reg names.',
      place: call('gic_of_init'),
      pane: 'steps',
    },
    {
      title: 'The first irq_domain',
      text: 'It translates the hwirqs (INTIDs) of the GIC into Linux’s virqs. It is empty still: numbers are given when someone asks.',
      place: { at: 'next', what: 'domain' },
      pane: 'topology',
    },
    {
      title: 'The distributor is set up',
      text: 'gic_dist_init puts SPIs into group 1, gives them a priority, disables them and routes them to the boot CPU. The registers tab shows each write.',
      place: call('gic_dist_init'),
      pane: 'tables',
      right: 'registers',
    },
    {
      title: 'The first descriptors',
      text: 'CPUs signal each other by SGIs. Linux asks the domain for them, and each gets an irq_desc: the rows of the table.',
      place: { at: 'next', what: 'descriptor' },
      pane: 'tables',
      right: 'irqs',
    },
    {
      title: 'The ITS',
      text: 'Message-signalled interrupts need a translation service: its_probe_one gives it tables in memory and a command queue.',
      place: call('its_probe_one'),
      pane: 'tables',
      right: 'its',
    },
    {
      title: 'Another CPU comes up',
      text: 'It finds and wakes its redistributor, has its own SGIs and PPIs off, and opens its interface; who needs one enables it later. What runs is now in the lane of that CPU.',
      place: call('gic_starting_cpu'),
      pane: 'topology',
      selection: { kind: 'cpu', cpu: 1 },
    },
    {
      title: 'A driver asks for MSI-X vectors',
      text: 'The driver of 00:03.0 is the first: pci_alloc_irq_vectors_affinity. On 6.12 the function gets an irq_domain of its own on top of the ITS; on 6.1 all share one.',
      place: call('pci_alloc_irq_vectors_affinity'),
      pane: 'steps',
      right: 'irqs',
      selection: FIRST,
    },
    {
      title: 'The ITS learns the device',
      text: 'MAPD and MAPTI tell it which DeviceID and EventID become which LPI. The commands stand in its queue.',
      place: call('its_send_mapti'),
      pane: 'tables',
      right: 'its',
      selection: FIRST,
    },
    {
      title: 'The table entry is written',
      text: 'Address and data of vector 0 have gone into the MSI-X table of 00:03.0: once unmasked, a message from it can find its way.',
      place: done('pci_write_msg_msix'),
      pane: 'tables',
      right: 'msix',
      selection: { kind: 'vector', bdf: RNG, vector: 0 },
    },
    {
      title: 'Boot is over',
      text: '00:03.0 has its vectors. Press fire in a row of its MSI-X table, or choose another function there, and step through what happens.',
      place: { at: 'end' },
      pane: 'tables',
      right: 'msix',
      selection: FIRST,
    },
  ],
};

const VFIO: Tour = {
  id: 'vfio',
  title: 'What VFIO does to an NVMe',
  preset: 'vfio-nvme',
  stops: [
    {
      title: 'The kernel’s own driver has it',
      text: 'nvme has taken one vector for the admin queue and one for each CPU; the vectors above them are masked.',
      place: before(1),
      pane: 'tables',
      right: 'msix',
      left: 'hardware',
      selection: { kind: 'function', bdf: NVME },
    },
    {
      title: 'vfio-pci takes over',
      text: 'nvme has let go of its interrupts: their descriptors, the LPIs and the device’s irq_domain are gone. vfio-pci asks for none yet.',
      place: after(1),
      pane: 'tables',
    },
    {
      title: 'A program opens the device',
      text: 'It opens the IOMMU group and the container, and has a file descriptor of the device. Still no vector.',
      place: after(2),
      pane: 'tables',
    },
    {
      title: 'VFIO_DEVICE_SET_IRQS asks for nine',
      text: 'vfio_msi_enable allocates the vectors as any driver does.',
      place: call('vfio_msi_enable'),
      pane: 'steps',
    },
    {
      title: 'The table entries are written',
      text: 'Each vector has its descriptor, its LPI and its eventfd. Counts stand at nought.',
      place: after(3),
      pane: 'tables',
    },
    {
      title: 'Vector 3 fires',
      text: 'The message runs from the device through the SMMU and the ITS to a redistributor and its CPU; there vfio_msihandler signals the eventfd.',
      place: call('vfio_msihandler'),
      pane: 'topology',
      selection: vector(3),
    },
    {
      title: 'The eventfd has counted',
      text: 'The program reads it, and would inject the interrupt into its guest.',
      place: after(4),
      pane: 'tables',
      selection: vector(3),
    },
    {
      title: 'No vectors any more',
      text: 'A count of nought disables MSI-X: handlers, descriptors, LPIs and ITS mappings are undone in turn.',
      place: after(5),
      pane: 'tables',
    },
    {
      title: 'Closed and given back',
      text: 'The program has closed the device, vfio-pci has let go, and nvme has taken the function again with vectors of its own.',
      place: { at: 'end' },
      pane: 'tables',
    },
  ],
};

const WHY_NOT: Tour = {
  id: 'why-not',
  title: 'Why an interrupt does not arrive',
  preset: 'why-not',
  stops: [
    {
      title: 'A vector that works',
      text: 'Vector 3 of the NVMe is open. Fired, it reaches its handler.',
      place: after(1),
      pane: 'topology',
      right: 'msix',
      left: 'hardware',
      selection: vector(3),
    },
    {
      title: 'Masked in the table',
      text: 'The device sees its own mask bit, sends nothing and sets the pending bit in the PBA. The picture marks where it stops.',
      place: after(3),
      pane: 'topology',
      selection: vector(3),
    },
    {
      title: 'Unmasked, it fires at once',
      text: 'The pending bit is still set, so the message goes out the moment the mask falls.',
      place: after(4),
      pane: 'topology',
      selection: vector(3),
    },
    {
      title: 'The function mask',
      text: 'One bit in MSI-X Message Control holds back all vectors of the function.',
      place: after(6),
      pane: 'topology',
      selection: vector(3),
    },
    {
      title: 'Disabled by disable_irq',
      text: 'disable_irq only marks the descriptor. The message arrives, the flow handler finds the interrupt disabled, masks it and keeps it pending; enable_irq would replay it.',
      place: after(9),
      pane: 'topology',
      selection: vector(2),
    },
    {
      title: 'The CPU is gone',
      text: 'nvme’s queue vectors are managed: when the last CPU of one goes offline, Linux shuts it down and masks it. What the device sends stays pending.',
      place: after(11),
      pane: 'topology',
      selection: vector(4),
    },
  ],
};

export const TOURS: readonly Tour[] = [GICV3, VFIO, WHY_NOT];
