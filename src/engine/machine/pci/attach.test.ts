import { describe, expect, test } from 'vitest';
import { refusal } from './testing.ts';

const PORT = { bdf: '0000:00:01.0', model: 'pcie-root-port', secondary: 1 } as const;

describe('scenarios that do not fit', () => {
  test.each([
    ['a place taken twice', [PORT, { bdf: '0000:00:01.0', model: 'nvme' }], 'pci-doubled pci[1].bdf'],
    ['a bus that nothing leads to', [PORT, { bdf: '0000:02:00.0', model: 'nvme' }], 'pci-no-bridge pci[1].bdf'],
    ['a domain that is not there', [{ bdf: '0001:00:01.0', model: 'nvme' }], 'pci-no-host pci[0].bdf'],
    ['a model that is none', [{ bdf: '0000:00:01.0', model: 'ne2k' }], 'pci-model pci[0].model'],
    ['a bridge without a bus', [{ bdf: '0000:00:01.0', model: 'pcie-root-port' }], 'pci-secondary pci[0].secondary'],
    [
      'a bus behind an endpoint',
      [{ bdf: '0000:00:01.0', model: 'nvme', secondary: 1 }],
      'pci-no-secondary pci[0].secondary',
    ],
    ['two bridges for a bus', [PORT, { ...PORT, bdf: '0000:00:02.0' }], 'pci-bus-twice pci[1].secondary'],
    ['a bus that leads up', [{ ...PORT, secondary: 0 }], 'pci-bus-twice pci[0].secondary'],
    ['no function 0', [{ bdf: '0000:00:01.1', model: 'nvme' }], 'pci-no-function-0 pci[0].bdf'],
    [
      'a second device behind a port',
      [PORT, { bdf: '0000:01:00.0', model: 'nvme' }, { bdf: '0000:01:01.0', model: 'nvme' }],
      'pci-port-device pci[2].bdf',
    ],
    [
      'a size that is no power of two',
      [{ bdf: '0000:00:01.0', bars: [{ index: 0, size: '0x3000' }] }],
      'pci-bar-size pci[0].bars[0].size',
    ],
    [
      'a 64-bit BAR on top of another',
      [
        {
          bdf: '0000:00:01.0',
          bars: [
            { index: 0, size: '0x1000', is64: true },
            { index: 1, size: '0x1000' },
          ],
        },
      ],
      'pci-bar-twice pci[0].bars[1].index',
    ],
    [
      'a 64-bit BAR past the end',
      [{ bdf: '0000:00:01.0', bars: [{ index: 5, size: '0x1000', is64: true }] }],
      'pci-bar-index pci[0].bars[0].index',
    ],
    [
      'a BAR too small for its table',
      [{ bdf: '0000:00:01.0', bars: [{ index: 0, size: '0x1000' }], msix: { entries: 512 } }],
      'pci-msix-room pci[0].bars',
    ],
    [
      'MSI-X in an I/O BAR',
      [{ bdf: '0000:00:01.0', bars: [{ index: 0, size: '0x100', io: true }], msix: { entries: 2, tableBar: 0 } }],
      'pci-msix-bar pci[0].msix',
    ],
    [
      'a table that is not aligned',
      [{ bdf: '0000:00:01.0', bars: [{ index: 0, size: '0x1000' }], msix: { entries: 2, tableOffset: '0x4' } }],
      'pci-msix-offset pci[0].msix.tableOffset',
    ],
  ])('%s', (_, functions, expected) => {
    expect(refusal(functions)).toBe(expected);
  });

  test('a table of 2048 entries and its pending bits need 64 KiB, which a BAR of ours has', () => {
    expect(
      refusal([PORT, { bdf: '0000:01:00.0', bars: [{ index: 0, size: '0x8000' }], msix: { entries: 2048 } }]),
    ).toBe('pci-msix-room pci[1].bars');
    expect(refusal([PORT, { bdf: '0000:01:00.0', msix: { entries: 2048 } }])).toBe('nothing');
  });
});
