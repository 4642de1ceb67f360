/** The command queue of an ITS, and what the commands have built. */

export interface ItsCommandRow {
  /** Address of the ITS. */
  readonly its: string;
  readonly index: number;
  readonly name: string;
  readonly operands: string;
}

/** What the commands have built in an ITS: who may send, what becomes of it, and where it goes. Numbers as shown. */
export interface ItsTables {
  readonly devices: readonly ItsDeviceRow[];
  /** Interrupt translation tables, one after another; at most 500 rows. */
  readonly translations: readonly ItsTranslationRow[];
  readonly collections: readonly ItsCollectionRow[];
}

export interface ItsDeviceRow {
  readonly its: string;
  readonly deviceId: string;
  /** Events that its translation table has room for. */
  readonly events: number;
  readonly mapped: number;
  /** Address of the table. */
  readonly itt: string;
}

export interface ItsTranslationRow {
  readonly its: string;
  readonly deviceId: string;
  readonly event: number;
  readonly lpi: number;
  readonly icid: number;
  /** The CPU that the collection is mapped to. */
  readonly cpu: string;
}

export interface ItsCollectionRow {
  readonly its: string;
  readonly icid: number;
  readonly cpu: number;
}
