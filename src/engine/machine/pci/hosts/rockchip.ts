/** Rockchip's RK3399 (TRM, "PCIe client registers"; drivers/pci/controller/pcie-rockchip-host.c): INTx alone, in the client's status. */
import type { BlockHostDesign } from '../block-host.ts';
import { wires } from './parts.ts';

const RK_LINK = 0x48;
const RK_LINK_UP = 0x300000;
const RK_MASK = 0x4c;
const RK_STATUS = 0x50;
const RK_INTX_SHIFT = 5;
const RK_NORMAL_CONFIG = 0x800000;
const RK_CONFIG = 0xa00000;

/** Its upper half says which bits of the lower are written. */
const withHalfMask = (old: number, value: number): number => (old & ~(value >>> 16)) | (value & (value >>> 16));

export const rockchip: BlockHostDesign = {
  compatible: ['rockchip,rk3399-pcie'],
  registers: 'apb-base',
  ecam: 'axi-base',
  config(offset) {
    const start = [RK_NORMAL_CONFIG, RK_CONFIG].find((each) => offset >= each && offset < each + 0x1000);
    return start === undefined ? undefined : { bus: 0, devfn: 0, where: offset - start };
  },
  design: ({ isLinked, interrupt }) => ({
    reset: (block) => block.put(RK_MASK, 0xffff),
    read(block, offset) {
      if (offset === RK_LINK) return isLinked() ? RK_LINK_UP : 0;
      return offset === RK_STATUS ? wires(block) << RK_INTX_SHIFT : undefined;
    },
    write(block, offset, value) {
      if (offset !== RK_MASK) return false;
      block.put(RK_MASK, withHalfMask(block.word(RK_MASK), value));
      return true;
    },
    asks: (block) => ((wires(block) << RK_INTX_SHIFT) & ~block.word(RK_MASK)) !== 0,
    output: () => interrupt('legacy'),
  }),
};
