/** What a device interrupts by, in the words of tree and hardware. */
import { type DtNode, hasProperty } from '../../devicetree/index.ts';
import type { irq_desc } from '../../linux/include/linux/irqdesc.ts';
import type { pci_function, Wire } from '../../machine/index.ts';
import type { Board } from '../../record/snapshot.ts';
import { KINDS, TRIGGERS } from '../words/cells.ts';

/** So many interrupts of a node are named. */
const MOST = 32;

/**
 * "PPI 13, 14, 11, 10 level-low"; several kinds are told apart by semicolons. A node that names none may have some all
 * the same, by MSI or by a GPIO: "hwirq 3 of :pl061@9030000". "" while it has none.
 */
export function sourceOfNode(board: Board, node: DtNode, irqs: readonly irq_desc[]): string {
  if (!hasProperty(node, 'interrupts') && !hasProperty(node, 'interrupts-extended')) return sourceOfIrqs(irqs);
  const parts: { readonly before: string; readonly after: string; readonly numbers: string[] }[] = [];
  const count = board.wiring.countOf(node);
  for (let index = 0; index < Math.min(count, MOST); index++) {
    const wire = board.wiring.wireOf(node, index);
    if (wire === undefined) continue;
    const { before, number, after } = wireWords(board, wire);
    const last = parts.at(-1);
    if (last?.before === before && last.after === after) last.numbers.push(number);
    else parts.push({ before, after, numbers: [number] });
  }
  if (parts.length === 0) return 'leads nowhere';
  const words = parts.map(({ before, after, numbers }) => `${before} ${numbers.join(', ')} ${after}`.trim());
  return [...words, ...(count > MOST ? [`and ${count - MOST} more`] : [])].join('; ');
}

/** "hwirq 3, 4 of :pl061@9030000". */
export function sourceOfIrqs(irqs: readonly irq_desc[]): string {
  const byDomain = new Map<string, number[]>();
  for (const { irq_data } of irqs) {
    const name = irq_data.domain?.name ?? 'no domain';
    byDomain.set(name, [...(byDomain.get(name) ?? []), irq_data.hwirq]);
  }
  return [...byDomain].map(([name, hwirqs]) => `hwirq ${hwirqs.join(', ')} of ${name}`).join('; ');
}

function wireWords(
  { gicNode }: Board,
  { controller, cells }: Wire,
): { readonly before: string; readonly number: string; readonly after: string } {
  const [kind = 0, number = 0, flags = 0] = cells;
  const name = KINDS[kind];
  // Two cells mean input and trigger nearly everywhere, but only the controller's binding says so.
  if (controller !== gicNode || name === undefined) {
    return { before: controller.name, number: `<${cells.join(' ')}>`, after: '' };
  }
  // Bits 15:8 are a mask of CPUs, which GICv3 ignores.
  const trigger = (flags & 0xf) === 0 ? '' : (TRIGGERS[flags & 0xf] ?? 'trigger unknown').replace(' ', '-');
  return { before: name, number: `${number}`, after: trigger };
}

/** "MSI-X 5 of 65 vectors; INTA": what Linux has set up, else what the function would rather use. */
export function sourceOfFunction({ design }: pci_function, irqs: readonly irq_desc[]): string {
  const vectors = irqs.filter((desc) => desc.irq_common_data.msi_desc !== undefined);
  const x = vectors.filter((desc) => desc.irq_common_data.msi_desc?.is_msix === true).length;
  const pin = design.pin === 0 ? undefined : `INT${'?ABCD'[design.pin] ?? '?'}`;
  const parts: string[] = [];
  if (design.msix !== undefined && (x > 0 || vectors.length === 0)) {
    parts.push(`MSI-X ${x} of ${design.msix.entries} vectors`);
  }
  if (design.msi !== undefined && (vectors.length > x || design.msix === undefined)) {
    parts.push(`MSI ${vectors.length - x} of ${design.msi.vectors} vectors`);
  }
  if (pin !== undefined && (parts.length === 0 || irqs.length > vectors.length)) parts.push(pin);
  return parts.join('; ');
}
