/** One draft of a scenario: changed by the forms, checked by the engine a moment after, and run on demand. */
import { createStore } from 'zustand/vanilla';
import { type EditorMessages, editorMessages } from '../../../engine/api/messages/editor.ts';
import { type Language, pageMessages } from '../../../engine/api/messages/index.ts';
import { fail, type Problem, type Result } from '../../../base/result.ts';
import type {
  BoardChoice,
  BoardFacts,
  Catalog,
  DraftCheck,
  DriverFacts,
  FunctionFacts,
  OverlayChoice,
  RunInfo,
  Scenario,
} from '../../../engine/index.ts';
import type { BoardSource, EngineApi, Files } from '../../../worker/contract.ts';
import { boardFiles } from '../board-files.ts';
import type { KeptDraft } from '../shelf.ts';
import type { ReadStore } from '../stores.ts';
import { getAt, type Json, jsonOf, listAt, type Path, pathText, setAt, textAt } from './json-value.ts';
import { offsetOf, placeAt, type ReadJson, readJson, type TextPlace } from './json-places.ts';

/** What of the page a draft needs, and no more. */
export interface DraftPage {
  readonly engine: Pick<EngineApi, 'catalog' | 'check' | 'driverList' | 'boardSource' | 'whole'>;
  /** What is open. */
  opened(): {
    readonly id: string;
    readonly scenario: Scenario | undefined;
    readonly files: Files;
    readonly cpus: number;
  };
  /** The draft that was kept of it. */
  kept(id: string): Promise<KeptDraft | undefined>;
  /** Keeps its draft, as it is a moment after the last change. */
  keep(id: string, draft: () => KeptDraft | undefined): void;
  /** Opens an edited scenario in place of what it was made of. */
  run(scenario: unknown, files: Files): Promise<Result<RunInfo>>;
  /** The page counts as busy until the function that comes back is called. */
  hold(): () => void;
  /** In which what is wrong is said. */
  language(): Language;
}

export type EditorTab = 'pci' | 'machine' | 'drivers' | 'script' | 'dts' | 'json';

export interface DraftState {
  readonly draft: Json;
  /** Drafts before, oldest first. */
  readonly past: readonly Json[];
  /** Drafts that were undone, the last one last. */
  readonly future: readonly Json[];
  /** What the last change was to: more of the same kind is undone with it. */
  readonly last: string | undefined;
  /** The JSON as a person typed it; undefined while it is what the draft makes of it. */
  readonly typed: string | undefined;
  readonly tab: EditorTab;
  readonly catalog: Catalog | undefined;
  readonly source: BoardSource | undefined;
  /** The board that is named was looked for, and has no source. */
  readonly sourceless: boolean;
  readonly check: DraftCheck | undefined;
  /** Of the last draft whose board could be read. */
  readonly board: BoardFacts | undefined;
  /** Of the last draft whose functions could be built. */
  readonly functions: readonly FunctionFacts[];
  /** The drivers that there are to choose from, once they were looked at; or why they cannot be had. */
  readonly drivers: Result<readonly DriverFacts[]> | undefined;
  /** Why the last attempt to run it, or to read its board, came to nothing. */
  readonly failure: Problem | undefined;
  /** Whether running it was refused, and nothing was changed since. */
  readonly refused: boolean;
  /** Whether it is one that was kept, and nothing was changed since. */
  readonly restored: boolean;
  /** Functions whose form is unfolded, by number. */
  readonly unfolded: readonly number[];
  /** Where the caret goes next, on a tab that is one text. */
  readonly line: TextPlace | undefined;
  /** Where the keyboard goes next, once it is drawn. */
  readonly focus: { readonly path: string } | undefined;
}

/** After the last key. */
const SETTLE = 250;
const MOST_UNDO = 200;

export class DraftModel {
  private readonly state;
  private readonly page: DraftPage;
  /** Of what is open. */
  private readonly id: string;
  /** What is open, and so not lost. */
  private original: Json;
  private readonly firstBoard: Json | undefined;
  private files: Files;
  /** Ends the wait for a check, and the page's being busy. */
  private settle: () => void = () => {};
  private turn = 0;
  private sourceOf: string | undefined;
  /** What the list of drivers was made for. */
  private driversOf: string | undefined;

