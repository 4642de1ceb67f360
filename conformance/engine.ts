/** The only file of this room that knows the engine. */
import { fail, ok, type Result } from '../src/base/result.ts';
import { checkScenario, type Findings, findingsOf, loadScenario, Session } from '../src/engine/index.ts';
import { CRASHED, type Run } from './run.ts';

export function runScenario(json: unknown, files: ReadonlyMap<string, Uint8Array>): Result<Run> {
  return orCrash(() => {
    const scenario = checkScenario(json);
    if (!scenario.ok) return scenario;
    const loaded = loadScenario(scenario.value, files);
    if (!loaded.ok) return loaded;
    const session = Session.open(loaded.value);
    if (!session.ok) return session;
    return ok({ dump: (options) => orCrash(() => session.value.dump(options)) });
  });
}

/** What is found to be wrong with a scenario whose board is text. */
export function findingsOn(json: unknown): Result<Findings> {
  return orCrash(() => {
    const scenario = checkScenario(json);
    if (!scenario.ok) return scenario;
    const loaded = loadScenario(scenario.value, new Map());
    if (!loaded.ok) return loaded;
    const session = Session.open(loaded.value);
    return session.ok ? ok(findingsOf(session.value)) : session;
  });
}

/** How much of a stack says where a crash was. */
const STACK_LINES = 5;

/** An exception is a mistake of the engine's. It costs this golden its score, and must not cost the others theirs. */
function orCrash<T>(run: () => Result<T>): Result<T> {
  try {
    return run();
  } catch (error) {
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
    return fail(CRASHED, `The engine crashed: ${text.split('\n').slice(0, STACK_LINES).join('\n')}`);
  }
}
