/** Finds the GIC of a device tree and builds it, with its ITSs and MSI frames. */
import { absentRegion } from '../generic.ts';
import { type DeviceTree, type DtNode, getProperty, u32At, walk } from '../../devicetree/index.ts';
import type { AddressRange } from '../address.ts';
import { hardwareNumbers, packedAffinity } from '../cpu.ts';
import { VIRT } from '../hardware.ts';
import type { Machine } from '../machine.ts';
import { setWord } from './bits.ts';
import { buildItss } from './its/build.ts';
import { hardwareRanges, isClaimed, isCompatible, isVirt } from './places.ts';
import { buildGicv2, buildV2m } from './v2/build.ts';
import { implementedCtlr } from './v3/cpu-interface.ts';
import { lineCount, oneSecurityState, resetCtlr } from './v3/distributor.ts';
import { type Frames, Gicv3 } from './v3/gicv3.ts';
import { gic_cpu_interface, gic_distributor, gic_redistributor, type Parts, WAKER } from './v3/state.ts';

const GICV3: readonly string[] = ['arm,gic-v3', 'qcom,msm8996-gic-v3'];

const GICV2: readonly string[] = [
  'arm,gic-400',
  'arm,cortex-a15-gic',
  'arm,cortex-a9-gic',
  'arm,cortex-a7-gic',
  'arm,arm11mp-gic',
  'arm,arm1176jzf-devchip-gic',
  'arm,eb11mp-gic',
  'arm,pl390',
  'qcom,msm-8660-qgic',
  'qcom,msm-qgic2',
];

const TYPER_VLPIS = 1n << 1n;
const TYPER_LAST = 1n << 4n;
/** Processor_Number and the affinity, which each redistributor has its own of. */
const TYPER_OWN = 0xffffffff_00ffff10n;

export function buildGic(machine: Machine, tree: DeviceTree): void {
  const found = walk(tree).filter((node) => isCompatible(node, GICV3) || isCompatible(node, GICV2));
  const node = found.find((each) => isRoot(machine, each)) ?? found[0];
  if (node === undefined) return;
  if (isCompatible(node, GICV3)) buildGicv3(machine, node);
  else buildGicv2(machine, node);
}

/** A GIC whose interrupt parent is another controller is a cascaded one: its output is no CPU's input. */
function isRoot(machine: Machine, node: DtNode): boolean {
  const parent = machine.wiring.parentOf(node);
  return parent === undefined || parent === node;
}

