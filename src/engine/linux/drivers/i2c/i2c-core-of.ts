/** Models drivers/i2c/i2c-core-of.c: the clients that the device tree lists below an adapter. */
import { source } from '../../../recorder/index.ts';
import {
  type i2c_adapter,
  I2C_CLIENT_HOST_NOTIFY,
  I2C_CLIENT_SLAVE,
  I2C_CLIENT_TEN,
  I2C_CLIENT_WAKE,
} from '../../include/linux/i2c.ts';
import {
  type device_node,
  of_node_test_and_set_flag,
  of_node_clear_flag,
  OF_POPULATED,
} from '../../include/linux/of.ts';
import type { Kernel } from '../../kernel.ts';
import { dev_err } from '../../kernel/printk/printk.ts';
import { for_each_available_child_of_node, of_alias_from_compatible, of_get_child_by_name } from '../of/base/index.ts';
import { of_property_read_bool, of_property_read_u32 } from '../of/property.ts';
import { type i2c_board_info, i2c_new_client_device } from './i2c-core-base.ts';

const at = source('drivers/i2c/i2c-core-of.c');

const I2C_TEN_BIT_ADDRESS = 2 ** 31;
const I2C_OWN_SLAVE_ADDRESS = 2 ** 30;

/** What a node says of a client; undefined where it lacks what a client needs. */
function of_i2c_get_board_info(k: Kernel, adap: i2c_adapter, node: device_node): i2c_board_info | undefined {
  const type = of_alias_from_compatible(k, node);
  if (type === undefined) {
    dev_err(k, adap.dev, `of_i2c: modalias failure on ${node.path}`);
    return undefined;
  }
  const reg = of_property_read_u32(k, node, 'reg');
  if (reg === undefined) {
    dev_err(k, adap.dev, `of_i2c: invalid reg on ${node.path}`);
    return undefined;
  }
  const ten = reg >= I2C_TEN_BIT_ADDRESS;
  const rest = ten ? reg - I2C_TEN_BIT_ADDRESS : reg;
  const own = rest >= I2C_OWN_SLAVE_ADDRESS;
  const flags =
    (ten ? I2C_CLIENT_TEN : 0) |
    (own ? I2C_CLIENT_SLAVE : 0) |
    (of_property_read_bool(k, node, 'host-notify') ? I2C_CLIENT_HOST_NOTIFY : 0) |
    (of_property_read_bool(k, node, 'wakeup-source') ? I2C_CLIENT_WAKE : 0);
  return { type, addr: own ? rest - I2C_OWN_SLAVE_ADDRESS : rest, flags, of_node: node };
}

export const of_i2c_register_devices = at.fn(
  'of_i2c_register_devices',
  'Makes a client for each node below an adapter.',
  (k: Kernel, adap: i2c_adapter): void => {
    const np = adap.dev.of_node;
    if (np === undefined) return;
    for (const node of for_each_available_child_of_node(k, of_get_child_by_name(k, np, 'i2c-bus') ?? np)) {
      if (of_node_test_and_set_flag(node, OF_POPULATED)) continue;
      const info = of_i2c_get_board_info(k, adap, node);
      if (info !== undefined && i2c_new_client_device(k, adap, info) === 0) continue;
      dev_err(k, adap.dev, `Failed to create I2C device for ${node.path}`);
      of_node_clear_flag(node, OF_POPULATED);
    }
  },
);
