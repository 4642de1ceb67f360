/**
 * `npm run mutations`: how precise the findings are. Each of many correct trees gets one fault; the fault should be the first
 * finding, and nothing else an error. `npm run mutations -- COUNT SEED`; default 300 and 1.
 */
import { DEFAULT_KERNEL, KERNEL_VERSIONS } from '../../src/engine/api/kernel-versions.ts';
import { formatProblem } from '../../src/base/result.ts';
import { findingsOn } from '../engine.ts';
import { KINDS } from './kinds.ts';
import { correctBoard, seeded, textOf } from './tree.ts';

/** What must be reached, of all trees. */
const NAMED_FIRST = 0.95;
const NOTHING_ELSE = 0.98;

const DEFAULT_COUNT = 300;

function scenario(dts: string, kernel: string): unknown {
  return {
    irqscope: 1,
    board: { dts },
    kernel,
    drivers: 'modelled',
    pci: [{ bdf: '0000:00:01.0', model: 'nvme' }],
    script: [{ do: 'boot' }],
  };
}

interface Outcome {
  readonly named: boolean;
  readonly alone: boolean;
  readonly text: string;
}

function tryOne(number: number, seed: number): Outcome {
  const random = seeded(seed * 100_003 + number);
  const board = correctBoard(random);
  const kind = KINDS[number % KINDS.length];
  if (kind === undefined) throw new Error('there are kinds');
  const [code, path] = kind.plant(board, random);
  // Each kind on each version in turn.
  const turn = number + Math.floor(number / KINDS.length);
  const kernel = KERNEL_VERSIONS[turn % KERNEL_VERSIONS.length]?.version ?? DEFAULT_KERNEL;
  const found = findingsOn(scenario(textOf(board.root), kernel));
  const what = `${number} ${kind.name} on ${kernel}`;
  if (!found.ok) return { named: false, alone: false, text: `${what}: ${formatProblem(found.error)}` };
  const isPlanted = (each: { readonly code: string; readonly where: { readonly node: string } }): boolean =>
    each.code === code && each.where.node === path;
  const [first, ...rest] = found.value.findings;
  const named = first !== undefined && isPlanted(first);
  const others = (named ? rest : found.value.findings).filter((each) => each.severity === 'error' && !isPlanted(each));
  const list = found.value.findings.map((each) => `${each.severity} ${each.code} ${each.where.node}`).join(', ');
  return { named, alone: others.length === 0, text: `${what}: wanted ${code} ${path}, found ${list}` };
}

/** A tree without a fault must have no finding worse than a note. */
function tryHealthy(seed: number): string | undefined {
  const found = findingsOn(scenario(textOf(correctBoard(seeded(seed)).root), '6.12'));
  if (!found.ok) return formatProblem(found.error);
  const bad = found.value.findings.filter(({ severity }) => severity !== 'note');
  return bad.length === 0 ? undefined : bad.map(({ code, where }) => `${code} ${where.node}`).join(', ');
}

function main([count, seed]: readonly string[]): number {
  const total = Number(count ?? DEFAULT_COUNT);
  const start = Number(seed ?? 1);
  const healthy = Array.from({ length: 10 }, (_, i) => tryHealthy(start + i)).filter((each) => each !== undefined);
  for (const text of healthy) console.log(`a correct tree: ${text}`);
  const outcomes = Array.from({ length: total }, (_, i) => tryOne(i, start));
  for (const { named, alone, text } of outcomes) if (!named || !alone) console.log(text);
  const named = outcomes.filter((each) => each.named).length;
  const alone = outcomes.filter((each) => each.alone).length;
  console.log(`${total} trees, ${KINDS.length} kinds: planted fault first in ${named}, no other error in ${alone}`);
  return healthy.length === 0 && named >= total * NAMED_FIRST && alone >= total * NOTHING_ELSE ? 0 : 1;
}

process.exitCode = main(process.argv.slice(2));
