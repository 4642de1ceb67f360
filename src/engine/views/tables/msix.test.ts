/** What copies and filters call the state of a vector is what the page shows of it. */
import { expect, it } from 'vitest';
import { NO_CHANGES } from '../changes/changes.ts';
import { bundled } from '../testing.ts';
import { msix } from './msix.ts';

const NVME = '0000:00:02.0';

it('a vector that only the function mask holds is not called open alone', () => {
  const viewer = bundled('qemu-virt-gicv3-its', {
    pci: [
      { bdf: '0000:00:00.0', model: 'pcie-host-bridge' },
      { bdf: NVME, model: 'nvme' },
    ],
    script: [
      { do: 'msix.maskAll', bdf: NVME },
      { do: 'msix.fire', bdf: NVME, vector: 3 },
    ],
  });
  const columns = [{ id: 'state', title: 'state' }];
  const lines = viewer.copyTable({ table: 'msix', bdf: NVME, order: {}, columns, format: 'text' }).text.split('\n');
  expect(lines[1]?.trim()).toBe('open, but the whole function is masked');
  expect(lines[4]?.trim()).toBe('pending, but the whole function is masked');
  expect(lines[8]?.trim()).toBe('masked');
  const ask = { bdf: NVME, first: 0, count: 100, filter: 'function is masked' };
  expect(msix.view(viewer.snapshot, ask, NO_CHANGES).total).toBe(5);
});
