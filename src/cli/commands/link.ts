/** irqscope link: the link that opens an input in the page. */
import { fail, ok, type Result } from '../../base/result.ts';
import { type CliMessages, cliMessages, engineMessages, type Language } from '../../engine/api/messages/index.ts';
import { rungsOf, type Scenario, type Session } from '../../engine/index.ts';
import { MAX_LINK, sourceText, writeLink } from '../../permalink/link.ts';
import { DEFAULT_VIEW } from '../../permalink/view-text.ts';
import { selfContained } from '../../worker/scenario-files.ts';
import { filesBeside, openInput } from '../input.ts';
import { give } from '../output.ts';
import type { CliOptions, Outcome } from '../options.ts';

/** Where `npm start` serves the page. */
const BASE = 'http://127.0.0.1:5173/';

export async function linkCommand(
  inputs: readonly string[],
  options: CliOptions,
  language: Language,
): Promise<Result<Outcome>> {
  const say = cliMessages(language);
  const [name] = inputs;
  if (name === undefined || inputs.length !== 1) return fail('cli-inputs', say.link.takesOne({ count: inputs.length }));
  const { base = BASE } = options;
  if (!/^https?:\/\/[^\s#]+$/.test(base)) return fail('cli-base', say.link.badBase({ base }));
  const session = openInput(name, options, language);
  if (!session.ok) return session;
  const step = stepOf(session.value, options.step, say);
  if (!step.ok) return step;
  const scenario = wholeScenario(session.value, name, language);
  if (!scenario.ok) return scenario;
  const { hash } = session.value;
  const picture = { step: step.value, selection: undefined, view: DEFAULT_VIEW, stops: [], compare: undefined };
  const source = await sourceText({ kind: 'packed', scenario: scenario.value });
  const link = await writeLink({ ...picture, hash, rungs: rungsOf(session.value) }, source);
  if (link.length > MAX_LINK)
    return fail(
      'link-too-long',
      say.link.tooLong({ length: link.length, most: MAX_LINK }),
      undefined,
      say.link.tooLongHint,
    );
  return give(`${base}${link}\n`, options);
}

function stepOf({ steps }: Session, step: string | undefined, say: CliMessages): Result<number | undefined> {
  if (step === undefined) return ok(undefined);
  if (/^\d{1,9}$/.test(step) && Number(step) <= steps) return ok(Number(step));
  return fail('no-such-step', say.link.badStep({ step, steps }));
}

/** With board and overlays inside. */
function wholeScenario({ loaded: { scenario } }: Session, name: string, language: Language): Result<Scenario> {
  const { picture: _own, board, overlays, ...rest } = scenario;
  const parts = { board, ...(overlays === undefined ? {} : { overlays }) };
  const whole = selfContained(parts, filesBeside(name), engineMessages(language).worker);
  return whole.ok ? ok({ ...rest, ...whole.value }) : whole;
}
