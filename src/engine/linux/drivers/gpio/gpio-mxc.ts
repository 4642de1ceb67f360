/**
 * Models drivers/gpio/gpio-mxc.c: the GPIO banks of i.MX, 32 lines each, behind one interrupt or one for each half. All lines have
 * numbers from the start. Left out: clocks, suspend, wake-up through the system controller.
 */
import { hexnum, list, num, type Recorded, type RecordedList, ref, source, struct } from '../../../recorder/index.ts';
import { readl, writel } from '../../include/asm/io.ts';
import { EINVAL, ENODEV } from '../../include/linux/errno.ts';
import { gpio_chip } from '../../include/linux/gpio/driver.ts';
import {
  type irq_data,
  irq_data_get_irq_chip_data,
  IRQ_NOREQUEST,
  IRQ_TYPE_EDGE_BOTH,
  IRQ_TYPE_EDGE_FALLING,
  IRQ_TYPE_EDGE_RISING,
  IRQ_TYPE_LEVEL_HIGH,
  IRQ_TYPE_LEVEL_LOW,
  IRQCHIP_ENABLE_WAKEUP_ON_SUSPEND,
  IRQCHIP_MASK_ON_SUSPEND,
  irqd_to_hwirq,
} from '../../include/linux/irq.ts';
import { chained_irq_enter, chained_irq_exit } from '../../include/linux/irqchip/chained_irq.ts';
import type { irq_desc } from '../../include/linux/irqdesc.ts';
import type { irq_domain } from '../../include/linux/irqdomain.ts';
import { NUMA_NO_NODE } from '../../include/linux/numa.ts';
import {
  type platform_device,
  type platform_driver,
  platform_set_drvdata,
} from '../../include/linux/platform_device.ts';
import { type Kernel, statics } from '../../kernel.ts';
import { handle_level_irq, irq_set_chained_handler_and_data } from '../../kernel/irq/chip/index.ts';
import {
  irq_alloc_generic_chip,
  irq_chip_generic,
  irq_gc_ack_set_bit,
  irq_gc_mask_clr_bit,
  irq_gc_mask_set_bit,
  irq_setup_generic_chip,
} from '../../kernel/irq/generic-chip.ts';
import { generic_handle_domain_irq, irq_alloc_descs } from '../../kernel/irq/irqdesc/index.ts';
import {
  irq_domain_create_legacy,
  irq_domain_set_pm_device,
  irq_domain_simple_ops,
  irq_find_mapping,
} from '../../kernel/irq/irqdomain/index.ts';
import { irq_set_irq_wake } from '../../kernel/irq/manage/index.ts';
import {
  devm_platform_ioremap_resource,
  platform_driver_register,
  platform_get_irq,
  platform_irq_count,
} from '../base/platform.ts';
import { of_device_is_compatible, of_match_node } from '../of/base/index.ts';
import { genericGpio } from './gpio-mmio.ts';
import { gpiochip_add_data_with_key, gpiochip_generic_request, gpiochip_get_data } from './gpiolib/index.ts';

const at = source('drivers/gpio/gpio-mxc.c');

/** Offsets of registers, and the two bits that say how a line interrupts. No edge_sel: both edges are levels, turned over each time. */
interface mxc_gpio_hwdata {
  readonly gdir: number;
  readonly psr: number;
  readonly icr1: number;
  readonly imr: number;
  readonly isr: number;
  readonly edge_sel: number | undefined;
  readonly low: number;
  readonly high: number;
  readonly rise: number;
  readonly fall: number;
}
const COMMON = { gdir: 0x04, psr: 0x08, icr1: 0x0c, imr: 0x14, isr: 0x18, low: 0, high: 1, rise: 2, fall: 3 };
const imx31: mxc_gpio_hwdata = { ...COMMON, edge_sel: undefined };
const imx35: mxc_gpio_hwdata = { ...COMMON, edge_sel: 0x1c };
const imx21: mxc_gpio_hwdata = {
  gdir: 0x00,
  psr: 0x24,
  icr1: 0x28,
  imr: 0x30,
  isr: 0x34,
  edge_sel: undefined,
  low: 3,
  high: 2,
  rise: 0,
  fall: 1,
};
const INT_BOTH_EDGES = 4;

