/** GPIO blocks of NXP's, Rockchip's, Qualcomm's and Allwinner's SoCs, whose registers say of each pin which level or edge counts. */
import { type DtNode, getProperty, stringList } from '../../devicetree/index.ts';
import { registerRanges } from '../address.ts';
import type { ControllerBlock } from './block.ts';
import type { Wire } from '../wiring.ts';
import { cellOf, type ControllerDesign, indexIn } from './design.ts';

/** How a pin interrupts. */
interface Sense {
  readonly edge: boolean;
  /** The level, or the edge that leads to it. */
  readonly high: boolean;
  readonly both: boolean;
}

/** A level is pending while it is there, an edge until it is acknowledged. */
function isPending(block: ControllerBlock, pin: number, { edge, high }: Sense): boolean {
  return block.isLatched(pin) || (!edge && block.level(pin) === high);
}
const latchesEdge = ({ edge, both, high }: Sense, level: boolean): boolean => edge && (both || level === high);

const IMX_PSR = 0x08;
const IMX_ICR = 0x0c;
const IMX_IMR = 0x14;
const IMX_ISR = 0x18;
const IMX_EDGE_SEL = 0x1c;

function imxSense(block: ControllerBlock, pin: number): Sense {
  const kind = (block.word(IMX_ICR + (pin >> 4) * 4) >>> ((pin & 15) * 2)) & 3;
  const both = block.bit(IMX_EDGE_SEL, pin);
  return { edge: both || kind >= 2, high: kind === 1 || kind === 2, both };
}

/** i.MX: 32 pins, two bits each that say which level or edge counts, and an interrupt for each half of them. */
export const imxGpio: ControllerDesign = {
  compatible: [
    'fsl,imx35-gpio',
    'fsl,imx31-gpio',
    'fsl,imx7d-gpio',
    'fsl,imx8dxl-gpio',
    'fsl,imx8qm-gpio',
    'fsl,imx8qxp-gpio',
  ],
  notInMemory: true,
  read(block, offset) {
    if (offset === IMX_PSR) return block.gather(0, (pin) => block.level(pin));
    return offset === IMX_ISR ? block.gather(0, (pin) => isPending(block, pin, imxSense(block, pin))) : undefined;
  },
  write(block, offset, value) {
    if (offset === IMX_ISR) block.acknowledge(0, value);
    return offset === IMX_ISR;
  },
  latches: (block, pin, level) => latchesEdge(imxSense(block, pin), level),
  asks: (block, pin) => block.bit(IMX_IMR, pin) && isPending(block, pin, imxSense(block, pin)),
  output: (block, pin) => Math.min(pin >> 4, block.machine.wiring.countOf(block.node) - 1),
};

/** Where Rockchip's registers are: those of the first kind, and those of the second, each of two halves. */
interface RockchipLayout {
  readonly enable: number;
  readonly mask: number;
  readonly type: number;
  readonly polarity: number;
  readonly both: number | undefined;
  readonly status: number;
  readonly eoi: number;
  readonly port: number;
  readonly version: number;
}
const ROCKCHIP_V1: RockchipLayout = {
  enable: 0x30,
  mask: 0x34,
  type: 0x38,
  polarity: 0x3c,
  both: undefined,
  status: 0x40,
  eoi: 0x4c,
  port: 0x50,
  version: 0,
};
const ROCKCHIP_V2 = { enable: 0x10, mask: 0x18, type: 0x20, polarity: 0x28, both: 0x30, status: 0x50, eoi: 0x60 };
const rockchipV2 = (version: number): RockchipLayout => ({ ...ROCKCHIP_V2, port: 0x70, version });
const ROCKCHIP_VERSION = 0x78;
/** By the pin controller that the bank belongs to; the others are of the first kind. */
const ROCKCHIP_SOCS: Readonly<Record<string, RockchipLayout>> = {
  'rockchip,rk3568-pinctrl': rockchipV2(0x01000c2b),
  'rockchip,rk3588-pinctrl': rockchipV2(0x0101157c),
  'rockchip,rk3562-pinctrl': rockchipV2(0x0101157c),
  'rockchip,rk3528-pinctrl': rockchipV2(0x0101157c),
  'rockchip,rk3576-pinctrl': rockchipV2(0x010219c8),
};

