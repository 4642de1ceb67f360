/** kernel/irq/msi.c: the irq domain of messages, the outermost of its hierarchy, and whether messages are checked on their way. */
import { __do_kernel_fault } from '../../../arch/arm64/mm/fault.ts';
import { must } from '../../../../../base/assert.ts';
import type { Cpumask } from '../../../../../base/cpumask.ts';
import { source } from '../../../../recorder/index.ts';
import { WARN_ON } from '../../../include/asm-generic/bug.ts';
import type { device } from '../../../include/linux/device.ts';
import { EEXIST, ENOTSUPP } from '../../../include/linux/errno.ts';
import { type irq_data, IRQ_SET_MASK_OK_DONE, IRQCHIP_SUPPORTS_LEVEL_MSI } from '../../../include/linux/irq.ts';
import {
  type irq_domain,
  IRQ_DOMAIN_FLAG_ISOLATED_MSI,
  type irq_domain_ops,
  type irq_fwspec,
  type Translated,
} from '../../../include/linux/irqdomain.ts';
import {
  allocInfoOf,
  type msi_alloc_info,
  type msi_alloc_info_t,
  type msi_desc,
  msi_domain_info,
  type msi_domain_ops,
  MSI_FLAG_LEVEL_CAPABLE,
  type msi_msg,
} from '../../../include/linux/msi.ts';
import type { Kernel } from '../../../kernel.ts';
import { __irq_set_handler, irq_chip_compose_msi_msg, irq_set_handler_data } from '../chip/index.ts';
import {
  irq_domain_alloc_irqs_parent,
  irq_domain_free_irqs_top,
  irq_domain_set_hwirq_and_chip,
  irq_find_mapping,
  irq_resolve_mapping,
} from '../irqdomain/index.ts';

const at = source('kernel/irq/msi.c');

export const msi_get_domain_info = at.fn(
  'msi_get_domain_info',
  'What an MSI domain was made with.',
  (k: Kernel, domain: irq_domain): msi_domain_info | undefined => msi_domain_info.maybe(domain.host_data),
);

/** domain->host_data of an MSI domain. */
export function infoOf(domain: irq_domain): msi_domain_info {
  return msi_domain_info.of(must(domain.host_data, 'the info of an MSI domain'));
}
/** info->ops, complete since the domain was made. */
export function opsOf(info: msi_domain_info): msi_domain_ops {
  return must(info.ops, 'the operations of an MSI domain');
}

const msi_check_level = at.fn(
  'msi_check_level',
  'Warns of a second message, for level interrupts, where nobody has said that levels can be had.',
  (k: Kernel, domain: irq_domain, { second }: msi_msg): void => {
    const { flags, chip } = infoOf(domain);
    const capable = (flags & MSI_FLAG_LEVEL_CAPABLE) !== 0 && ((chip?.flags ?? 0) & IRQCHIP_SUPPORTS_LEVEL_MSI) !== 0;
    WARN_ON(k, second !== undefined && !capable);
  },
);

function irq_chip_write_msi_msg(k: Kernel, data: irq_data, msg: msi_msg): void {
  must(data.chip?.irq_write_msi_msg, 'irq_write_msi_msg of an MSI chip')(k, data, msg);
}

const noMessage = (): msi_msg => ({ address_lo: 0, address_hi: 0, data: 0 });

/** Has the levels below say what the message is, and gives it to the device. */
function composeAndWrite(k: Kernel, d: irq_data): void {
  const msg = noMessage();
  irq_chip_compose_msi_msg(k, d, msg);
  msi_check_level(k, must(d.domain, 'the domain of an MSI'), msg);
  irq_chip_write_msi_msg(k, d, msg);
}

export const msi_domain_set_affinity = at.fn(
  'msi_domain_set_affinity',
  'Moves a message interrupt to another CPU: the domain below does it; if the message is another then, it is written.',
  (k: Kernel, irq_data: irq_data, mask: Cpumask, force: boolean): number => {
    const parent = must(irq_data.parent_data, 'the level below an MSI');
    const set = parent.chip?.irq_set_affinity;
    // The library of 6.12 does not heed that a parent has none: MediaTek's host of the second generation.
    const ret = set === undefined ? __do_kernel_fault(k, 0, '0x0') : set(k, parent, mask, force);
    if (ret >= 0 && ret !== IRQ_SET_MASK_OK_DONE) composeAndWrite(k, irq_data);
    return ret;
  },
);

const msi_domain_activate = at.fn(
  'msi_domain_activate',
  'Writes the message into the device.',
  (k: Kernel, domain: irq_domain, irq_data: irq_data, early: boolean): number => {
    composeAndWrite(k, irq_data);
    return 0;
  },
);

const msi_domain_deactivate = at.fn(
  'msi_domain_deactivate',
  'Takes the message out of the device.',
  (k: Kernel, domain: irq_domain, irq_data: irq_data): void => {
    irq_chip_write_msi_msg(k, irq_data, noMessage());
  },
);

