/**
 * What a screen asks for and gets: plain data, as large as the screen. These types cross the worker's boundary, so
 * everything in them survives structured clone.
 */
import type { Command } from './scenario-types.ts';

/** An object of the run, by its id in this run's recording. */
export type ObjectId = number;

/** What can be selected anywhere. One thing is selected at a time, in all views. */
export type Selection =
  | { readonly kind: 'irq'; readonly virq: number }
  | { readonly kind: 'domain'; readonly id: ObjectId }
  | { readonly kind: 'node'; readonly path: string }
  | { readonly kind: 'cpu'; readonly cpu: number }
  | { readonly kind: 'function'; readonly bdf: string }
  | { readonly kind: 'vector'; readonly bdf: string; readonly vector: number }
  | { readonly kind: 'object'; readonly id: ObjectId };

// --- the run as a whole: sent when it is opened and when a command adds to it

export interface RunInfo {
  readonly title: string;
  /** Name of the board's file or bundled board. */
  readonly board: string;
  /** model property of the root node. */
  readonly model: string;
  readonly kernel: string;
  readonly cpus: number;
  /** Number of steps; valid steps are 0 to this. */
  readonly steps: number;
  readonly marks: readonly RunMark[];
  /** The script so far, and what came back of each command. */
  readonly commands: readonly RunCommand[];
  /** Everything that is ever in the picture, in stable order. */
  readonly topology: TopologyPlan;
  /** Warnings about the input, e.g. from the device tree. */
  readonly warnings: readonly string[];
  /** Set when the kernel did not survive: its last words. */
  readonly panic: string | undefined;
  /** State hash at the last step, 16 hex digits. */
  readonly hash: string;
}

export interface RunCommand {
  readonly command: Command;
  /** The step before it began, and the one at which it had ended. */
  readonly from: number;
  readonly to: number;
  /** What a system call of it returned: 0 or more, or -1. */
  readonly ret: number;
  /** Set when Linux refused it. */
  readonly error: { readonly name: string; readonly number: number; readonly words: string } | undefined;
  /** Counts of eventfds that it made go up, by vector. */
  readonly eventfds: readonly { readonly index: number; readonly value: number }[];
  /** Effective affinity afterwards, as a CPU list. */
  readonly effective: string | undefined;
}

/** Begin or end of a command of the script, or a named checkpoint. */
export interface RunMark {
  readonly step: number;
  readonly kind: 'begin' | 'end' | 'checkpoint';
  readonly command: number;
  readonly name: string;
}

/**
 * Kinds of boxes, by column of the hardware picture: devices | domains of devices or MSIs | MSI controllers |
 * interrupt controllers | CPUs.
 */
export type TopologyKind = 'device' | 'domain' | 'msi-controller' | 'controller' | 'cpu';

export interface TopologyNode {
  /** Stable over the run and over reloads: "domain::intc@8000000-1", "cpu:0", "node:/pl011@9000000", "pci:0000:00:02.0". */
  readonly key: string;
  readonly kind: TopologyKind;
  readonly label: string;
  /** Column, 0 is the leftmost; devices are far from CPUs. */
  readonly rank: number;
  /** Position within the column. */
  readonly order: number;
  readonly selection: Selection;
  /** Which of the two readings it belongs to. */
  readonly views: readonly ('hardware' | 'domains')[];
}

export interface TopologyEdge {
  readonly from: string;
  readonly to: string;
  /** "irq": interrupts flow along it; "parent": a domain's parent. */
  readonly kind: 'irq' | 'parent';
}

export interface TopologyPlan {
  readonly nodes: readonly TopologyNode[];
  readonly edges: readonly TopologyEdge[];
}

// --- moving

export type Move =
  | { readonly to: 'step'; readonly step: number }
  | { readonly to: 'start' | 'end' }
  | { readonly to: 'in' | 'over' | 'out'; readonly direction: 1 | -1 }
  | { readonly to: 'next'; readonly what: NextKind; readonly direction: 1 | -1; readonly text?: string }
  /** So many steps on, but not past one at which one of these happens. */
  | { readonly to: 'run'; readonly count: number; readonly stops: readonly Stop[] }
  /** Stay, and look. */
  | { readonly to: 'here' };

