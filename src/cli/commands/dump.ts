/** irqscope dump: the dump format. */
import { fail, type Result } from '../../base/result.ts';
import { cliMessages, type Language } from '../../engine/api/messages/index.ts';
import { openInput } from '../input.ts';
import { give } from '../output.ts';
import type { CliOptions, Outcome } from '../options.ts';

export function dumpCommand(inputs: readonly string[], options: CliOptions, language: Language): Result<Outcome> {
  const say = cliMessages(language);
  if (inputs.length > 1) return fail('cli-inputs', say.dumpTakesOne({ count: inputs.length }));
  const session = openInput(inputs[0], options, language);
  if (!session.ok) return session;
  const text = session.value.dump({ at: options.at, only: options.only?.split(',') });
  return text.ok ? give(text.value, options) : text;
}
