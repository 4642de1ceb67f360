/** Reads scenarios: checks the JSON against schema 1, and says exactly what does not fit. */
import * as v from 'valibot';
import { fail, ok, type Problem, type Result } from '../../base/result.ts';
import { boardSchema, scenarioSchema } from '../api/scenario/schema.ts';
import type { BoardChoice, Scenario } from '../api/scenario/types.ts';
import { draftProblem, firstIssue, schemaProblem } from './schema-words.ts';

/** Checks a scenario's JSON. Errors name the path in it, e.g. "script[3].bdf". */
export function checkScenario(json: unknown): Result<Scenario> {
  if (
    typeof json === 'object' &&
    json !== null &&
    'irqscope' in json &&
    typeof json.irqscope === 'number' &&
    json.irqscope > 1
  ) {
    return fail(
      'scenario-newer',
      `this scenario has schema ${json.irqscope}, and this irqscope reads schema 1`,
      { path: 'irqscope' },
      'Open it with a newer irqscope.',
    );
  }
  const parsed = v.safeParse(scenarioSchema, json);
  if (parsed.success) return ok(parsed.output);
  return { ok: false, error: schemaProblem(firstIssue(parsed.issues)) };
}

/** Everything in a draft that does not fit the schema; none when `checkScenario` accepts it. */
export function draftProblems(json: unknown): Problem[] {
  const parsed = v.safeParse(scenarioSchema, json);
  return parsed.success ? [] : parsed.issues.map(draftProblem);
}

/** The board that a draft names, even where the rest of it does not fit. */
export function boardOf(json: unknown): BoardChoice | undefined {
  const parsed = v.safeParse(v.object({ board: boardSchema }), json);
  return parsed.success ? parsed.output.board : undefined;
}
