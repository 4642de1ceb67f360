/** The picture of the machine: its plan, made once a run, and its state at a step. */
import type { Selection } from './selection.ts';

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
  /** A device's own interrupts, when there are several: how many places for them there are, and what one is called. */
  readonly parts?: { readonly count: number; readonly unit: 'vector' | 'message' | 'line' };
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

export type TopologyMark = 'created' | 'changed' | 'removed';

export interface TopologyState {
  readonly key: string;
  readonly present: boolean;
  /** Second line: "GICv3 · 29 irqs", "nvme · 3 of 65 vectors", "SPI 1, not mapped", "offline". */
  readonly note: string;
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
