/** Whom a deferred device waits for, and why that does not come up: the whole chain. */
import { type DtNode, isAvailable } from '../devicetree/index.ts';
import { driver_of } from '../linux/drivers/base/bus.ts';
import { fw_devlink_c } from '../linux/drivers/base/core/index.ts';
import type { device } from '../linux/include/linux/device.ts';
import { suppliersOf } from '../record/requests.ts';
import type { Facts } from './facts.ts';

/** Why a supplier is not there. */
export type Lack = 'disabled' | 'deferred' | 'no-driver' | 'no-device' | 'not-probed' | 'up';

export interface Supplier {
  readonly path: string;
  readonly lack: Lack | { readonly errno: number };
}

/** A chain longer than this is not read. */
const LONGEST = 12;

/** The suppliers, each followed by its own where it waits too. */
export function supplierChain(facts: Facts, paths: readonly string[]): Supplier[] {
  const chain: Supplier[] = [];
  const add = (path: string): void => {
    if (chain.length >= LONGEST || chain.some((each) => each.path === path)) return;
    const node = facts.walker.index.byPath.get(path);
    const dev = deviceOf(facts, path);
    chain.push({ path, lack: lackOf(facts, node, dev) });
    if (dev?.deferred_probe === true) for (const next of suppliersOf(dev)) add(next);
  };
  for (const path of paths) add(path);
  return chain;
}

/** The device of a node; a bus's own goes before others. */
export function deviceOf({ session: { kernel } }: Facts, path: string): device | undefined {
  const devices = fw_devlink_c(kernel)
    .devices.toArray()
    .filter((dev) => dev.of_node?.path === path);
  return devices.find((dev) => dev.bus !== undefined) ?? devices[0];
}

function lackOf(facts: Facts, node: DtNode | undefined, dev: device | undefined): Supplier['lack'] {
  for (let at = node; at !== undefined; at = at.parent) if (!isAvailable(at)) return 'disabled';
  if (dev === undefined) return 'no-device';
  if (dev.deferred_probe) return 'deferred';
  if (dev.driver !== undefined && driver_of(facts.session.kernel, dev) !== undefined) return 'up';
  const ret = facts.asks.probeOf(dev)?.ret ?? 0;
  if (ret > 0) return { errno: ret };
  return dev.can_match ? 'not-probed' : 'no-driver';
}
