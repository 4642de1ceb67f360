/** Interrupts of which each CPU has one: the architected timer's, and a PMU's with the list of its CPUs. */
import { type DtNode, firstString, getProperty, hasProperty, isReached, u32s } from '../../devicetree/index.ts';
import type { Check, Hit } from '../check.ts';
import { compatiblesOf, type Facts, type User } from '../facts.ts';
import { place, PPI, SPI } from './gic.ts';

const PMU_DRIVERS: ReadonlySet<string> = new Set(['armv8-pmu', 'apple-m1-cpu-pmu']);

const TIMERS: ReadonlySet<string> = new Set(['arm,armv7-timer', 'arm,armv8-timer']);

function cpuNodes({ nodes }: Facts): DtNode[] {
  return nodes.filter((node) => firstString(getProperty(node, 'device_type')) === 'cpu');
}

/** The kind of an interrupt of the machine's GIC: 0 an SPI, 1 a PPI. */
function kindOf(facts: Facts, { walk: { end } }: User): number | undefined {
  return end.kind === 'controller' && facts.isGic(end.node) && end.cells.length >= 3 ? end.cells[0] : undefined;
}

/** PMUs with the interrupts of theirs; drivers/perf/arm_pmu_platform.c reads `interrupt-affinity` of those with several, or with an SPI. */
function pmus(facts: Facts): { readonly node: DtNode; readonly own: readonly User[] }[] {
  return facts.nodes.flatMap((node) => {
    const driver = facts.driverOf(node)?.name;
    if (driver === undefined || !PMU_DRIVERS.has(driver)) return [];
    const own = facts.walksOf(node).map((walk) => ({ node, walk }));
    return own.length === 0 ? [] : [{ node, own }];
  });
}

const property = 'interrupt-affinity';

function* affinities(facts: Facts): Iterable<Hit> {
  const cpus = cpuNodes(facts);
  const all = pmus(facts);
  for (const { node, own } of all) {
    const [first] = own;
    const kinds = own.map((user) => kindOf(facts, user));
    if (first === undefined || kinds.some((kind) => kind === undefined)) continue;
    if (own.length === 1 && kinds[0] === PPI) continue;
    const odd = own.find((_, i) => kinds[i] === PPI);
    if (odd !== undefined) {
      yield { ...place(odd, 0), words: facts.say.pmuSeveralPpis({ interrupts: own.length }) };
      continue;
    }
    if (hasProperty(node, property)) yield* listed(facts, node, own, cpus);
    else if (own.length > cpus.length && cpus.length > 1)
      yield {
        node,
        property: 'interrupts',
        severity: 'warning',
        words: facts.say.pmuMore({ given: own.length, cpus: cpus.length }),
      };
    else if (cpus.length > 1) yield { node, severity: 'warning', words: facts.say.pmuGuesses({ given: own.length }) };
  }
  // One PMU for some CPUs and none for others is odd only where nothing else is wrong with the list.
  const [only] = all;
  if (only === undefined || all.length > 1) return;
  const named = u32s(getProperty(only.node, property)).map((phandle) => facts.walker.byPhandle(phandle));
  const isListed =
    only.own.length > 1 &&
    named.length >= only.own.length &&
    named.every((each) => each !== undefined && cpus.includes(each));
  const left = isListed ? cpus.filter((cpu) => !named.includes(cpu)) : [];
  if (left.length > 0)
    yield {
      node: only.node,
      property,
      severity: 'warning',
      words: facts.say.pmuLeaves({ cpus: left.map(({ path }) => path) }),
    };
}

/** The list of a PMU, an entry for each of its interrupts. */
function* listed(facts: Facts, node: DtNode, own: readonly User[], cpus: readonly DtNode[]): Iterable<Hit> {
  const phandles = u32s(getProperty(node, property));
  const named = phandles.map((phandle) => facts.walker.byPhandle(phandle));
  if (phandles.length < own.length)
    yield { node, property, words: facts.say.pmuShort({ given: phandles.length, wanted: own.length }) };
  const free = cpus.filter((cpu) => !named.includes(cpu));
  for (const [cell, target] of named.slice(0, own.length).entries()) {
    const [only] = free;
    const mend =
      free.length === 1 && only !== undefined
        ? ({ mend: { kind: 'target', node, property, cell, to: only } } as const)
        : {};
    if (target === undefined || !cpus.includes(target))
      yield {
        node,
        property,
        cell,
        ...mend,
        words: facts.say.pmuNoCpu({
          index: cell,
          target: target?.path,
          dangling: target === undefined,
          reached: target !== undefined && isReached(target),
        }),
      };
    else if (named.indexOf(target) < cell)
      yield {
        node,
        property,
        cell,
        ...mend,
        words: facts.say.pmuTwice({ index: cell, cpu: target.path, first: named.indexOf(target) }),
      };
  }
}

/** The architected timer asks for interrupts of each CPU's own; an SPI is one for all. */
function* timers(facts: Facts): Iterable<Hit> {
  for (const node of facts.nodes) {
    if (!compatiblesOf(node).some((name) => TIMERS.has(name))) continue;
    const shared = facts
      .walksOf(node)
      .map((walk) => ({ node, walk }))
      .filter((user) => kindOf(facts, user) === SPI);
    const [first] = shared;
    if (first === undefined) continue;
    const at = place(first, 0);
    const direct = shared.every(({ walk: { entry, end } }) => end.kind === 'controller' && entry.to === end.node);
    const changes = shared.flatMap((user) => {
      const { property: name, cell } = place(user, 0);
      return name === undefined || cell === undefined
        ? []
        : [{ kind: 'cell', node, property: name, cell, value: PPI } as const];
    });
    yield { ...at, words: facts.say.timerShared({ count: shared.length }), ...(direct ? { mend: changes } : {}) };
  }
}

export const cpuChecks: readonly Check[] = [
  { code: 'pmu-affinity', severity: 'error', rank: 'less', find: affinities },
  { code: 'timer-not-per-cpu', severity: 'error', rank: 'kernel-stops', find: timers },
];
