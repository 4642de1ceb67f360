/**
 * Models drivers/pci/of.c: what the device tree says of PCI: nodes of functions, MSI domains, ranges of a host bridge, and
 * where INTx pins lead. Left out: power control and made-up nodes of 6.12, dma-ranges, logging of ranges.
 */
import { bool, type FunctionInfo, type Recorded, source } from '../../../recorder/index.ts';
import type { device } from '../../include/linux/device.ts';
import { EINVAL, ENODEV, ENOENT } from '../../include/linux/errno.ts';
import { IORESOURCE_BUS, IORESOURCE_IO, IORESOURCE_MEM, IORESOURCE_MEM_64 } from '../../include/linux/ioport.ts';
import { DOMAIN_BUS_PCI_MSI, type irq_domain } from '../../include/linux/irqdomain.ts';
import type { device_node, of_phandle_args } from '../../include/linux/of.ts';
import {
  type pci_bus,
  type pci_dev,
  type pci_host_bridge,
  PCI_PROBE_ONLY,
  pci_resource,
  resource_entry,
} from '../../include/linux/pci/index.ts';
import { PCI_INTERRUPT_PIN } from '../../include/uapi/linux/pci_regs.ts';
import { type Kernel, statics } from '../../kernel.ts';
import { irq_create_of_mapping, irq_find_host, irq_find_matching_host } from '../../kernel/irq/irqdomain/index.ts';
import { dev_err, dev_warn, pr_warn } from '../../kernel/printk/printk.ts';
import { iomem_resource, ioport_resource, request_resource, resource_type } from '../../kernel/resource.ts';
import { device_set_node } from '../base/core/index.ts';
import { for_each_of_range, type of_range } from '../of/address.ts';
import { for_each_child_of_node, of_find_node_by_path, of_node_name_eq } from '../of/base/index.ts';
import { of_irq_parse_one, of_irq_parse_raw, of_msi_get_domain } from '../of/irq/index.ts';
import { of_property_cells, of_property_present, of_property_read_u32 } from '../of/property.ts';
import { pci_read_config_byte } from './access.ts';
import { pci_common_swizzle, pci_swizzle_interrupt_pin } from './irq.ts';
import { devm_pci_remap_iospace } from './pci/index.ts';
import { pci_add_flags, pci_clear_flags } from './setup-bus/index.ts';

const at = source('drivers/pci/of.c');

interface of_c extends Recorded {
  /** The remark that is made once has been made. */
  slots_told: boolean;
}
const of_c = statics<of_c>('drivers/pci/of.c', { slots_told: bool() });

// --- nodes

/** Device and function number from a node's "reg", or a negative errno. */
export function of_pci_get_devfn(k: Kernel, np: device_node): number {
  const reg = of_property_cells(k, np, 'reg');
  return reg.length < 5 ? -EINVAL : ((reg[0] ?? 0) >>> 8) & 0xff;
}

function of_pci_find_child_device(k: Kernel, parent: device_node, devfn: number): device_node | undefined {
  for (const node of for_each_child_of_node(k, parent)) {
    if (of_pci_get_devfn(k, node) === devfn) return node;
    if (!of_node_name_eq(node, 'multifunc-device')) continue;
    const inner = for_each_child_of_node(k, node).find((node2) => of_pci_get_devfn(k, node2) === devfn);
    if (inner !== undefined) return inner;
  }
  return undefined;
}

/** Gives a function the node that describes it, if one does. */
export function pci_set_of_node(k: Kernel, dev: pci_dev): void {
  const parent = dev.bus.dev.of_node;
  const node = parent === undefined ? undefined : of_pci_find_child_device(k, parent, dev.devfn);
  if (node !== undefined) device_set_node(dev.dev, node);
}

function pcibios_get_phb_of_node(bus: pci_bus): device_node | undefined {
  return bus.bridge?.of_node ?? bus.bridge?.parent?.of_node;
}

export function pci_set_bus_of_node(_k: Kernel, bus: pci_bus): void {
  device_set_node(bus.dev, bus.self === undefined ? pcibios_get_phb_of_node(bus) : bus.self.dev.of_node);
}

