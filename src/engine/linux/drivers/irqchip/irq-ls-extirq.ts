/**
 * Models drivers/irqchip/irq-ls-extirq.c: the external lines of Layerscape SoCs, which can be inverted; which SPI each leads to is
 * in an interrupt-map that the driver reads itself.
 */
import {
  bool,
  hexnum,
  map,
  data,
  num,
  type Recorded,
  type RecordedMap,
  source,
  struct,
} from '../../../recorder/index.ts';
import { hasProperty } from '../../../devicetree/index.ts';
import { readl, writel } from '../../include/asm/io.ts';
import { EINVAL, ENODEV, ENOENT, ENOMEM, EPROBE_DEFER } from '../../include/linux/errno.ts';
import {
  type irq_chip,
  type irq_data,
  IRQ_TYPE_EDGE_FALLING,
  IRQ_TYPE_EDGE_RISING,
  IRQ_TYPE_LEVEL_HIGH,
  IRQ_TYPE_LEVEL_LOW,
  IRQCHIP_SET_TYPE_MASKED,
  IRQCHIP_SKIP_SET_WAKE,
  irqd_to_hwirq,
} from '../../include/linux/irq.ts';
import { fwspecOf, type irq_domain, type irq_domain_ops, type irq_fwspec } from '../../include/linux/irqdomain.ts';
import type { device_node } from '../../include/linux/of.ts';
import type { platform_device, platform_driver } from '../../include/linux/platform_device.ts';
import type { Kernel } from '../../kernel.ts';
import {
  irq_chip_eoi_parent,
  irq_chip_mask_parent,
  irq_chip_retrigger_hierarchy,
  irq_chip_set_affinity_parent,
  irq_chip_set_type_parent,
  irq_chip_unmask_parent,
} from '../../kernel/irq/chip/index.ts';
import {
  irq_domain_alloc_irqs_parent,
  irq_domain_create_hierarchy,
  irq_domain_free_irqs_common,
  irq_domain_set_hwirq_and_chip,
  irq_domain_xlate_twocell,
  irq_find_host,
} from '../../kernel/irq/irqdomain/index.ts';
import { pr_err } from '../../kernel/printk/printk.ts';
import { dev_err_probe } from '../base/core/index.ts';
import { platform_driver_register } from '../base/platform.ts';
import { of_iomap } from '../of/address.ts';
import { of_find_node_by_phandle } from '../of/base/index.ts';
import { of_irq_find_parent } from '../of/irq/index.ts';
import { of_property_cells, of_property_read_bool, of_property_read_u32 } from '../of/property.ts';

const at = source('drivers/irqchip/irq-ls-extirq.c');

const MAXIRQ = 12;

interface ls_extirq_data extends Recorded {
  intpcr: number;
  big_endian: boolean;
  /** Bits count from the left. */
  is_ls1021a_or_ls1043a: boolean;
  nirq: number;
  /** The parent's specifier of each line. */
  map: RecordedMap<irq_fwspec>;
}
const ls_extirq_data = struct<ls_extirq_data>('ls_extirq_data', {
  intpcr: hexnum(),
  big_endian: bool(),
  is_ls1021a_or_ls1043a: bool(),
  nirq: num(),
  map: map(data<irq_fwspec>()),
});

const swap = (word: number): number =>
  (((word & 0xff) << 24) | ((word & 0xff00) << 8) | ((word >>> 8) & 0xff00) | (word >>> 24)) >>> 0;

const ls_extirq_intpcr_rmw = at.fn(
  'ls_extirq_intpcr_rmw',
  'Changes bits of the polarity register.',
  (k: Kernel, priv: ls_extirq_data, mask: number, value: number): void => {
    const order = (word: number): number => (priv.big_endian ? swap(word) : word);
    const intpcr = (order(readl(k, priv.intpcr)) & ~mask) | value;
    writel(k, order(intpcr >>> 0), priv.intpcr);
  },
);

const ls_extirq_set_type = at.fn(
  'ls_extirq_set_type',
  'Sets how a line interrupts: inverted or not, and what is left to the GIC.',
  (k: Kernel, d: irq_data, type: number): number => {
    const priv = ls_extirq_data.of(d.chip_data);
    const hwirq = irqd_to_hwirq(d);
    const mask = 1 << (priv.is_ls1021a_or_ls1043a ? 31 - hwirq : hwirq);
    const upright = new Map([
      [IRQ_TYPE_LEVEL_LOW, IRQ_TYPE_LEVEL_HIGH],
      [IRQ_TYPE_EDGE_FALLING, IRQ_TYPE_EDGE_RISING],
    ]).get(type);
    if (upright === undefined && type !== IRQ_TYPE_LEVEL_HIGH && type !== IRQ_TYPE_EDGE_RISING) return -EINVAL;
    ls_extirq_intpcr_rmw(k, priv, mask, upright === undefined ? 0 : mask);
    return irq_chip_set_type_parent(k, d, upright ?? type);
  },
);

function ls_extirq_chip(): irq_chip {
  return {
    name: 'ls-extirq',
    irq_mask: irq_chip_mask_parent,
    irq_unmask: irq_chip_unmask_parent,
    irq_eoi: irq_chip_eoi_parent,
    irq_set_type: ls_extirq_set_type,
    irq_retrigger: irq_chip_retrigger_hierarchy,
    irq_set_affinity: irq_chip_set_affinity_parent,
    flags: IRQCHIP_SET_TYPE_MASKED | IRQCHIP_SKIP_SET_WAKE,
  };
}

