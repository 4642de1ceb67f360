/**
 * The buses that a stand-in registers once its own interrupts are there, and the devices that the tree lists on them. Which
 * drivers do so is told by where they stand in the kernel's tree, and for platform devices by a list.
 */
import type { device } from '../include/linux/device.ts';
import { EPROBE_DEFER } from '../include/linux/errno.ts';
import type { device_node } from '../include/linux/of.ts';
import { platform_device } from '../include/linux/platform_device.ts';
import type { Kernel } from '../kernel.ts';
import { of_rsb_register_devices } from '../drivers/bus/sunxi-rsb.ts';
import { bus_for_each_dev } from '../drivers/base/bus.ts';
import { i2c_adapter_alloc, i2c_add_adapter } from '../drivers/i2c/i2c-core-base.ts';
import { mfd_add_device, PLATFORM_DEVID_AUTO } from '../drivers/mfd/mfd-core.ts';
import { __of_mdiobus_register } from '../drivers/net/mdio/of_mdio.ts';
import {
  for_each_available_child_of_node,
  for_each_child_of_node,
  of_alias_from_compatible,
  of_alias_get_id,
  of_device_is_available,
  of_device_is_compatible,
  of_get_child_by_name,
  of_node_name_eq,
} from '../drivers/of/base/index.ts';
import { of_platform_device_create, of_platform_populate } from '../drivers/of/platform.ts';
import { of_property_read_u32 } from '../drivers/of/property.ts';
import { of_register_slim_devices } from '../drivers/slimbus/core.ts';
import { sdw_of_find_slaves } from '../drivers/soundwire/slave.ts';
import { spi_alloc_controller, spi_register_controller } from '../drivers/spi/spi.ts';
import { spmi_controller_add, spmi_controller_alloc } from '../drivers/spmi/spmi.ts';
import { serdev_controller_add } from '../drivers/tty/serdev/core.ts';
import type { KnownDriver } from './driver-table.ts';
import { makesPlatformDevices } from './populating.ts';

type Populate = (k: Kernel, dev: device, np: device_node, drv: KnownDriver) => number;

function addI2c(k: Kernel, dev: device, np: device_node): number {
  return i2c_add_adapter(k, i2c_adapter_alloc(k, dev, np));
}

/** Channels of the multiplexers whose name does not end in their number. */
const CHANNELS: Readonly<Record<string, number>> = { pca9540: 2, pca9542: 2, pca9543: 2, pca9849: 4 };

/** How many buses a multiplexer has: as its name says, else as the tree says. */
function channelsOf(k: Kernel, np: device_node, nodes: readonly device_node[]): number {
  const name = of_alias_from_compatible(k, np) ?? '';
  const digit = /^(?:pca9[58]4|max73(?:5|6))(\d)$/.exec(name)?.[1];
  const listed = nodes.map((node) => (of_property_read_u32(k, node, 'reg') ?? 0) + 1);
  return Math.max(CHANNELS[name] ?? Number(digit ?? 0), 0, ...listed);
}

function addI2cMux(k: Kernel, dev: device, np: device_node): number {
  const nodes = for_each_child_of_node(k, of_get_child_by_name(k, np, 'i2c-mux') ?? np);
  for (let channel = 0, count = channelsOf(k, np, nodes); channel < count; channel++) {
    const node = nodes.find((each) => of_property_read_u32(k, each, 'reg') === channel);
    const ret = i2c_add_adapter(k, i2c_adapter_alloc(k, dev, of_device_is_available(k, node) ? node : undefined));
    if (ret !== 0) return ret;
  }
  return 0;
}

// --- MDIO

/** The node of a network device's own MDIO bus. */
function mdioNodeOf(k: Kernel, np: device_node): device_node | undefined {
  const children = for_each_available_child_of_node(k, np);
  const named = children.find((child) => of_node_name_eq(child, 'mdio') || of_node_name_eq(child, 'mdio-bus'));
  const called = named ?? children.find((child) => of_device_is_compatible(k, child, 'snps,dwmac-mdio') > 0);
  return called ?? (children.some((child) => of_node_name_eq(child, 'ethernet-phy')) ? np : undefined);
}

/** How many other devices of its bus a device's driver has: what a driver counts that numbers its devices as they come. */
function othersOf(k: Kernel, dev: device): number {
  return bus_for_each_dev(k, dev.bus ?? 'platform').filter((each) => each !== dev && each.driver === dev.driver).length;
}

/** How drivers call their MDIO bus where it is not by the device; the others do. */
function mdioId(k: Kernel, dev: device, np: device_node, { file }: KnownDriver): string {
  const id = platform_device.is(dev.container) ? dev.container.id >>> 0 : 0;
  const folder = file.split('/').at(-2) ?? '';
  const base = file.slice(file.lastIndexOf('/') + 1, -2);
  if (folder === 'stmmac') return `stmmac-${Math.max(0, of_alias_get_id(k, np, 'ethernet')).toString(16)}`;
  if (base === 'fec_main') return `${dev.name}-${(othersOf(k, dev) + 1).toString(16)}`;
  if (folder === 'cadence' || base === 'ravb_main' || base === 'sh_eth' || base === 'sni_ave')
    return `${dev.name}-${id.toString(16)}`;
  if (base === 'mvmdio' || base === 'hix5hd2_gmac') return `${dev.name}-mii`;
  if (base === 'hns_mdio') return `Mii-${dev.name}`;
  return dev.name;
}

