/**
 * Models the interrupt part of drivers/gpio/gpiolib.c: a GPIO controller's own domain, chained behind interrupts of its
 * parent or stacked on the parent's domain (`hierarchy.ts`).
 */
import { is_of_node } from '../../../include/linux/of.ts';
import { source } from '../../../../recorder/index.ts';
import { EINVAL, EIO, ENXIO, EPROBE_DEFER } from '../../../include/linux/errno.ts';
import {
  FLAG_IRQ_IS_ENABLED,
  FLAG_IS_OUT,
  FLAG_OPEN_DRAIN,
  FLAG_USED_AS_IRQ,
  gpio_chip,
} from '../../../include/linux/gpio/driver.ts';
import { type irq_data, irq_data_get_irq_chip_data, IRQ_TYPE_NONE, irqd_to_hwirq } from '../../../include/linux/irq.ts';
import {
  type irq_domain,
  irq_domain_is_hierarchy,
  type irq_domain_ops,
  type irq_fwspec,
} from '../../../include/linux/irqdomain.ts';
import type { Kernel } from '../../../kernel.ts';
import {
  irq_set_chained_handler_and_data,
  irq_set_chip_and_handler,
  irq_set_chip_data,
  irq_set_irq_type,
  irq_set_nested_thread,
  irq_set_noprobe,
} from '../../../kernel/irq/chip/index.ts';
import {
  irq_create_fwspec_mapping,
  irq_create_mapping,
  irq_domain_create_simple,
  irq_domain_xlate_twocell,
  irq_domain_xlate_twothreecell,
} from '../../../kernel/irq/irqdomain/index.ts';
import { irq_set_parent } from '../../../kernel/irq/manage/index.ts';
import { pr_err } from '../../../kernel/printk/printk.ts';
import { chipPrefix, gpio_irq_of, gpiochip_fwnode } from './chip.ts';
import { gpiod_get_direction } from './desc.ts';
import { gpiochip_hierarchy_create_domain, hierarchyFwspec } from './hierarchy.ts';
import { gpiochip_set_irq_hooks } from './hooks.ts';

const at = source('drivers/gpio/gpiolib.c');

const gpiochip_irqchip_irq_valid = at.fn(
  'gpiochip_irqchip_irq_valid',
  'Whether a line of the chip can interrupt.',
  (k: Kernel, gc: gpio_chip, offset: number): boolean =>
    offset < gc.ngpio && (gpio_irq_of(k, gc)?.ops?.valid?.(k, gc, offset) ?? true),
);

/** The interrupt that lines of the chip come in by, as far as it is one. */
function parentOf(k: Kernel, gc: gpio_chip, hwirq: number): number | undefined {
  const girq = gpio_irq_of(k, gc);
  if (girq === undefined) return gc.irq_parent >= 0 ? gc.irq_parent : undefined;
  return girq.parents.length === 1 ? girq.parents.first() : girq.map.get(hwirq);
}

const gpiochip_irq_map = at.fn(
  'gpiochip_irq_map',
  "Sets up a line's interrupt: the chip's operations, and the parent interrupt behind it.",
  (k: Kernel, d: irq_domain, irq: number, hwirq: number): number => {
    const gc = gpio_chip.of(d.host_data);
    if (!gpiochip_irqchip_irq_valid(k, gc, hwirq)) return -ENXIO;
    irq_set_chip_data(k, irq, gc);
    irq_set_chip_and_handler(k, irq, gc.irq_chip, gc.irq_handler);
    if (gpio_irq_of(k, gc)?.threaded === true) irq_set_nested_thread(k, irq, true);
    irq_set_noprobe(k, irq);
    const parent = parentOf(k, gc, hwirq);
    const ret = parent === undefined ? 0 : irq_set_parent(k, irq, parent);
    if (ret < 0) return ret;
    if (gc.irq_default_type !== IRQ_TYPE_NONE) irq_set_irq_type(k, irq, gc.irq_default_type);
    return 0;
  },
);

