/** Registers and fields of the SMMUv3 (IHI 0070, chapter 6) that the model knows. */
import type { smmu_v3 } from './state.ts';

export const IDR0 = 0x0;
const IIDR = 0x18;
export const AIDR = 0x1c;
export const CR0 = 0x20;
export const GBPA = 0x44;
export const IRQ_CTRL = 0x50;
export const GERRORN = 0x64;
export const CMDQ_PROD = 0x98;
/** Offset of page 1, which has the output queues' indexes; page 0 shows them too. */
export const PAGE1 = 0x10000;

export const CR0_SMMUEN = 1;
export const CR0_EVENTQEN = 1 << 2;
export const CR0_CMDQEN = 1 << 3;
export const GBPA_ABORT = 1 << 20;
export const GBPA_UPDATE = 0x80000000;
export const IRQ_CTRL_GERROR = 1;
export const IRQ_CTRL_EVENTQ = 1 << 2;
export const GERROR_CMDQ_ERR = 1;
export const GERROR_EVENTQ_ABT_ERR = 1 << 2;

/** IDR0.MSI: the SMMU can send its own interrupts as messages. */
export const IDR0_MSI = 1 << 13;

type Field32 = {
  [K in keyof smmu_v3]: smmu_v3[K] extends number ? K : never;
}[keyof smmu_v3];
type Field64 = {
  [K in keyof smmu_v3]: smmu_v3[K] extends bigint ? K : never;
}[keyof smmu_v3];

/** 32-bit registers by offset. */
export const WORDS: ReadonlyMap<number, Exclude<Field32, '$id' | 'base' | 'commands'>> = new Map([
  [IIDR, 'iidr'],
  [CR0, 'cr0'],
  [0x24, 'cr0ack'],
  [0x28, 'cr1'],
  [0x2c, 'cr2'],
  [GBPA, 'gbpa'],
  [IRQ_CTRL, 'irq_ctrl'],
  [0x54, 'irq_ctrlack'],
  [0x60, 'gerror'],
  [GERRORN, 'gerrorn'],
  [0x70, 'gerror_irq_cfg1'],
  [0x74, 'gerror_irq_cfg2'],
  [0x88, 'strtab_base_cfg'],
  [CMDQ_PROD, 'cmdq_prod'],
  [0x9c, 'cmdq_cons'],
  [0xa8, 'eventq_prod'],
  [0xac, 'eventq_cons'],
  [0xb8, 'eventq_irq_cfg1'],
  [0xbc, 'eventq_irq_cfg2'],
  [0xc8, 'priq_prod'],
  [0xcc, 'priq_cons'],
  [0xd8, 'priq_irq_cfg1'],
  [0xdc, 'priq_irq_cfg2'],
] as const);

/** 64-bit registers by offset. */
export const DOUBLES: ReadonlyMap<number, Field64> = new Map([
  [0x68, 'gerror_irq_cfg0'],
  [0x80, 'strtab_base'],
  [0x90, 'cmdq_base'],
  [0xa0, 'eventq_base'],
  [0xb0, 'eventq_irq_cfg0'],
  [0xc0, 'priq_base'],
  [0xd0, 'priq_irq_cfg0'],
] as const);

/** What software cannot write. */
export const READ_ONLY: ReadonlySet<string> = new Set(['iidr', 'cr0ack', 'irq_ctrlack', 'gerror']);

/** A queue's index register: the index, a wrap bit above it, and the overflow flag. */
export interface Queue {
  readonly base: number;
  readonly shift: number;
}

export function queueOf(base: bigint): Queue {
  return { base: Number(base & 0xfffffffffffe0n), shift: Number(base & 0x1fn) };
}

export function queueEmpty({ shift }: Queue, prod: number, cons: number): boolean {
  const mask = 2 ** (shift + 1) - 1;
  return (prod & mask) === (cons & mask);
}

export function queueFull({ shift }: Queue, prod: number, cons: number): boolean {
  const mask = 2 ** (shift + 1) - 1;
  return ((prod ^ cons) & mask) === 2 ** shift;
}

/** The next value of an index register; its other bits stay. */
export function advance({ shift }: Queue, index: number): number {
  const mask = 2 ** (shift + 1) - 1;
  return (((index + 1) & mask) | (index & ~mask)) >>> 0;
}