function rockchipLayout({ node: { parent } }: ControllerBlock): RockchipLayout {
  const names = parent === undefined ? [] : stringList(getProperty(parent, 'compatible'));
  return names.flatMap((name) => ROCKCHIP_SOCS[name] ?? [])[0] ?? ROCKCHIP_V1;
}

/** A pin's bit of a register: those of the second kind have 16 bits, with a mask for writing above. */
function rockchipBit(block: ControllerBlock, layout: RockchipLayout, register: number, pin: number): boolean {
  return layout.version === 0 ? block.bit(register, pin) : block.bit(register + (pin >> 4) * 4, pin & 15);
}

function rockchipSense(block: ControllerBlock, pin: number): Sense {
  const layout = rockchipLayout(block);
  const both = layout.both !== undefined && rockchipBit(block, layout, layout.both, pin);
  return {
    edge: both || rockchipBit(block, layout, layout.type, pin),
    high: rockchipBit(block, layout, layout.polarity, pin),
    both,
  };
}

function rockchipAsks(block: ControllerBlock, pin: number): boolean {
  const layout = rockchipLayout(block);
  if (!rockchipBit(block, layout, layout.enable, pin) || rockchipBit(block, layout, layout.mask, pin)) return false;
  return isPending(block, pin, rockchipSense(block, pin));
}

/** A write to a half of a register of the second kind: the upper bits say which of the lower count. */
function writeHalf(block: ControllerBlock, offset: number, value: number, layout: RockchipLayout): boolean {
  const bits = value & (value >>> 16) & 0xffff;
  if (offset === layout.eoi || offset === layout.eoi + 4) {
    block.acknowledge(((offset - layout.eoi) / 4) * 16, bits);
    return true;
  }
  const isHalf = offset < layout.status && offset !== layout.port;
  if (isHalf) block.put(offset, (block.word(offset) & ~(value >>> 16)) | bits);
  return isHalf;
}

/** Rockchip: 32 pins, of which the version of the block, by the SoC, says how the registers lie. */
export const rockchipGpio: ControllerDesign = {
  compatible: ['rockchip,gpio-bank'],
  notInMemory: true,
  // The version is in a register, and goes here by the SoC.
  assumed: true,
  read(block, offset) {
    const { port, status, version } = rockchipLayout(block);
    if (offset === port) return block.gather(0, (pin) => block.level(pin));
    if (offset === ROCKCHIP_VERSION) return version;
    return offset === status ? block.gather(0, (pin) => rockchipAsks(block, pin)) : undefined;
  },
  write(block, offset, value) {
    const layout = rockchipLayout(block);
    if (layout.version !== 0) return writeHalf(block, offset, value, layout);
    if (offset === layout.eoi) block.acknowledge(0, value);
    return offset === layout.eoi;
  },
  latches: (block, pin, level) => latchesEdge(rockchipSense(block, pin), level),
  asks: rockchipAsks,
  output: () => 0,
};

/** SoCs whose pins have their registers 4 KiB apart, in one place of 1 MiB or in several. */
const TLMMS = [
  'ipq4019 ipq6018 ipq8074 msm8916 msm8953 msm8976 msm8996 msm8998 qcs404 sc7180 sc7280 sdm660 sdm630 sdm845 sdx55 sm8150 sm8250'
    .split(' ')
    .map((name) => `qcom,${name}-pinctrl`),
  'ipq5018 ipq5332 ipq9574 mdm9607 msm8909 qcm2290 qdu1000 sa8775p sc8280xp sdm670 sdx65 sdx75 sm4450 sm6115 sm6125 sm6350 sm6375 sm7150 sm8350 sm8450 sm8550 sm8650 x1e80100'
    .split(' ')
    .map((name) => `qcom,${name}-tlmm`),
].flat();
const TLMM_PLACE = 0x100000;
const TLMM_PIN = 0x1000;
const TLMM_REGION = 0x1000000;
const TLMM_IO = 4;
const TLMM_CFG = 8;
const TLMM_STATUS = 0xc;
const HIGH = 4;

