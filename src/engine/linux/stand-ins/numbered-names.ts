/**
 * Names under which interrupts are requested that the kernel numbers as devices come: MMC hosts, USB buses, serial ports.
 * Stands in for what drivers/mmc/core/host.c, drivers/usb/core/hcd.c and drivers/tty/serial/8250/8250_core.c do.
 */
import { num } from '../../recorder/index.ts';
import { of_alias_get_highest_id, of_alias_get_id } from '../drivers/of/base/index.ts';
import { of_property_read_string } from '../drivers/of/property.ts';
import type { device } from '../include/linux/device.ts';
import type { Recorded } from '../../recorder/index.ts';
import { type Kernel, statics } from '../kernel.ts';
import type { KnownDriver } from './driver-table.ts';
import type { NumberedName } from './scanned-irqs.ts';

/** How many of each kind have a number that no alias gave them. */
interface numbered_names extends Recorded {
  mmc: number;
  usb: number;
  ttyS: number;
}
const numbered_names = statics<numbered_names>('stand-ins/numbered-names.ts', { mmc: num(), usb: num(), ttyS: num() });

/** The number of an alias of the tree, else the next behind the highest alias. */
function aliased(k: Kernel, { of_node }: device, what: 'mmc' | 'ttyS', stem: string): string {
  const id = of_node === undefined ? -1 : of_alias_get_id(k, of_node, stem);
  const state = numbered_names(k);
  const next = Math.max(-1, of_alias_get_highest_id(k, stem)) + 1 + state[what];
  if (id < 0) state[what]++;
  return `${what}${id < 0 ? next : id}`;
}

/** What each driver of a USB host controller calls itself, by where its file begins. */
const HOSTS: readonly (readonly [string, string])[] = [
  ['drivers/usb/host/xhci', 'xhci-hcd'],
  ['drivers/usb/host/ehci', 'ehci_hcd'],
  ['drivers/usb/host/ohci', 'ohci_hcd'],
];
const DUAL_ROLE = 'drivers/usb/dwc3/';

/** A host controller's by its bus; that of a controller with two roles by the role that the tree gives it. */
function usbName(k: Kernel, { of_node }: device, { file }: KnownDriver): string | undefined {
  const isDualRole = file.startsWith(DUAL_ROLE);
  if (isDualRole && (of_node === undefined || of_property_read_string(k, of_node, 'dr_mode') !== 'host')) return 'dwc3';
  const host = isDualRole ? 'xhci-hcd' : HOSTS.find(([start]) => file.startsWith(start))?.[1];
  if (host === undefined) return undefined;
  const state = numbered_names(k);
  const bus = state.usb + 1;
  // An xHCI has a second bus, for SuperSpeed.
  state.usb += host === 'xhci-hcd' ? 2 : 1;
  return `${host}:usb${bus}`;
}

/** The name under which a driver requests an interrupt; undefined where it is the device's. */
export function numberedName(
  k: Kernel,
  dev: device,
  drv: KnownDriver,
  what: NumberedName | undefined,
): string | undefined {
  switch (what) {
    case undefined:
      return undefined;
    case 'mmc':
      return aliased(k, dev, 'mmc', 'mmc');
    case 'ttyS':
      return aliased(k, dev, 'ttyS', 'serial');
    case 'usb':
      return usbName(k, dev, drv);
  }
}
