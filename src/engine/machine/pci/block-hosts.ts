/** The hosts with interrupt registers of their own, as Linux's drivers name them: where they are, and what clears what. */
import type { ControllerBlock } from '../controllers/block.ts';
import { type DtNode, firstString, getProperty, readRows, u32s } from '../../devicetree/index.ts';
import { addressCells, toPhysical } from '../address.ts';
import { indexIn } from '../controllers/design.ts';
import { type BlockHostDesign, type ConfigPlace, type HostPort, MESSAGES } from './block-host.ts';
import type { MsiBlock } from './msi-block.ts';

/** 4 KB for each function, from the start. */
const ecamPlace = (offset: number): ConfigPlace => ({
  bus: Math.floor(offset / 0x100000),
  devfn: (offset >> 12) & 0xff,
  where: offset & 0xfff,
});

/** Specifiers count the wires from 1. */
const fromOne = ([pin = 1]: readonly number[]): number => pin - 1;

/** The levels of the four wires as bits of a register. They share an output, which each of them drives: so what one asks, all do. */
const wires = (block: ControllerBlock): number => block.gather(0, (n) => n < 4 && block.level(n));

const word = (msi: MsiBlock | undefined, field: 'pending' | 'enabled' | 'masked', n: number): number =>
  msi?.state[field].get(n) ?? 0;

/** The address that a pair of registers holds. */
const pair = (block: ControllerBlock, high: number, low: number): number =>
  block.word(high) * 2 ** 32 + block.word(low);

// --- Xilinx

const NWL_LEG_STATUS = 0x420;
const NWL_LEG_MASK = 0x424;
const NWL_MSI_STATUS = 0x440;
const NWL_MSI_MASK = 0x448;
const NWL_MSII_CONTROL = 0x308;
const NWL_MSII_BASE_LO = 0x310;
const NWL_MSII_BASE_HI = 0x314;
/** The bridge, its window and the MSIs say that they are there. */
const NWL_PRESENT = new Set([0x200, 0x220, 0x300]);

