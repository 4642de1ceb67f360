/**
 * Models drivers/base/platform.c: the platform bus, the interrupts of its devices and their DMA set-up. Left out: ACPI, power
 * management, claiming resources.
 */
import type { Cpumask } from '../../../../base/cpumask.ts';
import { num, type Recorded, ref, source } from '../../../recorder/index.ts';
import { arch_teardown_dma_ops } from '../../arch/arm64/mm/dma-mapping.ts';
import { device } from '../../include/linux/device.ts';
import type { bus_type } from '../../include/linux/device/bus.ts';
import { type device_driver, driverFor } from '../../include/linux/device/driver.ts';
import { EINVAL, ENXIO, EPROBE_DEFER } from '../../include/linux/errno.ts';
import { IORESOURCE_IRQ, IORESOURCE_MEM, type resource } from '../../include/linux/ioport.ts';
import { irqd_set_trigger_type } from '../../include/linux/irq.ts';
import { is_of_node } from '../../include/linux/of.ts';
import {
  platform_device,
  PLATFORM_DEVID_NONE,
  type platform_driver,
  to_platform_device,
} from '../../include/linux/platform_device.ts';
import { type Kernel, statics } from '../../kernel.ts';
import { cpu_possible_mask } from '../../kernel/cpu/index.ts';
import { irq_get_irq_data } from '../../kernel/irq/chip/index.ts';
import { printk } from '../../kernel/printk/printk.ts';
import { iommu_device_unuse_default_domain, iommu_device_use_default_domain } from '../iommu/iommu/index.ts';
import { of_match_node } from '../of/base/index.ts';
import { of_dma_configure } from '../of/device.ts';
import { of_irq_get, of_irq_get_affinity, of_irq_get_byname } from '../of/irq/index.ts';
import { bus_register, driver_of } from './bus.ts';
import { dev_err_probe, device_add } from './core/index.ts';
import { driver_register } from './driver.ts';

const at = source('drivers/base/platform.c');

export interface platform_c extends Recorded {
  /** Parent of devices without one. */
  platform_bus: device | undefined;
  /** The next number for a device that wants one of its own. */
  platform_devid: number;
}
export const platform_c = statics<platform_c>('drivers/base/platform.c', {
  platform_bus: ref(),
  platform_devid: num(),
});

/** Bits of a resource that say how an interrupt is triggered. */
const IORESOURCE_BITS = 0xff;

// --- resources and interrupts

export function platform_get_resource(
  _k: Kernel,
  dev: platform_device,
  type: number,
  num: number,
): resource | undefined {
  return dev.resource.filter((r) => (r.flags & (IORESOURCE_IRQ | IORESOURCE_MEM)) === type)[num];
}

/** The resource of this kind and name. */
export function platform_get_resource_byname(
  _k: Kernel,
  dev: platform_device,
  type: number,
  name: string,
): resource | undefined {
  return dev.resource.find((r) => (r.flags & (IORESOURCE_IRQ | IORESOURCE_MEM)) === type && r.name === name);
}

/** Maps a register block: its address, or a negative errno. */
export function devm_platform_ioremap_resource(k: Kernel, pdev: platform_device, index: number): number {
  return platform_get_resource(k, pdev, IORESOURCE_MEM, index)?.start ?? -EINVAL;
}

/** Maps the register block of this name: its address, or a negative errno. */
export function devm_platform_ioremap_resource_byname(k: Kernel, pdev: platform_device, name: string): number {
  return platform_get_resource_byname(k, pdev, IORESOURCE_MEM, name)?.start ?? -EINVAL;
}

/** The interrupt that a resource of the device names; -ENXIO where there is none. */
function irqOfResource(k: Kernel, dev: platform_device, num: number): number {
  const r = platform_get_resource(k, dev, IORESOURCE_IRQ, num);
  if (r === undefined) return -ENXIO;
  if ((r.flags & IORESOURCE_BITS) !== 0) {
    const irqd = irq_get_irq_data(k, r.start);
    if (irqd === undefined) return -ENXIO;
    irqd_set_trigger_type(irqd, r.flags & IORESOURCE_BITS);
  }
  return r.start;
}

