/** NVIDIA's GPIO controller before Tegra186 (Tegra TRM, "GPIO controller"): banks of four ports of eight pins, an interrupt a bank. */
import { getProperty, stringList } from '../../devicetree/index.ts';
import { registerRanges } from '../address.ts';
import type { ControllerBlock } from './block.ts';
import type { ControllerDesign } from './design.ts';

const IN = 0x30;
const INT_STA = 0x40;
const INT_ENB = 0x50;
const INT_LVL = 0x60;
const INT_CLR = 0x70;
const KIND = 0x70;
const EDGE = 8;
const DELTA = 16;

/** From a bank to the next, and from a register to the one that writes single bits of it. */
interface Layout {
  readonly stride: number;
  readonly upper: number;
}

function layoutOf({ node }: ControllerBlock): Layout {
  const newer = stringList(getProperty(node, 'compatible')).includes('nvidia,tegra30-gpio');
  return newer ? { stride: 0x100, upper: 0x80 } : { stride: 0x80, upper: 0x800 };
}

const regOf = (block: ControllerBlock, pin: number, reg: number): number =>
  (pin >> 5) * layoutOf(block).stride + ((pin >> 3) & 3) * 4 + reg;

const bitOf = (block: ControllerBlock, pin: number, reg: number, field = 0): boolean =>
  block.bit(regOf(block, pin, reg), (pin & 7) + field);

/** The first pin of a register's port, and which register it is. */
function placeOf(block: ControllerBlock, offset: number): { readonly first: number; readonly reg: number } {
  const { stride } = layoutOf(block);
  const within = offset % stride;
  return { first: Math.floor(offset / stride) * 32 + ((within >> 2) & 3) * 8, reg: within & KIND };
}

function status(block: ControllerBlock, pin: number): boolean {
  if (bitOf(block, pin, INT_LVL, EDGE)) return block.isLatched(pin);
  return block.level(pin) === bitOf(block, pin, INT_LVL);
}

/** The register behind one that writes single bits; undefined for a plain one. */
function behindMask(block: ControllerBlock, offset: number): number | undefined {
  const { stride, upper } = layoutOf(block);
  if (upper >= stride) return offset >= upper ? offset - upper : undefined;
  return offset % stride >= upper ? offset - upper : undefined;
}

export const tegraGpio: ControllerDesign = {
  compatible: ['nvidia,tegra20-gpio', 'nvidia,tegra30-gpio', 'nvidia,tegra210-gpio'],
  notInMemory: true,
  read(block, offset) {
    const { first, reg } = placeOf(block, offset);
    if (reg === IN) return block.gather(first, (pin) => pin < first + 8 && block.level(pin));
    return reg === INT_STA ? block.gather(first, (pin) => pin < first + 8 && status(block, pin)) : undefined;
  },
  write(block, offset, value) {
    const target = behindMask(block, offset);
    if (target !== undefined) {
      const mask = (value >>> 8) & 0xff;
      block.put(target, (block.word(target) & ~mask) | (value & mask));
      return true;
    }
    const { first, reg } = placeOf(block, offset);
    if (reg === INT_CLR) block.acknowledge(first, value & 0xff);
    return reg === INT_CLR;
  },
  latches: (block, pin, level) =>
    bitOf(block, pin, INT_LVL, EDGE) && (bitOf(block, pin, INT_LVL, DELTA) || level === bitOf(block, pin, INT_LVL)),
  asks: (block, pin) => status(block, pin) && bitOf(block, pin, INT_ENB),
  output: (_block, pin) => pin >> 5,
};

/** Of each port in the order of the tree's numbers: its bank, its place there, and how many pins it has, a digit each. */
const TEGRA186_PORTS: Readonly<Record<string, string>> = {
  'nvidia,tegra186-gpio': '207 307 317 326 218 226 416 107 048 508 511 118 536 007 014 407 026 056 034 128 137 232 524',
  'nvidia,tegra186-gpio-aon': '015 026 048 058 074 068 033 005',
  'nvidia,tegra194-gpio':
    '128 472 438 444 458 466 408 418 425 516 308 314 238 243 506 258 268 276 338 348 351 108 112 208 218 228 322 002',
  'nvidia,tegra194-gpio-aon': '038 044 018 023 007',
  'nvidia,tegra234-gpio':
    '008 031 518 524 538 546 408 418 427 506 308 314 208 218 228 238 246 108 118 128 018 024 332 344 328',
  'nvidia,tegra234-gpio-aon': '048 054 028 033 008 011',
};
const PORTS_BANK = 0x1000;
const PORTS_PORT = 0x200;
const PORTS_PIN = 0x20;
const PORTS_STATUS = 0x104;
const INPUT_VALUE = 0x08;
const CLEAR = 0x14;
const TRIGGER_LEVEL = 1;
const TRIGGER_BOTH = 3;

