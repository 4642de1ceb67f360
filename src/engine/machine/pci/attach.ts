/** Builds PCI from the tree's host bridges and the functions of the machine's options, and says exactly what does not fit. */
import { type Bdf, formatBdf } from '../../../base/bdf.ts';
import { err, ok, type Result } from '../../../base/result.ts';
import {
  compatibleOf,
  type DtNode,
  firstString,
  getProperty,
  hasProperty,
  readRows,
  u32s,
  walk,
} from '../../devicetree/index.ts';
import { registerRanges, toPhysical } from '../address.ts';
import type { Fault } from '../fault.ts';
import { isVirt } from '../gic/places.ts';
import type { Machine } from '../machine.ts';
import type { FunctionDesign } from './design.ts';
import { describedFunction } from './described.ts';
import { resetFunction } from './function.ts';
import { blockHostAccess, blockHostOf } from './block-host.ts';
import { BLOCK_HOSTS } from './hosts/index.ts';
import { brcmstbAccess, brcmstbRange } from './brcmstb.ts';
import { designwareAccess, designwareRanges } from './designware.ts';
import { ecamAccess, type HostDescription, type HostWindow, PciHost } from './host.ts';
import { PciMachine } from './machine.ts';
import { MODEL_NAMES, modelNamed } from './models/index.ts';
import type { FunctionOptions } from './options.ts';
import { pci_function } from './state.ts';

/** A function with its place in the list. */
interface Placed {
  readonly options: FunctionOptions;
  readonly path: string;
  readonly bdf: Bdf;
  /** The address as text. */
  readonly name: string;
}

export function attachPci(machine: Machine, functions: readonly FunctionOptions[]): Result<PciMachine, Fault> {
  const descriptions = hostBridges(machine);
  const placed = place(functions);
  if (!placed.ok) return placed;
  const hosts: PciHost[] = [];
  for (const [domain, description] of descriptions) {
    const own = placed.value.filter(({ bdf }) => bdf.domain === domain);
    const { firstBus, rootPorts } = description;
    const whole =
      rootPorts.length > 0 ? withRootPorts(own, domain, firstBus, rootPorts) : withHostBridge(own, domain, firstBus);
    const built = build(machine, description, whole);
    if (!built.ok) return built;
    hosts.push(new PciHost(machine, description, built.value));
  }
  const lost = placed.value.find(({ bdf }) => !descriptions.has(bdf.domain));
  if (lost !== undefined) {
    return err({ code: 'pci-no-host', bdf: lost.name, none: descriptions.size === 0, at: `${lost.path}.bdf` });
  }
  return ok(new PciMachine(hosts));
}

/** In tree order, or by linux,pci-domain where the tree says it: hardware knows no domains, but scenarios do, and count them as Linux does. */
function hostBridges(machine: Machine): Map<number, HostDescription> {
  const found = new Map<number, HostDescription>();
  const said = (node: DtNode): number | undefined => u32s(getProperty(node, 'linux,pci-domain'))[0];
  const isHost = (node: DtNode): boolean => firstString(getProperty(node, 'device_type')) === 'pci';
  const reserved = new Set(walk(machine.tree).filter(isHost).map(said));
  const free = (): number => {
    let domain = 0;
    while (found.has(domain) || reserved.has(domain)) domain++;
    return domain;
  };
  for (const node of walk(machine.tree)) {
    const way = accessOf(machine, node);
    if (way === undefined) continue;
    const [firstBus = 0] = u32s(getProperty(node, 'bus-range'));
    const domain = said(node) ?? free();
    if (!found.has(domain)) found.set(domain, { node, ...way, firstBus, windows: windowsOf(node) });
  }
  return new Map([...found].toSorted(([a], [b]) => a - b));
}

/** How a node's host is reached; undefined for a node that is no host, or none that is modelled, or switched off. */
function accessOf(machine: Machine, node: DtNode): Pick<HostDescription, 'access' | 'rootPorts'> | undefined {
  if (compatibleOf(node).includes('pci-host-ecam-generic')) {
    const ecam = registerRanges(node)[0];
    return ecam === undefined ? undefined : { access: ecamAccess(node, ecam), rootPorts: [] };
  }
  if (firstString(getProperty(node, 'device_type')) !== 'pci' || !isAvailable(node)) return undefined;
  const brcmstb = brcmstbRange(machine, node);
  if (brcmstb !== undefined) return { access: brcmstbAccess(machine, node, brcmstb), rootPorts: [0] };
  const described = blockHostOf(machine, node, BLOCK_HOSTS);
  if (described !== undefined) {
    const rootPorts = described.design.ports?.(node).map(({ devfn }) => devfn) ?? [
      described.design.rootPort?.(node) ?? 0,
    ];
    return { access: blockHostAccess(machine, node, described), rootPorts };
  }
  const designware = designwareRanges(machine, node);
  return designware === undefined ? undefined : { access: designwareAccess(machine, node, designware), rootPorts: [0] };
}

