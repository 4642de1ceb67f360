/**
 * Models drivers/pinctrl/pinctrl-single.c as far as interrupts go: pin controllers of a register a pin, some of whose registers can
 * wake the system. The number of an interrupt is the offset of its register. Left out: settings of pins, suspend, rearming.
 */
import { hexnum, list, num, type Recorded, type RecordedList, ref, source, struct } from '../../../recorder/index.ts';
import { readb, readl, readw, writeb, writel, writew } from '../../include/asm/io.ts';
import type { device } from '../../include/linux/device.ts';
import { EINVAL, ENODEV } from '../../include/linux/errno.ts';
import { IRQ_HANDLED, IRQ_NONE, IRQF_NO_SUSPEND, IRQF_NO_THREAD, IRQF_SHARED } from '../../include/linux/interrupt.ts';
import { IORESOURCE_MEM } from '../../include/linux/ioport.ts';
import { type irq_chip, type irq_data, irq_data_get_irq_chip_data } from '../../include/linux/irq.ts';
import { chained_irq_enter, chained_irq_exit } from '../../include/linux/irqchip/chained_irq.ts';
import type { irq_desc } from '../../include/linux/irqdesc.ts';
import type { irq_domain, irq_domain_ops } from '../../include/linux/irqdomain.ts';
import type { device_node } from '../../include/linux/of.ts';
import {
  type platform_device,
  type platform_driver,
  platform_set_drvdata,
} from '../../include/linux/platform_device.ts';
import type { Kernel } from '../../kernel.ts';
import {
  handle_level_irq,
  irq_set_chained_handler_and_data,
  irq_set_chip_and_handler,
  irq_set_chip_data,
  irq_set_noprobe,
} from '../../kernel/irq/chip/index.ts';
import { generic_handle_domain_irq } from '../../kernel/irq/irqdesc/index.ts';
import { irq_domain_create_simple, irq_domain_xlate_onecell } from '../../kernel/irq/irqdomain/index.ts';
import { request_irq } from '../../kernel/irq/manage/index.ts';
import { dev_err, dev_info, dev_warn } from '../../kernel/printk/printk.ts';
import { platform_driver_register, platform_get_resource } from '../base/platform.ts';
import { of_match_node } from '../of/base/index.ts';
import { irq_of_parse_and_map } from '../of/irq/index.ts';
import { of_property_read_bool, of_property_read_u32 } from '../of/property.ts';

const at = source('drivers/pinctrl/pinctrl-single.c');

/** Bits of a register that let its pin wake the system, and say that it did. */
interface pcs_soc_data {
  readonly shared: boolean;
  readonly enable: number;
  readonly status: number;
}
const none: pcs_soc_data = { shared: false, enable: 0, status: 0 };
const omap: pcs_soc_data = { shared: true, enable: 1 << 14, status: 1 << 15 };
const dra7: pcs_soc_data = { shared: false, enable: 1 << 24, status: 1 << 25 };
const am654: pcs_soc_data = { shared: true, enable: 1 << 29, status: 1 << 30 };

function pcs_of_match(k: Kernel): readonly { readonly compatible: string; readonly data: pcs_soc_data }[] {
  const newer = ['brcm,bcm7038-padconf', 'marvell,pxa1908-padconf', 'ti,am62l-padconf'];
  return [
    { compatible: 'ti,am437-padconf', data: am654 },
    { compatible: 'ti,am654-padconf', data: am654 },
    { compatible: 'ti,dra7-padconf', data: dra7 },
    ...['ti,omap3-padconf', 'ti,omap4-padconf', 'ti,omap5-padconf'].map((compatible) => ({ compatible, data: omap })),
    ...(k.since('6.12') ? [{ compatible: 'ti,j7200-padconf', data: none }] : []),
    ...(k.since('7.3') ? newer.map((compatible) => ({ compatible, data: none })) : []),
    { compatible: 'pinctrl-single', data: none },
    { compatible: 'pinconf-single', data: none },
  ];
}

/** A register that interrupts. */
interface pcs_interrupt extends Recorded {
  readonly reg: number;
  readonly hwirq: number;
  readonly irq: number;
}
const pcs_interrupt = struct<pcs_interrupt>('pcs_interrupt', { reg: hexnum(), hwirq: hexnum(), irq: num() });

