/** The tables: which columns each has, what is asked of it, and its rows. */
import type { MsixFacts, MsixRow } from './msix.ts';
import type { ObjectId, Selection } from './selection.ts';

/** A column, as the page draws it where nothing else is said: numbers stand at the right, what is aside is faint. */
export interface ColumnForm {
  readonly kind?: 'number' | 'aside';
}

interface TableForm {
  /** Set for a table that stands for the picture. */
  readonly twin?: true;
  /** By id, in the order in which they stand. */
  readonly columns: Readonly<Record<string, ColumnForm>>;
}

/**
 * All tables. To add one: an entry here with its row in `TableRows`, its words in `messages`, and its rows in `views/tables`. Asks, copies, links, the page's
 * state and the choice among the picture's tables are made of this list.
 */
export const TABLES = {
  irqs: {
    columns: {
      virq: { kind: 'number' },
      hwirq: { kind: 'number' },
      domain: {},
      chip: {},
      actions: {},
      device: { kind: 'aside' },
      driver: { kind: 'aside' },
      type: {},
      handler: { kind: 'aside' },
      effective: { kind: 'number' },
      affinity: { kind: 'number' },
      state: {},
      depth: { kind: 'number' },
      count: { kind: 'number' },
    },
  },
  msix: {
    columns: {
      vector: { kind: 'number' },
      address: { kind: 'aside' },
      data: { kind: 'number' },
      state: {},
      intid: { kind: 'number' },
      virq: { kind: 'number' },
      cpu: { kind: 'number' },
      count: { kind: 'number' },
      eventfd: { kind: 'number' },
      deviceId: { kind: 'number' },
      eventId: { kind: 'number' },
      handler: { kind: 'aside' },
    },
  },
  domains: {
    twin: true,
    columns: {
      name: {},
      size: { kind: 'number' },
      mapped: { kind: 'number' },
      flags: {},
      bus: {},
      parent: { kind: 'aside' },
    },
  },
  devices: {
    twin: true,
    columns: {
      name: {},
      path: { kind: 'aside' },
      device: { kind: 'aside' },
      bus: { kind: 'aside' },
      driver: { kind: 'aside' },
      source: {},
      request: {},
      irqs: { kind: 'aside' },
      mapped: { kind: 'number' },
      domain: { kind: 'aside' },
      count: { kind: 'number' },
    },
  },
  perCpu: {
    twin: true,
    columns: {
      irq: { kind: 'number' },
      name: {},
      total: { kind: 'number' },
      chip: { kind: 'aside' },
      hwirq: { kind: 'number' },
      trigger: { kind: 'aside' },
    },
  },
  controllers: {
    twin: true,
    columns: {
      domain: {},
      node: { kind: 'aside' },
      compatible: {},
      parent: { kind: 'aside' },
      mapped: { kind: 'number' },
    },
  },
} as const satisfies Readonly<Record<string, TableForm>>;

export type TableId = keyof typeof TABLES;
/** Ids of the columns of a table; tables with counts by CPU also have "cpu0" and so on. */
export type ColumnId<Id extends TableId> = keyof (typeof TABLES)[Id]['columns'] & string;
/** Tables that stand for the picture. */
export type TwinId = { [Id in TableId]: (typeof TABLES)[Id] extends { readonly twin: true } ? Id : never }[TableId];

export const TABLE_IDS: readonly TableId[] = Object.keys(TABLES).filter((id) => isTable(id));
export const TWIN_IDS: readonly TwinId[] = TABLE_IDS.filter((id) => isTwin(id));

function isTable(id: string): id is TableId {
  return Object.hasOwn(TABLES, id);
}

function isTwin(id: TableId): id is TwinId {
  return 'twin' in TABLES[id];
}

/** What a row of each table is. */
export interface TableRows {
  readonly irqs: IrqRow;
  readonly msix: MsixRow;
  readonly domains: DomainRow;
  readonly devices: DeviceRow;
  readonly perCpu: CountRow;
  readonly controllers: ControllerRow;
}

