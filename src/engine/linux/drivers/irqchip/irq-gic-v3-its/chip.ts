/** The irq_chip of LPIs. Left out: interrupts that are forwarded to a virtual CPU (GICv4). */
import { must } from '../../../../../base/assert.ts';
import { source } from '../../../../recorder/index.ts';
import { readb, readl, writeb, writeq } from '../../../include/asm/io.ts';
import { EINVAL } from '../../../include/linux/errno.ts';
import type { irq_chip, irq_data, irqchip_irq_state } from '../../../include/linux/irq.ts';
import { type msi_msg, set_msg_address } from '../../../include/linux/msi.ts';
import type { Kernel } from '../../../kernel.ts';
import { irq_chip_eoi_parent } from '../../../kernel/irq/chip/index.ts';
import { iommu_dma_compose_msi_msg } from '../../iommu/dma-iommu.ts';
import { its_set_affinity } from './affinity.ts';
import { FIRST_LPI } from './lpi-range.ts';
import { its_send_clear, its_send_int, its_send_inv } from './queue.ts';
import { GICR_INVLPIR, GICR_SYNCR, GITS_TRANSLATER, LPI_PROP_ENABLED, LPI_PROP_GROUP1 } from './registers.ts';
import {
  gic_data_rdist_cpu,
  gic_rdists,
  irq_gic_v3_its_c,
  its_dev_of,
  type its_device,
  its_get_event_id,
  its_of,
} from './types.ts';

const at = source('drivers/irqchip/irq-gic-v3-its.c');

const lpi_write_config = at.fn(
  'lpi_write_config',
  'Changes the byte of an LPI in the configuration table.',
  (k: Kernel, d: irq_data, clr: number, set: number): void => {
    const cfg = gic_rdists(k).prop_table_pa + d.hwirq - FIRST_LPI;
    writeb(k, (readb(k, cfg) & ~clr) | set | LPI_PROP_GROUP1, cfg);
  },
);

const wait_for_syncr = at.fn(
  'wait_for_syncr',
  'Waits until a redistributor has finished what a register write made it do.',
  (k: Kernel, rdbase: number): void => {
    while ((readl(k, rdbase + GICR_SYNCR) & 1) !== 0);
  },
);

const __direct_lpi_inv = at.fn(
  '__direct_lpi_inv',
  'Makes the redistributor that an LPI goes to read its configuration again, by a register.',
  (k: Kernel, d: irq_data, val: bigint): void => {
    const cpu = its_dev_of(d).col_map.get(its_get_event_id(d)) ?? 0;
    const rdbase = gic_data_rdist_cpu(k, cpu).rd_base;
    writeq(k, val, rdbase + GICR_INVLPIR);
    wait_for_syncr(k, rdbase);
  },
);

const lpi_update_config = at.fn(
  'lpi_update_config',
  'Changes the configuration of an LPI and makes the change take effect.',
  (k: Kernel, d: irq_data, clr: number, set: number): void => {
    lpi_write_config(k, d, clr, set);
    if (gic_rdists(k).has_direct_lpi) __direct_lpi_inv(k, d, BigInt(d.hwirq));
    else its_send_inv(k, its_dev_of(d), its_get_event_id(d));
  },
);

const its_mask_irq = at.fn('its_mask_irq', 'Disables an LPI.', (k: Kernel, d: irq_data): void => {
  lpi_update_config(k, d, LPI_PROP_ENABLED, 0);
});

const its_unmask_irq = at.fn('its_unmask_irq', 'Enables an LPI.', (k: Kernel, d: irq_data): void => {
  lpi_update_config(k, d, 0, LPI_PROP_ENABLED);
});

export const its_irq_get_msi_base = at.fn(
  'its_irq_get_msi_base',
  'Says where devices write their messages: GITS_TRANSLATER.',
  (k: Kernel, its_dev: its_device): number => its_of(its_dev).phys_base + GITS_TRANSLATER,
);

/** its->get_msi_base */
export function get_msi_base(k: Kernel, its_dev: its_device): number {
  return must(its_of(its_dev).get_msi_base, 'get_msi_base of an ITS')(k, its_dev);
}

const its_irq_compose_msi_msg = at.fn(
  'its_irq_compose_msi_msg',
  'Says what a device must write, and where, to raise an LPI: the event, to GITS_TRANSLATER.',
  (k: Kernel, d: irq_data, msg: msi_msg): void => {
    const addr = get_msi_base(k, its_dev_of(d));
    set_msg_address(msg, addr);
    msg.data = its_get_event_id(d);
    iommu_dma_compose_msi_msg(k, must(d.common?.msi_desc, 'the MSI descriptor of an LPI'), msg);
  },
);

const its_irq_set_irqchip_state = at.fn(
  'its_irq_set_irqchip_state',
  'Makes an LPI pending, or not pending any more.',
  (k: Kernel, d: irq_data, which: irqchip_irq_state, state: boolean): number => {
    if (which !== 'PENDING') return -EINVAL;
    const send = state ? its_send_int : its_send_clear;
    send(k, its_dev_of(d), its_get_event_id(d));
    return 0;
  },
);

const its_irq_retrigger = at.fn('its_irq_retrigger', 'Raises an LPI again.', (k: Kernel, d: irq_data): number =>
  its_irq_set_irqchip_state(k, d, 'PENDING', true) === 0 ? 1 : 0,
);

const its_irq_set_vcpu_affinity = at.fn(
  'its_irq_set_vcpu_affinity',
  'Would forward an LPI to a virtual CPU, which needs a GICv4.',
  (k: Kernel, d: irq_data, info: object | undefined): number => -EINVAL,
);

export function its_irq_chip(k: Kernel): irq_chip {
  return (irq_gic_v3_its_c(k).its_irq_chip ??= {
    name: 'ITS',
    irq_mask: its_mask_irq,
    irq_unmask: its_unmask_irq,
    irq_eoi: irq_chip_eoi_parent,
    irq_set_affinity: its_set_affinity,
    irq_compose_msi_msg: its_irq_compose_msi_msg,
    irq_set_irqchip_state: its_irq_set_irqchip_state,
    irq_retrigger: its_irq_retrigger,
    irq_set_vcpu_affinity: its_irq_set_vcpu_affinity,
    flags: 0,
  });
}
