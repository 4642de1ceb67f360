import { describe, expect, it } from 'vitest';
import { Recorder } from '../../recorder/index.ts';
import { buildMachine } from '../board.ts';
import type { Machine } from '../machine.ts';
import { GICD, gicv3Board, treeOf } from '../testing.ts';

const [CONTROL, FRAME] = [0x2a810000, 0x2a830000];

function machine(): Machine {
  const built = buildMachine(
    new Recorder(),
    treeOf({
      ...gicv3Board(1),
      'timer@2a810000': {
        compatible: 'arm,armv7-timer-mem',
        reg: [0, CONTROL, 0, 0x10000],
        '#address-cells': [2],
        '#size-cells': [2],
        ranges: true,
        'frame@2a830000': { 'frame-number': [1], reg: [0, FRAME, 0, 0x1000], interrupts: [0, 8, 4, 0, 9, 4] },
      },
    }),
    {},
  );
  if (!built.ok) throw new Error(built.error.message);
  return built.value;
}

const pending = ({ bus }: Machine, spi: number): boolean => ((bus.read(GICD + 0x204, 4, 0) >>> spi) & 1) === 1;

describe('the memory-mapped timer (DDI 0487, I1)', () => {
  it('says which frames there are, and which have a virtual timer', () => {
    expect(machine().bus.read(CONTROL + 0x8, 4, 0)).toBe(0x30);
  });

  it('keeps what software may do with a frame', () => {
    const { bus } = machine();
    bus.write(CONTROL + 0x44, 4, 0xffff, 0);
    expect([bus.read(CONTROL + 0x40, 4, 0), bus.read(CONTROL + 0x44, 4, 0)]).toEqual([0, 0x3f]);
  });

  it('raises its line until it is masked', () => {
    const built = machine();
    built.raiseLine({ node: '/timer@2a810000/frame@2a830000', index: 1 }, true);
    expect([pending(built, 8), pending(built, 9)]).toEqual([false, true]);
    expect(built.bus.read(FRAME + 0x3c, 4, 0)).toBe(5);
    built.bus.write(FRAME + 0x3c, 4, 3, 0);
    expect(pending(built, 9)).toBe(false);
  });
});
