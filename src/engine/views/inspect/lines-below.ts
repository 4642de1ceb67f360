/**
 * Lines of a device that are written in nodes below its own: a key of `gpio-keys` is such a node, without a `compatible` and so
 * without a device, and the driver of the node above has its interrupt.
 */
import { type DtNode, hasProperty, isReached } from '../../devicetree/index.ts';
import { irq_desc } from '../../linux/include/linux/irqdesc.ts';
import type { InspectAction } from '../../api/inspect.ts';
import type { Snapshot } from '../../record/snapshot.ts';
import { leadsTo } from '../way/wire.ts';
import { outcomeWords } from '../words/requests.ts';
import { lineActions } from './actions.ts';

export interface LineBelow {
  readonly node: DtNode;
  readonly index: number;
  /** That of the interrupt, once somebody has requested it. */
  readonly desc: irq_desc | undefined;
}

/** Lines in the nodes below one, of which none has a device of its own; none where the node has interrupts itself. */
export function linesBelow({ hardware, objects, requests }: Snapshot, path: string): LineBelow[] {
  const machine = hardware?.machine;
  const above = machine?.wiring.node(path);
  if (machine === undefined || above === undefined || machine.wiring.countOf(above) > 0) return [];
  const { wiring } = machine;
  const lines: LineBelow[] = [];
  for (const node of above.children) {
    if (hasProperty(node, 'compatible') || !isReached(node) || requests?.deviceOf(node.path) !== undefined) continue;
    const gpio = wiring.gpioWireOf(node);
    const count = gpio === undefined ? wiring.countOf(node) : 1;
    for (let index = 0; index < count; index++) {
      const wire = gpio ?? wiring.wireOf(node, index);
      const desc =
        wire === undefined
          ? undefined
          : objects.all(irq_desc).find((each) => each.action !== undefined && leadsTo({ machine }, wire, each));
      // A GPIO line that is nobody's interrupt, as that of an LED, is none.
      if (gpio === undefined || desc !== undefined) lines.push({ node, index, desc });
    }
  }
  return lines;
}

/** What became of each line, a sentence each: "key-power: requested as irq 107 in gpio@6000d000 by gpio-keys." */
export function storyBelow(
  { requests, messages }: Snapshot,
  path: string,
  lines: readonly LineBelow[],
  most: number,
): string[] {
  const { driver, standIn = false } = requests?.deviceOf(path) ?? {};
  const m = messages.requests;
  const story = lines.slice(0, most).flatMap(({ node, index, desc }) => {
    const known = requests?.of(node.path)[index]?.outcome;
    const outcome =
      desc === undefined || known?.kind === 'requested'
        ? known
        : ({
            kind: 'requested',
            irq: desc.irq_data.irq,
            domain: desc.irq_data.domain?.name ?? '',
            driver,
            standIn,
            chained: false,
          } as const);
    return outcome === undefined ? [] : [m.below({ node: node.name, words: outcomeWords(messages, outcome) })];
  });
  return lines.length > most ? [...story, m.more({ count: lines.length - most })] : story;
}

/** Raising and lowering each line, by the names of the nodes that they are of. */
export function actionsBelow(snapshot: Snapshot, lines: readonly LineBelow[], most: number): InspectAction[] {
  const nodes = [...new Set(lines.map(({ node }) => node))].slice(0, most);
  return nodes.flatMap(({ path, name }) => lineActions(snapshot, path, undefined, name));
}
