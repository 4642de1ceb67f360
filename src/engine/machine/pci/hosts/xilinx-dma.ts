/**
 * Xilinx' DMA bridges, in programmable logic (PG194; drivers/pci/controller/pcie-xilinx-dma-pl.c) and of the Versal (PG347;
 * drivers/pci/controller/pcie-xilinx-cpm.c).
 */
import type { ControllerBlock } from '../../controllers/block.ts';
import { indexIn } from '../../controllers/design.ts';
import { type BlockHostDesign, MESSAGES } from '../block-host.ts';
import { ecamPlace, pair, wires, word } from './parts.ts';

const XDMA_FIRST = 0x130;
const XDMA_END = 0x180;
const XDMA_IDR = 0x138;
const XDMA_IMR = 0x13c;
const XDMA_PSCR = 0x144;
const XDMA_LINK_UP = 0x800;
const XDMA_MSIBASE1 = 0x14c;
const XDMA_MSIBASE2 = 0x150;
const XDMA_IDRN = 0x160;
const XDMA_IDRN_MASK = 0x164;
const XDMA_IDRN_SHIFT = 16;
const XDMA_INTX = 1 << 16;
const XDMA_MSI = 0x170;
const XDMA_MSI_MASK = 0x178;

const xdmaWires = (block: ControllerBlock): number => (wires(block) << XDMA_IDRN_SHIFT) & block.word(XDMA_IDRN_MASK);

export const xilinxDma: BlockHostDesign = {
  compatible: ['xlnx,xdma-host-3.00'],
  config: (offset) => (offset >= XDMA_FIRST && offset < XDMA_END ? undefined : ecamPlace(offset)),
  vectors: 64,
  design: ({ msi, isLinked, interrupt }) => ({
    read(block, offset) {
      if (offset === XDMA_PSCR) return isLinked() ? XDMA_LINK_UP : 0;
      if (offset === XDMA_IDR) return xdmaWires(block) === 0 ? 0 : XDMA_INTX;
      if (offset === XDMA_IDRN) return wires(block) << XDMA_IDRN_SHIFT;
      const vectors = indexIn(offset, XDMA_MSI, 2);
      return vectors === undefined ? undefined : word(msi, 'pending', vectors);
    },
    write(block, offset, value) {
      const vectors = indexIn(offset, XDMA_MSI, 2);
      const mask = indexIn(offset, XDMA_MSI_MASK, 2);
      if (vectors !== undefined) msi?.change('pending', vectors, value, false);
      else if (offset !== XDMA_IDR) block.put(offset, value);
      if (mask !== undefined) msi?.write('enabled', mask, value);
      if (msi !== undefined) msi.state.address = pair(block, XDMA_MSIBASE1, XDMA_MSIBASE2);
      return true;
    },
    asks: (block, input) =>
      input >= MESSAGES ? block.level(input) : xdmaWires(block) !== 0 && (block.word(XDMA_IMR) & XDMA_INTX) !== 0,
    output: (_block, input) => interrupt(input < MESSAGES ? undefined : `msi${input - MESSAGES}`),
  }),
};

const CPM_IDR = 0xe10;
const CPM_IMR = 0xe14;
const CPM_PSCR = 0xe1c;
const CPM_FIRST = 0xe00;
const CPM_END = 0xe40;
const CPM_IDRN = 0xe38;
const CPM_IDRN_MASK = 0xe3c;

/** The registers of the CPM5 are a region of their own; the older one has them in the root port's configuration space. */
function versal(compatible: string, registers: string): BlockHostDesign {
  const asserted = (block: ControllerBlock): number => (wires(block) << XDMA_IDRN_SHIFT) & block.word(CPM_IDRN_MASK);
  return {
    compatible: [compatible],
    registers,
    ...(registers === 'cfg'
      ? { config: (offset: number) => (offset >= CPM_FIRST && offset < CPM_END ? undefined : ecamPlace(offset)) }
      : { ecam: 'cfg' }),
    design: ({ isLinked, interrupt }) => ({
      read(block, offset) {
        if (offset === CPM_PSCR) return isLinked() ? XDMA_LINK_UP : 0;
        if (offset === CPM_IDR) return asserted(block) === 0 ? 0 : XDMA_INTX;
        return offset === CPM_IDRN ? wires(block) << XDMA_IDRN_SHIFT : undefined;
      },
      write: (_block, offset) => offset === CPM_IDR,
      asks: (block) => asserted(block) !== 0 && (block.word(CPM_IMR) & XDMA_INTX) !== 0,
      output: () => interrupt(),
    }),
  };
}

export const versalCpm: BlockHostDesign = versal('xlnx,versal-cpm-host-1.00', 'cfg');
export const versalCpm5: BlockHostDesign = versal('xlnx,versal-cpm5-host', 'cpm_csr');
