/**
 * What can be chosen in the top bar and the transport bar. Only types come from the engine here, so that its code stays
 * in the worker; the compiler sees to it that nothing is missing.
 */
import type { KernelVersion, NextKind } from '../../engine/index.ts';

const KERNEL_NAMES: Readonly<Record<KernelVersion, true>> = { '6.1': true, '6.12': true };

export const KERNELS: readonly KernelVersion[] = Object.keys(KERNEL_NAMES).filter(isKernel);

function isKernel(name: string): name is KernelVersion {
  return Object.hasOwn(KERNEL_NAMES, name);
}

/** Calls are looked for by name, from the search. */
type Kind = Exclude<NextKind, 'call'>;

const KIND_NAMES: Readonly<Record<Kind, string>> = {
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

export const KINDS: readonly { readonly what: Kind; readonly name: string }[] = Object.keys(KIND_NAMES)
  .filter(isKind)
  .map((what) => ({ what, name: KIND_NAMES[what] }));

function isKind(what: string): what is Kind {
  return Object.hasOwn(KIND_NAMES, what);
}