const mxc_gpio_dt_ids = [
  { compatible: 'fsl,imx1-gpio', data: imx21 },
  { compatible: 'fsl,imx21-gpio', data: imx21 },
  { compatible: 'fsl,imx31-gpio', data: imx31 },
  { compatible: 'fsl,imx35-gpio', data: imx35 },
  { compatible: 'fsl,imx7d-gpio', data: imx35 },
  { compatible: 'fsl,imx8dxl-gpio', data: imx35 },
  { compatible: 'fsl,imx8qm-gpio', data: imx35 },
  { compatible: 'fsl,imx8qxp-gpio', data: imx35 },
] as const;

interface mxc_gpio_port extends Recorded {
  base: number;
  irq: number;
  irq_high: number;
  domain: irq_domain | undefined;
  gc: gpio_chip | undefined;
  /** Lines whose two edges are levels that are turned over. */
  both_edges: number;
  /** Place of its registers in mxc_gpio_dt_ids. */
  match: number;
}
const mxc_gpio_port = struct<mxc_gpio_port>('mxc_gpio_port', {
  base: hexnum(),
  irq: num(),
  irq_high: num(),
  domain: ref(),
  gc: ref(),
  both_edges: hexnum(),
  match: num(),
});
interface gpio_mxc_c extends Recorded {
  mxc_gpio_ports: RecordedList<mxc_gpio_port>;
}
const gpio_mxc_c = statics<gpio_mxc_c>('drivers/gpio/gpio-mxc.c', { mxc_gpio_ports: list(ref<mxc_gpio_port>()) });

const hwdataOf = ({ match }: mxc_gpio_port): mxc_gpio_hwdata => mxc_gpio_dt_ids[match]?.data ?? imx35;
const portOf = (d: irq_data): mxc_gpio_port =>
  mxc_gpio_port.of(irq_chip_generic.of(irq_data_get_irq_chip_data(d)).private);

/** The register with the two bits of a line, and where they are in it. */
function icrOf(port: mxc_gpio_port, line: number): { readonly reg: number; readonly shift: number } {
  return { reg: port.base + hwdataOf(port).icr1 + ((line & 0x10) >> 2), shift: (line & 0xf) << 1 };
}

function putIcr(k: Kernel, port: mxc_gpio_port, line: number, edge: number): void {
  const { reg, shift } = icrOf(port, line);
  writel(k, (readl(k, reg) & ~(3 << shift)) | (edge << shift), reg);
}

/** What a type is in the registers; undefined where there is no such. */
function edgeOf(k: Kernel, port: mxc_gpio_port, line: number, type: number): number | undefined {
  const { low, high, rise, fall, edge_sel } = hwdataOf(port);
  switch (type) {
    case IRQ_TYPE_EDGE_RISING:
      return rise;
    case IRQ_TYPE_EDGE_FALLING:
      return fall;
    case IRQ_TYPE_LEVEL_LOW:
      return low;
    case IRQ_TYPE_LEVEL_HIGH:
      return high;
    case IRQ_TYPE_EDGE_BOTH:
      if (edge_sel !== undefined || port.gc === undefined) return INT_BOTH_EDGES;
      port.both_edges = (port.both_edges | (1 << line)) >>> 0;
      return genericGpio(k).get(k, port.gc, line) === 0 ? high : low;
    default:
      return undefined;
  }
}

const gpio_set_irq_type = at.fn(
  'gpio_set_irq_type',
  'Sets how a line interrupts, clears what is pending, and makes the line an input.',
  (k: Kernel, d: irq_data, type: number): number => {
    const port = portOf(d);
    const line = irqd_to_hwirq(d);
    const { edge_sel, isr } = hwdataOf(port);
    port.both_edges = (port.both_edges & ~(1 << line)) >>> 0;
    const edge = edgeOf(k, port, line, type);
    if (edge === undefined || port.gc === undefined) return -EINVAL;
    if (edge_sel !== undefined) {
      const val = readl(k, port.base + edge_sel);
      writel(k, edge === INT_BOTH_EDGES ? val | (1 << line) : val & ~(1 << line), port.base + edge_sel);
    }
    if (edge !== INT_BOTH_EDGES) putIcr(k, port, line, edge);
    writel(k, 1 << line, port.base + isr);
    return genericGpio(k).ops.direction_input(k, port.gc, line);
  },
);

