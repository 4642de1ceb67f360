/** What a node says of its own interrupts: `interrupts`, `interrupts-extended`, `interrupt-parent`, `interrupt-names`. */
import { type DtNode, getProperty, hasProperty, stringList, u32At, u32s } from '../../devicetree/index.ts';
import type { Check, Hit, Mend } from '../check.ts';
import type { Facts } from '../facts.ts';
import { misspelt } from '../misspelt.ts';
import { choiceOf, controllersOf, parentOf, retarget, triggersOf } from '../remedies.ts';
import type { End, Walk } from '../walk.ts';
import { PPI, SPI } from './gic.ts';

/** The controller at which a way ends. */
export function endOf(walk: Walk | undefined): DtNode | undefined {
  return walk?.end.kind === 'controller' ? walk.end.node : undefined;
}

const CELL = 4;

function* interruptsProperty(facts: Facts): Iterable<Hit> {
  for (const node of facts.nodes) {
    const plain = getProperty(node, 'interrupts');
    if (plain === undefined) continue;
    // What interrupts-extended covers Linux does not read here.
    const walks = facts.walker.plainWalks(node);
    const shadowed = facts.walksOf(node).every(({ entry }) => entry.property === 'interrupts-extended');
    const [first] = walks;
    if (shadowed || first === undefined) continue;
    if (plain.value.length % CELL !== 0) {
      yield {
        node,
        property: 'interrupts',
        severity: 'warning',
        words: facts.say.oddSize({ property: 'interrupts', bytes: plain.value.length }),
      };
    }
    const named = namedParent(facts, node);
    if (named?.dangling !== undefined) {
      const { at, dangling } = named;
      yield {
        node: at,
        property: 'interrupt-parent',
        cell: 0,
        costs: [node],
        ...retarget(at, 'interrupt-parent', 0, controllersFor(facts, node)),
        words: facts.say.badParentPhandle({ phandle: dangling }),
      };
      continue;
    }
    if (first.end.kind === 'no-parent' && named?.bare === undefined)
      yield {
        node,
        property: 'interrupts',
        cell: 0,
        ...parentOf(facts, node, controllersFor(facts, node)),
        words: facts.say.noParent,
      };
    const bare = named?.bare;
    if (bare !== undefined && named !== undefined) {
      const taken = endOf(first) ?? first.entry.to;
      const width = first.end.kind === 'short' ? first.end.wanted : first.entry.cells.length;
      const over = taken !== undefined && width > 0 && u32s(plain).length % width !== 0;
      const fits = first.end.kind === 'short' ? 'short' : over ? 'over' : 'whole';
      const isHarmless = taken !== undefined && fits === 'whole';
      const choice = controllersFor(facts, node);
      const beside = parentsBeside(facts, node);
      const near = choice.find((each) => beside.has(each));
      yield {
        node: named.at,
        property: 'interrupt-parent',
        cell: 0,
        costs: [node],
        severity: isHarmless ? 'warning' : 'error',
        rank: isHarmless ? 'latent' : fits === 'over' ? 'wrong-line' : 'no-interrupt',
        ...(isHarmless
          ? { mend: { kind: 'remove', node: named.at, property: 'interrupt-parent' } }
          : retarget(
              named.at,
              'interrupt-parent',
              0,
              choice.toSorted((a, b) => Number(beside.has(b)) - Number(beside.has(a))),
            )),
        words: facts.say.parentIsNoProvider({
          parent: bare.path,
          taken: taken?.path,
          fits,
          near: near?.path,
        }),
      };
      // What the cells are to another controller follows from it.
      continue;
    }
    // Then the cells are another controller's, and the name is the finding.
    if (first.end.kind === 'short' && misspelt(node, 'interrupt-parent') === undefined)
      yield* short(facts, node, first.end, first.entry.cell);
  }
}