function tlmmSense(block: ControllerBlock, pin: number): Sense {
  const cfg = block.word(pin * TLMM_PIN + TLMM_CFG);
  const edges = (cfg >>> 2) & 3;
  return { edge: edges !== 0, high: edges === 0 ? (cfg & 2) !== 0 : edges === 1, both: edges === 3 };
}

const tlmmEnabled = (block: ControllerBlock, pin: number): boolean => (block.word(pin * TLMM_PIN + TLMM_CFG) & 1) !== 0;

/** A pin that is not enabled here is looked after by the wake-up controller, where it has a line there: it goes on as it is. */
function tlmmWakeLine({ machine, node }: ControllerBlock, pin: number): Wire | undefined {
  const controller = machine.wiring.byPhandle(cellOf(node, 'wakeup-parent'));
  if (controller === undefined) return undefined;
  const table = stringList(getProperty(node, 'compatible')).flatMap((each) => machine.wakeLines.get(each) ?? []);
  for (let at = 0; at + 1 < table.length; at += 2)
    if (table[at] === pin) return { controller, cells: [table[at + 1] ?? 0, HIGH] };
  return undefined;
}

/** A register of a pin, by its number, wherever the pin's place is. */
const tlmmRegister = (offset: number): number => offset % TLMM_PLACE;

/** Qualcomm's TLMM: each pin has a page of registers; all that interrupt here and not at the wake-up controller make one interrupt. */
export const qcomTlmm: ControllerDesign = {
  compatible: TLMMS,
  notInMemory: true,
  regions: (node: DtNode) =>
    registerRanges(node)
      .slice(1)
      .flatMap((range, i) => (range === undefined ? [] : [{ ...range, offset: (i + 1) * TLMM_REGION }])),
  read(block, offset) {
    const register = tlmmRegister(offset);
    const pin = Math.floor(register / TLMM_PIN);
    const at = register % TLMM_PIN;
    if (at === TLMM_IO) return (block.word(register) & ~1) | Number(block.level(pin));
    if (at === TLMM_STATUS) return Number(isPending(block, pin, tlmmSense(block, pin)));
    return block.word(register);
  },
  write(block, offset, value) {
    const register = tlmmRegister(offset);
    const pin = Math.floor(register / TLMM_PIN);
    if (register % TLMM_PIN !== TLMM_STATUS) block.put(register, value);
    else if ((value & 1) === 0) block.setLatched(pin, false);
    return true;
  },
  latches: (block, pin, level) => latchesEdge(tlmmSense(block, pin), level),
  asks: (block, pin) =>
    tlmmEnabled(block, pin)
      ? isPending(block, pin, tlmmSense(block, pin))
      : tlmmWakeLine(block, pin) !== undefined && block.level(pin),
  output: (block, pin) => (tlmmEnabled(block, pin) ? 0 : (tlmmWakeLine(block, pin) ?? 0)),
};

/** Ports that interrupt, in the order of the node's interrupts, by letter; where their registers are not in that order, their places. */
interface SunxiPorts {
  readonly ports: string;
  readonly places?: readonly number[];
}
const SUNXI: Readonly<Record<string, SunxiPorts>> = {
  'allwinner,sun50i-a64-pinctrl': { ports: 'BGH' },
  'allwinner,sun50i-a64-r-pinctrl': { ports: 'L' },
  'allwinner,sun50i-h5-pinctrl': { ports: 'AFG' },
  'allwinner,sun8i-h3-r-pinctrl': { ports: 'L' },
  'allwinner,sun50i-h6-pinctrl': { ports: 'BFGH', places: [1, 5, 6, 7] },
  'allwinner,sun50i-h6-r-pinctrl': { ports: 'LM' },
  'allwinner,sun50i-h616-pinctrl': { ports: 'ACDEFGHI', places: [0, 2, 3, 4, 5, 6, 7, 8] },
  'allwinner,sun50i-a100-pinctrl': { ports: 'BCDEFGH', places: [1, 2, 3, 4, 5, 6, 7] },
  'allwinner,sun50i-a100-r-pinctrl': { ports: 'L' },
};
const SUNXI_CFG = 0x200;
const SUNXI_CTRL = 0x10;
const SUNXI_STATUS = 0x14;
const SUNXI_BANK = 0x20;
const SUNXI_DATA = 0x10;
const SUNXI_PORT = 0x24;

