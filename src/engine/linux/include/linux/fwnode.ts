/** Models include/linux/fwnode.h and the named firmware nodes of kernel/irq/irqdomain.c. */
import { bits, choice, num, type Recorded, ref, str, struct } from '../../../recorder/index.ts';
import type { device } from './device.ts';
import { type device_node } from './of.ts';

export const FWNODE_FLAG_LINKS_ADDED = 1 << 0;
export const FWNODE_FLAG_NOT_DEVICE = 1 << 1;
export const FWNODE_FLAG_INITIALIZED = 1 << 2;
export const FWNODE_FLAG_NEEDS_CHILD_BOUND_ON_ADD = 1 << 3;
export const FWNODE_FLAG_BEST_EFFORT = 1 << 4;
export const FWNODE_FLAG_VISITED = 1 << 5;
export const FWNODE_FLAGS = {
  FWNODE_FLAG_LINKS_ADDED,
  FWNODE_FLAG_NOT_DEVICE,
  FWNODE_FLAG_INITIALIZED,
  FWNODE_FLAG_NEEDS_CHILD_BOUND_ON_ADD,
  FWNODE_FLAG_BEST_EFFORT,
  FWNODE_FLAG_VISITED,
} as const;

export const IRQCHIP_FWNODE_REAL = 0;
export const IRQCHIP_FWNODE_NAMED = 1;
export const IRQCHIP_FWNODE_NAMED_ID = 2;

/** A firmware node that an interrupt controller made for itself. */
export interface irqchip_fwid extends Recorded {
  name: string | undefined;
  /** IRQCHIP_FWNODE_… */
  type: number;
  /** Physical address, for the unnamed kind. */
  pa: number;
  parent: fwnode_handle | undefined;
  fwnode_flags: number;
  dev: device | undefined;
}
export const irqchip_fwid = struct<irqchip_fwid>(
  'irqchip_fwid',
  {
    name: str(),
    type: choice({ IRQCHIP_FWNODE_REAL, IRQCHIP_FWNODE_NAMED, IRQCHIP_FWNODE_NAMED_ID }),
    pa: num(),
    parent: ref(),
    fwnode_flags: bits(FWNODE_FLAGS),
    dev: ref(),
  },
  { label: (fwid) => fwid.name ?? 'fwnode' },
);

/** The kernel embeds a fwnode_handle in each of these; here the owner itself is the handle. */
export type fwnode_handle = device_node | irqchip_fwid;

export const FWLINK_FLAG_CYCLE = 1 << 0;
export const FWLINK_FLAG_IGNORE = 1 << 1;

/** What firmware says of two nodes: the consumer refers to the supplier. fw_devlink turns it into a device_link. */
export interface fwnode_link extends Recorded {
  supplier: device_node | undefined;
  consumer: device_node | undefined;
  flags: number;
}
export const fwnode_link = struct<fwnode_link>(
  'fwnode_link',
  { supplier: ref(), consumer: ref(), flags: bits({ FWLINK_FLAG_CYCLE, FWLINK_FLAG_IGNORE }) },
  { label: (link) => `${link.consumer?.path ?? ''} needs ${link.supplier?.path ?? ''}` },
);

/** Says that a node's driver has come up, though perhaps no device is bound to it: nobody need wait for it. */
export function fwnode_dev_initialized(fwnode: fwnode_handle | undefined, initialized: boolean): void {
  if (fwnode === undefined) return;
  if (initialized) fwnode.fwnode_flags |= FWNODE_FLAG_INITIALIZED;
  else fwnode.fwnode_flags &= ~FWNODE_FLAG_INITIALIZED;
}
