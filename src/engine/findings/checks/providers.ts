/** Nodes that others' interrupts lead to: what makes a node a controller, and its number of cells. */
import { type DtNode, getProperty, hasProperty, u32s, walk } from '../../devicetree/index.ts';
import type { Check, Hit, Mend } from '../check.ts';
import type { Facts, User } from '../facts.ts';
import { misspelt } from '../misspelt.ts';
import { choiceOf } from '../remedies.ts';
import { endOf } from './specifiers.ts';

function* providers(facts: Facts): Iterable<Hit> {
  for (const node of facts.nodes) {
    const isController = hasProperty(node, 'interrupt-controller');
    const hasCells = hasProperty(node, '#interrupt-cells');
    if (isController && !hasCells) yield withoutCells(facts, node);
    if (isController || !hasCells || hasProperty(node, 'interrupt-map')) continue;
    const gic = facts.isGic(node);
    const users = facts.usersOf(node);
    const words = gic
      ? facts.say.rootNotAController({ node: node.path })
      : facts.say.notAController({ node: node.path, users: users.length, read: readBy(users) });
    yield {
      node,
      property: '#interrupt-cells',
      words,
      costs: users.map((user) => user.node),
      severity: gic || users.length > 0 ? 'error' : 'warning',
      rank: gic
        ? 'kernel-stops'
        : users.length === 0
          ? 'latent'
          : readBy(users) === undefined
            ? 'no-interrupt'
            : 'wrong-line',
      mend: named(node, 'interrupt-controller') ?? { kind: 'add', node, text: 'interrupt-controller;' },
    };
  }
}

/** A controller that cannot be named: who means it speaks past it. */
function withoutCells(facts: Facts, node: DtNode): Hit {
  const users = facts.users.filter((user) => user.node !== node && meant(facts, user.node) === node);
  return {
    node,
    property: 'interrupt-controller',
    costs: users.map((user) => user.node),
    ...cellsFor(node, users),
    severity: users.length === 0 ? 'warning' : 'error',
    rank: users.length === 0 ? 'latent' : readBy(users) === undefined ? 'no-interrupt' : 'wrong-line',
    words: facts.say.noInterruptCells({ node: node.path, users: users.length, read: readBy(users) }),
  };
}

/** The right name for a property that is nearly this one. */
function named(node: DtNode, name: string): Mend | undefined {
  const property = misspelt(node, name);
  return property === undefined ? undefined : { kind: 'rename', node, property, to: name };
}

/** As many cells as those write who mean it; where they do not agree, or there are none, it is a choice. */
function cellsFor(node: DtNode, users: readonly User[]): Pick<Hit, 'mend' | 'others'> {
  const written = [...new Set(users.map((user) => u32s(getProperty(user.node, 'interrupts')).length))];
  const [only = 0] = written;
  const counts = written.length === 1 && only >= 1 && only <= 3 ? [only] : [2, 3, 1];
  return choiceOf(counts.map((count) => ({ kind: 'add', node, text: `#interrupt-cells = <${count}>;` })));
}

/** The node that the interrupt-parent which holds for a node names. */
function meant({ walker }: Facts, node: DtNode): DtNode | undefined {
  const at = walker.parentSaidBy(node);
  return at === undefined ? undefined : walker.byPhandle(u32s(getProperty(at, 'interrupt-parent'))[0]);
}

/** Who reads their cells in the end. */
function readBy(users: readonly User[]): string | undefined {
  return users.map(({ walk: way }) => endOf(way) ?? way.entry.to).find((to) => to !== undefined)?.path;
}

function* isCell({ nodes, say }: Facts, property: string): Iterable<Hit> {
  for (const node of nodes) {
    const value = getProperty(node, property)?.value;
    if (value !== undefined && value.length !== 4) yield { node, property, words: say.notACell({ property }) };
  }
}

function* phandles(facts: Facts): Iterable<Hit> {
  for (const [phandle, claimants] of facts.walker.index.byPhandle) {
    const [first, ...others] = claimants;
    if (first === undefined) continue;
    for (const node of others) {
      const provides = (each: DtNode): boolean =>
        hasProperty(each, '#interrupt-cells') || hasProperty(each, 'msi-controller');
      const used = provides(node) && !provides(first);
      yield {
        node,
        property: hasProperty(node, 'phandle') ? 'phandle' : 'linux,phandle',
        cell: 0,
        severity: used ? 'error' : 'warning',
        rank: used ? 'controller-lost' : 'latent',
        costs: used ? facts.nodes.filter((each) => meant(facts, each) === first && facts.walksOf(each).length > 0) : [],
        ...freshPhandle(facts, used ? first : node),
        words: facts.say.duplicatePhandle({ phandle, first: first.path, node: node.path, used }),
      };
    }
  }
}

/** A phandle that nobody has, for the node that is not meant. */
function freshPhandle({ walker }: Facts, node: DtNode): Pick<Hit, 'mend'> {
  const property = hasProperty(node, 'phandle') ? 'phandle' : 'linux,phandle';
  const value = Math.max(...walker.index.byPhandle.keys()) + 1;
  return value >= NO_PHANDLE ? {} : { mend: { kind: 'cell', node, property, cell: 0, value } };
}

const NO_PHANDLE = 0xffffffff;

function* chosen({ tree, say }: Facts): Iterable<Hit> {
  for (const node of walk(tree))
    if (node.path === '/chosen' && hasProperty(node, 'interrupt-controller'))
      yield {
        node,
        property: 'interrupt-controller',
        mend: { kind: 'remove', node, property: 'interrupt-controller' },
        words: say.obsoleteChosen,
      };
}

export const providerChecks: readonly Check[] = [
  { code: 'interrupt_provider', severity: 'error', rank: 'wrong-line', find: providers },
  {
    code: 'interrupts_extended_is_cell',
    severity: 'warning',
    rank: 'less',
    find: (facts) => isCell(facts, '#interrupt-cells'),
  },
  { code: 'msi_parent_is_cell', severity: 'warning', rank: 'less', find: (facts) => isCell(facts, '#msi-cells') },
  { code: 'explicit_phandles', severity: 'warning', rank: 'latent', find: phandles },
  { code: 'obsolete_chosen_interrupt_controller', severity: 'note', rank: 'latent', find: chosen },
];
