/** irqscope on the command line. See `irqscope --help`. */
import { parseArgs } from 'node:util';
import { VERSION } from '../base/version.ts';
import { fail, formatProblem, ok, type Result } from '../base/result.ts';
import { AREAS } from '../engine/api/compare.ts';
import { DEFAULT_KERNEL, KERNEL_VERSIONS } from '../engine/api/kernel-versions.ts';
import { cliMessages, type Language, LANGUAGES } from '../engine/api/messages/index.ts';
import { EL2_KINDS } from '../engine/api/scenario/names.ts';
import { checkCommand } from './commands/check.ts';
import { collectCommand } from './commands/collect.ts';
import { diffCommand } from './commands/diff.ts';
import { dumpCommand } from './commands/dump.ts';
import { explainCommand } from './commands/explain.ts';
import { exportCommand, traceCommand } from './commands/export.ts';
import { serveCommand } from './commands/serve.ts';
import { linkCommand } from './commands/link.ts';
import { summaryCommand } from './commands/summary.ts';
import { type CliOptions, FLAGS, type Outcome } from './options.ts';

const [LANGUAGE] = LANGUAGES;
const SAY = cliMessages(LANGUAGE);
const HELP = SAY.help({
  kernels: KERNEL_VERSIONS.map(({ version }) => version),
  standard: DEFAULT_KERNEL,
  el2: EL2_KINDS,
  areas: AREAS,
});

type Command = (
  inputs: readonly string[],
  options: CliOptions,
  language: Language,
) => Result<Outcome> | Promise<Result<Outcome>>;

const COMMANDS: Readonly<Record<string, Command>> = {
  dump: dumpCommand,
  check: checkCommand,
  diff: diffCommand,
  link: linkCommand,
  collect: collectCommand,
  explain: explainCommand,
  trace: traceCommand,
  export: exportCommand,
  serve: serveCommand,
};

function parse(argv: readonly string[]): Result<{ options: CliOptions; words: string[] }> {
  try {
    const { values, positionals } = parseArgs({ args: [...argv], allowPositionals: true, options: FLAGS });
    return ok({ options: values, words: positionals });
  } catch (error) {
    return fail('cli-usage', error instanceof Error ? error.message : String(error), undefined, SAY.tryHelp);
  }
}

/** Whether no option is about an input. */
function onlyServes(options: CliOptions): boolean {
  return Object.keys(options).every((name) => name === 'port' || name === 'host' || name === 'no-open');
}

/** Runs a command line; returns what to print and the exit code. */
async function run(argv: readonly string[]): Promise<Outcome> {
  const parsed = parse(argv);
  if (!parsed.ok) return { code: 2, error: formatProblem(parsed.error) };
  const { options, words } = parsed.value;
  if (options.help === true) return { code: 0, text: HELP };
  if (options.version === true) return { code: 0, text: `${SAY.version({ version: VERSION })}\n` };
  const [command, ...inputs] = words.length === 0 && onlyServes(options) ? ['serve'] : words;
  if (command === undefined) return { code: 2, error: `${SAY.noInput}\n\n${HELP}` };
  const known = Object.hasOwn(COMMANDS, command) ? COMMANDS[command] : undefined;
  const result = await (known === undefined
    ? summaryCommand(words, options, LANGUAGE)
    : known(inputs, options, LANGUAGE));
  return result.ok ? result.value : { code: 2, error: formatProblem(result.error) };
}

const outcome = await run(process.argv.slice(2));
if (outcome.text !== undefined) process.stdout.write(outcome.text);
if (outcome.bytes !== undefined) process.stdout.write(outcome.bytes);
if (outcome.error !== undefined) process.stderr.write(`irqscope: ${outcome.error}\n`);
process.exitCode = outcome.code;
