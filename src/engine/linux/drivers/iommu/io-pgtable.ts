/** Models drivers/iommu/io-pgtable.c: translation tables of whatever format. Only AArch64 is modelled. */
import type { Kernel } from '../../kernel.ts';
import {
  arm_64_lpae_alloc_pgtable,
  arm_lpae_free_pgtable,
  type arm_lpae_io_pgtable,
  type io_pgtable_cfg,
} from './io-pgtable-arm.ts';
import { source } from '../../../recorder/index.ts';

const at = source('drivers/iommu/io-pgtable.c');

export const alloc_io_pgtable_ops = at.fn(
  'alloc_io_pgtable_ops',
  'Makes empty translation tables.',
  (k: Kernel, fmt: number, cfg: io_pgtable_cfg): arm_lpae_io_pgtable | undefined =>
    arm_64_lpae_alloc_pgtable(k, fmt, cfg),
);

export const free_io_pgtable_ops = at.fn(
  'free_io_pgtable_ops',
  'Frees translation tables.',
  (k: Kernel, data: arm_lpae_io_pgtable): void => arm_lpae_free_pgtable(k, data),
);
