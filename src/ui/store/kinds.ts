/**
 * What can be chosen in the top bar and the transport bar. Only types come from the engine here, so that its code stays
 * in the worker; the compiler sees to it that nothing is missing.
 */
import type { KernelVersion, NextKind } from '../../engine/index.ts';

const KERNEL_NAMES: Readonly<Record<KernelVersion, true>> = { '6.1': true, '6.12': true };
export const KERNELS = Object.keys(KERNEL_NAMES) as readonly KernelVersion[];

/** Calls are looked for by name, from the search. */
const KIND_NAMES: Readonly<Record<Exclude<NextKind, 'call'>, string>> = {
  domain: 'domain created',
  descriptor: 'descriptor allocated',
  request: 'irq requested',
  message: 'message sent',
  delivery: 'interrupt delivered',
  log: 'log line',
  error: 'error logged',
  mark: 'script command',
  object: 'change of the selection',
};

export const KINDS = Object.entries(KIND_NAMES).map(([what, name]) => ({ what: what as NextKind, name }));
