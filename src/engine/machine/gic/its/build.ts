/** Builds the ITSs below a GICv3's node. */
import { type DtNode, getProperty, u32s, walk } from '../../../devicetree/index.ts';
import { VIRT } from '../../hardware.ts';
import type { Machine } from '../../machine.ts';
import { hardwareRanges, isCompatible } from '../places.ts';
import type { MmioRegion } from '../../region.ts';
import type { Gicv3 } from '../v3/gicv3.ts';
import { CTLR_Quiescent, GITS_TRANSLATER, Its } from './its.ts';
import { gic_its } from './state.ts';

/** GITS_IIDR of the ITSs that have a window in front. */
const GIC_500 = 0x0001143b;

/** As many devices as there are words in the window: the width of a DeviceID, less one, is in bits 13 to 17 of GITS_TYPER. */
const withDevices = (count: number): bigint =>
  (VIRT.itsTyper & ~(0x1fn << 13n)) | (BigInt(Math.ceil(Math.log2(count)) - 1) << 13n);

/** A window in front of an ITS, in which each device has a word: a write there is one to GITS_TRANSLATER by that device. */
const preIts = (its: Its, base: number, size: number): MmioRegion => ({
  name: `pre-ITS at 0x${base.toString(16)}`,
  base,
  size,
  read: () => 0,
  write: () => undefined,
  message: (offset, data, _deviceId, from) => its.message(GITS_TRANSLATER, data, offset >>> 2, from),
  leadsTo: (offset) => ({ base: its.base, offset: GITS_TRANSLATER, deviceId: offset >>> 2 }),
});

export function buildItss(machine: Machine, gic: Gicv3, gicNode: DtNode): void {
  const { rec, memory, hardware } = machine;
  for (const node of walk(gicNode)) {
    const range = hardwareRanges(machine, node)[0];
    if (!isCompatible(node, ['arm,gic-v3-its']) || range === undefined) continue;
    const [preBase, preSize] = u32s(getProperty(node, 'socionext,synquacer-pre-its'));
    const state = gic_its.create(rec, {
      base: range.base,
      ctlr: CTLR_Quiescent,
      iidr: hardware.its?.iidr ?? (preSize === undefined ? VIRT.iidr : GIC_500),
      typer: hardware.its?.typer ?? (preSize === undefined ? VIRT.itsTyper : withDevices(preSize / 4)),
      pidr2: hardware.gicd?.pidr2 ?? VIRT.pidr2v3,
    });
    const tables = hardware.its?.baser ?? VIRT.itsBaser;
    tables.forEach((value, index) => state.baser.set(index, value));
    const its = new Its(state, range.size, { rec, memory, gic });
    machine.attach(its);
    if (preBase !== undefined && preSize !== undefined) machine.attach(preIts(its, preBase, preSize));
    machine.markModelled(node.path);
  }
}
