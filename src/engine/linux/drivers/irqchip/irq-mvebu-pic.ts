/**
 * Models drivers/irqchip/irq-mvebu-pic.c: Marvell's controller of 32 interrupts that each CPU has for itself, chained behind a PPI. Left
 * out: removing it.
 */
import { bitsOf } from '../../../../base/bits.ts';
import { must } from '../../../../base/assert.ts';
import { hexnum, num, type Recorded, ref, source, struct } from '../../../recorder/index.ts';
import { change_bits, readl, writel } from '../../include/asm/io.ts';
import { EINVAL, ENOMEM } from '../../include/linux/errno.ts';
import { type irq_chip, type irq_data, IRQ_LEVEL, IRQ_TYPE_NONE, irqd_to_hwirq } from '../../include/linux/irq.ts';
import { chained_irq_enter, chained_irq_exit } from '../../include/linux/irqchip/chained_irq.ts';
import type { irq_desc } from '../../include/linux/irqdesc.ts';
import type { irq_domain, irq_domain_ops } from '../../include/linux/irqdomain.ts';
import {
  type platform_device,
  type platform_driver,
  platform_set_drvdata,
} from '../../include/linux/platform_device.ts';
import type { Kernel } from '../../kernel.ts';
import {
  __irq_set_handler,
  handle_percpu_devid_irq,
  irq_set_chip_and_handler,
  irq_set_chip_data,
  irq_set_handler_data,
  irq_set_probe,
  irq_set_status_flags,
} from '../../kernel/irq/chip/index.ts';
import { generic_handle_domain_irq, irq_set_percpu_devid } from '../../kernel/irq/irqdesc/index.ts';
import { irq_domain_add_linear, irq_domain_xlate_onecell } from '../../kernel/irq/irqdomain/index.ts';
import { enable_percpu_irq } from '../../kernel/irq/manage/index.ts';
import { dev_err } from '../../kernel/printk/printk.ts';
import { on_each_cpu } from '../../kernel/smp.ts';
import { devm_platform_ioremap_resource, platform_driver_register } from '../base/platform.ts';
import { irq_of_parse_and_map } from '../of/irq/index.ts';

const at = source('drivers/irqchip/irq-mvebu-pic.c');

const PIC_CAUSE = 0x0;
const PIC_MASK = 0x4;
const PIC_MAX_IRQS = 32;
const PIC_MAX_IRQ_MASK = 0xffffffff;

interface mvebu_pic extends Recorded {
  readonly base: number;
  readonly parent_irq: number;
  domain: irq_domain | undefined;
  readonly pdev: platform_device | undefined;
}
const mvebu_pic = struct<mvebu_pic>('mvebu_pic', { base: hexnum(), parent_irq: num(), domain: ref(), pdev: ref() });

const mvebu_pic_reset = at.fn(
  'mvebu_pic_reset',
  'Masks all interrupts and clears their causes.',
  (k: Kernel, { base }: mvebu_pic): void => {
    writel(k, 0, base + PIC_MASK);
    writel(k, PIC_MAX_IRQ_MASK, base + PIC_CAUSE);
  },
);

const mvebu_pic_eoi_irq = at.fn(
  'mvebu_pic_eoi_irq',
  'Clears the cause of an interrupt.',
  (k: Kernel, d: irq_data): void => writel(k, 1 << irqd_to_hwirq(d), mvebu_pic.of(d.chip_data).base + PIC_CAUSE),
);
const mvebu_pic_mask_irq = at.fn('mvebu_pic_mask_irq', 'Holds an interrupt back.', (k: Kernel, d: irq_data): void =>
  change_bits(k, 1 << irqd_to_hwirq(d), true, mvebu_pic.of(d.chip_data).base + PIC_MASK),
);
const mvebu_pic_unmask_irq = at.fn(
  'mvebu_pic_unmask_irq',
  'Lets an interrupt through.',
  (k: Kernel, d: irq_data): void =>
    change_bits(k, 1 << irqd_to_hwirq(d), false, mvebu_pic.of(d.chip_data).base + PIC_MASK),
);