const ls_extirq_domain_alloc = at.fn(
  'ls_extirq_domain_alloc',
  'Sets up a line, and the SPI that the map gives it.',
  (k: Kernel, domain: irq_domain, virq: number, _nr_irqs: number, arg: unknown): number => {
    const priv = ls_extirq_data.of(domain.host_data);
    const { param, param_count } = fwspecOf(arg);
    if (param_count !== 2) return -EINVAL;
    const [hwirq = 0] = param;
    if (hwirq >= priv.nirq) return -EINVAL;
    irq_domain_set_hwirq_and_chip(k, domain, virq, hwirq, ls_extirq_chip(), priv);
    // A line that the map leaves out has an empty specifier.
    const parent = priv.map.get(hwirq) ?? { fwnode: undefined, param_count: 0, param: [] };
    return irq_domain_alloc_irqs_parent(k, domain, virq, 1, parent);
  },
);

function extirq_domain_ops(): irq_domain_ops {
  return {
    name: 'extirq_domain_ops',
    xlate: irq_domain_xlate_twocell,
    alloc: ls_extirq_domain_alloc,
    free: irq_domain_free_irqs_common,
  };
}

/** Rows of line, a cell without meaning, parent and its cells: 0, or an errno. */
function ls_extirq_parse_map(k: Kernel, priv: ls_extirq_data, node: device_node): number {
  if (!hasProperty(node.dt, 'interrupt-map')) return -ENOENT;
  const cells = of_property_cells(k, node, 'interrupt-map');
  for (let place = 0; place < cells.length;) {
    if (cells.length - place < 3) return -EINVAL;
    const hwirq = cells[place] ?? 0;
    if (hwirq >= MAXIRQ) return -EINVAL;
    priv.nirq = Math.max(priv.nirq, hwirq + 1);
    const ipar = of_find_node_by_phandle(k, cells[place + 2] ?? 0);
    if (ipar === undefined) return -EINVAL;
    const intsize = of_property_read_u32(k, ipar, '#interrupt-cells');
    if (intsize === undefined) return -EINVAL;
    place += 3;
    if (intsize > cells.length - place) return -EINVAL;
    priv.map.set(hwirq, { fwnode: ipar, param_count: intsize, param: cells.slice(place, place + intsize) });
    place += intsize;
  }
  return 0;
}

export const ls_extirq_of_init = at.fn(
  'ls_extirq_of_init',
  'Starts the external lines: reads their map, and makes a domain on that of the GIC.',
  (k: Kernel, node: device_node, parent: device_node | undefined): number => {
    const parent_domain = irq_find_host(k, parent);
    if (parent_domain === undefined) {
      pr_err(k, 'irq_ls_extirq: Cannot find parent domain');
      return -ENODEV;
    }
    const intpcr = of_iomap(k, node, 0);
    if (intpcr === undefined) {
      pr_err(k, `Cannot ioremap OF node ${node.path}`);
      return -ENOMEM;
    }
    const priv = ls_extirq_data.create(k.rec, { intpcr });
    const ret = ls_extirq_parse_map(k, priv, node);
    return ret === 0 ? addDomain(k, node, parent_domain, priv) : ret;
  },
);

/** What bits of the register mean, and the domain on that of the GIC. */
function addDomain(k: Kernel, node: device_node, parent: irq_domain, priv: ls_extirq_data): number {
  priv.big_endian = of_property_read_bool(k, node.parent, 'big-endian');
  const compatible = k.compatibleOf(node.dt);
  priv.is_ls1021a_or_ls1043a = ['fsl,ls1021a-extirq', 'fsl,ls1043a-extirq'].some((each) => compatible.includes(each));
  const domain = irq_domain_create_hierarchy(k, parent, 0, priv.nirq, node, extirq_domain_ops(), priv);
  return domain === undefined ? -ENOMEM : 0;
}

const ls_extirq_probe = at.fn(
  'ls_extirq_probe',
  'Starts the external lines: reads their map, and makes a domain on that of the GIC.',
  (k: Kernel, { dev }: platform_device): number => {
    const node = dev.of_node;
    const parent = node === undefined ? undefined : of_irq_find_parent(k, node);
    if (node === undefined || parent === undefined) {
      return dev_err_probe(k, dev, -ENODEV, 'Failed to get IRQ parent node');
    }
    const parent_domain = irq_find_host(k, parent);
    if (parent_domain === undefined) return dev_err_probe(k, dev, -EPROBE_DEFER, 'Cannot find parent domain');
    const intpcr = of_iomap(k, node, 0);
    if (intpcr === undefined) return dev_err_probe(k, dev, -ENOMEM, `Cannot ioremap OF node ${node.path}`);
    const priv = ls_extirq_data.create(k.rec, { intpcr });
    const ret = ls_extirq_parse_map(k, priv, node);
    if (ret !== 0) return dev_err_probe(k, dev, ret, 'Failed to parse IRQ map');
    const added = addDomain(k, node, parent_domain, priv);
    return added === 0 ? 0 : dev_err_probe(k, dev, added, 'Failed to add IRQ domain');
  },
);

/** device_initcall, from 7.x on; until then IRQCHIP_DECLARE starts the lines before there are devices. */
export const ls_extirq_driver_init = at.fn(
  'ls_extirq_driver_init',
  'Registers the driver of external lines of Layerscape SoCs.',
  (k: Kernel): number => {
    const driver: platform_driver = {
      name: 'ls-extirq',
      bus: 'platform',
      of_match_table: ['ls1021a', 'ls1043a', 'ls1088a'].map((soc) => ({
        compatible: `fsl,${soc}-extirq`,
        data: undefined,
      })),
      probe: ls_extirq_probe,
    };
    return platform_driver_register(k, driver);
  },
);