  constructor(page: DraftPage) {
    const { id, scenario, files } = page.opened();
    this.page = page;
    this.id = id;
    this.files = files;
    this.original = jsonOf(scenario ?? {});
    this.firstBoard = getAt(this.original, ['board']);
    this.state = createStore<DraftState>(() => ({
      draft: this.original,
      past: [],
      future: [],
      last: undefined,
      typed: undefined,
      // A board without PCI functions is edited as the tree it is.
      tab: listAt(this.original, ['pci']).length > 0 ? 'pci' : 'dts',
      catalog: undefined,
      source: undefined,
      sourceless: false,
      check: undefined,
      board: undefined,
      functions: [],
      drivers: undefined,
      failure: undefined,
      refused: false,
      restored: false,
      unfolded: [],
      line: undefined,
      focus: undefined,
    }));
  }

  get store(): ReadStore<DraftState> {
    return this.state;
  }

  async start(): Promise<void> {
    const catalog = await this.page.engine.catalog(this.page.opened().cpus);
    if (catalog.ok) this.state.setState({ catalog: catalog.value });
    else this.state.setState({ failure: catalog.error });
    await this.restore();
    await this.check();
  }

  /** A draft of an earlier visit takes the place of what is open; undo leads back. */
  private async restore(): Promise<void> {
    const kept = await this.page.kept(this.id);
    if (kept === undefined || this.dirty || JSON.stringify(kept.of) !== JSON.stringify(this.original)) return;
    const { draft, typed } = kept;
    this.state.setState({ draft, typed, past: [this.original], last: undefined, restored: true });
  }

  /** What is not run and is to be there after a reload. */
  private unrun(): KeptDraft | undefined {
    const { draft, typed } = this.state.getState();
    return this.dirty ? { of: this.original, draft, typed } : undefined;
  }

  private keep(): void {
    this.page.keep(this.id, () => this.unrun());
  }

  /** What was entered is not wanted any more. */
  discard(): void {
    this.page.keep(this.id, () => undefined);
  }

  /** Nothing is checked any more. */
  dispose(): void {
    this.settle();
    this.turn++;
  }

  get dirty(): boolean {
    const { draft, typed } = this.state.getState();
    if (typed !== undefined && !readJson(typed).ok) return true;
    return JSON.stringify(draft) !== JSON.stringify(this.original);
  }

  /** Sets a value; undefined takes it away. */
  set(path: Path, value: Json | undefined): void {
    this.put(setAt(this.state.getState().draft, path, value) ?? {}, pathText(path));
  }

  /** A change that is undone by itself, such as an item more or less. */
  restructure(path: Path, value: Json | undefined, focus?: Path): void {
    this.put(setAt(this.state.getState().draft, path, value) ?? {}, undefined);
    if (focus !== undefined) this.focus(pathText(focus), this.state.getState().tab);
  }

  /** Takes a PCI function away; the one after it is next at hand, or the one before. */
  removeFunction(index: number): void {
    const rest = listAt(this.store.getState().draft, ['pci']).filter((_, at) => at !== index);
    this.restructure(['pci'], rest);
    this.state.setState(({ unfolded }) => ({
      unfolded: unfolded.filter((at) => at !== index).map((at) => (at > index ? at - 1 : at)),
    }));
    const next = Math.min(index, rest.length - 1);
    this.enter(next < 0 ? 'pci' : `pci[${next}]`);
  }

  undo(): void {
    const { past, future, draft } = this.state.getState();
    const before = past.at(-1);
    if (before !== undefined) this.jump(before, past.slice(0, -1), [...future, draft]);
  }

  redo(): void {
    const { past, future, draft } = this.state.getState();
    const after = future.at(-1);
    if (after !== undefined) this.jump(after, [...past, draft], future.slice(0, -1));
  }

