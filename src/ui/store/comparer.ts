/** Compares the open run with another, in a worker beside that of the page: neither waits for the other. */
import { fail, formatProblem, ok, type Result } from '../../base/result.ts';
import { readLink } from '../../permalink/link.ts';
import type { LinkSource } from '../../permalink/compare-text.ts';
import type { PairClient } from '../../worker/client.ts';
import type { Scenario } from '../../engine/index.ts';
import type { GivenFile, PairAt, PairSide, Taken } from '../../worker/contract.ts';
import { messagesOf } from './messages.ts';
import { KERNEL_VERSIONS } from '../../engine/api/kernel-versions.ts';
import type { Opener } from './opener.ts';
import { bundledIn, presetScenario } from '../../permalink/presets.ts';
import { boardFiles } from './board-files.ts';
import { type CompareAt, NO_COMPARISON, type Other, scenarioNow, type Stores } from './stores.ts';
import { hold } from './tracked-engine.ts';

/** While the page steps on, the comparison waits until it rests for so long, in milliseconds. */
const REST = 250;

export class Comparer {
  private readonly stores: Stores;
  private readonly opener: Opener;
  private readonly start: () => PairClient;
  private client: PairClient | undefined;
  private turn = 0;
  private timer: ReturnType<typeof setTimeout> | undefined;
  /** The step of the open run that was compared last. */
  private compared: number | undefined;

  constructor(stores: Stores, opener: Opener, start: () => PairClient) {
    this.stores = stores;
    this.opener = opener;
    this.start = start;
    stores.run.subscribe(({ info }, { info: before }) => {
      const { shown, other } = stores.compare.getState();
      if (info !== before && shown && other !== undefined) void this.run();
    });
    stores.screen.subscribe(() => this.follow());
    opener.onCompare = ({ other, at }) => this.show(other, at);
  }

  /** Shows the panel; with `other` compares at once. */
  show(other?: Other, at?: CompareAt): void {
    const { compare, run } = this.stores;
    if (run.getState().info === undefined) return;
    compare.setState((state) => ({ shown: true, other: other ?? state.other, at: at ?? state.at }));
    if (other !== undefined) void this.run();
  }

  at(at: CompareAt): void {
    this.stores.compare.setState({ at });
    void this.again();
  }

  close(): void {
    this.turn++;
    clearTimeout(this.timer);
    this.client?.dispose();
    this.client = undefined;
    this.stores.compare.setState(NO_COMPARISON);
  }

  /** What a link, or a name of a bundled scenario, says; why not where it says nothing. */
  async link(text: string): Promise<void> {
    const { links } = messagesOf(this.stores);
    const hash = text.includes('#') ? text.slice(text.indexOf('#')) : text;
    const read = await readLink(hash, links);
    if (read?.ok === true) {
      const { source, step } = read.value.link;
      this.show({ kind: 'source', source, step });
    } else {
      const error = read?.error ?? { code: 'link-none', message: links.none };
      this.stores.compare.setState({ problem: formatProblem(error), found: undefined });
    }
  }

  /** Files that were chosen: a board, overlays for the open one, a scenario, or what a machine printed. */
  async files(given: readonly GivenFile[], several: string): Promise<void> {
    const client = this.live();
    const taken = await this.busy(messagesOf(this.stores).notices.reading, () => client.take(given));
    const other = taken.ok ? await this.otherOf(taken.value, client, several) : taken;
    if (other.ok) this.show(other.value);
    else this.stores.compare.setState({ problem: formatProblem(other.error), found: undefined });
  }

  /** Opens the other in place of what is open. */
  async openOther(): Promise<void> {
    const { other } = this.stores.compare.getState();
    if (other === undefined) return;
    const made = await this.sides(other);
    if (!made.ok) return;
    const side = made.value.own === 'a' ? made.value.b : made.value.a;
    this.close();
    if (side.kind === 'scenario') await this.opener.scenario(side.scenario, side.files, {});
    else if (side.kind === 'machine') await this.opener.machine(side.machine);
  }

  private live(): PairClient {
    this.client ??= this.start();
    return this.client;
  }

  private async run(): Promise<void> {
    const { other } = this.stores.compare.getState();
    if (other === undefined) return;
    const turn = ++this.turn;
    const { notices: say } = messagesOf(this.stores);
    this.stores.compare.setState({ found: undefined, problem: undefined });
    const client = this.live();
    const done = await this.busy(say.reading, async (told) => {
      const made = await this.sides(other);
      if (!made.ok) return made;
      const paired = await client.pair(made.value.a, made.value.b, (what) => {
        if (turn === this.turn) told(what);
      });
      return paired.ok ? made : paired;
    });
    if (turn !== this.turn) return;
    if (done.ok) {
      this.stores.compare.setState({ own: done.value.own });
      await this.again();
    } else this.stores.compare.setState({ problem: formatProblem(done.error) });
  }

  /** The pair that is there at the steps of now. */
  private async again(): Promise<void> {
    const { other } = this.stores.compare.getState();
    if (other === undefined || this.client === undefined) return;
    const turn = ++this.turn;
    const { client } = this;
    const at = this.stepsOf(other);
    this.compared = at.here;
    const { notices: say } = messagesOf(this.stores);
    const found = await this.busy(say.comparing, () => client.compare(at));
    if (turn !== this.turn) return;
    this.stores.compare.setState(
      found.ok ? { found: found.value, problem: undefined } : { found: undefined, problem: formatProblem(found.error) },
    );
  }

