/** What the screen knows, one store for each concern. Components read narrow slices of them. */
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Problem } from '../../base/result.ts';
import type { MsixView, NextKind, RunInfo, Scenario, Screen, Selection, Stop, TableAsk } from '../../engine/index.ts';
import type { LeftView, RightView } from '../../permalink/schema.ts';
import type { Files } from '../../worker/contract.ts';

export interface RunState {
  readonly info: RunInfo | undefined;
  readonly scenario: Scenario | undefined;
  readonly files: Files;
  /** Name of the bundled scenario that is open, unless it was added to. */
  readonly preset: string | undefined;
  /** Right-hand views that this run has something for, at its end. */
  readonly available: readonly RightView[];
  /** Functions with MSI-X, at the end of the run. */
  readonly functions: MsixView['functions'];
}

export interface ScreenState {
  readonly screen: Screen | undefined;
}

export interface SelectionState {
  readonly selection: Selection | undefined;
}

export const INSPECTOR_VIEWS = ['chain', 'fields', 'text', 'source'] as const;
export type InspectorView = (typeof INSPECTOR_VIEWS)[number];
export type Theme = 'system' | 'light' | 'dark';
export type Dialog = 'help' | 'find' | 'share' | 'stops';
export const PHONE_PANES = ['topology', 'tables', 'steps', 'selected'] as const;
export type PhonePane = (typeof PHONE_PANES)[number];

export interface ViewState {
  readonly left: LeftView;
  readonly right: RightView;
  readonly inspector: InspectorView;
  readonly phonePane: PhonePane;
  /** Function shown in the MSI-X table; undefined lets the engine choose. */
  readonly bdf: string | undefined;
  /** Text shown in the /proc pane. */
  readonly text: string;
  /** What is visible of the long tables. */
  readonly irqs: TableAsk;
  readonly its: TableAsk;
  readonly msix: { readonly first: number; readonly count: number };
  readonly next: NextKind;
  readonly theme: Theme;
  readonly dialog: Dialog | undefined;
  /** Keys of the fan-outs that were unfolded. */
  readonly unfolded: ReadonlySet<string>;
}

export interface PlayState {
  readonly playing: boolean;
  readonly speed: number;
  readonly stops: readonly Stop[];
}

export interface Notice {
  readonly id: number;
  readonly kind: 'problem' | 'note';
  readonly title: string;
  readonly problem: Problem;
}

export interface TaskState {
  /** Calls to the engine that are under way. */
  readonly pending: number;
  /** Work that a person waits for. */
  readonly progress:
    | { readonly what: string; readonly fraction: number | undefined; readonly slow: boolean }
    | undefined;
  readonly notices: readonly Notice[];
}

export interface Stores {
  readonly run: StoreApi<RunState>;
  readonly screen: StoreApi<ScreenState>;
  readonly selection: StoreApi<SelectionState>;
  readonly view: StoreApi<ViewState>;
  readonly play: StoreApi<PlayState>;
  readonly tasks: StoreApi<TaskState>;
}

export const DEFAULT_TEXT = 'interrupts';
export const WINDOW = 60;

export function createStores(): Stores {
  return {
    run: createStore<RunState>(() => ({
      info: undefined,
      scenario: undefined,
      files: new Map(),
      preset: undefined,
      available: ['irqs'],
      functions: [],
    })),
    screen: createStore<ScreenState>(() => ({ screen: undefined })),
    selection: createStore<SelectionState>(() => ({ selection: undefined })),
    view: createStore<ViewState>(() => ({
      left: 'hardware',
      right: 'irqs',
      inspector: 'chain',
      phonePane: 'topology',
      bdf: undefined,
      text: DEFAULT_TEXT,
      irqs: { first: 0, count: WINDOW },
      its: { first: 0, count: WINDOW },
      msix: { first: 0, count: WINDOW },
      next: 'domain',
      theme: 'system',
      dialog: undefined,
      unfolded: new Set<string>(),
    })),
    play: createStore<PlayState>(() => ({ playing: false, speed: 4, stops: [] })),
    tasks: createStore<TaskState>(() => ({ pending: 0, progress: undefined, notices: [] })),
  };
}
