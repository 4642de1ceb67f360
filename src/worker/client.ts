/**
 * The screen's side of the contract. It keeps the remote alive (a proxy that is collected leaves its calls hanging),
 * races every call against the worker's death (else they would hang as well), and starts a new worker when one has died,
 * with the scenario that the page says is open.
 */
import { type Endpoint, proxy, type Remote, wrap } from 'comlink';
import { type Language, LANGUAGES, type PageMessages, pageMessages } from '../engine/api/messages/index.ts';
import { fail, type Problem, type Result } from '../base/result.ts';
import type { EngineApi, Files, MachineFile, Opened, PairApi, Progress, WorkerApi } from './contract.ts';
import { keepVigil } from './vigil.ts';

/** What the client needs of a Worker; a test gives one made of a message port. */
export interface WorkerLike extends Endpoint {
  terminate(): void;
}

/** What is open, to be opened again in a new worker. */
export interface OpenScenario {
  /** With the commands that were added to its script. */
  readonly scenario: unknown;
  readonly files: Files;
  /** In place of a scenario: a machine that is known from what it printed. */
  readonly machine?: MachineFile | undefined;
  /** Where a person stands in it; its end where left out. */
  readonly step?: number | undefined;
}

/** The page's part in a restart. */
export interface Restart {
  /** What is open; undefined when nothing is. Asked for when a worker has died. */
  readonly open: () => OpenScenario | undefined;
  /** Told when it has been opened again; the result says whether that worked. */
  readonly restarted: (died: Problem, reopened: Result<Opened> | undefined) => void;
}

export interface EngineClient extends EngineApi {
  onDeath(restart: Restart): void;
  dispose(): void;
}

/** The engine in a worker beside the page's own, for two machines that are compared. */
export interface PairClient extends PairApi, Pick<EngineApi, 'take' | 'whole'> {
  dispose(): void;
}

/** So many workers are started, one after the other, when they die while they open what was open. */
const ATTEMPTS = 3;
const DIED: Problem['code'] = 'worker-died';

/** A worker that lives, or its death. */
interface Life {
  readonly worker: WorkerLike;
  readonly remote: Remote<WorkerApi>;
  /** What the worker was told to speak. */
  language: Language | undefined;
  /** Settles when it does. */
  spoken: Promise<void>;
  readonly death: Promise<Problem>;
  readonly die: (problem: Problem) => void;
}

function startWorker(messages: () => PageMessages['notices']): WorkerLike {
  // A name of its own: tabs of one origin share their locks.
  const name = `irqscope engine ${Math.random().toString(36).slice(2)}`;
  const worker = new Worker(new URL('./engine.worker.ts', import.meta.url), { type: 'module', name });
  keepVigil(worker, name, () => messages().endedSilently);
  return worker;
}

