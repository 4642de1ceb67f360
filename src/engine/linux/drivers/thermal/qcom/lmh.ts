/**
 * Models drivers/thermal/qcom/lmh.c: Qualcomm's block that slows a cluster of CPUs down when it gets hot. Its one interrupt is handed on
 * to whoever sets the frequency. Left out: the secure firmware, which is taken to know the calls that set temperatures.
 */
import { hexnum, num, type Recorded, ref, source, struct } from '../../../../recorder/index.ts';
import { writel } from '../../../include/asm/io.ts';
import type { device } from '../../../include/linux/device.ts';
import { EINVAL, EPROBE_DEFER } from '../../../include/linux/errno.ts';
import { IRQ_HANDLED, IRQF_NO_SUSPEND, IRQF_NO_THREAD, IRQF_ONESHOT } from '../../../include/linux/interrupt.ts';
import { type irq_chip, type irq_data, irq_data_get_irq_chip_data, IRQ_NOAUTOEN } from '../../../include/linux/irq.ts';
import type { irq_domain, irq_domain_ops } from '../../../include/linux/irqdomain.ts';
import { type platform_device, type platform_driver } from '../../../include/linux/platform_device.ts';
import type { Kernel } from '../../../kernel.ts';
import {
  handle_simple_irq,
  irq_set_chip_and_handler,
  irq_set_chip_data,
  irq_set_status_flags,
} from '../../../kernel/irq/chip/index.ts';
import { devm_request_irq } from '../../../kernel/irq/devres.ts';
import { generic_handle_irq } from '../../../kernel/irq/irqdesc/index.ts';
import {
  irq_domain_add_linear,
  irq_domain_remove,
  irq_domain_xlate_onecell,
  irq_find_mapping,
} from '../../../kernel/irq/irqdomain/index.ts';
import { disable_irq_nosync, enable_irq } from '../../../kernel/irq/manage/index.ts';
import { dev_err } from '../../../kernel/printk/printk.ts';
import { devm_platform_ioremap_resource, platform_driver_register, platform_get_irq } from '../../base/platform.ts';
import { qcom_scm_is_available } from '../../firmware/qcom/qcom_scm.ts';
import { of_parse_phandle } from '../../of/base/index.ts';
import { of_cpu_node_to_id } from '../../of/cpu.ts';
import { of_property_read_u32 } from '../../of/property.ts';

const at = source('drivers/thermal/qcom/lmh.c');

const LMH_REG_DCVS_INTR_CLR = 0x8;
/** The first CPUs of the clusters that the firmware knows. */
const CLUSTERS = new Set([0, 4]);
const TEMPERATURES = ['high', 'low', 'arm'];

interface lmh_hw_data extends Recorded {
  base: number;
  domain: irq_domain | undefined;
  irq: number;
}
const lmh_hw_data = struct<lmh_hw_data>('lmh_hw_data', { base: hexnum(), domain: ref(), irq: num() });

const lmh_handle_irq = at.fn(
  'lmh_handle_irq',
  'Hands the interrupt on to whoever asked for it.',
  (k: Kernel, _irq: number, data: Recorded | undefined): number => {
    const irq = irq_find_mapping(k, lmh_hw_data.of(data).domain, 0);
    if (irq !== 0) generic_handle_irq(k, irq);
    return IRQ_HANDLED;
  },
);

const lmh_enable_interrupt = at.fn(
  'lmh_enable_interrupt',
  'Clears what came before, and enables the interrupt of the block.',
  (k: Kernel, d: irq_data): void => {
    const data = lmh_hw_data.of(irq_data_get_irq_chip_data(d));
    writel(k, 0xff, data.base + LMH_REG_DCVS_INTR_CLR);
    enable_irq(k, data.irq);
  },
);

const lmh_disable_interrupt = at.fn(
  'lmh_disable_interrupt',
  'Disables the interrupt of the block.',
  (k: Kernel, d: irq_data): void => disable_irq_nosync(k, lmh_hw_data.of(irq_data_get_irq_chip_data(d)).irq),
);

function lmh_irq_chip(): irq_chip {
  return { name: 'lmh', irq_enable: lmh_enable_interrupt, irq_disable: lmh_disable_interrupt, flags: 0 };
}

const lmh_irq_map = at.fn(
  'lmh_irq_map',
  'Sets up the one interrupt.',
  (k: Kernel, d: irq_domain, irq: number, _hw: number): number => {
    irq_set_chip_and_handler(k, irq, lmh_irq_chip(), handle_simple_irq);
    irq_set_chip_data(k, irq, d.host_data);
    return 0;
  },
);

function lmh_irq_ops(): irq_domain_ops {
  return { name: 'lmh_irq_ops', map: lmh_irq_map, xlate: irq_domain_xlate_onecell };
}

/** Whether the node says all that the firmware is told: 0, or -EINVAL. */
function checkNode(k: Kernel, dev: device): number {
  const np = dev.of_node;
  const cpu = np === undefined ? undefined : of_parse_phandle(k, np, 'cpus', 0);
  if (cpu === undefined) return -EINVAL;
  for (const each of TEMPERATURES) {
    const key = `qcom,lmh-temp-${each}-millicelsius`;
    if (of_property_read_u32(k, np, key) !== undefined) continue;
    dev_err(k, dev, `missing ${key} property`);
    return -EINVAL;
  }
  if (CLUSTERS.has(of_cpu_node_to_id(k, cpu))) return 0;
  dev_err(k, dev, 'Wrong CPU id associated with LMh node');
  return -EINVAL;
}

const lmh_probe = at.fn(
  'lmh_probe',
  'Starts the block of a cluster: a domain of one interrupt, its own disabled until that one is enabled.',
  (k: Kernel, pdev: platform_device): number => {
    const { dev } = pdev;
    if (!qcom_scm_is_available(k)) return -EPROBE_DEFER;
    const base = devm_platform_ioremap_resource(k, pdev, 0);
    if (base < 0) return base;
    const err = checkNode(k, dev);
    if (err !== 0) return err;
    const data = lmh_hw_data.create(k.rec, { base, irq: platform_get_irq(k, pdev, 0) });
    data.domain = irq_domain_add_linear(k, dev.of_node, 1, lmh_irq_ops(), data);
    if (data.domain === undefined) {
      dev_err(k, dev, 'Error adding irq_domain');
      return -EINVAL;
    }
    irq_set_status_flags(k, data.irq, IRQ_NOAUTOEN);
    const flags = (k.since('7.3') ? IRQF_NO_THREAD : IRQF_ONESHOT) | IRQF_NO_SUSPEND;
    const ret = devm_request_irq(k, dev, data.irq, lmh_handle_irq, flags, 'lmh-irq', data);
    if (ret === 0) return 0;
    if (!k.since('7.3')) dev_err(k, dev, `Error ${ret} registering irq ${data.irq.toString(16)}`);
    irq_domain_remove(k, data.domain);
    return ret;
  },
);

/** module_platform_driver: device_initcall */
export const lmh_driver_init = at.fn(
  'lmh_driver_init',
  'Registers the driver of the blocks that slow hot CPUs down.',
  (k: Kernel): number => {
    const driver: platform_driver = {
      name: 'qcom-lmh',
      bus: 'platform',
      of_match_table: ['sc8180x', 'sdm845', 'sm8150'].map((soc) => ({
        compatible: `qcom,${soc}-lmh`,
        data: undefined,
      })),
      probe: lmh_probe,
    };
    return platform_driver_register(k, driver);
  },
);
