/**
 * Virtio's register block (virtio 1.2, 4.2; legacy interface): what software reads to find out what is there, and the
 * interrupt status. Queues are accepted and never served.
 */
import type { Width } from '../bus.ts';
import { hexnum, map, num, type Recorded, type RecordedMap, type Recorder, str, struct } from '../../recorder/index.ts';
import { type MmioRegion, narrow } from '../region.ts';

export interface virtio_mmio extends Recorded {
  readonly path: string | undefined;
  /** 0 where the slot is empty. */
  readonly device_id: number;
  status: number;
  interrupt_status: number;
  queue_sel: number;
  /** QueuePFN, by queue. */
  readonly queue_pfn: RecordedMap<number>;
}
export const virtio_mmio = struct<virtio_mmio>(
  'virtio_mmio',
  {
    path: str(),
    device_id: num(),
    status: hexnum(),
    interrupt_status: hexnum(),
    queue_sel: num(),
    queue_pfn: map(hexnum()),
  },
  { side: 'hardware', label: (slot) => slot.path ?? 'virtio-mmio' },
);

const MAGIC = 0x74726976;
const VERSION_LEGACY = 1;
const VENDOR_QEMU = 0x554d4551;
const USED_BUFFER = 1;

/** Models that a scenario may put behind a slot. */
const MODELS: Readonly<Record<string, { readonly id: number; readonly queues: number; readonly queueSize: number }>> = {
  'virtio-net-device': { id: 1, queues: 3, queueSize: 256 },
  'virtio-blk-device': { id: 2, queues: 1, queueSize: 256 },
  'virtio-console-device': { id: 3, queues: 2, queueSize: 128 },
  'virtio-serial-device': { id: 3, queues: 4, queueSize: 128 },
  'virtio-rng-device': { id: 4, queues: 1, queueSize: 8 },
  'virtio-9p-device': { id: 9, queues: 1, queueSize: 128 },
};

export const VIRTIO_MMIO_MODELS: readonly string[] = Object.keys(MODELS);

export class VirtioMmio implements MmioRegion {
  readonly name: string;
  readonly base: number;
  readonly size: number;
  readonly state: virtio_mmio;
  private readonly queues: number;
  private readonly queueSize: number;
  private readonly drive: (level: boolean) => void;

  constructor(
    rec: Recorder,
    place: { readonly path: string; readonly base: number; readonly size: number; readonly model: string | undefined },
    drive: (level: boolean) => void,
  ) {
    const model = MODELS[place.model ?? ''];
    this.name = place.path;
    this.base = place.base;
    this.size = place.size;
    this.queues = model?.queues ?? 0;
    this.queueSize = model?.queueSize ?? 0;
    this.drive = drive;
    this.state = virtio_mmio.create(rec, { path: place.path, device_id: model?.id ?? 0 });
  }

  /** The device has used a buffer, or takes that back. */
  setInterrupt(level: boolean): void {
    const slot = this.state;
    slot.interrupt_status = level ? slot.interrupt_status | USED_BUFFER : 0;
    this.drive(slot.interrupt_status !== 0);
  }

  read(offset: number, width: Width): number {
    return narrow(this.word(offset & ~3), offset, width);
  }

  private word(at: number): number {
    const slot = this.state;
    switch (at) {
      case 0x00:
        return MAGIC;
      case 0x04:
        return VERSION_LEGACY;
      case 0x08:
        return slot.device_id;
      case 0x0c:
        return VENDOR_QEMU;
      case 0x34:
        return slot.queue_sel < this.queues ? this.queueSize : 0;
      case 0x40:
        return slot.queue_pfn.get(slot.queue_sel) ?? 0;
      case 0x60:
        return slot.interrupt_status;
      case 0x70:
        return slot.status;
    }
    return 0;
  }

  write(offset: number, width: Width, value: number): void {
    const slot = this.state;
    if (width !== 4) return;
    if (offset === 0x30) slot.queue_sel = value;
    else if (offset === 0x40) slot.queue_pfn.set(slot.queue_sel, value);
    else if (offset === 0x64) {
      slot.interrupt_status &= ~value;
      if (slot.interrupt_status === 0) this.drive(false);
    } else if (offset === 0x70) this.writeStatus(value);
  }

  /** Writing 0 resets the device. */
  private writeStatus(value: number): void {
    const slot = this.state;
    slot.status = value & 0xff;
    if (value !== 0) return;
    for (const queue of slot.queue_pfn.keys()) slot.queue_pfn.delete(queue);
    slot.queue_sel = 0;
    if (slot.interrupt_status !== 0) this.setInterrupt(false);
  }
}
