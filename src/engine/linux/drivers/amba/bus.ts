/**
 * Models drivers/amba/bus.c: PrimeCell devices are known by the ids in their last registers, and their interrupts are
 * mapped when they probe, all nine that a device may have. Both versions do it alike. Left out: switching the clock on (a
 * device must have one, and waits for it through fw_devlink), resets, power management, CoreSight's finer ids.
 */
import { source } from '../../../recorder/index.ts';
import { readl } from '../../include/asm/io.ts';
import {
  AMBA_CID,
  amba_device,
  type amba_driver,
  type amba_id,
  AMBA_NR_IRQS,
  CORESIGHT_CID,
  to_amba_device,
} from '../../include/linux/amba/bus.ts';
import { device } from '../../include/linux/device.ts';
import type { bus_type } from '../../include/linux/device/bus.ts';
import { type device_driver, driverFor } from '../../include/linux/device/driver.ts';
import { ENODEV, EPROBE_DEFER } from '../../include/linux/errno.ts';
import type { Kernel } from '../../kernel.ts';
import { bus_register, driver_of } from '../base/bus.ts';
import { device_add } from '../base/core/index.ts';
import { driver_register } from '../base/driver.ts';
import { platform_dma_cleanup, platform_dma_configure } from '../base/platform.ts';
import { clk_get } from '../clk/clkdev.ts';
import { of_irq_get } from '../of/irq/index.ts';

const at = source('drivers/amba/bus.c');

function amba_lookup(table: readonly amba_id[], dev: amba_device): amba_id | undefined {
  return table.find(({ id, mask }) => (dev.periphid & mask) >>> 0 === id);
}

/** Four bytes, one in each of four registers. */
function idAt(k: Kernel, address: number): number {
  let id = 0;
  for (let i = 0; i < 4; i++) id |= (readl(k, address + 4 * i) & 0xff) << (i * 8);
  return id >>> 0;
}

/** No register of a PrimeCell can be read without its bus clock. */
function amba_get_enable_pclk(k: Kernel, pcdev: amba_device): number {
  return clk_get(k, pcdev.dev, 'apb_pclk');
}

const amba_read_periphid = at.fn(
  'amba_read_periphid',
  "Reads from a device's last registers what it is.",
  (k: Kernel, dev: amba_device): number => {
    const ret = amba_get_enable_pclk(k, dev);
    if (ret !== 0) return ret;
    const end = dev.res_end + 1;
    const pid = idAt(k, end - 0x20);
    const cid = idAt(k, end - 0x10);
    if (cid === AMBA_CID || cid === CORESIGHT_CID) {
      dev.periphid = pid;
      dev.cid = cid;
    }
    return dev.periphid === 0 ? -ENODEV : 0;
  },
);

function amba_match(k: Kernel, dev: device, drv: device_driver): number {
  const pcdev = to_amba_device(dev);
  // A device that cannot say what it is may be able to later.
  if (pcdev.periphid === 0 && amba_read_periphid(k, pcdev) !== 0) return -EPROBE_DEFER;
  if (dev.driver_override !== undefined) return dev.driver_override === drv.name ? 1 : 0;
  return amba_lookup(driverFor<amba_driver>('amba', drv).id_table, pcdev) === undefined ? 0 : 1;
}

function of_amba_device_decode_irq(k: Kernel, dev: amba_device): number {
  const node = dev.dev.of_node;
  if (node === undefined) return 0;
  for (let i = 0; i < AMBA_NR_IRQS; i++) {
    const irq = of_irq_get(k, node, i);
    if (irq === -EPROBE_DEFER) return irq;
    dev.irq.set(i, Math.max(irq, 0));
  }
  return 0;
}

const amba_probe = at.fn(
  'amba_probe',
  "Maps a PrimeCell's interrupts and calls its driver's probe.",
  (k: Kernel, dev: device): number => {
    const pcdev = to_amba_device(dev);
    const pcdrv = driverFor<amba_driver>('amba', driver_of(k, dev));
    const ret = of_amba_device_decode_irq(k, pcdev) || amba_get_enable_pclk(k, pcdev);
    return ret === 0 ? pcdrv.probe(k, pcdev, amba_lookup(pcdrv.id_table, pcdev)) : ret;
  },
);

function amba_remove(k: Kernel, dev: device): void {
  driverFor<amba_driver>('amba', driver_of(k, dev)).remove?.(k, to_amba_device(dev));
}

function amba_bustype(): bus_type {
  return {
    name: 'amba',
    match: amba_match,
    probe: amba_probe,
    remove: amba_remove,
    dma_configure: platform_dma_configure,
    dma_cleanup: platform_dma_cleanup,
  };
}

/** postcore_initcall */
export const amba_init = at.fn('amba_init', 'Registers the AMBA bus.', (k: Kernel): number =>
  bus_register(k, amba_bustype()),
);

export function amba_driver_register(k: Kernel, drv: amba_driver): number {
  return driver_register(k, drv);
}

/** A device that is not registered yet. */
export function amba_device_alloc(k: Kernel): amba_device {
  const dev = device.create(k.rec, { name: '', bus: 'amba' });
  const adev = amba_device.create(k.rec, { dev });
  dev.container = adev;
  return adev;
}

/** Registers a device, after asking it what it is, unless the device tree says. */
export function amba_device_add(k: Kernel, dev: amba_device): number {
  if (dev.periphid === 0) amba_read_periphid(k, dev);
  return device_add(k, dev.dev);
}
