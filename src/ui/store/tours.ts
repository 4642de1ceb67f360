/** Guided walks through runs: where each stops, and what is to be seen there. A stop that a run does not have is left out. */
import type { PageMessages } from '../../engine/api/messages/index.ts';
import type { KernelVersion, NextKind, Selection } from '../../engine/index.ts';
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

export interface StopWords {
  readonly title: string;
  readonly text: string;
  readonly ask?: { readonly question: string; readonly answers: readonly string[]; readonly because: string };
}

export interface TourStop {
  /** Its title, and one or two sentences: what happens here and where to look; perhaps a question about what comes next. */
  readonly words: (messages: PageMessages) => StopWords;
  /** Number of the right answer, for a stop that asks. */
  readonly rightAnswer?: number;
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
  readonly id: keyof PageMessages['tours'];
  /** Bundled scenario that it walks through, and on which kernel, where that matters to what it shows. */
  readonly preset: string;
  readonly kernel?: KernelVersion;
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
  preset: 'qemu-virt-gicv3-its',
  kernel: '6.1',
  stops: [
    {
      words: ({ tours }) => tours.gicv3.powerOn,
      teaches: 'stepping',
      place: { at: 'start' },
      pane: 'topology',
      right: 'irqs',
      left: 'hardware',
    },
    {
      words: ({ tours }) => tours.gicv3.ofIrqInit,
      rightAnswer: 2,
      place: call('of_irq_init'),
      pane: 'steps',
    },
    {
      words: ({ tours }) => tours.gicv3.gicOfInit,
      place: call('gic_of_init'),
      pane: 'steps',
    },
    {
      words: ({ tours }) => tours.gicv3.firstDomain,
      place: { at: 'next', what: 'domain' },
      pane: 'topology',
    },
    {
      words: ({ tours }) => tours.gicv3.distributor,
      place: call('gic_dist_init'),
      pane: 'tables',
      right: 'registers',
    },
    {
      words: ({ tours }) => tours.gicv3.firstDescriptors,
      place: { at: 'next', what: 'descriptor' },
      pane: 'tables',
      right: 'irqs',
    },
    {
      words: ({ tours }) => tours.gicv3.its,
      place: call('its_probe_one'),
      pane: 'tables',
      right: 'its',
    },
    {
      words: ({ tours }) => tours.gicv3.secondCpu,
      place: call('gic_starting_cpu'),
      pane: 'topology',
      selection: { kind: 'cpu', cpu: 1 },
    },
    {
      words: ({ tours }) => tours.gicv3.askVectors,
      place: call('pci_alloc_irq_vectors_affinity'),
      pane: 'steps',
      right: 'irqs',
      selection: FIRST,
    },
    {
      words: ({ tours }) => tours.gicv3.itsLearns,
      place: call('its_send_mapti'),
      pane: 'tables',
      right: 'its',
      selection: FIRST,
    },
    {
      words: ({ tours }) => tours.gicv3.entryWritten,
      place: done('pci_write_msg_msix'),
      pane: 'tables',
      right: 'msix',
      selection: { kind: 'vector', bdf: RNG, vector: 0 },
    },
    {
      words: ({ tours }) => tours.gicv3.bootOver,
      place: { at: 'end' },
      pane: 'tables',
      right: 'msix',
      selection: FIRST,
    },
  ],
};

const VFIO: Tour = {
  id: 'vfio',
  preset: 'vfio-nvme',
  kernel: '7.3',
  stops: [
    {
      words: ({ tours }) => tours.vfio.ownDriver,
      place: before(1),
      pane: 'tables',
      right: 'msix',
      left: 'hardware',
      selection: { kind: 'function', bdf: NVME },
    },
    {
      words: ({ tours }) => tours.vfio.takesOver,
      place: after(1),
      pane: 'tables',
    },
    {
      words: ({ tours }) => tours.vfio.opens,
      place: after(2),
      pane: 'tables',
    },
    {
      words: ({ tours }) => tours.vfio.setIrqs,
      rightAnswer: 1,
      place: call('vfio_msi_enable'),
      pane: 'steps',
    },
    {
      words: ({ tours }) => tours.vfio.entriesWritten,
      place: after(3),
      pane: 'tables',
    },
    {
      words: ({ tours }) => tours.vfio.fires,
      place: call('vfio_msihandler'),
      pane: 'topology',
      selection: vector(3),
    },
    {
      words: ({ tours }) => tours.vfio.counted,
      place: after(4),
      pane: 'tables',
      selection: vector(3),
    },
    {
      words: ({ tours }) => tours.vfio.disabled,
      place: after(5),
      pane: 'tables',
    },
    {
      words: ({ tours }) => tours.vfio.givenBack,
      place: { at: 'end' },
      pane: 'tables',
    },
  ],
};

