/** Models how arm-smmu-v3.c makes its queues. The request queue is left out: the modelled kernels are built without PRI. */
import { source } from '../../../../../../recorder/index.ts';
import type { Kernel } from '../../../../../kernel.ts';
import { printk_aside } from '../../../../../kernel/printk/printk.ts';
import { alloc_pages, get_order } from '../../../../../mm/page_alloc.ts';
import {
  ARM_SMMU_CMDQ_CONS,
  ARM_SMMU_CMDQ_PROD,
  ARM_SMMU_EVTQ_CONS,
  ARM_SMMU_EVTQ_PROD,
  CMDQ_ENT_DWORDS,
  EVTQ_ENT_DWORDS,
  Q_BASE_RWA,
} from './regs.ts';
import type { arm_smmu_device, arm_smmu_queue } from './types.ts';

const at = source('drivers/iommu/arm/arm-smmu-v3/arm-smmu-v3.c');

const arm_smmu_init_one_queue = at.fn(
  'arm_smmu_init_one_queue',
  'Makes a queue in memory, as large as the SMMU can have it.',
  (
    k: Kernel,
    smmu: arm_smmu_device,
    q: arm_smmu_queue,
    page: number,
    prod_off: number,
    cons_off: number,
    dwords: number,
    name: string,
  ): number => {
    q.base = alloc_pages(k, false, get_order(2 ** q.max_n_shift * dwords * 8));
    printk_aside(k, `arm-smmu-v3 ${smmu.dev.name}: allocated ${2 ** q.max_n_shift} entries for ${name}`);
    q.prod_reg = page + prod_off;
    q.cons_reg = page + cons_off;
    q.ent_dwords = dwords;
    q.q_base = Q_BASE_RWA | BigInt(q.base) | BigInt(q.max_n_shift);
    return 0;
  },
);

export const arm_smmu_init_queues = at.fn(
  'arm_smmu_init_queues',
  'Makes the queues for commands and for events.',
  (k: Kernel, smmu: arm_smmu_device): number => {
    const { base, page1, cmdq, evtq } = smmu;
    const ret = arm_smmu_init_one_queue(
      k,
      smmu,
      cmdq,
      base,
      ARM_SMMU_CMDQ_PROD,
      ARM_SMMU_CMDQ_CONS,
      CMDQ_ENT_DWORDS,
      'cmdq',
    );
    if (ret !== 0) return ret;
    return arm_smmu_init_one_queue(
      k,
      smmu,
      evtq,
      page1,
      ARM_SMMU_EVTQ_PROD,
      ARM_SMMU_EVTQ_CONS,
      EVTQ_ENT_DWORDS,
      'evtq',
    );
  },
);
