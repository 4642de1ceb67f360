/** What a device interrupts by, in the words of tree and hardware. */
import { type DtNode, listsInterrupts } from '../../devicetree/index.ts';
import type { irq_desc } from '../../linux/include/linux/irqdesc.ts';
import type { pci_function, Wire } from '../../machine/index.ts';
import type { Board } from '../../record/snapshot.ts';
import { type CellMessages, kindOf, TRIGGERS } from '../words/cells.ts';

/** So many interrupts of a node are named. */
const MOST = 32;

/**
 * "PPI 13, 14, 11, 10 level-low"; several kinds are told apart by semicolons. A node that names none may have some all
 * the same, by MSI or by a GPIO: "hwirq 3 of :pl061@9030000". "" while it has none.
 */
export function sourceOfNode(m: CellMessages, board: Board, node: DtNode, irqs: readonly irq_desc[]): string {
  if (!listsInterrupts(node)) return sourceOfIrqs(m, irqs);
  const parts: { readonly before: string; readonly after: string; readonly numbers: string[] }[] = [];
  const count = board.wiring.countOf(node);
  for (let index = 0; index < Math.min(count, MOST); index++) {
    const wire = board.wiring.wireOf(node, index);
    if (wire === undefined) continue;
    const { before, number, after } = wireWords(m, board, wire);
    const last = parts.at(-1);
    if (last?.before === before && last.after === after) last.numbers.push(number);
    else parts.push({ before, after, numbers: [number] });
  }
  if (parts.length === 0) return m.source.leadsNowhere;
  const words = parts.map(({ before, after, numbers }) => `${before} ${numbers.join(', ')} ${after}`.trim());
  return [...words, ...(count > MOST ? [m.more({ count: count - MOST })] : [])].join('; ');
}

/** "hwirq 3, 4 of :pl061@9030000". */
export function sourceOfIrqs({ source }: CellMessages, irqs: readonly irq_desc[]): string {
  const byDomain = new Map<string, number[]>();
  for (const { irq_data } of irqs) {
    const name = irq_data.domain?.name ?? source.noDomain;
    byDomain.set(name, [...(byDomain.get(name) ?? []), irq_data.hwirq]);
  }
  return [...byDomain].map(([name, hwirqs]) => source.hwirqs({ hwirqs, domain: name })).join('; ');
}

function wireWords(
  m: CellMessages,
  { gicNode }: Board,
  { controller, cells }: Wire,
): { readonly before: string; readonly number: string; readonly after: string } {
  const [kind = 0, number = 0, flags = 0] = cells;
  const name = kindOf(m, kind);
  // Two cells mean input and trigger nearly everywhere, but only the controller's binding says so.
  if (controller !== gicNode || name === undefined) {
    return { before: controller.name, number: `<${cells.join(' ')}>`, after: '' };
  }
  // Bits 15:8 are a mask of CPUs, which GICv3 ignores.
  const trigger = TRIGGERS[flags & 0xf];
  const after = trigger === undefined ? m.source.triggerUnknown : m.source.triggers[trigger];
  return { before: name, number: `${number}`, after };
}

/** "MSI-X 5 of 65 vectors; INTA": what Linux has set up, else what the function would rather use. */
export function sourceOfFunction(
  { source }: CellMessages,
  { design, bdf }: pci_function,
  irqs: readonly irq_desc[],
): string {
  // Its INTx may be a message too, which a controller sends for the wire.
  const vectors = irqs.filter((desc) => desc.irq_common_data.msi_desc?.dev?.name === bdf);
  const x = vectors.filter((desc) => desc.irq_common_data.msi_desc?.is_msix === true).length;
  const pin = design.pin === 0 ? undefined : `INT${'?ABCD'[design.pin] ?? '?'}`;
  const parts: string[] = [];
  if (design.msix !== undefined && (x > 0 || vectors.length === 0)) {
    parts.push(source.msix({ used: x, all: design.msix.entries }));
  }
  if (design.msi !== undefined && (vectors.length > x || design.msix === undefined)) {
    parts.push(source.msi({ used: vectors.length - x, all: design.msi.vectors }));
  }
  if (pin !== undefined && (parts.length === 0 || irqs.length > vectors.length)) parts.push(pin);
  return parts.join('; ');
}