const WHY_NOT: Tour = {
  id: 'why-not',
  preset: 'why-not',
  stops: [
    {
      words: ({ tours }) => tours['why-not'].works,
      rightAnswer: 1,
      place: after(1),
      pane: 'topology',
      right: 'msix',
      left: 'hardware',
      selection: vector(3),
    },
    {
      words: ({ tours }) => tours['why-not'].masked,
      place: after(3),
      pane: 'topology',
      selection: vector(3),
    },
    {
      words: ({ tours }) => tours['why-not'].unmasked,
      place: after(4),
      pane: 'topology',
      selection: vector(3),
    },
    {
      words: ({ tours }) => tours['why-not'].functionMask,
      place: after(6),
      pane: 'topology',
      selection: vector(3),
    },
    {
      words: ({ tours }) => tours['why-not'].disabled,
      place: after(9),
      pane: 'topology',
      selection: vector(2),
    },
    {
      words: ({ tours }) => tours['why-not'].cpuGone,
      place: after(11),
      pane: 'topology',
      selection: vector(4),
    },
  ],
};

const next = (what: NextKind): Place => ({ at: 'next', what });

const DOORBELL: Tour = {
  id: 'doorbell',
  preset: 'why-not',
  stops: [
    {
      words: ({ tours }) => tours.doorbell.ready,
      rightAnswer: 2,
      place: before(1),
      pane: 'topology',
      right: 'msix',
      left: 'hardware',
      selection: vector(3),
    },
    { words: ({ tours }) => tours.doorbell.sends, place: next('message'), pane: 'topology' },
    { words: ({ tours }) => tours.doorbell.root, place: call('gic_handle_irq'), pane: 'steps' },
    { words: ({ tours }) => tours.doorbell.mapping, place: call('generic_handle_domain_irq'), pane: 'steps' },
    {
      words: ({ tours }) => tours.doorbell.flow,
      rightAnswer: 1,
      place: call('handle_fasteoi_irq'),
      pane: 'steps',
    },
    { words: ({ tours }) => tours.doorbell.handler, place: call('nvme_irq'), pane: 'steps' },
    { words: ({ tours }) => tours.doorbell.over, place: after(1), pane: 'tables' },
  ],
};

const NEWER: Tour = {
  id: 'newer',
  preset: 'vfio-nvme',
  kernel: '7.3',
  stops: [
    {
      words: ({ tours }) => tours.newer.parent,
      place: call('msi_create_parent_irq_domain'),
      pane: 'steps',
      right: 'irqs',
      left: 'domains',
    },
    { words: ({ tours }) => tours.newer.groups, place: call('iommu_device_register'), pane: 'steps', right: 'dmesg' },
    {
      words: ({ tours }) => tours.newer.device,
      rightAnswer: 0,
      place: call('its_msi_prepare'),
      pane: 'steps',
      right: 'its',
    },
    { words: ({ tours }) => tours.newer.startup, place: call('pci_irq_startup_msix'), pane: 'tables', right: 'msix' },
    {
      words: ({ tours }) => tours.newer.kept,
      place: after(5),
      pane: 'tables',
      right: 'its',
      selection: { kind: 'function', bdf: NVME },
    },
    { words: ({ tours }) => tours.newer.whole, place: { at: 'end' }, pane: 'tables' },
  ],
};

const MAP: Tour = {
  id: 'map',
  preset: 'qemu-virt-gicv3-its',
  stops: [
    {
      words: ({ tours }) => tours.map.asks,
      place: call('of_irq_parse_and_map_pci'),
      pane: 'steps',
      right: 'irqs',
      left: 'hardware',
    },
    { words: ({ tours }) => tours.map.walk, rightAnswer: 1, place: call('of_irq_parse_raw'), pane: 'steps' },
    { words: ({ tours }) => tours.map.mapped, place: call('irq_create_of_mapping'), pane: 'steps' },
    { words: ({ tours }) => tours.map.read, place: call('gic_irq_domain_translate'), pane: 'steps' },
    { words: ({ tours }) => tours.map.number, place: next('descriptor'), pane: 'tables' },
  ],
};

const GPIO: Tour = {
  id: 'gpio',
  preset: 'qemu-virt-gicv3-its',
  stops: [
    {
      words: ({ tours }) => tours.gpio.bank,
      place: call('pl061_probe'),
      pane: 'steps',
      right: 'irqs',
      left: 'domains',
    },
    {
      words: ({ tours }) => tours.gpio.chained,
      rightAnswer: 1,
      place: call('irq_set_chained_handler_and_data'),
      pane: 'steps',
    },
    { words: ({ tours }) => tours.gpio.line, place: call('gpiod_to_irq'), pane: 'steps' },
    { words: ({ tours }) => tours.gpio.mapped, place: call('gpiochip_irq_map'), pane: 'steps' },
    { words: ({ tours }) => tours.gpio.type, place: call('pl061_irq_type'), pane: 'steps' },
    { words: ({ tours }) => tours.gpio.over, place: { at: 'end' }, pane: 'tables', left: 'hardware' },
  ],
};

/** The first ones are those that a newcomer is shown. */
export const TOURS: readonly Tour[] = [GICV3, VFIO, WHY_NOT, DOORBELL, NEWER, MAP, GPIO];
