/** Messages: msi-parent, msi-map, and how many vectors functions were given. */
import { type DtNode, getProperty, hasProperty, u32At, u32s } from '../../devicetree/index.ts';
import { ENOSPC } from '../../linux/include/linux/errno.ts';
import { pci_dev } from '../../linux/include/linux/pci/index.ts';
import { EventKind, getArguments } from '../../recorder/index.ts';
import type { Check, Hit } from '../check.ts';
import { compatiblesOf, type Facts } from '../facts.ts';
import { hasNumbers, referenceTo } from '../place.ts';
import { retarget } from '../remedies.ts';

const ROW = 4;
const CELL = 4;
const ALL_ONES = 0xffffffff;

function* parents(facts: Facts): Iterable<Hit> {
  for (const node of facts.nodes) {
    const cells = u32s(getProperty(node, 'msi-parent'));
    for (let at = 0; at < cells.length;) {
      const phandle = cells[at] ?? 0;
      const to = facts.walker.byPhandle(phandle);
      if (to === undefined) {
        const fix = retarget(
          node,
          'msi-parent',
          at,
          msiControllers(facts).filter((each) => (u32At(getProperty(each, '#msi-cells'), 0) ?? 0) < cells.length - at),
        );
        yield { node, property: 'msi-parent', cell: at, ...fix, words: facts.say.msiParentDangling({ phandle }) };
        break;
      }
      const wanted = u32At(getProperty(to, '#msi-cells'), 0) ?? 0;
      const given = Math.min(wanted, cells.length - at - 1);
      if (given < wanted)
        yield {
          node,
          property: 'msi-parent',
          cell: at,
          words: facts.say.msiParentShort({ parent: to.path, wanted, given }),
        };
      at += 1 + wanted;
    }
  }
}

/** Controllers of messages that are there. */
function msiControllers({ nodes }: Facts): DtNode[] {
  return nodes.filter((node) => hasProperty(node, 'msi-controller'));
}

interface IdRow {
  readonly row: number;
  readonly first: number;
  readonly phandle: number;
  readonly out: number;
  readonly count: number;
}

function rowsOf(node: DtNode): IdRow[] {
  const cells = u32s(getProperty(node, 'msi-map'));
  return Array.from({ length: Math.floor(cells.length / ROW) }, (_, row) => {
    const [first = 0, phandle = 0, out = 0, count = 0] = cells.slice(row * ROW, (row + 1) * ROW);
    return { row, first, phandle, out, count };
  });
}

function maps({ nodes }: Facts): DtNode[] {
  return nodes.filter((node) => hasProperty(node, 'msi-map'));
}

const property = 'msi-map';

function* size(facts: Facts): Iterable<Hit> {
  for (const node of maps(facts)) {
    const bytes = getProperty(node, property)?.value.length ?? 0;
    if (bytes === 0 || bytes % (ROW * CELL) !== 0)
      yield { node, property, ...wholeRow(node, bytes), words: facts.say.msiMapSize({ bytes }) };
  }
}

/** A row that lacks its last cell alone is for all IDs. */
function wholeRow(node: DtNode, bytes: number): Pick<Hit, 'mend'> {
  const cells = u32s(getProperty(node, property));
  const first = cells.at(-3) ?? 0;
  if (bytes % (ROW * CELL) !== (ROW - 1) * CELL || first >= ALL_IDS) return {};
  return { mend: { kind: 'append', node, property, cells: [ALL_IDS - first] } };
}

/** So many RequesterIDs a host bridge has. */
const ALL_IDS = 0x10000;

function* targets(facts: Facts): Iterable<Hit> {
  for (const node of maps(facts)) {
    for (const { row, phandle } of rowsOf(node)) {
      const target = facts.walker.byPhandle(phandle);
      const cell = row * ROW + 1;
      const fix = retarget(node, property, cell, msiControllers(facts));
      if (target === undefined)
        yield { node, property, cell, ...fix, words: facts.say.msiMapDangling({ row, phandle }) };
      // An ITS without the property has a finding of its own.
      else if (!hasProperty(target, 'msi-controller') && !compatiblesOf(target).includes('arm,gic-v3-its'))
        yield { node, property, cell, ...fix, words: facts.say.msiMapTarget({ row, target: target.path }) };
    }
  }
}

function* overlaps(facts: Facts): Iterable<Hit> {
  for (const node of maps(facts)) {
    const rows = rowsOf(node);
    for (const each of rows) {
      const earlier = rows.find(
        ({ row, first, count }) => row < each.row && first < each.first + each.count && each.first < first + count,
      );
      if (earlier === undefined) continue;
      const words = facts.say.msiMapOverlap({ row: each.row, first: earlier.row });
      yield { node, property, cell: each.row * ROW, words };
    }
  }
}

function* masks(facts: Facts): Iterable<Hit> {
  for (const node of maps(facts)) {
    const mask = u32At(getProperty(node, 'msi-map-mask'), 0) ?? ALL_ONES;
    const bad = rowsOf(node).find(({ first }) => (first & ~mask) !== 0);
    if (bad !== undefined)
      yield { node, property, cell: bad.row * ROW, words: facts.say.msiMapMask({ row: bad.row, mask }) };
  }
}

