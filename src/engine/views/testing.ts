/** What tests of views share: a recorded machine's board, or a bundled one, booted and looked at from its end. */
import { readFileSync } from 'node:fs';
import type { KernelVersion } from '../api/kernel-versions.ts';
import { type LoadedScenario, loadScenario } from '../scenario/load.ts';
import { checkScenario } from '../scenario/check.ts';
import { type DriverTable, decodeDriverTable } from '../linux/stand-ins/driver-table.ts';
import type { BoardChoice, Command, PciFunctionOptions, Scenario, WireOptions } from '../api/scenario/types.ts';
import { Session } from '../run/session.ts';
import { MESSAGES } from '../api/messages/testing.ts';
import { Viewer } from './viewer.ts';

/** A viewer of a run, and the run. */
export interface RunViewer extends Viewer {
  readonly session: Session;
}

export const viewerOf = (session: Session): RunViewer => Object.assign(Viewer.of(session), { session });

function view(loaded: LoadedScenario): RunViewer {
  const session = Session.open(loaded);
  if (!session.ok) throw new Error(session.error.message);
  session.value.cursor.seek(session.value.rec.trace.length);
  return viewerOf(session.value);
}

function load(scenario: Scenario, files: ReadonlyMap<string, Uint8Array>, table?: DriverTable): LoadedScenario {
  const loaded = loadScenario(scenario, files, 'en', table);
  if (!loaded.ok) throw new Error(loaded.error.message);
  return loaded.value;
}

/** A machine of conformance/golden, e.g. "6.12/gicv3-its" or "soc/6.12/dw-apb", without its script. */
export function golden(name: string, script: readonly Command[] = []): RunViewer {
  const folder = new URL(`../../../conformance/golden/${name}/`, import.meta.url);
  const scenario = checkScenario(JSON.parse(readFileSync(new URL('scenario.json', folder), 'utf8')));
  if (!scenario.ok) throw new Error(scenario.error.message);
  const board = 'file' in scenario.value.board ? scenario.value.board.file : 'board.dtb';
  const files = new Map([[board, readFileSync(new URL(board, folder))]]);
  return view(load({ ...scenario.value, script: [{ do: 'boot' }, ...script] }, files));
}

export interface Setup {
  readonly kernel?: KernelVersion;
  readonly pci?: readonly PciFunctionOptions[];
  readonly script?: readonly Command[];
  readonly wires?: readonly WireOptions[];
  /** Stand-ins need the table of drivers. */
  readonly drivers?: Scenario['drivers'];
}

/** What Linux has of drivers, from the repository. */
function driverTable(): DriverTable {
  const text = readFileSync(new URL('../../../public/drivers.json', import.meta.url), 'utf8');
  const table = decodeDriverTable(MESSAGES.scenario, JSON.parse(text));
  if (!table.ok) throw new Error(table.error.message);
  return table.value;
}

function make(
  board: BoardChoice,
  files: ReadonlyMap<string, Uint8Array>,
  { kernel, pci, script, wires, drivers }: Setup,
): RunViewer {
  const scenario: Scenario = {
    irqscope: 1,
    board,
    kernel: kernel ?? '6.12',
    pci: pci ?? [],
    ...(drivers === undefined ? {} : { drivers }),
    ...(wires === undefined ? {} : { wires }),
    script: [{ do: 'boot' }, ...(script ?? [])],
  };
  return view(load(scenario, files, drivers === 'all' ? driverTable() : undefined));
}

/** A board of public/dts. */
export function bundled(name: string, setup: Setup = {}): RunViewer {
  const bytes = readFileSync(new URL(`../../../public/dts/${name}.dts`, import.meta.url));
  return make({ bundled: name }, new Map([[`dts/${name}.dts`, bytes]]), setup);
}

/** A bundled board with its source changed. */
export function changedBoard(name: string, change: (dts: string) => string, setup: Setup = {}): RunViewer {
  const source = readFileSync(new URL(`../../../public/dts/${name}.dts`, import.meta.url), 'utf8');
  return make({ dts: change(source) }, new Map(), setup);
}
