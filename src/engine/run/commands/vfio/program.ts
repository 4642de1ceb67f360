/**
 * The program that VFIO commands stand for: what it has open, and the eventfds that it made. One eventfd stands for each
 * vector of each kind of interrupt of a device, and one more for masking and unmasking it; each is made when it is first
 * handed to the kernel.
 */
import type { vfio_container } from '../../../linux/drivers/vfio/container.ts';
import type { vfio_group } from '../../../linux/drivers/vfio/vfio.ts';
import { do_eventfd, eventfd_read, eventfd_release } from '../../../linux/fs/eventfd.ts';
import type { vfio_device } from '../../../linux/include/linux/vfio.ts';
import { VFIO_PCI_NUM_IRQS } from '../../../linux/include/uapi/linux/vfio.ts';
import { type Kernel, statics } from '../../../linux/kernel.ts';
import { always, map, num, type Recorded, type RecordedMap, ref, struct } from '../../../recorder/index.ts';

/** A device that the program has open. */
export interface open_device extends Recorded {
  device: vfio_device;
  /** File descriptors by index of the kind of interrupt and vector. */
  eventfds: RecordedMap<number>;
}
export const open_device = struct<open_device>(
  'open device',
  { device: always(ref()), eventfds: map(num()) },
  { label: ({ device }) => `${device.dev.name}, open` },
);

/** A group that the program has open, in a container of its own. */
export interface open_group extends Recorded {
  group: vfio_group;
  container: vfio_container;
  /** Devices of it that are open. */
  devices: number;
}
export const open_group = struct<open_group>('open group', {
  group: always(ref()),
  container: always(ref()),
  devices: num(),
});

interface program extends Recorded {
  /** By the number of the IOMMU group. */
  groups: RecordedMap<open_group>;
  /** By the device's `index`. */
  devices: RecordedMap<open_device>;
}
const program = statics<program>('a program that uses VFIO', {
  groups: map(ref<open_group>()),
  devices: map(ref<open_device>()),
});

/** The program, if it has done anything yet: looking for what it has open does not start it. */
function started(k: Kernel): program | undefined {
  return k.rec.byType.has(program.type) ? program(k) : undefined;
}

export function openGroupOf(k: Kernel, number: number): open_group | undefined {
  return started(k)?.groups.get(number);
}

export function rememberGroup(k: Kernel, number: number, group: vfio_group, container: vfio_container): open_group {
  const opened = open_group.create(k.rec, { group, container });
  program(k).groups.set(number, opened);
  return opened;
}

export function forgetGroup(k: Kernel, number: number): void {
  const opened = program(k).groups.get(number);
  if (opened === undefined) return;
  program(k).groups.delete(number);
  k.rec.free(opened);
}

export function openDeviceOf(k: Kernel, bdf: string): open_device | undefined {
  return started(k)
    ?.devices.values()
    .find(({ device }) => device.dev.name === bdf);
}

export function rememberDevice(k: Kernel, device: vfio_device): void {
  program(k).devices.set(device.index, open_device.create(k.rec, { device }));
}

/** Its eventfds are closed with it. */
export function forgetDevice(k: Kernel, opened: open_device): void {
  for (const fd of opened.eventfds.values()) eventfd_release(k, fd);
  program(k).devices.delete(opened.device.index);
  k.rec.free(opened);
}

/** More vectors than any kind of interrupt has. */
export const MAX_VECTORS = 2048;

/** Eventfds that mask or unmask are the program's to signal, not to read. */
const CONTROL = VFIO_PCI_NUM_IRQS * MAX_VECTORS;

/** The descriptor for a vector: what tells the program of it, or what the program masks or unmasks it by. */
export function eventfdOf(
  k: Kernel,
  { eventfds }: open_device,
  index: number,
  vector: number,
  use: 'trigger' | 'mask' | 'unmask',
): number {
  const key = index * MAX_VECTORS + vector + (use === 'trigger' ? 0 : CONTROL);
  const known = eventfds.get(key);
  if (known !== undefined) return known;
  const fd = do_eventfd(k, 0);
  eventfds.set(key, fd);
  return fd;
}

/** Reads all eventfds that tell of interrupts: those that went up since they were last read. */
export function readEventfds(k: Kernel): { readonly index: number; readonly value: number }[] {
  const devices = started(k)?.devices.values() ?? [];
  return devices.flatMap(({ eventfds }) =>
    eventfds
      .entries()
      .filter(([key]) => key < CONTROL)
      .map(([key, fd]) => ({ index: key % MAX_VECTORS, value: Number(eventfd_read(k, fd)) }))
      .filter(({ value }) => value > 0),
  );
}
