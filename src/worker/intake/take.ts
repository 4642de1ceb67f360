/** From what was given to a scenario with its files, to overlays for what is open, or to the question which board. */
import { fail, ok, type Result } from '../../base/result.ts';
import { besides } from '../../base/include-paths.ts';
import { DEFAULT_KERNEL } from '../../engine/api/kernel-versions.ts';
import { engineMessages, type EngineMessages, type Language } from '../../engine/api/messages/index.ts';
import { checkScenario, isCollected, isLspci, readLspci, type Scenario } from '../../engine/index.ts';
import type { Choice, GivenFile, MachineFile, Taken } from '../contract.ts';
import { readScenario } from '../scenario-files.ts';
import { gather } from './gather.ts';
import { sortOut, type Sorted } from './sort-out.ts';
import { type FileSource, MAX_BYTES, openSources, tooLarge } from './sources.ts';

type Say = EngineMessages['worker'];

/** More overlays than these in a folder are a collection to choose from, not a list to apply. */
const MOST_OVERLAYS = 8;

/** Sorts out what was given. `choice` says what to open where that has been asked. */
export async function take(
  given: readonly GivenFile[],
  choice: Choice | undefined,
  language: Language,
): Promise<Result<Taken>> {
  const { worker: say, devicetree } = engineMessages(language);
  const opened = await openSources(given, say);
  if (!opened.ok) return opened;
  const source = opened.value;
  if (choice !== undefined) return open(source, choice.main, choice.overlays, language);
  const printed = await printedIn(source);
  if (printed?.machine === true) return ok({ kind: 'machine', machine: printed.file });
  if (printed !== undefined) {
    const functions = readLspci(engineMessages(language).scenario, printed.file.text, printed.file.name);
    return functions.ok ? ok({ kind: 'functions', functions: functions.value }) : functions;
  }
  const sorted = await sortOut(source, devicetree);
  const { scenarios, boards, overlays, flat, blobs } = sorted;
  const mains = scenarios.length > 0 ? scenarios : boards;
  const [main, another] = mains;
  const fits = flat || overlays.length <= MOST_OVERLAYS;
  if (main === undefined) return withoutBoard(source, sorted, fits, say);
  if (another === undefined && fits) return open(source, main, scenarios.length > 0 ? [] : overlays, language);
  if (flat && blobs && scenarios.length === 0) {
    return fail('two-boards', say.severalBoards({ names: mains }), { file: another ?? main }, say.severalBoardsHint);
  }
  return ok({ kind: 'choose', boards: mains, overlays: scenarios.length > 0 ? [] : overlays });
}

/** One file alone that is what a machine printed: of all it has, or of its PCI functions. */
async function printedIn(source: FileSource): Promise<{ file: MachineFile; machine: boolean } | undefined> {
  const [name, another] = source.sizes.keys();
  if (name === undefined || another !== undefined || /\.(json|dts|dtb|dtbo|dtso)$/i.test(name)) return undefined;
  if ((source.sizes.get(name) ?? 0) > MAX_BYTES) return undefined;
  const bytes = (await source.read([name])).get(name);
  const text = bytes === undefined ? '' : new TextDecoder().decode(bytes);
  const file = { name: name.slice(name.lastIndexOf('/') + 1), text };
  if (isCollected(text)) return { file, machine: true };
  return isLspci(text) ? { file, machine: false } : undefined;
}

async function withoutBoard(source: FileSource, { overlays }: Sorted, fits: boolean, say: Say): Promise<Result<Taken>> {
  if (overlays.length > 0 && fits) return ok({ kind: 'overlays', overlays, files: await gather(source, overlays) });
  if (overlays.length > 0) {
    return fail('overlay-alone', say.onlyOverlays({ count: overlays.length }), undefined, say.onlyOverlaysHint);
  }
  const sources = [...source.sizes.keys()].filter((path) => /\.dtsi$/i.test(path));
  return fail('no-board', say.noBoard, undefined, sources.length > 0 ? say.onlyIncluded : say.noBoardHint);
}

async function open(
  source: FileSource,
  main: string,
  overlays: readonly string[],
  language: Language,
): Promise<Result<Taken>> {
  const { worker: say } = engineMessages(language);
  const size = source.sizes.get(main) ?? 0;
  if (size > MAX_BYTES) return tooLarge(main, size, MAX_BYTES, say);
  if (!/\.json$/i.test(main)) {
    const files = await gather(source, [main, ...overlays]);
    if (!files.has(main)) return fail('file-missing', say.fileUnreadable({ name: main }), { file: main });
    const scenario: Scenario = {
      irqscope: 1,
      title: main.slice(main.lastIndexOf('/') + 1),
      board: { file: main },
      ...(overlays.length === 0 ? {} : { overlays }),
      kernel: DEFAULT_KERNEL,
    };
    return ok({ kind: 'scenario', scenario, files });
  }
  const read = readScenario(main, await source.read([main]), language);
  if (!read.ok) return read;
  if ('scenario' in read.value) {
    const scenario = beside(read.value.scenario, main);
    return ok({ kind: 'scenario', scenario, files: await gather(source, namedIn(scenario)) });
  }
  const { tour } = read.value;
  const own = tour.scenario === undefined ? undefined : checkScenario(tour.scenario, language);
  if (own === undefined) return ok({ kind: 'tour', tour, files: new Map() });
  if (!own.ok) return own;
  const scenario = beside(own.value, main);
  return ok({ kind: 'tour', tour: { ...tour, scenario }, files: await gather(source, namedIn(scenario)) });
}

/** The files that a scenario is made of. */
function namedIn({ board, overlays = [] }: Scenario): string[] {
  return [...('file' in board ? [board.file] : []), ...overlays.filter((overlay) => typeof overlay === 'string')];
}

/** A scenario names its files from the folder that it is in; here all paths begin where the drop does. */
function beside(scenario: Scenario, main: string): Scenario {
  const { board, overlays } = scenario;
  return {
    ...scenario,
    ...('file' in board ? { board: { file: besides(main, board.file) } } : {}),
    ...(overlays === undefined
      ? {}
      : { overlays: overlays.map((overlay) => (typeof overlay === 'string' ? besides(main, overlay) : overlay)) }),
  };
}
