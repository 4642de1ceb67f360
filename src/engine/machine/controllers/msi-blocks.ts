/**
 * Blocks that turn messages of PCI functions into interrupts and stand beside the host bridges, as their drivers have them (no manual of some is
 * public). A vector is an input, latched by a message until software has taken it.
 */
import { type DtNode, getProperty, hasProperty, stringList, u32s } from '../../devicetree/index.ts';
import { type AddressRange, registerRanges } from '../address.ts';
import type { ControllerBlock } from './block.ts';
import { type ControllerDesign, indexIn, type RegisterWindow, spiAt, type Taken } from './design.ts';

const latched = (block: ControllerBlock, input: number): boolean => block.isLatched(input);

/** The bits of a word, counted from the other end. */
function reversed(word: number): number {
  let out = 0;
  for (let bit = 0; bit < 32; bit++) if (((word >>> bit) & 1) !== 0) out |= 1 << (31 - bit);
  return out >>> 0;
}

/** A word as a big-endian register shows it. */
const swapped = (word: number): number =>
  (((word & 0xff) << 24) | ((word & 0xff00) << 8) | ((word >>> 8) & 0xff00) | (word >>> 24)) >>> 0;

// --- NXP's Layerscape SoCs

/** Reading a register shows which of its vectors have come, the first as the highest bit, and clears them. */
function takeScfg(block: ControllerBlock, shift: number, register: number): number {
  let word = 0;
  for (let bit = 0; bit < 32; bit++) {
    const input = (bit << shift) | register;
    if (!block.isLatched(input)) continue;
    word |= 1 << bit;
    block.setLatched(input, false);
  }
  block.update();
  return swapped(reversed(word >>> 0));
}

/** With how many bits a message chooses a register, and where the registers begin. */
function scfgMsi(compatible: readonly string[], shift: number): ControllerDesign {
  const registers = 1 << shift;
  const takes = (offset: number, data: number): Taken | undefined =>
    offset === 0 && data < 32 << shift ? { input: data, level: undefined } : undefined;
  return {
    compatible,
    read(block, offset) {
      const index = indexIn(offset, 4, registers);
      return index === undefined ? undefined : takeScfg(block, shift, index);
    },
    asks: latched,
    output: (_block, input) => input & (registers - 1),
    takes,
  };
}
export const ls1021Msi = scfgMsi(
  ['fsl,1s1021a-msi', 'fsl,1s1043a-msi', 'fsl,ls1012a-msi', 'fsl,ls1021a-msi', 'fsl,ls1043a-msi'],
  3,
);
export const ls1046Msi = scfgMsi(['fsl,ls1046a-msi'], 2);

/** The first LS1043A: vectors of all four registers are in bits of their own of a word, eight to a register. */
export const ls1043v11Msi: ControllerDesign = {
  ...scfgMsi(['fsl,ls1043a-v1.1-msi'], 2),
  read(block, offset) {
    const index = indexIn(offset, 0x10, 4);
    if (index === undefined) return undefined;
    let word = 0;
    for (let n = 0; n < 8; n++) {
      const input = (n << 2) | index;
      if (!block.isLatched(input)) continue;
      word |= 1 << (31 - index * 8 - n);
      block.setLatched(input, false);
    }
    block.update();
    return swapped(word >>> 0);
  },
};

// --- Intel's FPGAs

const CSR = 0x10000;
const ALTERA_VECTORS = 32;

const namedRange = (node: DtNode, name: string): AddressRange | undefined =>
  registerRanges(node)[stringList(getProperty(node, 'reg-names')).indexOf(name)];

/** A word for each vector: a write to it is a message, a read takes that back. 1 in the mask lets a vector through. */
export const alteraMsi: ControllerDesign = {
  compatible: ['altr,msi-1.0'],
  range: (node) => namedRange(node, 'vector_slave'),
  regions: (node): readonly RegisterWindow[] => {
    const csr = namedRange(node, 'csr');
    return csr === undefined ? [] : [{ ...csr, offset: CSR }];
  },
  read(block, offset) {
    if (offset === CSR) return block.gather(0, (vector) => block.isLatched(vector));
    const vector = indexIn(offset, 0, ALTERA_VECTORS);
    if (vector === undefined) return undefined;
    block.setLatched(vector, false);
    block.update();
    return 0;
  },
  asks: (block, vector) => block.isLatched(vector) && block.bit(CSR + 8, vector),
  output: () => 0,
  takes(offset) {
    const vector = indexIn(offset, 0, ALTERA_VECTORS);
    return vector === undefined ? undefined : { input: vector, level: undefined };
  },
};

// --- APM's X-Gene

const XGENE_FRAMES = 0x800000;
const XGENE_STATUS_END = 0x900000;
const PER_REGISTER = 16;
const PER_FRAME = 8;

