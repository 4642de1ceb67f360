/** What the stand-ins of a run keep: their drivers, and what came of every interrupt that they asked for. */
import {
  always,
  choice,
  data,
  map,
  num,
  type Recorded,
  type RecordedMap,
  ref,
  str,
  struct,
} from '../../recorder/index.ts';
import type { device } from '../include/linux/device.ts';
import { type Kernel, statics } from '../kernel.ts';
import type { DriverTable } from './driver-table.ts';
import type { StandIn } from './select.ts';

/** What came of an interrupt that a driver asked for. */
export const IRQ_REQUESTED = 1;
/** The driver is an interrupt controller's: its lines hang on this one. */
export const IRQ_CHAINED = 2;
/** Linux would map it; here its controller is not modelled, and the driver goes on without. */
export const IRQ_NO_MODEL = 3;
export const IRQ_REFUSED = 4;
/** Mapped, and the driver does not request it. */
export const IRQ_MAPPED = 5;

/** One interrupt that a stand-in asked for. */
export interface stand_in_irq extends Recorded {
  readonly dev: device;
  /** Place in the node's list. */
  readonly index: number;
  /** What interrupt-names calls it. */
  readonly name: string | undefined;
  /** Linux's number; 0 for none. */
  irq: number;
  state: number;
  /** 0, or a negative errno. */
  ret: number;
  /** Where the real driver requests it, when that is not its probe: `ndo_open`. */
  where: string | undefined;
}
export const stand_in_irq = struct<stand_in_irq>(
  'stand_in_irq',
  {
    dev: always(ref()),
    index: num(),
    name: str(),
    irq: num(),
    state: choice({ IRQ_REQUESTED, IRQ_CHAINED, IRQ_NO_MODEL, IRQ_REFUSED, IRQ_MAPPED }),
    ret: num(),
    where: str(),
  },
  { label: ({ dev, index }) => `${dev.name} interrupt ${index}` },
);

export interface stand_ins extends Recorded {
  /** Those that match something of the tree, in order of registration. Undefined until they are looked for. */
  drivers: readonly StandIn[] | undefined;
  /** Lines that several nodes list; undefined until somebody asks. */
  shared_lines: ReadonlySet<string> | undefined;
  /** By device and place: 1024 for each device. */
  irqs: RecordedMap<stand_in_irq>;
}
export const stand_ins = statics<stand_ins>('stand-ins/state.ts', {
  drivers: data(),
  shared_lines: data(),
  irqs: map(ref<stand_in_irq>()),
});

/** The table of drivers, where this run has stand-ins. */
export function tableOf(k: Kernel): DriverTable | undefined {
  return k.boot.drivers === 'modelled' ? undefined : k.boot.driverTable;
}

/** Whether a driver that is not modelled is built in, by its name. */
export function isWanted(k: Kernel, name: string): boolean {
  return k.boot.drivers === 'all' || (k.boot.drivers !== 'modelled' && k.boot.drivers.includes(name));
}

/** An SMMU lists a hundred. */
const PLACES = 1024;

/** What is noted of a device's interrupt; made at the first call. */
export function noteOf(k: Kernel, dev: device, index: number, name: string | undefined): stand_in_irq {
  const { irqs } = stand_ins(k);
  const key = dev.$id * PLACES + Math.min(index, PLACES - 1);
  const known = irqs.get(key);
  if (known !== undefined) return known;
  const note = stand_in_irq.create(k.rec, { dev, index, name });
  irqs.set(key, note);
  return note;
}

/** The first thing that the stand-in's probe noted of a device. */
export function firstNoteOf(k: Kernel, dev: device): stand_in_irq | undefined {
  return stand_ins(k).irqs.get(dev.$id * PLACES);
}
