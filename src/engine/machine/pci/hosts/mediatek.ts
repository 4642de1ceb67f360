/**
 * MediaTek's second generation (drivers/pci/controller/pcie-mediatek.c): a port each, configuration through packets, 32 MSIs, one interrupt. The root port is
 * the device of the port's number.
 */
import type { ControllerBlock } from '../../controllers/block.ts';
import { getProperty, u32s } from '../../../devicetree/index.ts';
import { type BlockHostDesign, MESSAGES } from '../block-host.ts';
import type { MsiBlock } from '../msi-block.ts';
import { word } from './parts.ts';

const MASK = 0x420;
const STATUS = 0x424;
const INTX_SHIFT = 16;
const MSI = 1 << 23;
const IMSI_STATUS = 0x42c;
const IMSI_ADDR = 0x430;
const HEADER0 = 0x460;
const HEADER1 = 0x464;
const HEADER2 = 0x468;
const WDATA = 0x470;
const REQUEST = 0x488;
const RDATA = 0x48c;
const LINK = 0x804;
const LINK_UP = 1 << 10;
/** Of the first word of a packet: it has data. */
const HAS_DATA = 0x40000000;

/** An INTx wire stays until it is released and acknowledged, messages until each vector is. */
function status(block: ControllerBlock, msi: MsiBlock | undefined): number {
  const asserted = block.gather(0, (n) => n < 4 && (block.level(n) || block.isLatched(n)));
  return ((asserted << INTX_SHIFT) | (word(msi, 'pending', 0) === 0 ? 0 : MSI)) >>> 0;
}

export const mediatek: BlockHostDesign = {
  compatible: ['mediatek,mt2712-pcie', 'mediatek,mt7622-pcie', 'mediatek,mt7629-pcie'],
  rootPort: (node) => (u32s(getProperty(node, 'linux,pci-domain'))[0] ?? 0) << 3,
  vectors: 32,
  design: ({ msi, isLinked, config, interrupt }) => ({
    reset: (block) => {
      block.put(MASK, 0xffffffff);
      msi?.write('enabled', 0, 0xffffffff);
    },
    read(block, offset) {
      if (offset === LINK) return isLinked() ? LINK_UP : 0;
      if (offset === STATUS) return status(block, msi);
      return offset === IMSI_STATUS ? word(msi, 'pending', 0) : undefined;
    },
    write(block, offset, value) {
      if (offset === STATUS) block.acknowledge(0, (value >>> INTX_SHIFT) & 0xf);
      else if (offset === IMSI_STATUS) msi?.change('pending', 0, value, false);
      else if (offset === REQUEST) {
        const target = block.word(HEADER2);
        const bytes = block.word(HEADER1) & 0xf;
        const place = {
          bus: target >>> 24,
          absolute: true,
          devfn: (target >>> 16) & 0xff,
          where: target & 0xffc,
          bytes,
        } as const;
        if ((block.word(HEADER0) & HAS_DATA) === 0) block.put(RDATA, config(place).read());
        else config(place).write(block.word(WDATA));
      } else block.put(offset, value);
      if (msi !== undefined) msi.state.address = block.word(IMSI_ADDR);
      return true;
    },
    latches: (_block, input, level) => level && input < MESSAGES,
    asks: (block) => (status(block, msi) & ~block.word(MASK)) !== 0,
    output: () => interrupt('pcie_irq'),
  }),
};