function isAvailable(node: DtNode): boolean {
  for (let at: DtNode | undefined = node; at !== undefined; at = at.parent)
    if (!['okay', 'ok', undefined].includes(firstString(getProperty(at, 'status')))) return false;
  return true;
}

/** Where functions can be: the domain of each host bridge, as scenarios count them, and its first bus. */
export function rootBuses(machine: Machine): { readonly domain: number; readonly firstBus: number }[] {
  return [...hostBridges(machine)].map(([domain, { firstBus }]) => ({ domain, firstBus }));
}

function windowsOf(node: DtNode): HostWindow[] {
  return readRows(getProperty(node, 'ranges'), [1, 2, cellsAbove(node), 2]).flatMap(
    ([flags = 0n, pci = 0n, up = 0n, size = 0n]) => {
      const cpu = toPhysical(node.parent, up);
      const space = Number(flags >> 24n) & 3;
      if (cpu === undefined || space === 0) return [];
      return [{ io: space === 1, cpu: Number(cpu), pci: Number(pci), size: Number(size) }];
    },
  );
}

function cellsAbove(node: DtNode): number {
  return u32s(node.parent === undefined ? undefined : getProperty(node.parent, '#address-cells'))[0] ?? 2;
}

function place(functions: readonly FunctionOptions[]): Result<Placed[], Fault> {
  const placed: Placed[] = [];
  for (const [i, options] of functions.entries()) {
    const path = `pci[${i}]`;
    const { bdf } = options;
    const name = formatBdf(bdf);
    const twin = placed.find((each) => each.name === name);
    if (twin !== undefined) return err({ code: 'pci-doubled', bdf: name, twin: twin.path, at: `${path}.bdf` });
    placed.push({ options, path, bdf, name });
  }
  return ok(placed);
}

/** As in QEMU, a host bridge with functions is one itself, where the scenario has nothing else in its place. */
function withHostBridge(placed: readonly Placed[], domain: number, bus: number): readonly Placed[] {
  if (placed.length === 0 || placed.some(({ bdf }) => bdf.bus === bus && bdf.devfn === 0)) return placed;
  const bdf = { domain, bus, devfn: 0 };
  return [{ options: { bdf, model: 'pcie-host-bridge' }, path: 'pci', bdf, name: formatBdf(bdf) }, ...placed];
}

/** A host that is a root port, or has several, has these, where the scenario has nothing else in their place: the buses behind them are the next ones. */
function withRootPorts(
  placed: readonly Placed[],
  domain: number,
  bus: number,
  ports: readonly number[],
): readonly Placed[] {
  const taken = new Set(placed.map(({ options }) => options.secondary));
  let secondary = bus;
  const missing = ports.flatMap((devfn): Placed[] => {
    if (placed.some(({ bdf }) => bdf.bus === bus && bdf.devfn === devfn)) return [];
    do secondary++;
    while (taken.has(secondary));
    const bdf = { domain, bus, devfn };
    const options = { bdf, model: 'designware-root-port', secondary };
    return [{ options, path: 'pci', bdf, name: formatBdf(bdf) }];
  });
  return [...missing, ...placed];
}

/** Functions of one host bridge, bridges before what is behind them. */
function build(machine: Machine, host: HostDescription, placed: readonly Placed[]): Result<pci_function[], Fault> {
  const made = new Map<Placed, pci_function>();
  const sorted = [...placed].sort((a, b) => a.bdf.bus - b.bdf.bus || a.bdf.devfn - b.bdf.devfn);
  const bridges = placed.filter(({ options }) => options.secondary !== undefined);
  const checked =
    checkBuses(bridges, host.firstBus) ??
    checkParents(placed, bridges, host.firstBus) ??
    checkSlots(placed, bridges, host.firstBus);
  if (checked !== undefined) return err(checked);
  let slot = 0;
  for (const each of sorted) {
    const parent = bridges.find(({ options }) => options.secondary === each.bdf.bus);
    const occupied = placed.some(({ bdf }) => bdf.bus === each.options.secondary);
    if (each.options.secondary !== undefined && each.options.model !== 'x3130-upstream') slot++;
    const design = designOf(each, { machine, onRootBus: each.bdf.bus === host.firstBus, slot, occupied });
    if (!design.ok) return design;
    const fn = pci_function.create(machine.rec, {
      bdf: each.name,
      model: each.options.model,
      design: design.value,
      devfn: each.bdf.devfn,
      bridge: parent === undefined ? undefined : made.get(parent),
    });
    resetFunction(fn, hasSiblings(each, placed));
    made.set(each, fn);
  }
  return ok([...made.values()]);
}