/** 16 frames of 8 registers of 16 vectors each; reading a register takes its vectors, a frame's status says which registers have some. */
export const xgeneMsi: ControllerDesign = {
  compatible: ['apm,xgene1-msi'],
  read(block, offset) {
    if ((offset & 0xffff) !== 0) return undefined;
    const place = offset >>> 16;
    const some = (register: number): boolean => {
      for (let bit = 0; bit < PER_REGISTER; bit++) if (block.isLatched(register * PER_REGISTER + bit)) return true;
      return false;
    };
    if (offset >= XGENE_FRAMES && offset < XGENE_STATUS_END)
      return block.gather(0, (n) => n < PER_FRAME && some((place & 0xf) * PER_FRAME + n));
    if (offset >= XGENE_FRAMES) return undefined;
    const word = block.gather(place * PER_REGISTER, (input) => block.isLatched(input)) & 0xffff;
    block.acknowledge(place * PER_REGISTER, word);
    block.update();
    return word;
  },
  asks: latched,
  output: (_block, input) => Math.floor(input / PER_REGISTER / PER_FRAME),
  takes: (offset, data) =>
    offset >= XGENE_FRAMES || (offset & 0xffff) !== 0 || data >= PER_REGISTER
      ? undefined
      : { input: (offset >>> 16) * PER_REGISTER + data, level: undefined },
};

// --- blocks in front of the GIC, whose vectors are SPIs

const MIP_MASKS = 0x40;
const MIP_MASK_STRIDE = 0x10;

/** The Raspberry Pi 5's: a message's data is an SPI, counted from the block's first; a bit of the mask holds it back. */
export const bcm2712Mip: ControllerDesign = {
  compatible: ['brcm,bcm2712-mip'],
  asks: (block, vector) =>
    block.isLatched(vector) && !block.bit(MIP_MASKS + (vector >>> 5) * MIP_MASK_STRIDE, vector & 31),
  output: (block, vector) => spiAt(block, (u32s(getProperty(block.node, 'msi-ranges'))[2] ?? 0) + vector),
  takes: (offset, data) => (offset === 0 ? { input: data, level: undefined } : undefined),
  pulses: true,
};

const ALPINE_PRIMARY_GIC = 0x10000;

/** Annapurna Labs': the SPI is in the address of the message. */
export const alpineMsix: ControllerDesign = {
  compatible: ['al,alpine-msix'],
  asks: latched,
  output: (block, spi) => spiAt(block, spi),
  takes: (offset) =>
    (offset & ~0x1fff) === ALPINE_PRIMARY_GIC ? { input: (offset >>> 3) & 0x3ff, level: undefined } : undefined,
  pulses: true,
};

// --- the INTx wires of hosts that are DesignWare cores otherwise

const fourWires = (block: ControllerBlock): number => block.gather(0, (wire) => wire < 4 && block.level(wire));

const RK_STATUS = 0x08;
const RK_MASK = 0x1c;

/** The RK3568's and RK3588's: the upper half of the mask says which bits of the lower are written; 1 holds a wire back. */
export const rockchipDwIntx: ControllerDesign = {
  compatible: ['rockchip,rk3568-pcie'],
  range: (node) => namedRange(node, 'apb'),
  lines: (node) => node.children.filter((child) => hasProperty(child, 'interrupt-controller')),
  reset: (block) => block.put(RK_MASK, 0xf),
  read: (block, offset) => (offset === RK_STATUS ? fourWires(block) : undefined),
  write(block, offset, value) {
    if (offset !== RK_MASK) return false;
    block.put(RK_MASK, (block.word(RK_MASK) & ~(value >>> 16)) | (value & (value >>> 16)));
    return true;
  },
  // The wires share an output, which each of them drives: so what one asks, all do.
  asks: (block) => (fourWires(block) & ~block.word(RK_MASK)) !== 0,
  output({ node, machine }) {
    const host = node.parent;
    if (host === undefined) return undefined;
    const place = stringList(getProperty(host, 'interrupt-names')).indexOf('legacy');
    return place < 0 ? undefined : machine.wiring.wireOf(host, place);
  },
};

const UNIPHIER_INTX = 0x810c;

/** UniPhier's: what is asserted, held back (1 << 8) and enabled (1 << 16) is in one register of the link's. */
export const uniphierDwIntx: ControllerDesign = {
  compatible: ['socionext,uniphier-pcie'],
  range: (node) => namedRange(node, 'link'),
  lines: (node) => node.children.filter((child) => hasProperty(child, 'interrupt-controller')),
  read: (block, offset) =>
    offset === UNIPHIER_INTX ? ((block.word(UNIPHIER_INTX) & ~0xf) | fourWires(block)) >>> 0 : undefined,
  asks(block) {
    const control = block.word(UNIPHIER_INTX);
    return (fourWires(block) & ~(control >>> 8) & (control >>> 16)) !== 0;
  },
  output: () => 0,
};
