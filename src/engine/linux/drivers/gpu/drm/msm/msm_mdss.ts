/**
 * Models drivers/gpu/drm/msm/msm_mdss.c: the wrapper around Qualcomm's display blocks, which collects their interrupts. Left out: what
 * it does to clocks, bandwidth and the format of pictures.
 */
import { withBit } from '../../../../../../base/bits.ts';
import { hexnum, type Recorded, ref, source, struct } from '../../../../../recorder/index.ts';
import { readl } from '../../../../include/asm/io.ts';
import type { device } from '../../../../include/linux/device.ts';
import { EINVAL } from '../../../../include/linux/errno.ts';
import {
  type irq_chip,
  type irq_data,
  irq_data_get_irq_chip_data,
  irqd_to_hwirq,
} from '../../../../include/linux/irq.ts';
import { chained_irq_enter, chained_irq_exit } from '../../../../include/linux/irqchip/chained_irq.ts';
import type { irq_desc } from '../../../../include/linux/irqdesc.ts';
import type { irq_domain, irq_domain_ops } from '../../../../include/linux/irqdomain.ts';
import {
  type platform_device,
  type platform_driver,
  platform_set_drvdata,
} from '../../../../include/linux/platform_device.ts';
import type { Kernel } from '../../../../kernel.ts';
import {
  handle_level_irq,
  irq_set_chained_handler_and_data,
  irq_set_chip_and_handler,
  irq_set_chip_data,
} from '../../../../kernel/irq/chip/index.ts';
import { generic_handle_domain_irq } from '../../../../kernel/irq/irqdesc/index.ts';
import {
  irq_domain_add_linear,
  irq_domain_remove,
  irq_domain_xlate_onecell,
} from '../../../../kernel/irq/irqdomain/index.ts';
import { dev_err } from '../../../../kernel/printk/printk.ts';
import {
  devm_platform_ioremap_resource_byname,
  platform_driver_register,
  platform_get_irq,
} from '../../../base/platform.ts';
import { of_device_is_compatible } from '../../../of/base/index.ts';
import { of_platform_populate } from '../../../of/platform.ts';

const at = source('drivers/gpu/drm/msm/msm_mdss.c');

const HW_INTR_STATUS = 0x0010;
const LINES = 32;

interface msm_mdss extends Recorded {
  dev: device | undefined;
  mmio: number;
  enabled_mask: number;
  domain: irq_domain | undefined;
}
const msm_mdss = struct<msm_mdss>('msm_mdss', { dev: ref(), mmio: hexnum(), enabled_mask: hexnum(), domain: ref() });

const msm_mdss_irq = at.fn(
  'msm_mdss_irq',
  "Handles the wrapper's interrupt: that of each block that asks, the highest first.",
  (k: Kernel, desc: irq_desc): void => {
    const mdss = msm_mdss.of(desc.irq_common_data.handler_data);
    const { chip } = desc.irq_data;
    if (chip === undefined || mdss.domain === undefined || mdss.dev === undefined) return;
    chained_irq_enter(k, chip, desc);
    let interrupts = readl(k, mdss.mmio + HW_INTR_STATUS);
    while (interrupts !== 0) {
      const hwirq = 31 - Math.clz32(interrupts);
      const rc = generic_handle_domain_irq(k, mdss.domain, hwirq);
      if (rc < 0) {
        dev_err(k, mdss.dev, `handle irq fail: irq=${hwirq} rc=${rc}`);
        break;
      }
      interrupts = withBit(interrupts, hwirq, false);
    }
    chained_irq_exit(k, chip, desc);
  },
);

function note(d: irq_data, on: boolean): void {
  const mdss = msm_mdss.of(irq_data_get_irq_chip_data(d));
  mdss.enabled_mask = withBit(mdss.enabled_mask, irqd_to_hwirq(d), on);
}

const msm_mdss_irq_mask = at.fn(
  'msm_mdss_irq_mask',
  'Notes that a block is not to interrupt; the wrapper cannot hold it back.',
  (_k: Kernel, d: irq_data): void => note(d, false),
);

const msm_mdss_irq_unmask = at.fn(
  'msm_mdss_irq_unmask',
  'Notes that a block may interrupt.',
  (_k: Kernel, d: irq_data): void => note(d, true),
);