/** Where play stops. */
export interface Stop {
  readonly what: NextKind;
  readonly text?: string;
}

/** What "next" can look for. "call" matches functions whose name contains `text`. */
export type NextKind =
  | 'domain'
  | 'descriptor'
  | 'request'
  | 'message'
  | 'delivery'
  | 'log'
  | 'error'
  | 'mark'
  | 'call'
  | 'object';
export const NEXT_KINDS: readonly { readonly what: NextKind; readonly name: string }[] = [
  { what: 'domain', name: 'domain created' },
  { what: 'descriptor', name: 'descriptor allocated' },
  { what: 'request', name: 'irq requested' },
  { what: 'message', name: 'message sent' },
  { what: 'delivery', name: 'interrupt delivered' },
  { what: 'log', name: 'log line' },
  { what: 'error', name: 'error logged' },
  { what: 'mark', name: 'script command' },
];

/** What the screen shows, so that only that is sent. */
export interface Ask {
  /** Visible rows of the descriptor table. */
  readonly irqs?: TableAsk;
  readonly domains?: boolean;
  readonly topology?: boolean;
  readonly msix?: { readonly bdf: string | undefined; readonly first: number; readonly count: number };
  readonly its?: TableAsk;
  readonly registers?: boolean;
  readonly dmesg?: boolean;
  /** A text Linux prints: "interrupts", "domains/NAME", "irqs/13". */
  readonly text?: string;
  readonly inspect?: Selection | undefined;
}

export interface TableAsk {
  readonly first: number;
  readonly count: number;
  readonly sort?: { readonly column: string; readonly descending: boolean };
  readonly filter?: string;
}

// --- a screen

export interface Screen {
  readonly step: number;
  readonly steps: number;
  readonly context: { readonly task: string; readonly cpu: number; readonly hardirq: boolean };
  /** Outermost first. */
  readonly frames: readonly FrameView[];
  /** What happened between the step before and this one, newest last; at most 60. */
  readonly changes: readonly Change[];
  /** How many more changes there were than `changes` holds. */
  readonly moreChanges: number;
  /** The step in words, for the live region and the status line. */
  readonly sentence: string;
  readonly counts: { readonly online: number; readonly domains: number; readonly irqs: number; readonly lines: number };
  /** The script command that runs here, if one does. */
  readonly command: string | undefined;
  readonly irqs?: TableWindow<IrqRow>;
  readonly domains?: readonly DomainRow[];
  readonly topology?: readonly TopologyState[];
  readonly pulses?: readonly Pulse[];
  readonly dmesg?: readonly LogRow[];
  readonly registers?: readonly RegisterBlockView[];
  readonly msix?: MsixView;
  readonly its?: TableWindow<ItsCommandRow>;
  readonly itsTables?: ItsTables;
  readonly text?: string;
  readonly inspect?: InspectView;
}

export interface FrameView {
  readonly name: string;
  readonly file: string;
  readonly about: string;
  /** Arguments as text: "irq 13", "0x21", ":intc@8000000-1". */
  readonly args: readonly string[];
  /** Step at which it was called (just before the call). */
  readonly step: number;
}

export interface Change {
  readonly kind: 'created' | 'changed' | 'removed' | 'called' | 'returned' | 'signal' | 'log' | 'mark' | 'switched';
  /** What it happened to: "irq 13", "GICD", ":intc@8000000-1"; a function's name; a log line's text. */
  readonly subject: string;
  readonly selection?: Selection;
  readonly field?: string;
  readonly before?: string;
  readonly after?: string;
  /** Hardware is told apart from the kernel. */
  readonly side: 'kernel' | 'hardware';
  /** The step right after it. */
  readonly step: number;
}

export interface TableWindow<Row> {
  /** Rows after filtering. */
  readonly total: number;
  readonly first: number;
  readonly rows: readonly Row[];
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
  /** Counts by CPU. */
  readonly counts: readonly number[];
  /** Columns whose value the last move changed; "*" for a new row. */
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
  readonly changed: readonly string[];
}