  private jump(draft: Json, past: readonly Json[], future: readonly Json[]): void {
    this.state.setState({
      draft,
      past,
      future,
      last: undefined,
      typed: undefined,
      failure: undefined,
      refused: false,
      restored: false,
    });
    this.keep();
    this.later();
  }

  /** The JSON tab's text. As long as it is JSON the forms follow. */
  type(text: string): void {
    const read = readJson(text);
    if (read.ok) this.put(read.value, 'json');
    this.state.setState({ typed: text, refused: false, restored: false });
    this.keep();
  }

  /** The device tree's text. What is again as it came is again the board it came from. */
  typeSource(text: string): void {
    const { source } = this.state.getState();
    const board = this.firstBoard;
    const isOriginal = text === source?.text && this.sourceOf === JSON.stringify(board);
    this.set(['board'], isOriginal ? board : { dts: text });
  }

  show(tab: EditorTab): void {
    const { typed } = this.state.getState();
    const keep = typed !== undefined && !readJson(typed).ok;
    this.state.setState({ tab, line: undefined, focus: undefined, ...(keep ? {} : { typed: undefined }) });
    if (tab === 'drivers') void this.readDrivers();
  }

  unfold(index: number, open: boolean): void {
    this.state.setState(({ unfolded }) => ({
      unfolded: open ? [...unfolded, index] : unfolded.filter((at) => at !== index),
    }));
  }

  /** Goes to a field, or to what is nearest around it; forms on the way unfold. */
  focus(path: string, tab: EditorTab): void {
    const index = /^pci\[(\d+)\]/.exec(path)?.[1];
    if (index !== undefined) this.unfold(Number(index), true);
    this.show(tab);
    if (tab !== 'json') this.enter(path);
    else {
      const text = jsonText(this.state.getState());
      const read = readJson(text);
      if (read.ok) this.state.setState({ line: placeAt(text, offsetOf(read.places, path)) });
    }
  }

  /** Goes to a place in the device tree's source. */
  focusLine(line: TextPlace): void {
    this.show('dts');
    this.state.setState({ line });
  }

  /** Puts the keyboard there, and unfolds nothing. */
  enter(path: string): void {
    this.state.setState({ focus: { path } });
  }

  /** Runs the draft. True when it is open; else the store says why not. */
  async run(): Promise<boolean> {
    const isOpen = await this.tryToRun();
    this.state.setState({ refused: !isOpen });
    return isOpen;
  }

  private async tryToRun(): Promise<boolean> {
    this.settle();
    const read = this.asTyped();
    if (!read.ok) return false;
    await this.check();
    const { draft, check } = this.state.getState();
    if (check === undefined || check.problems.length > 0) return false;
    const opened = await this.page.run(draft, this.files);
    if (opened.ok) {
      this.original = draft;
      this.keep();
    }
    const failure = opened.ok ? panicOf(opened.value.panic, editorMessages(this.page.language())) : opened.error;
    this.state.setState({ failure });
    return failure === undefined;
  }

  /** The scenario as a file that needs no others. */
  async packed(): Promise<Result<string>> {
    const { draft } = this.state.getState();
    const overlays = overlaysIn(draft);
    const parts = { board: boardIn(draft) ?? { file: '' }, ...(overlays.length === 0 ? {} : { overlays }) };
    const packed = await this.page.engine.whole(parts, this.files);
    if (!packed.ok) return packed;
    const { board, overlays: laid } = packed.value;
    const tree = setAt(draft, ['board'], board);
    const whole = laid === undefined ? tree : setAt(tree ?? {}, ['overlays'], jsonOf(laid));
    return { ok: true, value: `${JSON.stringify(whole, null, 1)}\n` };
  }

  private asTyped(): ReadJson {
    return readJson(jsonText(this.state.getState()));
  }

  private put(draft: Json, key: string | undefined): void {
    this.state.setState((state) => {
      const more = key !== undefined && key === state.last;
      const past = more ? state.past : [...state.past, state.draft].slice(-MOST_UNDO);
      return {
        draft,
        past,
        future: [],
        last: key,
        typed: undefined,
        failure: undefined,
        refused: false,
        restored: false,
      };
    });
    this.keep();
    this.later();
  }

