/** The interrupts that nodes of the tree list, read without being recorded: how many, and which of them have one line. */
import { getProperty, hasProperty } from '../../devicetree/index.ts';
import { for_each_of_allnodes, of_device_is_available, of_find_node_by_phandle } from '../drivers/of/base/index.ts';
import { of_property_cells, of_property_read_u32 } from '../drivers/of/property.ts';
import type { device_node } from '../include/linux/of.ts';
import type { Kernel } from '../kernel.ts';
import { stand_ins } from './state.ts';

/** An entry of a node's list: whom it speaks to, and what it says. */
interface Line {
  readonly to: device_node | undefined;
  readonly cells: readonly number[];
  /** The line without how it is triggered, which is the last cell, or of a GIC the third. */
  readonly key: string;
}

const DEEPEST = 32;

/** The parent that a node's `interrupts` speak to, found as of_irq_find_parent does. */
function irqParent(k: Kernel, child: device_node): device_node | undefined {
  let node: device_node | undefined = child;
  for (let steps = 0; node !== undefined && steps < DEEPEST; steps++) {
    const phandle = of_property_read_u32(k, node, 'interrupt-parent');
    node = phandle === undefined ? node.parent : of_find_node_by_phandle(k, phandle);
    if (node !== undefined && hasProperty(node.dt, '#interrupt-cells')) return node;
  }
  return undefined;
}

/** What was read so far: a driver asks for each of its interrupts, and some nodes list a hundred. The tree stays as it is. */
const known = new WeakMap<device_node, readonly Line[]>();

/** What a node lists, whether it can be resolved or not. */
export function linesOf(k: Kernel, np: device_node): readonly Line[] {
  const before = known.get(np);
  if (before !== undefined) return before;
  const lines = readLines(k, np);
  known.set(np, lines);
  return lines;
}

function readLines(k: Kernel, np: device_node): Line[] {
  const cellsOf = (node: device_node | undefined): number => of_property_read_u32(k, node, '#interrupt-cells') ?? 0;
  const lines: Line[] = [];
  if (hasProperty(np.dt, 'interrupts-extended')) {
    const cells = of_property_cells(k, np, 'interrupts-extended');
    for (let place = 0; place < cells.length;) {
      const to = of_find_node_by_phandle(k, cells[place] ?? 0);
      const end = place + 1 + cellsOf(to);
      lines.push(lineOf(to, cells.slice(place + 1, end)));
      place = end;
    }
    return lines;
  }
  if (getProperty(np.dt, 'interrupts') === undefined) return lines;
  const to = irqParent(k, np);
  const width = cellsOf(to);
  const cells = of_property_cells(k, np, 'interrupts');
  if (width === 0) return lines;
  for (let place = 0; place < cells.length; place += width) lines.push(lineOf(to, cells.slice(place, place + width)));
  return lines;
}

function lineOf(to: device_node | undefined, cells: readonly number[]): Line {
  const [first = '', second = ''] = cells;
  return { to, cells, key: `${to?.path ?? ''} ${first}${cells.length > 2 ? ` ${second}` : ''}` };
}

/** Whether a node's line is listed more than once in the tree: then whoever asks for it must share it. */
export function isSharedLine(k: Kernel, np: device_node, index: number): boolean {
  const state = stand_ins(k);
  let shared = state.shared_lines;
  if (shared === undefined) {
    const seen = new Set<string>();
    const found = new Set<string>();
    for (const node of for_each_of_allnodes(k)) {
      if (!of_device_is_available(k, node)) continue;
      for (const { key } of linesOf(k, node)) (seen.has(key) ? found : seen).add(key);
    }
    shared = found;
    state.shared_lines = found;
  }
  const line = linesOf(k, np)[index];
  return line !== undefined && shared.has(line.key);
}

/** Channels of a DMA controller that available nodes name in their `dmas`: the first cell of each entry. */
export function takenChannels(k: Kernel, controller: device_node): readonly number[] {
  return channelsNamed(k, controller, 'dmas', '#dma-cells');
}

/** Channels of a mailbox that available nodes name in their `mboxes`. */
export function mailboxClients(k: Kernel, controller: device_node): readonly number[] {
  return channelsNamed(k, controller, 'mboxes', '#mbox-cells');
}

function channelsNamed(k: Kernel, controller: device_node, property: string, width: string): readonly number[] {
  const taken: number[] = [];
  for (const node of for_each_of_allnodes(k)) {
    if (!hasProperty(node.dt, property) || !of_device_is_available(k, node)) continue;
    const cells = of_property_cells(k, node, property);
    for (let place = 0; place < cells.length;) {
      const to = of_find_node_by_phandle(k, cells[place] ?? 0);
      if (to === undefined) break;
      if (to === controller) taken.push(cells[place + 1] ?? 0);
      place += 1 + (of_property_read_u32(k, to, width) ?? 0);
    }
  }
  return taken;
}
