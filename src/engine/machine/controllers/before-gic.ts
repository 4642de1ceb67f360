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
