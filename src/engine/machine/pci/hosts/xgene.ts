/** APM's X-Gene (drivers/pci/controller/pci-xgene.c): no interrupt registers, configuration space and the state of the link alone. */
import type { BlockHostDesign } from '../block-host.ts';

const XGENE_STATUS = 0x50;
const XGENE_LINK_UP = 0x100;
const XGENE_RTDID = 0x160;
const XGENE_BELOW = 0x10000;

export const xgene: BlockHostDesign = {
  compatible: ['apm,xgene-pcie'],
  registers: 'csr',
  window: {
    region: 'cfg',
    size: 2 * XGENE_BELOW,
    place(offset, at) {
      const where = offset & 0xfff;
      if (offset < XGENE_BELOW) return { bus: 0, devfn: 0, where };
      return { bus: at(XGENE_RTDID) >>> 8, absolute: true, devfn: at(XGENE_RTDID) & 0xff, where };
    },
  },
  design: ({ isLinked }) => ({
    read: (_block, offset) => (offset === XGENE_STATUS ? (isLinked() ? XGENE_LINK_UP : 0) : undefined),
    asks: () => false,
    output: () => undefined,
  }),
};
