/**
 * Models drivers/mailbox/qcom-ipcc.c: by which Qualcomm's processors signal each other: a signal of a client is an interrupt. Left out:
 * the mailboxes by which signals are sent, suspend.
 */
import { hexnum, num, type Recorded, ref, source, struct } from '../../../recorder/index.ts';
import { readl, writel } from '../../include/asm/io.ts';
import { EINVAL, ENOMEM } from '../../include/linux/errno.ts';
import { IRQ_HANDLED, IRQF_NO_SUSPEND, IRQF_NO_THREAD, IRQF_TRIGGER_HIGH } from '../../include/linux/interrupt.ts';
import {
  type irq_chip,
  type irq_data,
  irq_data_get_irq_chip_data,
  IRQ_TYPE_SENSE_MASK,
  IRQCHIP_SKIP_SET_WAKE,
  irqd_to_hwirq,
} from '../../include/linux/irq.ts';
import type { irq_domain, irq_domain_ops, Translated } from '../../include/linux/irqdomain.ts';
import type { device_node } from '../../include/linux/of.ts';
import {
  type platform_device,
  type platform_driver,
  platform_set_drvdata,
} from '../../include/linux/platform_device.ts';
import { type Kernel, statics } from '../../kernel.ts';
import {
  handle_level_irq,
  irq_set_chip_and_handler,
  irq_set_chip_data,
  irq_set_noprobe,
} from '../../kernel/irq/chip/index.ts';
import { devm_request_irq } from '../../kernel/irq/devres.ts';
import { generic_handle_irq } from '../../kernel/irq/irqdesc/index.ts';
import { irq_domain_create_tree, irq_domain_remove, irq_find_mapping } from '../../kernel/irq/irqdomain/index.ts';
import { dev_err } from '../../kernel/printk/printk.ts';
import { devm_platform_ioremap_resource, platform_driver_register, platform_get_irq } from '../base/platform.ts';

const at = source('drivers/mailbox/qcom-ipcc.c');

const IPCC_REG_RECV_ID = 0x10;
const IPCC_REG_RECV_SIGNAL_ENABLE = 0x14;
const IPCC_REG_RECV_SIGNAL_DISABLE = 0x18;
const IPCC_REG_RECV_SIGNAL_CLEAR = 0x1c;
const IPCC_NO_PENDING_IRQ = 0xffffffff;

interface qcom_ipcc extends Recorded {
  base: number;
  irq_domain: irq_domain | undefined;
  irq: number;
}
const qcom_ipcc = struct<qcom_ipcc>('qcom_ipcc', { base: hexnum(), irq_domain: ref(), irq: num() });

interface qcom_ipcc_c extends Recorded {
  /** How many have been started. */
  id: number;
}
const qcom_ipcc_c = statics<qcom_ipcc_c>('drivers/mailbox/qcom-ipcc.c', { id: num() });

/** The client in the upper half, its signal in the lower. */
function qcom_ipcc_get_hwirq(client_id: number, signal_id: number): number {
  return (((client_id & 0xffff) << 16) | (signal_id & 0xffff)) >>> 0;
}

const qcom_ipcc_irq_fn = at.fn(
  'qcom_ipcc_irq_fn',
  'Handles the interrupt of all signals: each that is pending, cleared first.',
  (k: Kernel, _irq: number, data: Recorded | undefined): number => {
    const ipcc = qcom_ipcc.of(data);
    for (;;) {
      const hwirq = readl(k, ipcc.base + IPCC_REG_RECV_ID);
      if (hwirq === IPCC_NO_PENDING_IRQ) return IRQ_HANDLED;
      const virq = irq_find_mapping(k, ipcc.irq_domain, hwirq);
      writel(k, hwirq, ipcc.base + IPCC_REG_RECV_SIGNAL_CLEAR);
      generic_handle_irq(k, virq);
    }
  },
);