const mxc_flip_edge = at.fn(
  'mxc_flip_edge',
  'For both edges: waits for the other level from now on.',
  (k: Kernel, port: mxc_gpio_port, line: number): void => {
    const { low, high } = hwdataOf(port);
    const { reg, shift } = icrOf(port, line);
    const edge = (readl(k, reg) >>> shift) & 3;
    if (edge === high || edge === low) putIcr(k, port, line, edge === high ? low : high);
  },
);

const mxc_gpio_irq_handler = at.fn(
  'mxc_gpio_irq_handler',
  'Handles each line of a bank that interrupts, the highest first.',
  (k: Kernel, port: mxc_gpio_port, irq_stat: number): void => {
    for (let line = 31; line >= 0; line--) {
      if ((irq_stat & (1 << line)) === 0) continue;
      if ((port.both_edges & (1 << line)) !== 0) mxc_flip_edge(k, port, line);
      if (port.domain !== undefined) generic_handle_domain_irq(k, port.domain, line);
    }
  },
);

function pending(k: Kernel, port: mxc_gpio_port): number {
  const { isr, imr } = hwdataOf(port);
  return readl(k, port.base + isr) & readl(k, port.base + imr);
}

const mx3_gpio_irq_handler = at.fn(
  'mx3_gpio_irq_handler',
  "Handles a bank's interrupt: looks which of its lines are pending and not masked.",
  (k: Kernel, desc: irq_desc): void => {
    const { chip } = desc.irq_data;
    if (chip === undefined) return;
    const port = mxc_gpio_port.of(desc.irq_common_data.handler_data);
    chained_irq_enter(k, chip, desc);
    mxc_gpio_irq_handler(k, port, pending(k, port));
    chained_irq_exit(k, chip, desc);
  },
);

const mx2_gpio_irq_handler = at.fn(
  'mx2_gpio_irq_handler',
  'Handles the interrupt that all banks share.',
  (k: Kernel, desc: irq_desc): void => {
    const { chip } = desc.irq_data;
    if (chip === undefined) return;
    chained_irq_enter(k, chip, desc);
    for (const port of gpio_mxc_c(k).mxc_gpio_ports) mxc_gpio_irq_handler(k, port, pending(k, port));
    chained_irq_exit(k, chip, desc);
  },
);

const gpio_set_wake_irq = at.fn(
  'gpio_set_wake_irq',
  "Lets a line wake the system: the bank's own interrupt must.",
  (k: Kernel, d: irq_data, enable: number): number => {
    const { irq, irq_high } = portOf(d);
    return irq_set_irq_wake(k, irq_high !== 0 && irqd_to_hwirq(d) >= 16 ? irq_high : irq, enable);
  },
);

const mxc_gpio_init_gc = at.fn(
  'mxc_gpio_init_gc',
  "Gives the bank's 32 numbers their chip: acknowledged and masked by a bit of a register each.",
  (k: Kernel, port: mxc_gpio_port, irq_base: number): void => {
    const gc = irq_alloc_generic_chip(k, 'gpio-mxc', irq_base, port.base, handle_level_irq);
    gc.private = port;
    const ct = gc.chip_types.first();
    if (ct === undefined) return;
    Object.assign(ct.chip, {
      irq_ack: irq_gc_ack_set_bit,
      irq_mask: irq_gc_mask_clr_bit,
      irq_unmask: irq_gc_mask_set_bit,
      irq_set_type: gpio_set_irq_type,
      irq_set_wake: gpio_set_wake_irq,
      flags: IRQCHIP_MASK_ON_SUSPEND | IRQCHIP_ENABLE_WAKEUP_ON_SUSPEND,
    });
    const { isr, imr } = hwdataOf(port);
    ct.regs = { ack: isr, mask: imr };
    irq_setup_generic_chip(k, gc, 32, IRQ_NOREQUEST, 0);
  },
);

