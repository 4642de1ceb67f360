/** Reads scenarios: checks the JSON against schema 1, and says exactly what does not fit. */
import * as v from 'valibot';
import { fail, ok, type Problem, type Result } from '../../base/result.ts';
import { boardSchema, overlaySchema, scenarioSchema } from '../api/scenario/schema.ts';
import { engineMessages, type Language } from '../api/messages/index.ts';
import type { Scenario } from '../api/scenario/types.ts';
import { draftProblem, firstIssue, schemaProblem } from './schema-words.ts';

/** Checks a scenario's JSON. Errors name the path in it, e.g. "script[3].bdf". */
export function checkScenario(json: unknown, language: Language = 'en'): Result<Scenario> {
  const m = engineMessages(language).scenario;
  if (
    typeof json === 'object' &&
    json !== null &&
    'irqscope' in json &&
    typeof json.irqscope === 'number' &&
    json.irqscope > 1
  ) {
    return fail('scenario-newer', m.newer({ schema: json.irqscope }), { path: 'irqscope' }, m.newerHint);
  }
  const parsed = v.safeParse(scenarioSchema, json);
  if (parsed.success) return ok(parsed.output);
  return {
    ok: false,
    error: schemaProblem(m, firstIssue(parsed.issues), { code: 'scenario-schema', schema: scenarioSchema, say: m }),
  };
}

/** Everything in a draft that does not fit the schema; none when `checkScenario` accepts it. */
export function draftProblems(json: unknown, language: Language): Problem[] {
  const parsed = v.safeParse(scenarioSchema, json);
  return parsed.success
    ? []
    : parsed.issues.map((issue) => draftProblem(engineMessages(language).scenario, issue, scenarioSchema));
}

/** The board and the overlays that a draft names, even where the rest of it does not fit. */
export function treePartsOf(json: unknown): Pick<Scenario, 'board' | 'overlays'> | undefined {
  const parsed = v.safeParse(v.object({ board: boardSchema }), json);
  if (!parsed.success) return undefined;
  const { board } = parsed.output;
  const over = v.safeParse(v.object({ overlays: v.array(overlaySchema) }), json);
  return over.success ? { board, overlays: over.output.overlays } : { board };
}