function* short(facts: Facts, node: DtNode, end: Extract<End, { kind: 'short' }>, cell: number): Iterable<Hit> {
  const { node: to, wanted, given } = end;
  yield {
    node,
    property: 'interrupts',
    cell,
    ...missingCell(facts, node, 'interrupts', cell, end),
    words: facts.say.tooFewCells({ parent: to.path, wanted, given }),
  };
}

/** Controllers whose entries the cells of a node may be. */
function controllersFor(facts: Facts, node: DtNode): DtNode[] {
  const given = u32s(getProperty(node, 'interrupts')).length;
  return controllersOf(facts, (cells) => given % cells === 0).filter((each) => each !== node);
}

/** Whom the nodes beside one speak to. */
function parentsBeside(facts: Facts, node: DtNode): ReadonlySet<DtNode> {
  const siblings = (node.parent?.children ?? []).filter((each) => each !== node);
  return new Set(siblings.flatMap((each) => facts.walksOf(each).flatMap(({ entry: { to } }) => to ?? [])));
}

/** Of SPI and PPI; who means an extended kind writes all three cells. */
const LAST_KIND = PPI;
const TRIGGERS: ReadonlySet<number> = new Set([1, 4]);

/** The one cell that an entry lacks: a trigger behind it; or in front, where it ends with what may be one, a GIC's kind. */
function missingCell(
  facts: Facts,
  node: DtNode,
  property: string,
  first: number,
  { node: to, wanted, given }: Extract<End, { kind: 'short' }>,
): Pick<Hit, 'mend' | 'others'> {
  if (wanted - given !== 1) return {};
  const cells = u32s(getProperty(node, property));
  const last = cells.at(-1) ?? 0;
  const kind = { kind: 'insert', node, property, cell: first, cells: [SPI] } as const;
  const triggers = triggersOf(facts, to).map((value) => ({ kind: 'append', node, property, cells: [value] }) as const);
  if (facts.isGic(to) && given === 2 && (cells[first] ?? 0) > LAST_KIND)
    return TRIGGERS.has(last) ? { mend: kind } : {};
  return choiceOf(triggers);
}

/** What the interrupt-parent that holds for a node names: no node, or one that is no provider of interrupts. */
function namedParent(
  facts: Facts,
  node: DtNode,
): { at: DtNode; dangling: number | undefined; bare: DtNode | undefined } | undefined {
  const at = facts.walker.parentSaidBy(node);
  const phandle = at === undefined ? undefined : u32At(getProperty(at, 'interrupt-parent'), 0);
  if (at === undefined || phandle === undefined) return undefined;
  const to = facts.walker.byPhandle(phandle);
  if (to === undefined) return { at, dangling: phandle, bare: undefined };
  const provides = ['#interrupt-cells', 'interrupt-controller', 'interrupt-map'].some((name) => hasProperty(to, name));
  return { at, dangling: undefined, bare: provides ? undefined : to };
}

function* leftover(facts: Facts): Iterable<Hit> {
  for (const node of facts.nodes) {
    const all = u32s(getProperty(node, 'interrupts'));
    const first = facts.walksOf(node).find(({ entry }) => entry.property === 'interrupts');
    const to = first?.entry.to;
    const width = first?.entry.cells.length ?? 0;
    if (
      first === undefined ||
      to === undefined ||
      width === 0 ||
      first.end.kind === 'short' ||
      all.length % width === 0
    )
      continue;
    // Then another controller is meant, and that its name names none is the finding.
    if (namedParent(facts, node)?.bare !== undefined) continue;
    const saidBy = facts.walker.parentSaidBy(node);
    yield {
      node,
      property: 'interrupts',
      cell: all.length - (all.length % width),
      costs: othersOn(facts, node, first),
      ...parentOf(
        facts,
        node,
        hasProperty(node, 'interrupt-parent') ? [] : controllersFor(facts, node).filter((each) => each !== to),
      ),
      words: facts.say.leftoverCells({
        parent: to.path,
        width,
        all,
        first: first.entry.cells,
        saidBy: saidBy === node ? undefined : saidBy?.path,
      }),
    };
  }
}

