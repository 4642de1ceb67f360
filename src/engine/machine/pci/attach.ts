/** Builds PCI from the tree's host bridges and the functions of the machine's options, and says exactly what does not fit. */
import { type Bdf, formatBdf } from '../../../base/bdf.ts';
import { ok, type Result } from '../../../base/result.ts';
import { type DtNode, getProperty, readRows, stringList, u32s, walk } from '../../devicetree/index.ts';
import { registerRanges, toPhysical } from '../address.ts';
import type { Machine } from '../machine.ts';
import type { FunctionDesign } from './design.ts';
import { describedFunction } from './described.ts';
import { resetFunction } from './function.ts';
import { type HostDescription, type HostWindow, PciHost } from './host.ts';
import { PciMachine } from './machine.ts';
import { MODEL_NAMES, modelNamed } from './models/index.ts';
import { type FunctionOptions, problem } from './options.ts';
import { pci_function } from './state.ts';

/** A function with its place in the list. */
interface Placed {
  readonly options: FunctionOptions;
  readonly path: string;
  readonly bdf: Bdf;
  /** The address as text. */
  readonly name: string;
}

export function attachPci(machine: Machine, functions: readonly FunctionOptions[]): Result<PciMachine> {
  const descriptions = hostBridges(machine);
  const placed = place(functions);
  if (!placed.ok) return placed;
  const hosts: PciHost[] = [];
  for (const [domain, description] of descriptions) {
    const own = placed.value.filter(({ bdf }) => bdf.domain === domain);
    const built = build(machine, description, withHostBridge(own, domain, description.firstBus));
    if (!built.ok) return built;
    hosts.push(new PciHost(machine, description, built.value));
  }
  const lost = placed.value.find(({ bdf }) => !descriptions.has(bdf.domain));
  if (lost !== undefined) {
    const hint = descriptions.size === 0 ? 'The board has none that is modelled (pci-host-ecam-generic).' : undefined;
    return problem('pci-no-host', `there is no PCI host bridge for ${lost.name}`, `${lost.path}.bdf`, hint);
  }
  return ok(new PciMachine(hosts));
}

/** In tree order, or by linux,pci-domain where the tree says it: hardware knows no domains, but scenarios do. */
function hostBridges(machine: Machine): Map<number, HostDescription> {
  const found = new Map<number, HostDescription>();
  for (const node of walk(machine.tree)) {
    if (!stringList(getProperty(node, 'compatible')).includes('pci-host-ecam-generic')) continue;
    const ecam = registerRanges(node)[0];
    if (ecam === undefined) continue;
    const [firstBus = 0] = u32s(getProperty(node, 'bus-range'));
    const domain = u32s(getProperty(node, 'linux,pci-domain'))[0] ?? found.size;
    found.set(domain, { node, ecam, firstBus, windows: windowsOf(node) });
  }
  return new Map([...found].toSorted(([a], [b]) => a - b));
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

function place(functions: readonly FunctionOptions[]): Result<Placed[]> {
  const placed: Placed[] = [];
  for (const [i, options] of functions.entries()) {
    const path = `pci[${i}]`;
    const { bdf } = options;
    const name = formatBdf(bdf);
    const twin = placed.find((each) => each.name === name);
    if (twin !== undefined)
      return problem('pci-doubled', `${name} is there twice`, `${path}.bdf`, `The other is ${twin.path}.`);
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

/** Functions of one host bridge, bridges before what is behind them. */
function build(machine: Machine, host: HostDescription, placed: readonly Placed[]): Result<pci_function[]> {
  const made = new Map<Placed, pci_function>();
  const sorted = [...placed].sort((a, b) => a.bdf.bus - b.bdf.bus || a.bdf.devfn - b.bdf.devfn);
  const bridges = placed.filter(({ options }) => options.secondary !== undefined);
  const checked =
    checkBuses(bridges, host.firstBus) ??
    checkParents(placed, bridges, host.firstBus) ??
    checkSlots(placed, bridges, host.firstBus);
  if (checked !== undefined) return checked;
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

type Refusal = ReturnType<typeof problem>;

/** A bus behind a bridge has a higher number than the one it is on, and only one bridge leads to it. */
function checkBuses(bridges: readonly Placed[], firstBus: number): Refusal | undefined {
  const known = new Set<number>([firstBus]);
  for (const { options, path, bdf, name } of bridges) {
    const secondary = options.secondary ?? 0;
    if (known.has(secondary)) {
      return problem('pci-bus-twice', `bus ${secondary} is behind another bridge already`, `${path}.secondary`);
    }
    if (secondary <= bdf.bus) {
      return problem(
        'pci-bus-order',
        `bus ${secondary} behind ${name} must have a higher number than ${bdf.bus}`,
        `${path}.secondary`,
      );
    }
    known.add(secondary);
  }
  return undefined;
}

function checkParents(placed: readonly Placed[], bridges: readonly Placed[], firstBus: number): Refusal | undefined {
  for (const { path, bdf, name } of placed) {
    if (bdf.bus === firstBus || bridges.some((bridge) => bridge.options.secondary === bdf.bus)) continue;
    return problem(
      'pci-no-bridge',
      `${name} is on bus ${bdf.bus}, and no bridge leads there`,
      `${path}.bdf`,
      `Add a pcie-root-port with "secondary": ${bdf.bus}.`,
    );
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
function checkSlots(placed: readonly Placed[], bridges: readonly Placed[], firstBus: number): Refusal | undefined {
  for (const { path, bdf, name } of placed) {
    const first = placed.some((each) => each.bdf.bus === bdf.bus && each.bdf.devfn === (bdf.devfn & ~7));
    if (!first) {
      return problem('pci-no-function-0', `${name} has no function 0 beside it, so nobody looks for it`, `${path}.bdf`);
    }
    const above = bridges.find((bridge) => bridge.options.secondary === bdf.bus);
    const port = above !== undefined && above.options.model !== 'x3130-upstream' && bdf.bus !== firstBus;
    if (port && bdf.devfn >> 3 !== 0) {
      return problem(
        'pci-port-device',
        `${name} is behind the port ${above.name}, where there can only be device 0`,
        `${path}.bdf`,
        'Put a switch in between, or use another port.',
      );
    }
  }
  return undefined;
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
): Result<FunctionDesign> {
  if (options.model === undefined) return describedFunction(options, onRootBus, path);
  const model = modelNamed(options.model);
  if (model === undefined) {
    return problem(
      'pci-model',
      `there is no model ${options.model}`,
      `${path}.model`,
      `There are: ${MODEL_NAMES.join(', ')}.`,
    );
  }
  const design = model({ options, onRootBus, cpus: machine.cpus.length, slot, occupied });
  if (design.bridge && options.secondary === undefined) {
    return problem('pci-secondary', `the bridge ${name} needs the number of the bus behind it`, `${path}.secondary`);
  }
  if (!design.bridge && options.secondary !== undefined) {
    return problem('pci-no-secondary', `${options.model} is no bridge`, `${path}.secondary`);
  }
  return ok(design);
}