export interface TopologyState {
  readonly key: string;
  readonly present: boolean;
  /** Second line: "29 irqs", "3 of 4 vectors", "offline". */
  readonly note: string;
  readonly mark: 'created' | 'changed' | 'removed' | undefined;
}

/** A message that the last move made visible, along topology keys. */
export interface Pulse {
  readonly path: readonly string[];
  readonly text: string;
  readonly stopped: string | undefined;
}

export interface LogRow {
  readonly level: number;
  readonly text: string;
  readonly step: number;
}

export interface RegisterBlockView {
  readonly name: string;
  readonly base: number;
  readonly registers: readonly RegisterView[];
}

export interface RegisterView {
  readonly name: string;
  readonly offset: number;
  readonly value: string;
  readonly fields: readonly { readonly name: string; readonly value: string }[];
  readonly changed: boolean;
}

export interface MsixView {
  /** Functions that have MSI-X or MSI, to choose from. */
  readonly functions: readonly { readonly bdf: string; readonly model: string; readonly vectors: number }[];
  readonly bdf: string | undefined;
  /** Name of the driver that the function is bound to. */
  readonly driver: string | undefined;
  /** Set when vfio-pci has it: whether user space has it open, and how many vectors have an eventfd. */
  readonly vfio: { readonly open: boolean; readonly vectors: number } | undefined;
  readonly enabled: boolean;
  readonly maskall: boolean;
  readonly rows: TableWindow<MsixRow>;
}

export interface MsixRow {
  readonly vector: number;
  readonly address: string;
  readonly data: string;
  readonly masked: boolean;
  readonly pending: boolean;
  readonly deviceId: string;
  readonly eventId: string;
  readonly lpi: string;
  readonly virq: number | undefined;
  readonly cpu: string;
  readonly handler: string;
  readonly count: number;
  /** How often its eventfd was signalled; undefined when it has none. */
  readonly eventfd: number | undefined;
  readonly changed: readonly string[];
}

export interface ItsCommandRow {
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

export interface InspectView {
  readonly title: string;
  readonly selection: Selection;
  /** The chain of an interrupt from its source to its handler. */
  readonly chain: readonly { readonly label: string; readonly kind: string; readonly selection?: Selection }[];
  readonly fields: readonly FieldView[];
  /** What Linux prints of it. */
  readonly text: string | undefined;
  /** Device-tree source with the cells explained. */
  readonly source: string | undefined;
  /** What a script can do to it at this moment. */
  readonly actions: readonly InspectAction[];
}

/** A button: its name, and the command it adds to the script. An affinity's CPUs are for a person to fill in. */
export interface InspectAction {
  readonly name: string;
  readonly command: Command;
}

export interface FieldView {
  readonly object: string;
  readonly field: string;
  readonly value: string;
  /** Step after which it has this value; undefined when it never changed. */
  readonly since: number | undefined;
  readonly selection?: Selection;
}

/** A window of the run as a flame chart. */
export interface TimelineAsk {
  readonly from: number;
  readonly to: number;
  /** Boxes narrower than this many steps are merged. */
  readonly resolution: number;
}

export interface TimelineView {
  readonly from: number;
  readonly to: number;
  /** One after another: where a context begins and ends. */
  readonly lanes: readonly {
    readonly from: number;
    readonly to: number;
    readonly label: string;
    readonly cpu: number;
    readonly task: string;
  }[];
  readonly boxes: readonly TimelineBox[];
  readonly depth: number;
}

export interface TimelineBox {
  readonly from: number;
  readonly to: number;
  /** 0 is the outermost function of its context. */
  readonly depth: number;
  readonly name: string;
  readonly cpu: number;
  readonly task: string;
  /** True when it stands for several merged calls. */
  readonly merged: boolean;
}

export interface SearchHit {
  readonly kind: string;
  readonly label: string;
  readonly detail: string;
  readonly selection: Selection | undefined;
  /** Step to jump to, for functions and events. */
  readonly step: number | undefined;
}
