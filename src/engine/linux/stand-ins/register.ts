/**
 * Registers the stand-ins among the initcalls of the modelled files: each at its level, and within the level where the
 * kernel's linker puts its file. The buses that only stand-ins have devices on register first.
 */
import { fileIn, type FunctionInfo, source } from '../../recorder/index.ts';
import { sunxi_rsb_init } from '../drivers/bus/sunxi-rsb.ts';
import { driver_register } from '../drivers/base/driver.ts';
import { i2c_init } from '../drivers/i2c/i2c-core-base.ts';
import { mdio_bus_init } from '../drivers/net/phy/mdio_bus.ts';
import { slimbus_init } from '../drivers/slimbus/core.ts';
import { sdw_bus_init } from '../drivers/soundwire/bus_type.ts';
import { spi_init } from '../drivers/spi/spi.ts';
import { spmi_init } from '../drivers/spmi/spmi.ts';
import { serdev_init } from '../drivers/tty/serdev/core.ts';
import type { Kernel } from '../kernel.ts';
import { type KnownDriver } from './driver-table.ts';
import { type StandIn, standIns } from './select.ts';
import { tableOf } from './state.ts';

const at = source('stand-ins/register.ts');

type Initcall = (k: Kernel) => number;

const stand_in_register = at.fn(
  'stand_in_register',
  'Registers a driver that is not modelled, under its own name.',
  (k: Kernel, { driver }: StandIn): number => driver_register(k, driver),
);

/** Levels of the model by the kernel's number; what the model lacks runs with the level before it. */
const LEVELS: Readonly<Record<string, readonly number[]>> = {
  core: [0, 1],
  postcore: [2],
  arch: [3],
  subsys: [4, 5],
  device: [6],
  late: [7],
};

/** The file that has a modelled initcall in this version of the kernel. */
function fileOf(k: Kernel, call: Partial<FunctionInfo>): string | undefined {
  return call.file === undefined ? undefined : fileIn({ file: call.file, otherFiles: call.otherFiles }, k.version);
}

/** Folders of drivers/ that are linked before drivers/base: their late initcalls run before its own. */
const BEFORE_BASE =
  /^(arch|kernel|drivers\/(irqchip|bus|phy|pinctrl|gpio|pwm|pci|video|idle|char|acpi|amba|clk|dma|soc|pmdomain|virtio|xen|regulator|reset|tty|iommu|gpu)\/)/;
const DEFERRED_PROBE = 'drivers/base/dd.c';

/** As the driver's own file would declare it. */
function initcallOf(standIn: StandIn): Initcall & FunctionInfo {
  const { file, name } = standIn.known;
  const about = `Registers the driver ${name}, which is not modelled: a stand-in has its name.`;
  return Object.assign((k: Kernel) => stand_in_register(k, standIn), { fname: `${name}_init`, file, about });
}

/** Registration of each file's drivers among the modelled initcalls, which keep their order. */
function merge(
  k: Kernel,
  modelled: readonly (Initcall & Partial<FunctionInfo>)[],
  own: readonly StandIn[],
  orderOf: ReadonlyMap<string, number>,
): Initcall[] {
  const rest = [...own];
  const merged: Initcall[] = [];
  const register = (before: (each: KnownDriver) => boolean): void => {
    for (let [next] = rest; next !== undefined && before(next.known); [next] = rest) {
      merged.push(initcallOf(next));
      rest.shift();
    }
  };
  for (const call of modelled) {
    const file = fileOf(k, call);
    const order = file === undefined ? undefined : orderOf.get(file);
    if (order !== undefined) register((each) => each.order < order);
    else if (file === DEFERRED_PROBE) register((each) => BEFORE_BASE.test(each.file));
    merged.push(call);
  }
  register(() => true);
  return merged;
}

const BUSES: readonly Initcall[] = [
  i2c_init,
  spi_init,
  spmi_init,
  serdev_init,
  slimbus_init,
  sdw_bus_init,
  sunxi_rsb_init,
  mdio_bus_init,
];

/** The initcalls of a level: the modelled ones, and those of stand-ins where a table says what there is. */
export function withStandIns(k: Kernel, level: string, modelled: readonly Initcall[]): readonly Initcall[] {
  const table = tableOf(k);
  if (table === undefined) return modelled;
  const numbers = LEVELS[level] ?? [];
  const own = standIns(k).filter(({ known }) => numbers.includes(known.initcallLevel));
  const merged = own.length === 0 ? modelled : merge(k, modelled, own, table.files);
  return level === 'core' ? [...BUSES, ...merged] : merged;
}
