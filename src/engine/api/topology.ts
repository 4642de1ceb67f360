/** The picture of the machine: its plan, made once a run, and its state at a step. */
import type { Selection } from './selection.ts';

/**
 * Kinds of boxes. Devices are leftmost and CPUs rightmost; a domain stands one column further from the CPUs than what its
 * interrupts go to. An MSI controller is the domain that devices' MSI domains hang below; a controller is a root.
 */
export type TopologyKind = 'device' | 'domain' | 'msi-controller' | 'controller' | 'cpu';

/**
 * How a device stands: it has what it asked for; it asked and got none, or not all; it waits for another device; it never
 * asks; or it has nothing yet, or no more.
 */
export type DeviceSign = 'has' | 'none' | 'waits' | 'never' | 'later';

/** What a large picture says of a device, in a row of its group. */
export interface TopologyDevice {
  /** Heading of its group: kinds of devices, "mmc, sata". */
  readonly group: string;
  /** 1 for what sits on a bus of the same group. */
  readonly level: number;
  /** Its driver at the end of the run, else the last part of its compatible; "" where there is neither. */
  readonly what: string;
  /** How it stands at the end of the run. */
  readonly sign: DeviceSign;
  /** Where it got none: that is for want of a model of the controller. */
  readonly unsure: boolean;
  /** The driver is not modelled: what it does is what drivers do. */
  readonly standIn: boolean;
}

/**
 * How much of a controller is known: of an "assumed" one the driver is modelled, but what its registers hold is in no tree; of
 * an "absent" one there is no model at all, and its box stands for the node.
 */
export type ControllerGuess = 'assumed' | 'absent';

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
  readonly device?: TopologyDevice;
  readonly guess?: ControllerGuess;
  /** A domain that is an interrupt controller of the tree, whose lines devices are wired to: no device's own, however few there are. */
  readonly isController?: true;
  /** A device's own interrupts, when there are several: how many places for them there are, and what one is called. */
  readonly parts?: { readonly count: number; readonly unit: 'vector' | 'message' | 'line' };
}

export interface TopologyEdge {
  readonly from: string;
  readonly to: string;
  /**
   * "irq": interrupts flow along it; "parent": a domain's parent in the hierarchy; "chained": from a domain that has no parent
   * to the one in which its output is an interrupt.
   */
  readonly kind: 'irq' | 'parent' | 'chained';
  /** For a line of a device: how many interrupts it is. */
  readonly irqs?: number;
}

export interface TopologyPlan {
  readonly nodes: readonly TopologyNode[];
  readonly edges: readonly TopologyEdge[];
}

export type TopologyMark = 'created' | 'changed' | 'removed';

export interface TopologyState {
  readonly key: string;
  readonly present: boolean;
  /** Second line: "GICv3 · 29 irqs", "nvme · 3 of 65 vectors", "SPI 1, not mapped", "offline". */
  readonly note: string;
  /** How a device stands at this step. */
  readonly sign?: DeviceSign;
  /** What a row says of a device: "irq 33", "for gpio0". */
  readonly short?: string;
  /** Its registers are not modelled: they read as 0. */
  readonly generic?: true;
  readonly mark: TopologyMark | undefined;
  /** What selecting it means at this step, where that is not what the plan says: a domain that was made anew. */
  readonly selection?: Selection;
}

/** Which devices are unfolded, and how many of their interrupts are seen. */
export interface PartsAsk {
  readonly key: string;
  readonly count: number;
}

/** The first interrupts of an unfolded device. */
export interface TopologyParts {
  readonly key: string;
  readonly parts: readonly TopologyPart[];
}

/** One interrupt of a device: a vector, a message or a line. */
export interface TopologyPart {
  /** "vector 3", "SPI 1". */
  readonly label: string;
  /** "irq 28 · CPU 2", "masked", "not used". */
  readonly note: string;
  readonly used: boolean;
  readonly selection: Selection;
  readonly mark: TopologyMark | undefined;
}

/** A message that the last move made visible, along topology keys. */
export interface Pulse {
  readonly path: readonly string[];
  readonly text: string;
  readonly stopped: string | undefined;
}
