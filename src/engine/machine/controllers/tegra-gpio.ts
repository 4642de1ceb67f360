/** NVIDIA's GPIO controller before Tegra186 (Tegra TRM, "GPIO controller"): banks of four ports of eight pins, an interrupt a bank. */
import { getProperty, stringList } from '../../devicetree/index.ts';
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
