/** The only file of this room that knows the engine. */
import { readFileSync } from 'node:fs';
import { fail, ok, type Problem, type Result } from '../src/base/result.ts';
import { engineMessages } from '../src/engine/api/messages/index.ts';
import {
  checkScenario,
  compare,
  comparedMachine,
  comparedRun,
  decodeDriverTable,
  type Difference,
  type DriverTable,
  type Findings,
  findingsOf,
  loadScenario,
  readCollected,
  Session,
  wantsDriverTable,
} from '../src/engine/index.ts';
import { CRASHED, type Run } from './run.ts';

/** A scenario that has run, and what of its script could not. */
function sessionOf(
  json: unknown,
  files: ReadonlyMap<string, Uint8Array>,
): Result<{ session: Session; refused: Problem[] }> {
  const scenario = checkScenario(json);
  if (!scenario.ok) return scenario;
  const table = wantsDriverTable(scenario.value) ? driverTable() : undefined;
  if (table?.ok === false) return table;
  const loaded = loadScenario(scenario.value, files, undefined, table?.value);
  if (!loaded.ok) return loaded;
  const { script = [] } = scenario.value;
  const session = Session.open({ ...loaded.value, scenario: { ...scenario.value, script: [] } });
  if (!session.ok) return session;
  const refused: Problem[] = [];
  // What one command asks in vain costs its line; what comes after it is compared all the same.
  for (const command of script.slice(script[0]?.do === 'boot' ? 1 : 0)) {
    const done = session.value.run(command);
    if (!done.ok) refused.push(done.error);
  }
  return ok({ session: session.value, refused });
}

export function runScenario(json: unknown, files: ReadonlyMap<string, Uint8Array>): Result<Run> {
  return orCrash(() => {
    const run = sessionOf(json, files);
    if (!run.ok) return run;
    const { session, refused } = run.value;
    return ok({ refused, dump: (options) => orCrash(() => session.dump(options)) });
  });
}

/** What differs between a scenario's run and what a machine printed, by the run's checkpoints, as the page and `irqscope diff` tell it. */
export function differencesFrom(
  json: unknown,
  files: ReadonlyMap<string, Uint8Array>,
  printed: ReadonlyMap<string, string>,
): Result<Map<string, readonly Difference[]>> {
  return orCrash(() => {
    const run = sessionOf(json, files);
    if (!run.ok) return run;
    const { session } = run.value;
    const found = new Map<string, readonly Difference[]>();
    for (const [checkpoint, text] of printed) {
      const machine = readCollected(text, engineMessages('en'));
      if (!machine.ok) return machine;
      const gone = session.goTo(checkpoint);
      if (!gone.ok) return gone;
      const { differences } = compare(comparedRun(session), comparedMachine(checkpoint, machine.value));
      found.set(checkpoint, differences);
    }
    return ok(found);
  });
}

/** What Linux has of drivers: a golden's list may name some that are not modelled. */
let drivers: Result<DriverTable> | undefined;
function driverTable(): Result<DriverTable> {
  return (drivers ??= decodeDriverTable(
    engineMessages('en').scenario,
    JSON.parse(readFileSync(new URL('../public/drivers.json', import.meta.url), 'utf8')),
  ));
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
