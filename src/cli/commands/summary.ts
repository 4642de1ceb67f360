/** irqscope BOARD: domains and interrupts after the run, for reading. */
import { fail, ok, type Result } from '../../base/result.ts';
import { Viewer, screenOf } from '../../engine/index.ts';
import { openInput } from '../input.ts';
import type { CliOptions, Outcome } from '../options.ts';

export function summaryCommand(inputs: readonly string[], options: CliOptions): Result<Outcome> {
  if (inputs.length > 1)
    return fail(
      'cli-inputs',
      `irqscope takes one input, and ${inputs.length} were given`,
      undefined,
      'Try irqscope --help.',
    );
  const opened = openInput(inputs[0], options);
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
    `${session.loaded.board}, Linux ${session.loaded.scenario.kernel}: ${counts.online} CPUs, ${counts.domains} domains, ${counts.irqs} irqs, ${session.steps} steps`,
    ...(session.panic === undefined ? [] : [`the kernel panicked: ${session.panic}`]),
    '',
    'domains',
    ...domainTree(screen.domainList ?? []),
    '',
    'irqs',
    ...table(
      (screen.irqs?.rows ?? []).map((row) => [
        `${row.virq}`,
        row.chip,
        `0x${row.hwirq.toString(16)}`,
        row.type,
        row.effective === '' ? row.affinity : row.effective,
        row.actions,
        row.domain,
      ]),
    ),
  ];
  return ok({ code: 0, text: `${lines.join('\n')}\n` });
}

type Domains = NonNullable<ReturnType<typeof screenOf>['domainList']>;

/** Children below their parents. */
function domainTree(domains: Domains, parent?: string, indent = '  '): string[] {
  return domains.flatMap((domain) =>
    domain.parent !== parent
      ? []
      : [
          `${indent}${domain.name}  ${domain.mapped} mapped${domain.size > 0 ? ` of ${domain.size}` : ''}  ${domain.flagNames.join(' ')}`,
          ...domainTree(domains, domain.name, `${indent}  `),
        ],
  );
}

/** Columns as wide as their widest cell. */
function table(rows: readonly (readonly string[])[]): string[] {
  const all = [['irq', 'chip', 'hwirq', 'type', 'CPU', 'actions', 'domain'], ...rows];
  const widths = (all[0] ?? []).map((_, i) => Math.max(...all.map((row) => row[i]?.length ?? 0)));
  return all.map((row) => `  ${row.map((cell, i) => cell.padEnd(widths[i] ?? 0)).join('  ')}`.trimEnd());
}
