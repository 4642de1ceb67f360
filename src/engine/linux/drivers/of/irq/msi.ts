/** Models the MSI half of drivers/of/irq.c: which controller takes a device's messages, and under which id. */
import { source } from '../../../../recorder/index.ts';
import type { device } from '../../../include/linux/device.ts';
import { DOMAIN_BUS_PLATFORM_MSI, type irq_domain } from '../../../include/linux/irqdomain.ts';
import type { device_node } from '../../../include/linux/of.ts';
import type { Kernel } from '../../../kernel.ts';
import { irq_find_matching_host } from '../../../kernel/irq/irqdomain/index.ts';
import { of_for_each_phandle, of_map_id, type of_map_id_result } from '../base/index.ts';

const at = source('drivers/of/irq.c');

/** Climbs from the device until a node's msi-map says something. */
function __of_msi_map_id(k: Kernel, dev: device, np: device_node | undefined, id_in: number): of_map_id_result {
  const result: of_map_id_result = { target: np, id_out: id_in };
  for (let parent: device | undefined = dev; parent !== undefined; parent = parent.parent) {
    if (of_map_id(k, parent.of_node, id_in, 'msi-map', 'msi-map-mask', result) === 0) break;
  }
  return result;
}

export const of_msi_map_id = at.fn(
  'of_msi_map_id',
  'Translates the id a device sends with its messages into the one the MSI controller sees.',
  (k: Kernel, dev: device, msi_np: device_node | undefined, id_in: number): number =>
    __of_msi_map_id(k, dev, msi_np, id_in).id_out,
);

export const of_msi_map_get_device_domain = at.fn(
  'of_msi_map_get_device_domain',
  'Finds the MSI domain that msi-map gives to a device with this id.',
  (k: Kernel, dev: device, id: number, bus_token: number): irq_domain | undefined =>
    irq_find_matching_host(k, __of_msi_map_id(k, dev, undefined, id).target, bus_token),
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
