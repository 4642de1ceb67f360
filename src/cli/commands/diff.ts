/** irqscope diff: what differs between two runs, two kernels on one board, or two moments. */
import { basename } from 'node:path';
import { fail, ok, type Result } from '../../base/result.ts';
import { AREAS, type Area } from '../../engine/api/compare.ts';
import { KERNEL_VERSIONS } from '../../engine/api/kernel-versions.ts';
import {
  type CliMessages,
  cliMessages,
  engineMessages,
  type Language,
  pageMessages,
} from '../../engine/api/messages/index.ts';
import {
  compare,
  type Compared,
  comparedMachine,
  comparedRun,
  type KernelVersion,
  machineScenario,
} from '../../engine/index.ts';
import { readLink } from '../../permalink/link.ts';
import { presetScenario } from '../../permalink/presets.ts';
import { diffJson, diffText } from '../diff-text.ts';
import { openInput, openScenario } from '../input.ts';
import { openMachine } from '../machine.ts';
import { kernelsOf } from '../kernels.ts';
import { give } from '../output.ts';
import type { CliOptions, Outcome } from '../options.ts';

/** One of the two: which input, on which kernel, and at which moment. */
interface Side {
  readonly input: string | undefined;
  readonly kernel: KernelVersion | undefined;
  readonly at: string | undefined;
}

export async function diffCommand(
  inputs: readonly string[],
  options: CliOptions,
  language: Language,
): Promise<Result<Outcome>> {
  const say = cliMessages(language);
  const { format = 'text' } = options;
  if (format !== 'text' && format !== 'json')
    return fail('cli-format', say.check.noFormat({ format, formats: ['text', 'json'] }), undefined, say.tryHelp);
  const areas = areasOf(options.only, say);
  if (!areas.ok) return areas;
  const model = inputs.length === 1 ? modelOf(inputs[0], options, language) : undefined;
  const sides = sidesOf(inputs, options, say);
  if (!sides.ok) return sides;
  const a = model ?? (await read(sides.value[0], options, language));
  if (!a.ok) return a;
  const b = await read(sides.value[1], options, language);
  if (!b.ok) return b;
  const all = compare(a.value, b.value);
  const found = { ...all, differences: all.differences.filter(({ area }) => areas.value.includes(area)) };
  const text = format === 'json' ? diffJson(found) : diffText(found, say, engineMessages(language).compare);
  const code = found.differences.length === 0 ? 0 : 1;
  return give(text, options, code);
}

function areasOf(only: string | undefined, say: CliMessages): Result<readonly Area[]> {
  if (only === undefined) return ok(AREAS);
  const given = only.split(',');
  const unknown = given.find((each) => AREAS.every((area) => area !== each));
  if (unknown !== undefined) return fail('cli-only', say.diff.noArea({ given: unknown, areas: AREAS }));
  return ok(AREAS.filter((area) => given.includes(area)));
}

/** What is compared with what. One input is compared with itself, on another kernel or at another moment. */
function sidesOf(inputs: readonly string[], options: CliOptions, say: CliMessages): Result<readonly [Side, Side]> {
  const [input, second] = inputs;
  if (input === undefined || inputs.length > 2) return fail('cli-inputs', say.diff.takesTwo({ count: inputs.length }));
  const kernels = kernelsOf(options.kernel, say);
  if (!kernels.ok) return kernels;
  const at = options.at?.split(',') ?? [];
  if (kernels.value.length > 2 || at.length > 2) return fail('cli-pair', say.diff.pairs);
  const [kernelA, kernelB = kernelA] = kernels.value;
  const [atA, atB = atA] = at;
  if (second !== undefined || kernelA !== kernelB || atA !== atB) {
    const a = { input, kernel: kernelA, at: atA };
    return ok([a, { input: second ?? input, kernel: kernelB, at: atB }]);
  }
  if (kernelA !== undefined) return fail('cli-pair', say.diff.itself);
  const [older, newer] = KERNEL_VERSIONS.slice(-2);
  return ok([
    { input, kernel: older?.version, at: atA },
    { input, kernel: newer?.version, at: atA },
  ]);
}

async function read({ input, kernel, at }: Side, options: CliOptions, language: Language): Promise<Result<Compared>> {
  if (isLink(input)) return readLinked(input, kernel, at, options, language);
  const machine = openMachine(input, language);
  if (machine !== undefined) return machine.ok ? ok(comparedMachine(basename(input ?? ''), machine.value)) : machine;
  const bare = { ...options, ...(kernel === undefined ? {} : { kernel }) };
  const session = openInput(input, bare, language, kernel);
  if (!session.ok) return session;
  const moved = session.value.goTo(at);
  return moved.ok ? ok(comparedRun(session.value)) : moved;
}

const isLink = (input: string | undefined): input is string => /^https?:\/\/\S*#|^#v=/.test(input ?? '');

/** The run of a link of the page: at its own step, unless another is asked for. */
async function readLinked(
  input: string,
  kernel: KernelVersion | undefined,
  at: string | undefined,
  options: CliOptions,
  language: Language,
): Promise<Result<Compared>> {
  const { links } = pageMessages(language);
  const found = await readLink(input.slice(input.indexOf('#')), links);
  if (found === undefined) return fail('link-none', links.none);
  if (!found.ok) return found;
  const { source, step } = found.value.link;
  const scenario = source.kind === 'packed' ? source.scenario : presetScenario(source);
  if (source.kind === 'preset' && scenario === undefined)
    return fail('link-preset', links.preset({ name: source.name }), undefined, links.presetHint);
  const session = openScenario(scenario, 'link', options, language, kernel);
  if (!session.ok) return session;
  const moved = session.value.goTo(at ?? (step === undefined ? undefined : Math.min(step, session.value.steps)));
  return moved.ok ? ok(comparedRun(session.value)) : moved;
}

/** A machine alone is held against the model, where its device tree is in its file. undefined for any other input. */
function modelOf(input: string | undefined, options: CliOptions, language: Language): Result<Compared> | undefined {
  const machine = openMachine(input, language);
  if (machine === undefined) return undefined;
  if (!machine.ok) return machine;
  const name = basename(input ?? '');
  const scenario = machineScenario(name, machine.value);
  if (scenario === undefined) return fail('cli-no-tree', cliMessages(language).diff.noTree);
  const session = openScenario(scenario, name, options, language);
  if (!session.ok) return session;
  const moved = session.value.goTo();
  return moved.ok ? ok(comparedRun(session.value)) : moved;
}
