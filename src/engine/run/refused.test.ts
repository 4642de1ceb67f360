/** Commands that Linux refuses: the errno is its own, the reason and the remedy are ours. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Command, Scenario } from '../api/scenario/types.ts';
import { loadScenario } from '../scenario/load.ts';
import type { CommandResult } from './commands/result.ts';
import type { Session } from './session.ts';
import { load, NVME, open, run } from './testing.ts';

const SMMU = 'qemu-virt-gicv3-its-smmu';
const UART = { domain: ':intc@8000000-1', hwirq: 33 } as const;

function affinity(session: Session, cpus: string): CommandResult {
  return run(session, { do: 'irq.affinity', irq: UART, cpus });
}

describe('an affinity that is refused', () => {
  const session = open(load('qemu-virt-gicv3-its', '6.12'));

  it('says what of the list is wrong', () => {
    expect(affinity(session, '9')).toMatchObject({ errno: 34, why: expect.stringContaining('CPUs 0 to 3') });
    expect(affinity(session, '3-1')).toMatchObject({ errno: 22, why: expect.stringContaining('write 1-3') });
    expect(affinity(session, 'all')).toMatchObject({ errno: 22, why: expect.stringContaining('no list of CPUs') });
  });

  it('says that no CPU of the list is online', () => {
    run(session, { do: 'cpu.offline', cpu: 2 });
    expect(affinity(session, '2')).toMatchObject({ errno: 22, why: expect.stringContaining('online are 0-1,3') });
    run(session, { do: 'cpu.online', cpu: 2 });
    expect(affinity(session, '2').errno).toBeUndefined();
  });

  it('says that the kernel manages it, or that it is each CPU’s own', () => {
    const managed = run(session, { do: 'irq.affinity', irq: { bdf: NVME, vector: 1 }, cpus: '2' });
    expect(managed).toMatchObject({ errno: 1, why: expect.stringContaining('managed') });
    const own = run(session, { do: 'irq.affinity', irq: { domain: ':intc@8000000-1', hwirq: 27 }, cpus: '2' });
    expect(own).toMatchObject({ errno: 1, why: expect.stringContaining('per CPU') });
  });
});

const enable = (count: number, start = 0): Command => ({
  do: 'vfio.setIrqs',
  bdf: NVME,
  index: 'msix',
  action: 'trigger',
  data: 'eventfd',
  start,
  count,
});

describe('what VFIO refuses', () => {
  it.each(['6.1', '6.12'] as const)('is told by the vectors that there are, on %s', (kernel) => {
    const session = open(load(SMMU, kernel));
    expect(run(session, enable(1))).toMatchObject({ errno: 9, why: expect.stringContaining('vfio.open') });
    run(session, { do: 'vfio.bind', bdf: NVME });
    run(session, { do: 'vfio.open', bdf: NVME });
    expect(run(session, enable(66))).toMatchObject({ errno: 22, why: expect.stringContaining('65 vectors') });
    expect(run(session, { ...enable(1), data: 'none' } as Command)).toMatchObject({
      errno: 22,
      why: expect.stringContaining('not in use'),
    });
    expect(run(session, enable(2)).errno).toBeUndefined();
    const later = run(session, enable(1, 4));
    // The ITS of 6.12 does not let MSI-X grow either.
    expect(later).toMatchObject({ errno: 22, why: expect.stringContaining('adds none later') });
  });

  it('is told by the missing IOMMU group', () => {
    const session = open(load('qemu-virt-gicv3-its', '6.12'));
    const bound = run(session, { do: 'vfio.bind', bdf: NVME });
    expect(bound).toMatchObject({ errno: 22, why: expect.stringContaining('no IOMMU group') });
    expect(run(session, { do: 'vfio.open', bdf: NVME }).why).toContain('no IOMMU group');
  });

  it('is told by the missing interrupt remapping, which a module parameter overrules', () => {
    const dts = readFileSync(new URL(`../../../public/dts/${SMMU}.dts`, import.meta.url), 'utf8');
    const board = { dts: dts.replace(/msi-map = <[^>]*>;/, '') };
    const opened = (more: Partial<Scenario>): CommandResult => {
      const pci = [
        { bdf: '0000:00:00.0', model: 'pcie-host-bridge' },
        { bdf: NVME, model: 'nvme' },
      ];
      const loaded = loadScenario({ irqscope: 1, board, kernel: '6.12', drivers: 'modelled', pci, ...more }, new Map());
      if (!loaded.ok) throw new Error(loaded.error.message);
      const session = open(loaded.value);
      run(session, { do: 'vfio.bind', bdf: NVME });
      return run(session, { do: 'vfio.open', bdf: NVME });
    };
    const refused = opened({});
    expect(refused.errno).toBe(1);
    expect(refused.why).toMatch(/No interrupt remapping support.*allow_unsafe_interrupts.*allowUnsafeInterrupts/);
    expect(opened({ vfio: { allowUnsafeInterrupts: true } })).toEqual({ ret: 0 });
  });
});