/** Without a name; in /proc/interrupts it is called after its device. */
const mvebu_pic_chip: irq_chip = {
  name: undefined,
  irq_mask: mvebu_pic_mask_irq,
  irq_unmask: mvebu_pic_unmask_irq,
  irq_eoi: mvebu_pic_eoi_irq,
  irq_print_chip: (d) => mvebu_pic.of(d.chip_data).pdev?.dev.name ?? '',
  flags: 0,
};

const mvebu_pic_irq_map = at.fn(
  'mvebu_pic_irq_map',
  'Sets up an interrupt, a level that every CPU has for itself.',
  (k: Kernel, domain: irq_domain, virq: number, _hwirq: number): number => {
    irq_set_percpu_devid(k, virq);
    irq_set_chip_data(k, virq, domain.host_data);
    irq_set_chip_and_handler(k, virq, mvebu_pic_chip, handle_percpu_devid_irq);
    irq_set_status_flags(k, virq, IRQ_LEVEL);
    irq_set_probe(k, virq);
    return 0;
  },
);
const mvebu_pic_domain_ops: irq_domain_ops = {
  name: 'mvebu_pic_domain_ops',
  map: mvebu_pic_irq_map,
  xlate: irq_domain_xlate_onecell,
};

const mvebu_pic_handle_cascade_irq = at.fn(
  'mvebu_pic_handle_cascade_irq',
  'Handles the PPI: every interrupt that has a cause.',
  (k: Kernel, desc: irq_desc): void => {
    const pic = mvebu_pic.of(desc.irq_common_data.handler_data);
    const { chip } = desc.irq_data;
    if (chip === undefined || pic.domain === undefined) return;
    const irqmap = readl(k, pic.base + PIC_CAUSE);
    chained_irq_enter(k, chip, desc);
    for (const irqn of bitsOf(irqmap)) generic_handle_domain_irq(k, pic.domain, irqn);
    chained_irq_exit(k, chip, desc);
  },
);

const mvebu_pic_enable_percpu_irq = at.fn(
  'mvebu_pic_enable_percpu_irq',
  'Starts the controller on the running CPU, and enables its PPI there.',
  (k: Kernel, pic: mvebu_pic): void => {
    mvebu_pic_reset(k, pic);
    enable_percpu_irq(k, pic.parent_irq, IRQ_TYPE_NONE);
  },
);

const mvebu_pic_probe = at.fn(
  'mvebu_pic_probe',
  'Starts the controller: a domain, its handler on the PPI, and the PPI on every CPU.',
  (k: Kernel, pdev: platform_device): number => {
    const node = must(pdev.dev.of_node, 'the node of a device that was found by it');
    const base = devm_platform_ioremap_resource(k, pdev, 0);
    if (base < 0) return base;
    const parent_irq = irq_of_parse_and_map(k, node, 0);
    if (parent_irq <= 0) {
      dev_err(k, pdev.dev, 'Failed to parse parent interrupt');
      return -EINVAL;
    }
    const pic = mvebu_pic.create(k.rec, { base, parent_irq, pdev });
    pic.domain = irq_domain_add_linear(k, node, PIC_MAX_IRQS, mvebu_pic_domain_ops, pic);
    if (pic.domain === undefined) {
      dev_err(k, pdev.dev, 'Failed to allocate irq domain');
      return -ENOMEM;
    }
    // irq_set_chained_handler
    __irq_set_handler(k, parent_irq, mvebu_pic_handle_cascade_irq, 1, undefined);
    irq_set_handler_data(k, parent_irq, pic);
    on_each_cpu(k, mvebu_pic_enable_percpu_irq, pic);
    platform_set_drvdata(pdev, pic);
    return 0;
  },
);

/** device_initcall */
export const mvebu_pic_driver_init = at.fn(
  'mvebu_pic_driver_init',
  "Registers the driver of Marvell's controllers of per-CPU interrupts.",
  (k: Kernel): number => {
    const driver: platform_driver = {
      name: 'mvebu-pic',
      bus: 'platform',
      of_match_table: [{ compatible: 'marvell,armada-8k-pic', data: undefined }],
      probe: mvebu_pic_probe,
    };
    return platform_driver_register(k, driver);
  },
);
