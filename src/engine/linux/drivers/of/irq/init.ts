/**
 * Models of_irq_init of drivers/of/irq.c: starts the interrupt controllers that the tree lists, parents before
 * children. Addresses in messages are what %p prints before it may hash.
 */
import {
  fnptr,
  type FunctionInfo,
  list,
  type Recorded,
  type RecordedList,
  ref,
  source,
  struct,
} from '../../../../recorder/index.ts';
import {
  type device_node,
  type of_device_id,
  of_node_clear_flag,
  of_node_set_flag,
  OF_POPULATED,
} from '../../../include/linux/of.ts';
import type { Kernel } from '../../../kernel.ts';
import { pr_err } from '../../../kernel/printk/printk.ts';
import { for_each_matching_node_and_match, of_device_is_available, of_parse_phandle } from '../base/index.ts';
import { of_property_present, of_property_read_bool } from '../property.ts';
import { of_irq_find_parent } from './parse.ts';

const at = source('drivers/of/irq.c');

/** What IRQCHIP_DECLARE registers: 0, or an errno. */
export type of_irq_init_cb_t = ((k: Kernel, node: device_node, parent: device_node | undefined) => number) &
  FunctionInfo;

/** A controller that waits for its parent, or whose children wait for it. */
interface of_intc_desc extends Recorded {
  irq_init_cb: of_irq_init_cb_t | undefined;
  dev: device_node | undefined;
  interrupt_parent: device_node | undefined;
}
const of_intc_desc = struct<of_intc_desc>(
  'of_intc_desc',
  { irq_init_cb: fnptr(), dev: ref(), interrupt_parent: ref() },
  { label: (desc) => `of_intc_desc of ${desc.dev?.path ?? '?'}` },
);

/** The lists of of_irq_init: local variables in the kernel, recorded for people to watch. */
interface of_irq_init_lists extends Recorded {
  intc_desc_list: RecordedList<of_intc_desc>;
  intc_parent_list: RecordedList<of_intc_desc>;
}
const of_irq_init_lists = struct<of_irq_init_lists>(
  'of_irq_init',
  { intc_desc_list: list(ref<of_intc_desc>()), intc_parent_list: list(ref<of_intc_desc>()) },
  { label: () => 'of_irq_init' },
);

/** Of a controller that takes no interrupts itself 7.3 asks for its own interrupt-parent alone, not for that of a node above. */
function parentOf(k: Kernel, np: device_node): device_node | undefined {
  return !k.since('7.3') || of_property_present(k, np, 'interrupts')
    ? of_irq_find_parent(k, np)
    : of_parse_phandle(k, np, 'interrupt-parent', 0);
}

/** The first half: every available controller that the table has a driver for, in tree order, with its interrupt parent. */
function collect(k: Kernel, lists: of_irq_init_lists, matches: readonly of_device_id<of_irq_init_cb_t>[]): void {
  for (const [np, match] of for_each_matching_node_and_match(k, matches)) {
    if (!of_property_read_bool(k, np, 'interrupt-controller') || !of_device_is_available(k, np)) continue;
    const parent = of_parse_phandle(k, np, 'interrupts-extended', 0) ?? parentOf(k, np);
    // A controller that names itself is a root.
    const interrupt_parent = parent === np ? undefined : parent;
    lists.intc_desc_list.addTail(of_intc_desc.create(k.rec, { irq_init_cb: match.data, dev: np, interrupt_parent }));
  }
}

function pointer(node: device_node | undefined): string {
  return node === undefined ? '0000000000000000' : '(____ptrval____)';
}

/** Runs a controller's init function; true when it came up. */
function start(k: Kernel, desc: of_intc_desc): boolean {
  const { dev, irq_init_cb, interrupt_parent } = desc;
  if (dev === undefined || irq_init_cb === undefined) return false;
  of_node_set_flag(dev, OF_POPULATED);
  if (irq_init_cb(k, dev, interrupt_parent) === 0) return true;
  const where = `${dev.path} (${pointer(dev)}), parent ${pointer(interrupt_parent)}`;
  pr_err(k, `OF: of_irq_init: Failed to init ${where}`);
  of_node_clear_flag(dev, OF_POPULATED);
  return false;
}

export const of_irq_init = at.fn(
  'of_irq_init',
  'Finds the interrupt controllers in the device tree and starts them, those without a parent first.',
  (k: Kernel, matches: readonly of_device_id<of_irq_init_cb_t>[]): void => {
    const lists = of_irq_init_lists.create(k.rec);
    const { intc_desc_list, intc_parent_list } = lists;
    collect(k, lists, matches);
    let parent: device_node | undefined;
    while (intc_desc_list.length > 0) {
      for (const desc of intc_desc_list.toArray().filter((each) => each.interrupt_parent === parent)) {
        intc_desc_list.remove(desc);
        if (start(k, desc)) intc_parent_list.addTail(desc);
        else k.rec.free(desc);
      }
      const next = intc_parent_list.first();
      if (next === undefined) {
        // Printed also where every controller failed to come up and none is left to wait.
        pr_err(k, 'OF: of_irq_init: children remain, but no parents');
        break;
      }
      intc_parent_list.remove(next);
      parent = next.dev;
      k.rec.free(next);
    }
    for (const desc of [...intc_parent_list, ...intc_desc_list]) k.rec.free(desc);
    k.rec.free(lists);
  },
);
