/** From a scenario or a bare board to a run. */
import { ok, type Result } from '../base/result.ts';
import { DEFAULT_KERNEL, type KernelVersion } from '../engine/api/kernel-versions.ts';
import { engineMessages, loadEngineMessages } from '../engine/api/messages/index.ts';
import { type Language, LANGUAGES } from '../engine/api/messages/language.ts';
import { checkScenario, decodeDriverTable, type DriverTable, loadScenario, Session } from '../engine/index.ts';
import { Run } from './run.ts';

/** What a run needs beside the scenario. */
export interface BootOptions {
  /**
   * Files by the names that the scenario uses: the board, what it includes, overlays, collected files. Bundled boards are
   * "dts/NAME.dts", in the package below `irqscope/dts/`.
   */
  readonly files?: Readonly<Record<string, Uint8Array | string>>;
  /**
   * What Linux has of drivers: the content of `irqscope/drivers.json`. Without it no driver has a stand-in, and `Run.standIns` says so
   * where one should.
   */
  readonly drivers?: unknown;
  /** Another kernel than the scenario says. */
  readonly kernel?: KernelVersion;
  /** In which language findings and problems speak; English without it, and until `loadLanguage` has loaded another. */
  readonly language?: Language;
}

/** Loads what the engine says in a language other than English. Rejects where that cannot be had. */
export async function loadLanguage(language: Language): Promise<void> {
  await loadEngineMessages(language);
}

/**
 * Runs a scenario from power-on to the end of its script.
 *
 * @param scenario the JSON value of a scenario (docs/scenario.md), or the name of a board among `files`, which is booted alone
 * @returns the run at its last step, or the problem with its place and a remedy. A kernel that panics is a run: see `Run.panic`.
 */
export function boot(scenario: unknown, options: BootOptions = {}): Result<Run> {
  const { kernel, language = LANGUAGES[0] } = options;
  const json = typeof scenario === 'string' ? bare(scenario) : scenario;
  const checked = checkScenario(json, language);
  if (!checked.ok) return checked;
  const table = driverTable(options, language);
  if (!table.ok) return table;
  const wanted = kernel === undefined ? checked.value : { ...checked.value, kernel };
  const loaded = loadScenario(wanted, bytesOf(options.files ?? {}), language, table.value);
  if (!loaded.ok) return loaded;
  const session = Session.open(loaded.value);
  return session.ok ? ok(Run.of(session.value)) : session;
}

function bare(file: string): unknown {
  return { irqscope: 1, board: { file }, kernel: DEFAULT_KERNEL, script: [{ do: 'boot' }] };
}

function driverTable({ drivers }: BootOptions, language: Language): Result<DriverTable | undefined> {
  return drivers === undefined ? ok(undefined) : decodeDriverTable(engineMessages(language).scenario, drivers);
}

function bytesOf(files: NonNullable<BootOptions['files']>): Map<string, Uint8Array> {
  const encoder = new TextEncoder();
  return new Map(
    Object.entries(files).map(([name, content]) => [
      name,
      typeof content === 'string' ? encoder.encode(content) : content,
    ]),
  );
}
