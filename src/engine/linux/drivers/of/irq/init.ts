/**
 * Models of_irq_init of drivers/of/irq.c: starts the interrupt controllers that the tree lists, parents before
 * children. The same in both versions. Addresses in messages are what %p prints before it may hash.
 */
import { type FunctionInfo, source } from '../../../../recorder/index.ts';
import { type device_node, OF_POPULATED, type of_device_id } from '../../../include/linux/of.ts';
import type { Kernel } from '../../../kernel.ts';
import { pr_err } from '../../../kernel/printk.ts';
import {
  for_each_matching_node_and_match,
  of_device_is_available,
  of_node_clear_flag,
  of_node_set_flag,
} from '../base.ts';
import { of_parse_phandle } from '../phandle.ts';
import { of_property_read_bool } from '../property.ts';
import { of_irq_find_parent } from './parse.ts';

const at = source('drivers/of/irq.c');

/** What IRQCHIP_DECLARE registers: 0, or an errno. */
export type of_irq_init_cb_t = ((k: Kernel, node: device_node, parent: device_node | undefined) => number) &
  FunctionInfo;

/** A controller that waits for its parent. */
interface of_intc_desc {
  readonly irq_init_cb: of_irq_init_cb_t;
  readonly dev: device_node;
  readonly interrupt_parent: device_node | undefined;
}

/** Every available controller that the table has a driver for, in tree order, with its interrupt parent. */
function controllers(k: Kernel, matches: readonly of_device_id<of_irq_init_cb_t>[]): of_intc_desc[] {
  const found: of_intc_desc[] = [];
  for (const [np, match] of for_each_matching_node_and_match(k, matches)) {
    if (!of_property_read_bool(k, np, 'interrupt-controller') || !of_device_is_available(k, np)) continue;
    const parent = of_parse_phandle(k, np, 'interrupts-extended', 0) ?? of_irq_find_parent(k, np);
    // A controller that names itself is a root.
    found.push({ irq_init_cb: match.data, dev: np, interrupt_parent: parent === np ? undefined : parent });
  }
  return found;
}

function pointer(node: device_node | undefined): string {
  return node === undefined ? '0000000000000000' : '(____ptrval____)';
}

/** Runs a controller's init function; true when it came up. */
function start(k: Kernel, desc: of_intc_desc): boolean {
  of_node_set_flag(desc.dev, OF_POPULATED);
  const ret = desc.irq_init_cb(k, desc.dev, desc.interrupt_parent);
  if (ret === 0) return true;
  const where = `${desc.dev.path} (${pointer(desc.dev)}), parent ${pointer(desc.interrupt_parent)}`;
  pr_err(k, `OF: of_irq_init: Failed to init ${where}`);
  of_node_clear_flag(desc.dev, OF_POPULATED);
  return false;
}

export const of_irq_init = at.fn(
  'of_irq_init',
  'Finds the interrupt controllers in the device tree and starts them, those without a parent first.',
  (k: Kernel, matches: readonly of_device_id<of_irq_init_cb_t>[]): void => {
    let waiting = controllers(k, matches);
    const started: of_intc_desc[] = [];
    let parent: device_node | undefined;
    while (waiting.length > 0) {
      const turn = waiting.filter((desc) => desc.interrupt_parent === parent);
      waiting = waiting.filter((desc) => desc.interrupt_parent !== parent);
      for (const desc of turn) if (start(k, desc)) started.push(desc);
      const next = started.shift();
      if (next === undefined) {
        // Printed also where every controller failed to come up and none is left to wait.
        pr_err(k, 'OF: of_irq_init: children remain, but no parents');
        break;
      }
      parent = next.dev;
    }
  },
);
