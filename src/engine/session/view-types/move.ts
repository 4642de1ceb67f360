/** Moving in time. */

export type Move =
  | { readonly to: 'step'; readonly step: number }
  | { readonly to: 'start' | 'end' }
  | { readonly to: 'in' | 'over' | 'out'; readonly direction: 1 | -1 }
  | { readonly to: 'next'; readonly what: NextKind; readonly direction: 1 | -1; readonly text?: string }
  /** So many steps on, but not past one at which one of these happens. */
  | { readonly to: 'run'; readonly count: number; readonly stops: readonly Stop[] }
  /** Stay, and look. */
  | { readonly to: 'here' };

/** Where play stops. */
export interface Stop {
  readonly what: NextKind;
  readonly text?: string;
}

/** What "next" can look for. "call" matches functions whose name contains `text`. */
export type NextKind =
  | 'domain'
  | 'descriptor'
  | 'request'
  | 'message'
  | 'delivery'
  | 'log'
  | 'error'
  | 'mark'
  | 'call'
  | 'object';

export const NEXT_KINDS: readonly { readonly what: NextKind; readonly name: string }[] = [
  { what: 'domain', name: 'domain created' },
  { what: 'descriptor', name: 'descriptor allocated' },
  { what: 'request', name: 'irq requested' },
  { what: 'message', name: 'message sent' },
  { what: 'delivery', name: 'interrupt delivered' },
  { what: 'log', name: 'log line' },
  { what: 'error', name: 'error logged' },
  { what: 'mark', name: 'script command' },
];
