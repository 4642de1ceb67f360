/** Finds the interrupt that a script names. */
import { fail, ok, type Result } from '../../../base/result.ts';
import type { IrqName } from '../../api/scenario/types.ts';
import type { irq_data } from '../../linux/include/linux/irq.ts';
import type { irq_desc } from '../../linux/include/linux/irqdesc.ts';
import type { irq_domain } from '../../linux/include/linux/irqdomain.ts';
import { is_of_node } from '../../linux/include/linux/of.ts';
import { irq_to_desc, irqdesc_c } from '../../linux/kernel/irq/irqdesc/index.ts';
import { irqdomain_c } from '../../linux/kernel/irq/irqdomain/index.ts';
import type { Session } from '../session.ts';

export function findIrq(session: Session, name: IrqName): Result<irq_desc> {
  const desc = lookUp(session, name);
  if (desc !== undefined) return ok(desc);
  const m = session.messages.commands;
  return fail('no-such-irq', m.noSuchIrq({ name: JSON.stringify(name) }), undefined, m.noSuchIrqHint);
}

function lookUp(session: Session, name: IrqName): irq_desc | undefined {
  const { kernel } = session;
  if ('virq' in name) return irq_to_desc(kernel, name.virq);
  if ('bdf' in name) return all(session).find((desc) => isVector(desc, name.bdf, name.vector));
  if ('domain' in name) return byHwirq(session, (domain) => domain.name === name.domain, name.hwirq);
  return byLine(session, name.node, name.index);
}

function all({ kernel }: Session): readonly irq_desc[] {
  return irqdesc_c(kernel).sparse_irqs.values();
}

/** MSI-X vectors have a descriptor each; vectors of one MSI share it, one irq after another. */
function isVector(desc: irq_desc, bdf: string, vector: number): boolean {
  const msi = desc.irq_common_data.msi_desc;
  if (msi?.dev?.name !== bdf) return false;
  return msi.msi_index + (desc.irq_data.irq - msi.irq) === vector;
}

function byHwirq({ kernel }: Session, test: (domain: irq_domain) => boolean, hwirq: number): irq_desc | undefined {
  for (const domain of irqdomain_c(kernel).irq_domain_list) {
    if (!test(domain)) continue;
    const data: irq_data | undefined = domain.revmap.get(hwirq) ?? domain.revmap_tree.get(hwirq);
    if (data !== undefined) return irq_to_desc(kernel, data.irq);
  }
  return undefined;
}

/** A node's line: where its wire ends, as the hardware has it. */
function byLine(session: Session, path: string, index: number): irq_desc | undefined {
  const { wiring } = session.machine;
  const node = wiring.node(path);
  const wire = node === undefined ? undefined : wiring.wireOf(node, index);
  if (wire === undefined) return undefined;
  const isThere = ({ fwnode }: irq_domain): boolean => is_of_node(fwnode) && fwnode.path === wire.controller.path;
  return session.machine.hwirqsOf(wire).flatMap((hwirq) => byHwirq(session, isThere, hwirq) ?? [])[0];
}
