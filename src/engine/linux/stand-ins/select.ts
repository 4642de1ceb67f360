/**
 * Which drivers of the table are stand-ins in a run: those that match something of the tree, are built in, and are not
 * modelled. A kernel of a distribution registers many more; they find nothing, and are left out.
 */
import { for_each_of_allnodes } from '../drivers/of/base/index.ts';
import { of_property_read_u32 } from '../drivers/of/property.ts';
import type { amba_driver } from '../include/linux/amba/bus.ts';
import type { device_driver } from '../include/linux/device/driver.ts';
import type { registers_netdev } from '../include/linux/netdevice.ts';
import type { of_device_id } from '../include/linux/of.ts';
import type { mdio_driver } from '../include/linux/phy.ts';
import type { Kernel } from '../kernel.ts';
import { type DriverMatch, type DriverTable, driversFor, type KnownDriver, PRIMECELL_PART } from './driver-table.ts';
import { isModelled } from './modelled.ts';
import { driversOfNode } from './node-drivers.ts';
import { probeOf } from './probe.ts';
import { firstNoteOf, isWanted, stand_ins, tableOf } from './state.ts';

/** A stand-in's driver, and when it registers. */
export interface StandIn {
  readonly known: KnownDriver;
  readonly driver: device_driver;
}

/** What leads to a driver in this tree. */
interface Found {
  readonly known: KnownDriver;
  readonly compatibles: Set<string>;
  readonly names: Set<string>;
  readonly ids: Set<number>;
}

type AllFound = Map<number, Found>;

function note(found: AllFound, k: Kernel, matches: readonly DriverMatch[]): void {
  for (const { driver: known, by } of matches) {
    if (!isWanted(k, known.name) || isModelled(known)) continue;
    const row = found.get(known.order) ?? { known, compatibles: new Set(), names: new Set(), ids: new Set() };
    if (by.kind === 'compatible') row.compatibles.add(by.compatible);
    else if (by.kind === 'name') row.names.add(by.name);
    else row.ids.add(by.id);
    found.set(known.order, row);
  }
}

/** The parts that multi-function devices have: platform devices, matched by their names where no node is theirs. */
function noteCells(k: Kernel, table: DriverTable, found: AllFound): void {
  const cells = [...found.values()].flatMap(({ known }) => known.cells);
  for (const { name, compatible } of cells)
    if (compatible !== undefined) note(found, k, driversFor(table, k.version, 'platform', [], name));
}

function find(k: Kernel, table: DriverTable): AllFound {
  const found: AllFound = new Map();
  const seen = new Set<string>();
  for (const np of for_each_of_allnodes(k)) {
    const compatible = k.compatibleAsWritten(np.dt);
    const key = compatible.join('\0');
    if (key === '' || seen.has(key)) continue;
    seen.add(key);
    const periphid = of_property_read_u32(k, np, 'arm,primecell-periphid');
    note(found, k, driversOfNode(table, k.version, compatible, periphid));
  }
  noteCells(k, table, found);
  return found;
}

function driverOf({ known, compatibles, names, ids }: Found): device_driver {
  const of_match_table: of_device_id[] = [...compatibles].map((compatible) => ({ compatible, data: undefined }));
  const probe = probeOf(known.bus);
  // One interface for each device: how many ports an adapter has its own driver alone knows.
  const net: registers_netdev | undefined = known.file.startsWith('drivers/net/ethernet/')
    ? { ops: undefined, priv: firstNoteOf }
    : undefined;
  const common = { name: known.name, of_match_table, stand_in: known, probe, ...(net === undefined ? {} : { net }) };
  const [phy_id] = ids;
  if (known.bus === 'phy') {
    const driver: device_driver & Pick<mdio_driver, 'phy'> = {
      ...common,
      bus: 'mdio_bus',
      phy: { phy_id: phy_id ?? 0, phy_id_mask: -1 },
    };
    return driver;
  }
  if (known.bus === 'amba') {
    const id_table = [...ids].map((id) => ({ id: (id & PRIMECELL_PART) >>> 0, mask: PRIMECELL_PART }));
    const driver: device_driver & Pick<amba_driver, 'id_table'> = { ...common, bus: 'amba', id_table };
    return driver;
  }
  return { ...common, bus: known.bus, ...(names.size > 0 ? { id_table: [...names] } : {}) };
}

/** The stand-ins of a run, in order of registration; none without a table. */
export function standIns(k: Kernel): readonly StandIn[] {
  const table = tableOf(k);
  if (table === undefined) return [];
  const state = stand_ins(k);
  state.drivers ??= [...find(k, table).values()]
    .toSorted((a, b) => a.known.order - b.known.order)
    .map((each) => ({ known: each.known, driver: driverOf(each) }));
  return state.drivers;
}
