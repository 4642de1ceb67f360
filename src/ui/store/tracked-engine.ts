/** The engine with its calls counted, so that the page knows when it is idle and a test need not guess. */
import type { EngineApi } from '../../worker/contract.ts';
import type { Stores } from './stores.ts';

export function trackedEngine(engine: EngineApi, { tasks }: Pick<Stores, 'tasks'>): EngineApi {
  async function count<T>(call: Promise<T>): Promise<T> {
    const release = hold({ tasks });
    try {
      return await call;
    } finally {
      release();
    }
  }
  return {
    take: (given, choice) => count(engine.take(given, choice)),
    tour: (json) => count(engine.tour(json)),
    open: (scenario, files, progress) => count(engine.open(scenario, files, progress)),
    catalog: (cpus) => count(engine.catalog(cpus)),
    check: (draft, files) => count(engine.check(draft, files)),
    driverList: (draft, files) => count(engine.driverList(draft, files)),
    boardSource: (board, files) => count(engine.boardSource(board, files)),
    command: (command, ask) => count(engine.command(command, ask)),
    move: (move, ask, from) => count(engine.move(move, ask, from)),
    timeline: (ask) => count(engine.timeline(ask)),
    machine: (machine) => count(engine.machine(machine)),
    exported: (what, titles) => count(engine.exported(what, titles)),
    table: (ask) => count(engine.table(ask)),
    line: (ask) => count(engine.line(ask)),
    search: (text) => count(engine.search(text)),
    whole: (parts, files) => count(engine.whole(parts, files)),
    board: () => count(engine.board()),
    blanked: (parts, files) => count(engine.blanked(parts, files)),
    rungs: () => count(engine.rungs()),
    parting: (rungs) => count(engine.parting(rungs)),
    findings: () => count(engine.findings()),
    explain: (text) => count(engine.explain(text)),
    dump: (only) => count(engine.dump(only)),
  };
}

/** Lets the page count as busy, until the function that comes back is called. */
export function hold({ tasks }: Pick<Stores, 'tasks'>): () => void {
  tasks.setState(({ pending }) => ({ pending: pending + 1 }));
  return () => tasks.setState(({ pending }) => ({ pending: pending - 1 }));
}

/** Work that a person waits for: shown only when it takes long enough to be noticed. */
const NOTICEABLE = 500;

export async function withProgress<T>(
  { tasks }: Pick<Stores, 'tasks'>,
  what: string,
  work: (progress: (what: string, fraction: number | undefined) => void) => Promise<T>,
): Promise<T> {
  tasks.setState(({ pending }) => ({ pending: pending + 1, progress: { what, fraction: undefined, slow: false } }));
  const timer = setTimeout(() => {
    tasks.setState(({ progress }) => ({ progress: progress === undefined ? undefined : { ...progress, slow: true } }));
  }, NOTICEABLE);
  try {
    return await work((now, fraction) => {
      tasks.setState(({ progress }) => ({ progress: { what: now, fraction, slow: progress?.slow ?? false } }));
    });
  } finally {
    clearTimeout(timer);
    tasks.setState(({ pending }) => ({ pending: pending - 1, progress: undefined }));
  }
}
