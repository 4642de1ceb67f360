/** A window of the run as a flame chart. */

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
