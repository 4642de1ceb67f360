/** The run as a whole: sent when it is opened and when a command adds to it. */
import type { Command } from './scenario/types.ts';
import type { TopologyPlan } from './topology.ts';

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
  /** How many of the tree's interrupts are requested at the end of the run, and which drivers there are to do so. */
  readonly asked: AskedCounts;
  /** What to know of the input before believing the run: warnings of the tree, and what is assumed or not modelled. */
  readonly remarks: readonly string[];
  /** Which registers' values are not the board's own; undefined when all are. */
  readonly assumed: string | undefined;
  /** Set when the kernel did not survive: its last words. */
  readonly panic: string | undefined;
  /** State hash at the last step, 16 hex digits. */
  readonly hash: string;
}

export interface AskedCounts {
  /** Interrupts that enabled nodes list. */
  readonly all: number;
  readonly requested: number;
  readonly byStandIn: number;
  /** All of it in words: which drivers are in force, and why others are not requested. */
  readonly about: string;
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
  /** What stood against it, where its error alone does not tell. */
  readonly why?: string | undefined;
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