interface pcs_device extends Recorded {
  readonly base: number;
  readonly size: number;
  readonly width: number;
  readonly dev: device | undefined;
  readonly enable: number;
  readonly status: number;
  irqs: RecordedList<pcs_interrupt>;
  domain: irq_domain | undefined;
}
const pcs_device = struct<pcs_device>('pcs_device', {
  base: hexnum(),
  size: hexnum(),
  width: num(),
  dev: ref(),
  enable: hexnum(),
  status: hexnum(),
  irqs: list(ref()),
  domain: ref(),
});

function read(k: Kernel, { width }: pcs_device, reg: number): number {
  return width === 8 ? readb(k, reg) : width === 16 ? readw(k, reg) : readl(k, reg);
}
function write(k: Kernel, { width }: pcs_device, value: number, reg: number): void {
  if (width === 8) writeb(k, value, reg);
  else if (width === 16) writew(k, value, reg);
  else writel(k, value, reg);
}

const pcs_irq_set = at.fn(
  'pcs_irq_set',
  'Lets a pin wake the system, or no longer.',
  (k: Kernel, pcs: pcs_device, irq: number, enable: boolean): void => {
    for (const each of pcs.irqs) {
      if (each.irq !== irq) continue;
      const mask = read(k, pcs, each.reg);
      write(k, pcs, enable ? mask | pcs.enable : mask & ~pcs.enable, each.reg);
      read(k, pcs, each.reg);
    }
  },
);

const pcsOf = (d: irq_data): pcs_device => pcs_device.of(irq_data_get_irq_chip_data(d));
const pcs_irq_mask = at.fn('pcs_irq_mask', 'Masks a pin.', (k: Kernel, d: irq_data): void =>
  pcs_irq_set(k, pcsOf(d), d.irq, false),
);
const pcs_irq_unmask = at.fn('pcs_irq_unmask', 'Unmasks a pin.', (k: Kernel, d: irq_data): void =>
  pcs_irq_set(k, pcsOf(d), d.irq, true),
);
const pcs_irq_set_wake = at.fn(
  'pcs_irq_set_wake',
  'Lets a pin wake the system: that is all that it can do.',
  (k: Kernel, d: irq_data, state: number): number => {
    if (state !== 0) pcs_irq_unmask(k, d);
    else pcs_irq_mask(k, d);
    return 0;
  },
);

const chip: irq_chip = {
  name: 'pinctrl',
  irq_ack: pcs_irq_mask,
  irq_mask: pcs_irq_mask,
  irq_unmask: pcs_irq_unmask,
  irq_set_wake: pcs_irq_set_wake,
  flags: 0,
};

const pcs_irq_handle = at.fn(
  'pcs_irq_handle',
  'Handles the pins whose status is set: how many there were.',
  (k: Kernel, pcs: pcs_device): number => {
    let count = 0;
    for (const { reg, hwirq } of pcs.irqs) {
      if ((read(k, pcs, reg) & pcs.status) === 0) continue;
      if (pcs.domain !== undefined) generic_handle_domain_irq(k, pcs.domain, hwirq);
      count++;
    }
    return count;
  },
);

const pcs_irq_handler = at.fn(
  'pcs_irq_handler',
  'Serves the interrupt of pin controllers that share one.',
  (k: Kernel, _irq: number, d: Recorded | undefined): number =>
    pcs_irq_handle(k, pcs_device.of(d)) > 0 ? IRQ_HANDLED : IRQ_NONE,
);

const pcs_irq_chain_handler = at.fn(
  'pcs_irq_chain_handler',
  "Handles a pin controller's own interrupt.",
  (k: Kernel, desc: irq_desc): void => {
    const parent = desc.irq_data.chip;
    if (parent === undefined) return;
    chained_irq_enter(k, parent, desc);
    pcs_irq_handle(k, pcs_device.of(desc.irq_common_data.handler_data));
    chained_irq_exit(k, parent, desc);
  },
);

const pcs_irqdomain_map = at.fn(
  'pcs_irqdomain_map',
  'Sets up the interrupt of a register.',
  (k: Kernel, d: irq_domain, irq: number, hwirq: number): number => {
    const pcs = pcs_device.of(d.host_data);
    pcs.irqs.addTail(pcs_interrupt.create(k.rec, { reg: pcs.base + hwirq, hwirq, irq }));
    irq_set_chip_data(k, irq, pcs);
    irq_set_chip_and_handler(k, irq, chip, handle_level_irq);
    irq_set_noprobe(k, irq);
    return 0;
  },
);

