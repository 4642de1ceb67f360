/** The hosts with interrupt registers of their own, as Linux's drivers name them: where they are, and what clears what. */
import type { ControllerBlock } from '../controllers/block.ts';
import { type BlockHostDesign, type ConfigPlace, MESSAGES } from './block-host.ts';
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

export const BLOCK_HOSTS: readonly BlockHostDesign[] = [nwl, xilinxAxi, rockchip];
