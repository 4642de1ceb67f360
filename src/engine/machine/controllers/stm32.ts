/** ST's STM32MP: the controller of external events, and the banks of pins whose lines of one number share an event. */
import { type DtNode, hasProperty } from '../../devicetree/index.ts';
import { registerRanges } from '../address.ts';
import type { Wire } from '../wiring.ts';
import type { ControllerBlock } from './block.ts';
import { type ControllerDesign, spiAt } from './design.ts';

const BANK = 0x20;
const RTSR = 0x00;
const FTSR = 0x04;
const SWIER = 0x08;
const RPR = 0x0c;
const FPR = 0x10;
const BANKS = 3;
const imr = (bank: number): number => 0x80 + bank * 0x10;
const trg = (bank: number): number => 0x3ec - bank * 4;
/** Events of pins, and one more, have an edge detector. */
const FIRST_DETECTORS = 0x1ffff;

const bankOf = (event: number): number => event >> 5;
const has = (block: ControllerBlock, register: number, event: number): boolean => block.bit(register, event & 31);

/** The SPIs of the STM32MP1's first events; others say theirs in the tree. */
const MP1_SPIS: readonly number[] = [6, 7, 8, 9, 10, 23, 64, 65, 66, 67, 40, 42, 76, 77, 121, 127, 1];

function exitOf(block: ControllerBlock, event: number): number | Wire | undefined {
  if (hasProperty(block.node, 'interrupts-extended')) return event;
  const spi = MP1_SPIS[event];
  return spi === undefined ? undefined : spiAt(block, spi);
}

/**
 * Events with a detector latch edges, of which rising and falling ones are told apart in pending registers; others pass. Which
 * have one is in registers that the tree does not say: those of the STM32MP1 are assumed unless the scenario says the words.
 */
export const stm32mpExti: ControllerDesign = {
  compatible: ['st,stm32mp1-exti', 'st,stm32mp13-exti'],
  assumed: true,
  reset(block) {
    const { base, size, machine } = block;
    const isSaid = [...(machine.hardware.words ?? [])].some(([address]) => address >= base && address < base + size);
    if (!isSaid) block.put(trg(0), FIRST_DETECTORS);
  },
  read(block, offset) {
    const bank = Math.floor(offset / BANK);
    const at = offset % BANK;
    if (bank >= BANKS || (at !== RPR && at !== FPR)) return undefined;
    return block.gather(bank * 32, (event) => block.isLatched(event) && block.level(event) === (at === RPR));
  },
  write(block, offset, value) {
    const bank = Math.floor(offset / BANK);
    const at = offset % BANK;
    if (bank >= BANKS) return false;
    if (at === RPR || at === FPR) block.acknowledge(bank * 32, value);
    else if (at === SWIER) {
      for (let n = 0; n < 32; n++) if (((value >>> n) & 1) !== 0) block.setLatched(bank * 32 + n, true);
    } else return false;
    return true;
  },
  latches: (block, event, level) => has(block, bankOf(event) * BANK + (level ? RTSR : FTSR), event),
  asks(block, event) {
    if (!has(block, imr(bankOf(event)), event)) return false;
    return has(block, trg(bankOf(event)), event) ? block.isLatched(event) : block.level(event);
  },
  output: exitOf,
};

const banksOf = (node: DtNode): readonly DtNode[] =>
  node.children.filter((child) => hasProperty(child, 'gpio-controller'));

/**
 * A bank of pins: it has no interrupts itself, a line is the event of its number. Which bank has an event is in registers of another
 * block, which are not modelled: here each has.
 */
export const stm32Gpio: ControllerDesign = {
  compatible: ['st,stm32mp257-pinctrl', 'st,stm32mp257-z-pinctrl'],
  lines: banksOf,
  range: (node) => banksOf(node).flatMap((bank) => registerRanges(bank)[0] ?? [])[0],
  isByLines: true,
  read: (block, offset) => (offset === 0x10 ? block.gather(0, (line) => line < 16 && block.level(line)) : undefined),
  asks: (block, line) => block.level(line),
  output(block, line) {
    const controller = block.node.parent === undefined ? undefined : block.machine.wiring.parentOf(block.node.parent);
    return controller === undefined ? undefined : { controller, cells: [line, 0] };
  },
};