  private stepsOf(other: Other): PairAt {
    const { at, own } = this.stores.compare.getState();
    const here = this.stores.screen.getState().screen?.step;
    if (other.kind === 'step') return { own, here, there: other.step };
    if (at === 'end') return { own, here: undefined, there: other.kind === 'source' ? other.step : undefined };
    return { own, here, there: 'same' };
  }

  /** The page has gone to another step, and the comparison with it. */
  private follow(): void {
    const { shown, other, at, found } = this.stores.compare.getState();
    if (!shown || other === undefined || found === undefined) return;
    if ((at === 'end' && other.kind !== 'step') || this.stepsOf(other).here === this.compared) return;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      if (this.stores.play.getState().playing) this.follow();
      else void this.again();
    }, REST);
  }

  private async sides(other: Other): Promise<Result<{ a: PairSide; b: PairSide; own: 'a' | 'b' }>> {
    const { run } = this.stores;
    const state = run.getState();
    const { machine, files } = state;
    const scenario = scenarioNow(state);
    const { notices: say } = messagesOf(this.stores);
    if (machine === undefined && scenario === undefined) return fail('nothing-open', say.nothingOpen);
    const own: PairSide = machine === undefined ? { kind: 'scenario', scenario, files } : { kind: 'machine', machine };
    const beside = (b: PairSide): Result<{ a: PairSide; b: PairSide; own: 'a' | 'b' }> => ok({ a: own, b, own: 'a' });
    switch (other.kind) {
      case 'machine':
        return beside({ kind: 'machine', machine: other.machine });
      case 'source': {
        const side = await this.sourceSide(other.source);
        return side.ok ? beside(side.value) : side;
      }
      case 'model':
        if (machine === undefined) return fail('no-machine', say.nothingOpen);
        return ok({ a: { kind: 'model', machine }, b: own, own: 'b' });
      default:
    }
    if (scenario === undefined) return fail('nothing-open', say.nothingOpen);
    if (other.kind === 'kernel') {
      const { version } = other;
      const side: PairSide = { kind: 'scenario', scenario: { ...scenario, kernel: version }, files };
      // The older one at the left, whichever is open.
      const age = (kernel: string | undefined): number => KERNEL_VERSIONS.findIndex((one) => one.version === kernel);
      return age(version) >= age(state.info?.kernel) ? beside(side) : ok({ a: side, b: own, own: 'b' });
    }
    if (other.kind === 'step') return beside({ kind: 'scenario', scenario, files });
    const { overlays: _without, ...bare } = scenario;
    return beside({ kind: 'scenario', scenario: bare, files });
  }

  private async sourceSide(source: LinkSource): Promise<Result<PairSide>> {
    const messages = messagesOf(this.stores);
    const scenario = source.kind === 'packed' ? source.scenario : presetScenario(source);
    if (source.kind === 'preset' && scenario === undefined)
      return fail('link-preset', messages.links.preset({ name: source.name }), undefined, messages.links.presetHint);
    const board = bundledIn(scenario);
    const files = board === undefined ? ok(new Map<string, Uint8Array>()) : await boardFiles(board, messages);
    return files.ok ? ok({ kind: 'scenario', scenario, files: files.value }) : files;
  }

  private async otherOf(taken: Taken, client: PairClient, several: string): Promise<Result<Other>> {
    if (taken.kind === 'choose') return fail('several-boards', several);
    if (taken.kind === 'machine') return ok({ kind: 'machine', machine: taken.machine });
    if (taken.kind === 'tour') return fail('tour-alone', messagesOf(this.stores).notices.tourAlone);
    const state = this.stores.run.getState();
    const open = scenarioNow(state);
    if (taken.kind === 'functions' && open === undefined) {
      const { notices: say } = messagesOf(this.stores);
      return fail('functions-alone', say.functionsAlone, undefined, say.functionsAloneHint);
    }
    if (taken.kind === 'overlays' && open === undefined)
      return fail('nothing-open', messagesOf(this.stores).notices.nothingOpen);
    const scenario = given(open, taken);
    // Packed so that it needs no file beside it: a link can say it then.
    const files = new Map([...state.files, ...(taken.kind === 'functions' ? [] : taken.files)]);
    const { board, overlays } = scenario;
    if (board === undefined) return fail('nothing-open', messagesOf(this.stores).notices.nothingOpen);
    const whole = await client.whole({ board, ...(overlays === undefined ? {} : { overlays }) }, files);
    if (!whole.ok) return whole;
    return ok({
      kind: 'source',
      source: { kind: 'packed', scenario: { ...scenario, ...whole.value } },
      step: undefined,
    });
  }

  private async busy<T>(what: string, work: (told: (what: string) => void) => Promise<T>): Promise<T> {
    const { compare } = this.stores;
    const release = hold(this.stores);
    compare.setState({ busy: what });
    try {
      return await work((now) => compare.setState({ busy: now }));
    } finally {
      compare.setState({ busy: undefined });
      release();
    }
  }
}

/** What was given as a scenario of its own: overlays and PCI functions are of the board that is open. */
function given(
  open: Scenario | undefined,
  taken: Extract<Taken, { readonly kind: 'scenario' | 'overlays' | 'functions' }>,
): Partial<Scenario> {
  switch (taken.kind) {
    case 'scenario':
      return taken.scenario;
    case 'overlays':
      return { ...open, overlays: taken.overlays };
    case 'functions':
      return { ...open, pci: taken.functions };
  }
}
