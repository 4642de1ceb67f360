/**
 * GPIO blocks that detect levels and edges by a few registers of a bit a pin, described by where these are: Altera's, Broadcom's,
 * Cadence's, Faraday's, Unisoc's and Nuvoton's.
 */
import { type DtNode, hasProperty } from '../../devicetree/index.ts';
import { registerRanges } from '../address.ts';
import type { ControllerBlock } from './block.ts';
import { cellOf, type ControllerDesign } from './design.ts';

interface BankLayout {
  readonly compatible: readonly string[];
  /** Pins of a bank, and bytes from a bank to the next; all pins are in one where it is missing. */
  readonly bank?: { readonly pins: number; readonly stride: number };
  readonly data: number;
  /** Pending pins, whether they are enabled or not. */
  readonly raw?: number;
  /** Pending pins that are enabled. */
  readonly masked?: number;
  /** Writing 1 forgets an edge; undefined where reading the status does. */
  readonly ack?: number;
  readonly enable: number;
  /** A 1 in the enable register disables. */
  readonly isMask?: boolean;
  readonly setEnable?: number;
  readonly clearEnable?: number;
  readonly isLevel: (bit: (offset: number) => boolean, block: ControllerBlock) => boolean;
  readonly isHigh: (bit: (offset: number) => boolean, block: ControllerBlock) => boolean;
  readonly isBoth?: (bit: (offset: number) => boolean, block: ControllerBlock) => boolean;
}

const ONE_BANK = { pins: 32, stride: 0x10000 };

function gpioBlock(layout: BankLayout): ControllerDesign {
  const { pins, stride } = layout.bank ?? ONE_BANK;
  /** A pin's bit of a register. */
  const bitOf =
    (block: ControllerBlock, pin: number) =>
    (offset: number): boolean =>
      block.bit(Math.floor(pin / pins) * stride + offset, pin % pins);
  const isPending = (block: ControllerBlock, pin: number): boolean => {
    const bit = bitOf(block, pin);
    return layout.isLevel(bit, block) ? block.level(pin) === layout.isHigh(bit, block) : block.isLatched(pin);
  };
  const asks = (block: ControllerBlock, pin: number): boolean =>
    bitOf(block, pin)(layout.enable) !== (layout.isMask === true) && isPending(block, pin);
  const wordOf = (block: ControllerBlock, first: number, is: (pin: number) => boolean): number =>
    block.gather(first, (pin) => pin < first + pins && is(pin));
  return {
    compatible: layout.compatible,
    read(block, offset) {
      const first = Math.floor(offset / stride) * pins;
      const at = offset % stride;
      if (at === layout.data) return wordOf(block, first, (pin) => block.level(pin));
      if (at !== layout.raw && at !== layout.masked) return undefined;
      const is = at === layout.raw ? isPending : asks;
      const word = wordOf(block, first, (pin) => is(block, pin));
      if (layout.ack === undefined) block.acknowledge(first, word);
      return word;
    },
    write(block, offset, value) {
      const first = Math.floor(offset / stride) * pins;
      const at = offset % stride;
      const enable = offset - at + layout.enable;
      const bits = pins === 32 ? value : value & (2 ** pins - 1);
      if (at === layout.ack) block.acknowledge(first, bits);
      else if (at === layout.setEnable || at === layout.clearEnable) {
        const on = (at === layout.setEnable) !== (layout.isMask === true);
        block.put(enable, on ? block.word(enable) | value : block.word(enable) & ~value);
      } else return false;
      return true;
    },
    latches(block, pin, level) {
      const bit = bitOf(block, pin);
      if (layout.isLevel(bit, block)) return false;
      return layout.isBoth?.(bit, block) === true || level === layout.isHigh(bit, block);
    },
    asks,
    output: () => 0,
  };
}

const RISING = 1;
const BOTH = 3;
const HIGH = 4;
/** What an Altera block was built to detect. */
const built = ({ node }: ControllerBlock): number => cellOf(node, 'altr,interrupt-type') ?? 0;

export const alteraGpio = gpioBlock({
  compatible: ['altr,pio-1.0'],
  data: 0x00,
  enable: 0x08,
  raw: 0x0c,
  ack: 0x0c,
  isLevel: (_bit, block) => built(block) === HIGH,
  isHigh: (_bit, block) => built(block) === HIGH || built(block) === RISING,
  isBoth: (_bit, block) => built(block) === BOTH,
});

