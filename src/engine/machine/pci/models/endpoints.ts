/** NVMe and e1000e as QEMU 7.2 builds them, igb as QEMU 10 does. */
import type { Chip } from '../chip.ts';
import { describe, type FunctionDesign } from '../design.ts';
import { nvmeChip } from '../nvme.ts';
import { errorReporting, expressEndpoint, powerManagement } from './common.ts';
import type { ModelRequest } from './index.ts';
import { powerOfTwo } from './virtio.ts';

const PAGE = 0x1000;

function pages(size: number): number {
  return Math.ceil(size / PAGE) * PAGE;
}

/** Registers, doorbells of 64 queue pairs beside the admin queue, then the MSI-X table, then the pending bits. */
export function nvme(request: ModelRequest): FunctionDesign {
  const queues = 64;
  const { msix } = request.options;
  const entries = msix === null ? 0 : (msix?.entries ?? 65);
  const tableOffset = pages(PAGE + 2 * 4 * (queues + 1));
  const pbaOffset = tableOffset + pages(16 * Math.max(entries, 65));
  return describe({
    vendor: 0x1b36,
    device: 0x0010,
    class: 0x010802,
    revision: 2,
    subsystem: 0x11001af4,
    pin: 1,
    bars: [{ index: 0, size: powerOfTwo(pbaOffset + Math.ceil(Math.max(entries, 65) / 64) * 8), is64: true }],
    capabilities: [
      powerManagement(0x60, 3, [4, 8, 3]),
      expressEndpoint(request.onRootBus, 0x80),
      entries === 0 ? undefined : { kind: 'msix', entries, tableBar: 0, tableOffset, pbaBar: 0, pbaOffset },
    ],
    chip: nvmeChip(queues),
  });
}

/** Interrupt Cause Read, in BAR 0: that the wire is asserted. Reading takes the request back. */
const ICR = 0xc0;
const INT_ASSERTED = 0x80000000;

/** An Intel adapter, of which nothing but the cause of its wire is modelled. */
const causeChip = (name: string): Chip => ({
  name,
  read: (context, bar, offset) => {
    if (bar !== 0 || offset !== ICR) return 0;
    const { asserted } = context.state;
    context.deassert();
    return asserted ? INT_ASSERTED : 0;
  },
  write: () => undefined,
});

export function e1000e(request: ModelRequest): FunctionDesign {
  const { msix, msi } = request.options;
  return describe({
    vendor: 0x8086,
    device: 0x10d3,
    class: 0x020000,
    subsystem: 0x8086,
    pin: 1,
    bars: [
      { index: 0, size: 0x20000 },
      { index: 1, size: 0x20000 },
      { index: 2, size: 0x20, io: true },
      { index: 3, size: 0x4000 },
    ],
    words: [...errorReporting(0x14020001, 0xa0), [0x140, 0x00010003], [0x144, 0xff123457], [0x148, 0x525400ff]],
    capabilities: [
      msix === null
        ? undefined
        : {
            kind: 'msix',
            at: 0xa0,
            entries: msix?.entries ?? 5,
            tableBar: 3,
            tableOffset: 0,
            pbaBar: 3,
            pbaOffset: 0x2000,
          },
      {
        id: 0x10,
        size: 0x14,
        at: 0xe0,
        words: [
          [0, (1 | ((request.onRootBus ? 9 : 0) << 4)) * 0x10000],
          [4, 0x8000],
          [0xc, 0x411],
          [0x10, 0x00110000],
        ],
      },
      msi === null
        ? undefined
        : {
            kind: 'msi',
            at: 0xd0,
            vectors: msi?.vectors ?? 1,
            is64: msi?.is64 ?? true,
            maskable: msi?.maskable ?? false,
          },
      powerManagement(0xc8, 0x22, [4, 0, 0x1f03]),
    ],
    chip: causeChip('e1000e'),
  });
}

/** The 82576: ten MSI-X vectors, or one MSI with a mask bit. */
export function igb(request: ModelRequest): FunctionDesign {
  const { msix, msi } = request.options;
  return describe({
    vendor: 0x8086,
    device: 0x10c9,
    class: 0x020000,
    revision: 1,
    subsystem: 0x8086,
    pin: 1,
    bars: [
      { index: 0, size: 0x20000 },
      { index: 1, size: 0x20000 },
      { index: 2, size: 0x20, io: true },
      { index: 3, size: 0x4000, is64: true },
    ],
    words: errorReporting(0x14020001, 0xa0),
    capabilities: [
      powerManagement(0x40, 0x22, [4, 0, 0x1f03]),
      msi === null
        ? undefined
        : {
            kind: 'msi',
            at: 0x50,
            vectors: msi?.vectors ?? 1,
            is64: msi?.is64 ?? true,
            maskable: msi?.maskable ?? true,
          },
      msix === null
        ? undefined
        : {
            kind: 'msix',
            at: 0x70,
            entries: msix?.entries ?? 10,
            tableBar: 3,
            tableOffset: 0,
            pbaBar: 3,
            pbaOffset: 0x2000,
          },
      expressEndpoint(request.onRootBus, 0xa0),
    ],
    chip: causeChip('igb'),
  });
}
