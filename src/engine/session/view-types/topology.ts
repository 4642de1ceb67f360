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
