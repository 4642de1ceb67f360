/** A golden against a run of its scenario: all the cells that come of it. */
import { fail, type Problem, type Result } from '../src/base/result.ts';
import { type Cell, type LineCell } from './cells.ts';
import { type CallScore, scoreCalls, withoutHardInterrupts } from './compare/calls.ts';
import { deathLines } from './compare/death.ts';
import { interruptLines } from './compare/dmesg-lines.ts';
import { DUMP_FAMILIES, familyOf } from './compare/families.ts';
import { compareFamily, compareSection, familiesOf } from './compare/lines.ts';
import { pciFacts, withoutPci } from './compare/no-pci.ts';
import { parseRows, parseTree, parseTrees, type Row } from './compare/rows.ts';
import { affinityOutcomes, ourOutcomes, outcomeLines, vfioOutcomes } from './compare/script-log.ts';
import { parseSections, type Sections } from './compare/sections.ts';
import { asTask, rootOf, scoreDelivery, treesBelow, treesWith } from './compare/trees.ts';
import { withDeliveries } from './delivery.ts';
import { type DumpOptions, type Run } from './run.ts';
import { type Golden, scriptOf } from './goldens.ts';

/** Places in the table that are no checkpoints of a script. */
export const EXTRA_CHECKPOINTS = ['end', 'delivered', 'vfio-enable', 'vfio-disable'];

/** Runs a scenario beside a golden's files. */
export type Runner = (golden: Golden, scenario: unknown) => Result<Run>;

export interface ScoreOptions {
  /** Compare what is about PCI devices too. */
  readonly pci: boolean;
}

export interface Scored {
  readonly cells: readonly Cell[];
  /** Why ours is empty where it is. */
  readonly problems: readonly Problem[];
}

/** One run and what went wrong with it; a dump that cannot be had has no sections. */
class Ours {
  readonly problems: Problem[] = [];
  private readonly run: Run | undefined;

  constructor(run: Result<Run>) {
    if (!run.ok) {
      this.problems.push(run.error);
      return;
    }
    this.run = run.value;
    this.problems.push(...(run.value.refused ?? []));
  }

  dump(options: DumpOptions): Map<string, string[]> {
    const text = this.run?.dump(options);
    if (text === undefined) return new Map();
    if (!text.ok) this.problems.push(text.error);
    return text.ok ? parseSections(text.value) : new Map();
  }

  calls(at?: string): Row[] {
    const options = at === undefined ? {} : { at };
    return parseRows(this.dump({ ...options, only: ['calls'] }).get('calls') ?? []);
  }
}

export function scoreGolden(golden: Golden, runner: Runner, options: ScoreOptions): Scored {
  const ours = new Ours(runner(golden, golden.scenario));
  const cells: Cell[] = [
    ...scoreDumps(golden, ours, options),
    ...scoreDeath(golden, ours),
    ...scoreScript(golden, ours, options),
  ];
  ours.problems.push(...missingCheckpoints(golden));
  if (!options.pci) return { cells, problems: ours.problems };
  const delivered = golden.texts.has('delivered-calls.txt')
    ? new Ours(runner(golden, withDeliveries(golden.scenario)))
    : undefined;
  cells.push(...scoreBoot(golden, ours), ...scoreIoctls(golden, ours));
  if (delivered !== undefined) cells.push(scoreDelivered(golden, delivered));
  return { cells, problems: [...ours.problems, ...(delivered?.problems ?? [])] };
}

function comparedFamilies(golden: Golden, checkpoint: string, theirs: Sections): readonly string[] {
  if (golden.families !== undefined) return golden.families;
  // The trees with a fault have fewer sections than the model can print.
  if (golden.machine.startsWith('broken/')) return [...new Set([...theirs.keys()].map(familyOf))];
  return [...DUMP_FAMILIES, ...(checkpoint === 'boot' ? ['dmesg'] : [])];
}

function scoreDumps(golden: Golden, ours: Ours, { pci }: ScoreOptions): LineCell[] {
  return golden.checkpoints.flatMap(({ name, sections }) => {
    const theirs = new Map(sections);
    if (name === 'boot') theirs.set('dmesg', interruptLines(golden.dmesg));
    const families = comparedFamilies(golden, name, theirs);
    // Which lines are about PCI devices is read from the `pci` sections.
    const mine = ours.dump({ at: name, only: pci ? families : [...families, 'pci'] });
    const said = mine.get('dmesg');
    if (said !== undefined) mine.set('dmesg', interruptLines(said));
    const [left, right]: [Sections, Sections] = pci ? [theirs, mine] : [withoutPci(theirs), withoutPci(mine)];
    return familiesOf(left, right)
      .filter((family) => families.includes(family))
      .map((family): LineCell => {
        const score = compareFamily(family, left, right);
        return { kind: 'lines', golden, checkpoint: name, family, score };
      });
  });
}

