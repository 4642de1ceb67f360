/** The interrupt lines of a device: those that its node has in the tree, and what Linux made of each. */
import type { EngineMessages } from '../../api/messages/index.ts';
import { is_of_node } from '../../linux/include/linux/of.ts';
import type { irq_data } from '../../linux/include/linux/irq.ts';
import { irq_desc } from '../../linux/include/linux/irqdesc.ts';
import { no_irq_chip } from '../../linux/kernel/irq/dummychip.ts';
import { gicIntid, intidKind } from '../../machine/index.ts';
import type { Objects } from '../../recorder/index.ts';
import { outermost } from '../../record/partitions.ts';
import type { Tenure } from '../../record/irq-lives.ts';
import type { Board } from '../../record/snapshot.ts';

/** An input of a controller. */
export interface Line {
  /** Path of the controller's node; undefined for one that the tree does not describe. */
  readonly controller: string | undefined;
  readonly hwirq: number;
  /** "SPI", "PPI", "line". */
  readonly kind: string;
  /** Its number among its kind, as the tree writes it. */
  readonly number: number;
}

export interface MappedLine extends Line {
  /** undefined while it is not mapped. */
  readonly desc: irq_desc | undefined;
}

/** More than any device has. */
const MOST = 1024;

/** The lines of a node, as the board wires them. */
export function lineCells(board: Board | undefined, path: string): Line[] {
  const node = board?.wiring.node(path);
  const lines: Line[] = [];
  if (board === undefined || node === undefined) return lines;
  const count = Math.min(board.wiring.countOf(node), MOST);
  for (let index = 0; index < count; index++) {
    const wire = board.wiring.wireOf(node, index);
    if (wire === undefined) continue;
    const intid = wire.controller === board.gicNode ? gicIntid(wire.cells) : undefined;
    lines.push(lineOf(wire.controller.path, intid ?? wire.cells[0] ?? 0, intid !== undefined));
  }
  return lines;
}

function lineOf(controller: string | undefined, hwirq: number, isIntid: boolean): Line {
  if (!isIntid) return { controller, hwirq, kind: 'line', number: hwirq };
  const kind = intidKind(hwirq);
  if (hwirq >= 4096 && kind === 'spi') return { controller, hwirq, kind: 'ESPI', number: hwirq - 4096 };
  if (hwirq >= 1056 && kind === 'ppi') return { controller, hwirq, kind: 'EPPI', number: hwirq - 1056 };
  return { controller, hwirq, kind: kind.toUpperCase(), number: hwirq - (kind === 'ppi' ? 16 : 32) };
}

/** All lines of a device: mapped or not, those of the tree first. Messages are left out. */
export function mappedLines(
  objects: Objects,
  board: Board | undefined,
  own: readonly Line[],
  tenures: readonly Tenure[],
): MappedLine[] {
  const mapped = tenures
    .filter(({ msi }) => msi === 0)
    .map(({ desc: id }) => objects.object(id, irq_desc))
    // While it is being mapped it is no line of anything yet.
    .filter(({ irq_data: { domain, chip } }) => domain !== undefined && chip !== no_irq_chip)
    .map((desc) => ({ ...lineOfData(board, desc.irq_data), desc }));
  const isSame = (a: Line, b: Line): boolean => a.controller === b.controller && a.hwirq === b.hwirq;
  return [
    ...own.map((line) => ({ ...line, desc: mapped.find((one) => isSame(one, line))?.desc })),
    ...mapped.filter((one) => !own.some((line) => isSame(one, line))),
  ];
}

/** The hardware line of a descriptor: that of the outermost domain. */
function lineOfData(board: Board | undefined, data: irq_data): Line {
  const root = outermost(data);
  const fwnode = root.domain?.fwnode;
  const controller = is_of_node(fwnode) ? fwnode.path : undefined;
  return lineOf(controller, root.hwirq, controller !== undefined && controller === board?.gicNode?.path);
}

/**
 * "SPI 1 → irq 13", "PPI 13, 14, 11, 10 → irq 9–12", "SPI 1, not mapped", "SPI 3 → irq 20, 1 not mapped". Lines and
 * irqs are in the same order, kind by kind.
 */
export function linesText(m: EngineMessages['topology'], all: readonly MappedLine[]): string {
  const kinds = [...new Set(all.map(({ kind }) => kind))];
  const lines = kinds.flatMap((each) => all.filter(({ kind }) => kind === each));
  const mapped = lines.filter(({ desc }) => desc !== undefined);
  if (mapped.length === 0) return lines.length === 0 ? m.notMapped : m.linesNotMapped({ lines: names(m, lines) });
  const virqs = mapped.flatMap(({ desc }) => desc?.irq_data.irq ?? []);
  const left = lines.length - mapped.length;
  return m.linesMapped({ lines: names(m, mapped), irqs: ranges(virqs), left });
}

function names(m: EngineMessages['topology'], lines: readonly Line[]): string {
  const kinds = [...new Set(lines.map(({ kind }) => kind))];
  return kinds
    .map((each) => {
      const numbers = ranges(lines.filter(({ kind }) => kind === each).map(({ number }) => number));
      return m.kind({ kind: each === 'line' ? m.line : each, numbers });
    })
    .join(', ');
}

/** "1, 2", "9–12", "3, 7–9", "13, 14, 11, 10": three or more in a row are put together, in the order given. */
export function ranges(numbers: readonly number[]): string {
  const given = [...new Set(numbers)];
  const parts: string[] = [];
  for (let i = 0; i < given.length;) {
    let last = i;
    while (given[last + 1] === (given[last] ?? 0) + 1) last++;
    if (last - i >= 2) parts.push(`${given[i]}–${given[last]}`);
    else for (let j = i; j <= last; j++) parts.push(`${given[j]}`);
    i = last + 1;
  }
  return parts.join(', ');
}
