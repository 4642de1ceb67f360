/** Where the lines of a device really lead, beside what the tree says, and where they could be made to lead. */
import type { WireView, WiresView } from '../../api/inspect.ts';
import { type DtNode, getProperty, stringList } from '../../devicetree/index.ts';
import type { irq_desc } from '../../linux/include/linux/irqdesc.ts';
import type { Machine } from '../../machine/index.ts';
import type { Snapshot } from '../../record/snapshot.ts';
import { controllersOf } from '../../scenario/wires.ts';
import { endText, inputNumber } from '../way/odd-wire.ts';
import { leadsTo } from '../way/wire.ts';

/** So many lines of a node are listed. */
const MOST = 16;

/** The lines of a node; only that of an interrupt, if one is given. undefined where there is none to shared inputs. */
export function wiresOf(snapshot: Snapshot, path: string | undefined, desc?: irq_desc): WiresView | undefined {
  const machine = snapshot.hardware?.machine;
  const node = path === undefined ? undefined : machine?.wiring.node(path);
  if (machine === undefined || node === undefined) return undefined;
  const count = machine.wiring.countOf(node);
  const lines: WireView[] = [];
  for (let index = 0; index < count && lines.length < MOST; index++) {
    const wire = machine.wiring.wireOf(node, index);
    if (desc !== undefined && (wire === undefined || !leadsTo({ machine }, wire, desc))) continue;
    if (isPrivate(machine, node, index)) continue;
    lines.push(wireView(snapshot, machine, node, index));
  }
  if (lines.length === 0) return undefined;
  const controllers = controllersOf(machine).map((controller) => ({
    path: controller.path,
    name: controller.name,
    isGic: controller === machine.gicNode,
    inputs: machine.inputsOf(controller) ?? [],
  }));
  return { lines, controllers };
}

function isPrivate({ wiring, gicNode, local }: Machine, node: DtNode, index: number): boolean {
  const wire = wiring.wireOf(node, index);
  if (wire === undefined) return false;
  const [first = 0] = wire.cells;
  return wire.controller === gicNode
    ? first === 1 || first === 3
    : wire.controller === local?.node && local.isPrivate(first);
}

function wireView({ messages }: Snapshot, machine: Machine, node: DtNode, index: number): WireView {
  const { wires: m } = messages.inspect;
  const options = machine.lines.optionsOf(node.path, index);
  const tree = machine.wiring.wireOf(node, index);
  const end = machine.lines.endOf(node, index);
  const input = tree === undefined ? undefined : inputNumber(machine.gicNode, tree);
  const text = (wire: typeof tree): string =>
    wire === undefined ? m.nowhere : endText({ messages: messages.way }, { machine }, wire);
  const really = [
    ...(options?.to === undefined ? [] : [m.leadsTo({ end: text(end) })]),
    ...(options?.signal === undefined ? [] : [m.signals[options.signal]]),
  ];
  return {
    node: node.path,
    index,
    label: m.line({ index, name: stringList(getProperty(node, 'interrupt-names'))[index] }),
    tree: tree === undefined || input === undefined ? undefined : { controller: tree.controller.path, input },
    options,
    words: really.length === 0 ? m.asTree : m.insteadOf({ really, tree: text(tree) }),
  };
}
