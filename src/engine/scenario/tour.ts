/** Reads tours: checks the JSON against schema 1 of tours, and says exactly what does not fit. */
import * as v from 'valibot';
import { nearest } from '../../base/nearest.ts';
import { fail, ok, type Result } from '../../base/result.ts';
import { engineMessages, type EngineMessages, type Language } from '../api/messages/index.ts';
import { commandSchema } from '../api/scenario/commands.ts';
import { tourSchema } from '../api/scenario/tour.ts';
import type { Tour, TourStop } from '../api/scenario/types.ts';
import { checkScenario } from './check.ts';
import { firstIssue, schemaProblem } from './schema-words.ts';
import { schemasIn, type Shape } from './schema-walk.ts';

/** Whether a JSON means to be a tour, rather than a scenario. */
export function isTour(json: unknown): boolean {
  return typeof json === 'object' && json !== null && 'irqscopeTour' in json;
}

/** Checks a tour's JSON. Errors name the path in it, e.g. "stops[3].at". */
export function checkTour(json: unknown, language: Language = 'en'): Result<Tour> {
  const { scenario: m } = engineMessages(language);
  const say = m.tour;
  const number = typeof json === 'object' && json !== null && 'irqscopeTour' in json ? json.irqscopeTour : undefined;
  if (typeof number === 'number' && number > 1)
    return fail('tour-newer', say.newer({ schema: number }), { path: 'irqscopeTour' }, m.newerHint);
  const parsed = v.safeParse(tourSchema, json);
  if (!parsed.success) {
    const about = { code: 'tour-schema', schema: tourSchema, say };
    return { ok: false, error: schemaProblem(m, firstIssue(parsed.issues), about) };
  }
  const tour = parsed.output;
  const { bundled, kernel, scenario, stops } = tour;
  const misfit = (path: string, why: string, hint?: string): Result<never> =>
    fail('tour-schema', say.misfit({ path, why }), { path }, hint);
  if (bundled !== undefined && scenario !== undefined) return misfit('scenario', say.twoScenarios);
  if (kernel !== undefined && bundled === undefined) return misfit('kernel', say.kernelAlone, say.kernelAloneHint);
  if (scenario !== undefined) {
    const checked = checkScenario(scenario, language);
    if (!checked.ok) {
      const { code, message, where, hint } = checked.error;
      return fail(code, message, { path: `scenario${where?.path === undefined ? '' : `.${where.path}`}` }, hint);
    }
  }
  for (const [index, stop] of stops.entries()) {
    const wrong = commandProblem(stop, m) ?? answerProblem(stop, m);
    if (wrong !== undefined) return misfit(`stops[${index}].${wrong.path}`, wrong.why, wrong.hint);
  }
  return ok(tour);
}

interface Wrong {
  readonly path: string;
  readonly why: string;
  readonly hint?: string;
}

/** A command that no script can have would never be found. */
function commandProblem({ at }: TourStop, m: EngineMessages['scenario']): Wrong | undefined {
  if (typeof at === 'string' || !('command' in at)) return undefined;
  const { do: name, ...given } = at.command;
  const known = new Map(schemasIn(commandSchema).map((shape) => [nameOf(shape), Object.keys(shape.entries ?? {})]));
  const near = (word: string, of: readonly string[]): string => {
    const found = nearest(word, of);
    return found === undefined ? m.known({ words: of }) : m.didYouMean({ word: found });
  };
  const keys = typeof name === 'string' ? known.get(name) : undefined;
  if (keys === undefined)
    return { path: 'at.command.do', why: m.tour.noCommand, hint: near(String(name ?? ''), [...known.keys()]) };
  const strange = Object.keys(given).find((key) => !keys.includes(key));
  if (strange === undefined) return undefined;
  return { path: `at.command.${strange}`, why: m.unknownKey, hint: near(strange, keys) };
}

function nameOf({ entries }: Shape): string {
  const literal: Shape | undefined = entries?.['do'];
  return String(literal?.literal);
}

function answerProblem({ ask }: TourStop, m: EngineMessages['scenario']): Wrong | undefined {
  if (ask === undefined || ask.right < ask.answers.length) return undefined;
  return { path: 'ask.right', why: m.atMost({ limit: String(ask.answers.length - 1) }), hint: m.tour.rightHint };
}
