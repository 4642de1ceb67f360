/** irqscope BOARD: domains and interrupts after the run, for reading. */
import { fail, ok, type Result } from '../../base/result.ts';
import { type IrqRequest, irqRequests, type Outcome as RequestOutcome, Viewer, screenOf } from '../../engine/index.ts';
import { type CliMessages, cliMessages, type Language } from '../../engine/api/messages/index.ts';
import { openInput } from '../input.ts';
import type { CliOptions, Outcome } from '../options.ts';

export function summaryCommand(inputs: readonly string[], options: CliOptions, language: Language): Result<Outcome> {
  const say = cliMessages(language);
  if (inputs.length > 1) return fail('cli-inputs', say.takesOne({ count: inputs.length }), undefined, say.tryHelp);
  const opened = openInput(inputs[0], options, language);
  if (!opened.ok) return opened;
  const session = opened.value;
  session.cursor.seek(session.rec.trace.length);
  const screen = screenOf(
    Viewer.of(session),
    { irqs: { first: 0, count: 1_000_000 }, domainList: true },
    session.cursor.position,
  );
  const { counts } = screen;
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
    '',
    ...requestLines(irqRequests(session.kernel, session.machine), say),
  ];
  return ok({ code: 0, text: `${lines.join('\n')}\n` });
}

/** How many of the tree's interrupts were requested, and why the others were not. */
function requestLines(requests: readonly IrqRequest[], say: CliMessages): string[] {
  const requested = requests.filter(({ outcome }) => outcome.kind === 'requested');
  const byStandIn = requested.filter(({ outcome }) => outcome.kind === 'requested' && outcome.standIn);
  const others = requests.flatMap(({ path, index, name, outcome }) => {
    const why = reason(outcome, say.because);
    return why === undefined ? [] : [[path, name ?? `${index}`, why]];
  });
  return [
    say.asked({ all: requests.length, requested: requested.length, byStandIn: byStandIn.length }),
    ...(others.length === 0 ? [] : ['', say.notRequested, ...table(others)]),
  ];
}

/** Why an interrupt was not requested; undefined when it was. */
function reason(outcome: RequestOutcome, because: CliMessages['because']): string | undefined {
  switch (outcome.kind) {
    case 'requested':
      return undefined;
    case 'no-driver':
      return because['no-driver'](outcome);
    case 'deferred':
      return because.deferred({ suppliers: outcome.for });
    case 'optional':
      return because[outcome.why];
    case 'refused':
      return because.refused({ error: outcome.errno });
    case 'no-model':
      return because['no-model'](outcome);
    case 'not-asked':
      return because['not-asked'](outcome);
    default:
      return because[outcome.kind];
  }
}

type Domains = NonNullable<ReturnType<typeof screenOf>['domainList']>;

/** Children below their parents. */
function domainTree(domains: Domains, say: CliMessages, parent?: string, indent = '  '): string[] {
  return domains.flatMap((domain) =>
    domain.parent !== parent
      ? []
      : [
          `${indent}${domain.name}  ${domain.size > 0 ? say.mappedOf(domain) : say.mapped(domain)}  ${domain.flagNames.join(' ')}`,
          ...domainTree(domains, say, domain.name, `${indent}  `),
        ],
  );
}

/** Columns as wide as their widest cell. */
function table(all: readonly (readonly string[])[]): string[] {
  const widths = (all[0] ?? []).map((_, i) => Math.max(...all.map((row) => row[i]?.length ?? 0)));
  return all.map((row) => `  ${row.map((cell, i) => cell.padEnd(widths[i] ?? 0)).join('  ')}`.trimEnd());
}
