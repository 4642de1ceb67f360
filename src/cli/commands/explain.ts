/** irqscope explain: a log, or /proc/interrupts, with what each line is about on a board. */
import { existsSync, readFileSync } from 'node:fs';
import { fail, ok, type Result } from '../../base/result.ts';
import { type CliMessages, cliMessages, type Language } from '../../engine/api/messages/index.ts';
import { explain, type ExplainedLine, findingsOf } from '../../engine/index.ts';
import { openInput } from '../input.ts';
import type { CliOptions, Outcome } from '../options.ts';

/** Standard input. */
const STDIN = '-';

export function explainCommand(inputs: readonly string[], options: CliOptions, language: Language): Result<Outcome> {
  const say = cliMessages(language);
  const [board, log] = inputs;
  if (log === undefined || inputs.length > 2) return fail('cli-inputs', say.explain.takesTwo({ count: inputs.length }));
  const { format = 'text' } = options;
  if (format !== 'text' && format !== 'json')
    return fail('cli-format', say.check.noFormat({ format, formats: ['text', 'json'] }), undefined, say.tryHelp);
  if (log !== STDIN && !existsSync(log)) return fail('cli-no-file', say.noFile({ name: log }));
  const opened = openInput(board, options, language);
  if (!opened.ok) return opened;
  const text = readFileSync(log === STDIN ? 0 : log, 'utf8').trimEnd();
  const lines = explain(opened.value, findingsOf(opened.value), text);
  if (format === 'json') return ok({ code: 0, text: `${JSON.stringify({ irqscope: 1, lines }, undefined, 2)}\n` });
  return ok({ code: 0, text: lines.map((line) => `${textOf(line, say)}\n`).join('') });
}

/** The line, and below it what it is about. */
function textOf({ text, kind, name, step, finding, note }: ExplainedLine, { explain: say }: CliMessages): string {
  const about = [
    ...(name === undefined ? [] : [say.about({ name, kind, step })]),
    ...(note === undefined ? [] : [note]),
    ...(finding === undefined ? [] : [say.finding(finding)]),
  ];
  return [text, ...about.map((each) => `    ${each}`)].join('\n');
}
