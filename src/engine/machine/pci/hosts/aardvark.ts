/**
 * Marvell's Armada 3700 (functional specification, "PCIe"; drivers/pci/controller/pci-aardvark.c): configuration through an engine, 32
 * MSIs, one interrupt.
 */
import type { ControllerBlock } from '../../controllers/block.ts';
import { type BlockHostDesign, MESSAGES } from '../block-host.ts';
import type { MsiBlock } from '../msi-block.ts';
import { pair, word } from './parts.ts';

const ADVK_PIO_CTRL = 0x4000;
const ADVK_PIO_STAT = 0x4004;
const ADVK_PIO_ADDR = 0x4008;
const ADVK_PIO_WR_DATA = 0x4010;
const ADVK_PIO_STRB = 0x4014;
const ADVK_PIO_RD_DATA = 0x4018;
const ADVK_PIO_START = 0x401c;
const ADVK_CTRL2 = 0x4808;
const ADVK_MSI_ENABLE = 1 << 10;
const ADVK_ISR0 = 0x4840;
const ADVK_ISR0_MASK = 0x4844;
const ADVK_MSI_PENDING = 1 << 24;
const ADVK_ISR1 = 0x4848;
const ADVK_ISR1_MASK = 0x484c;
const ADVK_INTX_SHIFT = 8;
const ADVK_MSI_ADDR_LOW = 0x4850;
const ADVK_MSI_ADDR_HIGH = 0x4854;
const ADVK_MSI_STATUS = 0x4858;
const ADVK_MSI_MASK = 0x485c;
const ADVK_CFG = 0x6000;
const ADVK_LTSSM_L0 = 0x10000000;
const ADVK_INT_STATUS = 0x1b000;
const ADVK_INT_MASK = 0x1b004;
const ADVK_CORE_INT = 1 << 16;
const ADVK_ROOT_SPACE = 0x1000;
/** Odd types read or write behind a further bridge; bit 1 says which of the two. */
const ADVK_IS_WRITE = 2;

/** What the core tells, as far as its masks let it: MSIs, INTx wires that were asserted. */
const advkAsks = (block: ControllerBlock, msi: MsiBlock | undefined): boolean => {
  const messages = word(msi, 'pending', 0) & word(msi, 'enabled', 0) & ~word(msi, 'masked', 0);
  const told = messages !== 0 && (block.word(ADVK_ISR0_MASK) & ADVK_MSI_PENDING) === 0;
  const latched = block.gather(0, (n) => n < 4 && block.isLatched(n)) << ADVK_INTX_SHIFT;
  return told || (latched & ~block.word(ADVK_ISR1_MASK)) !== 0;
};

export const aardvark: BlockHostDesign = {
  compatible: ['marvell,armada-3700-pcie'],
  config: (offset) => (offset < ADVK_ROOT_SPACE ? { bus: 0, devfn: 0, where: offset } : undefined),
  vectors: 32,
  design: ({ msi, isLinked, config, interrupt }) => ({
    reset: () => msi?.write('enabled', 0, 0xffffffff),
    read(block, offset) {
      if (offset === ADVK_PIO_STAT || offset === ADVK_PIO_START) return 0;
      if (offset === ADVK_ISR0) return word(msi, 'pending', 0) === 0 ? 0 : ADVK_MSI_PENDING;
      if (offset === ADVK_ISR1) return block.gather(0, (n) => n < 4 && block.isLatched(n)) << ADVK_INTX_SHIFT;
      if (offset === ADVK_MSI_STATUS) return word(msi, 'pending', 0);
      if (offset === ADVK_MSI_MASK) return word(msi, 'masked', 0);
      if (offset === ADVK_CFG) return isLinked() ? ADVK_LTSSM_L0 : 0;
      return offset === ADVK_INT_STATUS ? (advkAsks(block, msi) ? ADVK_CORE_INT : 0) : undefined;
    },
    write(block, offset, value) {
      if (offset === ADVK_ISR1) block.acknowledge(0, (value >>> ADVK_INTX_SHIFT) & 0xf);
      else if (offset === ADVK_MSI_STATUS) msi?.change('pending', 0, value, false);
      else if (offset === ADVK_MSI_MASK) msi?.write('masked', 0, value);
      else if (offset === ADVK_PIO_START) {
        const target = block.word(ADVK_PIO_ADDR);
        const devfn = (target >>> 12) & 0xff;
        const bytes = block.word(ADVK_PIO_STRB);
        const at = config({ bus: target >>> 20, absolute: true, devfn, where: target & 0xfff, bytes });
        const isWrite = (block.word(ADVK_PIO_CTRL) & ADVK_IS_WRITE) !== 0;
        if (isWrite) at.write(block.word(ADVK_PIO_WR_DATA));
        else block.put(ADVK_PIO_RD_DATA, at.read());
      } else if (offset !== ADVK_ISR0 && offset !== ADVK_INT_STATUS) block.put(offset, value);
      const on = (block.word(ADVK_CTRL2) & ADVK_MSI_ENABLE) !== 0;
      if (msi !== undefined) msi.state.address = on ? pair(block, ADVK_MSI_ADDR_HIGH, ADVK_MSI_ADDR_LOW) : 0;
      return true;
    },
    // The device tells that a wire is asserted, and later that it is not: the first sets a bit.
    latches: (_block, input, level) => level && input < MESSAGES,
    asks: (block) => (block.word(ADVK_INT_MASK) & ADVK_CORE_INT) === 0 && advkAsks(block, msi),
    output: () => interrupt(),
  }),
};
