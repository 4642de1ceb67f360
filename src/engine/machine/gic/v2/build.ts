/** Builds a GICv2 from its node. */
import { type DtNode, getProperty, u32s, walk } from '../../../devicetree/index.ts';
import { hardwareNumbers } from '../../cpu.ts';
import { VIRT } from '../../hardware.ts';
import type { Machine } from '../../machine.ts';
import { setWord } from '../bits.ts';
import type { InterruptController } from '../interface.ts';
import { hardwareRanges, isClaimed, isCompatible, isVirt } from '../places.ts';
import { Gicv2 } from './gicv2.ts';
import { gic_v2m, gicv2_cpu_interface, gicv2_distributor, type Parts2 } from './state.ts';
import { V2mFrame } from './v2m.ts';

export function buildGicv2(machine: Machine, node: DtNode): void {
  const { rec, hardware } = machine;
  const [frame, cpuFrame] = hardwareRanges(machine, node);
  // The interface has eight places; a GICv2 has no more.
  const cpus = machine.cpus.slice(0, 8);
  const typer = VIRT.gicv2Typer | ((cpus.length - 1) << 5) | (isVirt(machine) ? 0 : 0x1f);
  const dist = gicv2_distributor.create(rec, {
    base: frame?.base ?? 0,
    typer: hardware.gicd?.typer ?? typer,
    iidr: hardware.gicd?.iidr ?? VIRT.iidr,
    pidr2: hardware.gicd?.pidr2 ?? VIRT.pidr2v2,
  });
  const priorityBits = hardware.gicc?.priorityBits ?? 8;
  const preemptionBits = Math.min(7, priorityBits);
  const numbers = hardwareNumbers(cpus);
  const interfaces = cpus.map((_, cpu) => {
    const number = numbers[cpu] ?? cpu;
    const iidr = hardware.gicc?.iidr ?? VIRT.giccIidr;
    const lowest = 7 - preemptionBits;
    const base = cpuFrame?.base ?? 0;
    const ci = gicv2_cpu_interface.create(rec, { cpu, number, base, iidr, bpr: lowest, abpr: lowest + 1 });
    // SGIs are edge-triggered and enabled for good.
    setWord(ci.edge, 0, 0xffff);
    setWord(ci.enable, 0, 0xffff);
    return ci;
  });
  const priorityMask = (0xff << (8 - priorityBits)) & 0xff;
  const parts: Parts2 = { dist, interfaces, preemptionBits, priorityMask };
  const gic = new Gicv2(parts, machine, {
    distributor: { size: frame?.size ?? 0, mapped: frame !== undefined && !isClaimed(machine, node, frame) },
    cpuInterface: cpuFrame,
  });
  machine.gic = gic;
  machine.gicNode = node;
  for (const region of gic.regions) machine.attach(region);
  machine.markModelled(node.path);
  buildV2m(machine, gic, node);
}

/** A frame's SPIs are its own: those of the next one follow. */
const following = (frames: number): number => (VIRT.v2mTyper + ((frames * (VIRT.v2mTyper & 0x3ff)) << 16)) >>> 0;

/** The SPIs of a frame as its node says them, which it does where the frame's register does not. */
function saidOf(node: DtNode): number | undefined {
  const [base] = u32s(getProperty(node, 'arm,msi-base-spi'));
  const [count] = u32s(getProperty(node, 'arm,msi-num-spis'));
  return base === undefined || count === undefined ? undefined : ((base << 16) | count) >>> 0;
}

/** The MSI frames below a GIC's node. */
export function buildV2m(machine: Machine, gic: InterruptController, gicNode: DtNode): void {
  const { rec, hardware } = machine;
  let frames = 0;
  for (const node of walk(gicNode)) {
    const range = hardwareRanges(machine, node)[0];
    if (!isCompatible(node, ['arm,gic-v2m-frame']) || range === undefined) continue;
    const frame = gic_v2m.create(rec, {
      base: range.base,
      typer: hardware.v2m?.typer ?? saidOf(node) ?? following(frames++),
      iidr: hardware.v2m?.iidr ?? VIRT.v2mIidr,
      wired: true,
    });
    machine.attach(new V2mFrame(frame, range.size, machine, gic));
    machine.markModelled(node.path);
  }
}
