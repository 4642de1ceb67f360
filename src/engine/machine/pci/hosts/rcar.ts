/** Renesas' R-Car (manual, "PCIE controller"; drivers/pci/controller/pcie-rcar-host.c): 32 MSIs, of two interrupts. */
import { type BlockHostDesign, MESSAGES } from '../block-host.ts';
import { word } from './parts.ts';

const RCAR_CAR = 0x10;
const RCAR_CDR = 0x20;
const RCAR_CONFIG = 0x10000;
const RCAR_CONFIG_END = 0x11000;
const RCAR_PHYSR = 0x7f0;
const RCAR_TSTR = 0x2004;
const RCAR_MSIFR = 0x2044;
const RCAR_MSIALR = 0x2048;
const RCAR_MSIAUR = 0x204c;
const RCAR_MSIIER = 0x2050;

export const rcar: BlockHostDesign = {
  compatible: ['renesas,pcie-rcar-gen2', 'renesas,pcie-rcar-gen3', 'renesas,pcie-r8a7779', 'renesas,pcie-r8a7795'],
  config(offset, _parts, at) {
    if (offset >= RCAR_CONFIG && offset < RCAR_CONFIG_END) return { bus: 0, devfn: 0, where: offset - RCAR_CONFIG };
    if (offset < RCAR_CDR || offset >= RCAR_CDR + 4) return undefined;
    const target = at(RCAR_CAR);
    const devfn = (((target >>> 19) & 0x1f) << 3) | ((target >>> 16) & 7);
    return { bus: target >>> 24, absolute: true, devfn, where: (target & 0xffc) + offset - RCAR_CDR };
  },
  vectors: 32,
  design: ({ node, msi, isLinked }) => ({
    read(_block, offset) {
      if (offset === RCAR_PHYSR) return 1;
      if (offset === RCAR_TSTR) return isLinked() ? 1 : 0;
      if (offset === RCAR_MSIFR) return word(msi, 'pending', 0);
      return offset === RCAR_MSIIER ? word(msi, 'enabled', 0) : undefined;
    },
    write(block, offset, value) {
      if (offset === RCAR_MSIFR) msi?.change('pending', 0, value, false);
      else if (offset === RCAR_MSIIER) msi?.write('enabled', 0, value);
      else block.put(offset, value);
      const low = block.word(RCAR_MSIALR);
      if (msi !== undefined)
        msi.state.address = (low & 1) === 0 ? 0 : block.word(RCAR_MSIAUR) * 2 ** 32 + ((low & ~1) >>> 0);
      return true;
    },
    asks: (block, input) => input >= MESSAGES && block.level(input),
    // Of the two interrupts that are for MSIs, too, the one that INTx does not have.
    output: ({ machine }, input) => (input >= MESSAGES ? machine.wiring.wireOf(node, 1) : undefined),
  }),
};
