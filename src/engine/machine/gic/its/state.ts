/** What an ITS remembers: its registers, and the tables that commands have built. */
import {
  big,
  bits,
  data,
  hexnum,
  map,
  num,
  type Recorded,
  type RecordedMap,
  ref,
  struct,
} from '../../../recorder/index.ts';

/** An interrupt translation entry: what an EventID of a device becomes. */
export interface its_translation extends Recorded {
  readonly device_id: number;
  readonly event_id: number;
  intid: number;
  /** The collection, hence the CPU. */
  icid: number;
}
export const its_translation = struct<its_translation>(
  'its_translation',
  { device_id: hexnum(), event_id: num(), intid: num(), icid: num() },
  { side: 'hardware', label: (entry) => `ITE 0x${entry.device_id.toString(16)}:${entry.event_id}` },
);

/** A device table entry. */
export interface its_device_entry extends Recorded {
  readonly device_id: number;
  /** How many bits of EventID its table serves. */
  event_bits: number;
  /** Address of its interrupt translation table in memory. */
  itt: number;
  /** By EventID. */
  readonly translations: RecordedMap<its_translation>;
}
export const its_device_entry = struct<its_device_entry>(
  'its_device_entry',
  { device_id: hexnum(), event_bits: num(), itt: hexnum(), translations: map(ref<its_translation>()) },
  { side: 'hardware', label: (entry) => `DTE 0x${entry.device_id.toString(16)}` },
);

/** A collection table entry. */
export interface its_collection_entry extends Recorded {
  readonly icid: number;
  /** The CPU whose redistributor it names. */
  cpu: number;
}
export const its_collection_entry = struct<its_collection_entry>(
  'its_collection_entry',
  { icid: num(), cpu: num() },
  { side: 'hardware', label: (entry) => `collection ${entry.icid}` },
);

export interface gic_its extends Recorded {
  readonly base: number;
  ctlr: number;
  readonly iidr: number;
  readonly typer: bigint;
  readonly pidr2: number;
  cbaser: bigint;
  cwriter: number;
  /** With bit 0 for Stalled. */
  creadr: number;
  /** GITS_BASER<n>, by n. */
  readonly baser: RecordedMap<bigint>;
  /** By DeviceID. */
  readonly devices: RecordedMap<its_device_entry>;
  /** By ICID. */
  readonly collections: RecordedMap<its_collection_entry>;
  /** Commands that were executed (or ignored) since GITS_CBASER was written, each as 8 words, by their number from 0. */
  readonly commands: RecordedMap<readonly number[]>;
}
export const gic_its = struct<gic_its>(
  'gic_its',
  {
    base: hexnum(),
    ctlr: bits({ Enabled: 1, Quiescent: 0x80000000 }),
    iidr: hexnum(),
    typer: big(),
    pidr2: hexnum(),
    cbaser: big(),
    cwriter: hexnum(),
    creadr: hexnum(),
    baser: map(big()),
    devices: map(ref<its_device_entry>()),
    collections: map(ref<its_collection_entry>()),
    commands: map(data<readonly number[]>()),
  },
  { side: 'hardware', label: (its) => `ITS at 0x${its.base.toString(16)}` },
);
