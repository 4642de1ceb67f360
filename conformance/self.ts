/** A golden as if the model had said it, to compare it with itself: every score must be full then. */
import { ok, type Result } from '../src/base/result.ts';
import { deathLines } from './compare/death.ts';
import { interruptLines } from './compare/dmesg-lines.ts';
import { parseRows, parseTree, parseTrees, type Row } from './compare/rows.ts';
import { walkStacks } from './compare/stacks.ts';
import { familyOf } from './compare/families.ts';
import { type DumpOptions, type Run } from './run.ts';
import { type Golden } from './goldens.ts';

export function runSelf(golden: Golden): Result<Run> {
  return ok({ dump: (options) => ok(dumpSelf(golden, options)) });
}

function dumpSelf(golden: Golden, { at, only }: DumpOptions): string {
  const checkpoint = golden.checkpoints.find(({ name }) => name === at);
  const sections = new Map(checkpoint?.sections);
  sections.set('dmesg', golden.died === true ? deathLines(golden.dmesg) : interruptLines(golden.dmesg));
  sections.set('script', scriptSection(golden));
  sections.set('calls', callsSection(golden, at));
  return [...sections]
    .filter(([name]) => only === undefined || only.includes(familyOf(name)))
    .map(([name, lines]) => [`@@@@ ${name}`, ...lines, ''].join('\n'))
    .join('');
}

/** The logs in the words of the dump format. */
function scriptSection(golden: Golden): string[] {
  const affinity = (golden.texts.get('affinity-log.txt') ?? []).map((line) =>
    line
      .replace(/^irq \d+ affinity \S+ /, 'irq.affinity ')
      .replace('refused: Operation not permitted', 'ret=-1')
      .replace('refused: Input/output error', 'ret=-1 errno=5')
      .replace('refused: Invalid argument', 'ret=-1 errno=22')
      .replace(/ok /, 'ret=0 '),
  );
  const vfio = (golden.texts.get('vfio-log.txt') ?? [])
    .filter((line) => line.includes(' ret='))
    .map((line) => `vfio.setIrqs ${line}`);
  return [...affinity, ...vfio].map((line, index) => `${index} ${line}`);
}

function callsSection(golden: Golden, at: string | undefined): string[] {
  const boot = withDepths(parseRows(golden.texts.get('boot-calls.txt') ?? []));
  if (at === 'boot') return boot.map(writeRow);
  const ioctls = ['vfio-enable-calls.txt', 'vfio-disable-calls.txt'].flatMap((name) =>
    parseTree(golden.texts.get(name) ?? [], 'shell'),
  );
  const delivered = parseTrees(golden.texts.get('delivered-calls.txt') ?? [], 'init').flat();
  return [...boot, ...ioctls, ...delivered.map((row) => ({ ...row, hard: true }))].map(writeRow);
}

/** Flat rows with depths, and with a row for each caller that was never traced. */
function withDepths(rows: readonly Row[]): Row[] {
  const deep: Row[] = [];
  const shown = new Set<unknown>();
  walkStacks(rows, (index, ancestors) => {
    const row = rows[index];
    if (row === undefined) return;
    for (const [depth, frame] of ancestors.entries()) {
      if (frame.row !== undefined || shown.has(frame)) continue;
      shown.add(frame);
      deep.push({ ...row, fn: frame.fn, caller: ancestors[depth - 1]?.fn ?? 'none', depth });
    }
    deep.push({ ...row, depth: ancestors.length });
  });
  return deep;
}

export function writeRow({ task, cpu, hard, fn, caller, depth }: Row): string {
  return `${task} ${cpu} ${hard ? 'h' : '-'} ${fn} <-${caller}${depth === undefined ? '' : ` @${depth}`}`;
}
