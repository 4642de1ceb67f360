/** MediaTek's third generation (drivers/pci/controller/pcie-mediatek-gen3.c): eight sets of 32 MSIs, one interrupt. */
import type { ControllerBlock } from '../../controllers/block.ts';
import { type BlockHostDesign, MESSAGES } from '../block-host.ts';
import type { MsiBlock } from '../msi-block.ts';
import { pair, word } from './parts.ts';

const MTK_CFGNUM = 0x140;
const MTK_CONFIG = 0x1000;
const MTK_CONFIG_END = 0x2000;
const MTK_LINK = 0x154;
const MTK_LINK_UP = 0x100;
const MTK_INT_ENABLE = 0x180;
const MTK_INT_STATUS = 0x184;
const MTK_SETS_ENABLE = 0x190;
const MTK_MSI_SHIFT = 8;
const MTK_INTX_SHIFT = 24;
const MTK_SETS = 0xc00;
const MTK_SETS_HIGH = 0xc80;
const MTK_SET_SIZE = 0x10;
const MTK_SET_NUMBER = 8;

/** A set's number and which of its registers: its address, what has come, what is let through. */
function mtkSet(offset: number): readonly ['address' | 'pending' | 'enabled' | 'other', number] | undefined {
  const at = offset - MTK_SETS;
  if (at < 0 || at >= MTK_SET_SIZE * MTK_SET_NUMBER) return undefined;
  const kinds = ['address', 'pending', 'enabled', 'other'] as const;
  return [kinds[(at % MTK_SET_SIZE) >> 2] ?? 'other', Math.floor(at / MTK_SET_SIZE)];
}

/** A bit for each set with something to tell, and for each INTx wire that was asserted and not acknowledged since it was released. */
function mtkStatus(block: ControllerBlock, msi: MsiBlock | undefined): number {
  const sets = block.gather(0, (n) => n < MTK_SET_NUMBER && (word(msi, 'pending', n) & word(msi, 'enabled', n)) !== 0);
  const asserted = block.gather(0, (n) => n < 4 && (block.level(n) || block.isLatched(n)));
  return ((sets << MTK_MSI_SHIFT) | (asserted << MTK_INTX_SHIFT)) >>> 0;
}

export const mediatekGen3: BlockHostDesign = {
  compatible: ['mediatek,mt8192-pcie'],
  registers: 'pcie-mac',
  config(offset, _parts, at) {
    if (offset < MTK_CONFIG || offset >= MTK_CONFIG_END) return undefined;
    const target = at(MTK_CFGNUM);
    const bytes = (target >>> 16) & 0xf;
    return { bus: (target >>> 8) & 0xff, absolute: true, devfn: target & 0xff, where: offset - MTK_CONFIG, bytes };
  },
  vectors: 32 * MTK_SET_NUMBER,
  stride: MTK_SET_SIZE,
  design: ({ msi, isLinked, interrupt }) => ({
    read(block, offset) {
      if (offset === MTK_LINK) return isLinked() ? MTK_LINK_UP : 0;
      if (offset === MTK_INT_STATUS) return mtkStatus(block, msi);
      const set = mtkSet(offset);
      return set?.[0] === 'pending' || set?.[0] === 'enabled' ? word(msi, set[0], set[1]) : undefined;
    },
    write(block, offset, value) {
      const set = mtkSet(offset);
      if (offset === MTK_INT_STATUS) block.acknowledge(0, value >>> MTK_INTX_SHIFT);
      else if (set?.[0] === 'pending') msi?.change('pending', set[1], value, false);
      else if (set?.[0] === 'enabled') msi?.write('enabled', set[1], value);
      else block.put(offset, value);
      // The sets' addresses are programmed one behind the other, as far apart as their registers.
      const on = (block.word(MTK_SETS_ENABLE) & 1) !== 0;
      if (msi !== undefined) msi.state.address = on ? pair(block, MTK_SETS_HIGH, MTK_SETS) : 0;
      return true;
    },
    latches: (_block, input, level) => level && input < MESSAGES,
    asks: (block) => (mtkStatus(block, msi) & block.word(MTK_INT_ENABLE)) !== 0,
    output: () => interrupt(),
  }),
};