const mxc_gpio_to_irq = at.fn(
  'mxc_gpio_to_irq',
  'The interrupt of a line, which has had a number from the start.',
  (k: Kernel, gc: gpio_chip, offset: number): number =>
    irq_find_mapping(k, mxc_gpio_port.of(gpiochip_get_data(gc)).domain, offset),
);

/** Registers the lines, and a domain of numbers that are taken at once; in 7.3 the lines come last. */
function registerPort(k: Kernel, pdev: platform_device, port: mxc_gpio_port, gc: gpio_chip): number {
  const { dev } = pdev;
  if (!k.since('7.3')) {
    const err = gpiochip_add_data_with_key(k, gc);
    if (err !== 0) return err;
  }
  const irq_base = irq_alloc_descs(k, -1, 0, 32, NUMA_NO_NODE);
  if (irq_base < 0) return irq_base;
  port.domain = irq_domain_create_legacy(k, dev.of_node, 32, irq_base, irq_domain_simple_ops, undefined);
  if (port.domain === undefined) return -ENODEV;
  if (k.since('6.12')) irq_domain_set_pm_device(k, port.domain, dev);
  mxc_gpio_init_gc(k, port, irq_base);
  if (k.since('7.3')) {
    const err = gpiochip_add_data_with_key(k, gc);
    if (err !== 0) return err;
  }
  gpio_mxc_c(k).mxc_gpio_ports.addTail(port);
  platform_set_drvdata(pdev, port);
  return 0;
}

const mxc_gpio_probe = at.fn(
  'mxc_gpio_probe',
  'Starts a bank: its handler on its interrupts, its lines registered, a number for each.',
  (k: Kernel, pdev: platform_device): number => {
    const { dev } = pdev;
    const np = dev.of_node;
    if (np === undefined) return -ENODEV;
    const base = devm_platform_ioremap_resource(k, pdev, 0);
    if (base < 0) return base;
    const irq_count = platform_irq_count(k, pdev);
    if (irq_count < 0) return irq_count;
    let irq_high = irq_count > 1 ? Math.max(0, platform_get_irq(k, pdev, 1)) : 0;
    const irq = platform_get_irq(k, pdev, 0);
    if (irq < 0) return irq;
    const found = of_match_node(k, mxc_gpio_dt_ids, np);
    const port = mxc_gpio_port.create(k.rec, { base, irq, match: mxc_gpio_dt_ids.findIndex((id) => id === found) });
    const { gdir, psr, imr, isr } = hwdataOf(port);
    writel(k, 0, base + imr);
    writel(k, 0xffffffff, base + isr);
    const shared = of_device_is_compatible(k, np, 'fsl,imx21-gpio') > 0;
    if (shared) irq_high = 0;
    port.irq_high = irq_high;
    const handler = shared ? mx2_gpio_irq_handler : mx3_gpio_irq_handler;
    const chain = (): void => {
      irq_set_chained_handler_and_data(k, irq, handler, port);
      if (irq_high > 0) irq_set_chained_handler_and_data(k, irq_high, handler, port);
    };
    // 7.3 takes the bank's interrupts when all is ready.
    if (!k.since('7.3')) chain();
    const gc = gpio_chip.create(k.rec, {
      label: dev.name,
      parent: dev,
      ngpio: 32,
      ops: { ...genericGpio(k).ops, request: gpiochip_generic_request, to_irq: mxc_gpio_to_irq },
      data: port,
    });
    port.gc = gc;
    genericGpio(k).init(k, gc, { dat: base + psr, dirout: base + gdir });
    const ret = registerPort(k, pdev, port, gc);
    if (ret === 0 && k.since('7.3')) chain();
    return ret;
  },
);

/** subsys_initcall */
export const gpio_mxc_init = at.fn('gpio_mxc_init', 'Registers the driver of i.MX GPIO banks.', (k: Kernel): number => {
  const driver: platform_driver = {
    name: 'gpio-mxc',
    bus: 'platform',
    of_match_table: mxc_gpio_dt_ids,
    probe: mxc_gpio_probe,
  };
  return platform_driver_register(k, driver);
});
