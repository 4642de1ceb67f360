/**
 * Models drivers/irqchip/irqchip.c: which driver is for which controller. Left out: ACPI, and the drivers of controllers that
 * are not modelled.
 */
import { isSince, type KernelVersion } from '../../../api/kernel-versions.ts';
import { type Source, source } from '../../../recorder/index.ts';
import { driverFor } from '../../include/linux/device/driver.ts';
import { EINVAL, ENODEV, EPROBE_DEFER } from '../../include/linux/errno.ts';
import { DOMAIN_BUS_ANY } from '../../include/linux/irqdomain.ts';
import type { device_node, of_device_id } from '../../include/linux/of.ts';
import type { platform_device, platform_driver } from '../../include/linux/platform_device.ts';
import type { Kernel } from '../../kernel.ts';
import { irq_find_matching_host } from '../../kernel/irq/irqdomain/index.ts';
import { startDeclaredIrqchips } from '../../stand-ins/declared.ts';
import { declaredControllers } from '../../stand-ins/second-level.ts';
import { of_match_node } from '../of/base/index.ts';
import type { device } from '../../include/linux/device.ts';
import { find_bound_device } from '../base/core/index.ts';
import { driver_of } from '../base/bus.ts';
import { platform_driver_register } from '../base/platform.ts';
import { of_irq_find_parent, of_irq_init, type of_irq_init_cb_t } from '../of/irq/index.ts';
import { gic_of_init as gicv3_of_init } from './irq-gic-v3/index.ts';
import { gic_of_init as gicv2_of_init } from './irq-gic/index.ts';

const at = source('drivers/irqchip/irqchip.c');

/** Whether a controller of IRQCHIP_DECLARE is modelled. */
export function isModelledIrqchip(k: Kernel, np: device_node): boolean {
  return of_match_node(k, __irqchip_of_table(k.since('7.3')), np) !== undefined;
}

/** Compatibles of the controllers whose IRQCHIP_DECLARE drivers are modelled, of a version. */
export function modelledIrqchips(version: KernelVersion): readonly string[] {
  return __irqchip_of_table(isSince(version, '7.3')).map(({ compatible }) => compatible);
}

/** What the drivers declare with IRQCHIP_DECLARE, in link order. */
function __irqchip_of_table(in73: boolean): readonly of_device_id<of_irq_init_cb_t>[] {
  const gicv2 = [
    'arm,pl390',
    'qcom,msm-qgic2',
    'qcom,msm-8660-qgic',
    'arm,cortex-a7-gic',
    'arm,cortex-a9-gic',
    'arm,cortex-a15-gic',
    'arm,arm1176jzf-devchip-gic',
    'arm,arm11mp-gic',
    'arm,gic-400',
  ];
  return [
    ...gicv2.map((compatible) => ({ compatible, data: gicv2_of_init })),
    { compatible: 'arm,gic-v3', data: gicv3_of_init },
    ...declaredControllers(in73),
  ];
}

/** Probes a controller whose driver is one of IRQCHIP_PLATFORM_DRIVER: once its parent has a domain. */
const platform_irqchip_probe = at.fn(
  'platform_irqchip_probe',
  'Starts a controller that is a platform device, once the one it leads to is up.',
  (k: Kernel, pdev: platform_device): number => {
    const np = pdev.dev.of_node;
    if (np === undefined) return -EINVAL;
    const drv = driverFor<platform_irqchip_driver>('platform', driver_of(k, pdev.dev));
    const start = of_match_node(k, drv.of_match_table, np)?.data;
    if (start === undefined) return -EINVAL;
    const found = of_irq_find_parent(k, np);
    const par_np = found === np ? undefined : found;
    if (par_np !== undefined && irq_find_matching_host(k, par_np, DOMAIN_BUS_ANY) === undefined) return -EPROBE_DEFER;
    // 7.3 tells the driver the device; until then it is told the node, as those of IRQCHIP_DECLARE are.
    return k.since('7.3') ? start.probe(k, pdev, par_np) : start.init(k, np, par_np);
  },
);

/** platform_irq_probe_t */
type platform_irq_probe_t = (k: Kernel, pdev: platform_device, parent: device_node | undefined) => number;

/** What starts a controller that is a platform device: until 6.12, and in 7.3. */
interface PlatformIrqchipStart {
  readonly init: of_irq_init_cb_t;
  readonly probe: platform_irq_probe_t;
}

/** A driver's function that starts its controller, by its name until 6.12 and by that in 7.3; until then it looks its device up, if it wants it. */
export function platformIrqchip(
  file: Source,
  names: { readonly init: string; readonly probe: string },
  about: string,
  body: (k: Kernel, node: device_node, parent: device_node | undefined, dev: device) => number,
): PlatformIrqchipStart {
  return {
    init: file.fn(names.init, about, (k: Kernel, node: device_node, parent: device_node | undefined): number => {
      const dev = find_bound_device(k, ({ of_node, bus }) => of_node === node && bus === 'platform');
      return dev === undefined ? -ENODEV : body(k, node, parent, dev);
    }),
    probe: file.fn(names.probe, about, (k: Kernel, { dev }: platform_device, parent: device_node | undefined): number =>
      dev.of_node === undefined ? -EINVAL : body(k, dev.of_node, parent, dev),
    ),
  };
}

interface platform_irqchip_driver extends platform_driver {
  readonly of_match_table: readonly of_device_id<PlatformIrqchipStart>[];
}

/** IRQCHIP_PLATFORM_DRIVER: registers a driver of controllers that are platform devices. */
export function platform_irqchip_register(
  k: Kernel,
  name: string,
  of_match_table: readonly of_device_id<PlatformIrqchipStart>[],
): number {
  const driver: platform_irqchip_driver = { name, bus: 'platform', of_match_table, probe: platform_irqchip_probe };
  return platform_driver_register(k, driver);
}

export const irqchip_init = at.fn(
  'irqchip_init',
  'Brings up the interrupt controllers that the device tree lists, parents first.',
  (k: Kernel): void => {
    of_irq_init(k, __irqchip_of_table(k.since('7.3')));
    startDeclaredIrqchips(k, (np) => isModelledIrqchip(k, np));
  },
);
