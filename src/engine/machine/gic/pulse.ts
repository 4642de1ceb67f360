/** Messages that stand for a pulse on a wire. */

/** Why a pulse on a shared interrupt's wire leaves nothing behind. */
export function pulseLost(exists: boolean, edge: boolean, intid: number): string | undefined {
  if (!exists) return `the distributor has no INTID ${intid}`;
  return edge ? undefined : 'it is configured level-sensitive: a pulse leaves nothing behind';
}