// --- MSI domains

export const pci_host_bridge_of_msi_domain = at.fn(
  'pci_host_bridge_of_msi_domain',
  "Finds the MSI domain that a host bridge's node names, or that is attached to the node itself.",
  (k: Kernel, bus: pci_bus): irq_domain | undefined => {
    const node = bus.dev.of_node;
    if (node === undefined) return undefined;
    return (
      of_msi_get_domain(k, bus.dev, node, DOMAIN_BUS_PCI_MSI) ??
      irq_find_matching_host(k, node, DOMAIN_BUS_PCI_MSI) ??
      irq_find_host(k, node)
    );
  },
);

export const pci_host_of_has_msi_map = at.fn(
  'pci_host_of_has_msi_map',
  "Says whether a host bridge's node has an msi-map, so that functions find their MSI domains one by one.",
  (k: Kernel, dev: device | undefined): boolean => of_property_present(k, dev?.of_node, 'msi-map'),
);

// --- the host bridge's ranges

export function of_get_pci_domain_nr(k: Kernel, node: device_node | undefined): number {
  return of_property_read_u32(k, node, 'linux,pci-domain') ?? -EINVAL;
}

/** 6.12 asks the bridge's node before /chosen; 6.1 knows /chosen alone. */
export function of_pci_preserve_config(k: Kernel, node: device_node | undefined): boolean {
  const own = of_property_read_u32(k, node, 'linux,pci-probe-only');
  return (own ?? of_property_read_u32(k, of_find_node_by_path(k, '/chosen'), 'linux,pci-probe-only') ?? 0) !== 0;
}

export function of_pci_check_probe_only(k: Kernel): void {
  if (of_pci_preserve_config(k, of_find_node_by_path(k, '/chosen'))) pci_add_flags(k, PCI_PROBE_ONLY);
  else pci_clear_flags(k, PCI_PROBE_ONLY);
}

function addWindow(k: Kernel, bridge: pci_host_bridge, res: pci_resource, offset: number): void {
  bridge.windows.addTail(resource_entry.create(k.rec, { res, offset }));
}

function parseBusRange(k: Kernel, bridge: pci_host_bridge, node: device_node, busno: number, bus_max: number): void {
  const [start, end] = of_property_cells(k, node, 'bus-range');
  const range =
    start === undefined || end === undefined
      ? { start: busno, end: bus_max }
      : { start, end: Math.min(end, start + bus_max) };
  addWindow(k, bridge, pci_resource.create(k.rec, { ...range, flags: IORESOURCE_BUS, name: node.full_name }), 0);
}

/** Where I/O ports of a bridge appear to drivers: all bridges share one space of port numbers. */
function rangeStart(k: Kernel, range: of_range, cpu: number): number {
  return (range.flags & IORESOURCE_IO) === 0 ? cpu : pci_address_to_pio(k, Number(range.size));
}

/** Hands out port numbers, one bridge's behind the other's. */
function pci_address_to_pio(k: Kernel, size: number): number {
  let next = 0;
  for (let res = ioport_resource(k).child; res !== undefined; res = res.sibling) next = res.end + 1;
  return next + size > ioport_resource(k).end + 1 ? 0 : next;
}

function devm_of_pci_get_host_bridge_resources(k: Kernel, bridge: pci_host_bridge, node: device_node): void {
  parseBusRange(k, bridge, node, 0, 0xff);
  for (const range of for_each_of_range(k, node)) {
    const type = range.flags & (IORESOURCE_IO | IORESOURCE_MEM);
    if (range.cpu_addr === undefined || range.size === 0n || type === 0) continue;
    const start = rangeStart(k, range, Number(range.cpu_addr));
    const res = pci_resource.create(k.rec, {
      start,
      end: start + Number(range.size) - 1,
      flags: range.flags & ~IORESOURCE_MEM_64,
      name: node.path,
    });
    addWindow(k, bridge, res, start - Number(range.bus_addr));
    // Ports of the next bridge go behind these, so they are taken at once.
    const root = type === IORESOURCE_IO ? ioport_resource(k) : iomem_resource(k);
    request_resource(k, root, res);
    if (type === IORESOURCE_IO) devm_pci_remap_iospace(k, res, Number(range.cpu_addr));
  }
}

