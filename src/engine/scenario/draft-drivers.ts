/** The drivers that a draft of a scenario may choose from, and whether what it names is among them. */
import type { DriverFacts } from '../api/editing.ts';
import { DEFAULT_KERNEL, KERNEL_VERSIONS, type KernelVersion } from '../api/kernel-versions.ts';
import type { Language } from '../api/messages/index.ts';
import { type DeviceTree, getProperty, isReached, stringList, u32At, walk } from '../devicetree/index.ts';
import { driverNames } from '../linux/drivers/base/init.ts';
import { type DriverTable, driversIn } from '../linux/stand-ins/driver-table.ts';
import { isModelled } from '../linux/stand-ins/modelled.ts';
import { driversOfNode } from '../linux/stand-ins/node-drivers.ts';
import { treePartsOf } from './check.ts';
import { loadScenario } from './load.ts';

type Files = ReadonlyMap<string, Uint8Array>;

function fieldOf(json: unknown, name: string): unknown {
  return typeof json === 'object' && json !== null ? Reflect.get(json, name) : undefined;
}

/** The kernel that a draft names; the one without a scenario where it names none that there is. */
function kernelOf(json: unknown): KernelVersion {
  const named = fieldOf(json, 'kernel');
  return KERNEL_VERSIONS.find(({ version }) => version === named)?.version ?? DEFAULT_KERNEL;
}

/** Whether a draft lists a driver that is not modelled: only the table of drivers knows whether Linux has it. */
export function namesUnmodelled(json: unknown): boolean {
  const drivers = fieldOf(json, 'drivers');
  const modelled = driverNames();
  return Array.isArray(drivers) && drivers.some((name) => typeof name === 'string' && !modelled.includes(name));
}

/** Names that a scenario's `drivers` may list: of the drivers that this kernel has, and of those that are modelled. */
export function listableNames(table: DriverTable, version: KernelVersion): ReadonlySet<string> {
  return new Set([...driverNames(), ...driversIn(table, version).map(({ name }) => name)]);
}

/** How many nodes of the board drivers match, by name. */
function nodesByDriver(table: DriverTable, version: KernelVersion, tree: DeviceTree): Map<string, number> {
  const counts = new Map<string, number>();
  for (const node of walk(tree)) {
    const compatible = stringList(getProperty(node, 'compatible'));
    if (compatible.length === 0 || !isReached(node)) continue;
    const periphid = u32At(getProperty(node, 'arm,primecell-periphid'), 0);
    const matches = driversOfNode(table, version, compatible, periphid);
    for (const name of new Set(matches.map(({ driver }) => driver.name))) counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return counts;
}

/**
 * All drivers that a draft may list, by name; a model that no kernel here is built without is not among them. No nodes are
 * counted where the draft's board cannot be read.
 */
export function draftDrivers(
  table: DriverTable,
  json: unknown,
  files: Files,
  language: Language = 'en',
): DriverFacts[] {
  const version = kernelOf(json);
  const parts = treePartsOf(json);
  const loaded =
    parts === undefined ? undefined : loadScenario({ irqscope: 1, kernel: version, ...parts }, files, language);
  const counts = loaded?.ok === true ? nodesByDriver(table, version, loaded.value.tree) : undefined;
  const modelled = driverNames();
  const facts = new Map<string, DriverFacts>(
    modelled.map((name) => [name, { name, file: '', modelled: true, nodes: 0 }]),
  );
  for (const driver of driversIn(table, version)) {
    const { name, file } = driver;
    const before = facts.get(name);
    if (before === undefined ? isModelled(driver) : before.file !== '') continue;
    facts.set(name, { name, file, modelled: before !== undefined, nodes: counts?.get(name) ?? 0 });
  }
  return [...facts.values()].toSorted((a, b) => (a.name < b.name ? -1 : 1));
}
