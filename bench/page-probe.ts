/** Watches the page while something is done on it: every task of its main thread, every frame, and key to paint. */
import type { Browser, CDPSession, Page } from '@playwright/test';
import { round } from './clock.ts';

/** No task of the main thread may take longer. */
export const LIMIT = 50;

export interface Activity {
  'longest task, ms': number;
  /** The longest without the time in which other programs had the processor: what a machine of one's own would show. */
  'longest task, ms of processor': number;
  'tasks over 50 ms of processor': number;
  'frames a second': number;
  /** From the key or pointer event to the frame that shows the new step: the middle one, and the longest. */
  'input to paint, ms'?: { readonly middle: number; readonly longest: number };
}

interface TraceEvent {
  readonly name: string;
  readonly pid: number;
  readonly tid: number;
  readonly dur?: number;
  readonly tdur?: number;
}

interface Tally {
  readonly frames: number;
  readonly milliseconds: number;
  readonly waits: readonly number[];
}

declare global {
  interface Window {
    benchProbe?: { start(): void; stop(): Tally };
  }
}

/** The page leaves it in the trace, which so tells its thread from those of the browser's own pages. */
const MARK = 'irqscope-bench';

/** Runs in the page before all else: counts frames, and times each input to the frame after the step has changed. */
function installProbe(mark: string): void {
  let running = false;
  let began = 0;
  let frames = 0;
  let waits: number[] = [];
  let asked: number | undefined;
  let shown = '';
  const step = (): string => document.querySelector<HTMLInputElement>('[aria-label="Go to step"]')?.value ?? '';
  const note = (event: Event): void => {
    asked ??= event.timeStamp;
  };
  for (const type of ['keydown', 'pointermove']) window.addEventListener(type, note, { capture: true, passive: true });
  const channel = new MessageChannel();
  // A message that is posted in a frame arrives after it was painted.
  channel.port1.addEventListener('message', ({ data }) => waits.push(performance.now() - Number(data)));
  channel.port1.start();
  const frame = (): void => {
    if (!running) return;
    frames++;
    const now = step();
    if (now !== shown && asked !== undefined) {
      channel.port2.postMessage(asked);
      asked = undefined;
    }
    shown = now;
    requestAnimationFrame(frame);
  };
  window.benchProbe = {
    start() {
      [running, began, frames, waits, asked, shown] = [true, performance.now(), 0, [], undefined, step()];
      requestAnimationFrame(frame);
    },
    stop() {
      running = false;
      performance.mark(mark);
      return { frames, milliseconds: performance.now() - began, waits };
    },
  };
}

export class Probe {
  private readonly session: CDPSession;
  private readonly page: Page;

  private constructor(session: CDPSession, page: Page) {
    this.session = session;
    this.page = page;
  }

  static async open(browser: Browser, page: Page): Promise<Probe> {
    await page.addInitScript(installProbe, MARK);
    return new Probe(await browser.newBrowserCDPSession(), page);
  }

  /** Does it, and says what it cost. */
  async watch(work: () => Promise<void>): Promise<Activity> {
    const events: TraceEvent[] = [];
    const collect = ({ value }: { value: object[] }): void => void events.push(...(value as TraceEvent[]));
    this.session.on('Tracing.dataCollected', collect);
    const includedCategories = ['disabled-by-default-devtools.timeline', 'blink.user_timing'];
    const traceConfig = { includedCategories, excludedCategories: ['*'] };
    await this.session.send('Tracing.start', { transferMode: 'ReportEvents', traceConfig });
    await this.page.evaluate(() => window.benchProbe?.start());
    await work();
    // A page that was loaded meanwhile has counted nothing.
    const tally = await this.page.evaluate(() => window.benchProbe?.stop());
    const ended = new Promise((done) => this.session.once('Tracing.tracingComplete', done));
    await this.session.send('Tracing.end');
    await ended;
    this.session.off('Tracing.dataCollected', collect);
    return summary(mainThreadTasks(events), tally ?? { frames: 0, milliseconds: 1, waits: [] });
  }
}

interface Task {
  readonly milliseconds: number;
  readonly processor: number;
}

/** Tasks of the page's main thread. */
function mainThreadTasks(events: readonly TraceEvent[]): Task[] {
  const marks = events.filter(({ name }) => name === MARK);
  const isOurs = ({ pid, tid }: TraceEvent): boolean => marks.some((mark) => mark.pid === pid && mark.tid === tid);
  if (marks.length === 0) throw new Error(`The trace has no mark ${MARK}: which thread is the page's?`);
  return events
    .filter((event) => event.name === 'RunTask' && isOurs(event))
    .map(({ dur = 0, tdur = dur }) => ({ milliseconds: dur / 1000, processor: tdur / 1000 }));
}

const longestOf = (times: readonly number[]): number =>
  round(
    times.reduce((a, b) => Math.max(a, b), 0),
    1,
  );

function summary(tasks: readonly Task[], { frames, milliseconds, waits }: Tally): Activity {
  const sorted = waits.toSorted((a, b) => a - b);
  const longest = sorted.at(-1);
  return {
    'longest task, ms': longestOf(tasks.map(({ milliseconds: each }) => each)),
    'longest task, ms of processor': longestOf(tasks.map(({ processor }) => processor)),
    'tasks over 50 ms of processor': tasks.filter(({ processor }) => processor > LIMIT).length,
    'frames a second': round((frames / milliseconds) * 1000, 0),
    ...(longest === undefined
      ? {}
      : { 'input to paint, ms': { middle: round(sorted[sorted.length >> 1] ?? 0, 0), longest: round(longest, 0) } }),
  };
}
