/** irqscope collect: prints the script that gathers what a machine says of its interrupts, and blanks what is that machine's alone. */
import { readFileSync } from 'node:fs';
import { fail, ok, type Result } from '../../base/result.ts';
import { cliMessages, engineMessages, type Language } from '../../engine/api/messages/index.ts';
import { cleanCollected } from '../../engine/index.ts';
import { readInput } from '../input.ts';
import { give } from '../output.ts';
import type { CliOptions, Outcome } from '../options.ts';

export function collectCommand(inputs: readonly string[], options: CliOptions, language: Language): Result<Outcome> {
  const say = cliMessages(language);
  const { clean } = options;
  if (inputs.length > 0) return fail('cli-inputs', say.collect.takesNone, undefined, say.tryHelp);
  const text = clean === undefined ? ok(script()) : cleaned(clean, language);
  return text.ok ? give(text.value, options) : text;
}

const script = (): string => readFileSync(new URL('../../../public/collect.sh', import.meta.url), 'utf8');

function cleaned(name: string, language: Language): Result<string> {
  const bytes = readInput(name, cliMessages(language));
  if (!bytes.ok) return bytes;
  return ok(cleanCollected(new TextDecoder().decode(bytes.value), engineMessages(language).devicetree));
}