function buildGicv3(machine: Machine, node: DtNode): void {
  const { rec, cpus, hardware } = machine;
  const ranges = hardwareRanges(machine, node);
  const regions = u32At(getProperty(node, '#redistributor-regions'), 0) ?? 1;
  const typer = (hardware.gicr?.typer ?? VIRT.gicrTyper) & ~TYPER_OWN;
  const size = (typer & TYPER_VLPIS) === 0n ? 0x20000 : 0x40000;
  const stride = u32At(getProperty(node, 'redistributor-stride'), 1) ?? 0;
  const spaces = ranges.slice(1, 1 + regions);
  const said = stride === 0 ? size : stride;
  const real = hardware.gicr?.stride === undefined ? said : Math.max(hardware.gicr.stride, size);
  const places = placeRedistributors(spaces, real, cpus.length);
  const gicdTyper = hardware.gicd?.typer ?? VIRT.gicdTyper | (isVirt(machine) ? 0 : 0x1f);
  const dist = gic_distributor.create(rec, {
    base: ranges[0]?.base ?? 0,
    ctlr: resetCtlr(gicdTyper),
    typer: gicdTyper,
    typer2: hardware.gicd?.typer2 ?? 0,
    iidr: hardware.gicd?.iidr ?? VIRT.iidr,
    pidr2: hardware.gicd?.pidr2 ?? VIRT.pidr2v3,
  });
  const one = oneSecurityState(dist);
  const numbers = hardwareNumbers(cpus);
  const redists = cpus.map((cpu, i) => {
    const number = numbers[i] ?? i;
    const place = places[number];
    const own = BigInt(packedAffinity(cpu.mpidr)) << 32n;
    const redist = gic_redistributor.create(rec, {
      cpu: i,
      base: place?.base ?? 0,
      iidr: hardware.gicr?.iidr ?? VIRT.iidr,
      typer: typer | own | (BigInt(number) << 8n) | (place?.last === true ? TYPER_LAST : 0n),
      ctlr: hardware.gicr?.ctlr ?? VIRT.gicrCtlr,
      // Where there is a secure side its firmware has woken the redistributors.
      waker: one ? WAKER.ProcessorSleep | WAKER.ChildrenAsleep : 0,
      pidr2: hardware.gicd?.pidr2 ?? VIRT.pidr2v3,
    });
    setWord(redist.edge, 0, 0xffff);
    return redist;
  });
  const priorityBits = hardware.gicc?.priorityBits ?? VIRT.priorityBits;
  const ctlr = implementedCtlr(dist, priorityBits);
  const interfaces = cpus.map((_, cpu) => gic_cpu_interface.create(rec, { cpu, ctlr }));
  if (!one) giveToNonSecure(dist, redists);
  const parts: Parts = { dist, redists, interfaces, priorityBits, priorityMask: (0xff << (8 - priorityBits)) & 0xff };
  const frame = ranges[0];
  const frames: Frames = {
    distributorSize: frame?.size ?? 0,
    redistributorSize: size,
    distributorMapped: frame !== undefined && !isClaimed(machine, node, frame),
  };
  // Where another device has the distributor's address nothing answers behind that device's registers.
  if (frame !== undefined && !frames.distributorMapped) machine.attach(absentRegion(node.path, frame), 'generic');
  const gic = new Gicv3(parts, machine, frames);
  machine.gic = gic;
  machine.gicNode = node;
  for (const region of gic.regions) machine.attach(region);
  if (hardware.gicr?.stride !== undefined)
    for (const rest of restsOf(spaces, places, size)) machine.attach(absentRegion(node.path, rest), 'generic');
  machine.markModelled(node.path);
  buildItss(machine, gic, node);
  buildV2m(machine, gic, node);
}

/** Secure firmware has put every interrupt into group 1. */
function giveToNonSecure(dist: gic_distributor, redists: readonly gic_redistributor[]): void {
  for (let index = 1; index * 32 < lineCount(dist.typer); index++) setWord(dist.group, index, 0xffffffff);
  for (const redist of redists) for (const index of [0, 33, 34]) setWord(redist.group, index, 0xffffffff);
}

/** What the tree gives to redistributors where there are none: behind and between those that there are. */
function restsOf(
  spaces: readonly (AddressRange | undefined)[],
  places: readonly { readonly base: number }[],
  size: number,
): AddressRange[] {
  return spaces.flatMap((space) => {
    if (space === undefined) return [];
    const end = space.base + space.size;
    const inside = places.map(({ base }) => base).filter((base) => base >= space.base && base < end);
    const starts = [space.base, ...inside.map((base) => base + size)];
    const ends = [...inside, end];
    return starts.flatMap((base, i) => {
      const length = (ends[i] ?? end) - base;
      return length > 0 ? [{ base, size: length }] : [];
    });
  });
}

/** CPUs take their places region by region; the last one in each region says so. */
function placeRedistributors(
  regions: readonly (AddressRange | undefined)[],
  stride: number,
  cpus: number,
): { base: number; last: boolean }[] {
  const places: { base: number; last: boolean }[] = [];
  for (const region of regions) {
    if (region === undefined) continue;
    const room = Math.min(Math.floor(region.size / stride), cpus - places.length);
    for (let i = 0; i < room; i++) places.push({ base: region.base + i * stride, last: i === room - 1 });
  }
  // Regions that are too short for the CPUs: the hardware has one for each all the same, behind what the tree says.
  for (let end = places.at(-1); end !== undefined && places.length < cpus; end = places.at(-1)) {
    end.last = false;
    places.push({ base: end.base + stride, last: true });
  }
  return places;
}
