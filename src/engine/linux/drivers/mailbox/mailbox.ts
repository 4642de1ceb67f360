/** Models drivers/mailbox/mailbox.c as far as whoever needs a mailbox waits for its driver. Left out: messages. */
import { source } from '../../../recorder/index.ts';
import type { device } from '../../include/linux/device.ts';
import { ENODEV, EPROBE_DEFER } from '../../include/linux/errno.ts';
import type { Kernel } from '../../kernel.ts';
import { find_bound_device } from '../base/core/index.ts';
import { of_parse_phandle_with_args } from '../of/base/index.ts';

const at = source('drivers/mailbox/mailbox.c');

export const mbox_request_channel = at.fn(
  'mbox_request_channel',
  'Asks for a mailbox that a node names: 0, -ENODEV where it names none, -EPROBE_DEFER until its driver is up.',
  (k: Kernel, dev: device, index: number): number => {
    if (dev.of_node === undefined) return -ENODEV;
    const spec = of_parse_phandle_with_args(k, dev.of_node, 'mboxes', '#mbox-cells', index);
    if (typeof spec === 'number') return -ENODEV;
    return find_bound_device(k, ({ of_node }) => of_node === spec.np) === undefined ? -EPROBE_DEFER : 0;
  },
);
