/**
 * Models drivers/soc/qcom/smp2p.c: bits in shared memory by which Qualcomm's processors signal each other, as nested interrupts.
 * Left out: the shared memory itself. No other processor runs here, so none has made its item there, and no bit ever changes.
 */
import { withBit } from '../../../../../base/bits.ts';
import { stringList } from '../../../../devicetree/index.ts';
import { num, type Recorded, ref, source, struct } from '../../../../recorder/index.ts';
import type { device } from '../../../include/linux/device.ts';
import { EINVAL, ENODEV, ENOMEM, EPROBE_DEFER } from '../../../include/linux/errno.ts';
import { IRQ_HANDLED, IRQF_ONESHOT } from '../../../include/linux/interrupt.ts';
import {
  type irq_chip,
  type irq_data,
  irq_data_get_irq_chip_data,
  IRQ_TYPE_EDGE_BOTH,
  IRQ_TYPE_EDGE_FALLING,
  IRQ_TYPE_EDGE_RISING,
  type irqchip_irq_state,
  irqd_to_hwirq,
} from '../../../include/linux/irq.ts';
import type { irq_domain, irq_domain_ops } from '../../../include/linux/irqdomain.ts';
import type { device_node } from '../../../include/linux/of.ts';
import { type platform_device, type platform_driver } from '../../../include/linux/platform_device.ts';
import type { Kernel } from '../../../kernel.ts';
import {
  handle_level_irq,
  irq_set_chip_and_handler,
  irq_set_chip_data,
  irq_set_nested_thread,
  irq_set_noprobe,
} from '../../../kernel/irq/chip/index.ts';
import { devm_request_threaded_irq } from '../../../kernel/irq/devres.ts';
import {
  irq_domain_add_linear,
  irq_domain_remove,
  irq_domain_xlate_twocell,
} from '../../../kernel/irq/irqdomain/index.ts';
import { dev_err } from '../../../kernel/printk/printk.ts';
import { platform_driver_register, platform_get_irq } from '../../base/platform.ts';
import { for_each_available_child_of_node, of_find_property, of_parse_phandle } from '../../of/base/index.ts';
import { of_property_cells, of_property_present, of_property_read_u32 } from '../../of/property.ts';
import { hasSmem } from './smem.ts';

const at = source('drivers/soc/qcom/smp2p.c');

const BITS = 32;

/** An entry that the other processor fills: a bit for each interrupt, in words of bits. */
interface smp2p_entry extends Recorded {
  dev: device | undefined;
  domain: irq_domain | undefined;
  irq_enabled: number;
  irq_rising: number;
  irq_falling: number;
}
const smp2p_entry = struct<smp2p_entry>('smp2p_entry', {
  dev: ref(),
  domain: ref(),
  irq_enabled: num(),
  irq_rising: num(),
  irq_falling: num(),
});

const entryOf = (d: irq_data): smp2p_entry => smp2p_entry.of(irq_data_get_irq_chip_data(d));

const smp2p_mask_irq = at.fn('smp2p_mask_irq', 'Notes that a bit is not to interrupt.', (_k: Kernel, d: irq_data) => {
  const entry = entryOf(d);
  entry.irq_enabled = withBit(entry.irq_enabled, irqd_to_hwirq(d), false);
});

const smp2p_unmask_irq = at.fn('smp2p_unmask_irq', 'Notes that a bit is to interrupt.', (_k: Kernel, d: irq_data) => {
  const entry = entryOf(d);
  entry.irq_enabled = withBit(entry.irq_enabled, irqd_to_hwirq(d), true);
});

const smp2p_set_irq_type = at.fn(
  'smp2p_set_irq_type',
  'Notes which changes of a bit interrupt; there are no levels.',
  (_k: Kernel, d: irq_data, type: number): number => {
    if ((type & IRQ_TYPE_EDGE_BOTH) === 0) return -EINVAL;
    const entry = entryOf(d);
    const bit = irqd_to_hwirq(d);
    entry.irq_rising = withBit(entry.irq_rising, bit, (type & IRQ_TYPE_EDGE_RISING) !== 0);
    entry.irq_falling = withBit(entry.irq_falling, bit, (type & IRQ_TYPE_EDGE_FALLING) !== 0);
    return 0;
  },
);

const smp2p_irq_get_irqchip_state = at.fn(
  'smp2p_irq_get_irqchip_state',
  'Reads the level of a bit, which is in shared memory, and so never there.',
  (_k: Kernel, _d: irq_data, which: irqchip_irq_state): number => (which === 'LINE_LEVEL' ? -ENODEV : -EINVAL),
);

/** From 6.12 on /proc/interrupts tells the edges apart by their device, in 7.3 without the blank before it. */
const printed = (d: irq_data): string => (entryOf(d).dev?.name ?? '').padStart(8);