/** Broadcom's UPG GIO. */
export const brcmstbGpio = gpioBlock({
  compatible: ['brcm,brcmstb-gpio'],
  bank: { pins: 32, stride: 0x20 },
  data: 0x04,
  enable: 0x14,
  raw: 0x1c,
  ack: 0x1c,
  isLevel: (bit) => bit(0x18),
  isHigh: (bit) => bit(0x0c),
  isBoth: (bit) => bit(0x10),
});

export const cadenceGpio: ControllerDesign = {
  ...gpioBlock({
    compatible: ['cdns,gpio-r1p02', 'axiado,ax3000-gpio'],
    data: 0x10,
    enable: 0x14,
    isMask: true,
    setEnable: 0x18,
    clearEnable: 0x1c,
    raw: 0x20,
    isLevel: (bit) => bit(0x24),
    isHigh: (bit) => bit(0x28),
    isBoth: (bit) => bit(0x2c),
  }),
  reset: (block) => block.put(0x14, 0xffffffff),
};

export const faradayGpio = gpioBlock({
  compatible: ['cortina,gemini-gpio', 'moxa,moxart-gpio', 'faraday,ftgpio010'],
  data: 0x04,
  enable: 0x20,
  raw: 0x24,
  masked: 0x28,
  ack: 0x30,
  isLevel: (bit) => bit(0x34),
  isHigh: (bit) => !bit(0x3c),
  isBoth: (bit) => bit(0x38),
});

export const sprdGpio = gpioBlock({
  compatible: ['sprd,sc9860-gpio'],
  bank: { pins: 16, stride: 0x80 },
  data: 0x00,
  enable: 0x18,
  raw: 0x1c,
  masked: 0x20,
  ack: 0x24,
  isLevel: (bit) => bit(0x0c),
  isHigh: (bit) => bit(0x14),
  isBoth: (bit) => bit(0x10),
});

/** The nodes of banks that have registers of their own below a pin controller's. */
const banksOf = (node: DtNode): readonly DtNode[] =>
  node.children.filter((child) => hasProperty(child, 'gpio-controller'));

/** Nuvoton's banks, each a node below that of the pin controller. */
export const npcm8xxGpio: ControllerDesign = {
  ...gpioBlock({
    compatible: ['nuvoton,npcm845-pinctrl'],
    data: 0x04,
    enable: 0x40,
    setEnable: 0x44,
    clearEnable: 0x48,
    raw: 0x4c,
    ack: 0x4c,
    isLevel: (bit) => !bit(0x28),
    isHigh: (bit) => !bit(0x08),
    isBoth: (bit) => bit(0x2c),
  }),
  lines: banksOf,
  range: (node) => banksOf(node).flatMap((bank) => registerRanges(bank)[0] ?? [])[0],
  isByLines: true,
};

const CCA_INT = 0x10000;
const CCA_INT_STS = CCA_INT + 0x20;
const CCA_INT_MASK = CCA_INT + 0x24;

const ccaActive = (block: ControllerBlock, pin: number): boolean =>
  (block.isLatched(pin) && block.bit(0x1c, pin)) || (block.level(pin) !== block.bit(0x10, pin) && block.bit(0x14, pin));

/** The block of Broadcom's XGS switches: edges and levels by themselves, behind a bit of a second region. */
export const iprocCcaGpio: ControllerDesign = {
  compatible: ['brcm,iproc-gpio-cca'],
  regions: (node) =>
    registerRanges(node).flatMap((each, n) => (n === 1 && each !== undefined ? [{ ...each, offset: CCA_INT }] : [])),
  read(block, offset) {
    if (offset === 0) return block.gather(0, (pin) => block.level(pin));
    if (offset === 0x18) return block.gather(0, (pin) => block.isLatched(pin));
    if (offset !== CCA_INT_STS) return undefined;
    return Number(block.state.inputs.keys().some((pin) => ccaActive(block, pin)));
  },
  write(block, offset, value) {
    if (offset !== 0x18) return false;
    block.acknowledge(0, value);
    return true;
  },
  latches: (block, pin, level) => level !== block.bit(0x24, pin),
  asks: (block, pin) => ccaActive(block, pin) && block.bit(CCA_INT_MASK, 0),
  output: () => 0,
};