/** platform_get_irq_affinity (7.3), which asks for both. A negative number is an errno, as for platform_get_irq_optional. */
export function platform_get_irq_affinity(
  k: Kernel,
  dev: platform_device,
  num: number,
): { readonly irq: number; readonly affinity: Cpumask } {
  const irq = platform_get_irq_optional(k, dev, num);
  const { fwnode } = dev.dev;
  const named = irq > 0 && is_of_node(fwnode) ? of_irq_get_affinity(k, fwnode, num) : undefined;
  return { irq, affinity: named ?? cpu_possible_mask(k) };
}

export const platform_get_irq_optional = at.fn(
  'platform_get_irq_optional',
  "Maps one of a device's interrupts: its number, -ENXIO where there is none, -EPROBE_DEFER while its controller is not up.",
  (k: Kernel, dev: platform_device, num: number): number => {
    const { fwnode } = dev.dev;
    let ret = is_of_node(fwnode) ? of_irq_get(k, fwnode, num) : -ENXIO;
    if (ret <= 0 && ret !== -EPROBE_DEFER) ret = irqOfResource(k, dev, num);
    if (ret !== 0) return ret;
    printk(k, 4, '0 is an invalid IRQ number');
    return -EINVAL;
  },
);

export const platform_get_irq = at.fn(
  'platform_get_irq',
  "Maps one of a device's interrupts, and complains where it has none.",
  (k: Kernel, dev: platform_device, num: number): number => {
    const ret = platform_get_irq_optional(k, dev, num);
    return ret < 0 ? dev_err_probe(k, dev.dev, ret, `IRQ index ${num} not found`) : ret;
  },
);

export const platform_irq_count = at.fn(
  'platform_irq_count',
  'Counts the interrupts of a device, by mapping them until one fails.',
  (k: Kernel, dev: platform_device): number => {
    let nr = 0;
    let ret = platform_get_irq_optional(k, dev, nr);
    while (ret >= 0) ret = platform_get_irq_optional(k, dev, ++nr);
    return ret === -EPROBE_DEFER ? ret : nr;
  },
);

const __platform_get_irq_byname = at.fn(
  '__platform_get_irq_byname',
  'Maps the interrupt of a device that has this name.',
  (k: Kernel, dev: platform_device, name: string): number => {
    const { fwnode } = dev.dev;
    const ret = is_of_node(fwnode) ? of_irq_get_byname(k, fwnode, name) : -EINVAL;
    if (ret > 0 || ret === -EPROBE_DEFER) return ret;
    const r = platform_get_resource_byname(k, dev, IORESOURCE_IRQ, name);
    if (r === undefined) return -ENXIO;
    if (r.start !== 0) return r.start;
    printk(k, 4, '0 is an invalid IRQ number');
    return -EINVAL;
  },
);

export const platform_get_irq_byname = at.fn(
  'platform_get_irq_byname',
  'Maps the interrupt of a device that has this name, and complains where it has none.',
  (k: Kernel, dev: platform_device, name: string): number => {
    const ret = __platform_get_irq_byname(k, dev, name);
    return ret < 0 ? dev_err_probe(k, dev.dev, ret, `IRQ ${name} not found`) : ret;
  },
);

export const platform_get_irq_byname_optional = at.fn(
  'platform_get_irq_byname_optional',
  'Maps the interrupt of a device that has this name; none is no complaint.',
  (k: Kernel, dev: platform_device, name: string): number => __platform_get_irq_byname(k, dev, name),
);

// --- devices

/** A platform device that is not registered yet. */
export function platform_device_alloc(k: Kernel, name: string, id: number): platform_device {
  const dev = device.create(k.rec, { name, bus: 'platform' });
  const pdev = platform_device.create(k.rec, { name, id, dev, resource: [] });
  dev.container = pdev;
  return pdev;
}

