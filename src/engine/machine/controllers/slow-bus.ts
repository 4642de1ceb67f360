/** Controllers behind I2C and the like: expanders with lines of their own, and PMICs. Their own line says that something is to be read. */
import { compatibleOf } from '../../devicetree/index.ts';
import type { ControllerBlock } from './block.ts';
import type { ControllerDesign } from './design.ts';

const IRQ_TYPE_SENSE = 0xf;
const FALLING = 2;
const LOW = 8;

/** Their output is low while they ask, where the tree says so; a GIC knows no low levels, so there somebody inverts. */
function isLow({ node, machine }: ControllerBlock): boolean {
  const wire = machine.wiring.wireOf(node, 0);
  const type = (wire?.cells.at(-1) ?? 0) & IRQ_TYPE_SENSE;
  return wire !== undefined && wire.controller !== machine.gicNode && (type === FALLING || type === LOW);
}

/** Expanders of the PCA953x family, by how many lines they have. */
const LINES: readonly (readonly [count: number, compatible: readonly string[]])[] = [
  [4, ['nxp,pca9537']],
  [
    8,
    'nxp,pca6408 nxp,pca9534 nxp,pca9538 nxp,pca9554 nxp,pcal6408 nxp,pcal9554b maxim,max7315 ti,pca6107 ti,tca6408 ti,tca9538 onnn,cat9554 onnn,pca9654'.split(
      ' ',
    ),
  ],
  [
    16,
    'nxp,pca6416 nxp,pca9535 nxp,pca9539 nxp,pca9555 nxp,pcal6416 nxp,pcal9535 nxp,pcal9555a maxim,max7312 maxim,max7313 maxim,max7318 ti,tca6416 ti,tca9535 ti,tca9539 onnn,pca9655'.split(
      ' ',
    ),
  ],
  [24, ['nxp,pcal6524', 'ti,tca6424']],
  [40, ['nxp,pca9505', 'nxp,pca9506']],
];

const BANK = 8;
const DIRECTION = 3;

/** How far the number of a kind of register is shifted, to leave room for its banks. */
function bankShift({ node }: ControllerBlock): number {
  const compatible = compatibleOf(node);
  const [count] = LINES.find(([, names]) => compatible.some((each) => names.includes(each))) ?? [BANK];
  return 32 - Math.clz32(Math.floor((count - 1) / BANK));
}

const words = (register: number): number => register * 4;
const inputsOf = (block: ControllerBlock, bank: number): number =>
  block.gather(bank * BANK, (input) => block.level(input)) & 0xff;

/** It asks from when an input changes until its bank is read. Outputs do not count; all lines are inputs at first. */
export const pca953x: ControllerDesign = {
  compatible: LINES.flatMap(([, names]) => names),
  isBehindBus: true,
  isLow,
  reset(block) {
    const shift = bankShift(block);
    for (let bank = 0; bank < 1 << shift; bank++) block.put(words((DIRECTION << shift) | bank), 0xff);
  },
  read(block, offset) {
    const register = offset / 4;
    if (register >> bankShift(block) !== 0) return undefined;
    block.acknowledge(register * BANK, 0xff);
    const inputs = inputsOf(block, register);
    block.update();
    return inputs;
  },
  latches: (block, input) =>
    ((block.word(words((DIRECTION << bankShift(block)) | (input >> 3))) >>> (input & 7)) & 1) !== 0,
  asks: (block, input) => block.isLatched(input),
  output: () => 0,
};

/** Expanders without registers: all lines are read at once, and a change asks until then. */
export const pcf857x: ControllerDesign = {
  compatible:
    'nxp,pcf8574 nxp,pcf8574a nxp,pca8574 nxp,pca9670 nxp,pca9672 nxp,pca9674 maxim,max7328 maxim,max7329 nxp,pcf8575 nxp,pca8575 nxp,pca9671 nxp,pca9673 nxp,pca9675'.split(
      ' ',
    ),
  isBehindBus: true,
  isLow,
  read(block, offset) {
    if (offset !== 0) return undefined;
    const lines = block.gather(0, (input) => block.level(input));
    block.acknowledge(0, 0xffffffff);
    block.update();
    return lines;
  },
  latches: () => true,
  asks: (block, input) => block.isLatched(input),
  output: () => 0,
};

const MCP_GPINTEN = 2;
const MCP_DEFVAL = 3;
const MCP_INTCON = 4;
const MCP_INTF = 7;
const MCP_INTCAP = 8;
const MCP_GPIO = 9;

/** A line's bit of a register of 16 bits. */
const mcpBit = (block: ControllerBlock, register: number, line: number): boolean =>
  ((block.word(words(register)) >>> line) & 1) !== 0;

function mcpPending(block: ControllerBlock, line: number): boolean {
  if (!mcpBit(block, MCP_GPINTEN, line)) return false;
  return mcpBit(block, MCP_INTCON, line)
    ? block.level(line) !== mcpBit(block, MCP_DEFVAL, line)
    : block.isLatched(line);
}