function addMdioOfMac(k: Kernel, dev: device, np: device_node, drv: KnownDriver): number {
  const mdio = mdioNodeOf(k, np);
  return mdio === undefined ? 0 : __of_mdiobus_register(k, dev, mdioId(k, dev, np, drv), mdio);
}

function addMdio(k: Kernel, dev: device, np: device_node, drv: KnownDriver): number {
  return __of_mdiobus_register(k, dev, mdioId(k, dev, np, drv), np);
}

function addMdioMux(k: Kernel, dev: device, np: device_node): number {
  for (const child of for_each_available_child_of_node(k, np)) {
    const number = of_property_read_u32(k, child, 'reg');
    if (number === undefined) continue;
    const ret = __of_mdiobus_register(k, dev, `${dev.name}-mux-${number.toString(16)}`, child);
    if (ret !== 0) return ret;
  }
  return 0;
}

// --- others

/** What is no bus for a driver that finds nothing there: -ENODEV of a port that is an ordinary one. */
function addSerdev(k: Kernel, dev: device): number {
  serdev_controller_add(k, dev);
  return 0;
}

/** Several buses of one arbiter have a node each; an arbiter with one bus has its own. */
function addSpmi(k: Kernel, dev: device, np: device_node): number {
  const hasBuses = for_each_available_child_of_node(k, np).some((child) => of_node_name_eq(child, 'spmi'));
  return hasBuses ? 0 : spmi_controller_add(k, spmi_controller_alloc(k, dev));
}

function addCells(k: Kernel, dev: device, _np: device_node, drv: KnownDriver): number {
  for (const { name, compatible } of drv.cells) {
    const isThere = for_each_available_child_of_node(k, dev.of_node).some(
      (child) => compatible !== undefined && of_device_is_compatible(k, child, compatible) > 0,
    );
    if (isThere) mfd_add_device(k, dev, PLATFORM_DEVID_AUTO, { name, of_compatible: compatible });
  }
  return 0;
}

function addPlatform(k: Kernel, dev: device, np: device_node): number {
  return of_platform_populate(k, np, [], dev);
}

/** Makes a platform device of one child. */
function addNamed(k: Kernel, dev: device, np: device_node, name: string): number {
  const child = for_each_available_child_of_node(k, np).find((each) => of_node_name_eq(each, name));
  if (child !== undefined) of_platform_device_create(k, child, undefined, dev);
  return 0;
}

/** By the folder of a driver's file, the longest first. */
const BY_FOLDER: readonly (readonly [string, Populate])[] = [
  ['drivers/i2c/busses/', addI2c],
  ['drivers/i2c/muxes/', addI2cMux],
  ['drivers/spi/', (k, dev) => spi_register_controller(k, spi_alloc_controller(k, dev))],
  ['drivers/spmi/', addSpmi],
  ['drivers/net/mdio/mdio-mux', addMdioMux],
  ['drivers/net/mdio/', addMdio],
  ['drivers/net/ethernet/marvell/mvmdio.c', addMdio],
  ['drivers/net/ethernet/freescale/xgmac_mdio.c', addMdio],
  ['drivers/net/ethernet/freescale/fsl_pq_mdio.c', addMdio],
  ['drivers/net/ethernet/hisilicon/hns_mdio.c', addMdio],
  ['drivers/net/ethernet/ti/davinci_mdio.c', addMdio],
  ['drivers/net/ethernet/ti/am65-cpsw-nuss.c', (k, dev, np) => addNamed(k, dev, np, 'mdio')],
  ['drivers/net/', addMdioOfMac],
  ['drivers/tty/serial/', addSerdev],
  ['drivers/bus/sunxi-rsb.c', (k, dev) => of_rsb_register_devices(k, dev)],
  ['drivers/slimbus/', (k, dev) => of_register_slim_devices(k, dev)],
  ['drivers/soundwire/', (k, dev) => sdw_of_find_slaves(k, dev, 0)],
];

/** All of them share a probe that does so (icc-rpm.c, icc-rpmh.c). */
const NETWORKS_ON_CHIP = 'drivers/interconnect/qcom/';

/** A device on SPI is no controller, though its driver stands among theirs. */
function isController(drv: KnownDriver, folder: string): boolean {
  return (
    drv.bus === 'platform' || drv.bus === 'amba' || folder === 'drivers/i2c/muxes/' || folder.startsWith('drivers/net/')
  );
}

/** Registers what a driver makes of the nodes below its device's: 0, or -EPROBE_DEFER where something there must wait. */
export function addChildren(k: Kernel, dev: device, drv: KnownDriver): number {
  const np = dev.of_node;
  if (np === undefined || np.children.length === 0) return 0;
  const [folder, populate] = BY_FOLDER.find(([start]) => drv.file.startsWith(start)) ?? [];
  if (folder !== undefined && populate !== undefined && isController(drv, folder)) {
    if (populate(k, dev, np, drv) === -EPROBE_DEFER) return -EPROBE_DEFER;
  }
  if (drv.cells.length > 0) addCells(k, dev, np, drv);
  if (makesPlatformDevices(drv.file, k.version) || drv.file.startsWith(NETWORKS_ON_CHIP)) addPlatform(k, dev, np);
  return 0;
}
