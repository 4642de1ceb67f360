/** Holds a scenario's `wires` against the board: what each names must be there. */
import { nearest } from '../../base/nearest.ts';
import type { Problem } from '../../base/result.ts';
import type { EngineMessages } from '../api/messages/index.ts';
import type { Scenario, WireOptions } from '../api/scenario/types.ts';
import { type DtNode, hasProperty, listsInterrupts, walk } from '../devicetree/index.ts';
import type { Machine } from '../machine/index.ts';

type WireMessages = EngineMessages['scenario']['wires'];

/** A place in the scenario, e.g. "wires[0].to.input", and what is wrong there. */
type Complain = (place: string, message: string, hint: string) => Problem;

/** What of `wires` does not fit the board: a node or controller that is not there, a number beyond what it has. */
export function wireProblems(
  { wires: m }: EngineMessages['scenario'],
  { wires = [] }: Pick<Scenario, 'wires'>,
  machine: Machine,
): Problem[] {
  return wires.flatMap((wire, i) => {
    const complain: Complain = (place, message, hint) => ({
      code: 'scenario-wires',
      message,
      where: { path: `wires[${i}]${place}` },
      hint,
    });
    const first = wires.findIndex(({ node, index }) => node === wire.node && index === wire.index);
    const taken = first < i ? [complain('', m.taken({ ...wire, by: first }), m.takenHint)] : [];
    const found = sourceProblem(m, machine, wire, complain) ?? endProblem(m, machine, wire, complain);
    return found === undefined ? taken : [...taken, found];
  });
}

/** What is wrong with the device's end of the line. */
function sourceProblem(
  m: WireMessages,
  machine: Machine,
  { node: path, index }: WireOptions,
  complain: Complain,
): Problem | undefined {
  const { wiring } = machine;
  const node = wiring.node(path);
  if (node === undefined) return complain('.node', m.noNode({ path }), nodeHint(m, machine, path, listsInterrupts));
  const count = wiring.countOf(node);
  if (count === 0) return complain('.node', m.noInterrupts({ path }), m.noInterruptsHint);
  if (index >= count) return complain('.index', m.noIndex({ path, index, count }), m.noIndexHint({ last: count - 1 }));
  const wire = wiring.wireOf(node, index);
  const isPrivate = wire?.controller === machine.gicNode && (wire?.cells[0] === 1 || wire?.cells[0] === 3);
  return isPrivate ? complain('.index', m.isPrivate({ path, index }), m.isPrivateHint) : undefined;
}

/** What is wrong with the controller's end of it. */
function endProblem(m: WireMessages, machine: Machine, { to }: WireOptions, complain: Complain): Problem | undefined {
  if (to === undefined || to === null) return undefined;
  const { controller: path, input } = to;
  const node = machine.wiring.node(path);
  if (node === undefined)
    return complain('.to.controller', m.noNode({ path }), nodeHint(m, machine, path, isController));
  const inputs = machine.inputsOf(node);
  if (inputs === undefined) {
    const message = isController(node) ? m.notModelled({ path }) : m.noController({ path });
    return complain('.to.controller', message, controllersHint(m, machine));
  }
  if (inputs.some(([first, last]) => input >= first && input <= last)) return undefined;
  const isGic = node === machine.gicNode;
  const message = isGic && input < 32 ? m.notShared({ input }) : m.noInput({ path, input, isGic });
  return complain('.to.input', message, m.noInputHint({ inputs }));
}

const isController = (node: DtNode): boolean => hasProperty(node, 'interrupt-controller');

/** The path that was meant, as far as one can tell; without one, how paths look here. */
function nodeHint(m: WireMessages, { tree }: Machine, path: string, test: (node: DtNode) => boolean): string {
  const paths = walk(tree)
    .filter(test)
    .map((node) => node.path);
  const meant = nearest(path, paths) ?? paths.find((each) => each.endsWith(path.slice(path.lastIndexOf('/'))));
  if (meant !== undefined) return m.didYouMean({ path: meant });
  const [example] = paths;
  return example === undefined ? m.noSuchNodes : m.nameNode({ example });
}

function controllersHint(m: WireMessages, machine: Machine): string {
  return m.controllers({ paths: controllersOf(machine).map(({ path }) => path) });
}

/** Controllers that a line can lead to, the GIC first. */
export function controllersOf(machine: Machine): DtNode[] {
  const { gicNode, tree } = machine;
  const others = walk(tree).filter((node) => node !== gicNode && machine.inputsOf(node) !== undefined);
  return gicNode === undefined ? others : [gicNode, ...others];
}
