/** Which boxes of the picture a finding is about: the worst of each, of errors and warnings. */
import { useMemo } from 'react';
import type { Finding, Findings } from '../../engine/index.ts';
import { useFindings } from '../store/hooks.ts';

/** What a box bears: how bad it is, and the code of the finding. */
export interface Fault {
  readonly severity: 'error' | 'warning';
  readonly code: string;
}

/** By the path of the node. Findings come worst first. */
export function faultsOf(found: Findings | undefined): ReadonlyMap<string, Fault> {
  const faults = new Map<string, Fault>();
  const add = (path: string, { severity, code }: Finding): void => {
    if (severity !== 'note' && !faults.has(path)) faults.set(path, { severity, code });
  };
  for (const finding of found?.findings ?? []) add(finding.where.node, finding);
  // Who asked in vain bears the mark of what is the cause, if that is elsewhere.
  for (const { node, finding } of found?.refusals ?? []) {
    const cause = found?.findings.find(({ code }) => code === finding);
    if (cause !== undefined) add(node, cause);
  }
  return faults;
}

export function useFaults(): ReadonlyMap<string, Fault> {
  const found = useFindings();
  return useMemo(() => faultsOf(found), [found]);
}
