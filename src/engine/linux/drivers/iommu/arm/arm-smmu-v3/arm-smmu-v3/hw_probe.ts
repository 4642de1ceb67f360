/** Models how arm-smmu-v3.c finds out what an SMMU can do. */
import { source } from '../../../../../../recorder/index.ts';
import { readl } from '../../../../../include/asm/io.ts';
import { is_kernel_in_hyp_mode } from '../../../../../include/asm/virt.ts';
import { ENXIO } from '../../../../../include/linux/errno.ts';
import type { Kernel } from '../../../../../kernel.ts';
import { printk_aside } from '../../../../../kernel/printk/printk.ts';
import {
  ARM_SMMU_FEAT_2_LVL_CDTAB,
  ARM_SMMU_FEAT_2_LVL_STRTAB,
  ARM_SMMU_FEAT_ATTR_TYPES_OVR,
  ARM_SMMU_FEAT_BTM,
  ARM_SMMU_FEAT_COHERENCY,
  ARM_SMMU_FEAT_E2H,
  ARM_SMMU_FEAT_HA,
  ARM_SMMU_FEAT_HD,
  ARM_SMMU_FEAT_HYP,
  ARM_SMMU_FEAT_MSI,
  ARM_SMMU_FEAT_NESTING,
  ARM_SMMU_FEAT_RANGE_INV,
  ARM_SMMU_FEAT_SEV,
  ARM_SMMU_FEAT_STALL_FORCE,
  ARM_SMMU_FEAT_STALLS,
  ARM_SMMU_FEAT_TRANS_S1,
  ARM_SMMU_FEAT_TRANS_S2,
  ARM_SMMU_FEAT_TT_BE,
  ARM_SMMU_FEAT_TT_LE,
  ARM_SMMU_FEAT_VAX,
  ARM_SMMU_IDR0,
  ARM_SMMU_IDR1,
  ARM_SMMU_IDR3,
  ARM_SMMU_IDR5,
  ARM_SMMU_IIDR,
  ARM_SMMU_OPT_MSIPOLL,
  CMDQ_BATCH_SHIFT,
  CMDQ_MAX_SZ_SHIFT,
  EVTQ_MAX_SZ_SHIFT,
  STRTAB_SPLIT,
} from './regs.ts';
import { type arm_smmu_device, arm_smmu_v3_c, has } from './types.ts';

const at = source('drivers/iommu/arm/arm-smmu-v3/arm-smmu-v3.c');

const IDR0_TTENDIAN_MIXED = 0;
const IDR0_TTENDIAN_LE = 2;
const IDR0_STALL_MODEL_STALL = 0;
const IDR0_STALL_MODEL_FORCE = 2;
const IDR0_TTF_AARCH64 = 2;
const IDR0_TTF_AARCH32_64 = 3;
const IDR1_FIXED = 7 << 28;
const OUTPUT_BITS = [32, 36, 40, 42, 44, 48, 52];
/** Page and block sizes of each granule. */
const SIZES_64K = 0x10000 + 0x20000000;
const SIZES_16K = 0x4000 + 0x2000000;
const SIZES_4K = 0x1000 + 0x200000 + 0x40000000;
const SIZE_4T = 2 ** 42;

function field(value: number, high: number, low: number): number {
  return (value >>> low) & (2 ** (high - low + 1) - 1);
}

function say(k: Kernel, smmu: arm_smmu_device, text: string): void {
  printk_aside(k, `arm-smmu-v3 ${smmu.dev.name}: ${text}`);
}

function set(smmu: arm_smmu_device, feature: number, present: boolean): void {
  if (present) smmu.features |= feature;
}

/** Features that a bit of IDR0 says. */
function bits0(k: Kernel, smmu: arm_smmu_device, reg: number): void {
  const bit = (n: number): boolean => field(reg, n, n) === 1;
  set(smmu, ARM_SMMU_FEAT_2_LVL_STRTAB, field(reg, 28, 27) === 1);
  set(smmu, ARM_SMMU_FEAT_2_LVL_CDTAB, bit(19));
  set(smmu, ARM_SMMU_FEAT_SEV, bit(14));
  set(smmu, ARM_SMMU_FEAT_MSI, bit(13));
  if (bit(13) && has(smmu, ARM_SMMU_FEAT_COHERENCY)) smmu.options |= ARM_SMMU_OPT_MSIPOLL;
  set(smmu, ARM_SMMU_FEAT_HYP, bit(9));
  set(smmu, ARM_SMMU_FEAT_E2H, bit(9) && is_kernel_in_hyp_mode(k));
  if (k.since('6.12')) {
    // Access and dirty flags.
    set(smmu, ARM_SMMU_FEAT_HD, field(reg, 7, 6) === 2);
    set(smmu, ARM_SMMU_FEAT_HA, field(reg, 7, 6) >= 1 && field(reg, 7, 6) <= 2);
  }
  const stall = field(reg, 25, 24);
  set(smmu, ARM_SMMU_FEAT_STALL_FORCE, stall === IDR0_STALL_MODEL_FORCE);
  set(smmu, ARM_SMMU_FEAT_STALLS, stall === IDR0_STALL_MODEL_FORCE || stall === IDR0_STALL_MODEL_STALL);
  set(smmu, ARM_SMMU_FEAT_TRANS_S1, bit(1));
  set(smmu, ARM_SMMU_FEAT_TRANS_S2, bit(0));
}

