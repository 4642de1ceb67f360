/** Drivers of the table that have a model of their own: no stand-in takes their place. */
import type { KnownDriver } from './driver-table.ts';
import { controllerDrivers } from './second-level.ts';

/** By bus and name, as the models register them; second-level controllers have a list of their own. A test holds them against a boot. */
const MODELLED: ReadonlySet<string> = new Set([
  'amba pl061_gpio',
  'amba rtc-pl031',
  'amba uart-pl011',
  'platform arm-smmu-v3',
  'platform armv8-pmu',
  'platform gpio-keys',
  'platform pci-host-generic',
  'platform serial8250',
  'platform simple-pm-bus',
  'platform virtio-mmio',
]);

export function isModelled({ bus, name }: Pick<KnownDriver, 'bus' | 'name'>): boolean {
  return MODELLED.has(`${bus} ${name}`) || controllerDrivers().some((each) => each.bus === bus && each.name === name);
}