/** A bus behind a bridge has a higher number than the one it is on, and only one bridge leads to it. */
function checkBuses(bridges: readonly Placed[], firstBus: number): Fault | undefined {
  const known = new Set<number>([firstBus]);
  for (const { options, path, bdf, name } of bridges) {
    const secondary = options.secondary ?? 0;
    if (known.has(secondary)) {
      return { code: 'pci-bus-twice', bus: secondary, at: `${path}.secondary` };
    }
    if (secondary <= bdf.bus) {
      return { code: 'pci-bus-order', bus: secondary, bdf: name, above: bdf.bus, at: `${path}.secondary` };
    }
    known.add(secondary);
  }
  return undefined;
}

function checkParents(placed: readonly Placed[], bridges: readonly Placed[], firstBus: number): Fault | undefined {
  for (const { path, bdf, name } of placed) {
    if (bdf.bus === firstBus || bridges.some((bridge) => bridge.options.secondary === bdf.bus)) continue;
    return { code: 'pci-no-bridge', bdf: name, bus: bdf.bus, at: `${path}.bdf` };
  }
  return undefined;
}

/** Whether a device has more functions than this one. */
function hasSiblings({ bdf }: Placed, placed: readonly Placed[]): boolean {
  return placed.some(
    (each) => each.bdf.bus === bdf.bus && each.bdf.devfn !== bdf.devfn && each.bdf.devfn >> 3 === bdf.devfn >> 3,
  );
}

/** A device begins with function 0, and at the other end of a port's link there is device 0 alone. */
function checkSlots(placed: readonly Placed[], bridges: readonly Placed[], firstBus: number): Fault | undefined {
  for (const { path, bdf, name } of placed) {
    const first = placed.some((each) => each.bdf.bus === bdf.bus && each.bdf.devfn === (bdf.devfn & ~7));
    if (!first) return { code: 'pci-no-function-0', bdf: name, at: `${path}.bdf` };
    const above = bridges.find((bridge) => bridge.options.secondary === bdf.bus);
    const port = above !== undefined && above.options.model !== 'x3130-upstream' && bdf.bus !== firstBus;
    if (port && bdf.devfn >> 3 !== 0) {
      return { code: 'pci-port-device', bdf: name, port: above.name, at: `${path}.bdf` };
    }
  }
  return undefined;
}

/** Whether it is a machine of QEMU's without MSI controller; a tree that merely lost one still refers to it. */
function withoutMessages(machine: Machine): boolean {
  const names = ['msi-controller', 'msi-map', 'msi-parent'];
  return isVirt(machine) && !walk(machine.tree).some((node) => names.some((name) => hasProperty(node, name)));
}

/** On such a machine QEMU gives functions neither MSI nor MSI-X (msi_nonbroken), unless the scenario says what they have. */
function wiredOnly(options: FunctionOptions): FunctionOptions {
  return { ...options, msi: options.msi ?? null, msix: options.msix ?? null };
}

interface Around {
  readonly machine: Machine;
  readonly onRootBus: boolean;
  readonly slot: number;
  readonly occupied: boolean;
}

function designOf(
  { options, path, name }: Placed,
  { machine, onRootBus, slot, occupied }: Around,
): Result<FunctionDesign, Fault> {
  if (options.model === undefined) return describedFunction(options, onRootBus, path);
  const model = modelNamed(options.model);
  if (model === undefined) {
    return err({ code: 'pci-model', model: options.model, known: MODEL_NAMES, at: `${path}.model` });
  }
  const design = model({
    options: withoutMessages(machine) ? wiredOnly(options) : options,
    onRootBus,
    cpus: machine.cpus.length,
    slot,
    occupied,
  });
  if (design.bridge && options.secondary === undefined) {
    return err({ code: 'pci-secondary', bdf: name, at: `${path}.secondary` });
  }
  if (!design.bridge && options.secondary !== undefined) {
    return err({ code: 'pci-no-secondary', model: options.model, at: `${path}.secondary` });
  }
  return ok(design);
}
