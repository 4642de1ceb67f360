/** One line of a controller with several users: triggers that differ, drivers that do not share, and storms. */
import { type DtNode, hasProperty } from '../../devicetree/index.ts';
import { gicIntid, type Wire } from '../../machine/index.ts';
import type { Check, Hit } from '../check.ts';
import type { Facts, User } from '../facts.ts';
import { place } from './gic.ts';

const SENSE_MASK = 0xf;
const GIC_NUMBER = 1;
const GIC_FLAGS = 2;

interface Line {
  readonly user: User;
  readonly controller: DtNode;
  /** In words: "INTID 27" or "line 3". */
  readonly name: string;
  readonly flags: number;
  /** Which of its cells is the trigger. */
  readonly cell: number;
}

/** A user's line, where the cells of its controller are known: a GIC's, or a number and a trigger. */
function lineOf(facts: Facts, user: User): Line | undefined {
  const { end } = user.walk;
  if (end.kind !== 'controller') return undefined;
  const { node: controller, cells } = end;
  if (facts.isGic(controller)) {
    const intid = gicIntid(cells);
    // A fourth cell names the CPUs of a partition: then two nodes do not mean one interrupt.
    if (intid === undefined || (cells[3] ?? 0) !== 0) return undefined;
    return {
      user,
      controller,
      name: facts.say.intid({ intid }),
      flags: (cells[GIC_FLAGS] ?? 0) & SENSE_MASK,
      cell: GIC_FLAGS,
    };
  }
  // A GPIO controller's cells are line and trigger; others' may be bank and line.
  if (!hasProperty(controller, 'gpio-controller') || cells.length !== 2) return undefined;
  return {
    user,
    controller,
    name: facts.say.line({ line: cells[0] ?? 0 }),
    flags: (cells[1] ?? 0) & SENSE_MASK,
    cell: 1,
  };
}

function lines(facts: Facts): Map<string, Line[]> {
  const found = new Map<string, Line[]>();
  for (const user of facts.users) {
    const line = lineOf(facts, user);
    if (line === undefined) continue;
    const key = `${line.controller.path} ${line.name}`;
    found.set(key, [...(found.get(key) ?? []), line]);
  }
  return found;
}

/** The trigger cell of a line, where it stands in the node itself. */
function lineMend({ user, controller, cell }: Line, flags: number): Pick<Hit, 'mend'> {
  const { node, property, cell: at } = place(user, cell);
  if (user.walk.entry.to !== controller || property === undefined || at === undefined) return {};
  return { mend: { kind: 'cell', node, property, cell: at, value: flags } };
}

const MISMATCH = 'type mismatch, failed to map';

function isRefused(facts: Facts, { user }: Line): boolean {
  return facts.linesOf([user.node]).some((text) => text.includes(MISMATCH));
}

function* twoTriggers(facts: Facts): Iterable<Hit> {
  for (const users of lines(facts).values()) {
    // Without a trigger a node takes what is there.
    const wishes = users.filter(({ flags }) => flags !== 0);
    const first = wishes.find((each) => !isRefused(facts, each)) ?? wishes[0];
    for (const line of wishes) {
      if (first === undefined || line === first || line.flags === first.flags) continue;
      if (line.user.node === first.user.node) continue;
      const refused = isRefused(facts, line);
      yield {
        ...place(line.user, line.cell),
        // Where Linux refuses nobody, not both have asked.
        severity: refused ? 'error' : 'note',
        rank: refused ? 'no-interrupt' : 'latent',
        // Users of a GIC's line seldom share it: then one of the numbers is wrong.
        ...(facts.isGic(line.controller) ? {} : lineMend(line, first.flags)),
        words: facts.say.twoTriggers({
          controller: line.controller.path,
          line: line.name,
          first: first.user.node.path,
          firstFlags: first.flags,
          flags: line.flags,
          refused,
        }),
      };
    }
  }
}

const FLAGS_MISMATCH = /Flags mismatch irq (\d+)\. \w+ \((.*)\) vs\. \w+ \((.*)\)/;

function* notShared(facts: Facts): Iterable<Hit> {
  for (const node of facts.nodes) {
    for (const text of facts.linesOf([node])) {
      const [found, irq = '', , other = ''] = FLAGS_MISMATCH.exec(text) ?? [];
      if (found === undefined) continue;
      const user = facts.users.find((each) => each.node === node);
      const at = user === undefined ? { node } : place(user, 1);
      const asker = facts.asks.failed(node.path, user?.walk.entry.index ?? 0, true)?.probe?.driver;
      const proven = asker === undefined ? facts.isProven(node) : !facts.isStandIn(asker);
      const words = facts.say.notShared({ other, irq: Number(irq), proven });
      yield { ...at, words, severity: proven ? 'error' : 'note' };
    }
  }
}

const NOBODY_CARED = /^irq (\d+): nobody cared/;

function* storms(facts: Facts): Iterable<Hit> {
  const all = [...facts.logged.values()].flat();
  for (const text of all) {
    const [found, irq = ''] = NOBODY_CARED.exec(text) ?? [];
    if (found === undefined) continue;
    const owner = facts.requests.find(({ outcome }) => outcome.kind === 'requested' && outcome.irq === Number(irq));
    const node = owner === undefined ? facts.tree.root : (facts.walker.index.byPath.get(owner.path) ?? facts.tree.root);
    yield { node, words: facts.say.storm({ irq: Number(irq) }), lines: [text] };
  }
}

/** An input in words: a GIC's by its INTID, a bank's by its line. */
function inputOf(facts: Facts, { controller, cells }: Wire): { readonly name: string; readonly controller: string } {
  const intid = facts.isGic(controller) ? gicIntid(cells) : undefined;
  const name = intid === undefined ? facts.say.line({ line: cells[0] ?? 0 }) : facts.say.intid({ intid });
  return { name, controller: controller.path };
}

/** Lines that the scenario's `wires` lead elsewhere than the tree says. */
function* elsewhere(facts: Facts): Iterable<Hit> {
  const { machine } = facts.session;
  for (const user of facts.users) {
    const { node, walk } = user;
    const { index } = walk.entry;
    if (walk.end.kind !== 'controller' || machine.lines.optionsOf(node.path, index)?.to === undefined) continue;
    const really = machine.lines.endOf(node, index);
    const said = { controller: walk.end.node, cells: walk.end.cells };
    const input = inputOf(facts, said);
    const other = really === undefined ? undefined : inputOf(facts, really);
    if (other !== undefined && other.name === input.name && other.controller === input.controller) continue;
    const number = really?.controller === walk.end.node ? really.cells[GIC_NUMBER] : undefined;
    const at = place(user, GIC_NUMBER);
    const isOwn = walk.entry.to === walk.end.node && facts.isGic(walk.end.node);
    yield {
      ...at,
      words: facts.say.wireElsewhere({ to: other, says: input, cell: isOwn ? number : undefined }),
      ...(number === undefined || !isOwn || at.property === undefined || at.cell === undefined
        ? {}
        : { mend: { kind: 'cell', node, property: at.property, cell: at.cell, value: number } }),
    };
  }
}

export const lineChecks: readonly Check[] = [
  { code: 'wire-elsewhere', severity: 'error', rank: 'wrong-line', find: elsewhere },
  { code: 'two-triggers', severity: 'error', rank: 'no-interrupt', find: twoTriggers },
  { code: 'line-not-shared', severity: 'error', rank: 'no-interrupt', find: notShared },
  { code: 'interrupt-storm', severity: 'error', rank: 'wrong-line', fallback: true, find: storms },
];
