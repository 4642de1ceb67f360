/**
 * The GICv3 driver, flaws of some implementations. Left out: the alias distributors of NVIDIA's T241, which firmware
 * calls that are not modelled recognize.
 */
import { source } from '../../../../recorder/index.ts';
import { GICD_TYPER_ESPI, RDIST_FLAGS_FORCE_NON_SHAREABLE } from '../../../include/linux/irqchip/arm-gic-v3.ts';
import type { Kernel } from '../../../kernel.ts';
import { of_machine_is_compatible } from '../../of/base/index.ts';
import type { gic_quirk } from '../irq-gic-common.ts';
import {
  FLAGS_WORKAROUND_ASR_ERRATUM_8601001,
  FLAGS_WORKAROUND_CAVIUM_ERRATUM_38539,
  FLAGS_WORKAROUND_GICR_WAKER_MSM8996,
  FLAGS_WORKAROUND_INSECURE,
  FLAGS_WORKAROUND_MTK_GICR_SAVE,
  type gic_chip_data,
  gic_rdists,
  gic_v3_c,
} from './types.ts';

const at = source('drivers/irqchip/irq-gic-v3.c');

const gic_enable_quirk_msm8996 = at.fn(
  'gic_enable_quirk_msm8996',
  'The firmware of this chip forbids GICR_WAKER: it is left alone.',
  (_k: Kernel, d: gic_chip_data): boolean => {
    d.flags |= FLAGS_WORKAROUND_GICR_WAKER_MSM8996;
    return true;
  },
);

const gic_enable_quirk_mtk_gicr = at.fn(
  'gic_enable_quirk_mtk_gicr',
  'The firmware does not save redistributor state, so there are no pseudo-NMIs.',
  (_k: Kernel, d: gic_chip_data): boolean => {
    d.flags |= FLAGS_WORKAROUND_MTK_GICR_SAVE;
    return true;
  },
);

const gic_enable_quirk_cavium_38539 = at.fn(
  'gic_enable_quirk_cavium_38539',
  'Reserved registers of these chips abort: GICD_TYPER2 is not read.',
  (_k: Kernel, d: gic_chip_data): boolean => {
    d.flags |= FLAGS_WORKAROUND_CAVIUM_ERRATUM_38539;
    return true;
  },
);

const gic_enable_quirk_hip06_07 = at.fn(
  'gic_enable_quirk_hip06_07',
  'These chips claim extended SPIs that they have not.',
  (k: Kernel, _d: gic_chip_data): boolean => {
    const rdists = gic_rdists(k);
    if ((rdists.gicd_typer & GICD_TYPER_ESPI) === 0) return false;
    rdists.gicd_typer = (rdists.gicd_typer & ~0x300) >>> 0;
    return true;
  },
);

const gic_enable_quirk_nvidia_t241 = at.fn(
  'gic_enable_quirk_nvidia_t241',
  'Looks for a chip whose SoC number, which firmware tells, is not modelled.',
  (_k: Kernel, _d: gic_chip_data): boolean => false,
);

const gic_enable_quirk_asr8601 = at.fn(
  'gic_enable_quirk_asr8601',
  "This chip's affinities sit one level too high.",
  (_k: Kernel, d: gic_chip_data): boolean => {
    d.flags |= FLAGS_WORKAROUND_ASR_ERRATUM_8601001;
    return true;
  },
);

const gic_enable_quirk_arm64_2941627 = at.fn(
  'gic_enable_quirk_arm64_2941627',
  'Early GIC-700: an SPI that another CPU deactivates must be deactivated in the distributor.',
  (k: Kernel, _d: gic_chip_data): boolean => {
    gic_v3_c(k).gic_arm64_2941627_erratum = true;
    return true;
  },
);

const gic_enable_quirk_rk3399 = at.fn(
  'gic_enable_quirk_rk3399',
  'Rockchip RK3399: its GIC shows the secure registers to non-secure software.',
  (k: Kernel, d: gic_chip_data): boolean => {
    if (!of_machine_is_compatible(k, 'rockchip,rk3399')) return false;
    d.flags |= FLAGS_WORKAROUND_INSECURE;
    return true;
  },
);

const rd_set_non_coherent = at.fn(
  'rd_set_non_coherent',
  'The redistributors do not snoop caches: their tables are made non-shareable.',
  (k: Kernel, _d: gic_chip_data): boolean => {
    gic_rdists(k).flags |= RDIST_FLAGS_FORCE_NON_SHAREABLE;
    return true;
  },
);

/** The flaws the kernel version knows of, in its order. */
export function gic_quirks(k: Kernel): readonly gic_quirk<gic_chip_data>[] {
  const since612 = k.since('6.12');
  const head: gic_quirk<gic_chip_data>[] = [
    {
      desc: 'GICv3: Qualcomm MSM8996 broken firmware',
      compatible: 'qcom,msm8996-gic-v3',
      init: gic_enable_quirk_msm8996,
    },
    since612
      ? { desc: 'GICv3: ASR erratum 8601001', compatible: 'asr,asr8601-gic-v3', init: gic_enable_quirk_asr8601 }
      : {
          desc: 'GICv3: Mediatek Chromebook GICR save problem',
          property: 'mediatek,broken-save-restore-fw',
          init: gic_enable_quirk_mtk_gicr,
        },
    {
      desc: 'GICv3: HIP06 erratum 161010803',
      iidr: 0x0204043b,
      mask: 0xffffffff,
      init: gic_enable_quirk_hip06_07,
    },
    {
      desc: 'GICv3: HIP07 erratum 161010803',
      iidr: 0x00000000,
      mask: 0xffffffff,
      init: gic_enable_quirk_hip06_07,
    },
    {
      desc: 'GICv3: Cavium erratum 38539',
      iidr: 0xa000034c,
      mask: 0xe8f00fff,
      init: gic_enable_quirk_cavium_38539,
    },
    {
      desc: 'GICv3: NVIDIA erratum T241-FABRIC-4',
      iidr: 0x0402043b,
      mask: 0xffffffff,
      init: gic_enable_quirk_nvidia_t241,
    },
  ];
  return since612 ? [...head, ...QUIRKS_SINCE_6_12] : head;
}

const QUIRKS_SINCE_6_12: readonly gic_quirk<gic_chip_data>[] = [
  {
    desc: 'GICv3: ARM64 erratum 2941627',
    iidr: 0x0400043b,
    mask: 0xff0e0fff,
    init: gic_enable_quirk_arm64_2941627,
  },
  {
    desc: 'GICv3: ARM64 erratum 2941627',
    iidr: 0x0402043b,
    mask: 0xff0f0fff,
    init: gic_enable_quirk_arm64_2941627,
  },
  { desc: 'GICv3: non-coherent attribute', property: 'dma-noncoherent', init: rd_set_non_coherent },
  {
    desc: 'GICv3: Insecure RK3399 integration',
    iidr: 0x0000043b,
    mask: 0xff000fff,
    init: gic_enable_quirk_rk3399,
  },
];
