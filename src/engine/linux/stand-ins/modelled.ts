/** Drivers of the table that have a model of their own: no stand-in takes their place. */
import type { KnownDriver } from './driver-table.ts';
import { controllerDrivers } from './second-level.ts';

/** By bus and name, as the models register them; second-level controllers have a list of their own. A test holds them against a boot. */
const MODELLED: ReadonlySet<string> = new Set([
  'amba pl061_gpio',
  'amba rtc-pl031',
  'amba uart-pl011',
  'platform apple-m1-cpu-pmu',
  'platform arm-smmu-v3',
  'platform armv8-pmu',
  'platform gpio-keys',
  'platform pci-host-generic',
  'platform serial8250',
  'platform simple-pm-bus',
  'platform virtio-mmio',
]);

// Made when first asked for: not all controllers are there yet when this file loads.
let controllers: ReadonlySet<string> | undefined;

export function isModelled({ bus, name }: Pick<KnownDriver, 'bus' | 'name'>): boolean {
  controllers ??= new Set(controllerDrivers().map((each) => `${each.bus} ${each.name}`));
  const key = `${bus} ${name}`;
  return MODELLED.has(key) || controllers.has(key);
}
