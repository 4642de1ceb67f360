/** Controllers that stand before the GIC, a line of theirs for an SPI: they invert it, hold it back, or latch it. */
import { getProperty, stringList, u32s } from '../../devicetree/index.ts';
import { registerRanges } from '../address.ts';
import type { Wire } from '../wiring.ts';
import type { ControllerBlock } from './block.ts';
import { type ControllerDesign, gicLike, spiAt } from './design.ts';

const SOCS = ['ld4', 'pro4', 'sld8', 'pro5', 'pxs2', 'ld11', 'ld20', 'pxs3', 'nx1'];
const DETCONF = 0x04;

/** UniPhier's AIDET: a bit inverts a line. */
export const uniphierAidet: ControllerDesign = {
  compatible: SOCS.map((soc) => `socionext,uniphier-${soc}-aidet`),
  asks: (block, input) => block.level(input) !== block.bit(DETCONF, input),
  output: spiAt,
};

/** MediaTek's sysirq: a bit inverts a line; where there are several regions, one goes on where the other ends. */
export const mtkSysirq: ControllerDesign = {
  compatible: ['mediatek,mt6577-sysirq'],
  input: gicLike,
  asks: (block, input) => block.level(input) !== isInverted(block, input),
  output: spiAt,
};

/** MediaTek's CIRQ: keeps watch while the GIC sleeps; awake, its lines are those of the parent. */
export const mtkCirq: ControllerDesign = {
  compatible: ['mediatek,mtk-cirq'],
  input: gicLike,
  asks: (block, input) => block.level(input),
  output: spiAt,
};

function isInverted({ node, machine }: ControllerBlock, input: number): boolean {
  let word = input >>> 5;
  for (const range of registerRanges(node)) {
    const words = (range?.size ?? 0) / 4;
    if (range !== undefined && word < words)
      return ((machine.memory.read(range.base + word * 4, 4, 0) >>> (input & 31)) & 1) !== 0;
    word -= words;
  }
  return false;
}

const MST_POLARITY = 0x10;

/** MStar's controller: a run of lines for a run of SPIs; a bit turns a line over. A bit of each 16 is in a word. */
export const mstIntc: ControllerDesign = {
  compatible: ['mstar,mst-intc'],
  input: gicLike,
  asks: (block, input) =>
    block.level(input) !== (((block.word(MST_POLARITY + (input >> 4) * 4) >>> (input & 15)) & 1) !== 0),
  output: (block, input) => spiAt(block, (u32s(getProperty(block.node, 'mstar,irqs-map-range'))[0] ?? 0) + input),
};

const EXIU_MASK = 0x00;
const EXIU_CLEAR = 0x10;
const EXIU_LEVEL = 0x14;
const EXIU_EDGE = 0x18;

/** Socionext's EXIU: 32 lines for a run of SPIs, each a level or a latched edge. */
export const sniExiu: ControllerDesign = {
  compatible: ['socionext,synquacer-exiu'],
  input: ([kind, number = 0], node) =>
    kind === 0 ? number - (u32s(getProperty(node, 'socionext,spi-base'))[0] ?? 0) : undefined,
  write(block, offset, value) {
    if (offset !== EXIU_CLEAR) return false;
    block.acknowledge(0, value);
    return true;
  },
  latches: (block, line, level) => block.bit(EXIU_EDGE, line) && level === block.bit(EXIU_LEVEL, line),
  asks(block, line) {
    if (block.bit(EXIU_MASK, line)) return false;
    return block.bit(EXIU_EDGE, line) ? block.isLatched(line) : block.level(line) === block.bit(EXIU_LEVEL, line);
  },
  output: (block, line) => spiAt(block, (u32s(getProperty(block.node, 'socionext,spi-base'))[0] ?? 0) + line),
};

const OWL_OFFSETS: readonly number[] = [0, 0x328, 0x32c];
const OWL_PENDING = 1;
const OWL_ENABLE = 1 << 5;

/** Actions' external interrupts: a byte of settings for each of three lines, in one register or in one each. */
function owlSettings(block: ControllerBlock, line: number): number {
  if (namesOfNode(block).includes('actions,s900-sirq')) return block.word(OWL_OFFSETS[line] ?? 0);
  return (block.word(0) >>> ((2 - line) * 8)) & 0xff;
}
const namesOfNode = ({ node }: ControllerBlock): readonly string[] => stringList(getProperty(node, 'compatible'));

/** The type is high, low, rising, falling; an edge stays until its pending bit is written. */
export const owlSirq: ControllerDesign = {
  compatible: ['actions,s500-sirq', 'actions,s700-sirq', 'actions,s900-sirq'],
  write(block, offset, value) {
    const isS900 = namesOfNode(block).includes('actions,s900-sirq');
    for (const line of [0, 1, 2]) {
      if (isS900 && OWL_OFFSETS[line] !== offset) continue;
      const settings = isS900 ? value : (value >>> ((2 - line) * 8)) & 0xff;
      if ((settings & OWL_PENDING) !== 0) block.setLatched(line, false);
    }
    const pending = isS900 ? OWL_PENDING : 0x010101;
    block.put(offset, value & ~pending);
    return true;
  },
  latches(block, line, level) {
    const type = (owlSettings(block, line) >>> 6) & 3;
    return type >= 2 && level === (type === 2);
  },
  asks(block, line) {
    const settings = owlSettings(block, line);
    const type = (settings >>> 6) & 3;
    if ((settings & OWL_ENABLE) === 0) return false;
    return type >= 2 ? block.isLatched(line) : block.level(line) === (type === 0);
  },
  output: (_block, line) => line,
};

