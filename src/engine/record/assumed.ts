/**
 * Controllers of which something is assumed: their driver is modelled, but what their registers hold when Linux starts is in no
 * device tree. What hangs on that, as numbers of interrupts, may differ on the real board; so the screens say it.
 */
import type { irq_domain } from '../linux/include/linux/irqdomain.ts';
import { is_of_node } from '../linux/include/linux/of.ts';
import { controller_block } from '../machine/index.ts';
import type { Objects } from '../recorder/index.ts';

/** Whether a domain is that of such a controller. */
export function isAssumed(objects: Objects, { fwnode }: irq_domain): boolean {
  return (
    is_of_node(fwnode) && objects.all(controller_block).some(({ assumed, path }) => assumed && path === fwnode.path)
  );
}
