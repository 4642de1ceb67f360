/** irqscope check: what is wrong with boards, for people, programs and a CI. */
import { existsSync, readdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fail, ok, type Result } from '../../base/result.ts';
import { DEFAULT_KERNEL } from '../../engine/api/kernel-versions.ts';
import { SEVERITIES } from '../../engine/api/findings.ts';
import { type CliMessages, cliMessages, type Language } from '../../engine/api/messages/index.ts';
import {
  type Finding,
  type FindingEdit,
  type FindingFix,
  type Findings,
  findingsOf,
  type KernelVersion,
  type LinuxLines,
  type Refusal,
  sourceLine,
} from '../../engine/index.ts';
import { formatGithub } from '../check/github.ts';
import { formatJson } from '../check/json.ts';
import { type CheckedFile, type CheckedFinding, countsOf, type Report } from '../check/report.ts';
import { formatSarif } from '../check/sarif.ts';
import { type BaselineEntry, ignoredBy, readBaseline } from '../check/suppress.ts';
import { formatText } from '../check/text.ts';
import { openInput } from '../input.ts';
import { kernelsOf } from '../kernels.ts';
import type { CliOptions, Outcome } from '../options.ts';

const FORMATS: Readonly<Record<string, (report: Report, say: CliMessages) => string>> = {
  text: formatText,
  json: formatJson,
  sarif: formatSarif,
  github: formatGithub,
};
const FAIL_ON = [...SEVERITIES, 'never'] as const;

export function checkCommand(inputs: readonly string[], options: CliOptions, language: Language): Result<Outcome> {
  const say = cliMessages(language);
  const { format = 'text' } = options;
  const print = FORMATS[format];
  if (print === undefined)
    return fail('cli-format', say.check.noFormat({ format, formats: Object.keys(FORMATS) }), undefined, say.tryHelp);
  const level = FAIL_ON.find((each) => each === (options['fail-on'] ?? 'error'));
  if (level === undefined)
    return fail('cli-fail-on', say.check.noFailOn({ given: options['fail-on'] ?? '', levels: FAIL_ON }));
  const kernels = kernelsOf(options.kernel, say);
  if (!kernels.ok) return kernels;
  const baseline = readBaseline(options.baseline, say);
  if (!baseline.ok) return baseline;
  const names = inputs.flatMap(expand);
  const empty = inputs.find((each) => expand(each).length === 0);
  if (empty !== undefined) return fail('cli-no-file', say.check.emptyFolder({ name: empty }));
  if (names.length === 0) return fail('cli-no-input', say.noInputFile, undefined, say.noInputFileHint);
  const files = names.map((name) => checkFile(name, kernels.value, options, language, baseline.value));
  const known = kernels.value.length > 0 ? kernels.value : [...new Set(files.flatMap((each) => each.kernels))];
  const text = print({ kernels: known, files }, say);
  return ok({ code: codeOf(files, level), text });
}

/** A folder stands for the boards in it and below; overlays and included files are none. */
function expand(name: string): string[] {
  if (!existsSync(name) || !statSync(name).isDirectory()) return [name];
  return readdirSync(name, { withFileTypes: true })
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      if (entry.isDirectory()) return expand(join(name, entry.name));
      return /\.(dts|dtb)$/.test(entry.name) ? [join(name, entry.name)] : [];
    });
}

function codeOf(files: readonly CheckedFile[], level: (typeof FAIL_ON)[number]): 0 | 1 | 2 {
  if (files.some(({ problem }) => problem !== undefined)) return 2;
  if (level === 'never') return 0;
  const counts = countsOf(files);
  return SEVERITIES.slice(0, SEVERITIES.indexOf(level) + 1).some((each) => counts[each] > 0) ? 1 : 0;
}

/** What one kernel's run of a board found, with the lines of the source beside. */
interface Ran {
  readonly kernel: KernelVersion;
  readonly found: Findings;
  readonly lines: readonly (readonly (string | undefined)[])[];
}

