/** drivers/spmi/spmi-pmic-arb.c: starting an arbiter. From 6.10 on a bus is a part of its own; of these arbiters each has one. */
import { source } from '../../../../recorder/index.ts';
import { readl } from '../../../include/asm/io.ts';
import type { device } from '../../../include/linux/device.ts';
import { EINVAL, ENOMEM, ENXIO } from '../../../include/linux/errno.ts';
import { IORESOURCE_MEM } from '../../../include/linux/ioport.ts';
import {
  type platform_device,
  type platform_driver,
  platform_set_drvdata,
} from '../../../include/linux/platform_device.ts';
import type { Kernel } from '../../../kernel.ts';
import { irq_set_chained_handler_and_data } from '../../../kernel/irq/chip/index.ts';
import { irq_domain_create_tree, irq_domain_remove } from '../../../kernel/irq/irqdomain/index.ts';
import { dev_err, dev_info } from '../../../kernel/printk/printk.ts';
import {
  devm_platform_ioremap_resource_byname,
  platform_driver_register,
  platform_get_irq_byname,
  platform_get_resource_byname,
} from '../../base/platform.ts';
import { of_irq_get_byname } from '../../of/irq/index.ts';
import { of_property_read_u32 } from '../../of/property.ts';
import { spmi_controller_add, spmi_controller_alloc, spmi_controller_put } from '../spmi.ts';
import { pmic_arb_chained_irq, pmic_arb_irq_domain_ops } from './irq.ts';
import { maxPeriphs, pmic_arb_read_apid_map_v5, spmi_pmic_arb, versionOf } from './versions.ts';

const at = source('drivers/spmi/spmi-pmic-arb.c');

/** Of a channel and of a processor. */
const HIGHEST = 5;

/** Maps the registers; the oldest arbiters have those of their channels in the core. 0, or a negative errno. */
function mapRegisters(k: Kernel, pdev: platform_device, arb: spmi_pmic_arb): number {
  const isOldest = arb.version === 1;
  const regions = {
    rd_base: isOldest ? arb.core : devm_platform_ioremap_resource_byname(k, pdev, 'obsrvr'),
    wr_base: isOldest ? arb.core : devm_platform_ioremap_resource_byname(k, pdev, 'chnls'),
    intr: devm_platform_ioremap_resource_byname(k, pdev, 'intr'),
    cnfg: devm_platform_ioremap_resource_byname(k, pdev, 'cnfg'),
  };
  for (const base of Object.values(regions)) if (base < 0) return base;
  Object.assign(arb, regions);
  return 0;
}

/** Which channel and which processor the tree gives to Linux: 0, or a negative errno. */
function readPlace(k: Kernel, dev: device, arb: spmi_pmic_arb): number {
  const channel = of_property_read_u32(k, dev.of_node, 'qcom,channel');
  const ee = of_property_read_u32(k, dev.of_node, 'qcom,ee');
  const wrong =
    channel === undefined
      ? 'channel unspecified.'
      : channel > HIGHEST
        ? `invalid channel (${channel}) specified.`
        : ee === undefined
          ? 'EE unspecified.'
          : ee > HIGHEST
            ? `invalid EE (${ee}) specified`
            : undefined;
  if (wrong !== undefined) {
    dev_err(k, dev, wrong);
    return -EINVAL;
  }
  arb.channel = channel ?? 0;
  arb.ee = ee ?? 0;
  return 0;
}

/** From 6.10 on it is asked for by the node, and a missing one is not complained of. */
function irqOf(k: Kernel, pdev: platform_device): number {
  if (!k.since('6.12')) return platform_get_irq_byname(k, pdev, 'periph_irq');
  const np = pdev.dev.of_node;
  const irq = np === undefined ? 0 : of_irq_get_byname(k, np, 'periph_irq');
  return irq === 0 ? -ENXIO : irq;
}

function start(k: Kernel, pdev: platform_device, arb: spmi_pmic_arb, ctrl: device): number {
  const { dev } = pdev;
  let ret = mapRegisters(k, pdev, arb);
  if (ret !== 0) return ret;
  // 6.1 asks for the interrupt first.
  const before = k.since('6.12') ? 0 : irqOf(k, pdev);
  if (before < 0) return before;
  ret = readPlace(k, dev, arb);
  if (ret !== 0) return ret;
  arb.irq = before > 0 ? before : irqOf(k, pdev);
  if (arb.irq < 0) return arb.irq;
  arb.max_apid = 0;
  arb.min_apid = maxPeriphs(arb.version) - 1;
  if (arb.version === 5 || arb.version === 7) pmic_arb_read_apid_map_v5(k, arb);
  arb.domain = irq_domain_create_tree(k, dev.of_node, pmic_arb_irq_domain_ops(), arb);
  if (arb.domain === undefined) {
    dev_err(k, dev, 'unable to create irq_domain');
    return -ENOMEM;
  }
  irq_set_chained_handler_and_data(k, arb.irq, pmic_arb_chained_irq, arb);
  ret = spmi_controller_add(k, ctrl);
  if (ret === 0) return 0;
  irq_set_chained_handler_and_data(k, arb.irq, undefined, undefined);
  irq_domain_remove(k, arb.domain);
  return ret;
}

const spmi_pmic_arb_probe = at.fn(
  'spmi_pmic_arb_probe',
  'Starts an arbiter: which generation it is, which channels there are, a domain, and the PMICs behind it.',
  (k: Kernel, pdev: platform_device): number => {
    const { dev } = pdev;
    const res = platform_get_resource_byname(k, pdev, IORESOURCE_MEM, 'core');
    if (res === undefined) return -EINVAL;
    const ctrl = spmi_controller_alloc(k, dev);
    const hw_ver = readl(k, res.start);
    const version = versionOf(k, hw_ver);
    const core_size = res.end - res.start + 1;
    const arb = spmi_pmic_arb.create(k.rec, { dev, spmic: ctrl, version, core: res.start, core_size });
    const from = k.since('6.12') ? dev : ctrl;
    dev_info(k, from, `PMIC arbiter version v${version} (0x${hw_ver.toString(16)})`);
    const ret = start(k, pdev, arb, ctrl);
    if (ret === 0) platform_set_drvdata(pdev, arb);
    else spmi_controller_put(k, ctrl);
    return ret;
  },
);

/** module_platform_driver: device_initcall */
export const spmi_pmic_arb_driver_init = at.fn(
  'spmi_pmic_arb_driver_init',
  "Registers the driver of Qualcomm's arbiters on the bus to PMICs.",
  (k: Kernel): number => {
    const driver: platform_driver = {
      name: 'spmi_pmic_arb',
      bus: 'platform',
      of_match_table: [{ compatible: 'qcom,spmi-pmic-arb', data: undefined }],
      probe: spmi_pmic_arb_probe,
    };
    return platform_driver_register(k, driver);
  },
);
