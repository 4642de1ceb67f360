/** Moving in time. */
import type { Selection } from './selection.ts';

export type Move =
  | { readonly to: 'step'; readonly step: number }
  | { readonly to: 'start' | 'end' }
  | { readonly to: 'in' | 'over' | 'out'; readonly direction: 1 | -1 }
  | ({ readonly to: 'next'; readonly direction: 1 | -1 } & Stop)
  /** So many steps on, but not past one at which one of these happens. */
  | { readonly to: 'run'; readonly count: number; readonly stops: readonly Stop[] }
  /** Stay, and look. */
  | { readonly to: 'here' };

/** Where play stops, and "next" goes. */
export interface Stop {
  readonly what: NextKind;
  /** For a call: part of the function's name; for a log line: part of its text. */
  readonly text?: string;
  /** For an object: what is changed, created or freed. */
  readonly selection?: Selection;
}

/** What "next" can look for. Calls are looked for by name as well, from the search. */
export const NEXT_KINDS = [
  'domain',
  'descriptor',
  'request',
  'message',
  'delivery',
  'log',
  'error',
  'mark',
  'object',
] as const;

export type NextKind = (typeof NEXT_KINDS)[number] | 'call';
