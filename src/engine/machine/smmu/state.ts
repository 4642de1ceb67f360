/** What an SMMU remembers: its registers. Everything else is in memory. */
import { always, big, bits, data, hexnum, num, type Recorded, str, struct } from '../../recorder/index.ts';

export interface smmu_v3 extends Recorded {
  readonly path: string | undefined;
  readonly base: number;
  /** SMMU_IDR0 to SMMU_IDR5. */
  readonly idr: readonly number[];
  iidr: number;
  cr0: number;
  cr0ack: number;
  cr1: number;
  cr2: number;
  gbpa: number;
  irq_ctrl: number;
  irq_ctrlack: number;
  gerror: number;
  gerrorn: number;
  gerror_irq_cfg0: bigint;
  gerror_irq_cfg1: number;
  gerror_irq_cfg2: number;
  strtab_base: bigint;
  strtab_base_cfg: number;
  cmdq_base: bigint;
  cmdq_prod: number;
  cmdq_cons: number;
  eventq_base: bigint;
  eventq_prod: number;
  eventq_cons: number;
  eventq_irq_cfg0: bigint;
  eventq_irq_cfg1: number;
  eventq_irq_cfg2: number;
  priq_base: bigint;
  priq_prod: number;
  priq_cons: number;
  priq_irq_cfg0: bigint;
  priq_irq_cfg1: number;
  priq_irq_cfg2: number;
  /** Commands taken from the queue so far. */
  commands: number;
}
export const smmu_v3 = struct<smmu_v3>(
  'smmu_v3',
  {
    path: str(),
    base: hexnum(),
    idr: always(data<readonly number[]>()),
    iidr: hexnum(),
    cr0: bits({ SMMUEN: 1, PRIQEN: 2, EVENTQEN: 4, CMDQEN: 8, ATSCHK: 16 }),
    cr0ack: bits({ SMMUEN: 1, PRIQEN: 2, EVENTQEN: 4, CMDQEN: 8, ATSCHK: 16 }),
    cr1: hexnum(),
    cr2: bits({ E2H: 1, RECINVSID: 2, PTM: 4 }),
    gbpa: hexnum(),
    irq_ctrl: bits({ GERROR_IRQEN: 1, PRIQ_IRQEN: 2, EVENTQ_IRQEN: 4 }),
    irq_ctrlack: bits({ GERROR_IRQEN: 1, PRIQ_IRQEN: 2, EVENTQ_IRQEN: 4 }),
    gerror: hexnum(),
    gerrorn: hexnum(),
    gerror_irq_cfg0: big(),
    gerror_irq_cfg1: hexnum(),
    gerror_irq_cfg2: hexnum(),
    strtab_base: big(),
    strtab_base_cfg: hexnum(),
    cmdq_base: big(),
    cmdq_prod: hexnum(),
    cmdq_cons: hexnum(),
    eventq_base: big(),
    eventq_prod: hexnum(),
    eventq_cons: hexnum(),
    eventq_irq_cfg0: big(),
    eventq_irq_cfg1: hexnum(),
    eventq_irq_cfg2: hexnum(),
    priq_base: big(),
    priq_prod: hexnum(),
    priq_cons: hexnum(),
    priq_irq_cfg0: big(),
    priq_irq_cfg1: hexnum(),
    priq_irq_cfg2: hexnum(),
    commands: num(),
  },
  { side: 'hardware', label: (smmu) => `SMMU ${smmu.path ?? ''}` },
);
