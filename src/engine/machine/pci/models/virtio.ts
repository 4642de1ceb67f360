/**
 * virtio devices on PCI. On a root bus they are conventional and transitional (legacy I/O BAR beside the modern one), unless the
 * scenario takes the legacy interface away; behind a port they are PCI Express and modern only.
 */
import type { BarDesign, Capability, FunctionDesign, Word } from '../design.ts';
import { describe } from '../design.ts';
import { virtioChip, type VirtioKind } from '../virtio.ts';
import { expressEndpoint, powerManagement } from './common.ts';
import type { ModelRequest } from './index.ts';

const REDHAT = 0x1af4;

interface VirtioModel {
  readonly kind: VirtioKind;
  /** virtio's device type. */
  readonly type: number;
  /** PCI device ID of a transitional device. */
  readonly transitional: number;
  readonly class: number;
  /** Bytes of device configuration that the legacy BAR has room for. */
  readonly legacyConfig: number;
}

const NET: VirtioModel = { kind: 'net', type: 1, transitional: 0x1000, class: 0x020000, legacyConfig: 8 };
const BLK: VirtioModel = { kind: 'blk', type: 2, transitional: 0x1001, class: 0x010000, legacyConfig: 60 };
const RNG: VirtioModel = { kind: 'rng', type: 4, transitional: 0x1005, class: 0x00ff00, legacyConfig: 0 };
const SERIAL: VirtioModel = { kind: 'serial', type: 3, transitional: 0x1003, class: 0x078000, legacyConfig: 12 };

/** A vendor capability that says where a structure is in BAR 4. */
function structure(type: number, offset: number, length: number, more: readonly Word[] = []): Capability {
  const size = 16 + 4 * more.length;
  return {
    id: 0x09,
    size,
    words: [[0, (size << 16) | ((type << 24) >>> 0)], [4, 4], [8, offset], [12, length], ...more],
  };
}

const STRUCTURES: readonly Capability[] = [
  structure(1, 0x0000, 0x1000),
  structure(3, 0x1000, 0x1000),
  structure(4, 0x2000, 0x1000),
  structure(2, 0x3000, 0x1000, [[16, 4]]),
  // The window for access through configuration space is nowhere before software sets it.
  {
    id: 0x09,
    size: 20,
    words: [
      [0, 0x05140000],
      [4, 0, 0xff],
      [8, 0, 0xffffffff],
      [12, 0, 0xffffffff],
      [16, 0, 0xffffffff],
    ],
  },
];

/** As msix_init_exclusive_bar lays it out: table, then pending bits, in a BAR of their own. */
function exclusive(entries: number): { pbaOffset: number; size: number } {
  const pbaOffset = Math.max(0x800, entries * 16);
  return { pbaOffset, size: powerOfTwo(Math.max(0x1000, pbaOffset + Math.ceil(entries / 64) * 8)) };
}

export function powerOfTwo(size: number): number {
  let power = 1;
  while (power < size) power *= 2;
  return power;
}

function virtio(model: VirtioModel, request: ModelRequest, vectors: number, queuePairs: number): FunctionDesign {
  const express = !request.onRootBus;
  const modern = express || request.options.legacy === false;
  const entries = request.options.msix === null ? 0 : (request.options.msix?.entries ?? vectors);
  const { pbaOffset, size } = exclusive(entries);
  const bars: BarDesign[] = [{ index: 4, size: 0x4000, is64: true, prefetch: true }];
  if (entries > 0) bars.unshift({ index: 1, size });
  // The PBA's words round the length of the BAR up, so the legacy header takes 24 bytes with MSI-X and 20 without.
  if (!modern) bars.unshift({ index: 0, size: powerOfTwo((entries > 0 ? 24 : 20) + model.legacyConfig), io: true });
  return describe({
    vendor: REDHAT,
    device: modern ? 0x1040 + model.type : model.transitional,
    class: model.class,
    revision: modern ? 1 : 0,
    subsystem: modern ? 0x11001af4 : ((model.type << 16) | REDHAT) >>> 0,
    pin: 1,
    bars,
    capabilities: [
      ...(express ? [expressEndpoint(false, undefined, [0x10, 0x00110000, 0xc0]), powerManagement()] : []),
      ...STRUCTURES,
      entries === 0 ? undefined : { kind: 'msix', entries, tableBar: 1, tableOffset: 0, pbaBar: 1, pbaOffset },
    ],
    chip: virtioChip(model.kind, queuePairs, entries),
  });
}

export function virtioNet(request: ModelRequest): FunctionDesign {
  const pairs = request.options.queuePairs ?? 1;
  // More than one pair needs room for the number of pairs in the legacy configuration.
  const model = pairs > 1 ? { ...NET, legacyConfig: 10 } : NET;
  return virtio(model, request, 2 * pairs + 2, pairs);
}

/** As many queues as CPUs, unless told otherwise. */
export function virtioBlk(request: ModelRequest): FunctionDesign {
  const queues = request.options.queuePairs ?? request.cpus;
  return virtio(BLK, request, queues + 1, queues);
}

export function virtioRng(request: ModelRequest): FunctionDesign {
  return virtio(RNG, request, 2, 1);
}

/** A pair of queues for each port, of which QEMU has 31, and one to talk about them; two vectors however many there are. */
export function virtioSerial(request: ModelRequest): FunctionDesign {
  const ports = request.options.queuePairs ?? 31;
  return virtio(SERIAL, request, 2, ports);
}
