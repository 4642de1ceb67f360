/**
 * Models drivers/soc/qcom/smsm.c: 32 bits of state of each of Qualcomm's processors, in shared memory, as nested interrupts. Left
 * out: the shared memory itself. No other processor runs here, so no bit ever changes, and the item that would say how many
 * processors there are is taken to be absent, as it is where they are as many as the driver assumes.
 */
import { withBit } from '../../../../../base/bits.ts';
import { num, type Recorded, ref, source, struct } from '../../../../recorder/index.ts';
import type { device } from '../../../include/linux/device.ts';
import { EINVAL, ENOMEM, EPROBE_DEFER } from '../../../include/linux/errno.ts';
import { IRQ_HANDLED, IRQF_ONESHOT } from '../../../include/linux/interrupt.ts';
import {
  type irq_chip,
  type irq_data,
  irq_data_get_irq_chip_data,
  type irqchip_irq_state,
  IRQ_TYPE_EDGE_BOTH,
  IRQ_TYPE_EDGE_FALLING,
  IRQ_TYPE_EDGE_RISING,
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
} from '../../../kernel/irq/chip/index.ts';
import { devm_request_threaded_irq } from '../../../kernel/irq/devres.ts';
import {
  irq_domain_add_linear,
  irq_domain_remove,
  irq_domain_xlate_twocell,
} from '../../../kernel/irq/irqdomain/index.ts';
import { dev_err, dev_warn } from '../../../kernel/printk/printk.ts';
import { platform_driver_register } from '../../base/platform.ts';
import { for_each_available_child_of_node, for_each_child_of_node, of_parse_phandle } from '../../of/base/index.ts';
import { irq_of_parse_and_map } from '../../of/irq/index.ts';
import { of_property_cells, of_property_present, of_property_read_u32 } from '../../of/property.ts';
import { hasSmem } from './smem.ts';

const at = source('drivers/soc/qcom/smsm.c');

const BITS = 32;
const SMSM_DEFAULT_NUM_ENTRIES = 8;
const SMSM_DEFAULT_NUM_HOSTS = 3;

/** The state of another processor. */
interface smsm_entry extends Recorded {
  domain: irq_domain | undefined;
  irq_enabled: number;
  irq_rising: number;
  irq_falling: number;
}
const smsm_entry = struct<smsm_entry>('smsm_entry', {
  domain: ref(),
  irq_enabled: num(),
  irq_rising: num(),
  irq_falling: num(),
});

const entryOf = (d: irq_data): smsm_entry => smsm_entry.of(irq_data_get_irq_chip_data(d));

const smsm_intr = at.fn(
  'smsm_intr',
  'Another processor signals a change of its state, of which there is none.',
  (_k: Kernel, _irq: number, _data: Recorded | undefined): number => IRQ_HANDLED,
);

const smsm_mask_irq = at.fn(
  'smsm_mask_irq',
  'Tells the other processor that changes of a bit are of no interest.',
  (_k: Kernel, d: irq_data): void => {
    const entry = entryOf(d);
    entry.irq_enabled = withBit(entry.irq_enabled, irqd_to_hwirq(d), false);
  },
);

const smsm_unmask_irq = at.fn(
  'smsm_unmask_irq',
  'Tells the other processor that changes of a bit are of interest.',
  (_k: Kernel, d: irq_data): void => {
    const entry = entryOf(d);
    entry.irq_enabled = withBit(entry.irq_enabled, irqd_to_hwirq(d), true);
  },
);

