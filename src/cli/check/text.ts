/** Findings as a compiler prints them: place, severity, sentence, code; the source line with a caret; what follows; the fix. */
import { formatProblem } from '../../base/result.ts';
import type { CliMessages } from '../../engine/api/messages/index.ts';
import type { FindingFix, FindingPlace, KernelVersion, LinuxLines, Refusal } from '../../engine/index.ts';
import { type CheckedFile, type CheckedFinding, countsOf, interruptsOf, type Report } from './report.ts';

type Say = CliMessages['check'];

export function formatText({ kernels, files }: Report, { check: say }: CliMessages): string {
  const lines = files.flatMap((file) => fileLines(say, kernels, file));
  const ignored = files.flatMap(({ findings }) => findings).filter((each) => each.ignored !== undefined).length;
  lines.push(
    say.summary({ files: files.length, ...countsOf(files) }),
    say.interrupts(interruptsOf(files)),
    ...(ignored === 0 ? [] : [say.ignored({ count: ignored })]),
  );
  return `${lines.join('\n')}\n`;
}

function fileLines(
  say: Say,
  kernels: readonly KernelVersion[],
  { findings, refusals, problem, file }: CheckedFile,
): string[] {
  if (problem !== undefined) return [`${file}: ${formatProblem(problem)}`, ''];
  const shown = findings.filter(({ ignored }) => ignored === undefined);
  return [
    ...shown.flatMap((each) => [...findingLines(say, kernels, each), '']),
    ...(refusals.length === 0 ? [] : [`${file}: ${say.refusals}`]),
    ...refusals.flatMap((refusal) => refusalLines(say, refusal)),
    ...(refusals.length === 0 ? [] : ['']),
  ];
}

/** "board.dts:612:22", or "board.dtb:byte 0x1a4". */
function placeText(say: Say, { file = '', line, column, offset }: FindingPlace): string {
  if (line !== undefined) return `${file}:${line}${column === undefined ? '' : `:${column}`}`;
  return offset === undefined ? file : say.byte({ file, offset });
}

function findingLines(
  say: Say,
  kernels: readonly KernelVersion[],
  { finding, source, kernels: on }: CheckedFinding,
): string[] {
  const { severity, message, code, where, consequence, fix, linux } = finding;
  return [
    `${placeText(say, where)}: ${say.severities[severity]}: ${message} [${code}]`,
    ...caret(where, source),
    `  ${say.at({ node: where.node, property: where.property, cell: where.cell })}`,
    ...(on.length === kernels.length ? [] : [`  ${say.onlyOn({ kernels: on })}`]),
    ...linuxLines(say, linux),
    `  ${say.consequence({ text: consequence })}`,
    ...(fix === undefined ? [] : [`  ${say.fix({ text: fix.message })}`, ...editLines(say, fix)]),
  ];
}

/** Each choice by its places, the first one in the file first. */
function editLines(say: Say, { edits, others = [] }: FindingFix): string[] {
  return [edits, ...others].flatMap((choice, i) =>
    choice.toReversed().map(({ file, line, column, remove, insert }, k) => {
      const start = k > 0 ? 'and' : i > 0 ? 'or' : 'edit';
      return `    ${say.edit[start]({ place: placeText(say, { file, line, column, node: '' }), remove, insert: insert.trim() })}`;
    }),
  );
}

/** The line with its number, and below it a mark at the column; tabs stay, so that both are as wide. */
function caret({ line, column }: FindingPlace, source: string | undefined): string[] {
  if (source === undefined || line === undefined) return [];
  const number = `${line}`;
  const blank = source.slice(0, (column ?? 1) - 1).replaceAll(/[^\t]/g, ' ');
  return [`  ${number} | ${source}`, `  ${' '.repeat(number.length)} | ${blank}^`];
}

function linuxLines(say: Say, linux: LinuxLines): string[] {
  const entries = Object.entries(linux);
  const silent = entries.filter(([, lines]) => lines.length === 0).map(([kernel]) => kernel);
  return [
    ...entries.flatMap(([kernel, lines]) =>
      lines.length === 0 ? [] : [`  ${say.says({ kernel })}`, ...lines.map((line) => `    ${line}`)],
    ),
    ...(silent.length === 0 ? [] : [`  ${say.silent({ kernels: silent })}`]),
  ];
}

/** Who asked, the way that Linux took, what it says, what follows, and what to do. */
export function refusalLines(say: Say, refusal: Refusal): string[] {
  const { node, index, name, bdf, driver, standIn, result, finding, walk, linux, consequence, fix } = refusal;
  const who = bdf ?? node;
  return [
    `  ${say.refusal({ node: who, index: name ?? `${index}`, driver, standIn, result, finding })}`,
    ...walk.map((step) => `    ${step.node}  ${step.what}`),
    ...linuxLines(say, linux).map((line) => `  ${line}`),
    `    ${say.consequence({ text: consequence })}`,
    ...(fix === undefined ? [] : [`    ${say.fix({ text: fix })}`]),
  ];
}
