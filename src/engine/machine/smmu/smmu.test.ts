/** The SMMU against its manual (Arm IHI 0070): registers, commands, events, and tables that the test lays into memory. */
import { describe, expect, test } from 'vitest';
import { GICD, gicv3Board, machineOf, RAM, type Sketch } from '../testing.ts';
import type { Machine } from '../machine.ts';

const SMMU = 0x9050000;
const STREAM = 0x10;
const EVENTQ_SPI = 74;
const GERROR_SPI = 77;

const CMDQ = RAM + 0x10000;
const EVENTQ = RAM + 0x20000;
const STRTAB = RAM + 0x30000;
const CD = RAM + 0x40000;
const TABLES = RAM + 0x50000;

const CR0 = 0x20;
const GBPA = 0x44;
const IRQ_CTRL = 0x50;
const GERROR = 0x60;
const GERRORN = 0x64;
const CMDQ_PROD = 0x98;
const CMDQ_CONS = 0x9c;
const EVENTQ_PROD = 0x100a8;
const EVENTQ_CONS = 0x100ac;

const board = (): Sketch => ({
  ...gicv3Board(1),
  'smmuv3@9050000': {
    compatible: 'arm,smmu-v3',
    phandle: [7],
    reg: [0, SMMU, 0, 0x20000],
    interrupts: [0, 74, 1, 0, 75, 1, 0, 76, 1, 0, 77, 1],
    // Text of several strings has a NUL between them.
    'interrupt-names': 'eventq\0priq\0cmdq-sync\0gerror',
  },
  'pcie@10000000': { compatible: 'pci-host-ecam-generic', 'iommu-map': [0x8, 7, 0x108, 0x8, 0x10, 7, 0x10, 0xff0] },
});

class Bench {
  readonly machine: Machine = machineOf(board());

  reg(offset: number): number {
    return this.machine.bus.read(SMMU + offset, 4, 0);
  }

  set(offset: number, value: number): void {
    this.machine.bus.write(SMMU + offset, 4, value, 0);
  }

  store(address: number, value: bigint): void {
    this.machine.memory.write32(address, Number(value & 0xffffffffn));
    this.machine.memory.write32(address + 4, Number(value >> 32n));
  }

  load(address: number): number {
    return this.machine.bus.read(address, 4, 0);
  }

  /** Queues of 4 commands and 2 events, a linear stream table of 512 entries, everything on. */
  up(): this {
    this.set(0x90, CMDQ | 2);
    this.set(0xa0, EVENTQ | 1);
    this.set(0x80, STRTAB);
    this.set(0x88, 9);
    this.set(IRQ_CTRL, 5);
    this.set(CR0, 0xd);
    return this;
  }

  entry(words: readonly bigint[], stream = STREAM): this {
    words.forEach((word, i) => this.store(STRTAB + stream * 64 + i * 8, word));
    return this;
  }

  /** Stage 1 of 4 KB pages: 39 bits of input address, so three levels; 0x8000_0000 is mapped to memory. */
  stage1(leaf = BigInt(RAM + 0x60000) | 0x403n): this {
    this.entry([BigInt(CD) | (5n << 1n) | 1n]);
    this.store(CD, (1n << 41n) | (1n << 31n) | 25n);
    this.store(CD + 8, BigInt(TABLES));
    this.store(TABLES + 2 * 8, BigInt(TABLES + 0x1000) | 3n);
    this.store(TABLES + 0x1000, BigInt(TABLES + 0x2000) | 3n);
    this.store(TABLES + 0x2000 + 5 * 8, leaf);
    return this;
  }

  command(opcode: number, more = 0n): void {
    const prod = this.reg(CMDQ_PROD);
    this.store(CMDQ + (prod % 4) * 16, BigInt(opcode) | more);
    this.store(CMDQ + (prod % 4) * 16 + 8, 0n);
    this.set(CMDQ_PROD, (prod + 1) & 7);
  }

  access(address: number, requester = STREAM): number | undefined {
    return this.machine.translate(requester, address);
  }

