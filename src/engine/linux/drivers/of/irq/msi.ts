/** Models the MSI half of drivers/of/irq.c: which controller takes a device's messages, and under which id. */
import { source } from '../../../../recorder/index.ts';
import { EINVAL, ENOENT } from '../../../include/linux/errno.ts';
import type { device } from '../../../include/linux/device.ts';
import { DOMAIN_BUS_PLATFORM_MSI, type irq_domain } from '../../../include/linux/irqdomain.ts';
import type { device_node } from '../../../include/linux/of.ts';
import type { Kernel } from '../../../kernel.ts';
import { irq_find_matching_host } from '../../../kernel/irq/irqdomain/index.ts';
import { of_for_each_phandle, of_map_id, type of_map_id_result, of_parse_phandle } from '../base/index.ts';
import { of_property_read_u32 } from '../property.ts';

const at = source('drivers/of/irq.c');

/** Climbs from the device until a node's msi-map says something. */
function __of_msi_map_id(k: Kernel, dev: device, np: device_node | undefined, id_in: number): of_map_id_result {
  const result: of_map_id_result = { target: np, id_out: id_in };
  for (let parent: device | undefined = dev; parent !== undefined; parent = parent.parent) {
    if (of_map_id(k, parent.of_node, id_in, 'msi-map', 'msi-map-mask', result) === 0) break;
  }
  return result;
}

/** 7.3: whether msi-parent names a controller that takes ids as they are, the wanted one where one is wanted. */
const of_check_msi_parent = at.fn(
  'of_check_msi_parent',
  'Looks for an msi-parent without cells, which stands for a translation of every id to itself.',
  (k: Kernel, dev_node: device_node | undefined, result: of_map_id_result): number => {
    const node = dev_node === undefined ? undefined : of_parse_phandle(k, dev_node, 'msi-parent', 0);
    if (node === undefined) return -ENOENT;
    const cells = of_property_read_u32(k, node, '#msi-cells') ?? 0;
    if (cells !== 0 || (result.target !== undefined && result.target !== node)) return -EINVAL;
    result.target = node;
    return 0;
  },
);

/** 7.3, in place of of_msi_map_id: msi-parent counts as well. Without a controller in `msi_np` the first one is the result. */
const of_msi_xlate = at.fn(
  'of_msi_xlate',
  'Translates the id a device sends with its messages, and finds the controller that sees it.',
  (k: Kernel, dev: device, msi_np: device_node | undefined, id_in: number): of_map_id_result => {
    const result: of_map_id_result = { target: msi_np, id_out: id_in };
    for (let parent: device | undefined = dev; parent !== undefined; parent = parent.parent) {
      if (of_map_id(k, parent.of_node, id_in, 'msi-map', 'msi-map-mask', result) === 0) break;
      if (of_check_msi_parent(k, parent.of_node, result) === 0) break;
    }
    return result;
  },
);

/** Translates an id for a controller that is known: of_msi_map_id, in 7.3 of_msi_xlate. */
export function msi_id_for(k: Kernel, dev: device, msi_np: device_node, id_in: number): number {
  return k.since('7.3') ? of_msi_xlate(k, dev, msi_np, id_in).id_out : of_msi_map_id(k, dev, msi_np, id_in);
}

const of_msi_map_id = at.fn(
  'of_msi_map_id',
  'Translates the id a device sends with its messages into the one the MSI controller sees.',
  (k: Kernel, dev: device, msi_np: device_node | undefined, id_in: number): number =>
    __of_msi_map_id(k, dev, msi_np, id_in).id_out,
);

export const of_msi_map_get_device_domain = at.fn(
  'of_msi_map_get_device_domain',
  'Finds the MSI domain that msi-map gives to a device with this id.',
  (k: Kernel, dev: device, id: number, bus_token: number): irq_domain | undefined =>
    irq_find_matching_host(
      k,
      (k.since('7.3') ? of_msi_xlate : __of_msi_map_id)(k, dev, undefined, id).target,
      bus_token,
    ),
);

export const of_msi_get_domain = at.fn(
  'of_msi_get_domain',
  'Finds the MSI domain that msi-parent names; the first of the listed controllers that has one.',
  (k: Kernel, _dev: device | undefined, np: device_node, token: number): irq_domain | undefined => {
    for (const it of of_for_each_phandle(k, np, 'msi-parent', '#msi-cells', 0)) {
      const d = irq_find_matching_host(k, it.node, token);
      if (d !== undefined) return d;
    }
    return undefined;
  },
);

export const of_msi_configure = at.fn(
  'of_msi_configure',
  'Gives a new device the MSI domain of its msi-parent.',
  (k: Kernel, dev: device, np: device_node): void => {
    dev.msi_domain = of_msi_get_domain(k, dev, np, DOMAIN_BUS_PLATFORM_MSI);
  },
);
