/** Everything in its place. */
import type { TopologyEdge } from '../../engine/index.ts';
import type { Box } from './box.ts';

interface Area {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface PlacedBox extends Box, Area {}

/** What is drawn around boxes that belong together, and is where their lines begin or end. */
export interface Frame extends Area {
  readonly key: string;
  /** Of what kind of things: a group of devices, or a grid of CPUs. */
  readonly kind: 'group' | 'grid';
}

/** A line between boxes or frames, and its way. */
export interface PlacedEdge {
  readonly key: string;
  readonly kind: TopologyEdge['kind'];
  /** How many interrupts go along it; 0 where that is not told by the plan. */
  readonly irqs: number;
  readonly path: string;
  /** Keys of the nodes that it comes from. */
  readonly sources: readonly string[];
  /** Its way from each box that it comes from, by key: of a group from each row. */
  readonly lines: ReadonlyMap<string, string>;
  /** Keys of the boxes that it leads to. */
  readonly targets: readonly string[];
}

export interface Layout {
  /** Columns side by side, or on narrow panes bands one under another. */
  readonly flow: 'across' | 'down';
  /** Devices stand in groups. */
  readonly grouped: boolean;
  readonly boxes: readonly PlacedBox[];
  readonly frames: readonly Frame[];
  /** Interrupts of unfolded devices, below them. */
  readonly parts: readonly PlacedPart[];
  readonly edges: readonly PlacedEdge[];
  readonly headers: readonly { readonly x: number; readonly y: number; readonly text: string }[];
  readonly width: number;
  readonly height: number;
}

export interface PlacedPart extends Area {
  readonly key: string;
  /** Key of the device. */
  readonly device: string;
  /** Column of the device, so that arrow keys find their way. */
  readonly column: number;
  /** Its number from 0; undefined for the fold that stands for the rest. */
  readonly index: number | undefined;
  /** What the fold says: "57 more vectors". */
  readonly label: string;
}