const msi_domain_alloc = at.fn(
  'msi_domain_alloc',
  'Sets up message interrupts: first in the domain below, then in this one.',
  (k: Kernel, domain: irq_domain, virq: number, nr_irqs: number, arg: unknown): number => {
    const info = infoOf(domain);
    const ops = opsOf(info);
    const allocation = allocInfoOf(arg);
    const hwirq = must(ops.get_hwirq, 'get_hwirq of an MSI domain')(k, info, allocation);
    const taken = k.since('7.3')
      ? irq_resolve_mapping(k, domain, hwirq) !== undefined
      : irq_find_mapping(k, domain, hwirq) > 0;
    if (taken) return -EEXIST;
    if (domain.parent !== undefined) {
      const ret = irq_domain_alloc_irqs_parent(k, domain, virq, nr_irqs, arg);
      if (ret < 0) return ret;
    }
    const msi_init = must(ops.msi_init, 'msi_init of an MSI domain');
    for (let i = 0; i < nr_irqs; i++) {
      const ret = msi_init(k, domain, info, virq + i, hwirq + i, allocation);
      if (ret >= 0) continue;
      while (--i >= 0) ops.msi_free?.(k, domain, info, virq + i);
      irq_domain_free_irqs_top(k, domain, virq, nr_irqs);
      return ret;
    }
    return 0;
  },
);

const msi_domain_free = at.fn(
  'msi_domain_free',
  'Takes message interrupts down again, here and in the domains below.',
  (k: Kernel, domain: irq_domain, virq: number, nr_irqs: number): void => {
    const info = infoOf(domain);
    for (let i = 0; i < nr_irqs; i++) opsOf(info).msi_free?.(k, domain, info, virq + i);
    irq_domain_free_irqs_top(k, domain, virq, nr_irqs);
  },
);

const msi_domain_translate = at.fn(
  'msi_domain_translate',
  'Translates a wired interrupt that a bridge turns into a message; most MSI domains have none.',
  (k: Kernel, domain: irq_domain, fwspec: irq_fwspec): Translated | number =>
    infoOf(domain).ops?.msi_translate?.(k, domain, fwspec) ?? -ENOTSUPP,
);

export function msi_domain_irq_ops(k: Kernel): irq_domain_ops {
  return {
    name: 'msi_domain_ops',
    alloc: msi_domain_alloc,
    free: msi_domain_free,
    activate: msi_domain_activate,
    deactivate: msi_domain_deactivate,
    // From 6.9 on, for bridges that turn wires into messages.
    ...(k.since('6.12') ? { translate: msi_domain_translate } : {}),
    ...(k.since('7.3') ? { debug_show: 'msi_domain_debug_show' } : {}),
  };
}

// --- operations for MSI domains that have none of their own

export const msi_domain_ops_get_hwirq = at.fn(
  'msi_domain_ops_get_hwirq',
  'The number that preparing has given the interrupt.',
  (k: Kernel, info: msi_domain_info, arg: msi_alloc_info_t): number => arg.hwirq,
);

export const msi_domain_ops_prepare = at.fn(
  'msi_domain_ops_prepare',
  'Begins an allocation that needs no preparing.',
  (k: Kernel, domain: irq_domain, dev: device, nvec: number, arg: msi_alloc_info_t): number => {
    arg.desc = undefined;
    arg.hwirq = 0;
    arg.flags = 0;
    arg.scratchpad = [];
    return 0;
  },
);

/** 7.3. */
export const msi_domain_ops_teardown = at.fn(
  'msi_domain_ops_teardown',
  'Ends what needed no preparing.',
  (_k: Kernel, _domain: irq_domain, _arg: msi_alloc_info): void => {},
);

export const msi_domain_ops_set_desc = at.fn(
  'msi_domain_ops_set_desc',
  'Notes which descriptor is next.',
  (k: Kernel, arg: msi_alloc_info_t, desc: msi_desc): void => {
    arg.desc = desc;
  },
);

export const msi_domain_ops_init = at.fn(
  'msi_domain_ops_init',
  'Gives an interrupt its chip and, if the domain has one, its flow handler.',
  (
    k: Kernel,
    domain: irq_domain,
    info: msi_domain_info,
    virq: number,
    hwirq: number,
    arg: msi_alloc_info_t,
  ): number => {
    irq_domain_set_hwirq_and_chip(k, domain, virq, hwirq, info.chip, info.chip_data);
    if (info.handler !== undefined && info.handler_name !== undefined) {
      __irq_set_handler(k, virq, info.handler, 0, info.handler_name);
      if (info.handler_data !== undefined) irq_set_handler_data(k, virq, info.handler_data);
    }
    return 0;
  },
);

/** Until 6.1. */
export const msi_domain_ops_check = at.fn(
  'msi_domain_ops_check',
  'Has nothing against the allocation.',
  (k: Kernel, domain: irq_domain, info: msi_domain_info, dev: device): number => 0,
);

export const msi_device_has_isolated_msi = at.fn(
  'msi_device_has_isolated_msi',
  'Whether hardware on the way keeps a device from sending messages that are not its own. Arm has no other guard.',
  (_k: Kernel, dev: device): boolean => {
    for (let domain: irq_domain | undefined = dev.msi_domain; domain !== undefined; domain = domain.parent) {
      if ((domain.flags & IRQ_DOMAIN_FLAG_ISOLATED_MSI) !== 0) return true;
    }
    return false;
  },
);