/** Registers a device that no firmware describes. A negative id other than NONE asks for a number ("name.0.auto"). */
export function platform_device_add(k: Kernel, pdev: platform_device): number {
  const { dev } = pdev;
  dev.parent ??= platform_c(k).platform_bus;
  if (pdev.id >= 0) dev.name = `${pdev.name}.${pdev.id}`;
  else if (pdev.id === PLATFORM_DEVID_NONE) dev.name = pdev.name;
  else {
    pdev.id = platform_c(k).platform_devid++;
    dev.name = `${pdev.name}.${pdev.id}.auto`;
  }
  return device_add(k, dev);
}

// --- the bus

function platform_match(k: Kernel, dev: device, drv: device_driver): number {
  const pdev = to_platform_device(dev);
  const pdrv = driverFor<platform_driver>('platform', drv);
  if (dev.driver_override !== undefined) return dev.driver_override === drv.name ? 1 : 0;
  if (dev.of_node !== undefined && of_match_node(k, drv.of_match_table, dev.of_node) !== undefined) return 1;
  if (pdrv.id_table !== undefined) return pdrv.id_table.includes(pdev.name) ? 1 : 0;
  return pdev.name === drv.name ? 1 : 0;
}

const platform_probe = at.fn('platform_probe', "Calls a platform driver's probe.", (k: Kernel, dev: device): number =>
  driverFor<platform_driver>('platform', driver_of(k, dev)).probe(k, to_platform_device(dev)),
);

function platform_remove(k: Kernel, dev: device): void {
  driverFor<platform_driver>('platform', driver_of(k, dev)).remove?.(k, to_platform_device(dev));
}

/** As platform_match compares: strings of "compatible" without regard to case, and names. */
const keys: NonNullable<bus_type['keys']> = {
  ofDriver(drv) {
    const { id_table, name } = driverFor<platform_driver>('platform', drv);
    const compatibles = (drv.of_match_table ?? []).map(({ compatible }) => compatible.toLowerCase());
    return [...compatibles, ...(id_table ?? []), name];
  },
  ofDevice(k, dev) {
    const { name } = to_platform_device(dev);
    const own = dev.driver_override === undefined ? [name] : [name, dev.driver_override];
    if (dev.of_node === undefined) return own;
    return [...k.compatibleOf(dev.of_node.dt), ...own];
  },
};

function platform_bus_type(): bus_type {
  return {
    name: 'platform',
    keys,
    match: platform_match,
    probe: platform_probe,
    remove: platform_remove,
    dma_configure: platform_dma_configure,
    dma_cleanup: platform_dma_cleanup,
  };
}

export function platform_driver_register(k: Kernel, drv: platform_driver): number {
  return driver_register(k, drv);
}

export function platform_bus_init(k: Kernel): number {
  const bus = device.create(k.rec, { name: 'platform' });
  platform_c(k).platform_bus = bus;
  device_add(k, bus);
  return bus_register(k, platform_bus_type());
}

function managesItself(k: Kernel, dev: device): boolean {
  const drv = driver_of(k, dev);
  return drv !== undefined && 'driver_managed_dma' in drv && drv.driver_managed_dma === true;
}

export function platform_dma_configure(k: Kernel, dev: device): number {
  const ret = dev.of_node === undefined ? 0 : of_dma_configure(k, dev, dev.of_node, true);
  // 7.3's IOMMU core asks for devices that have no driver.
  if (ret !== 0 || dev.driver === undefined || managesItself(k, dev)) return ret;
  const claimed = iommu_device_use_default_domain(k, dev);
  if (claimed !== 0) arch_teardown_dma_ops(k, dev);
  return claimed;
}

export function platform_dma_cleanup(k: Kernel, dev: device): void {
  if (!managesItself(k, dev)) iommu_device_unuse_default_domain(k, dev);
}