const qcom_ipcc_mask_irq = at.fn('qcom_ipcc_mask_irq', 'Disables a signal.', (k: Kernel, d: irq_data): void => {
  const { base } = qcom_ipcc.of(irq_data_get_irq_chip_data(d));
  writel(k, irqd_to_hwirq(d), base + IPCC_REG_RECV_SIGNAL_DISABLE);
});

const qcom_ipcc_unmask_irq = at.fn('qcom_ipcc_unmask_irq', 'Enables a signal.', (k: Kernel, d: irq_data): void => {
  const { base } = qcom_ipcc.of(irq_data_get_irq_chip_data(d));
  writel(k, irqd_to_hwirq(d), base + IPCC_REG_RECV_SIGNAL_ENABLE);
});

function qcom_ipcc_irq_chip(): irq_chip {
  return {
    name: 'ipcc',
    irq_mask: qcom_ipcc_mask_irq,
    irq_unmask: qcom_ipcc_unmask_irq,
    flags: IRQCHIP_SKIP_SET_WAKE,
  };
}

const qcom_ipcc_domain_map = at.fn(
  'qcom_ipcc_domain_map',
  'Sets up the interrupt of a signal.',
  (k: Kernel, d: irq_domain, irq: number, _hw: number): number => {
    irq_set_chip_and_handler(k, irq, qcom_ipcc_irq_chip(), handle_level_irq);
    irq_set_chip_data(k, irq, d.host_data);
    irq_set_noprobe(k, irq);
    return 0;
  },
);

const qcom_ipcc_domain_xlate = at.fn(
  'qcom_ipcc_domain_xlate',
  'Reads a specifier: client, signal, type.',
  (
    _k: Kernel,
    _d: irq_domain,
    _node: device_node | undefined,
    [client = 0, signal = 0, type = 0]: readonly number[],
    intsize: number,
  ): Translated | number =>
    intsize === 3 ? { hwirq: qcom_ipcc_get_hwirq(client, signal), type: type & IRQ_TYPE_SENSE_MASK } : -EINVAL,
);

function qcom_ipcc_irq_ops(): irq_domain_ops {
  return { name: 'qcom_ipcc_irq_ops', map: qcom_ipcc_domain_map, xlate: qcom_ipcc_domain_xlate };
}

const qcom_ipcc_probe = at.fn(
  'qcom_ipcc_probe',
  'Starts a block: a domain for the signals that this processor receives, and their interrupt.',
  (k: Kernel, pdev: platform_device): number => {
    const { dev } = pdev;
    const base = devm_platform_ioremap_resource(k, pdev, 0);
    if (base < 0) return base;
    const irq = platform_get_irq(k, pdev, 0);
    if (irq < 0) return irq;
    const ipcc = qcom_ipcc.create(k.rec, { base, irq });
    const name = `ipcc_${qcom_ipcc_c(k).id++}`;
    const domain = irq_domain_create_tree(k, dev.of_node, qcom_ipcc_irq_ops(), ipcc);
    if (domain === undefined) return -ENOMEM;
    ipcc.irq_domain = domain;
    const flags = IRQF_TRIGGER_HIGH | IRQF_NO_SUSPEND | IRQF_NO_THREAD;
    const ret = devm_request_irq(k, dev, irq, qcom_ipcc_irq_fn, flags, name, ipcc);
    if (ret < 0) {
      if (!k.since('7.3')) dev_err(k, dev, `Failed to register the irq: ${ret}`);
      irq_domain_remove(k, domain);
      return ret;
    }
    platform_set_drvdata(pdev, ipcc);
    return 0;
  },
);

/** arch_initcall */
export const qcom_ipcc_init = at.fn(
  'qcom_ipcc_init',
  'Registers the driver of the blocks by which processors signal each other.',
  (k: Kernel): number => {
    const driver: platform_driver = {
      name: 'qcom-ipcc',
      bus: 'platform',
      of_match_table: [{ compatible: 'qcom,ipcc', data: undefined }],
      probe: qcom_ipcc_probe,
    };
    return platform_driver_register(k, driver);
  },
);
