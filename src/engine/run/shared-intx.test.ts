/** PCI functions that share a wire: each driver answers for its own device alone. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { irq_desc } from '../linux/include/linux/irqdesc.ts';
import { pci_function } from '../machine/index.ts';
import { loadScenario } from '../scenario/load.ts';
import type { PciFunctionOptions } from '../api/scenario/types.ts';
import type { Session } from './session.ts';
import { live, open, run } from './testing.ts';

/** Slots 2 and 6 come to the same input, as interrupt-map of QEMU's virt has it. */
const [FIRST, SECOND] = ['0000:00:02.0', '0000:00:06.0'] as const;

/** A board that has no way for messages. */
function boot(...pci: readonly PciFunctionOptions[]): Session {
  const source = readFileSync(new URL('../../../public/dts/qemu-virt-gicv3-its.dts', import.meta.url), 'utf8');
  const dts = source.replace(/^\s*msi-map = .*$/m, '');
  expect(dts).not.toBe(source);
  const functions = [{ bdf: '0000:00:00.0', model: 'pcie-host-bridge' }, ...pci];
  const loaded = loadScenario({ irqscope: 1, board: { dts }, kernel: '6.12', pci: functions }, new Map());
  if (!loaded.ok) throw new Error(loaded.error.message);
  return open(loaded.value, true);
}

function shared(session: Session): irq_desc {
  const desc = live<irq_desc>(session, irq_desc).find(({ action }) => action?.name?.startsWith('nvme') === true);
  if (desc === undefined) throw new Error('no NVMe has an interrupt');
  return desc;
}

const namesOf = ({ action: first }: irq_desc): string[] => {
  const names: string[] = [];
  for (let action = first; action !== undefined; action = action.next) names.push(action.name ?? '');
  return names;
};

const taken = ({ kstat_irqs }: irq_desc): number => kstat_irqs.values().reduce((sum, n) => sum + n, 0);

describe('a shared INTx', () => {
  it('is taken once, by the driver whose device asked, and falls', () => {
    const session = boot({ bdf: FIRST, model: 'nvme' }, { bdf: SECOND, model: 'nvme' });
    const desc = shared(session);
    expect(namesOf(desc)).toEqual(['nvme0q0', 'nvme0q1', 'nvme1q0', 'nvme1q1']);
    for (const [count, bdf] of [SECOND, FIRST, SECOND].entries()) {
      run(session, { do: 'msix.fire', bdf, vector: 0 });
      expect(taken(desc)).toBe(count + 1);
      expect(desc.irqs_unhandled).toBe(0);
      expect(live<pci_function>(session, pci_function).filter(({ asserted }) => asserted)).toEqual([]);
    }
  });

  it('that no driver answers for is given up, though another driver has the line', () => {
    const stranger = { bdf: SECOND, vendor: '0x1234', device: '0xbeef', class: '0x020000', intx: 'A' } as const;
    const session = boot({ bdf: FIRST, model: 'nvme' }, stranger);
    const desc = shared(session);
    run(session, { do: 'msix.fire', bdf: SECOND, vector: 0 });
    expect(taken(desc)).toBe(100_000);
    expect(desc.depth).toBe(1);
    expect(JSON.stringify(session.dump({ only: ['dmesg'] }))).toContain('nobody cared');
  });
});