const gpiochip_irq_unmap = at.fn(
  'gpiochip_irq_unmap',
  "Takes a line's interrupt down.",
  (k: Kernel, d: irq_domain, irq: number): void => {
    if (gpio_irq_of(k, gpio_chip.of(d.host_data))?.threaded === true) irq_set_nested_thread(k, irq, false);
    irq_set_chip_and_handler(k, irq, undefined, undefined);
    irq_set_chip_data(k, irq, undefined);
  },
);

const gpiochip_irq_select = at.fn(
  'gpiochip_irq_select',
  "Says whether a controller's domain is the one looked for; with three cells the first would be the instance, which no modelled one has.",
  (_k: Kernel, d: irq_domain, { fwnode, param_count }: irq_fwspec, bus_token: number): number =>
    !(param_count === 3 && is_of_node(fwnode)) && d.fwnode === fwnode && d.bus_token === bus_token ? 1 : 0,
);

/** 7.3 lets several controllers share a node. */
function gpiochip_domain_ops(k: Kernel): irq_domain_ops {
  return {
    name: 'gpiochip_domain_ops',
    ...(k.since('7.3') ? { select: gpiochip_irq_select } : {}),
    map: gpiochip_irq_map,
    unmap: gpiochip_irq_unmap,
    xlate: k.since('7.3') ? irq_domain_xlate_twothreecell : irq_domain_xlate_twocell,
  };
}

export const gpiochip_to_irq = at.fn(
  'gpiochip_to_irq',
  'The interrupt of a line, mapped on first use.',
  (k: Kernel, gc: gpio_chip, offset: number): number => {
    if (!gc.irq_initialized) return -EPROBE_DEFER;
    if (!gpiochip_irqchip_irq_valid(k, gc, offset)) return -ENXIO;
    if (gc.irq_domain !== undefined && irq_domain_is_hierarchy(gc.irq_domain))
      return irq_create_fwspec_mapping(k, hierarchyFwspec(k, gc, gc.irq_domain, offset));
    return irq_create_mapping(k, gc.irq_domain, offset);
  },
);

export const gpiochip_lock_as_irq = at.fn(
  'gpiochip_lock_as_irq',
  'Marks a line as used by an interrupt; an output cannot be.',
  (k: Kernel, gc: gpio_chip, offset: number): number => {
    const desc = gc.descs.get(offset);
    if (desc === undefined) return -EINVAL;
    if (gc.ops?.get_direction !== undefined) {
      const dir = gpiod_get_direction(k, desc);
      if (dir < 0) {
        pr_err(k, `${chipPrefix(k, gc)}gpiochip_lock_as_irq: cannot get GPIO direction`);
        return dir;
      }
    }
    if ((desc.flags & (FLAG_IS_OUT | FLAG_OPEN_DRAIN)) === FLAG_IS_OUT) {
      pr_err(k, `${chipPrefix(k, gc)}gpiochip_lock_as_irq: tried to flag a GPIO set as output for IRQ`);
      return -EIO;
    }
    desc.flags |= FLAG_USED_AS_IRQ | FLAG_IRQ_IS_ENABLED;
    return 0;
  },
);

const gpiochip_reqres_irq = at.fn(
  'gpiochip_reqres_irq',
  'Takes a line for its interrupt.',
  (k: Kernel, gc: gpio_chip, offset: number): number => {
    const ret = gpiochip_lock_as_irq(k, gc, offset);
    if (ret !== 0) pr_err(k, `${chipPrefix(k, gc)}unable to lock HW IRQ ${offset} for IRQ`);
    return ret;
  },
);

