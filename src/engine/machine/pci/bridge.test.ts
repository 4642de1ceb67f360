import { describe, expect, test } from 'vitest';
import { bench, type Bench, MEM } from './testing.ts';

const PORT = { bdf: '0000:00:01.0', model: 'pcie-root-port', secondary: 1 } as const;
const NVME = { bdf: '0000:01:00.0', model: 'nvme' } as const;
const BRIDGE = [0, 1, 0] as const;
const BEHIND = [1, 0, 0] as const;

/** Numbers the buses, opens the port's window over 2 MiB, and puts the controller's BAR into it. */
function open(b: Bench): void {
  b.write(BRIDGE, 0x18, 0x00010100);
  b.write(BRIDGE, 0x20, 0x10101000);
  b.write(BEHIND, 0x10, MEM + 0x100000);
  b.write(BEHIND, 0x14, 0);
}

describe('bridges', () => {
  test('configuration goes through once the bus has its number', () => {
    const b = bench([PORT, NVME]);
    expect(b.read(BEHIND, 0)).toBe(0xffffffff);
    b.write(BRIDGE, 0x18, 0x00010100);
    expect(b.read(BEHIND, 0)).toBe(0x00101b36);
    b.write(BRIDGE, 0x18, 0x00050500);
    expect(b.read(BEHIND, 0)).toBe(0xffffffff);
    expect(b.read([5, 0, 0], 0)).toBe(0x00101b36);
  });

  test('memory goes through while bridge and function decode, and the window holds the address', () => {
    const b = bench([PORT, NVME]);
    open(b);
    const version = (): number => b.machine.bus.read(MEM + 0x100008, 4, 0);
    expect(version()).toBe(0xffffffff);
    b.write(BEHIND, 4, 2, 2);
    expect(version()).toBe(0xffffffff);
    b.write(BRIDGE, 4, 2, 2);
    expect(version()).toBe(0x00010400);
    b.write(BRIDGE, 0x20, 0x10001000);
    expect(version()).toBe(0xffffffff);
  });

  test('a window whose limit is below its base is closed', () => {
    const b = bench([PORT, NVME]);
    open(b);
    b.write(BEHIND, 4, 2, 2);
    b.write(BRIDGE, 4, 2, 2);
    b.write(BRIDGE, 0x20, 0x0000fff0);
    expect(b.machine.bus.read(MEM + 0x100008, 4, 0)).toBe(0xffffffff);
  });

  test('the prefetchable window reaches beyond 4 GiB', () => {
    const b = bench([PORT, NVME]);
    open(b);
    b.write(BEHIND, 0x10, 0);
    b.write(BEHIND, 0x14, 0x80);
    for (const [at, value] of [
      [0x24, 0x0000fff0],
      [0x28, 0x80],
      [0x2c, 0x80],
      [0x24, 0x00100000],
    ] as const) {
      b.write(BRIDGE, at, value);
    }
    b.write(BEHIND, 4, 2, 2);
    b.write(BRIDGE, 4, 2, 2);
    expect(b.machine.bus.read(0x8000000008, 4, 0)).toBe(0x00010400);
  });
});