/** Words of the registers of Qualcomm's MPM before those of a kind, and their order: enable, falling, rising, polarity, status. */
const MPM_TIMER_WORDS = 2;
const MPM_RISING = 2;
const MPM_POLARITY = 3;

function mpmBit(block: ControllerBlock, reg: number, pin: number): boolean {
  const words = Math.ceil((u32s(getProperty(block.node, 'qcom,mpm-pin-count'))[0] ?? 0) / 32);
  return block.bit((MPM_TIMER_WORDS + reg * words) * 4, pin);
}

/** Qualcomm's MPM while the system is awake: the pins of its map lead to SPIs; the GIC sees low and falling ones turned over. */
export const qcomMpm: ControllerDesign = {
  compatible: ['qcom,mpm'],
  asks: (block, pin) => block.level(pin) === (mpmBit(block, MPM_RISING, pin) || mpmBit(block, MPM_POLARITY, pin)),
  output(block, pin) {
    const map = u32s(getProperty(block.node, 'qcom,mpm-pin-map'));
    for (let n = 0; n + 1 < map.length; n += 2) if (map[n] === pin) return spiAt(block, map[n + 1] ?? 0);
    return undefined;
  },
};

const GPC_LINES = 128;

/** NXP's GPC: its mask registers say which lines wake a core; a line reaches the GIC whatever they say. */
export const imxGpcv2: ControllerDesign = {
  compatible: ['fsl,imx7d-gpc', 'fsl,imx8mq-gpc'],
  input: gicLike,
  asks: (block, input) => block.level(input),
  output: (block, input) => (input < GPC_LINES ? spiAt(block, input) : undefined),
};

const FIR = 0x14;
const FIR_SET = 0x18;
const FIR_CLR = 0x1c;

/** Tegra's LIC: software may force a line; enabling concerns waking up alone. Its register blocks are regions of their own. */
export const tegraIctlr: ControllerDesign = {
  compatible: ['nvidia,tegra20-ictlr', 'nvidia,tegra30-ictlr', 'nvidia,tegra210-ictlr'],
  input: gicLike,
  write(block, offset, value) {
    if (offset !== FIR_SET && offset !== FIR_CLR) return false;
    block.put(FIR, offset === FIR_SET ? block.word(FIR) | value : block.word(FIR) & ~value);
    return true;
  },
  asks: (block, input) => block.level(input) || (input < 32 && block.bit(FIR, input)),
  output: spiAt,
};

/** The row of the map that the driver reads: line, a cell without meaning, parent and its cells. */
function extirqWire({ node, machine }: ControllerBlock, input: number): Wire | undefined {
  const cells = u32s(getProperty(node, 'interrupt-map'));
  for (let place = 0; place + 2 < cells.length;) {
    const controller = machine.wiring.byPhandle(cells[place + 2]);
    if (controller === undefined) return undefined;
    const width = u32s(getProperty(controller, '#interrupt-cells'))[0] ?? 0;
    const specifier = cells.slice(place + 3, place + 3 + width);
    if (cells[place] === input) return { controller, cells: specifier };
    place += 3 + width;
  }
  return undefined;
}

/** Layerscape's external lines: a bit inverts one; in the older SoCs bits count from the left, or bytes are the other way round. */
export const lsExtirq: ControllerDesign = {
  compatible: ['fsl,ls1021a-extirq', 'fsl,ls1043a-extirq', 'fsl,ls1088a-extirq'],
  asks(block, input) {
    const bit = isOlder(block) ? 31 - input : input;
    const bigEndian = block.node.parent !== undefined && getProperty(block.node.parent, 'big-endian') !== undefined;
    const word = block.word(0);
    const place = bigEndian ? (3 - (bit >>> 3)) * 8 + (bit & 7) : bit;
    return block.level(input) !== (((word >>> place) & 1) !== 0);
  },
  output: extirqWire,
};

function isOlder({ node }: ControllerBlock): boolean {
  return stringList(getProperty(node, 'compatible')).some((each) => /^fsl,ls10(21|43)a-extirq$/.test(each));
}

const NMI_CTRL = 0x0c;
const PENDING = 0x10;
const ENABLE = 0x40;

/** The SPI that the NMI pin's latch leads to. */
function nmiOf({ node, machine }: ControllerBlock): number | undefined {
  return machine.wiring.wireOf(node, 0)?.cells[1];
}

/** Level low, falling, level high, rising. */
function nmiLevel(block: ControllerBlock, input: number): boolean {
  const type = block.word(NMI_CTRL) & 3;
  if (type === 0) return !block.level(input);
  return type === 2 && block.level(input);
}

/** Allwinner's R_INTC: the NMI pin is latched, and the latch is set again while its level stays; other lines pass. */
export const sun6iRIntc: ControllerDesign = {
  compatible: ['allwinner,sun6i-a31-r-intc', 'allwinner,sun50i-h6-r-intc'],
  input: gicLike,
  read: (block, offset) =>
    offset === PENDING && nmiOf(block) !== undefined ? Number(block.asks(nmiOf(block) ?? 0)) : undefined,
  write(block, offset, value) {
    const nmi = nmiOf(block);
    if (offset !== PENDING || nmi === undefined) return false;
    if ((value & 1) !== 0) block.setLatched(nmi, false);
    return true;
  },
  latches(block, input, level) {
    const type = block.word(NMI_CTRL) & 3;
    return input === nmiOf(block) && ((type === 1 && !level) || (type === 3 && level));
  },
  asks(block, input) {
    if (input !== nmiOf(block)) return block.level(input);
    return block.bit(ENABLE, 0) && (block.isLatched(input) || nmiLevel(block, input));
  },
  output: spiAt,
};