interface TegraPort {
  readonly bank: number;
  readonly place: number;
  readonly pins: number;
}

function portsOf({ node }: Pick<ControllerBlock, 'node'>): readonly TegraPort[] {
  const names = stringList(getProperty(node, 'compatible'));
  const ports = names.flatMap((name) => TEGRA186_PORTS[name]?.split(' ') ?? []);
  return ports.map((digits) => {
    const [bank = 0, place = 0, pins = 0] = digits.split('').map(Number);
    return { bank, place, pins };
  });
}

/** Where a pin's registers are; undefined for a number that is no pin. */
function pinRegisters(block: ControllerBlock, pin: number): number | undefined {
  const port = portsOf(block)[pin >> 3];
  if (port === undefined || (pin & 7) >= port.pins) return undefined;
  return port.bank * PORTS_BANK + port.place * PORTS_PORT + (pin & 7) * PORTS_PIN;
}

/** The first pin of the port at an offset. */
function firstPin(block: ControllerBlock, offset: number): number | undefined {
  const [bank, place] = [Math.floor(offset / PORTS_BANK), Math.floor((offset % PORTS_BANK) / PORTS_PORT)];
  const port = portsOf(block).findIndex((each) => each.bank === bank && each.place === place);
  return port < 0 ? undefined : port * 8;
}

const configOf = (block: ControllerBlock, pin: number): number => block.word(pinRegisters(block, pin) ?? -4);

function isPortPending(block: ControllerBlock, pin: number): boolean {
  const config = configOf(block, pin);
  const isThere = block.level(pin) === ((config & 0x10) !== 0);
  return block.isLatched(pin) || (((config >>> 2) & 3) === TRIGGER_LEVEL && isThere);
}

const portAsks = (block: ControllerBlock, pin: number): boolean =>
  (configOf(block, pin) & 0x40) !== 0 && isPortPending(block, pin);

/** That of Tegra186 and later: ports of up to eight pins, each with registers of its own, and interrupts for each bank of ports. */
export const tegra186Gpio: ControllerDesign = {
  compatible: Object.keys(TEGRA186_PORTS),
  notInMemory: true,
  range(node) {
    const named = stringList(getProperty(node, 'reg-names')).indexOf('gpio');
    return registerRanges(node)[named < 0 ? 1 : named];
  },
  // Kernels count the pins that there are.
  numbers(block, [sparse = 0]) {
    const before = portsOf(block).slice(0, sparse >> 3);
    return [before.reduce((sum, { pins }) => sum + pins, 0) + (sparse & 7)];
  },
  read(block, offset) {
    const first = firstPin(block, offset);
    if (first === undefined) return undefined;
    const at = offset % PORTS_PORT;
    if (at === PORTS_STATUS) return block.gather(first, (pin) => pin < first + 8 && portAsks(block, pin));
    return at < PORTS_PIN * 8 && at % PORTS_PIN === INPUT_VALUE
      ? Number(block.level(first + Math.floor(at / PORTS_PIN)))
      : undefined;
  },
  write(block, offset, value) {
    const first = firstPin(block, offset);
    const at = offset % PORTS_PORT;
    const isClear = first !== undefined && at < PORTS_PIN * 8 && at % PORTS_PIN === CLEAR;
    if (isClear && (value & 1) !== 0) block.setLatched(first + Math.floor(at / PORTS_PIN), false);
    return isClear;
  },
  latches(block, pin, level) {
    const config = configOf(block, pin);
    const trigger = (config >>> 2) & 3;
    if ((config & 0x40) === 0 || trigger <= TRIGGER_LEVEL) return false;
    return trigger === TRIGGER_BOTH || level === ((config & 0x10) !== 0);
  },
  asks: portAsks,
  output(block, pin) {
    const ports = portsOf(block);
    const banks = Math.max(...ports.map(({ bank }) => bank)) + 1;
    const bank = ports[pin >> 3]?.bank;
    return bank === undefined ? undefined : bank * Math.floor(block.machine.wiring.countOf(block.node) / banks);
  },
};
