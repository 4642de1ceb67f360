import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { gic_cpu_interface, gic_distributor, gic_redistributor, gic_v2m } from '../machine/index.ts';
import { Session } from '../run/session.ts';
import { checkScenario } from './check.ts';
import { loadScenario } from './load.ts';
import { functionOptions } from './machine-options.ts';

const read = (board: string): readonly [string, Uint8Array] => [
  `dts/${board}.dts`,
  readFileSync(new URL(`../../../public/dts/${board}.dts`, import.meta.url)),
];
const files = new Map([read('qemu-virt-gicv3-its'), read('qemu-virt-gicv2m')]);

function run(bundled: string, hardware: unknown): Session {
  const scenario = checkScenario({ irqscope: 1, kernel: '6.12', board: { bundled }, hardware });
  if (!scenario.ok) throw new Error(scenario.error.message);
  const loaded = loadScenario(scenario.value, files);
  if (!loaded.ok) throw new Error(loaded.error.message);
  const session = Session.open(loaded.value);
  if (!session.ok) throw new Error(session.error.message);
  return session.value;
}

describe('hardware', () => {
  it('gives registers of a GICv3 their values', () => {
    const { cursor, rec, kernel } = run('qemu-virt-gicv3-its', {
      gicd: { typer: '0x037a0004', typer2: '0xa0', iidr: '0xffffffff', pidr2: '0x4b' },
      gicr: { typer: '0x01000021', iidr: '0x0100143b', ctlr: '0x0' },
      gicc: { priorityBits: 6 },
      timer: { cntfrq: 19200000 },
    });
    cursor.seek(rec.origin);
    const [dist] = cursor.all(gic_distributor);
    expect(dist).toMatchObject({ typer: 0x037a0004, typer2: 0xa0, iidr: 0xffffffff, pidr2: 0x4b });
    const [first, second] = cursor.all(gic_redistributor);
    expect(first).toMatchObject({ iidr: 0x0100143b, ctlr: 0 });
    // Processor number and affinity are each redistributor's own.
    expect(second?.typer).toBe(0x00000001_01000121n);
    // ICC_CTLR_EL1.PRIbits is one less than there are.
    expect(((cursor.all(gic_cpu_interface)[0]?.ctlr ?? 0) >> 8) & 7).toBe(5);
    expect(kernel.bus.readSysreg('CNTFRQ_EL0', 0)).toBe(19200000n);
  });

  it('gives registers of a v2m frame their values', () => {
    const { cursor, rec } = run('qemu-virt-gicv2m', { v2m: { typer: '0x00600020', iidr: '0x05300001' } });
    cursor.seek(rec.origin);
    expect(cursor.all(gic_v2m)).toMatchObject([{ typer: 0x00600020, iidr: 0x05300001 }]);
  });

  it('puts hardware elsewhere than the tree says, and the kernel does not find it', () => {
    const session = run('qemu-virt-gicv3-its', { map: { '/intc@8000000': ['0x09800000', '0x80a0000'] } });
    expect(session.cursor.all(gic_distributor)[0]?.base).toBe(0x09800000);
    const log = session.dump({ only: ['dmesg'] });
    expect(log.ok ? log.value : '').toContain('no distributor detected');
  });
});

describe('functions', () => {
  it('become numbers', () => {
    expect(
      functionOptions([
        {
          bdf: '0001:02:1f.3',
          vendor: '0x8086',
          class: '0x020000',
          intx: 'C',
          bars: [{ index: 0, size: '0x100000000', is64: true }],
          msi: null,
          msix: { entries: 4, tableOffset: '0x800' },
        },
      ]),
    ).toMatchObject([
      {
        bdf: { domain: 1, bus: 2, devfn: 0xfb },
        vendor: 0x8086,
        class: 0x020000,
        pin: 3,
        bars: [{ index: 0, size: 0x1_0000_0000, is64: true }],
        msi: null,
        msix: { entries: 4, tableOffset: 0x800 },
      },
    ]);
  });
});