  /** Whether the SPI is pending; it is not any more after this. */
  took(spi: number): boolean {
    const intid = spi + 32;
    const at = GICD + 0x200 + (intid >> 5) * 4;
    const bit = (1 << (intid & 31)) >>> 0;
    const pending = (this.machine.bus.read(at, 4, 0) & bit) !== 0;
    this.machine.bus.write(at + 0x80, 4, bit, 0);
    return pending;
  }

  /** The wires are edges. */
  edges(): this {
    const { bus } = this.machine;
    for (const spi of [EVENTQ_SPI, GERROR_SPI]) {
      const at = GICD + 0xc00 + ((spi + 32) >> 4) * 4;
      bus.write(at, 4, bus.read(at, 4, 0) | (2 << (((spi + 32) & 15) * 2)), 0);
    }
    return this;
  }
}

describe('registers', () => {
  test('show what the hardware can do, and cannot be written there', () => {
    const b = new Bench();
    b.set(0, 0);
    expect([0, 4, 8, 0xc, 0x10, 0x14].map((offset) => b.reg(offset))).toEqual([
      0x0d40101a, 0x02730010, 0, 0x1404, 0, 0x74,
    ]);
  });

  test('acknowledge what was written', () => {
    const b = new Bench();
    b.set(CR0, 9);
    b.set(IRQ_CTRL, 5);
    expect([b.reg(0x24), b.reg(0x54)]).toEqual([9, 5]);
    b.set(GBPA, 0x80100000);
    expect(b.reg(GBPA)).toBe(0x100000);
  });
});

describe('the command queue', () => {
  test('takes commands as they come, around the end of the queue', () => {
    const b = new Bench().up();
    for (let i = 0; i < 6; i++) b.command(0x30);
    expect([b.reg(CMDQ_CONS), b.reg(GERROR)]).toEqual([6, 0]);
  });

  test('says that it is through where CMD_SYNC wants it', () => {
    const b = new Bench().up();
    const prod = b.reg(CMDQ_PROD);
    b.store(CMDQ + prod * 16, 0x46n | (1n << 12n) | (0xabcdn << 32n));
    b.store(CMDQ + prod * 16 + 8, BigInt(RAM + 0x70000));
    b.set(CMDQ_PROD, prod + 1);
    expect(b.load(RAM + 0x70000)).toBe(0xabcd);
  });

  test('stops at a command that it does not know, until software has seen it', () => {
    const b = new Bench().edges().up();
    b.command(0xff);
    expect([b.reg(CMDQ_CONS), b.reg(GERROR), b.took(GERROR_SPI)]).toEqual([0x01000000, 1, true]);
    b.command(0x30);
    expect(b.reg(CMDQ_CONS) & 0xffff).toBe(0);
    b.store(CMDQ, 0x46n);
    b.set(GERRORN, 1);
    expect([b.reg(CMDQ_CONS), b.took(GERROR_SPI)]).toEqual([2, false]);
  });

  test('stops where there is no memory', () => {
    const b = new Bench().up();
    b.set(CR0, 0);
    b.set(0x90, 0x1000 | 2);
    b.set(CR0, 8);
    b.set(CMDQ_PROD, 1);
    expect([b.reg(CMDQ_CONS) >>> 24, b.reg(GERROR)]).toEqual([2, 1]);
  });
});

