/** Builds the ITSs below a GICv3's node. */
import { type DtNode, walk } from '../../../devicetree/index.ts';
import { VIRT } from '../../hardware.ts';
import type { Machine } from '../../machine.ts';
import { hardwareRanges, isCompatible } from '../places.ts';
import type { Gicv3 } from '../v3/gicv3.ts';
import { CTLR_Quiescent, Its } from './its.ts';
import { gic_its } from './state.ts';

export function buildItss(machine: Machine, gic: Gicv3, gicNode: DtNode): void {
  const { rec, memory, hardware } = machine;
  for (const node of walk(gicNode)) {
    const range = hardwareRanges(machine, node)[0];
    if (!isCompatible(node, ['arm,gic-v3-its']) || range === undefined) continue;
    const state = gic_its.create(rec, {
      base: range.base,
      ctlr: CTLR_Quiescent,
      iidr: hardware.its?.iidr ?? VIRT.iidr,
      typer: hardware.its?.typer ?? VIRT.itsTyper,
      pidr2: hardware.gicd?.pidr2 ?? VIRT.pidr2v3,
    });
    const tables = hardware.its?.baser ?? VIRT.itsBaser;
    tables.forEach((value, index) => state.baser.set(index, value));
    machine.attach(new Its(state, range.size, { rec, memory, gic }));
    machine.markModelled(node.path);
  }
}
