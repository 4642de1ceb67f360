/** Cells in words, on boards of several kinds. */
import { describe, expect, it } from 'vitest';
import { word } from '../../api/messages/said.ts';
import { MESSAGES } from '../../api/messages/testing.ts';
import { functionSources, nodeSource } from './node-source.ts';
import { bundled, changedBoard, golden, type RunViewer } from '../testing.ts';

const NVME = '0000:00:02.0';
const PCI = [
  { bdf: '0000:00:00.0', model: 'pcie-host-bridge' },
  { bdf: NVME, model: 'nvme' },
];

const ofNode = (viewer: RunViewer, path: string): string =>
  nodeSource(viewer.snapshot.messages.cells, viewer.snapshot.board, path)?.text ?? '';
const ofFunction = (viewer: RunViewer, bdf: string): string =>
  functionSources(viewer.snapshot, bdf)
    .map(({ text }) => text)
    .join('');

describe('a specifier', () => {
  it('is told cell by cell', () => {
    expect(ofNode(golden('6.12/gicv3-its'), '/pl011@9000000')).toContain(
      '0: <0x0 0x1 0x4>: SPI 1, level high: INTID 33 of intc@8000000 (1 + 32)',
    );
    expect(ofNode(golden('6.12/gicv2m'), '/timer')).toContain('PPI 13, level high: INTID 29 of intc@8000000 (13 + 16)');
  });

  it('is followed through a nexus, with the row that fits', () => {
    const text = ofNode(golden('6.12/gicv3-its-tree'), '/pl061@9030000');
    expect(text).toContain('row 1:');
    expect(text).toContain('it fits');
    expect(text).toContain('SPI 7, level high: INTID 39');
  });
});

describe('the row of interrupt-map that a pin matches', () => {
  it('is told as arithmetic with the mask', () => {
    const text = ofFunction(golden('6.12/gicv3-noits'), NVME);
    expect(text).toContain('looking for slot 2 INTA');
    expect(text).toContain('unit address <0x1000 0x0 0x0> & <0x1800 0x0 0x0> = <0x1000 0x0 0x0>');
    expect(text).toContain('pin <0x1> & <0x7> = <0x1>');
    expect(text).toContain('row 8: <0x1000 0x0 0x0 0x1> & <0x1800 0x0 0x0 0x7> = <0x1000 0x0 0x0 0x1>: it fits');
    expect(text).toContain('SPI 5, level high: INTID 37');
  });

  it('is the first one where the mask is zero', () => {
    const viewer = changedBoard(
      'qemu-virt-gicv3-its',
      (dts) => dts.replace(/interrupt-map-mask = <[^>]*>/, 'interrupt-map-mask = <0 0 0 0>'),
      { pci: PCI },
    );
    const text = ofFunction(viewer, NVME);
    expect(text).toContain('row 0:');
    expect(text).toContain('= <0x0 0x0 0x0>');
  });

  it('is swizzled behind a bridge', () => {
    const viewer = golden('6.12/gicv3-its-bridges');
    const behind = viewer.session.pci.functions.find(({ bridge, design }) => bridge !== undefined && design.pin !== 0);
    expect(ofFunction(viewer, behind?.bdf ?? '')).toMatch(
      /comes out of its bridges as INT[A-D] of slot \d+ on the root bus/,
    );
  });
});

describe('msi-map', () => {
  it('is arithmetic for a function', () => {
    expect(ofFunction(bundled('qemu-virt-gicv3-its', { pci: PCI }), NVME)).toContain(
      'RequesterID 0x10 is in row 0 (0x0 to 0xffff): 0x10 − rid-base 0x0 + msi-base 0x0 = DeviceID 0x10 at its@8080000',
    );
  });

  it('moves DeviceIDs in the hardware as in the kernel', () => {
    const viewer = changedBoard(
      'qemu-virt-gicv3-its',
      (dts) => dts.replace(/msi-map = <0x0+ (\S+) 0x0+ 0x10000>/, 'msi-map = <0x0 $1 0x200 0x10000>'),
      { pci: PCI, script: [{ do: 'msix.fire', bdf: NVME, vector: 1 }] },
    );
    expect(ofFunction(viewer, NVME)).toContain('+ msi-base 0x200 = DeviceID 0x210');
    const { rec } = viewer.session;
    const last = rec.signals.map((event) => word(MESSAGES.signals, rec.signalAt(event).text));
    expect(last).toContain('DeviceID 0x210 EventID 1');
    expect(last.some((text) => text.startsWith('IRQ to CPU'))).toBe(true);
  });

  it('says which StreamID the SMMU sees', () => {
    expect(ofFunction(bundled('qemu-virt-gicv3-its-smmu', { pci: PCI }), NVME)).toMatch(/= StreamID 0x10 at smmuv3@/);
  });
});