describe('an access', () => {
  test('passes while the SMMU is off, unless GBPA aborts', () => {
    const b = new Bench();
    expect(b.access(0x1234)).toBe(0x1234);
    b.set(GBPA, 0x80100000);
    expect(b.access(0x1234)).toBeUndefined();
  });

  test.each([
    ['bypass', [(4n << 1n) | 1n], 0x5000],
    ['abort', [1n], undefined],
  ])('does as the entry says: %s', (_name, words, expected) => {
    const b = new Bench().up().entry(words);
    expect(b.access(0x5000)).toBe(expected);
    expect(b.reg(EVENTQ_PROD)).toBe(0);
  });

  test('is not touched when its requester is behind no SMMU', () => {
    expect(new Bench().up().access(0x5000, 0x2000)).toBe(0x5000);
  });

  test("has the stream that iommu-map gives its requester's ID", () => {
    const b = new Bench().up().entry([(4n << 1n) | 1n], 0x10b);
    expect(b.access(0x5000, 0xb)).toBe(0x5000);
  });

  test('goes through stage 1', () => {
    const b = new Bench().up().stage1();
    expect(b.access(0x8000_5678)).toBe(RAM + 0x60678);
  });

  test('goes through a block', () => {
    const b = new Bench().up().stage1();
    b.store(TABLES + 0x1000 + 8, 0x4020_0000n | 0x401n);
    expect(b.access(0x8020_0000 + 0x12345)).toBe(0x4020_0000 + 0x12345);
  });

  test('goes through stage 2 with two tables side by side', () => {
    // 40 bits of input address from level 1: 1,024 entries in two tables.
    const vtcr = 24n | (1n << 6n);
    const b = new Bench().up().entry([(6n << 1n) | 1n, 0n, vtcr << 32n, BigInt(TABLES)]);
    b.store(TABLES + 513 * 8, 0x4000_0000n | 0x401n);
    expect(b.access(513 * 2 ** 30 + 0x88)).toBe(0x4000_0088);
  });

  test('finds its entry through two levels', () => {
    const b = new Bench().up();
    b.set(CR0, 0xc);
    b.set(0x88, (1 << 16) | (8 << 6) | 9);
    b.set(CR0, 0xd);
    b.store(STRTAB, BigInt(STRTAB + 0x1000) | 6n);
    b.store(STRTAB + 0x1000 + STREAM * 64, (4n << 1n) | 1n);
    expect(b.access(0x5000)).toBe(0x5000);
    // 2^5 entries behind the first descriptor, none behind the second.
    expect([b.access(0x5000, 0x20), b.load(EVENTQ)]).toEqual([undefined, 2]);
  });
});

describe('events', () => {
  const events: readonly (readonly [string, number, (b: Bench) => number | undefined])[] = [
    ['a stream past the table', 0x02, (b) => b.access(0, 0x300)],
    ['no valid entry', 0x04, (b) => b.access(0)],
    ['no valid context', 0x0a, (b) => b.entry([BigInt(CD) | (5n << 1n) | 1n]).access(0)],
    ['a context outside memory', 0x09, (b) => b.entry([0x1000n | (5n << 1n) | 1n]).access(0)],
    ['an address past the tables', 0x10, (b) => b.stage1().access(2 ** 39)],
    ['nothing mapped', 0x10, (b) => b.stage1().access(0x8000_6000)],
    ['a page without the access flag', 0x12, (b) => b.stage1(BigInt(RAM) | 3n).access(0x8000_5000)],
  ];

  test.each(events)('tell of %s', (_name, type, act) => {
    const b = new Bench().edges().up();
    expect(act(b)).toBeUndefined();
    expect([b.load(EVENTQ), b.reg(EVENTQ_PROD), b.took(EVENTQ_SPI)]).toEqual([type, 1, true]);
  });

  test('say whose access it was and where to', () => {
    const b = new Bench().up().stage1();
    b.access(0x12_3456_7000 + 0x20);
    expect([b.load(EVENTQ + 4), b.load(EVENTQ + 16), b.load(EVENTQ + 20)]).toEqual([STREAM, 0x3456_7020, 0x12]);
  });

  test('interrupt when the queue was empty, and overflow when it is full', () => {
    const b = new Bench().edges().up();
    for (let i = 0; i < 2; i++) b.access(0);
    expect([b.took(EVENTQ_SPI), b.reg(EVENTQ_PROD)]).toEqual([true, 2]);
    b.access(0);
    expect([b.took(EVENTQ_SPI), b.reg(EVENTQ_PROD)]).toEqual([false, 0x80000002]);
    b.set(EVENTQ_CONS, 0x80000002);
    b.access(0);
    expect([b.took(EVENTQ_SPI), b.reg(EVENTQ_PROD)]).toEqual([true, 0x80000003]);
  });

  test('are not recorded while the queue is off', () => {
    const b = new Bench().up();
    b.set(CR0, 1);
    expect([b.access(0), b.reg(EVENTQ_PROD)]).toEqual([undefined, 0]);
  });

  test('that cannot be written are an error', () => {
    const b = new Bench().edges().up();
    b.set(CR0, 1);
    b.set(0xa0, 0x1000 | 1);
    b.set(CR0, 0xd);
    b.access(0);
    expect([b.reg(GERROR), b.took(GERROR_SPI)]).toEqual([4, true]);
  });
});
