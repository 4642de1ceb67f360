/** What the cells of a GIC say: kind, number and trigger of an interrupt. */
import {
  baseName,
  type DtNode,
  getProperty,
  hasProperty,
  listsInterrupts,
  u32At,
  unitAddress,
} from '../../devicetree/index.ts';
import { gic_distributor, gicv2_distributor, lineCount } from '../../machine/index.ts';
import type { Check, Hit, Mend } from '../check.ts';
import { compatiblesOf, type Facts, type User } from '../facts.ts';
import { choiceOf, lastCellOfEntry } from '../remedies.ts';

/** A specifier that ends at the machine's GIC. */
interface Wired {
  readonly user: User;
  readonly gic: DtNode;
  readonly kind: number;
  readonly number: number;
  readonly flags: number;
}

/** The first cell of a specifier. */
export const SPI = 0;
export const PPI = 1;
const FIRST_SPI = 32;
const FIRST_PPI = 16;
const LAST_PPI = 15;
const LEVEL_HIGH = 4;
const EDGE_RISING = 1;
const EDGE_BITS = 3;
const SENSE_MASK = 0xf;

/** Kinds by the first cell: how they are called, and their last number. */
const KINDS: readonly { readonly name: string; readonly last: number }[] = [
  { name: 'SPI', last: 987 },
  { name: 'PPI', last: 15 },
  { name: 'extended SPI', last: 1023 },
  { name: 'extended PPI', last: 63 },
];

/** Interrupts that end at the GIC with three cells or more, so that each cell means something. */
function wired(facts: Facts): Wired[] {
  return facts.users.flatMap((user) => {
    const { end } = user.walk;
    if (end.kind !== 'controller' || !facts.isGic(end.node) || end.cells.length < 3) return [];
    const [kind = 0, number = 0, flags = 0] = end.cells;
    return [{ user, gic: end.node, kind, number, flags: flags & SENSE_MASK }];
  });
}

/** Where a cell of the specifier was written: in the node, or in a row on the way; then the node's entry stands for it. */
export function place({ node, walk: { entry, end } }: User, cell: number): Pick<Hit, 'node' | 'property' | 'cell'> {
  const direct = end.kind === 'controller' && entry.to === end.node;
  const first = entry.cell + (entry.property === 'interrupts-extended' ? 1 : 0);
  return { node, property: entry.property, cell: direct ? first + cell : entry.cell };
}

function isDirect({ walk: { entry, end } }: User): boolean {
  return end.kind === 'controller' && entry.to === end.node;
}

/** A change of one cell, where the cell stands in the node itself. */
function cellMend(user: User, cell: number, value: number): { readonly mend?: Mend } {
  const { node, property, cell: at } = place(user, cell);
  if (!isDirect(user) || property === undefined || at === undefined) return {};
  return { mend: { kind: 'cell', node, property, cell: at, value } };
}

/** A change of one cell to one of several values. */
function choices(user: User, cell: number, values: readonly number[]): Pick<Hit, 'mend' | 'others'> {
  return choiceOf(values.flatMap((value) => cellMend(user, cell, value).mend ?? []));
}

function* kinds(facts: Facts): Iterable<Hit> {
  for (const { user, gic, kind, number } of wired(facts)) {
    if (kind < 2 || (kind < 4 && facts.isGicV3(gic))) continue;
    // A phandle in front: meant for interrupts-extended.
    const named = facts.walker.byPhandle(kind);
    const meant = named !== undefined && hasProperty(named, '#interrupt-cells') ? named.path : undefined;
    const { node, property: name } = place(user, 0);
    const fix =
      meant !== undefined && name === 'interrupts'
        ? ({ mend: { kind: 'rename', node, property: name, to: 'interrupts-extended' } } as const)
        : choices(user, 0, number > LAST_PPI ? [SPI] : [SPI, PPI]);
    yield { ...place(user, 0), ...fix, words: facts.say.gicKind({ kind, node: gic.path, meant }) };
  }
}

function* ranges(facts: Facts): Iterable<Hit> {
  for (const { user, kind, number } of wired(facts)) {
    const known = KINDS[kind];
    if (known === undefined || number <= known.last) continue;
    // An INTID: an SPI's begin at 32, a PPI's at 16.
    const meant = number - (kind === SPI ? FIRST_SPI : FIRST_PPI);
    const last = kind === SPI ? (implemented(facts) ?? FIRST_SPI) - FIRST_SPI - 1 : known.last;
    const fix = kind <= 1 && meant >= 0 && meant <= last ? cellMend(user, 1, meant) : {};
    yield { ...place(user, 1), ...fix, words: facts.say.gicRange({ kind: known.name, number, last: known.last }) };
  }
}

