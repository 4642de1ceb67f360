/**
 * Interrupt controllers whose driver is there, but not modelled. In Linux it would have made a domain; here there is none,
 * and whoever asks for an interrupt of it would wait for ever, and with it all that needs it. A stand-in goes on without
 * that interrupt, and what came of it is noted.
 */
import { stringList } from '../../devicetree/index.ts';
import type { device } from '../include/linux/device.ts';
import type { device_node } from '../include/linux/of.ts';
import type { Kernel } from '../kernel.ts';
import { driver_of } from '../drivers/base/bus.ts';
import { find_bound_device } from '../drivers/base/core/index.ts';
import { of_find_property } from '../drivers/of/base/index.ts';
import { isModelledIrqchip } from '../drivers/irqchip/irqchip.ts';
import { of_irq_parse_one } from '../drivers/of/irq/index.ts';
import { irq_find_host } from '../kernel/irq/irqdomain/index.ts';
import { driversFor } from './driver-table.ts';
import { isWanted, tableOf } from './state.ts';

/** The device of a node, or of the nearest above: a bank of lines is often a node below its controller's. */
function deviceAtOrAbove(k: Kernel, np: device_node): device | undefined {
  for (let node: device_node | undefined = np; node !== undefined; node = node.parent) {
    if (node.dev?.bus !== undefined) return node.dev;
    const found = find_bound_device(k, (dev) => dev.of_node === node);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Whether the kernel brings this controller up by itself, early (IRQCHIP_DECLARE), by a driver without a model. */
function isDeclaredIrqchip(k: Kernel, np: device_node): boolean {
  const table = tableOf(k);
  if (table === undefined || isModelledIrqchip(k, np)) return false;
  const compatible = stringList(of_find_property(k, np, 'compatible'));
  return driversFor(table, k.version, 'irqchip', compatible).some(({ driver }) => isWanted(k, driver.name));
}

/**
 * Whether the controller of a node's interrupt has a driver that is not modelled. False for one without any driver, and for
 * one that is not up yet: then Linux defers as well.
 */
export function lacksModel(k: Kernel, np: device_node, index: number): boolean {
  if (tableOf(k) === undefined || index < 0) return false;
  const oirq = of_irq_parse_one(k, np, index);
  return typeof oirq !== 'number' && oirq.np !== undefined && hasUnmodelledDriver(k, oirq.np);
}

/** Whether a controller has a driver that is not modelled; false while it is not up. */
export function hasUnmodelledDriver(k: Kernel, np: device_node): boolean {
  if (tableOf(k) === undefined || irq_find_host(k, np) !== undefined) return false;
  const dev = deviceAtOrAbove(k, np);
  if (dev !== undefined && driver_of(k, dev)?.stand_in !== undefined) return true;
  return isDeclaredIrqchip(k, np);
}
