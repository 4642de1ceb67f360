/** What of the page a draft needs, and no more. */
import type { Result } from '../../../base/result.ts';
import type { RunInfo, Scenario } from '../../../engine/index.ts';
import type { EngineApi, Files } from '../../../worker/contract.ts';
import type { Opener } from '../opener.ts';
import { scenarioNow, type Stores } from '../stores.ts';
import { hold } from '../tracked-engine.ts';

export interface DraftPage {
  readonly engine: Pick<EngineApi, 'catalog' | 'check' | 'boardSource'>;
  /** What is open. */
  opened(): { readonly scenario: Scenario | undefined; readonly files: Files; readonly cpus: number };
  /** Opens an edited scenario in place of what it was made of. */
  run(scenario: unknown, files: Files): Promise<Result<RunInfo>>;
  /** The page counts as busy until the function that comes back is called. */
  hold(): () => void;
}

export function draftPage(engine: EngineApi, stores: Stores, opener: Opener): DraftPage {
  return {
    engine,
    opened() {
      const run = stores.run.getState();
      return { scenario: scenarioNow(run), files: run.files, cpus: run.info?.cpus ?? 1 };
    },
    run: (scenario, files) => opener.edited(scenario, files),
    hold: () => hold(stores),
  };
}
