/**
 * Xilinx' host of the Zynq UltraScale+ (PG213; drivers/pci/controller/pcie-xilinx-nwl.c): INTx and two words of MSIs, each an
 * interrupt of its own.
 */
import { type BlockHostDesign, MESSAGES } from '../block-host.ts';
import { fromOne, pair, wires, word } from './parts.ts';

const NWL_LEG_STATUS = 0x420;
const NWL_LEG_MASK = 0x424;
const NWL_MSI_STATUS = 0x440;
const NWL_MSI_MASK = 0x448;
const NWL_MSII_CONTROL = 0x308;
const NWL_MSII_BASE_LO = 0x310;
const NWL_MSII_BASE_HI = 0x314;
/** The bridge, its window and the MSIs say that they are there. */
const NWL_PRESENT = new Set([0x200, 0x220, 0x300]);

export const nwl: BlockHostDesign = {
  compatible: ['xlnx,nwl-pcie-2.11'],
  registers: 'breg',
  ecam: 'cfg',
  // The PHY is ready whether something is behind it or not.
  link: { region: 'pcireg', offset: 0x238, up: 3, down: 2 },
  vectors: 64,
  design: ({ msi, interrupt }) => ({
    input: fromOne,
    read(block, offset) {
      if (NWL_PRESENT.has(offset)) return 1;
      if (offset === NWL_LEG_STATUS) return wires(block) & block.word(NWL_LEG_MASK);
      if (offset === NWL_MSI_STATUS || offset === NWL_MSI_STATUS + 4)
        return word(msi, 'pending', (offset - NWL_MSI_STATUS) / 4);
      return undefined;
    },
    write(block, offset, value) {
      if (offset === NWL_LEG_STATUS) return true;
      if (offset === NWL_MSI_STATUS || offset === NWL_MSI_STATUS + 4) {
        msi?.change('pending', (offset - NWL_MSI_STATUS) / 4, value, false);
        return true;
      }
      block.put(offset, value);
      if (offset === NWL_MSI_MASK || offset === NWL_MSI_MASK + 4)
        msi?.write('enabled', (offset - NWL_MSI_MASK) / 4, value);
      if (msi !== undefined)
        msi.state.address =
          (block.word(NWL_MSII_CONTROL) & 1) === 0 ? 0 : pair(block, NWL_MSII_BASE_HI, NWL_MSII_BASE_LO);
      return true;
    },
    asks: (block, input) => (input >= MESSAGES ? block.level(input) : (wires(block) & block.word(NWL_LEG_MASK)) !== 0),
    output: (_block, input) => interrupt(input < MESSAGES ? 'intx' : `msi${input - MESSAGES}`),
  }),
};