/** Fills in what the device tree says of a host bridge: 0, or a negative errno. */
export function devm_of_pci_bridge_init(k: Kernel, dev: device, bridge: pci_host_bridge): number {
  const node = dev.of_node;
  if (node === undefined) return 0;
  bridge.swizzle_irq = pci_common_swizzle;
  bridge.map_irq = of_irq_parse_and_map_pci;
  devm_of_pci_get_host_bridge_resources(k, bridge, node);
  const lost = bridge.windows
    .toArray()
    .some(({ res }) => resource_type(res) !== IORESOURCE_BUS && res.parent === undefined);
  return lost ? -EINVAL : 0;
}

// --- INTx

/** The node that the pin is to be resolved at, the function whose address goes with it, and the pin there. */
function climb(k: Kernel, pdev: pci_dev, pin: number): { node: device_node; dev: pci_dev; pin: number } | undefined {
  const dn = pdev.dev.of_node;
  if (dn !== undefined && of_property_present(k, dn, 'interrupt-map')) {
    return { node: dn, dev: pdev, pin: pci_swizzle_interrupt_pin(pdev, pin) };
  }
  let dev = pdev;
  let at_pin = pin;
  for (;;) {
    const ppdev: pci_dev | undefined = dev.bus.self;
    const node = ppdev === undefined ? dev.bus.dev.of_node : ppdev.dev.of_node;
    if (node !== undefined) return { node, dev, pin: at_pin };
    if (ppdev === undefined) return undefined;
    at_pin = pci_swizzle_interrupt_pin(dev, at_pin);
    dev = ppdev;
  }
}

/** Says why a function has no INTx; returns the error. The general remark comes once. */
function complain(k: Kernel, pdev: pci_dev, rc: number): number {
  const fn = 'of_irq_parse_pci';
  if (rc !== -ENOENT) {
    dev_err(k, pdev.dev, `${fn}: failed with rc=${rc}`);
    return rc;
  }
  dev_warn(k, pdev.dev, `${fn}: no interrupt-map found, INTx interrupts not available`);
  const c = of_c(k);
  if (!c.slots_told) {
    c.slots_told = true;
    pr_warn(k, `${fn}: possibly some PCI slots don't have level triggered interrupts capability`);
  }
  return rc;
}

/** Where a function's INTx leads, or a negative errno. */
const of_irq_parse_pci = at.fn(
  'of_irq_parse_pci',
  "Resolves a function's INTx: by its own node, else by swizzling its pin up to a node that has an interrupt-map.",
  (k: Kernel, pdev: pci_dev): of_phandle_args | number => {
    const dn = pdev.dev.of_node;
    if (dn !== undefined) {
      const own = of_irq_parse_one(k, dn, 0);
      if (typeof own !== 'number') return own;
    }
    const pin = pci_read_config_byte(k, pdev, PCI_INTERRUPT_PIN);
    if (pin === 0) return -ENODEV;
    const place = climb(k, pdev, pin);
    if (place === undefined) return complain(k, pdev, -EINVAL);
    const out_irq: of_phandle_args = { np: place.node, args_count: 1, args: [place.pin] };
    const laddr = [((place.dev.bus.number << 16) | (place.dev.devfn << 8)) >>> 0, 0, 0];
    const rc = of_irq_parse_raw(k, laddr, out_irq);
    return rc === 0 ? out_irq : complain(k, pdev, rc);
  },
);

export const of_irq_parse_and_map_pci: ((k: Kernel, dev: pci_dev, slot: number, pin: number) => number) & FunctionInfo =
  at.fn(
    'of_irq_parse_and_map_pci',
    "Maps a function's INTx: its irq number, or 0.",
    (k: Kernel, dev: pci_dev, slot: number, pin: number): number => {
      const oirq = of_irq_parse_pci(k, dev);
      return typeof oirq === 'number' ? 0 : irq_create_of_mapping(k, oirq);
    },
  );
