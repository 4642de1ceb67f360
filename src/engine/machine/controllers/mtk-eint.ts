/** MediaTek's external interrupts: a block of registers beside those of the pins. */
import { type DtNode, getProperty, stringList, u32s } from '../../devicetree/index.ts';
import { registerRanges } from '../address.ts';
import type { ControllerBlock } from './block.ts';
import { type ControllerDesign, indexIn } from './design.ts';

/** Pins in a row with the numbers of their interrupts. */
type Run = readonly [pin: number, eint: number, count: number];

interface Soc {
  /** Region of the interrupts' registers. Region 0 is that of the pins, but where it is this one: then they are in a syscon. */
  readonly region: number;
  readonly pins: number;
  /** Where the level of pins can be read, and how many pins a register has. Registers are 16 bytes apart. */
  readonly di: number;
  readonly perWord?: number;
  /** Where a pin's interrupt has another number than the pin. */
  readonly runs?: readonly Run[];
}

const STEP = 0x10;
const MT2712: readonly Run[] = [
  [0, 6, 12],
  [12, 22, 1],
  [13, 43, 5],
  [18, 18, 2],
  [20, 48, 17],
  [48, 142, 1],
  [49, 65, 5],
  [54, 20, 1],
  [55, 70, 33],
  [88, 21, 1],
  [89, 103, 12],
  [101, 30, 4],
  [105, 115, 5],
  [110, 34, 1],
  [111, 120, 5],
  [116, 35, 1],
  [117, 125, 15],
  [132, 143, 4],
  [136, 36, 1],
  [137, 147, 1],
  [138, 37, 5],
  [143, 148, 67],
];

const SOCS: Readonly<Record<string, Soc>> = {
  mt2712: { region: 0, pins: 210, di: 0x400, perWord: 16, runs: MT2712 },
  mt6765: { region: 8, pins: 180, di: 0x200, runs: [[179, 151, 1]] },
  mt6779: {
    region: 8,
    pins: 210,
    di: 0x200,
    runs: [
      [195, 179, 13],
      [208, 193, 2],
    ],
  },
  mt6795: { region: 1, pins: 197, di: 0x500, perWord: 16 },
  mt7622: { region: 1, pins: 103, di: 0x200 },
  mt7981: { region: 8, pins: 57, di: 0x200 },
  mt7986a: { region: 7, pins: 101, di: 0x200 },
  mt7986b: { region: 7, pins: 101, di: 0x200 },
  mt8167: { region: 0, pins: 125, di: 0x200, perWord: 16 },
  mt8173: { region: 0, pins: 135, di: 0x500, perWord: 16 },
  mt8183: {
    region: 9,
    pins: 192,
    di: 0x200,
    runs: [
      [171, 184, 9],
      [180, 171, 5],
      [185, 177, 7],
    ],
  },
  mt8186: { region: 7, pins: 197, di: 0x200, runs: [[185, 197, 12]] },
  mt8188: { region: 5, pins: 190, di: 0x200, runs: [[177, 212, 13]] },
  mt8192: {
    region: 10,
    pins: 228,
    di: 0x200,
    runs: [
      [220, 208, 5],
      [225, 214, 3],
    ],
  },
  mt8195: { region: 7, pins: 165, di: 0x200, runs: [[156, 216, 9]] },
  mt8365: { region: 0, pins: 156, di: 0x000 },
  mt8516: { region: 0, pins: 125, di: 0x200, perWord: 16 },
};

const named = (soc: string): string => `mediatek,${soc}-pinctrl`;

function socOf(node: DtNode): Soc | undefined {
  const compatible = stringList(getProperty(node, 'compatible'));
  return Object.entries(SOCS).find(([soc]) => compatible.includes(named(soc)))?.[1];
}

function eintOf(soc: Soc | undefined, pin: number): number {
  const run = soc?.runs?.find(([first, , count]) => pin >= first && pin < first + count);
  return run === undefined ? pin : run[1] + pin - run[0];
}

const STAT = 0x000;
const ACK = 0x040;
const MASK = 0x080;
const SENS = 0x140;
const SOFT_SET = 0x240;
const POL = 0x300;
const WORDS = 16;
/** Registers that set or clear bits of another: the other, and whether they set. */
const CHANGES: readonly (readonly [at: number, register: number, on: boolean])[] = [
  [0x0c0, MASK, true],
  [0x100, MASK, false],
  [0x180, SENS, true],
  [0x1c0, SENS, false],
  [0x340, POL, true],
  [0x380, POL, false],
];

/** A latched edge, or a level as it is asked for. */
const isPending = (block: ControllerBlock, input: number): boolean =>
  block.isLatched(input) || (block.bit(SENS, input) && block.level(input) === block.bit(POL, input));
const asks = (block: ControllerBlock, input: number): boolean => !block.bit(MASK, input) && isPending(block, input);

export const mtkEint: ControllerDesign = {
  compatible: Object.keys(SOCS).map(named),
  range: (node) => registerRanges(node)[socOf(node)?.region ?? 0],
  windows(node, wiring) {
    const soc = socOf(node);
    const pins = soc?.region === 0 ? wiring.byPhandle(u32s(getProperty(node, 'mediatek,pctl-regmap'))[0]) : node;
    const [block] = pins === undefined ? [] : registerRanges(pins);
    if (soc === undefined || block === undefined) return [];
    const { perWord = 32 } = soc;
    const range = { base: block.base + soc.di, size: Math.ceil(soc.pins / perWord) * STEP };
    const isHigh = (of: ControllerBlock, pin: number, first: number): boolean =>
      pin < first + perWord && pin < soc.pins && of.level(eintOf(soc, pin));
    return [
      {
        range,
        read(of, offset) {
          const first = (offset / STEP) * perWord;
          return Number.isInteger(first) ? of.gather(first, (pin) => isHigh(of, pin, first)) : 0;
        },
      },
    ];
  },
  line: ([pin = 0, ...rest], node) => [eintOf(socOf(node), pin), ...rest],
  // Status shows what is not masked: the driver handles all that it finds there.
  read(block, offset) {
    const word = indexIn(offset, STAT, WORDS);
    return word === undefined ? undefined : block.gather(word * 32, (input) => asks(block, input));
  },
  write(block, offset, value) {
    const acknowledged = indexIn(offset, ACK, WORDS);
    if (acknowledged !== undefined) block.acknowledge(acknowledged * 32, value);
    const raised = indexIn(offset, SOFT_SET, WORDS);
    if (raised !== undefined)
      for (let n = 0; n < 32; n++) if (((value >>> n) & 1) !== 0) block.setLatched(raised * 32 + n, true);
    for (const [at, register, on] of CHANGES) {
      const word = indexIn(offset, at, WORDS);
      if (word === undefined) continue;
      const target = register + word * 4;
      block.put(target, on ? block.word(target) | value : block.word(target) & ~value);
      return true;
    }
    return acknowledged !== undefined || raised !== undefined;
  },
  latches: (block, input, level) => !block.bit(SENS, input) && level === block.bit(POL, input),
  asks,
  output: () => 0,
};