function msm_mdss_irq_chip(): irq_chip {
  return { name: 'msm_mdss', irq_mask: msm_mdss_irq_mask, irq_unmask: msm_mdss_irq_unmask, flags: 0 };
}

const msm_mdss_irqdomain_map = at.fn(
  'msm_mdss_irqdomain_map',
  'Sets up the interrupt of a block, by level.',
  (k: Kernel, domain: irq_domain, irq: number, _hwirq: number): number => {
    irq_set_chip_and_handler(k, irq, msm_mdss_irq_chip(), handle_level_irq);
    return irq_set_chip_data(k, irq, domain.host_data);
  },
);

function msm_mdss_irqdomain_ops(): irq_domain_ops {
  return { name: 'msm_mdss_irqdomain_ops', map: msm_mdss_irqdomain_map, xlate: irq_domain_xlate_onecell };
}

/** The wrapper around the older MDP5 has other names for its registers. */
const msm_mdss_init = at.fn(
  'msm_mdss_init',
  'Starts the wrapper: its registers, a domain for the blocks in it, and its own interrupt.',
  (k: Kernel, pdev: platform_device, is_mdp5: boolean): msm_mdss | number => {
    const { dev } = pdev;
    const mmio = devm_platform_ioremap_resource_byname(k, pdev, is_mdp5 ? 'mdss_phys' : 'mdss');
    if (mmio < 0) return mmio;
    const mdss = msm_mdss.create(k.rec, { dev, mmio });
    const irq = platform_get_irq(k, pdev, 0);
    if (irq < 0) return irq;
    mdss.domain = irq_domain_add_linear(k, dev.of_node, LINES, msm_mdss_irqdomain_ops(), mdss);
    if (mdss.domain === undefined) {
      dev_err(k, dev, 'failed to add irq_domain');
      return -EINVAL;
    }
    irq_set_chained_handler_and_data(k, irq, msm_mdss_irq, mdss);
    return mdss;
  },
);

const msm_mdss_destroy = at.fn(
  'msm_mdss_destroy',
  'Takes the wrapper down.',
  (k: Kernel, pdev: platform_device, mdss: msm_mdss): void => {
    if (mdss.domain !== undefined) irq_domain_remove(k, mdss.domain);
    mdss.domain = undefined;
    irq_set_chained_handler_and_data(k, platform_get_irq(k, pdev, 0), undefined, undefined);
  },
);

const mdss_probe = at.fn(
  'mdss_probe',
  'Starts the wrapper, and makes devices of the blocks in it.',
  (k: Kernel, pdev: platform_device): number => {
    const { dev } = pdev;
    const np = dev.of_node;
    const mdss = msm_mdss_init(k, pdev, np !== undefined && of_device_is_compatible(k, np, 'qcom,mdss') > 0);
    if (typeof mdss === 'number') return mdss;
    platform_set_drvdata(pdev, mdss);
    const ret = of_platform_populate(k, np, [], dev);
    if (ret === 0) return 0;
    dev_err(k, dev, 'failed to populate children devices');
    msm_mdss_destroy(k, pdev, mdss);
    return ret;
  },
);

/** The SoCs of 6.1, and those that came after: in 6.12, and in 7.3. */
const SOCS = ['msm8998', 'qcm2290', 'sdm845', 'sc7180', 'sc7280', 'sc8180x', 'sm8150', 'sm8250'];
const NEW_SOCS = 'sdm670 sc8280xp sm6115 sm6125 sm6350 sm6375 sm7150 sm8350 sm8450 sm8550 sm8650 x1e80100'.split(' ');
const SOCS_7_3 = 'eliza glymur kaanapali milos qcs8300 sa8775p sar2130p sm6150 sm8750'.split(' ');

/** One of several that msm_drv.c registers in its module_init. */
export const msm_mdss_register = at.fn(
  'msm_mdss_register',
  "Registers the driver of the wrapper around Qualcomm's display blocks.",
  (k: Kernel): number => {
    const socs = [...SOCS, ...(k.since('6.12') ? NEW_SOCS : []), ...(k.since('7.3') ? SOCS_7_3 : [])].map(
      (soc) => `qcom,${soc}-mdss`,
    );
    const driver: platform_driver = {
      name: 'msm-mdss',
      bus: 'platform',
      of_match_table: ['qcom,mdss', ...socs].map((compatible) => ({ compatible, data: undefined })),
      probe: mdss_probe,
    };
    return platform_driver_register(k, driver);
  },
);