/** Microchip's expanders: a line asks when it changes, or while it differs from a default; reading the lines ends a change. */
export const mcp23s08: ControllerDesign = {
  compatible:
    'microchip,mcp23008 microchip,mcp23017 microchip,mcp23018 microchip,mcp23s08 microchip,mcp23s17 microchip,mcp23s18 mcp,mcp23008 mcp,mcp23017 mcp,mcp23s08 mcp,mcp23s17'.split(
      ' ',
    ),
  isBehindBus: true,
  isLow,
  read(block, offset) {
    const register = offset / 4;
    if (register === MCP_INTF) return block.gather(0, (line) => mcpPending(block, line)) & 0xffff;
    if (register !== MCP_INTCAP && register !== MCP_GPIO) return undefined;
    const lines = block.gather(0, (line) => block.level(line)) & 0xffff;
    if (register === MCP_GPIO) block.acknowledge(0, 0xffff);
    block.update();
    return lines;
  },
  latches: (block, line) => mcpBit(block, MCP_GPINTEN, line),
  asks: mcpPending,
  output: () => 0,
};

/** Semtech's registers by numbers that are the same for all chips here. */
const SX_MASK = 2;
const SX_SRC = 3;
const SX_SENSE = 4;

const sxAsks = (block: ControllerBlock, line: number): boolean =>
  block.isLatched(line) && ((block.word(words(SX_MASK)) >>> line) & 1) === 0;

/** Semtech's expanders: two bits a line say which edges are noted; its output is low while one is, that is not masked. */
export const sx150x: ControllerDesign = {
  compatible: [1, 2, 3, 4, 5, 6, 7, 8, 9].map((number) => `semtech,sx150${number}q`),
  isBehindBus: true,
  isLow,
  reset: (block) => block.put(words(SX_MASK), 0xffff),
  read(block, offset) {
    if (offset === 0) return block.gather(0, (line) => block.level(line)) & 0xffff;
    return offset === words(SX_SRC) ? block.gather(0, (line) => block.isLatched(line)) & 0xffff : undefined;
  },
  write(block, offset, value) {
    if (offset === words(SX_SRC)) block.acknowledge(0, value);
    return offset === words(SX_SRC);
  },
  latches: (block, line, level) => ((block.word(words(SX_SENSE)) >>> (line * 2)) & (level ? 1 : 2)) !== 0,
  asks: sxAsks,
  output: () => 0,
};

/** Blocks of a switch's registers, by their address on MDIO; of each, the sources and what is enabled. */
const SWITCH_G1 = 0x1b << 5;
const SWITCH_G2 = 0x1c << 5;
const SWITCH_CONTROL = SWITCH_G1 | 4;
/** The first block's bit for the second. */
const SWITCH_DEVICE = 7;

const switchAsks = (block: ControllerBlock, input: number): boolean =>
  block.level(input) && ((block.word(words(SWITCH_G2 | 1)) >>> input) & 1) !== 0;

/** Marvell's Ethernet switches: sixteen sources behind a bit of another register, each with a register of what is enabled. Their PHYs have the first. */
export const mv88e6xxx: ControllerDesign = {
  compatible: ['marvell,mv88e6085', 'marvell,mv88e6190', 'marvell,mv88e6250'],
  // Which chip it is does not stand in the tree.
  assumed: true,
  isBehindBus: true,
  isLow,
  read(block, offset) {
    const register = offset / 4;
    if (register === SWITCH_G2) return block.gather(0, (input) => block.level(input)) & 0xffff;
    if (register !== SWITCH_G1) return undefined;
    return block.gather(0, (input) => switchAsks(block, input)) === 0 ? 0 : 1 << SWITCH_DEVICE;
  },
  asks: (block, input) => switchAsks(block, input) && ((block.word(words(SWITCH_CONTROL)) >>> SWITCH_DEVICE) & 1) !== 0,
  output: () => 0,
};

/** PMICs whose driver uses the kernel's way to handle interrupts of a chip with registers. */
const PMICS = [
  'ams,as3722',
  'gw,gsc',
  'kontron,sl28cpld-intc',
  'maxim,max77620',
  'maxim,max77686',
  'maxim,max77802',
  'rohm,bd71837',
  'rohm,bd71847',
  'rohm,bd71850',
  'rockchip,rk805',
  'rockchip,rk806',
  'rockchip,rk808',
  'rockchip,rk809',
  'rockchip,rk816',
  'rockchip,rk817',
  'rockchip,rk818',
  'ti,tps65086',
  'x-powers,axp803',
  'x-powers,axp805',
  'x-powers,axp806',
];
/** Where this block has its masks; what was seen is at the start. The real addresses are each PMIC's own. */
const MASKS = 0x40;

/** Interrupts are numbered as the driver does, eight to a register: seen until a 1 is written to its bit, masked by a 1. */
export const regmapPmic: ControllerDesign = {
  compatible: PMICS,
  isBehindBus: true,
  isLow,
  reset(block) {
    for (let register = 0; register < 8; register++) block.put(words(MASKS + register), 0xff);
  },
  read(block, offset) {
    const register = offset / 4;
    return register < MASKS ? block.gather(register * BANK, (input) => block.isLatched(input)) & 0xff : undefined;
  },
  write(block, offset, value) {
    const register = offset / 4;
    if (register >= MASKS) return false;
    block.acknowledge(register * BANK, value & 0xff);
    return true;
  },
  latches: (_block, _input, level) => level,
  asks: (block, input) =>
    block.isLatched(input) && ((block.word(words(MASKS + (input >> 3))) >>> (input & 7)) & 1) === 0,
  output: () => 0,
};
