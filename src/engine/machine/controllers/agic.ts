/**
 * Tegra's AGIC: a GIC-400 behind an interrupt of the SoC's, as far as one CPU interface goes. The public manuals do not say how many lines
 * it has; unless the scenario does (GICD_TYPER), there are 160, which is enough for all that trees name.
 */
import { registerRanges } from '../address.ts';
import { gicIntid } from '../wiring.ts';
import type { ControllerBlock } from './block.ts';
import { type ControllerDesign, indexIn } from './design.ts';

const TYPER = 0x004;
const LINES = 160;
const ISENABLER = 0x100;
const ICENABLER = 0x180;
const ISACTIVER = 0x300;
const ITARGETSR = 0x800;
const ICFGR = 0xc00;
const PRIVATE_TARGETS = 8;
const WORDS = 32;
const IAR = 0x00c;
const EOIR = 0x010;
const SPURIOUS = 1023;

const isEdge = (block: ControllerBlock, intid: number): boolean =>
  ((block.word(ICFGR + (intid >> 4) * 4) >>> ((intid & 15) * 2)) & 2) !== 0;

function asks(block: ControllerBlock, intid: number): boolean {
  const isPending = isEdge(block, intid) ? block.isLatched(intid) : block.level(intid);
  return isPending && block.bit(ISENABLER, intid) && !block.bit(ISACTIVER, intid);
}

function setActive(block: ControllerBlock, intid: number, active: boolean): void {
  const register = ISACTIVER + (intid >> 5) * 4;
  const bit = 1 << (intid & 31);
  block.put(register, active ? block.word(register) | bit : block.word(register) & ~bit);
  block.update();
}

/** The lowest line that asks becomes active; its edge is taken. */
function acknowledge(block: ControllerBlock): number {
  const intid = block.state.inputs.keys().find((each) => asks(block, each));
  if (intid === undefined) return SPURIOUS;
  block.setLatched(intid, false);
  setActive(block, intid, true);
  return intid;
}

export const tegraAgic: ControllerDesign = {
  compatible: ['nvidia,tegra210-agic'],
  input: (cells) => gicIntid(cells),
  windows(node) {
    const cpu = registerRanges(node)[1];
    if (cpu === undefined) return [];
    return [
      {
        range: cpu,
        read: (block, offset) => (offset === IAR ? acknowledge(block) : 0),
        write(block, offset, value) {
          if (offset === EOIR) setActive(block, value & 0x3ff, false);
        },
      },
    ];
  },
  read(block, offset) {
    if (offset === TYPER) return block.word(TYPER) === 0 ? LINES / 32 - 1 : block.word(TYPER);
    return indexIn(offset, ITARGETSR, PRIVATE_TARGETS) === undefined ? undefined : 0x01010101;
  },
  write(block, offset, value) {
    const set = indexIn(offset, ISENABLER, WORDS);
    const clear = indexIn(offset, ICENABLER, WORDS);
    const word = set ?? clear;
    if (word === undefined) return false;
    const register = ISENABLER + word * 4;
    block.put(register, set === undefined ? block.word(register) & ~value : block.word(register) | value);
    return true;
  },
  latches: (block, intid, level) => level && isEdge(block, intid),
  asks,
  output: () => 0,
};