function probeIdr0(k: Kernel, smmu: arm_smmu_device): number {
  const reg = readl(k, smmu.base + ARM_SMMU_IDR0);
  const endian = field(reg, 22, 21);
  if (endian === IDR0_TTENDIAN_MIXED) smmu.features |= ARM_SMMU_FEAT_TT_LE | ARM_SMMU_FEAT_TT_BE;
  else if (endian === IDR0_TTENDIAN_LE) smmu.features |= ARM_SMMU_FEAT_TT_LE;
  else {
    say(k, smmu, 'unknown/unsupported TT endianness!');
    return -ENXIO;
  }
  bits0(k, smmu, reg);
  if ((field(reg, 4, 4) === 1) !== has(smmu, ARM_SMMU_FEAT_COHERENCY)) {
    say(k, smmu, `IDR0.COHACC overridden by FW configuration (${has(smmu, ARM_SMMU_FEAT_COHERENCY)})`);
  }
  if (field(reg, 1, 0) === 0) {
    say(k, smmu, 'no translation support!');
    return -ENXIO;
  }
  const format = field(reg, 3, 2);
  if (format === IDR0_TTF_AARCH32_64) smmu.ias = 40;
  else if (format !== IDR0_TTF_AARCH64) {
    say(k, smmu, 'AArch64 table format not supported!');
    return -ENXIO;
  }
  smmu.asid_bits = field(reg, 12, 12) === 1 ? 16 : 8;
  smmu.vmid_bits = field(reg, 18, 18) === 1 ? 16 : 8;
  return 0;
}

function probeIdr1(k: Kernel, smmu: arm_smmu_device): number {
  const reg = readl(k, smmu.base + ARM_SMMU_IDR1);
  if ((reg & IDR1_FIXED) !== 0) {
    say(k, smmu, 'embedded implementation not supported');
    return -ENXIO;
  }
  if (k.since('6.12')) set(smmu, ARM_SMMU_FEAT_ATTR_TYPES_OVR, field(reg, 27, 27) === 1);
  smmu.cmdq.max_n_shift = Math.min(CMDQ_MAX_SZ_SHIFT, field(reg, 25, 21));
  if (smmu.cmdq.max_n_shift <= CMDQ_BATCH_SHIFT) {
    say(k, smmu, `command queue size <= ${2 ** CMDQ_BATCH_SHIFT} entries not supported`);
    return -ENXIO;
  }
  smmu.evtq.max_n_shift = Math.min(EVTQ_MAX_SZ_SHIFT, field(reg, 20, 16));
  smmu.ssid_bits = field(reg, 10, 6);
  smmu.sid_bits = field(reg, 5, 0);
  // A table that fits a second level whole needs no first.
  if (smmu.sid_bits <= STRTAB_SPLIT) smmu.features &= ~ARM_SMMU_FEAT_2_LVL_STRTAB;
  return 0;
}

function probeIdr5(k: Kernel, smmu: arm_smmu_device): void {
  const reg = readl(k, smmu.base + ARM_SMMU_IDR5);
  if (field(reg, 6, 6) === 1) smmu.pgsize_bitmap += SIZES_64K;
  if (field(reg, 5, 5) === 1) smmu.pgsize_bitmap += SIZES_16K;
  if (field(reg, 4, 4) === 1) smmu.pgsize_bitmap += SIZES_4K;
  set(smmu, ARM_SMMU_FEAT_VAX, field(reg, 11, 10) === 1);
  const oas = OUTPUT_BITS[field(reg, 2, 0)];
  if (oas === undefined) say(k, smmu, 'unknown output address size. Truncating to 48-bit');
  smmu.oas = oas ?? 48;
  if (smmu.oas === 52) smmu.pgsize_bitmap += SIZE_4T;
  const c = arm_smmu_v3_c(k);
  for (let size = 1; size <= smmu.pgsize_bitmap; size *= 2) {
    if (Math.floor(smmu.pgsize_bitmap / size) % 2 === 1 && Math.floor(c.pgsize_bitmap / size) % 2 === 0)
      c.pgsize_bitmap += size;
  }
  smmu.ias = Math.max(smmu.ias, smmu.oas);
}

const arm_smmu_device_iidr_probe = at.fn(
  'arm_smmu_device_iidr_probe',
  'Does without features that some makes of SMMU have wrong.',
  (k: Kernel, smmu: arm_smmu_device): void => {
    const reg = readl(k, smmu.base + ARM_SMMU_IIDR);
    if (field(reg, 11, 0) !== 0x43b) return;
    const [product, variant, revision] = [field(reg, 31, 20), field(reg, 19, 16), field(reg, 15, 12)];
    if (product === 0x483) {
      if (variant === 0 && revision <= 2) smmu.features &= ~ARM_SMMU_FEAT_SEV;
      if (variant < 2) smmu.features &= ~ARM_SMMU_FEAT_NESTING;
    } else if (product === 0x487) smmu.features &= ~(ARM_SMMU_FEAT_BTM | ARM_SMMU_FEAT_NESTING);
  },
);

export const arm_smmu_device_hw_probe = at.fn(
  'arm_smmu_device_hw_probe',
  'Reads from its registers what an SMMU can do.',
  (k: Kernel, smmu: arm_smmu_device): number => {
    const ret = probeIdr0(k, smmu) || probeIdr1(k, smmu);
    if (ret !== 0) return ret;
    set(smmu, ARM_SMMU_FEAT_RANGE_INV, field(readl(k, smmu.base + ARM_SMMU_IDR3), 10, 10) === 1);
    probeIdr5(k, smmu);
    set(smmu, ARM_SMMU_FEAT_NESTING, has(smmu, ARM_SMMU_FEAT_TRANS_S1) && has(smmu, ARM_SMMU_FEAT_TRANS_S2));
    arm_smmu_device_iidr_probe(k, smmu);
    const features = smmu.features.toString(16).padStart(8, '0');
    say(k, smmu, `ias ${smmu.ias}-bit, oas ${smmu.oas}-bit (features 0x${features})`);
    return 0;
  },
);