/** GPIOCHIP_IRQ_RESOURCE_HELPERS, for a driver whose chip data has the gpio_chip as its first member, which a pointer does not tell apart. */
export function gpioIrqResources(gcOf: (d: irq_data) => gpio_chip) {
  return {
    irq_request_resources: at.fn(
      'gpiochip_irq_reqres',
      "A line's interrupt is requested: the line is locked for it.",
      (k: Kernel, d: irq_data): number => gpiochip_reqres_irq(k, gcOf(d), irqd_to_hwirq(d)),
    ),
    irq_release_resources: at.fn(
      'gpiochip_irq_relres',
      "A line's interrupt is freed: the line is an ordinary one again.",
      (_k: Kernel, d: irq_data): void => gpiochip_unlock_as_irq(gcOf(d), irqd_to_hwirq(d)),
    ),
  };
}

export const { irq_request_resources: gpiochip_irq_reqres, irq_release_resources: gpiochip_irq_relres } =
  gpioIrqResources((d) => gpio_chip.of(irq_data_get_irq_chip_data(d)));

export function gpiochip_unlock_as_irq(gc: gpio_chip, offset: number): void {
  const desc = gc.descs.get(offset);
  if (desc !== undefined) desc.flags &= ~(FLAG_USED_AS_IRQ | FLAG_IRQ_IS_ENABLED);
}

export const gpiochip_disable_irq = at.fn(
  'gpiochip_disable_irq',
  "Notes that a line's interrupt is disabled.",
  (_k: Kernel, gc: gpio_chip, offset: number): void => {
    const desc = gc.descs.get(offset);
    if (desc !== undefined && (desc.flags & FLAG_USED_AS_IRQ) !== 0) desc.flags &= ~FLAG_IRQ_IS_ENABLED;
  },
);

export const gpiochip_enable_irq = at.fn(
  'gpiochip_enable_irq',
  "Notes that a line's interrupt is enabled.",
  (_k: Kernel, gc: gpio_chip, offset: number): void => {
    const desc = gc.descs.get(offset);
    if (desc !== undefined && (desc.flags & FLAG_USED_AS_IRQ) !== 0) desc.flags |= FLAG_IRQ_IS_ENABLED;
  },
);

/** The chained handler on each parent of the chip, with what it is called for. */
function chainParents(k: Kernel, gc: gpio_chip): void {
  if (gc.irq_parent_handler === undefined) return;
  const girq = gpio_irq_of(k, gc);
  if (girq === undefined) {
    if (gc.irq_parent >= 0) irq_set_chained_handler_and_data(k, gc.irq_parent, gc.irq_parent_handler, gc);
    return;
  }
  const each = girq.parent_handler_data_array.toArray();
  for (const [i, parent] of girq.parents.toArray().entries()) {
    const handler_data = each.length > 0 ? each[i] : (girq.parent_handler_data ?? gc);
    irq_set_chained_handler_and_data(k, parent, gc.irq_parent_handler, handler_data);
  }
}

export const gpiochip_add_irqchip = at.fn(
  'gpiochip_add_irqchip',
  "Makes a domain for the chip's lines, and chains it behind the chip's own interrupts or stacks it on their domain.",
  (k: Kernel, gc: gpio_chip): number => {
    if (gc.irq_chip === undefined) return 0;
    const fwnode = gpiochip_fwnode(k, gc);
    // The tree says how lines are triggered, so a default of the driver's would only get in the way.
    if (fwnode !== undefined) gc.irq_default_type = IRQ_TYPE_NONE;
    const girq = gpio_irq_of(k, gc);
    const domain =
      girq?.parent_domain === undefined
        ? irq_domain_create_simple(k, fwnode, gc.ngpio, 0, girq?.ops?.domain_ops ?? gpiochip_domain_ops(k), gc)
        : gpiochip_hierarchy_create_domain(k, gc, girq, fwnode);
    if (domain === undefined) return -EINVAL;
    // 6.1 knows the domain before it chains the handler, 6.12 only after.
    if (!k.since('6.12')) gc.irq_domain = domain;
    chainParents(k, gc);
    gpiochip_set_irq_hooks(k, gc);
    gc.irq_domain = domain;
    gc.irq_initialized = true;
    return 0;
  },
);
