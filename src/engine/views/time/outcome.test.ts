/** What is shown of a command's messages when it has ended. */
import { describe, expect, it } from 'vitest';
import type { Command } from '../../api/scenario/types.ts';
import { screenOf } from '../screen.ts';
import { bundled, type RunViewer } from '../testing.ts';

const NVME = '0000:00:02.0';
const PCI = [
  { bdf: '0000:00:00.0', model: 'pcie-host-bridge' },
  { bdf: NVME, model: 'nvme' },
];
const after = (...script: Command[]): RunViewer => bundled('qemu-virt-gicv3-its', { pci: PCI, script });

function stops(viewer: RunViewer, steps = 1): (string | undefined)[] {
  const { pulses = [] } = screenOf(viewer, { topology: true }, viewer.session.cursor.position - steps);
  return pulses.flatMap(({ stopped }) => stopped ?? []);
}

describe('the end of a command', () => {
  it('shows all of its messages, also to who comes there by one step', () => {
    const viewer = after({ do: 'msix.mask', bdf: NVME, vector: 2 }, { do: 'msix.fire', bdf: NVME, vector: 2 });
    expect(stops(viewer)).toEqual(['the vector is masked']);
    expect(stops(viewer, 5000)).toEqual(['the vector is masked']);
  });

  it('does not show as stopped what waited for another and came then', () => {
    const fire = (vector: number): Command => ({ do: 'msix.fire', bdf: NVME, vector });
    const viewer = after({ do: 'msix.maskAll', bdf: NVME }, fire(0), fire(3), { do: 'msix.unmaskAll', bdf: NVME });
    expect(stops(viewer)).toEqual([]);
  });

  it('shows where an interrupt stops that Linux has disabled', () => {
    const irq = { bdf: NVME, vector: 2 };
    const viewer = after({ do: 'irq.disable', irq }, { do: 'msix.fire', bdf: NVME, vector: 2 });
    expect(stops(viewer)).toEqual([expect.stringMatching(/^irq \d+ is disabled .*IRQS_PENDING and masks it$/)]);
    expect(screenOf(viewer, { topology: true }, 0).sentence).toContain('is disabled');
  });

  it('shows where an interrupt stops that is injected while the distributor has it disabled', () => {
    const irq = { node: '/pl031@9010000', index: 0 };
    const viewer = after({ do: 'irq.free', irq }, { do: 'irq.inject', irq });
    expect(stops(viewer)).toEqual(['disabled in GICD_ISENABLER']);
  });
});

describe('what several steps come to', () => {
  it('leaves out words of the distributor that are as they were', () => {
    const viewer = after({ do: 'line.raise', node: '/pl011@9000000', index: 0 });
    const from = viewer.session.rec.marks.at(-2) ?? 0;
    const { changes } = screenOf(viewer, {}, from);
    expect(changes.filter(({ subject }) => /^(SGI 0|INTIDs)/.test(subject))).toEqual([]);
  });
});
