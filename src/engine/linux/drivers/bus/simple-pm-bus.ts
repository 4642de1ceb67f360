/** Models drivers/bus/simple-pm-bus.c: the driver of buses that need none, so that nobody waits for them. */
import { source } from '../../../recorder/index.ts';
import { ENODEV } from '../../include/linux/errno.ts';
import type { of_device_id } from '../../include/linux/of.ts';
import type { platform_device, platform_driver } from '../../include/linux/platform_device.ts';
import type { Kernel } from '../../kernel.ts';
import { platform_driver_register } from '../base/platform.ts';
import { of_match_node } from '../of/base/index.ts';
import { of_platform_populate } from '../of/platform.ts';
import { of_property_match_string } from '../of/property.ts';

const at = source('drivers/bus/simple-pm-bus.c');

/** True: the kernel makes the devices below such a bus by itself. */
const simple_pm_bus_of_match: readonly of_device_id<boolean>[] = [
  { compatible: 'simple-pm-bus', data: false },
  ...['simple-bus', 'simple-mfd', 'isa', 'arm,amba-bus'].map((compatible) => ({ compatible, data: true })),
];
/** From 7.x on: Layerscape's configuration blocks, for the external lines below them. */
const layerscape: readonly of_device_id<boolean>[] = [
  'fsl,ls1021a-scfg',
  'fsl,ls1043a-scfg',
  'fsl,ls1046a-scfg',
  'fsl,ls1088a-isc',
  'fsl,ls2080a-isc',
  'fsl,lx2160a-isc',
].map((compatible) => ({ compatible, data: false }));

const matches = (k: Kernel): readonly of_device_id<boolean>[] =>
  k.since('7.3') ? [...simple_pm_bus_of_match, ...layerscape] : simple_pm_bus_of_match;

const simple_pm_bus_probe = at.fn(
  'simple_pm_bus_probe',
  'Takes a bus that is nothing but a bus; one that is something else first is left to its own driver.',
  (k: Kernel, pdev: platform_device): number => {
    const np = pdev.dev.of_node;
    if (np === undefined || pdev.dev.driver_override !== undefined) return 0;
    const match = of_match_node(k, matches(k), np);
    if (match?.data === true)
      return of_property_match_string(k, np, 'compatible', match.compatible) === 0 ? 0 : -ENODEV;
    of_platform_populate(k, np, [], pdev.dev);
    return 0;
  },
);

/** device_initcall; the kernel has it from module_platform_driver. */
export const simple_pm_bus_driver_init = at.fn(
  'simple_pm_bus_driver_init',
  'Registers the driver of simple buses.',
  (k: Kernel): number => {
    const driver: platform_driver = {
      name: 'simple-pm-bus',
      bus: 'platform',
      of_match_table: matches(k),
      probe: simple_pm_bus_probe,
    };
    return platform_driver_register(k, driver);
  },
);