/** Who has the line that is taken by accident. */
function othersOn({ users }: Facts, node: DtNode, { end }: Walk): DtNode[] {
  if (end.kind !== 'controller') return [];
  const [line] = end.cells;
  return users.flatMap((user) => {
    const other = user.walk.end;
    const same = other.kind === 'controller' && other.node === end.node && other.cells[0] === line;
    return same && user.node !== node && end.cells.length <= 2 ? [user.node] : [];
  });
}

function* extended(facts: Facts): Iterable<Hit> {
  for (const node of facts.nodes) {
    const property = getProperty(node, 'interrupts-extended');
    if (property === undefined) continue;
    if (property.value.length % CELL !== 0) {
      yield {
        node,
        property: property.name,
        severity: 'warning',
        words: facts.say.oddSize({ property: property.name, bytes: property.value.length }),
      };
    }
    const values = u32s(property);
    for (const { entry, end } of facts.walker.extendedWalks(node)) {
      const words = extendedWords(facts, values[entry.cell] ?? 0, entry.index, entry.to, end);
      if (words === undefined) continue;
      const instead = facts
        .walksOf(node)
        .find((walk) => walk.entry.index === entry.index && walk.entry.property === 'interrupts');
      const saved = instead !== undefined && endOf(instead) !== undefined;
      const { cell } = entry;
      const fix =
        end.kind === 'short'
          ? missingCell(facts, node, property.name, cell + 1, end)
          : retarget(
              node,
              property.name,
              cell,
              controllersOf(facts, (cells) => (values.length - cell - 1) % cells === 0),
            );
      if (!saved) yield { node, property: property.name, cell, words, ...fix };
      else
        yield {
          node,
          property: property.name,
          cell,
          severity: 'warning',
          rank: 'latent',
          mend: { kind: 'remove', node, property: property.name },
          words: facts.say.extendedFallsBack(words),
        };
    }
  }
}

function extendedWords({ say }: Facts, phandle: number, index: number, to: DtNode | undefined, end: End) {
  if (end.kind === 'short')
    return say.extendedShort({ to: end.node.path, index, wanted: end.wanted, given: end.given });
  if (end.kind !== 'no-parent' || phandle === 0) return undefined;
  return to === undefined ? say.extendedDangling({ phandle, index }) : say.extendedNoCells({ to: to.path, index });
}

function* both(facts: Facts): Iterable<Hit> {
  for (const node of facts.nodes) {
    if (!hasProperty(node, 'interrupts') || !hasProperty(node, 'interrupts-extended')) continue;
    // One that cannot be read is told with its reason.
    if (facts.walker.extendedWalks(node).some((walk) => facts.walker.isUnreadable(walk))) continue;
    const without = (name: string): Mend => ({ kind: 'remove', node, property: name });
    const fix = choiceOf([without('interrupts'), without('interrupts-extended')]);
    yield { node, property: 'interrupts', ...fix, words: facts.say.both };
  }
}

function* names(facts: Facts): Iterable<Hit> {
  for (const node of facts.nodes) {
    const given = stringList(getProperty(node, 'interrupt-names')).length;
    const walks = facts.walksOf(node);
    // Where an entry cannot be read the count says nothing.
    if (given === 0 || walks.some(({ end }) => end.kind === 'short' || end.kind === 'no-parent')) continue;
    if (given > walks.length)
      yield {
        node,
        property: 'interrupt-names',
        words: facts.say.moreNames({ names: given, interrupts: walks.length }),
      };
  }
}

function* circles(facts: Facts): Iterable<Hit> {
  const seen = new Set<DtNode>();
  for (const node of facts.nodes) {
    if (seen.has(node) || !hasProperty(node, 'interrupt-parent')) continue;
    const ring = ringFrom(facts, node);
    if (ring === undefined || ring.some((each) => seen.has(each))) continue;
    for (const each of ring) seen.add(each);
    const users = facts.users.filter(({ walk }) => walk.end.kind === 'circle').map((user) => user.node);
    const used = users.length > 0;
    yield {
      node,
      property: 'interrupt-parent',
      cell: 0,
      costs: users,
      severity: used ? 'error' : 'warning',
      rank: used ? 'kernel-stops' : 'latent',
      ...retarget(
        node,
        'interrupt-parent',
        0,
        controllersOf(facts, () => true).filter((each) => facts.isGic(each)),
      ),
      words: used ? facts.say.circle({ node: node.path }) : facts.say.circleUnused({ node: node.path }),
    };
  }
}

