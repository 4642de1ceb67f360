/**
 * Models what interrupt routers ask of drivers/firmware/ti_sci.c: TI's system firmware, which shares out the outputs of a router and sets
 * its routes. What it would give to Linux is not in the tree: here it is all that the tree knows a parent's input for. Left out: all else.
 */
import { data, map, num, type Recorded, type RecordedMap, source, struct } from '../../../recorder/index.ts';
import { writel } from '../../include/asm/io.ts';
import type { device } from '../../include/linux/device.ts';
import { ENODEV, EPROBE_DEFER } from '../../include/linux/errno.ts';
import type { device_node } from '../../include/linux/of.ts';
import type { Kernel } from '../../kernel.ts';
import { bitmap_find_free_region, bitmap_release_region } from '../../lib/bitmap.ts';
import { find_bound_device } from '../base/core/index.ts';
import { of_address_to_resource } from '../of/address.ts';
import { of_parse_phandle } from '../of/base/index.ts';
import { of_property_cells } from '../of/property.ts';

const at = source('drivers/firmware/ti_sci.c');

/** Outputs in a row that Linux may use. */
interface ti_sci_resource_desc {
  readonly start: number;
  readonly num: number;
}
export interface ti_sci_resource extends Recorded {
  readonly desc: readonly ti_sci_resource_desc[] | undefined;
  /** What is taken, counted through the rows. */
  res_map: RecordedMap<number>;
  readonly count: number;
}
const ti_sci_resource = struct<ti_sci_resource>('ti_sci_resource', { desc: data(), res_map: map(num()), count: num() });

export const devm_ti_sci_get_by_phandle = at.fn(
  'devm_ti_sci_get_by_phandle',
  'Finds the firmware that a node names: 0, -ENODEV without a name, or -EPROBE_DEFER until its driver is up.',
  (k: Kernel, dev: device, property: string): number => {
    const np = dev.of_node === undefined ? undefined : of_parse_phandle(k, dev.of_node, property, 0);
    if (np === undefined) return -ENODEV;
    return find_bound_device(k, ({ of_node }) => of_node === np) === undefined ? -EPROBE_DEFER : 0;
  },
);

export const devm_ti_sci_get_resource = at.fn(
  'devm_ti_sci_get_resource',
  'Asks the firmware which outputs of a router are for Linux.',
  (k: Kernel, dev: device): ti_sci_resource => {
    const cells = of_property_cells(k, dev.of_node, 'ti,interrupt-ranges');
    const desc: ti_sci_resource_desc[] = [];
    for (let i = 0; i + 2 < cells.length; i += 3) desc.push({ start: cells[i] ?? 0, num: cells[i + 2] ?? 0 });
    return ti_sci_resource.create(k.rec, { desc, count: desc.reduce((sum, each) => sum + each.num, 0) });
  },
);

/** -1 (TI_SCI_RESOURCE_NULL) where none is left. */
export const ti_sci_get_free_resource = at.fn(
  'ti_sci_get_free_resource',
  'Takes the first output that is free.',
  (_k: Kernel, { desc = [], res_map, count }: ti_sci_resource): number => {
    let left = bitmap_find_free_region(res_map, count, 0);
    if (left < 0) return -1;
    for (const { start, num } of desc) {
      if (left < num) return start + left;
      left -= num;
    }
    return -1;
  },
);

export const ti_sci_release_resource = at.fn(
  'ti_sci_release_resource',
  'Gives an output back.',
  (_k: Kernel, { desc = [], res_map }: ti_sci_resource, id: number): void => {
    let before = 0;
    for (const { start, num } of desc) {
      if (id >= start && id < start + num) bitmap_release_region(res_map, before + id - start, 0);
      before += num;
    }
  },
);

/** Of a router: a control register for each output, which says which input it is led to. */
const MUXCNTL = (output: number): number => 0x4 + 4 * output;
const INT_ENABLE = 1 << 16;

/** What the firmware does when it is asked: a node without registers has a router that the model does not know. */
function route(k: Kernel, np: device_node | undefined, output: number, value: number): void {
  const res = np === undefined ? -ENODEV : of_address_to_resource(k, np, 0);
  if (typeof res !== 'number') writel(k, value, res.start + MUXCNTL(output));
}

export const ti_sci_cmd_set_irq = at.fn(
  'ti_sci_cmd_set_irq',
  'Has the firmware lead an input of a router to one of its outputs.',
  (k: Kernel, np: device_node | undefined, input: number, output: number): number => {
    route(k, np, output, INT_ENABLE | input);
    return 0;
  },
);
export const ti_sci_cmd_free_irq = at.fn(
  'ti_sci_cmd_free_irq',
  'Has the firmware end the route to an output.',
  (k: Kernel, np: device_node | undefined, output: number): void => route(k, np, output, 0),
);