const nwl: BlockHostDesign = {
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

const xilinxAxi: BlockHostDesign = {
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

// --- Rockchip's RK3399

const RK_LINK = 0x48;
const RK_LINK_UP = 0x300000;
const RK_MASK = 0x4c;
const RK_STATUS = 0x50;
const RK_INTX_SHIFT = 5;
const RK_NORMAL_CONFIG = 0x800000;
const RK_CONFIG = 0xa00000;

/** Its upper half says which bits of the lower are written. */
const withHalfMask = (old: number, value: number): number => (old & ~(value >>> 16)) | (value & (value >>> 16));

const rockchip: BlockHostDesign = {
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

// --- NVIDIA's Tegra124 to 186

const TEGRA_FPCI_BAR0 = 0x30;
const TEGRA_FPCI_CONFIG = 0xfe100000;
const TEGRA_MSI_BAR_SZ = 0x60;
const TEGRA_MSI_AXI_BAR = 0x68;
const TEGRA_MSI_VEC = 0x6c;
const TEGRA_MSI_EN_VEC = 0x8c;
const TEGRA_MSI_WORDS = 8;
const TEGRA_INTR_MASK = 0xb4;
const TEGRA_MSI_MASK = 1 << 8;
const TEGRA_INTR_CODE = 0xb8;
const TEGRA_LEGACY = 6;
const TEGRA_LINK_STATUS = 0x90;
const TEGRA_LINK_ACTIVE = 0x20000000;
const TEGRA_VEND_XP = 0xf00;
const TEGRA_DL_UP = 0x40000000;

/** A port is a node whose "assigned-addresses" has its registers, in a window of the host's. */
function tegraPorts(node: DtNode): HostPort[] {
  return node.children.flatMap((child) => {
    const [unit = 0] = u32s(getProperty(child, 'reg'));
    const row = readRows(getProperty(child, 'assigned-addresses'), [1, 2, 2])[0];
    const rows = readRows(getProperty(node, 'ranges'), [1, 2, addressCells(node.parent), 2]);
    const address = row?.[1] ?? 0n;
    const window = rows.find(([, from = 0n, , size = 0n]) => address >= from && address < from + size);
    const disabled = !['okay', 'ok', undefined].includes(firstString(getProperty(child, 'status')));
    if (row === undefined || window === undefined || disabled) return [];
    const base = toPhysical(node.parent, address - (window[1] ?? 0n) + (window[2] ?? 0n));
    const size = Number(row[2] ?? 0n);
    return base === undefined ? [] : [{ devfn: (unit >>> 8) & 0xff, range: { base: Number(base), size } }];
  });
}

const tegra: BlockHostDesign = {
  compatible: ['nvidia,tegra186-pcie', 'nvidia,tegra210-pcie', 'nvidia,tegra124-pcie'],
  registers: 'afi',
  window: {
    region: 'cs',
    size: 0x1000,
    place(offset, at) {
      const target = (at(TEGRA_FPCI_BAR0) - TEGRA_FPCI_CONFIG) * 0x100 + offset;
      const where = (Math.floor(target / 2 ** 24) & 0xf) * 0x100 + (target & 0xff);
      return {
        bus: Math.floor(target / 2 ** 16) & 0xff,
        absolute: true,
        devfn: Math.floor(target / 2 ** 8) & 0xff,
        where,
      };
    },
  },
  ports: tegraPorts,
  portBits(offset, isLinked) {
    if (!isLinked) return 0;
    return offset === TEGRA_VEND_XP ? TEGRA_DL_UP : offset === TEGRA_LINK_STATUS ? TEGRA_LINK_ACTIVE : 0;
  },
  vectors: 256,
  design: ({ msi, isAsserted, interrupt }) => ({
    read(_block, offset) {
      if (offset === TEGRA_INTR_CODE) return isAsserted() ? TEGRA_LEGACY : 0;
      const vec = indexIn(offset, TEGRA_MSI_VEC, TEGRA_MSI_WORDS);
      if (vec !== undefined) return word(msi, 'pending', vec);
      const enabled = indexIn(offset, TEGRA_MSI_EN_VEC, TEGRA_MSI_WORDS);
      return enabled === undefined ? undefined : word(msi, 'enabled', enabled);
    },
    write(block, offset, value) {
      const vec = indexIn(offset, TEGRA_MSI_VEC, TEGRA_MSI_WORDS);
      const enabled = indexIn(offset, TEGRA_MSI_EN_VEC, TEGRA_MSI_WORDS);
      if (vec !== undefined) msi?.change('pending', vec, value, false);
      else if (enabled !== undefined) msi?.write('enabled', enabled, value);
      else block.put(offset, value);
      if (msi !== undefined) msi.state.address = block.word(TEGRA_MSI_BAR_SZ) === 0 ? 0 : block.word(TEGRA_MSI_AXI_BAR);
      return true;
    },
    asks: (block, input) =>
      input >= MESSAGES && block.level(input) && (block.word(TEGRA_INTR_MASK) & TEGRA_MSI_MASK) !== 0,
    output: (_block, input) => (input >= MESSAGES ? interrupt('msi') : undefined),
  }),
};

// --- Renesas' R-Car

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

const rcar: BlockHostDesign = {
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

// --- Marvell's Armada 3700

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

const aardvark: BlockHostDesign = {
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

// --- MediaTek, third generation

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

const mediatekGen3: BlockHostDesign = {
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

// --- Xilinx' DMA bridges in programmable logic

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

const xilinxDma: BlockHostDesign = {
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

// --- Xilinx' Versal

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

// --- hosts without interrupt registers: configuration space and the state of the link

const XGENE_STATUS = 0x50;
const XGENE_LINK_UP = 0x100;
const XGENE_RTDID = 0x160;
const XGENE_BELOW = 0x10000;

const xgene: BlockHostDesign = {
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

const CDNS_LINK = 0x100000;
const CDNS_TARGET = 0x400000;

const cadence: BlockHostDesign = {
  compatible: [
    'ti,j721e-pcie-host',
    'ti,j7200-pcie-host',
    'ti,am64-pcie-host',
    'ti,j784s4-pcie-host',
    'ti,j722s-pcie-host',
  ],
  registers: 'reg',
  config: (offset) => (offset < 0x1000 ? { bus: 0, devfn: 0, where: offset } : undefined),
  window: {
    region: 'cfg',
    size: 0x1000,
    place(offset, at) {
      const target = at(CDNS_TARGET);
      return { bus: (target >>> 20) & 0xff, absolute: true, devfn: (target >>> 12) & 0xff, where: offset };
    },
  },
  link: { region: 'user_cfg', offset: 0x14, up: 3, down: 0 },
  design: ({ isLinked }) => ({
    read: (_block, offset) => (offset === CDNS_LINK ? (isLinked() ? 1 : 0) : undefined),
    asks: () => false,
    output: () => undefined,
  }),
};

export const BLOCK_HOSTS: readonly BlockHostDesign[] = [
  nwl,
  xilinxAxi,
  rockchip,
  tegra,
  rcar,
  aardvark,
  mediatekGen3,
  xilinxDma,
  versal('xlnx,versal-cpm-host-1.00', 'cfg'),
  versal('xlnx,versal-cpm5-host', 'cpm_csr'),
  xgene,
  cadence,
];
