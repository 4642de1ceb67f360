/** irqscope BOARD: domains and interrupts after the run, for reading. */
import { basename } from 'node:path';
import { fail, ok, type Result } from '../../base/result.ts';
import {
  askedOf,
  type Collected,
  findingsOf,
  type IrqRequest,
  reasonWords,
  screenOf,
  Viewer,
} from '../../engine/index.ts';
import { type CliMessages, cliMessages, type EngineMessages, type Language } from '../../engine/api/messages/index.ts';
import { refusalLines } from '../check/text.ts';
import { openInput } from '../input.ts';
import { openMachine } from '../machine.ts';
import type { CliOptions, Outcome } from '../options.ts';

export function summaryCommand(inputs: readonly string[], options: CliOptions, language: Language): Result<Outcome> {
  const say = cliMessages(language);
  if (inputs.length > 1) return fail('cli-inputs', say.takesOne({ count: inputs.length }), undefined, say.tryHelp);
  const machine = openMachine(inputs[0], language);
  if (machine !== undefined)
    return machine.ok ? machineSummary(basename(inputs[0] ?? ''), machine.value, say) : machine;
  const opened = openInput(inputs[0], options, language);
  if (!opened.ok) return opened;
  const session = opened.value;
  session.cursor.seek(session.rec.trace.length);
  const viewer = Viewer.of(session);
  const screen = screenOf(viewer, ASK, session.cursor.position);
  const { counts } = screen;
  const { refusals } = findingsOf(session);
  const lines = [
    say.summary({
      board: session.loaded.board,
      kernel: session.loaded.scenario.kernel,
      cpus: counts.online,
      domains: counts.domains,
      irqs: counts.irqs,
      steps: session.steps,
    }),
    ...(session.panic === undefined ? [] : [say.panicked({ why: session.panic })]),
    ...tables(screen, say),
    '',
    askedOf(viewer.snapshot).about,
    ...requestLines(viewer.snapshot.requests?.all ?? [], say, session.messages),
    ...(refusals.length === 0 ? [] : ['', say.check.refusals]),
    ...refusals.flatMap((refusal) => refusalLines(say.check, refusal)),
  ];
  return ok({ code: 0, text: `${lines.join('\n')}\n` });
}

const ASK = { irqs: { first: 0, count: 1_000_000 }, domainList: true };

function tables(screen: ReturnType<typeof screenOf>, say: CliMessages): string[] {
  return [
    '',
    say.domains,
    ...domainTree(screen.domainList ?? [], say),
    '',
    say.irqs,
    ...table([
      say.columns,
      ...(screen.irqs?.rows ?? []).map((row) => [
        `${row.virq}`,
        row.chip,
        `0x${row.hwirq.toString(16)}`,
        row.type,
        row.effective === '' ? row.affinity : row.effective,
        row.actions,
        row.domain,
      ]),
    ]),
  ];
}

/** A machine that is known from what it printed. */
function machineSummary(name: string, { snapshot, release, remarks }: Collected, say: CliMessages): Result<Outcome> {
  const screen = screenOf(new Viewer(snapshot), ASK, 0);
  const { online, domains, irqs } = screen.counts;
  const about = say.machine({ name, release, cpus: online, domains, irqs });
  return ok({ code: 0, text: `${[about, ...remarks, ...tables(screen, say)].join('\n')}\n` });
}

/** How many of the tree's interrupts were requested, and why the others were not. */
function requestLines(requests: readonly IrqRequest[], say: CliMessages, messages: EngineMessages): string[] {
  const others = requests.flatMap(({ path, index, name, outcome }) =>
    outcome.kind === 'requested' ? [] : [[path, name ?? `${index}`, reasonWords(messages, outcome)]],
  );
  return others.length === 0 ? [] : ['', say.notRequested, ...table(others)];
}

type Domains = NonNullable<ReturnType<typeof screenOf>['domainList']>;

/** Children below their parents. */
function domainTree(domains: Domains, say: CliMessages, parent?: string, indent = '  '): string[] {
  return domains.flatMap((domain) =>
    domain.parent !== parent
      ? []
      : [
          `${indent}${domain.name}  ${domain.size > 0 ? say.mappedOf(domain) : say.mapped(domain)}  ${[...domain.flagNames, ...(domain.assumed ? [say.assumed] : [])].join(' ')}`,
          ...domainTree(domains, say, domain.name, `${indent}  `),
        ],
  );
}

/** Columns as wide as their widest cell. */
function table(all: readonly (readonly string[])[]): string[] {
  const widths = (all[0] ?? []).map((_, i) => Math.max(...all.map((row) => row[i]?.length ?? 0)));
  return all.map((row) => `  ${row.map((cell, i) => cell.padEnd(widths[i] ?? 0)).join('  ')}`.trimEnd());
}