function* holes(facts: Facts): Iterable<Hit> {
  for (const host of facts.session.pci.hosts) {
    const { node } = host;
    if (!hasProperty(node, property)) continue;
    const mask = u32At(getProperty(node, 'msi-map-mask'), 0) ?? ALL_ONES;
    for (const fn of host.functions) {
      // A bridge goes without, as most do.
      if (fn.design.bridge || (fn.design.msi === undefined && fn.design.msix === undefined)) continue;
      const requester = host.requesterId(fn);
      const id = (requester & mask) >>> 0;
      if (rowsOf(node).some(({ first, count }) => id >= first && id < first + count)) continue;
      const lines = facts.logged.get(fn.bdf) ?? [];
      yield { node, property, words: facts.say.msiMapHole({ bdf: fn.bdf, requester }), lines };
    }
  }
}

function* offsets(facts: Facts): Iterable<Hit> {
  for (const node of maps(facts)) {
    for (const { row, first, out, phandle } of rowsOf(node)) {
      const target = facts.walker.byPhandle(phandle);
      // Only an ITS looks at the ID.
      if (first === out || target === undefined || !compatiblesOf(target).includes('arm,gic-v3-its')) continue;
      const mend = { kind: 'cell', node, property, cell: row * ROW + 2, value: first } as const;
      yield { node, property, cell: row * ROW + 2, mend, words: facts.say.msiMapOffset({ row, first, out }) };
    }
  }
}

/** Host bridges that have no MSI controller of their own, beside one that the board has. */
function* absent(facts: Facts): Iterable<Hit> {
  const controller = facts.nodes.find(
    (node) =>
      hasProperty(node, 'msi-controller') &&
      compatiblesOf(node).some((name) => /^arm,gic-(v3-its|v2m-frame)$/.test(name)),
  );
  if (controller === undefined) return;
  for (const { node, block } of facts.session.pci.hosts) {
    if (block !== undefined) continue;
    if (hasProperty(node, property) || hasProperty(node, 'msi-parent') || !facts.nodes.includes(node)) continue;
    const to = referenceTo(controller, hasNumbers(facts.tree, controller));
    const isFrame = compatiblesOf(controller).includes('arm,gic-v2m-frame');
    const text = isFrame ? `msi-parent = <${to}>;` : `msi-map = <0 ${to} 0 0x10000>;`;
    yield { node, mend: { kind: 'add', node, text }, words: facts.say.noMsiMap({ controller: controller.path }) };
  }
}

const ENABLERS: ReadonlySet<string> = new Set(['__pci_enable_msix_range', '__pci_enable_msi_range']);

/** What a driver asked for, and what it was given. */
interface Given {
  readonly host: DtNode;
  readonly wanted: number;
  readonly got: number;
}

/** Of each function the call that asked for most vectors, where the MSI controller had too few. */
function shortfalls({ session: { rec, pci } }: Facts): Map<string, Given> {
  const { trace } = rec;
  const most = new Map<string, Given>();
  for (let event = 0; event < trace.length; event++) {
    if (trace.kind[event] !== EventKind.call) continue;
    const back = trace.old[event] ?? -1;
    if (back < 0 || !ENABLERS.has(rec.functions[trace.subject[event] ?? 0]?.fname ?? '')) continue;
    const args = getArguments(rec, trace.next[event] ?? -1);
    const [result] = getArguments(rec, trace.next[back] ?? -1);
    const objects = args.flatMap((arg) => (arg.kind === 'object' ? [rec.objects[arg.id]] : []));
    const owner: unknown = objects.find((each) => pci_dev.is(each));
    const [, maxvec = 0] = args.flatMap((arg) => (arg.kind === 'number' ? [arg.value] : []));
    if (!pci_dev.is(owner) || result?.kind !== 'number') continue;
    const { name } = owner.dev;
    const found = pci.find(name);
    const entries = found?.fn.design.msix?.entries ?? found?.fn.design.msi?.vectors ?? 0;
    // The kernel cuts what is wanted to what the function has.
    const wanted = Math.min(maxvec, entries);
    const known = most.get(name);
    // Another errno says that there is no MSI at all.
    if (found === undefined || (result.value < 0 && result.value !== -ENOSPC)) continue;
    const got = Math.max(0, result.value);
    if (known === undefined || wanted > known.wanted || (wanted === known.wanted && got > known.got))
      most.set(name, { host: found.host.node, wanted, got });
  }
  return most;
}

function* fewer(facts: Facts): Iterable<Hit> {
  for (const [bdf, { host, wanted, got }] of shortfalls(facts)) {
    if (got >= wanted) continue;
    yield { node: host, words: facts.say.tooFewVectors({ bdf, wanted, got }), lines: facts.logged.get(bdf) ?? [] };
  }
}

export const msiChecks: readonly Check[] = [
  { code: 'msi_parent_property', severity: 'error', rank: 'no-interrupt', find: parents },
  { code: 'msi-map-size', severity: 'error', rank: 'no-interrupt', find: size },
  { code: 'msi-map-target', severity: 'error', rank: 'no-interrupt', find: targets },
  { code: 'msi-map-overlap', severity: 'warning', rank: 'wrong-line', find: overlaps },
  { code: 'msi-map-mask', severity: 'error', rank: 'no-interrupt', find: masks },
  { code: 'msi-map-hole', severity: 'error', rank: 'no-interrupt', fallback: true, find: holes },
  { code: 'msi-map-offset', severity: 'note', rank: 'wrong-line', find: offsets },
  { code: 'no-msi-map', severity: 'warning', rank: 'less', find: absent },
  { code: 'too-few-vectors', severity: 'warning', rank: 'less', fallback: true, find: fewer },
];