/** How many INTIDs the distributor of the run has from 0 on. */
function implemented({ session }: Facts): number | undefined {
  const { rec } = session;
  const ids = [...(rec.byType.get(gic_distributor) ?? []), ...(rec.byType.get(gicv2_distributor) ?? [])];
  const dist: unknown = rec.objects[ids[0] ?? 0];
  if (gic_distributor.is(dist)) return lineCount(dist.typer);
  return gicv2_distributor.is(dist) ? lineCount(dist.typer) : undefined;
}

function* beyond(facts: Facts): Iterable<Hit> {
  const lines = implemented(facts);
  if (lines === undefined) return;
  for (const { user, kind, number } of wired(facts)) {
    if (kind !== SPI || number + FIRST_SPI < lines || number > (KINDS[SPI]?.last ?? 0)) continue;
    yield { ...place(user, 1), words: facts.say.gicImplemented({ number, lines }) };
  }
}

function* triggers(facts: Facts): Iterable<Hit> {
  for (const { user, kind, number, flags } of wired(facts)) {
    if (kind !== SPI || flags === 0 || flags === LEVEL_HIGH || flags === EDGE_RISING) continue;
    const outcome = facts.outcomeOf(user.node, user.walk.entry.index);
    const as = (flags & EDGE_BITS) !== 0 ? EDGE_RISING : LEVEL_HIGH;
    yield {
      ...place(user, 2),
      ...cellMend(user, 2, as),
      // A driver may choose another trigger by itself; then nothing is lost.
      severity: outcome === 'refused' ? 'error' : 'warning',
      words: facts.say.gicTrigger({ number, flags, as }),
    };
  }
}

function* noTrigger(facts: Facts): Iterable<Hit> {
  for (const { user, gic, flags } of wired(facts)) {
    // The fourth cell names a partition, whose interrupts take the trigger of the whole.
    if (flags !== 0) continue;
    yield {
      ...place(user, 2),
      ...choices(user, 2, [LEVEL_HIGH, EDGE_RISING]),
      words: facts.say.triggerNone({ versionWarns: facts.isGicV3(gic) || facts.version !== '6.1' }),
    };
  }
}

/** Siblings of one kind, by their unit address. */
function families(all: readonly Wired[]): Map<string, Wired[]> {
  const found = new Map<string, Wired[]>();
  for (const each of all) {
    const { node, walk } = each.user;
    if (each.kind !== SPI || walk.entry.index !== 0 || unitAddress(node) === '') continue;
    const key = `${node.parent?.path ?? ''} ${compatiblesOf(node)[0] ?? baseName(node)}`;
    found.set(key, [...(found.get(key) ?? []), each]);
  }
  return found;
}

const address = ({ user }: Wired): number => Number.parseInt(unitAddress(user.node), 16);

/** Fewer siblings make no row. */
const ROW = 3;

/** The one of a row of siblings whose number is 32 beyond where the steps of the others lead. */
function odd(siblings: readonly Wired[]): { readonly found: Wired; readonly expected: number } | undefined {
  const row = siblings.toSorted((a, b) => address(a) - address(b));
  if (row.length < ROW + 1) return undefined;
  for (const [at, found] of row.entries()) {
    const others = row.filter((each) => each !== found);
    const [first, second] = others;
    if (first === undefined || second === undefined) continue;
    const positions = row.flatMap((each, i) => (each === found ? [] : [i]));
    const [p0 = 0, p1 = 1] = positions;
    const step = (second.number - first.number) / (p1 - p0);
    if (!Number.isInteger(step) || step === 0) continue;
    const fits = others.every((each, i) => each.number === first.number + ((positions[i] ?? 0) - p0) * step);
    const expected = first.number + (at - p0) * step;
    if (fits && found.number === expected + FIRST_SPI) return { found, expected };
  }
  return undefined;
}

function* intids(facts: Facts): Iterable<Hit> {
  const all = wired(facts);
  const hit = ({ user, number }: Wired, why: string): Hit => ({
    ...place(user, 1),
    ...cellMend(user, 1, number - FIRST_SPI),
    words: facts.say.looksLikeIntid({ number, why }),
  });
  const told = new Set<Wired>();
  for (const siblings of families(all).values()) {
    const found = odd(siblings);
    if (found === undefined) continue;
    told.add(found.found);
    const names = siblings.filter((each) => each !== found.found).map(({ user }) => user.node.name);
    yield hit(found.found, facts.say.likeSiblings({ siblings: names.join(', '), expected: found.expected }));
  }
  const byNumber = new Map<number, Wired[]>();
  for (const each of all.filter(({ kind }) => kind === SPI))
    byNumber.set(each.number, [...(byNumber.get(each.number) ?? []), each]);
  for (const [number, several] of byNumber) {
    const [first, second] = several;
    if (first === undefined || second === undefined || several.length > 2 || number < FIRST_SPI) continue;
    if (told.has(first) || told.has(second) || byNumber.has(number - FIRST_SPI)) continue;
    // Nodes of one kind, or one below the other, share lines on purpose.
    if (first.user.node.parent !== second.user.node.parent || isKin(facts, first, second)) continue;
    yield hit(second, facts.say.likeNode({ other: first.user.node.path, number }));
  }
}