/** What comes with the rows of a table, where there is more to show. */
export interface TableFacts {
  readonly msix: MsixFacts;
  readonly perCpu: CountFacts;
}

/** What the page gets of a table. */
export type TableView<Id extends TableId> = TableWindow<TableRows[Id]> &
  (Id extends keyof TableFacts ? TableFacts[Id] : unknown);
export type TableAsks = { readonly [Id in TableId]?: TableAsk };
export type TableViews = { readonly [Id in TableId]?: TableView<Id> };

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
  /** The PCI function, for a table of one. */
  readonly bdf?: string | undefined;
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
  /** As Linux has it, and the short name that tells it from all others of the run. */
  readonly domain: string;
  readonly domainLabel: string;
  readonly chip: string;
  /** "edge", "level", "none" and the like. */
  readonly type: string;
  readonly handler: string;
  /** Names of the actions, "" for none. */
  readonly actions: string;
  /** Whose handlers they are: "modelled", "stand-in", "" for none. */
  readonly driver: string;
  readonly device: string;
  /** IRQD_… names without prefix, space-separated. */
  readonly state: string;
  /** Of one that each CPU enables for itself: the CPUs that have, "" for none; undefined for any other. */
  readonly enabledOn: string | undefined;
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
  /** Short, and no other domain's; the parent's likewise. */
  readonly label: string;
  readonly parentLabel: string;
  readonly size: number;
  readonly mapped: number;
  readonly flags: number;
  readonly flagNames: readonly string[];
  readonly bus: string;
  readonly parent: string | undefined;
  /** How many parents are above it. */
  readonly level: number;
  /** What its controller's registers hold is assumed. */
  readonly assumed: boolean;
  readonly changed: readonly string[];
}

/** A node of the device tree or a PCI function that has interrupts, or says that it wants some. */
export interface DeviceRow {
  /** Path or bus address: "/pl011@9000000", "0000:00:02.0". */
  readonly path: string;
  /** "pl011@9000000", "0000:00:02.0 nvme". */
  readonly name: string;
  /** As sysfs calls it, "" while Linux has made none: "ff0e0000.ethernet", "1-0020". */
  readonly device: string;
  readonly bus: string;
  /** Name of the bound driver, "" for none: "pl011", "macb (stand-in)". */
  readonly driver: string;
  /** The driver is not modelled: a stand-in has its name. */
  readonly standIn: boolean;
  /** What it interrupts by, as tree and hardware say: "SPI 1 level-high", "MSI-X 5 of 65 vectors". */
  readonly source: string;
  /** What became of each interrupt that the tree lists: requested, or why not. "" for what is no node. */
  readonly request: string;
  /** Numbers of its interrupts: "13", "25-29, 31". */
  readonly irqs: string;
  /** How many those are. */
  readonly mapped: number;
  /** Names of the domains that these are in, by commas; and the short ones. */
  readonly domain: string;
  readonly domainLabel: string;
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

/** A node of the device tree that takes interrupts of others. */
export interface ControllerRow {
  /** Name of its domain, and the short one; "" while Linux has made none. */
  readonly domain: string;
  readonly domainLabel: string;
  /** Path. */
  readonly node: string;
  /** The most specific one, "" where the tree is not known. */
  readonly compatible: string;
  /** Name of the controller that its own interrupts go to, "" for the root. */
  readonly parent: string;
  /** How many of its inputs are mapped to an irq. */
  readonly mapped: number;
  readonly selection: Selection;
  readonly changed: readonly string[];
}

export interface CountFacts {
  /** CPUs there can be; of those that are offline /proc/interrupts shows no column. */
  readonly cpus: readonly { readonly cpu: number; readonly online: boolean }[];
}

/** A table as a whole, for the clipboard. */
export interface TableCopyAsk {
  readonly table: TableId;
  /** Function of the MSI-X table. */
  readonly bdf?: string | undefined;
  readonly order: TableOrder;
  /** In the order wanted, with their titles. */
  readonly columns: readonly { readonly id: string; readonly title: string }[];
  readonly format: 'text' | 'csv' | 'md';
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
