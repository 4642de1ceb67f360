/**
 * Xilinx' AXI bridge (PG055, "Root Port Interrupt FIFO"; drivers/pci/controller/pcie-xilinx.c): one interrupt, and a FIFO that says
 * what came.
 */
import type { ControllerBlock } from '../../controllers/block.ts';
import { type BlockHostDesign, MESSAGES } from '../block-host.ts';
import type { MsiBlock } from '../msi-block.ts';
import { ecamPlace, fromOne, pair, word } from './parts.ts';

const AXI_FIRST = 0x130;
const AXI_END = 0x160;
const AXI_IDR = 0x138;
const AXI_IMR = 0x13c;
const AXI_PSCR = 0x144;
const AXI_LINK_UP = 0x800;
const AXI_MSIBASE1 = 0x14c;
const AXI_MSIBASE2 = 0x150;
const AXI_FIFO1 = 0x158;
const AXI_FIFO2 = 0x15c;
const AXI_INTX = 1 << 16;
const AXI_MSI = 1 << 17;

/** The lowest vector that has come. */
function firstVector(msi: MsiBlock | undefined): number | undefined {
  for (let n = 0; n < 4; n++) {
    const bits = word(msi, 'pending', n);
    if (bits !== 0) return n * 32 + (31 - Math.clz32(bits & -bits));
  }
  return undefined;
}

const firstWire = (block: ControllerBlock): number | undefined => [0, 1, 2, 3].find((n) => block.isLatched(n));

export const xilinxAxi: BlockHostDesign = {
  compatible: ['xlnx,axi-pcie-host-1.00.a'],
  config: (offset) => (offset >= AXI_FIRST && offset < AXI_END ? undefined : ecamPlace(offset)),
  vectors: 128,
  design: ({ msi, isLinked, interrupt }) => ({
    input: fromOne,
    reset: () => {
      for (let n = 0; n < 4; n++) msi?.write('enabled', n, 0xffffffff);
    },
    read(block, offset) {
      const vector = firstVector(msi);
      const wire = firstWire(block);
      if (offset === AXI_PSCR) return isLinked() ? AXI_LINK_UP : 0;
      if (offset === AXI_IDR) return (vector === undefined ? 0 : AXI_MSI) | (wire === undefined ? 0 : AXI_INTX);
      if (offset === AXI_FIFO1) {
        if (vector !== undefined) return 0xc0000000;
        return wire === undefined ? 0 : (0x80000000 | (wire << 27)) >>> 0;
      }
      return offset === AXI_FIFO2 ? (vector ?? 0) : undefined;
    },
    write(block, offset, value) {
      if (offset === AXI_IDR) return true;
      if (offset === AXI_FIFO1) {
        const vector = firstVector(msi);
        const wire = firstWire(block);
        if (vector !== undefined) msi?.change('pending', vector >>> 5, 1 << (vector & 31), false);
        else if (wire !== undefined) block.setLatched(wire, false);
        return true;
      }
      block.put(offset, value);
      if (msi !== undefined) msi.state.address = pair(block, AXI_MSIBASE1, AXI_MSIBASE2);
      return true;
    },
    // The device tells that a wire is asserted, and later that it is not: the first is an entry of the FIFO.
    latches: (_block, input, level) => level && input < MESSAGES,
    asks: (block) =>
      (firstWire(block) !== undefined && (block.word(AXI_IMR) & AXI_INTX) !== 0) ||
      (firstVector(msi) !== undefined && (block.word(AXI_IMR) & AXI_MSI) !== 0),
    output: () => interrupt(),
  }),
};
