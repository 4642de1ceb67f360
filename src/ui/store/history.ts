/** One history of all that changes the scenario that is open: edits, commands, fixes. It is walked back and forth. */
import type { Command, Scenario } from '../../engine/index.ts';
import type { Files } from '../../worker/contract.ts';

/** What was open at one time. */
export interface Version {
  readonly scenario: Scenario;
  readonly files: Files;
}

/** What was done to the scenario. */
export type Change =
  | { readonly kind: 'command'; readonly command: Command }
  /** In the editor. */
  | { readonly kind: 'edit' }
  /** What a finding proposed for a node. */
  | { readonly kind: 'fix'; readonly node: string }
  | { readonly kind: 'rewire'; readonly node: string; readonly index: number }
  | { readonly kind: 'overlays' }
  | { readonly kind: 'kernel'; readonly version: string };

interface Step {
  readonly change: Change;
  /** What is open on the other side of it: before it where it can be undone, after it where it can be redone. */
  readonly other: Version;
}

export interface History {
  /** What can be undone, oldest first. */
  readonly past: readonly Step[];
  /** What can be redone, the next one last. */
  readonly future: readonly Step[];
}

/** A step that can be taken: what it is, what to open, and the history once that is open. */
export interface Walk {
  readonly change: Change;
  readonly open: Version;
  readonly history: History;
}

export type Direction = 'undo' | 'redo';

export const NO_HISTORY: History = { past: [], future: [] };

const MOST = 200;

/** With a change more; what had been undone before can no longer be redone. */
export function changed({ past }: History, change: Change, before: Version): History {
  return { past: [...past, { change, other: before }].slice(-MOST), future: [] };
}

/**
 * The step back, or on, from what is open; undefined where there is none. Before all changes come the commands that the
 * scenario was opened with, but for the first, which boots.
 */
export function walk(direction: Direction, { past, future }: History, now: Version): Walk | undefined {
  if (direction === 'redo') {
    const next = future.at(-1);
    if (next === undefined) return undefined;
    const { change, other } = next;
    return {
      change,
      open: other,
      history: { past: [...past, { change, other: now }], future: future.slice(0, -1) },
    };
  }
  const last = past.at(-1) ?? lastCommand(now);
  if (last === undefined) return undefined;
  const { change, other } = last;
  return { change, open: other, history: { past: past.slice(0, -1), future: [...future, { change, other: now }] } };
}

function lastCommand({ scenario, files }: Version): Step | undefined {
  const { script = [] } = scenario;
  const command = script.at(-1);
  if (command === undefined || script.length < 2) return undefined;
  return {
    change: { kind: 'command', command },
    other: { scenario: { ...scenario, script: script.slice(0, -1) }, files },
  };
}
