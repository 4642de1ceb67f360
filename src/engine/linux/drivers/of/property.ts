/**
 * Models drivers/of/property.c and the readers of of.h: values of properties, checked as the kernel checks them, and the suppliers
 * that a node's properties name, for fw_devlink. Graph endpoints and the fwnode operations that only wrap these are left out.
 */
import { firstString, stringList, u32At, u32s } from '../../../devicetree/index.ts';
import { EINVAL, ENODATA, EOVERFLOW } from '../../include/linux/errno.ts';
import { FWLINK_FLAG_IGNORE } from '../../include/linux/fwnode.ts';
import type { device_node, of_phandle_args } from '../../include/linux/of.ts';
import type { Kernel } from '../../kernel.ts';
import { fwnode_link_add } from '../base/core/index.ts';
import {
  __of_parse_phandle_with_args,
  of_bus_n_addr_cells,
  of_device_is_available,
  of_find_property,
  of_node_name_eq,
  of_parse_phandle,
  of_parse_phandle_with_args,
} from './base/index.ts';
import { endsBefore, of_irq_parse_imap_parent, of_irq_parse_one } from './irq/index.ts';
import { source } from '../../../recorder/index.ts';

const at = source('drivers/of/property.c');

export function of_property_read_bool(k: Kernel, np: device_node | undefined, name: string): boolean {
  return of_find_property(k, np, name) !== undefined;
}
export function of_property_present(k: Kernel, np: device_node | undefined, name: string): boolean {
  return of_property_read_bool(k, np, name);
}

/** The first cell, or undefined where the property is absent or shorter. */
export function of_property_read_u32(k: Kernel, np: device_node | undefined, name: string): number | undefined {
  return u32At(of_find_property(k, np, name), 0);
}

/** The cell at an index, or a negative errno. */
export function of_property_read_u32_index(
  k: Kernel,
  np: device_node | undefined,
  name: string,
  index: number,
): number {
  const property = of_find_property(k, np, name);
  if (property === undefined) return -EINVAL;
  return u32At(property, index) ?? -EOVERFLOW;
}

/** The first two cells as one number. */
export function of_property_read_u64(k: Kernel, np: device_node | undefined, name: string): bigint | undefined {
  const property = of_find_property(k, np, name);
  const high = u32At(property, 0);
  const low = u32At(property, 1);
  return high === undefined || low === undefined ? undefined : (BigInt(high) << 32n) | BigInt(low);
}

/** All whole cells; none where the property is absent. */
export function of_property_cells(k: Kernel, np: device_node | undefined, name: string): number[] {
  return u32s(of_find_property(k, np, name));
}

export function of_property_read_string(k: Kernel, np: device_node | undefined, name: string): string | undefined {
  return firstString(of_find_property(k, np, name));
}

export function of_property_read_string_index(
  k: Kernel,
  np: device_node | undefined,
  name: string,
  index: number,
): string | undefined {
  return stringList(of_find_property(k, np, name))[index];
}

/** Index of a string in a list of strings, or a negative errno. */
export function of_property_match_string(k: Kernel, np: device_node | undefined, name: string, string: string): number {
  const property = of_find_property(k, np, name);
  if (property === undefined) return -EINVAL;
  const index = stringList(property).indexOf(string);
  return index < 0 ? -ENODATA : index;
}

// What fw_devlink asks: which nodes a node needs, by the properties that name them. The bindings stand in the kernel's order;
// each version has its own list. Not strict, so optional ones (iommus, iommu-map, dmas) are skipped, as the kernel skips
// them.

type Parse = (k: Kernel, np: device_node, prop_name: string, index: number) => device_node | undefined;

interface supplier_bindings {
  /** The properties that it reads; none where it goes by how a name ends. */
  readonly names: readonly string[];
  readonly parse_prop: Parse;
  /** The node whose device needs the supplier, where it is not the node with the property. */
  readonly get_con_dev?: (k: Kernel, np: device_node) => device_node | undefined;
  readonly fwlink_flags?: number;
}

// --- kinds of properties

