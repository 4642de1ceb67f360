import { describe, expect, test } from 'vitest';
import { lastStop, machineOf, signalsOf } from '../testing.ts';
import type { PciFunctionOptions } from '../../api/scenario/types.ts';
import { bench, benchOn, type Bench, MEM, pciBoard } from './testing.ts';

const AT = [0, 1, 0] as const;
const BDF = '0000:00:01.0';
/** A page of memory: messages land there, where they can be looked at. */
const TARGET = 0x40001000;
const MSIX: PciFunctionOptions = {
  bdf: BDF,
  bars: [{ index: 0, size: '0x2000' }],
  msix: { entries: 40, tableBar: 0, tableOffset: '0x0', pbaBar: 0, pbaOffset: '0x1000' },
};

/** Decoding and mastering on, MSI-X on, vector `vector` programmed and unmasked. */
function enable(b: Bench, cap: number, control = 0x8000): void {
  b.write(AT, 0x10, MEM);
  b.write(AT, 4, 6, 2);
  b.write(AT, cap + 2, control, 2);
}

function program({ machine: { bus } }: Bench, vector: number, data: number, ctrl = 0): void {
  const entry = MEM + vector * 16;
  bus.write(entry, 4, TARGET + 4 * vector, 0);
  bus.write(entry + 4, 4, 0, 0);
  bus.write(entry + 8, 4, data, 0);
  bus.write(entry + 12, 4, ctrl, 0);
}

function landed({ machine }: Bench, vector: number): number {
  return machine.bus.read(TARGET + 4 * vector, 4, 0);
}

function capOf(b: Bench, id: number): number {
  let at = b.read(AT, 0x34, 1);
  while (b.read(AT, at, 1) !== id) at = b.read(AT, at + 1, 1);
  return at;
}

describe('MSI-X', () => {
  test('every vector is masked after reset', () => {
    const b = bench([MSIX]);
    enable(b, capOf(b, 0x11));
    expect(b.machine.bus.read(MEM + 39 * 16 + 12, 4, 0)).toBe(1);
  });

  test('an unmasked vector writes its data to its address', () => {
    const b = bench([MSIX]);
    enable(b, capOf(b, 0x11));
    program(b, 3, 0x55);
    b.pci.fire(BDF, 3);
    expect(landed(b, 3)).toBe(0x55);
  });

  test('a masked vector waits in the PBA and is sent when it is unmasked', () => {
    const b = bench([MSIX]);
    enable(b, capOf(b, 0x11));
    program(b, 33, 0x77, 1);
    expect(b.pci.fire(BDF, 33)).toEqual({ ok: true, value: 'pending' });
    expect([landed(b, 33), b.machine.bus.read(MEM + 0x1004, 4, 0)]).toEqual([0, 2]);
    b.machine.bus.write(MEM + 33 * 16 + 12, 4, 0, 0);
    expect([landed(b, 33), b.machine.bus.read(MEM + 0x1004, 4, 0)]).toEqual([0x77, 0]);
  });

  test('the function mask holds all vectors, and lets go of those that are not masked themselves', () => {
    const b = bench([MSIX]);
    const cap = capOf(b, 0x11);
    enable(b, cap, 0xc000);
    program(b, 0, 0x10);
    program(b, 1, 0x11, 1);
    b.pci.fire(BDF, 0);
    b.pci.fire(BDF, 1);
    expect(b.machine.bus.read(MEM + 0x1000, 4, 0)).toBe(3);
    b.write(AT, cap + 2, 0x8000, 2);
    expect([landed(b, 0), landed(b, 1), b.machine.bus.read(MEM + 0x1000, 4, 0)]).toEqual([0x10, 0, 2]);
  });

  test('software cannot write pending bits', () => {
    const b = bench([MSIX]);
    enable(b, capOf(b, 0x11));
    b.machine.bus.write(MEM + 0x1000, 4, 0xff, 0);
    expect(b.machine.bus.read(MEM + 0x1000, 4, 0)).toBe(0);
  });

  test('without bus mastering nothing leaves the function', () => {
    const b = bench([MSIX]);
    enable(b, capOf(b, 0x11));
    program(b, 0, 0x10);
    b.write(AT, 4, 2, 2);
    expect(b.pci.fire(BDF, 0)).toEqual({ ok: true, value: 'none' });
    expect(lastStop(b.machine)).toBe('COMMAND.Bus Master is off');
  });

  test('a vector past the table is refused', () => {
    const b = bench([MSIX]);
    enable(b, capOf(b, 0x11));
    expect(b.pci.fire(BDF, 40)).toMatchObject({ ok: false, error: { code: 'pci-no-vector' } });
  });
});