/** Two parts of one device: of one kind by compatible or by name, or one names the other as its IOMMU or the like. */
function isKin(facts: Facts, { user: { node: a } }: Wired, { user: { node: b } }: Wired): boolean {
  if (a === b || baseName(a) === baseName(b)) return true;
  if (compatiblesOf(a).some((name) => compatiblesOf(b).includes(name))) return true;
  return namesPart(facts, a, b) || namesPart(facts, b, a);
}

const PARTS = ['iommus', 'ptimer-handle'];

const namesPart = ({ walker }: Facts, node: DtNode, part: DtNode): boolean =>
  PARTS.some((name) => walker.byPhandle(u32At(getProperty(node, name), 0)) === part);

function* maintenance(facts: Facts): Iterable<Hit> {
  const gic = facts.session.machine.gicNode;
  if (gic === undefined || listsInterrupts(gic)) return;
  const add = { kind: 'add', node: gic, text: 'interrupts = <1 9 4>;' } as const;
  yield { node: gic, mend: add, words: facts.say.noMaintenance };
}

/** A distance between redistributors that is not what the hardware has, as far as that is known, or not what is usual. */
function* strides(facts: Facts): Iterable<Hit> {
  const { machine, loaded } = facts.session;
  const gic = machine.gicNode;
  if (gic === undefined || !facts.isGicV3(gic) || !facts.nodes.includes(gic)) return;
  const property = 'redistributor-stride';
  const said = u32At(getProperty(gic, property), 1) ?? 0;
  if (said === 0) return;
  const known = loaded.scenario.hardware?.gicr?.stride;
  const real = known === undefined ? undefined : Number(known);
  if (real === said || (real === undefined && [2 * FRAME, 4 * FRAME].includes(said))) return;
  const mend = { mend: { kind: 'remove', node: gic, property } } as const;
  yield {
    node: gic,
    property,
    cell: 1,
    words: facts.say.stride({ said, real }),
    ...(real === undefined ? { severity: 'note', rank: 'latent' } : mend),
  };
}

const FRAME = 0x10000;

function* redistributors(facts: Facts): Iterable<Hit> {
  const { machine } = facts.session;
  const gic = machine.gicNode;
  if (gic === undefined || !facts.isGicV3(gic) || !facts.nodes.includes(gic)) return;
  const { regions, wanted, room, size } = facts.redistributors(gic);
  const property = getProperty(gic, 'reg') === undefined ? {} : { property: 'reg' };
  if (regions < wanted) {
    yield { node: gic, ...property, words: facts.say.noRedistributors({ node: gic.path, wanted, given: regions + 1 }) };
  } else if (room < machine.cpus.length) {
    const words = facts.say.shortRedistributors({ node: gic.path, room, cpus: machine.cpus.length, size });
    const change = { kind: 'cell', node: gic, property: 'reg', cell: lastCellOfEntry(gic, 1), value: size } as const;
    yield { node: gic, ...property, cell: 0, ...(regions === 1 ? { mend: change } : {}), words };
  }
}

export const gicChecks: readonly Check[] = [
  { code: 'gic-kind', severity: 'error', rank: 'no-interrupt', find: kinds },
  { code: 'gic-number', severity: 'error', rank: 'no-interrupt', find: ranges },
  { code: 'intid-beyond-distributor', severity: 'error', rank: 'no-interrupt', find: beyond },
  { code: 'gic-trigger', severity: 'error', rank: 'no-interrupt', find: triggers },
  { code: 'trigger-none', severity: 'warning', rank: 'less', find: noTrigger },
  { code: 'spi-looks-like-intid', severity: 'note', rank: 'wrong-line', find: intids },
  { code: 'gic-no-maintenance-interrupt', severity: 'note', rank: 'latent', find: maintenance },
  { code: 'redistributor-regions', severity: 'error', rank: 'kernel-stops', find: redistributors },
  { code: 'redistributor-stride', severity: 'error', rank: 'kernel-stops', find: strides },
];