/** The worker speaks the page's `language`; what becomes of it is told in the language of that time. */
export function createEngineClient(
  language: () => Language,
  start: () => WorkerLike = () => startWorker(() => pageMessages(language()).notices),
): EngineClient & PairClient {
  const messages = (): PageMessages['notices'] => pageMessages(language()).notices;
  let page: Restart | undefined;
  let life: Life | undefined;
  let disposed = false;
  /** Set while the run is opened again: nothing else is asked meanwhile, since the new engine stands elsewhere. */
  let restarting: Promise<void> | undefined;

  function live(): Life {
    life ??= begin(start(), messages, died);
    return life;
  }

  function end(problem: Problem): void {
    const ending = life;
    life = undefined;
    ending?.worker.terminate();
    ending?.die(problem);
  }

  function died(problem: Problem): void {
    end(problem);
    // One that dies while it opens what was open is followed by another: see reopen.
    if (disposed || restarting !== undefined) return;
    restarting = restart(problem).finally(() => {
      restarting = undefined;
    });
  }

  async function restart(problem: Problem): Promise<void> {
    page?.restarted(problem, await reopen());
  }

  /** Opens what was open, and goes to where it was looked at. */
  async function reopen(): Promise<Result<Opened> | undefined> {
    const from = page?.open();
    if (from === undefined) return undefined;
    const { scenario, files, machine, step } = from;
    for (let attempt = 1; ; attempt++) {
      const opened = await callNow((remote) =>
        machine === undefined
          ? remote.open(
              scenario,
              files,
              proxy(() => {}),
            )
          : remote.machine(machine),
      );
      // From the step before, so that what is told as changed is what that step changed.
      const moved =
        opened.ok && step !== undefined
          ? await callNow((remote) => remote.move({ to: 'step', step }, {}, step - 1))
          : opened;
      const failed = moved.ok ? undefined : moved.error;
      if (failed?.code !== DIED || attempt === ATTEMPTS || disposed) return moved.ok ? opened : moved;
    }
  }

  /** Waits while what was open is opened again, which may be more than once. */
  async function ready(): Promise<void> {
    const underWay = restarting;
    if (underWay === undefined) return;
    await underWay;
    await ready();
  }

  /** A call whose worker died is asked of the next one, once: it may be what the worker died of. */
  async function call<T>(ask: (remote: Remote<WorkerApi>) => Promise<Result<T>>): Promise<Result<T>> {
    await ready();
    const answer = await callNow(ask);
    if (answer.ok || answer.error.code !== DIED || disposed) return answer;
    await ready();
    return callNow(ask);
  }

  async function callNow<T>(ask: (remote: Remote<WorkerApi>) => Promise<Result<T>>): Promise<Result<T>> {
    const now = live();
    const { remote, death } = now;
    if (now.language !== language()) {
      now.language = language();
      now.spoken = remote.speak(now.language);
    }
    const dead = death.then((problem): Result<T> => ({ ok: false, error: problem }));
    try {
      return await Promise.race([now.spoken.then(() => ask(remote)), dead]);
    } catch (error) {
      // Perhaps its words could not be loaded: the next call tries again.
      now.language = undefined;
      const why = error instanceof Error ? error.message : String(error);
      return fail('worker-call', messages().notUnderstood({ why }));
    }
  }

  return {
    take: (given, choice) => call((remote) => remote.take(given, choice)),
    tour: (json) => call((remote) => remote.tour(json)),
    open: (scenario, files, progress: Progress) => call((remote) => remote.open(scenario, files, proxy(progress))),
    machine: (machine) => call((remote) => remote.machine(machine)),
    catalog: (cpus) => call((remote) => remote.catalog(cpus)),
    check: (draft, files) => call((remote) => remote.check(draft, files)),
    driverList: (draft, files) => call((remote) => remote.driverList(draft, files)),
    boardSource: (board, files) => call((remote) => remote.boardSource(board, files)),
    command: (command, ask) => call((remote) => remote.command(command, ask)),
    move: (move, ask, from) => call((remote) => remote.move(move, ask, from)),
    timeline: (ask) => call((remote) => remote.timeline(ask)),
    table: (ask) => call((remote) => remote.table(ask)),
    line: (ask) => call((remote) => remote.line(ask)),
    search: (text) => call((remote) => remote.search(text)),
    whole: (parts, files) => call((remote) => remote.whole(parts, files)),
    board: () => call((remote) => remote.board()),
    blanked: (parts, files) => call((remote) => remote.blanked(parts, files)),
    rungs: () => call((remote) => remote.rungs()),
    parting: (rungs) => call((remote) => remote.parting(rungs)),
    findings: () => call((remote) => remote.findings()),
    explain: (text) => call((remote) => remote.explain(text)),
    exported: (what, titles) => call((remote) => remote.exported(what, titles)),
    dump: (only) => call((remote) => remote.dump(only)),
    pair: (a, b, progress) => call((remote) => remote.pair(a, b, proxy(progress))),
    compare: (at) => call((remote) => remote.compare(at)),
    onDeath(restart) {
      page = restart;
    },
    dispose() {
      disposed = true;
      end({ code: 'worker-disposed', message: messages().closing });
    },
  };
}

function begin(worker: WorkerLike, messages: () => PageMessages['notices'], onDeath: (problem: Problem) => void): Life {
  let die: (problem: Problem) => void = () => {};
  const death = new Promise<Problem>((resolve) => {
    die = resolve;
  });
  worker.addEventListener('error', (event) => {
    if ('preventDefault' in event) event.preventDefault();
    const say = messages();
    const why = 'message' in event && typeof event.message === 'string' ? event.message : undefined;
    onDeath({ code: DIED, message: why === undefined ? say.engineStopped : say.engineStoppedWhy({ why }) });
  });
  return { worker, remote: wrap<WorkerApi>(worker), language: LANGUAGES[0], spoken: Promise.resolve(), death, die };
}