const sunxiPorts = ({ node }: Pick<ControllerBlock, 'node'>): SunxiPorts =>
  stringList(getProperty(node, 'compatible')).flatMap((name) => SUNXI[name] ?? [])[0] ?? { ports: '' };
/** The first port of a controller of the system that goes on while the rest sleeps is L. */
const firstPort = (ports: string): number => (ports.startsWith('L') ? 'L' : 'A').charCodeAt(0);

/** Which of the node's interrupts a pin has; -1 for none. */
function sunxiBank(block: Pick<ControllerBlock, 'node'>, pin: number): number {
  const { ports } = sunxiPorts(block);
  return ports.indexOf(String.fromCharCode(firstPort(ports) + (pin >> 5)));
}

/** Where a pin's registers of interrupts begin. */
function sunxiPlace(block: ControllerBlock, pin: number): number | undefined {
  const bank = sunxiBank(block, pin);
  return bank < 0 ? undefined : SUNXI_CFG + (sunxiPorts(block).places?.[bank] ?? bank) * SUNXI_BANK;
}

function sunxiSense(block: ControllerBlock, pin: number): Sense {
  const place = sunxiPlace(block, pin) ?? 0;
  const mode = (block.word(place + ((pin & 31) >> 3) * 4) >>> ((pin & 7) * 4)) & 0xf;
  return { edge: mode !== 2 && mode !== 3, high: mode === 0 || mode === 2, both: mode === 4 };
}

const sunxiAsks = (block: ControllerBlock, pin: number): boolean => {
  const place = sunxiPlace(block, pin);
  return (
    place !== undefined && block.bit(place + SUNXI_CTRL, pin & 31) && isPending(block, pin, sunxiSense(block, pin))
  );
};

/** The first pin of the port whose registers of interrupts are at an offset. */
function sunxiFirst(block: ControllerBlock, offset: number): number | undefined {
  const { ports, places } = sunxiPorts(block);
  const place = Math.floor((offset - SUNXI_CFG) / SUNXI_BANK);
  const bank = places === undefined ? place : places.indexOf(place);
  const letter = offset < SUNXI_CFG ? '' : ports.charAt(bank);
  return letter === '' ? undefined : (letter.charCodeAt(0) - firstPort(ports)) * 32;
}

/** Allwinner's pins: ports of 32, of which some interrupt, each by an interrupt of its own. */
export const sunxiPins: ControllerDesign = {
  compatible: Object.keys(SUNXI),
  notInMemory: true,
  input: ([port = 0, pin = 0]) => port * 32 + pin,
  numbers: (block, [port = 0, pin = 0]) => [sunxiBank(block, port * 32) * 32 + pin],
  read(block, offset) {
    const port = offset < SUNXI_CFG ? indexIn(offset - SUNXI_DATA, 0, SUNXI_CFG / 4) : undefined;
    if (port !== undefined && (offset - SUNXI_DATA) % SUNXI_PORT === 0)
      return block.gather(((offset - SUNXI_DATA) / SUNXI_PORT) * 32, (pin) => block.level(pin));
    const first = (offset - SUNXI_CFG) % SUNXI_BANK === SUNXI_STATUS ? sunxiFirst(block, offset) : undefined;
    return first === undefined ? undefined : block.gather(first, (pin) => sunxiAsks(block, pin));
  },
  write(block, offset, value) {
    const first = (offset - SUNXI_CFG) % SUNXI_BANK === SUNXI_STATUS ? sunxiFirst(block, offset) : undefined;
    if (first !== undefined) block.acknowledge(first, value);
    return first !== undefined;
  },
  latches(block, pin, level) {
    const place = sunxiPlace(block, pin);
    return place !== undefined && block.bit(place + SUNXI_CTRL, pin & 31) && latchesEdge(sunxiSense(block, pin), level);
  },
  asks: sunxiAsks,
  output(block, pin) {
    const bank = sunxiBank(block, pin);
    return bank < 0 ? undefined : bank;
  },
};
