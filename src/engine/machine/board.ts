/** Builds a machine from a device tree, and from what a scenario says about hardware that a tree cannot describe. */
import { ok, type Result } from '../../base/result.ts';
import {
  type DeviceTree,
  type DtNode,
  firstString,
  getChild,
  getProperty,
  readCells,
  walk,
} from '../devicetree/index.ts';
import type { Recorder } from '../recorder/index.ts';
import { addressCells, isMemory, registerRanges } from './address.ts';
import { APPLE_AICS, buildAppleAic } from './controllers/apple-aic.ts';
import { buildBcm2836Local } from './controllers/bcm2836.ts';
import { buildControllers } from './controllers/index.ts';
import { cpu_core, type FixedRegisters } from './cpu.ts';
import { attachDevice } from './devices/attach.ts';
import { isPmu, Pmus } from './devices/pmu.ts';
import { isTimer, Timers } from './devices/timer.ts';
import { createDevice, genericRegion } from './generic.ts';
import { buildGic } from './gic/build.ts';
import { isCompatible } from './gic/places.ts';
import { buildMemoryTimers } from './devices/timer-mem.ts';
import { type MachineOptions, VIRT } from './hardware.ts';
import { Machine } from './machine.ts';
import { MemoryMap } from './memory-map.ts';
import { Ram } from './ram.ts';
import { buildSmmus } from './smmu/build.ts';

/** Memory of a board whose tree lists no size, because a boot loader would fill it in; at another address where the tree has that. */
const DEFAULT_RAM = { base: 0x40000000, size: 0x40000000 };

export function buildMachine(rec: Recorder, tree: DeviceTree, options: MachineOptions): Result<Machine> {
  const memory = new MemoryMap();
  const cpus = buildCpus(rec, tree);
  const hardware = options.hardware ?? {};
  const cntfrq = hardware.timer?.cntfrq ?? VIRT.cntfrq;
  const fixed = fixedRegisters(cntfrq, options.el2);
  const machine = new Machine(rec, tree, { hardware, memory, cpus, fixed, wires: options.wires ?? [] });
  machine.wakeLines = options.wakeLines ?? machine.wakeLines;
  addDevices(machine, tree, options.mmio ?? []);
  addRam(machine, tree);
  presetWords(machine);
  buildGic(machine, tree);
  const nodes = walk(tree);
  if (machine.gic === undefined) buildOtherRoot(machine, nodes, options);
  machine.attachRegisters(new Timers(machine, nodes.find(isTimer)));
  buildMemoryTimers(machine, nodes, cntfrq);
  machine.attachRegisters(new Pmus(machine, nodes.filter(isPmu)));
  buildSmmus(machine, nodes);
  buildControllers(machine, nodes);
  machine.lines.powerOn();
  return ok(machine);
}

/** Root controllers that are no GIC. */
function buildOtherRoot(machine: Machine, nodes: readonly DtNode[], { el2 }: MachineOptions): void {
  const local = nodes.find((node) => isCompatible(node, ['brcm,bcm2836-l1-intc']));
  if (local !== undefined) return buildBcm2836Local(machine, local);
  const aic = nodes.find((node) => isCompatible(node, APPLE_AICS));
  if (aic !== undefined) buildAppleAic(machine, aic, el2 === 'vhe');
}

/** CPU 0 is the one that boots; the others follow in the order of the tree. */
function buildCpus(rec: Recorder, tree: DeviceTree): cpu_core[] {
  const parent = getChild(tree.root, 'cpus');
  const cells = Math.min(2, Math.max(1, addressCells(parent)));
  const nodes = (parent?.children ?? []).filter((node) => firstString(getProperty(node, 'device_type')) === 'cpu');
  const listed: { path: string | undefined; mpidr: bigint }[] = nodes.map((node) => ({
    path: node.path,
    mpidr: readCells(getProperty(node, 'reg'), 0, cells) ?? 0n,
  }));
  if (listed.length === 0) listed.push({ path: undefined, mpidr: 0n });
  const boot = listed.findIndex(({ mpidr }) => mpidr === BigInt(tree.bootCpu));
  const first = listed.splice(Math.max(0, boot), 1);
  return [...first, ...listed].map(({ path, mpidr }, number) =>
    cpu_core.create(rec, { number, path, mpidr, powered: number === 0 }),
  );
}

function fixedRegisters(cntfrq: number, el2: MachineOptions['el2']): FixedRegisters {
  return {
    CNTFRQ_EL0: BigInt(cntfrq),
    CNTPCT_EL0: 0n,
    CNTVCT_EL0: 0n,
    MIDR_EL1: VIRT.midr,
    // Exception levels 0 and 1 in AArch64 and AArch32, EL2 where there is one, and the GIC's system registers.
    ID_AA64PFR0_EL1: 0x0100_0022n | (el2 === undefined ? 0n : 0x200n),
    ID_AA64MMFR1_EL1: el2 === 'vhe' ? 0x100n : 0n,
    ID_AA64DFR0_EL1: 0x1010_6106n,
    CurrentEL: el2 === 'vhe' ? 8n : 4n,
  };
}

function addRam(machine: Machine, tree: DeviceTree): void {
  const named = walk(tree)
    .filter(isMemory)
    .flatMap((node) => registerRanges(node))
    .filter((range) => range !== undefined);
  const listed = named.filter(({ size }) => size > 0);
  const base = named.find((range) => range.base > 0)?.base ?? DEFAULT_RAM.base;
  for (const range of listed.length > 0 ? listed : [{ ...DEFAULT_RAM, base }])
    machine.attach(new Ram(machine.rec, range.base, range.size), 'ram');
}

/** Words of memory that the board is switched on with: where registers are emulated in it, what a driver finds there. */
function presetWords({ hardware, memory }: Machine): void {
  for (const [address, word] of hardware.words ?? []) memory.write32(address, word);
}

/** Everything with registers answers, modelled or not; whoever models it attaches over it later. */
function addDevices(machine: Machine, tree: DeviceTree, mmio: NonNullable<MachineOptions['mmio']>): void {
  for (const node of walk(tree)) {
    if (isMemory(node) || isSetApart(node)) continue;
    const ranges = registerRanges(node);
    const first = ranges[0];
    const described = getProperty(node, 'compatible') !== undefined;
    if (first === undefined && !described) continue;
    const { path } = node;
    machine.devices.set(path, createDevice(machine.rec, path, first?.base ?? 0, first?.size ?? 0));
    for (const range of ranges)
      if (range !== undefined)
        machine.attach(genericRegion(path, range.base, range.size, machine.hardware.words), 'generic');
    attachDevice(machine, node, mmio.find((entry) => entry.node === path)?.model);
  }
}

const SET_APART: ReadonlySet<string> = new Set(['reserved-memory', 'cpus', '__symbols__', '__overrides__']);

/** Nodes whose `reg` is no register block. */
function isSetApart(node: DtNode): boolean {
  for (let at: DtNode | undefined = node; at !== undefined; at = at.parent) {
    if (SET_APART.has(at.name)) return true;
  }
  return false;
}

export type { Machine };