/** A property of that name, a list of phandles with arguments. 6.12 takes no arguments where a supplier does not say how many. */
function simple(name: string, cells?: string): supplier_bindings {
  return {
    names: [name],
    parse_prop(k, np, prop_name, index) {
      if (prop_name !== name) return undefined;
      const args = k.since('6.12')
        ? __of_parse_phandle_with_args(k, np, name, cells, 0, index)
        : of_parse_phandle_with_args(k, np, name, cells, index);
      return typeof args === 'number' ? undefined : args.np;
    },
  };
}

function hasSuffix(name: string, suffix: string): boolean {
  return name.length > suffix.length && name.endsWith(suffix);
}

/** Any property whose name ends so. */
function suffix(end: string, cells?: string): supplier_bindings {
  return {
    names: [],
    parse_prop(k, np, prop_name, index) {
      if (!hasSuffix(prop_name, end)) return undefined;
      const args = of_parse_phandle_with_args(k, np, prop_name, cells, index);
      return typeof args === 'number' ? undefined : args.np;
    },
  };
}

const gpios: supplier_bindings = {
  names: [],
  parse_prop: (k, np, prop_name, index) =>
    hasSuffix(prop_name, ',nr-gpios') ? undefined : suffix('-gpios', '#gpio-cells').parse_prop(k, np, prop_name, index),
};

/** "gpio" and "gpios"; a hogged line belongs to its own controller. */
const gpio_compat: supplier_bindings = {
  names: ['gpio', 'gpios'],
  parse_prop(k, np, prop_name, index) {
    if (prop_name !== 'gpio' && prop_name !== 'gpios') return undefined;
    if (of_property_read_bool(k, np, 'gpio-hog')) return undefined;
    const args = of_parse_phandle_with_args(k, np, prop_name, '#gpio-cells', index);
    return typeof args === 'number' ? undefined : args.np;
  },
};

const parse_interrupts = at.fn(
  'parse_interrupts',
  "Finds the controller of one of a node's interrupts: the node needs it.",
  (k: Kernel, np: device_node, _prop_name: string, index: number): device_node | undefined => {
    const sup_args = of_irq_parse_one(k, np, index);
    return typeof sup_args === 'number' ? undefined : sup_args.np;
  },
);

/** 6.12 only: a nexus needs the controllers that its interrupt-map leads to. */
const parse_interrupt_map = at.fn(
  'parse_interrupt_map',
  'Finds the controller that a row of an interrupt-map leads to: the nexus needs it.',
  (k: Kernel, np: device_node, _prop_name: string, index: number): device_node | undefined => {
    const intcells = of_property_read_u32(k, np, '#interrupt-cells');
    if (intcells === undefined) return undefined;
    const width = of_bus_n_addr_cells(k, np) + intcells;
    const imap = of_property_cells(k, np, 'interrupt-map');
    let from = 0;
    for (let i = 0; from + width + 1 < imap.length; i++) {
      const sup_args: of_phandle_args = { np: undefined, args_count: 0, args: [] };
      const parent = from + width;
      const next = of_irq_parse_imap_parent(k, imap, parent, imap.length - parent, sup_args);
      if (next === undefined) return undefined;
      if (i === index) return sup_args.np;
      from = next;
    }
    return undefined;
  },
);

const interrupts: supplier_bindings = {
  names: ['interrupts', 'interrupts-extended'],
  parse_prop: (k, np, prop_name, index) =>
    prop_name === 'interrupts' || prop_name === 'interrupts-extended'
      ? parse_interrupts(k, np, prop_name, index)
      : undefined,
};
const interrupt_map: supplier_bindings = {
  names: ['interrupt-map'],
  parse_prop: (k, np, prop_name, index) =>
    prop_name === 'interrupt-map' ? parse_interrupt_map(k, np, prop_name, index) : undefined,
};

// --- graphs

/** The device node above an endpoint: above its port, and above "ports" where there is one. */
function of_graph_get_port_parent(_k: Kernel, endpoint: device_node | undefined): device_node | undefined {
  const above = endpoint?.parent?.parent;
  return of_node_name_eq(above, 'ports') ? above?.parent : above;
}

/** 6.1: the nearest available ancestor that is a device by its "compatible". */
function of_get_compat_node_parent(k: Kernel, np: device_node): device_node | undefined {
  for (let node = np.parent; node !== undefined; node = node.parent) {
    if (!of_device_is_available(k, node)) return undefined;
    if (of_find_property(k, node, 'compatible') !== undefined) return node;
  }
  return undefined;
}