function irqChip(k: Kernel): irq_chip {
  return {
    name: 'smp2p',
    irq_mask: smp2p_mask_irq,
    irq_unmask: smp2p_unmask_irq,
    irq_set_type: smp2p_set_irq_type,
    ...(k.since('6.12') ? { irq_print_chip: k.since('7.3') ? printed : (d) => ` ${printed(d)}` } : {}),
    ...(k.since('7.3') ? { irq_get_irqchip_state: smp2p_irq_get_irqchip_state } : {}),
    flags: 0,
  };
}

const smp2p_irq_map = at.fn(
  'smp2p_irq_map',
  "Sets up a bit's interrupt: its handlers run in the thread of the edge's own.",
  (k: Kernel, d: irq_domain, irq: number, _hw: number): number => {
    irq_set_chip_and_handler(k, irq, irqChip(k), handle_level_irq);
    irq_set_chip_data(k, irq, d.host_data);
    irq_set_nested_thread(k, irq, true);
    irq_set_noprobe(k, irq);
    return 0;
  },
);

function smp2p_irq_ops(): irq_domain_ops {
  return { name: 'smp2p_irq_ops', map: smp2p_irq_map, xlate: irq_domain_xlate_twocell };
}

const qcom_smp2p_intr = at.fn(
  'qcom_smp2p_intr',
  'The other processor signals: its item in shared memory is looked for, and is not there.',
  (k: Kernel, _irq: number, data: Recorded | undefined): number => {
    const { dev } = smp2p_entry.of(data);
    if (dev !== undefined) dev_err(k, dev, 'Unable to acquire remote smp2p item');
    return IRQ_HANDLED;
  },
);

/** How the other processor is signalled where no mailbox is named: a bit of another block. 0 or a negative errno. */
function parseIpc(k: Kernel, dev: device, np: device_node): number {
  if (of_parse_phandle(k, np, 'qcom,ipc', 0) === undefined) {
    dev_err(k, dev, 'no qcom,ipc node');
    return -ENODEV;
  }
  return of_property_cells(k, np, 'qcom,ipc').length < 3 ? -EINVAL : 0;
}

/** The entries of the tree, a domain for each that the other processor fills; what was made goes again where one is wrong. */
function addEntries(k: Kernel, dev: device, np: device_node): number {
  const domains: irq_domain[] = [];
  for (const node of for_each_available_child_of_node(k, np)) {
    const isNamed = stringList(of_find_property(k, node, 'qcom,entry-name')).length > 0;
    const entry = smp2p_entry.create(k.rec, { dev });
    const isInbound = isNamed && of_property_present(k, node, 'interrupt-controller');
    if (isInbound) entry.domain = irq_domain_add_linear(k, node, BITS, smp2p_irq_ops(), entry);
    if (entry.domain !== undefined) domains.push(entry.domain);
    if (isNamed && (!isInbound || entry.domain !== undefined)) continue;
    for (const domain of domains) irq_domain_remove(k, domain);
    return isNamed ? -ENOMEM : -EINVAL;
  }
  return 0;
}

const qcom_smp2p_probe = at.fn(
  'qcom_smp2p_probe',
  'Starts an edge to another processor: its own interrupt, and a domain for each entry that the other fills.',
  (k: Kernel, pdev: platform_device): number => {
    const { dev } = pdev;
    const np = dev.of_node;
    if (np === undefined || of_property_cells(k, np, 'qcom,smem').length < 2) return -EINVAL;
    for (const key of ['qcom,local-pid', 'qcom,remote-pid']) {
      if (of_property_read_u32(k, np, key) !== undefined) continue;
      dev_err(k, dev, `failed to read ${key}`);
      return -EINVAL;
    }
    const irq = platform_get_irq(k, pdev, 0);
    if (irq < 0) return irq;
    const ipc = of_property_present(k, np, 'mboxes') ? 0 : parseIpc(k, dev, np);
    if (ipc !== 0) return ipc;
    if (!hasSmem(k)) return -EPROBE_DEFER;
    const ret = addEntries(k, dev, np);
    if (ret !== 0) return ret;
    const own = smp2p_entry.create(k.rec, { dev });
    const name = k.since('6.12') ? dev.name : 'smp2p';
    return devm_request_threaded_irq(k, dev, irq, undefined, qcom_smp2p_intr, IRQF_ONESHOT, name, own);
  },
);

/** module_platform_driver: device_initcall */
export const qcom_smp2p_driver_init = at.fn(
  'qcom_smp2p_driver_init',
  'Registers the driver of signals between processors.',
  (k: Kernel): number => {
    const driver: platform_driver = {
      name: 'qcom_smp2p',
      bus: 'platform',
      of_match_table: [{ compatible: 'qcom,smp2p', data: undefined }],
      probe: qcom_smp2p_probe,
    };
    return platform_driver_register(k, driver);
  },
);