const pcs_irqdomain_ops: irq_domain_ops = {
  name: 'pcs_irqdomain_ops',
  map: pcs_irqdomain_map,
  xlate: irq_domain_xlate_onecell,
};

const pcs_irq_init_chained_handler = at.fn(
  'pcs_irq_init_chained_handler',
  "Requests the controller's interrupt, or chains a handler to it, and makes a domain of its registers.",
  (k: Kernel, pcs: pcs_device, np: device_node, irq: number, shared: boolean): number => {
    if (pcs.enable === 0 || pcs.status === 0) return -EINVAL;
    const flags = IRQF_SHARED | IRQF_NO_SUSPEND | IRQF_NO_THREAD;
    const res = shared ? request_irq(k, irq, pcs_irq_handler, flags, 'pinctrl', pcs) : 0;
    if (res !== 0) return res;
    if (!shared) irq_set_chained_handler_and_data(k, irq, pcs_irq_chain_handler, pcs);
    pcs.domain = irq_domain_create_simple(k, np, pcs.size, 0, pcs_irqdomain_ops, pcs);
    return pcs.domain === undefined ? -EINVAL : 0;
  },
);

/** Registers of pins: with several pins to a register, as many as their bits fit. */
function pinsOf(k: Kernel, np: device_node, { size, width }: Pick<pcs_device, 'size' | 'width'>): number {
  const mask = of_property_read_u32(k, np, 'pinctrl-single,function-mask') ?? 0;
  if (!of_property_read_bool(k, np, 'pinctrl-single,bit-per-mux')) return Math.floor(size / (width / 8));
  const bits = 32 - Math.clz32(mask);
  return bits === 0 ? 0 : Math.floor((size * 8) / bits);
}

/** pcs_add_pin: what would wake the system is switched off. */
function clearPins(k: Kernel, pcs: pcs_device): void {
  if (pcs.enable === 0) return;
  for (let reg = pcs.base; reg < pcs.base + pcs.size; reg += pcs.width / 8) {
    const val = read(k, pcs, reg);
    if ((val & pcs.enable) !== 0) write(k, pcs, val & ~pcs.enable, reg);
  }
}

const pcs_probe = at.fn(
  'pcs_probe',
  'Starts a pin controller: its registers, then their interrupts if it has one itself.',
  (k: Kernel, pdev: platform_device): number => {
    const { dev } = pdev;
    const np = dev.of_node;
    const soc = np === undefined ? undefined : of_match_node(k, pcs_of_match(k), np)?.data;
    if (np === undefined || soc === undefined) return -EINVAL;
    const width = of_property_read_u32(k, np, 'pinctrl-single,register-width');
    if (width === undefined) {
      dev_err(k, dev, 'register width not specified');
      return -EINVAL;
    }
    const res = platform_get_resource(k, pdev, IORESOURCE_MEM, 0);
    if (res === undefined) {
      dev_err(k, dev, 'could not get resource');
      return -ENODEV;
    }
    const { shared, enable, status } = soc;
    const size = res.end - res.start + 1;
    const pcs = pcs_device.create(k.rec, { base: res.start, size, width, dev, enable, status });
    platform_set_drvdata(pdev, pcs);
    clearPins(k, pcs);
    const irq = irq_of_parse_and_map(k, np, 0);
    if (irq !== 0 && pcs_irq_init_chained_handler(k, pcs, np, irq, shared) < 0)
      dev_warn(k, dev, 'initialized with no interrupts');
    dev_info(k, dev, `${pinsOf(k, np, pcs)} pins, size ${size}`);
    return 0;
  },
);

/** device_initcall */
export const pcs_driver_init = at.fn(
  'pcs_driver_init',
  'Registers the driver of pin controllers of a register a pin.',
  (k: Kernel): number => {
    const driver: platform_driver = {
      name: 'pinctrl-single',
      bus: 'platform',
      of_match_table: pcs_of_match(k),
      probe: pcs_probe,
    };
    return platform_driver_register(k, driver);
  },
);
