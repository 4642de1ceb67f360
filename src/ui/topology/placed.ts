/** Everything in its place. */
import type { TopologyEdge } from '../../engine/index.ts';
import type { Box } from './fold.ts';

export interface PlacedBox extends Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** A line between boxes, and its way. */
export interface PlacedEdge extends TopologyEdge {
  readonly path: string;
}

export interface Layout {
  /** Columns side by side, or on narrow panes bands one under another. */
  readonly flow: 'across' | 'down';
  readonly boxes: readonly PlacedBox[];
  /** Interrupts of unfolded devices, below them. */
  readonly parts: readonly PlacedPart[];
  readonly edges: readonly PlacedEdge[];
  readonly headers: readonly { readonly x: number; readonly y: number; readonly text: string }[];
  readonly width: number;
  readonly height: number;
}

export interface PlacedPart {
  readonly key: string;
  /** Key of the device. */
  readonly device: string;
  /** Column of the device, so that arrow keys find their way. */
  readonly column: number;
  /** Its number from 0; undefined for the fold that stands for the rest. */
  readonly index: number | undefined;
  /** What the fold says: "57 more vectors". */
  readonly label: string;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}
