/** A machine that is known from what it printed, for comparing. */
import type { Collected } from '../collected/machine.ts';
import type { Compared } from './facts.ts';

export function comparedMachine(title: string, { snapshot, release, log, uptime }: Collected): Compared {
  return {
    title,
    kernel: release ?? snapshot.messages.compare.unknownKernel,
    snapshot,
    step: undefined,
    findings: undefined,
    log,
    calls: undefined,
    counted: true,
    uptime,
  };
}
