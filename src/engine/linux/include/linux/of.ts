/** Models include/linux/of.h: device nodes as the kernel unflattened them. */
import type { DtNode } from '../../../devicetree/index.ts';
import {
  always,
  bits,
  data,
  list,
  num,
  type Recorded,
  type RecordedList,
  ref,
  str,
  struct,
} from '../../../recorder/index.ts';
import type { device } from './device.ts';
import type { fwnode_handle, fwnode_link } from './fwnode.ts';

export const OF_DYNAMIC = 1 << 0;
export const OF_DETACHED = 1 << 1;
export const OF_POPULATED = 1 << 2;
export const OF_POPULATED_BUS = 1 << 3;
export const OF_FLAGS = { OF_DYNAMIC, OF_DETACHED, OF_POPULATED, OF_POPULATED_BUS } as const;

export interface device_node extends Recorded {
  /** Name without unit address. */
  name: string;
  /** Last part of the path, e.g. "its@8080000"; "" for the root. */
  full_name: string;
  /** Whole path, as %pOF prints it. */
  path: string;
  phandle: number;
  parent: device_node | undefined;
  children: RecordedList<device_node>;
  /** Its properties, as they are in the tree. */
  dt: DtNode;
  /** OF_… */
  flags: number;
  /** FWNODE_FLAG_… of the embedded fwnode. */
  fwnode_flags: number;
  /** The device that stands for it, if any. */
  dev: device | undefined;
  /** fw_devlink: what this node needs, and who needs it; gone once devices are linked. Newest first. */
  suppliers: RecordedList<fwnode_link>;
  consumers: RecordedList<fwnode_link>;
}
export const device_node = struct<device_node>(
  'device_node',
  {
    name: always(str()),
    full_name: always(str()),
    path: always(str()),
    phandle: num(),
    parent: ref(),
    children: list(ref<device_node>()),
    dt: always(data<DtNode>()),
    flags: bits(OF_FLAGS),
    fwnode_flags: num(),
    dev: ref(),
    suppliers: list(ref<fwnode_link>()),
    consumers: list(ref<fwnode_link>()),
  },
  { label: (node) => node.path },
);

/** An interrupt or other reference: a provider and its cells. */
export interface of_phandle_args {
  np: device_node | undefined;
  args_count: number;
  args: number[];
}

/** How drivers name the hardware they are for. `data` is the driver's own. */
export interface of_device_id<D = unknown> {
  readonly compatible: string;
  readonly data: D;
}

// --- walking

export function of_node_is_root(node: device_node): boolean {
  return node.parent === undefined;
}

export function of_node_check_flag(node: device_node, flag: number): boolean {
  return (node.flags & flag) !== 0;
}
export function of_node_set_flag(node: device_node, flag: number): void {
  node.flags |= flag;
}
export function of_node_clear_flag(node: device_node, flag: number): void {
  node.flags &= ~flag;
}
export function of_node_test_and_set_flag(node: device_node, flag: number): boolean {
  const was = of_node_check_flag(node, flag);
  of_node_set_flag(node, flag);
  return was;
}

export function is_of_node(fwnode: fwnode_handle | undefined): fwnode is device_node {
  return fwnode !== undefined && fwnode.$type === device_node;
}

export function to_of_node(fwnode: fwnode_handle | undefined): device_node | undefined {
  return is_of_node(fwnode) ? fwnode : undefined;
}

export const MAX_PHANDLE_ARGS = 16;
