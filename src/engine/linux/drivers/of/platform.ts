/**
 * Models drivers/of/platform.c: devices from the nodes of the tree. Left out: auxiliary data of old boards, taking
 * devices out again, frame buffers.
 */
import { source } from '../../../recorder/index.ts';
import type { device } from '../../include/linux/device.ts';
import {
  type device_node,
  type of_device_id,
  of_node_check_flag,
  of_node_clear_flag,
  of_node_set_flag,
  of_node_test_and_set_flag,
  OF_POPULATED,
  OF_POPULATED_BUS,
} from '../../include/linux/of.ts';
import { type platform_device, PLATFORM_DEVID_NONE } from '../../include/linux/platform_device.ts';
import type { Kernel } from '../../kernel.ts';
import { amba_device_add, amba_device_alloc } from '../amba/bus.ts';
import { device_add, device_set_node } from '../base/core/index.ts';
import { platform_c, platform_device_alloc } from '../base/platform.ts';
import { of_address_resources, of_address_to_resource } from './address.ts';
import {
  for_each_child_of_node,
  for_each_matching_node,
  of_base_c,
  of_device_is_available,
  of_device_is_compatible,
  of_find_node_by_path,
  of_find_property,
  of_get_compatible_child,
  of_match_node,
} from './base/index.ts';
import { of_device_make_bus_id } from './device.ts';
import { of_msi_configure } from './irq/index.ts';
import { of_property_read_u32 } from './property.ts';

const at = source('drivers/of/platform.c');

type Matches = readonly of_device_id[];

const compatibles = (names: readonly string[]): Matches => names.map((compatible) => ({ compatible, data: undefined }));

/** Buses whose children become devices too. */
function of_default_bus_match_table(): Matches {
  return compatibles(['simple-bus', 'simple-mfd', 'isa', 'arm,amba-bus']);
}
const of_skipped_node_table = compatibles(['operating-points-v2']);
const reserved_mem_matches = compatibles([
  'phram',
  'qcom,rmtfs-mem',
  'qcom,cmd-db',
  'qcom,smem',
  'ramoops',
  'nvmem-rmem',
  'google,open-dice',
]);

const of_device_alloc = at.fn(
  'of_device_alloc',
  'Makes a platform device for a node, with its register ranges.',
  (k: Kernel, np: device_node, bus_id: string | undefined, parent: device | undefined): platform_device => {
    const pdev = platform_device_alloc(k, '', PLATFORM_DEVID_NONE);
    const res = of_address_resources(k, np);
    if (res.length > 0) pdev.resource = res;
    device_set_node(pdev.dev, np);
    pdev.dev.parent = parent ?? platform_c(k).platform_bus;
    pdev.dev.name = bus_id ?? of_device_make_bus_id(k, np);
    return pdev;
  },
);

const of_platform_device_create_pdata = at.fn(
  'of_platform_device_create_pdata',
  'Makes and registers a platform device for a node that is available and has none yet.',
  (k: Kernel, np: device_node, bus_id: string | undefined, parent: device | undefined): platform_device | undefined => {
    if (!of_device_is_available(k, np) || of_node_test_and_set_flag(np, OF_POPULATED)) return undefined;
    const pdev = of_device_alloc(k, np, bus_id, parent);
    of_msi_configure(k, pdev.dev, np);
    pdev.name = pdev.dev.name;
    if (device_add(k, pdev.dev) === 0) return pdev;
    of_node_clear_flag(np, OF_POPULATED);
    return undefined;
  },
);

export function of_platform_device_create(
  k: Kernel,
  np: device_node,
  bus_id: string | undefined,
  parent: device | undefined,
): platform_device | undefined {
  return of_platform_device_create_pdata(k, np, bus_id, parent);
}

const of_amba_device_create = at.fn(
  'of_amba_device_create',
  'Makes and registers a PrimeCell device for a node.',
  (k: Kernel, node: device_node, bus_id: string | undefined, parent: device | undefined): void => {
    if (!of_device_is_available(k, node) || of_node_test_and_set_flag(node, OF_POPULATED)) return;
    const adev = amba_device_alloc(k);
    device_set_node(adev.dev, node);
    adev.dev.parent = parent ?? platform_c(k).platform_bus;
    adev.dev.name = bus_id ?? of_device_make_bus_id(k, node);
    adev.periphid = of_property_read_u32(k, node, 'arm,primecell-periphid') ?? 0;
    const res = of_address_to_resource(k, node, 0);
    if (typeof res === 'number') {
      of_node_clear_flag(node, OF_POPULATED);
      return;
    }
    adev.res_start = res.start;
    adev.res_end = res.end;
    if (amba_device_add(k, adev) !== 0) of_node_clear_flag(node, OF_POPULATED);
  },
);

const of_platform_bus_create = at.fn(
  'of_platform_bus_create',
  'Makes a device for a node, and for the nodes below it where it is a bus.',
  (k: Kernel, bus: device_node, matches: Matches, parent: device | undefined, strict: boolean): number => {
    if (strict && of_find_property(k, bus, 'compatible') === undefined) return 0;
    if (of_match_node(k, of_skipped_node_table, bus) !== undefined) return 0;
    if (of_node_check_flag(bus, OF_POPULATED_BUS)) return 0;
    if (of_device_is_compatible(k, bus, 'arm,primecell') > 0) {
      of_amba_device_create(k, bus, undefined, parent);
      return 0;
    }
    const dev = of_platform_device_create_pdata(k, bus, undefined, parent);
    if (dev === undefined || of_match_node(k, matches, bus) === undefined) return 0;
    let rc = 0;
    for (const child of for_each_child_of_node(k, bus)) {
      rc = of_platform_bus_create(k, child, matches, dev.dev, strict);
      if (rc !== 0) break;
    }
    of_node_set_flag(bus, OF_POPULATED_BUS);
    return rc;
  },
);

export const of_platform_populate = at.fn(
  'of_platform_populate',
  'Makes devices for the nodes below a node, and below the buses among them.',
  (k: Kernel, root: device_node | undefined, matches: Matches, parent: device | undefined): number => {
    const top = root ?? of_base_c(k).of_root;
    let rc = 0;
    for (const child of for_each_child_of_node(k, top)) {
      rc = of_platform_bus_create(k, child, matches, parent, true);
      if (rc !== 0) break;
    }
    if (top !== undefined) of_node_set_flag(top, OF_POPULATED_BUS);
    return rc;
  },
);

function of_platform_default_populate(k: Kernel, root: device_node | undefined, parent: device | undefined): number {
  return of_platform_populate(k, root, of_default_bus_match_table(), parent);
}

/** arch_initcall_sync */
export const of_platform_default_populate_init = at.fn(
  'of_platform_default_populate_init',
  'Makes devices for everything in the device tree that can have one.',
  (k: Kernel): number => {
    for (const node of for_each_matching_node(k, reserved_mem_matches))
      of_platform_device_create(k, node, undefined, undefined);
    const firmware = of_find_node_by_path(k, '/firmware');
    if (firmware !== undefined) of_platform_default_populate(k, firmware, undefined);
    const chosen = of_base_c(k).of_chosen;
    const frameBuffer = chosen === undefined ? undefined : of_get_compatible_child(k, chosen, 'simple-framebuffer');
    if (frameBuffer !== undefined) of_platform_device_create(k, frameBuffer, undefined, undefined);
    of_platform_default_populate(k, undefined, undefined);
    return 0;
  },
);
