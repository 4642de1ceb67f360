import { describe, expect, test } from 'vitest';
import { machineOf, type Sketch } from '../testing.ts';
import { bench, benchOn, pciBoard, pciHost, PREF } from './testing.ts';

const RNG = { bdf: '0000:00:01.0', model: 'virtio-rng-pci' } as const;
const AT = [0, 1, 0] as const;

/** A board by its name whose host bridge has no way for messages. */
function withoutMsi(root: string): Sketch {
  const { 'msi-map': _, ...host } = pciHost();
  return { ...pciBoard(), compatible: root, 'pcie@10000000': host };
}

describe('configuration space', () => {
  test('reads as QEMU lays it out', () => {
    const { read } = bench([RNG]);
    expect(read(AT, 0)).toBe(0x10051af4);
    expect(read(AT, 0x34, 1)).toBe(0x98);
    expect(read(AT, 0x98)).toBe(0x00018411);
    expect(read(AT, 0x80)).toBe(0x00000004);
  });

  test('without its legacy interface a virtio device is a modern one, with no I/O BAR', () => {
    const { read, write } = bench([{ ...RNG, legacy: false }]);
    expect([read(AT, 0), read(AT, 8), read(AT, 0x2c)]).toEqual([0x10441af4, 0x00ff0001, 0x11001af4]);
    write(AT, 0x10, 0xffffffff);
    expect(read(AT, 0x10)).toBe(0);
  });

  test("QEMU's functions have no MSI-X where its machine has no MSI controller, unless the scenario says so", () => {
    const capabilities = (root: string, functions: Parameters<typeof bench>[0]): number =>
      benchOn(machineOf(withoutMsi(root)), functions).read(AT, 0x34, 1);
    expect(capabilities('linux,dummy-virt', [RNG])).toBe(0x84);
    expect(capabilities('linux,dummy-virt', [{ ...RNG, msix: { entries: 2 } }])).toBe(0x98);
    expect(capabilities('some,board', [RNG])).toBe(0x98);
  });

  test('nobody at a place reads as all ones, and conventional functions have no extended space', () => {
    const { read } = bench([RNG]);
    expect(read([0, 2, 0], 0)).toBe(0xffffffff);
    expect(read([1, 0, 0], 0, 2)).toBe(0xffff);
    expect(read(AT, 0x100)).toBe(0xffffffff);
  });

  test('read-only bits stay as they are', () => {
    const { read, write } = bench([RNG]);
    write(AT, 0, 0);
    write(AT, 4, 0xffffffff);
    expect(read(AT, 0)).toBe(0x10051af4);
    expect(read(AT, 4)).toBe(0x00100507);
  });

  test('narrow writes reach their bytes alone', () => {
    const { read, write } = bench([RNG]);
    write(AT, 0x3c, 0x2a, 1);
    expect(read(AT, 0x3c)).toBe(0x0000012a);
    expect(read(AT, 0x3d, 1)).toBe(1);
  });

  test('a BAR answers all ones with its size, and keeps its kind', () => {
    const { read, write } = bench([RNG]);
    const sizes = [0x10, 0x14, 0x18, 0x20].map((offset) => {
      write(AT, offset, 0xffffffff);
      return read(AT, offset);
    });
    expect(sizes).toEqual([0xffffffe1, 0xfffff000, 0, 0xffffc00c]);
    write(AT, 0x24, 0xffffffff);
    expect(read(AT, 0x24)).toBe(0xffffffff);
  });

  test('a BAR of 4 GiB and more is measured in its upper half', () => {
    const { read, write } = bench([
      { bdf: '0000:00:01.0', bars: [{ index: 0, size: '0x200000000', is64: true, prefetch: true }] },
    ]);
    write(AT, 0x10, 0xffffffff);
    write(AT, 0x14, 0xffffffff);
    expect([read(AT, 0x10), read(AT, 0x14)]).toEqual([0xc, 0xfffffffe]);
  });

  test('function 0 says that a device has more functions', () => {
    const two = bench([RNG, { bdf: '0000:00:01.3', vendor: '0x1234' }]);
    expect(two.read(AT, 0x0e, 1)).toBe(0x80);
    expect(two.read([0, 1, 3], 0, 2)).toBe(0x1234);
    expect(bench([RNG]).read(AT, 0x0e, 1)).toBe(0);
  });

  test('the host bridge is a function itself', () => {
    expect(bench([RNG]).read([0, 0, 0], 0)).toBe(0x00081b36);
  });
});

describe('decoding', () => {
  test('a BAR answers only while memory decoding is on', () => {
    const { machine, write } = bench([RNG]);
    write(AT, 0x20, 0);
    write(AT, 0x24, 0x80);
    expect(machine.bus.read(PREF + 0x12, 2, 0)).toBe(0xffff);
    write(AT, 4, 2, 2);
    expect(machine.bus.read(PREF + 0x12, 2, 0)).toBe(1);
    expect(machine.bus.read(PREF + 0x4000, 4, 0)).toBe(0xffffffff);
  });

  test('a virtio device refuses vectors that it does not have', () => {
    const { machine, write } = bench([RNG]);
    write(AT, 0x24, 0x80);
    write(AT, 4, 2, 2);
    const { bus } = machine;
    for (const [vector, taken] of [
      [1, 1],
      [2, 0xffff],
    ] as const) {
      bus.write(PREF + 0x1a, 2, vector, 0);
      expect(bus.read(PREF + 0x1a, 2, 0)).toBe(taken);
    }
  });
});