const smsm_set_irq_type = at.fn(
  'smsm_set_irq_type',
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

const smsm_get_irqchip_state = at.fn(
  'smsm_get_irqchip_state',
  'A bit of the state, which is 0 while the other processor does not run.',
  (_k: Kernel, _d: irq_data, which: irqchip_irq_state): number | boolean => (which === 'LINE_LEVEL' ? false : -EINVAL),
);

function smsm_irq_chip(): irq_chip {
  return {
    name: 'smsm',
    irq_mask: smsm_mask_irq,
    irq_unmask: smsm_unmask_irq,
    irq_set_type: smsm_set_irq_type,
    irq_get_irqchip_state: smsm_get_irqchip_state,
    flags: 0,
  };
}

const smsm_irq_map = at.fn(
  'smsm_irq_map',
  "Sets up a bit's interrupt: its handlers run in the thread of the processor's own.",
  (k: Kernel, d: irq_domain, irq: number, _hw: number): number => {
    irq_set_chip_and_handler(k, irq, smsm_irq_chip(), handle_level_irq);
    irq_set_chip_data(k, irq, d.host_data);
    irq_set_nested_thread(k, irq, true);
    return 0;
  },
);

function smsm_irq_ops(): irq_domain_ops {
  return { name: 'smsm_irq_ops', map: smsm_irq_map, xlate: irq_domain_xlate_twocell };
}

const smsm_get_size_info = at.fn(
  'smsm_get_size_info',
  'How many processors there are: as the shared memory says, else as many as on old SoCs.',
  (k: Kernel, dev: device): number => {
    if (!hasSmem(k)) return -EPROBE_DEFER;
    dev_warn(k, dev, 'no smsm size info, using defaults');
    return 0;
  },
);

/** A mailbox that cannot be had is no reason to stop: the bit of another block is looked for then. */
const smsm_parse_ipc = at.fn(
  'smsm_parse_ipc',
  'How another processor is signalled: a bit of a register of another block. Without one it is not.',
  (k: Kernel, dev: device, np: device_node, host: number): number => {
    const key = `qcom,ipc-${host}`;
    if (of_parse_phandle(k, np, key, 0) === undefined) return 0;
    const given = of_property_cells(k, np, key).length;
    if (given >= 3) return 0;
    dev_err(k, dev, `no ${given < 2 ? 'offset' : 'bit'} in ${key}`);
    return -EINVAL;
  },
);

const smsm_inbound_entry = at.fn(
  'smsm_inbound_entry',
  'Starts the state of another processor: its own interrupt, and a domain for its bits.',
  (k: Kernel, dev: device, entry: smsm_entry, node: device_node): number => {
    const irq = irq_of_parse_and_map(k, node, 0);
    if (irq === 0) {
      dev_err(k, dev, 'failed to parse smsm interrupt');
      return -EINVAL;
    }
    const ret = devm_request_threaded_irq(k, dev, irq, undefined, smsm_intr, IRQF_ONESHOT, 'smsm', entry);
    if (ret !== 0) {
      dev_err(k, dev, 'failed to request interrupt');
      return ret;
    }
    entry.domain = irq_domain_add_linear(k, node, BITS, smsm_irq_ops(), entry);
    if (entry.domain !== undefined) return 0;
    dev_err(k, dev, 'failed to add irq_domain');
    return -ENOMEM;
  },
);

/** The states of the tree that interrupt; what was made goes again where one is wrong. */
function addEntries(k: Kernel, dev: device, np: device_node): number {
  const domains: irq_domain[] = [];
  for (const node of for_each_available_child_of_node(k, np)) {
    if (!of_property_present(k, node, 'interrupt-controller')) continue;
    const id = of_property_read_u32(k, node, 'reg');
    const known = id !== undefined && id < SMSM_DEFAULT_NUM_ENTRIES;
    if (!known) dev_err(k, dev, 'invalid reg of entry');
    const entry = smsm_entry.create(k.rec);
    const ret = known ? smsm_inbound_entry(k, dev, entry, node) : -EINVAL;
    if (entry.domain !== undefined) domains.push(entry.domain);
    if (ret >= 0) continue;
    for (const domain of domains) irq_domain_remove(k, domain);
    return ret;
  }
  return 0;
}

const qcom_smsm_probe = at.fn(
  'qcom_smsm_probe',
  'Starts the states of all processors: its own, and a domain for each other one that the tree gives an interrupt.',
  (k: Kernel, pdev: platform_device): number => {
    const { dev } = pdev;
    const np = dev.of_node;
    const size = smsm_get_size_info(k, dev);
    if (size !== 0 || np === undefined) return size;
    if (!for_each_child_of_node(k, np).some((each) => of_property_present(k, each, '#qcom,smem-state-cells'))) {
      dev_err(k, dev, 'no state entry');
      return -EINVAL;
    }
    for (let host = 0; host < SMSM_DEFAULT_NUM_HOSTS; host++) {
      // From 6.12 on a mailbox comes first; the tree's list of them has a place for each processor.
      if (k.since('6.12') && of_parse_phandle(k, np, 'mboxes', host) !== undefined) continue;
      const ret = smsm_parse_ipc(k, dev, np, host);
      if (ret < 0) return ret;
    }
    return addEntries(k, dev, np);
  },
);

/** module_platform_driver: device_initcall */
export const qcom_smsm_driver_init = at.fn(
  'qcom_smsm_driver_init',
  'Registers the driver of the states of processors.',
  (k: Kernel): number => {
    const driver: platform_driver = {
      name: 'qcom-smsm',
      bus: 'platform',
      of_match_table: [{ compatible: 'qcom,smsm', data: undefined }],
      probe: qcom_smsm_probe,
    };
    return platform_driver_register(k, driver);
  },
);
