/** What an SMMU tells software: event records in the event queue, global errors, and the interrupts of both. */
import type { Recorder } from '../../recorder/index.ts';
import type { Memory } from '../region.ts';
import {
  advance,
  CR0_EVENTQEN,
  GERROR_EVENTQ_ABT_ERR,
  IDR0_MSI,
  IRQ_CTRL_EVENTQ,
  IRQ_CTRL_GERROR,
  queueEmpty,
  queueFull,
  queueOf,
} from './registers.ts';
import type { smmu_v3 } from './state.ts';

/** What an SMMU needs around it. */
export interface SmmuSurroundings {
  readonly rec: Recorder;
  readonly memory: Memory;
  /** A pulse on the wire of its interrupt with this name. */
  pulse(name: string): void;
  /** A memory write of its own, which nothing translates. */
  message(address: number, data: number): void;
}

/** IHI 0070, 7.3. */
export const EVENTS = {
  C_BAD_STREAMID: 0x02,
  F_STE_FETCH: 0x03,
  C_BAD_STE: 0x04,
  F_CD_FETCH: 0x09,
  C_BAD_CD: 0x0a,
  F_WALK_EABT: 0x0b,
  F_TRANSLATION: 0x10,
  F_ACCESS: 0x12,
} as const;
export type EventName = keyof typeof EVENTS;

const EVENT_SIZE = 32;
const OVERFLOW = 0x80000000;

function interrupt(env: SmmuSurroundings, smmu: smmu_v3, name: 'eventq' | 'gerror', cfg0: bigint, data: number): void {
  const address = Number(cfg0 & 0xffffffffffffcn);
  if (((smmu.idr[0] ?? 0) & IDR0_MSI) !== 0 && address !== 0) env.message(address, data);
  else env.pulse(name);
}

/** Toggles an error bit; it is active while GERROR and GERRORN differ in it. */
export function globalError(env: SmmuSurroundings, smmu: smmu_v3, bit: number): void {
  if (((smmu.gerror ^ smmu.gerrorn) & bit) !== 0) return;
  smmu.gerror = (smmu.gerror ^ bit) >>> 0;
  if ((smmu.irq_ctrl & IRQ_CTRL_GERROR) !== 0) {
    interrupt(env, smmu, 'gerror', smmu.gerror_irq_cfg0, smmu.gerror_irq_cfg1);
  }
}

/** Records an event. The interrupt comes when the queue was empty before. */
export function recordEvent(
  env: SmmuSurroundings,
  smmu: smmu_v3,
  event: EventName,
  sid: number,
  address: number,
): void {
  if ((smmu.cr0 & CR0_EVENTQEN) === 0) return;
  const queue = queueOf(smmu.eventq_base);
  if (queueFull(queue, smmu.eventq_prod, smmu.eventq_cons)) {
    // The flag differs from the one in CONS until software has seen it.
    if (((smmu.eventq_prod ^ smmu.eventq_cons) & OVERFLOW) === 0)
      smmu.eventq_prod = (smmu.eventq_prod ^ OVERFLOW) >>> 0;
    return;
  }
  const at = queue.base + (smmu.eventq_prod % 2 ** queue.shift) * EVENT_SIZE;
  const words = [EVENTS[event], sid, 0, 0, address >>> 0, Math.floor(address / 2 ** 32), 0, 0];
  if (!words.every((word, i) => env.memory.write32(at + i * 4, word))) {
    globalError(env, smmu, GERROR_EVENTQ_ABT_ERR);
    return;
  }
  const wasEmpty = queueEmpty(queue, smmu.eventq_prod, smmu.eventq_cons);
  smmu.eventq_prod = advance(queue, smmu.eventq_prod);
  if (wasEmpty && (smmu.irq_ctrl & IRQ_CTRL_EVENTQ) !== 0) {
    interrupt(env, smmu, 'eventq', smmu.eventq_irq_cfg0, smmu.eventq_irq_cfg1);
  }
}
