/** The long tables: what is asked of them, and their rows. */
import type { ObjectId, Selection } from './selection.ts';

/** What a person chose of a table: its order, and which rows. */
export interface TableOrder {
  readonly sort?: { readonly column: string; readonly descending: boolean };
  /** Words that a row must all have somewhere. */
  readonly filter?: string;
  /** Column by which rows are put together, each group below a head. */
  readonly group?: string;
  /** Groups, by name, whose rows are folded away. */
  readonly folded?: readonly string[];
}

export interface TableAsk extends TableOrder {
  readonly first: number;
  readonly count: number;
}

export interface TableWindow<Row> {
  /** Lines after filtering: rows and heads of groups, but no rows of groups that are folded. */
  readonly total: number;
  /** The line that the window begins with. */
  readonly first: number;
  readonly rows: readonly Row[];
  /** Set when the table is grouped. */
  readonly groups?: {
    /** Those among the window's lines; the rows have the lines between. */
    readonly heads: readonly GroupHead[];
    /** Rows after filtering, folded ones too. */
    readonly rows: number;
  };
}

/** The head of a group takes a line as a row does. */
export interface GroupHead {
  readonly line: number;
  /** ":intc@8000000-1", "CPU 2". */
  readonly name: string;
  readonly size: number;
  readonly folded: boolean;
}

export interface IrqRow {
  readonly virq: number;
  readonly hwirq: number;
  readonly domain: string;
  readonly chip: string;
  /** "edge", "level", "none" and the like. */
  readonly type: string;
  readonly handler: string;
  /** Names of the actions, "" for none. */
  readonly actions: string;
  readonly device: string;
  /** IRQD_… names without prefix, space-separated. */
  readonly state: string;
  readonly depth: number;
  readonly affinity: string;
  readonly effective: string;
  readonly count: number;
  /** Counts by number of the CPU. */
  readonly counts: readonly number[];
  /** Columns whose value the last move changed, "cpu2" for a count of CPU 2; "*" for a new row. */
  readonly changed: readonly string[];
}

export interface DomainRow {
  readonly id: ObjectId;
  readonly name: string;
  readonly size: number;
  readonly mapped: number;
  readonly flags: number;
  readonly flagNames: readonly string[];
  readonly bus: string;
  readonly parent: string | undefined;
  /** How many parents are above it. */
  readonly level: number;
  readonly changed: readonly string[];
}

/** A node of the device tree or a PCI function that has interrupts, or says that it wants some. */
export interface DeviceRow {
  /** Path or bus address: "/pl011@9000000", "0000:00:02.0". */
  readonly path: string;
  /** "pl011@9000000", "0000:00:02.0 nvme". */
  readonly name: string;
  /** Name of the bound driver, "" for none. */
  readonly driver: string;
  /** What it interrupts by, as tree and hardware say: "SPI 1 level-high", "MSI-X 5 of 65 vectors". */
  readonly source: string;
  /** Numbers of its interrupts: "13", "25-29, 31". */
  readonly irqs: string;
  /** How many those are. */
  readonly mapped: number;
  readonly domain: string;
  readonly count: number;
  readonly selection: Selection;
  readonly changed: readonly string[];
}

/** A line of /proc/interrupts. */
export interface CountRow {
  /** "13", "IPI0". */
  readonly irq: string;
  /** Undefined for an IPI that has no descriptor yet. */
  readonly virq: number | undefined;
  /** Names of the actions, or what the IPI is for. */
  readonly name: string;
  readonly chip: string;
  readonly hwirq: string;
  /** "Level" or "Edge"; "" for an IPI. */
  readonly trigger: string;
  /** By number of the CPU. */
  readonly counts: readonly number[];
  readonly total: number;
  readonly changed: readonly string[];
}

export interface CountsView {
  /** CPUs there can be; of those that are offline /proc/interrupts shows no column. */
  readonly cpus: readonly { readonly cpu: number; readonly online: boolean }[];
  readonly table: TableWindow<CountRow>;
}

/** A table as a whole, for the clipboard. */
export interface TableCopyAsk {
  readonly table: 'irqs' | 'msix' | 'domainTable' | 'devices' | 'perCpu';
  /** Function of the MSI-X table. */
  readonly bdf?: string | undefined;
  readonly order: TableOrder;
  /** In the order wanted, with their titles. */
  readonly columns: readonly { readonly id: string; readonly title: string }[];
  readonly format: 'text' | 'csv';
}

/** Asks for the line of a table that something is in. */
export interface TableLineAsk extends Pick<TableCopyAsk, 'table' | 'bdf' | 'order'> {
  /** What is looked for: the first line that is one of these. */
  readonly of: readonly Selection[];
}

export interface TableCopy {
  readonly text: string;
  /** How many rows it has. */
  readonly rows: number;
}