function checkFile(
  name: string,
  kernels: readonly KernelVersion[],
  options: CliOptions,
  language: Language,
  baseline: readonly BaselineEntry[],
): CheckedFile & { readonly kernels: readonly KernelVersion[] } {
  const nothing = { total: 0, resolved: 0, byStandIn: 0, unresolved: 0 };
  const ran: Ran[] = [];
  for (const kernel of kernels.length === 0 ? [undefined] : kernels) {
    const opened = openInput(name, { ...options, kernel: kernel ?? DEFAULT_KERNEL }, language, kernel);
    if (!opened.ok)
      return { file: name, findings: [], refusals: [], interrupts: nothing, problem: opened.error, kernels: [] };
    const session = opened.value;
    const found = findingsOf(session);
    const lineAt = (where: Finding['where'], up: number): string | undefined =>
      where.line === undefined ? undefined : sourceLine(session.loaded.tree, { ...where, line: where.line - up });
    const lines = found.findings.map(({ where }) => [lineAt(where, 0), lineAt(where, 1)]);
    ran.push({ kernel: session.loaded.scenario.kernel, found, lines });
  }
  const folder = dirname(name);
  return {
    file: name,
    findings: merged(ran).map((each) => {
      const finding = inFolder(folder, each.finding);
      const [source] = each.lines;
      return { finding, kernels: each.kernels, source, ignored: ignoredBy(finding, each.lines, baseline) };
    }),
    refusals: mergedRefusals(ran),
    interrupts: ran.at(-1)?.found.interrupts ?? nothing,
    problem: undefined,
    kernels: ran.map(({ kernel }) => kernel),
  };
}

/** Files of places, from where the person stands. */
function inFolder(folder: string, finding: Finding): Finding {
  const { where, fix } = finding;
  return {
    ...finding,
    where: where.file === undefined ? where : { ...where, file: join(folder, where.file) },
    ...(fix === undefined ? {} : { fix: fixInFolder(folder, fix) }),
  };
}

function fixInFolder(folder: string, { message, edits, others }: FindingFix): FindingFix {
  const moved = (each: readonly FindingEdit[]): FindingEdit[] =>
    each.map((edit) => ({ ...edit, file: join(folder, edit.file) }));
  return { message, edits: moved(edits), ...(others === undefined ? {} : { others: others.map(moved) }) };
}

interface Merged extends Pick<CheckedFinding, 'finding' | 'kernels'> {
  readonly lines: readonly (string | undefined)[];
}

/** The same finding of several kernels is one, with the lines of each. */
function merged(ran: readonly Ran[]): Merged[] {
  const all = new Map<string, Merged>();
  for (const { kernel, found, lines } of ran) {
    for (const [i, finding] of found.findings.entries()) {
      const { node, property = '', cell = '' } = finding.where;
      const key = [finding.code, node, property, cell].join(' ');
      const known = all.get(key);
      const linux: LinuxLines = { ...known?.finding.linux, ...finding.linux };
      const worst = known !== undefined && rank(known.finding) <= rank(finding) ? known.finding : finding;
      const kernels = [...(known?.kernels ?? []), kernel];
      all.set(key, { finding: { ...worst, linux }, kernels: [...new Set(kernels)], lines: lines[i] ?? [] });
    }
  }
  return [...all.values()].toSorted((a, b) => rank(a.finding) - rank(b.finding));
}

const rank = ({ severity }: Finding): number => SEVERITIES.indexOf(severity);

function mergedRefusals(ran: readonly Ran[]): Refusal[] {
  const all = new Map<string, Refusal>();
  for (const { found } of ran) {
    for (const refusal of found.refusals) {
      const key = `${refusal.node} ${refusal.index}`;
      const known = all.get(key);
      all.set(key, { ...refusal, linux: { ...known?.linux, ...refusal.linux } });
    }
  }
  return [...all.values()];
}
