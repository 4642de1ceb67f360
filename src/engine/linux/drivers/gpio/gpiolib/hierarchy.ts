/** drivers/gpio/gpiolib.c: a GPIO controller whose domain is stacked on that of its parent, a line of its for a line here. */
import { source } from '../../../../recorder/index.ts';
import { EEXIST, EINVAL } from '../../../include/linux/errno.ts';
import { gpio_chip, type gpio_irq_chip } from '../../../include/linux/gpio/driver.ts';
import { type irq_data, IRQ_TYPE_NONE, irqd_to_hwirq } from '../../../include/linux/irq.ts';
import {
  fwspecOf,
  type irq_domain,
  irq_domain_is_msi,
  type irq_domain_ops,
  type irq_fwspec,
  type Translated,
} from '../../../include/linux/irqdomain.ts';
import { type device_node, is_of_node } from '../../../include/linux/of.ts';
import type { Kernel } from '../../../kernel.ts';
import { irq_set_probe } from '../../../kernel/irq/chip/index.ts';
import {
  irq_domain_alloc_irqs_parent,
  irq_domain_create_hierarchy,
  irq_domain_free_irqs_common,
  irq_domain_set_info,
  irq_domain_translate_twocell,
  irq_domain_translate_twothreecell,
} from '../../../kernel/irq/irqdomain/index.ts';
import { gpio_irq_of } from './chip.ts';
import { gpiochip_lock_as_irq, gpiochip_unlock_as_irq } from './irqchip.ts';

const at = source('drivers/gpio/gpiolib.c');

const gpiochip_hierarchy_irq_domain_translate = at.fn(
  'gpiochip_hierarchy_irq_domain_translate',
  'Reads a specifier of two cells: the line and its trigger type.',
  (k: Kernel, d: irq_domain, fwspec: irq_fwspec): Translated | number =>
    // 7.3 takes three cells too, the first of which is the instance.
    k.since('7.3')
      ? is_of_node(fwspec.fwnode)
        ? irq_domain_translate_twothreecell(k, d, fwspec)
        : -EINVAL
      : is_of_node(fwspec.fwnode) && fwspec.param_count === 2
        ? irq_domain_translate_twocell(k, d, fwspec)
        : -EINVAL,
);

/** gpiochip_populate_parent_fwspec_twocell: what the parent's domain is asked for, unless the driver says it otherwise. */
function twocell(girq: gpio_irq_chip, hwirq: number, type: number): irq_fwspec {
  return { fwnode: girq.parent_domain?.fwnode, param_count: 2, param: [hwirq, type] };
}

const gpiochip_hierarchy_irq_domain_alloc = at.fn(
  'gpiochip_hierarchy_irq_domain_alloc',
  "Sets up a line's interrupt: finds the parent's line for it, and allocates that.",
  (k: Kernel, d: irq_domain, irq: number, _nr_irqs: number, data: unknown): number => {
    const gc = gpio_chip.of(d.host_data);
    const girq = gpio_irq_of(k, gc);
    const translate = d.ops?.translate;
    if (girq === undefined || translate === undefined) return -EINVAL;
    const translated = translate(k, d, fwspecOf(data));
    if (typeof translated === 'number') return translated;
    const { hwirq } = translated;
    const parent = girq.ops?.child_to_parent_hwirq?.(k, gc, hwirq, translated.type) ?? -EINVAL;
    if (typeof parent === 'number') return parent;
    // The flow handler is the driver's default until the type is set.
    irq_domain_set_info(k, d, irq, hwirq, gc.irq_chip, gc, gc.irq_handler, undefined, undefined);
    irq_set_probe(k, irq);
    const arg =
      girq.ops?.populate_parent_alloc_arg?.(k, gc, parent.hwirq, parent.type) ??
      twocell(girq, parent.hwirq, parent.type);
    const ret = irq_domain_alloc_irqs_parent(k, d, irq, 1, arg);
    // The interrupts of an MSI domain are there already.
    return ret === -EEXIST && d.parent !== undefined && irq_domain_is_msi(d.parent) ? 0 : ret;
  },
);

const gpiochip_irq_domain_activate = at.fn(
  'gpiochip_irq_domain_activate',
  'An interrupt of a line is activated: the line is locked for it.',
  (k: Kernel, domain: irq_domain, data: irq_data, _reserve: boolean): number =>
    gpiochip_lock_as_irq(k, gpio_chip.of(domain.host_data), irqd_to_hwirq(data)),
);

const gpiochip_irq_domain_deactivate = at.fn(
  'gpiochip_irq_domain_deactivate',
  'An interrupt of a line is deactivated: the line is an ordinary one again.',
  (_k: Kernel, domain: irq_domain, data: irq_data): void =>
    gpiochip_unlock_as_irq(gpio_chip.of(domain.host_data), irqd_to_hwirq(data)),
);

/** gpiochip_hierarchy_setup_domain_ops: a driver may read specifiers its own way, and free what it took. */
function domainOps(girq: gpio_irq_chip): irq_domain_ops {
  const own = girq.ops?.child_irq_domain_ops;
  return {
    name: 'gpiochip child_irq_domain_ops',
    activate: gpiochip_irq_domain_activate,
    deactivate: gpiochip_irq_domain_deactivate,
    alloc: gpiochip_hierarchy_irq_domain_alloc,
    translate: own?.translate ?? gpiochip_hierarchy_irq_domain_translate,
    free: own?.free ?? irq_domain_free_irqs_common,
  };
}

/** Undefined where the chip does not say how its lines become the parent's. */
export const gpiochip_hierarchy_create_domain = at.fn(
  'gpiochip_hierarchy_create_domain',
  "Makes a domain for the chip's lines on top of the parent's.",
  (k: Kernel, gc: gpio_chip, girq: gpio_irq_chip, fwnode: device_node | undefined): irq_domain | undefined => {
    if (girq.ops?.child_to_parent_hwirq === undefined || fwnode === undefined) return undefined;
    return irq_domain_create_hierarchy(k, girq.parent_domain, 0, gc.ngpio, fwnode, domainOps(girq), gc);
  },
);

/** How a line is asked for in a stacked domain: by its specifier. */
export function hierarchyFwspec(k: Kernel, gc: gpio_chip, domain: irq_domain, offset: number): irq_fwspec {
  const hwirq = gpio_irq_of(k, gc)?.ops?.child_offset_to_irq?.(k, gc, offset) ?? offset;
  return { fwnode: domain.fwnode, param_count: 2, param: [hwirq, IRQ_TYPE_NONE] };
}
