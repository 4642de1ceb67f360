import { describe, expect, it } from 'vitest';
import { editorMessages } from '../../engine/api/messages/editor.ts';
import { busesOf, functionWords, newFunction, nextBdf, nextBus } from './pci-places.ts';

const PCI = [
  { bdf: '0000:00:00.0', model: 'pcie-host-bridge' },
  { bdf: '0000:00:01.0', model: 'nvme' },
  { bdf: '0000:00:03.0', model: 'pcie-root-port', secondary: 1 },
  { bdf: '0000:01:00.0', model: 'nvme', msix: null },
];
const ROOT = { domain: 0, bus: 0, bridge: undefined };
const NVME = { name: 'nvme', bridge: false, class: '0x010802', msix: 65, msi: undefined, heeds: [] };
const PORT = { ...NVME, name: 'pcie-root-port', bridge: true, msix: 1 };

describe('places for functions', () => {
  it('proposes the first free device on a root bus', () => {
    expect(nextBdf(PCI, ROOT)).toBe('0000:00:02.0');
    expect(nextBdf([], ROOT)).toBe('0000:00:01.0');
  });

  it('counts functions behind a port', () => {
    expect(nextBdf(PCI, { domain: 0, bus: 1, bridge: '0000:00:03.0' })).toBe('0000:01:00.1');
  });

  it('knows the buses of the board and of the bridges', () => {
    const board = { cpus: 1, hosts: [{ domain: 0, firstBus: 2 }], slots: [], lines: [] };
    expect(busesOf([], board)).toEqual([{ domain: 0, bus: 2, bridge: undefined }]);
    expect(busesOf(PCI, undefined)).toEqual([ROOT, { domain: 0, bus: 1, bridge: '0000:00:03.0' }]);
    expect(busesOf([], { ...board, hosts: [] })).toEqual([]);
  });

  it('gives a new bridge a bus of its own', () => {
    expect(nextBus(PCI, 0)).toBe(2);
    expect(newFunction('0000:00:02.0', PORT, 2)).toEqual({
      bdf: '0000:00:02.0',
      model: 'pcie-root-port',
      secondary: 2,
    });
  });

  it('says no to a full bus', () => {
    const full = Array.from({ length: 8 }, (_, at) => ({ bdf: `0000:01:00.${at}` }));
    expect(nextBdf(full, { domain: 0, bus: 1, bridge: 'x' })).toBeUndefined();
  });
});

describe('a function in words', () => {
  it.each([
    [PCI[1], { bdf: '', msix: 65, msi: 0 }, 'nvme, 65 MSI-X vectors'],
    [PCI[1], undefined, 'nvme'],
    [PCI[2], { bdf: '', msix: 1, msi: 0 }, 'pcie-root-port, to bus 1, 1 MSI-X vector'],
    [PCI[3], { bdf: '', msix: 0, msi: 0 }, 'nvme, no MSI-X'],
    [
      { vendor: '0x8086', device: '0x1234', msi: { vectors: 8 } },
      { bdf: '', msix: 0, msi: 8 },
      'described by hand, 8086:1234, 8 MSI vectors',
    ],
  ])('%j', (fn, facts, words) => {
    expect(functionWords(fn, facts, editorMessages('en'))).toBe(words);
  });
});