/** A checkpoint of the script that the golden has no dump of cannot be compared; a kernel that died made none. */
function missingCheckpoints({ scenario, checkpoints, died }: Golden): Problem[] {
  if (died === true) return [];
  const wanted = scriptOf(scenario).filter((command) => command['do'] === 'checkpoint');
  const names = ['boot', ...wanted.map(({ name }) => String(name))];
  return names
    .filter((name) => !checkpoints.some((each) => each.name === name))
    .map((name): Problem => {
      const { error } = fail('checkpoint-missing', `The golden has no dump of its checkpoint ${name}.`);
      return error;
    });
}

/** How the kernel died, where it did. */
function scoreDeath(golden: Golden, ours: Ours): LineCell[] {
  if (golden.died !== true) return [];
  const mine = ours.dump({ only: ['dmesg'] }).get('dmesg') ?? [];
  const score = compareSection('death', deathLines(golden.dmesg), deathLines(mine));
  return [{ kind: 'lines', golden, checkpoint: 'end', family: 'death', score }];
}

/** What the commands came back with, as a cell of the script's end. */
function scoreScript(golden: Golden, ours: Ours, { pci }: ScoreOptions): LineCell[] {
  const { virqs } = pciFacts(golden.checkpoints[0]?.sections ?? new Map<string, string[]>());
  const affinity = golden.texts.get('affinity-log.txt');
  const vfio = pci ? golden.texts.get('vfio-log.txt') : undefined;
  if (affinity === undefined && vfio === undefined) return [];
  const outcomes = [
    ...affinityOutcomes(affinity ?? [], (virq) => pci || !virqs.has(virq)),
    ...vfioOutcomes(vfio ?? []),
  ];
  const lines = outcomeLines(outcomes, ourOutcomes(ours.dump({ only: ['script'] }).get('script') ?? []));
  const score = compareSection('script', lines.golden, lines.ours);
  return [{ kind: 'lines', golden, checkpoint: 'end', family: 'script', score }];
}

function callCell(golden: Golden, checkpoint: string, score: CallScore): Cell {
  return { kind: 'calls', golden, checkpoint, family: 'calls', score };
}

function scoreBoot(golden: Golden, ours: Ours): Cell[] {
  const text = golden.texts.get('boot-calls.txt');
  if (text === undefined) return [];
  const mine = ours.calls('boot');
  const score = scoreCalls({
    golden: withoutHardInterrupts(parseRows(text)),
    ours: withoutHardInterrupts(mine),
    modelled: functionsIn(mine),
    functions: golden.functions,
  });
  return [callCell(golden, 'boot', score)];
}

/** The first VFIO_DEVICE_SET_IRQS of the script is the enabling one, the last the disabling one. */
function scoreIoctls(golden: Golden, ours: Ours): Cell[] {
  const member = 'vfio_pci_set_irqs_ioctl';
  const names = ['vfio-enable', 'vfio-disable'].filter((name) => golden.texts.has(`${name}-calls.txt`));
  if (names.length === 0) return [];
  const all = ours.calls();
  return names.map((name) => {
    const tree = parseTree(golden.texts.get(`${name}-calls.txt`) ?? [], name);
    const whole = treesWith(treesBelow(all, rootOf(tree)), member);
    const trees = whole.length > 0 ? whole : treesBelow(all, member);
    const mine = asTask((name === 'vfio-enable' ? trees[0] : trees.at(-1)) ?? [], name);
    const traces = { golden: tree, ours: mine, modelled: functionsIn(all), functions: golden.functions };
    return callCell(golden, name, scoreCalls(traces));
  });
}

function scoreDelivered(golden: Golden, ours: Ours): Cell {
  const all = ours.calls();
  const trees = parseTrees(golden.texts.get('delivered-calls.txt') ?? [], 'delivered');
  const score = scoreDelivery({
    golden: trees,
    ours: treesBelow(all, rootOf(trees[0] ?? [])),
    modelled: functionsIn(all),
    functions: golden.functions,
  });
  return callCell(golden, 'delivered', score);
}

function functionsIn(rows: readonly Row[]): Set<string> {
  return new Set(rows.map(({ fn }) => fn));
}