/** The nodes of the circle that a node's interrupt parents lead round, where it is part of it. */
function ringFrom({ walker }: Facts, start: DtNode): DtNode[] | undefined {
  const ring: DtNode[] = [];
  let node: DtNode | undefined = start;
  while (node !== undefined && !ring.includes(node)) {
    ring.push(node);
    const named = getProperty(node, 'interrupt-parent');
    node = named === undefined ? node.parent : walker.byPhandle(u32At(named, 0));
    // A controller ends the way, and what only lacks the word for it has a finding of its own.
    if (node !== undefined && isProvider(node)) return undefined;
  }
  return node === start ? ring : undefined;
}

function isProvider(node: DtNode): boolean {
  return hasProperty(node, 'interrupt-controller') || hasProperty(node, '#interrupt-cells');
}

/** Controllers that take no cells: Linux finds one more interrupt for every number that it asks for, and asks for ever. */
function* cellless(facts: Facts): Iterable<Hit> {
  const found = new Map<DtNode, DtNode[]>();
  for (const { node, walk } of facts.users) {
    if (walk.end.kind === 'no-controller' && takesNoCells(walk.end.node))
      found.set(walk.end.node, [...(found.get(walk.end.node) ?? []), node]);
  }
  for (const [node, costs] of found)
    yield {
      node,
      property: '#interrupt-cells',
      cell: 0,
      costs,
      ...cellCounts(facts, node),
      words: facts.say.zeroCells({ node: node.path }),
    };
}

/** How many cells a controller takes: a GIC three, others two or one. */
function cellCounts(facts: Facts, node: DtNode): Pick<Hit, 'mend' | 'others'> {
  const counts = facts.isGic(node) ? [3] : [2, 1, 3];
  return choiceOf(counts.map((value) => ({ kind: 'cell', node, property: '#interrupt-cells', cell: 0, value })));
}

export function takesNoCells(node: DtNode): boolean {
  return (
    hasProperty(node, 'interrupt-controller') &&
    !hasProperty(node, 'interrupt-map') &&
    u32At(getProperty(node, '#interrupt-cells'), 0) === 0
  );
}

function* deadEnds(facts: Facts): Iterable<Hit> {
  for (const { node, walk } of facts.users) {
    if (walk.end.kind !== 'no-controller' || takesNoCells(walk.end.node)) continue;
    // The provider's own finding says it.
    if (walk.stages.some(({ kind }) => kind === 'passed')) continue;
    yield {
      node,
      property: walk.entry.property,
      cell: walk.entry.cell,
      words: facts.say.deadEnd({ node: walk.end.node.path }),
    };
  }
}

export const specifierChecks: readonly Check[] = [
  { code: 'interrupts_property', severity: 'error', rank: 'no-interrupt', find: interruptsProperty },
  { code: 'leftover-cells', severity: 'error', rank: 'wrong-line', find: leftover },
  { code: 'interrupts_extended_property', severity: 'error', rank: 'no-interrupt', find: extended },
  { code: 'interrupts-beside-extended', severity: 'note', rank: 'latent', find: both },
  { code: 'interrupt-names', severity: 'warning', rank: 'less', find: names },
  { code: 'interrupt-parent-circle', severity: 'error', rank: 'kernel-stops', find: circles },
  { code: 'interrupt-cells-zero', severity: 'error', rank: 'kernel-stops', find: cellless },
  { code: 'interrupt-dead-end', severity: 'error', rank: 'no-interrupt', find: deadEnds },
];