const remote_endpoint: supplier_bindings = {
  names: ['remote-endpoint'],
  parse_prop(k, np, prop_name, index) {
    if (index > 0 || prop_name !== 'remote-endpoint') return undefined;
    return of_graph_get_port_parent(k, of_parse_phandle(k, np, 'remote-endpoint', 0));
  },
  get_con_dev: (k, np) => (k.since('6.12') ? of_graph_get_port_parent(k, np) : of_get_compat_node_parent(k, np)),
};

// --- the lists

const PINCTRL = Array.from({ length: 9 }, (_, i) => simple(`pinctrl-${i}`));

/** Which properties name suppliers, in the order the version asks. */
function of_supplier_bindings(later: boolean): readonly supplier_bindings[] {
  return [
    simple('clocks', '#clock-cells'),
    simple('interconnects', '#interconnect-cells'),
    simple('mboxes', '#mbox-cells'),
    simple('io-channels', '#io-channel-cells'),
    later ? simple('io-backends', '#io-backend-cells') : simple('interrupt-parent'),
    simple('power-domains', '#power-domain-cells'),
    simple('hwlocks', '#hwlock-cells'),
    simple('extcon'),
    simple('nvmem-cells', later ? '#nvmem-cell-cells' : undefined),
    simple('phys', '#phy-cells'),
    simple('wakeup-parent'),
    ...PINCTRL,
    remote_endpoint,
    simple('pwms', '#pwm-cells'),
    simple('resets', '#reset-cells'),
    simple('leds'),
    simple('backlight'),
    simple('panel'),
    ...(later ? [simple('msi-parent', '#msi-cells'), simple('pses', '#pse-cells'), simple('power-supplies')] : []),
    gpio_compat,
    interrupts,
    ...(later ? [interrupt_map, simple('access-controllers', '#access-controller-cells')] : []),
    suffix('-supply'),
    suffix('-gpio', '#gpio-cells'),
    gpios,
    ...(later ? [{ ...simple('post-init-providers'), fwlink_flags: FWLINK_FLAG_IGNORE }] : []),
  ];
}

const BINDINGS = { before: of_supplier_bindings(false), since6_12: of_supplier_bindings(true) };

const NAMED: ReadonlySet<string> = new Set([...BINDINGS.before, ...BINDINGS.since6_12].flatMap(({ names }) => names));
const ENDS = /-(supply|gpios?)$/;

/** Links a consumer to a supplier, if the supplier can ever become a device. */
function of_link_to_phandle(k: Kernel, con_np: device_node, sup_np: device_node, flags: number): void {
  for (let node: device_node | undefined = sup_np; node !== undefined && node.dev === undefined; node = node.parent) {
    if (!of_device_is_available(k, node)) return;
  }
  fwnode_link_add(k, con_np, sup_np, flags);
}

/** Links the node to everything that one property names. The first binding that finds something has the property. */
function of_link_property(
  k: Kernel,
  con_np: device_node,
  prop_name: string,
  bindings: readonly supplier_bindings[],
): void {
  for (const s of bindings) {
    let i = 0;
    for (
      let sup = s.parse_prop(k, con_np, prop_name, i);
      sup !== undefined;
      sup = s.parse_prop(k, con_np, prop_name, i)
    ) {
      const con_dev_np = s.get_con_dev === undefined ? con_np : s.get_con_dev(k, con_np);
      endsBefore('of_link_property', con_np, i++);
      if (con_dev_np !== undefined) of_link_to_phandle(k, con_dev_np, sup, s.fwlink_flags ?? 0);
    }
    if (i > 0) return;
  }
}

export const of_fwnode_add_links = at.fn(
  'of_fwnode_add_links',
  'Reads from the properties of a node which other nodes it needs.',
  (k: Kernel, fwnode: device_node): void => {
    const bindings = k.since('6.12') ? BINDINGS.since6_12 : BINDINGS.before;
    for (const { name } of fwnode.dt.properties) {
      // Most properties name nobody: no binding need be asked.
      if (NAMED.has(name) || ENDS.test(name)) of_link_property(k, fwnode, name, bindings);
    }
  },
);