  /** Until the check has begun the page counts as busy. */
  private later(): void {
    this.settle();
    const release = this.page.hold();
    const timer = setTimeout(() => {
      void this.check();
      this.settle();
    }, SETTLE);
    this.settle = () => {
      clearTimeout(timer);
      release();
      this.settle = () => {};
    };
  }

  private async check(): Promise<void> {
    const turn = ++this.turn;
    const { draft } = this.state.getState();
    await this.readBoard(boardIn(draft));
    const checked = await this.page.engine.check(draft, needsFiles(draft) ? this.files : new Map());
    if (turn !== this.turn) return;
    if (checked.ok) {
      const { value: check } = checked;
      this.state.setState(({ board, functions }) => ({
        check,
        board: check.board ?? board,
        functions: check.functions ?? functions,
      }));
    } else this.state.setState({ failure: checked.error });
    if (this.state.getState().tab === 'drivers') await this.readDrivers();
  }

  /** The list of drivers, anew where kernel or board have changed. One that could not be had is asked for again. */
  private async readDrivers(): Promise<void> {
    const { draft, drivers } = this.state.getState();
    const key = JSON.stringify(['kernel', 'board', 'overlays'].map((name) => getAt(draft, [name]) ?? null));
    if (key === this.driversOf && drivers?.ok === true) return;
    this.driversOf = key;
    await this.readBoard(boardIn(draft));
    const read = await this.page.engine.driverList(draft, needsFiles(draft) ? this.files : new Map());
    if (this.driversOf === key) this.state.setState({ drivers: read });
  }

  /** The source of a board that is named, not written out; one that is bundled is fetched first. */
  private async readBoard(board: BoardChoice | undefined): Promise<void> {
    const key = JSON.stringify(board);
    if (board === undefined || 'dts' in board || key === this.sourceOf) {
      if (board !== undefined && 'dts' in board && this.state.getState().source === undefined)
        this.state.setState({ source: { text: board.dts, choice: board, decompiled: false } });
      return;
    }
    this.sourceOf = key;
    if ('bundled' in board && !this.files.has(`dts/${board.bundled}.dts`)) {
      const fetched = await boardFiles(board.bundled, pageMessages(this.page.language()));
      if (fetched.ok) this.files = new Map([...this.files, ...fetched.value]);
    }
    const source = await this.page.engine.boardSource(board, this.files);
    if (this.sourceOf === key)
      this.state.setState({ source: source.ok ? source.value : undefined, sourceless: !source.ok });
  }
}

/** The JSON text that is shown. */
export function jsonText({ typed, draft }: DraftState): string {
  return typed ?? JSON.stringify(draft, null, 2);
}

function panicOf(panic: string | undefined, say: EditorMessages): Problem | undefined {
  if (panic === undefined) return undefined;
  return fail('kernel-panicked', say.panicked({ why: panic }), undefined, say.panickedHint).error;
}

function boardIn(draft: Json): BoardChoice | undefined {
  const board = getAt(draft, ['board']);
  const [bundled, file, dts, dtb] = ['bundled', 'file', 'dts', 'dtb'].map((kind) => textAt(board, [kind]));
  if (bundled !== undefined) return { bundled };
  if (file !== undefined) return { file };
  if (dts !== undefined) return { dts };
  return dtb === undefined ? undefined : { dtb };
}

/** The overlays of a draft, as far as they are such. */
function overlaysIn(draft: Json): OverlayChoice[] {
  return listAt(draft, ['overlays']).flatMap((overlay): OverlayChoice[] => {
    if (typeof overlay === 'string') return [overlay];
    const [dts, dtbo] = ['dts', 'dtbo'].map((kind) => textAt(overlay, [kind]));
    if (dts !== undefined) return [{ dts }];
    return dtbo === undefined ? [] : [{ dtbo }];
  });
}

function needsFiles(draft: Json): boolean {
  const board = boardIn(draft);
  const isNamed = board !== undefined && ('bundled' in board || 'file' in board);
  return isNamed || overlaysIn(draft).some((overlay) => typeof overlay === 'string');
}
