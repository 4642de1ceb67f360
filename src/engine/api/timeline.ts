/** A window of the run as a flame chart. */
import type { Stop } from './move.ts';

/** What the chart shows of the run. */
export interface TimelineAsk {
  readonly from: number;
  readonly to: number;
  /** Boxes narrower than this many steps are merged. */
  readonly resolution: number;
  /** Breakpoints, to show where they hit. */
  readonly stops?: readonly Stop[];
}

export interface TimelineView {
  readonly from: number;
  readonly to: number;
  /** Contexts that run long enough to be named; short interruptions are left out. */
  readonly lanes: readonly {
    readonly from: number;
    readonly to: number;
    readonly label: string;
    readonly cpu: number;
    readonly task: string;
  }[];
  /** Where the calls around wait for another context, in order of their beginnings. */
  readonly waits: readonly { readonly from: number; readonly to: number }[];
  /** Which CPU runs when. */
  readonly cpus: readonly CpuRun[];
  readonly boxes: readonly TimelineBox[];
  /** How many rows the boxes of this window take. */
  readonly depth: number;
  /** Steps at which a breakpoint stops play, as far apart as marks are wide. */
  readonly hits: readonly number[];
}

/** A CPU runs, from a step to another; short interruptions are left out. */
export interface CpuRun {
  readonly cpu: number;
  readonly from: number;
  readonly to: number;
  readonly task: string;
}

export interface TimelineBox {
  readonly from: number;
  readonly to: number;
  /** 0 is the outermost function of its context. */
  readonly depth: number;
  readonly name: string;
  readonly cpu: number;
  readonly task: string;
  /** True when it stands for calls that are too narrow to be told apart. */
  readonly merged: boolean;
  /** How many calls it stands for. */
  readonly calls: number;
}
