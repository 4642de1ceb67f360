/** Messages that stand for a pulse on a wire. */
import type { StopReason } from '../../api/messages/index.ts';

/** Why a pulse on a shared interrupt's wire leaves nothing behind. */
export function pulseLost(exists: boolean, edge: boolean, intid: number): StopReason | undefined {
  if (!exists) return { code: 'noIntid', intid };
  return edge ? undefined : { code: 'levelSensitive' };
}