describe('MSI', () => {
  const MSI: PciFunctionOptions = { bdf: BDF, msi: { vectors: 8, is64: true, maskable: true } };

  function setUp(granted: number): Bench {
    const b = bench([MSI]);
    const cap = capOf(b, 0x05);
    enable(b, cap, 1 | (Math.log2(granted) << 4));
    b.write(AT, cap + 4, TARGET);
    b.write(AT, cap + 12, 0x40, 2);
    return b;
  }

  test('the number of the message is in the low bits of the data', () => {
    const b = setUp(4);
    b.pci.fire(BDF, 3);
    expect(landed(b, 0)).toBe(0x43);
  });

  test('messages that were not granted go out under numbers that were', () => {
    const b = setUp(4);
    b.pci.fire(BDF, 6);
    expect(landed(b, 0)).toBe(0x42);
  });

  test('a masked message is pending until it is unmasked', () => {
    const b = setUp(8);
    const cap = capOf(b, 0x05);
    b.write(AT, cap + 16, 1 << 5);
    expect(b.pci.fire(BDF, 5)).toEqual({ ok: true, value: 'pending' });
    expect(b.read(AT, cap + 20)).toBe(1 << 5);
    b.write(AT, cap + 16, 0);
    expect([landed(b, 0), b.read(AT, cap + 20)]).toEqual([0x45, 0]);
  });
});

describe('INTx', () => {
  const NVME: PciFunctionOptions = { bdf: '0000:01:00.0', model: 'nvme', msix: null };
  const PORT: PciFunctionOptions = { bdf: BDF, model: 'pcie-root-port', secondary: 1 };

  function spis(b: Bench): string[] {
    return signalsOf(b.machine)
      .filter(({ kind }) => kind === 'spi' || kind === 'line')
      .map(({ text }) => text);
  }

  test('a pin comes out of the bridges at the board, as the interrupt-map says', () => {
    const b = bench([PORT, NVME]);
    b.pci.fire('0000:01:00.0', 0);
    // Device 0's INTA is INTA above the port, which is device 1: SPI 4.
    expect(b.machine.bus.read(0x8000200 + 4, 4, 0) >>> 4).toBe(1);
  });

  test('the wire follows Interrupt Disable, and status says what the device wants', () => {
    const b = bench([{ bdf: BDF, model: 'nvme', msix: null }]);
    b.pci.fire(BDF, 0);
    expect(b.read(AT, 6, 2) & 8).toBe(8);
    const pending = (): number => (b.machine.bus.read(0x8000200 + 4, 4, 0) >>> 4) & 1;
    expect(pending()).toBe(1);
    b.write(AT, 4, 0x400, 2);
    expect([pending(), b.read(AT, 6, 2) & 8]).toEqual([0, 8]);
  });

  test('functions share wires: the level is up while one of them wants it', () => {
    const two: PciFunctionOptions[] = [
      { bdf: BDF, model: 'nvme', msix: null },
      { bdf: '0000:00:05.0', model: 'nvme', msix: null },
    ];
    const b = bench(two);
    const pending = (): number => (b.machine.bus.read(0x8000200 + 4, 4, 0) >>> 4) & 1;
    b.pci.setIntx(BDF, true);
    b.pci.setIntx('0000:00:05.0', true);
    b.pci.setIntx(BDF, false);
    expect(pending()).toBe(1);
    b.pci.setIntx('0000:00:05.0', false);
    expect(pending()).toBe(0);
  });

  test('a pin that no row is for leads nowhere', () => {
    const { 'pcie@10000000': pcie, ...rest } = pciBoard();
    const b = benchOn(machineOf({ ...rest, 'pcie@10000000': { ...(pcie as object), 'interrupt-map': [] } }), [
      { bdf: BDF, model: 'nvme', msix: null },
    ]);
    b.pci.fire(BDF, 0);
    expect(lastStop(b.machine)).toMatch(/no row/);
    expect(spis(b)).toHaveLength(1);
  });
});
