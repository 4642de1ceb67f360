/** What tests of sessions share: a bundled board with some PCI functions, run without recording. */
import { readFileSync } from 'node:fs';
import { engineMessages } from '../api/messages/index.ts';
import type { KernelVersion } from '../api/kernel-versions.ts';
import { decodeDriverTable, type DriverTable } from '../linux/stand-ins/driver-table.ts';
import type { CommandResult } from './commands/result.ts';
import { type LoadedScenario, loadScenario } from '../scenario/load.ts';
import type { Command, PciFunctionOptions } from '../api/scenario/types.ts';
import { Session } from './session.ts';

export const NVME = '0000:00:02.0';

const PCI: readonly PciFunctionOptions[] = [
  { bdf: '0000:00:00.0', model: 'pcie-host-bridge' },
  { bdf: NVME, model: 'nvme' },
];

export function load(board: string, kernel: KernelVersion, pci = PCI): LoadedScenario {
  const bytes = readFileSync(new URL(`../../../public/dts/${board}.dts`, import.meta.url));
  const files = new Map([[`dts/${board}.dts`, bytes]]);
  const loaded = loadScenario({ irqscope: 1, board: { bundled: board }, kernel, pci }, files);
  if (!loaded.ok) throw new Error(loaded.error.message);
  return loaded.value;
}

/** The table of drivers that the page and the command line hand in. */
export function driverTable(): DriverTable {
  const json: unknown = JSON.parse(readFileSync(new URL('../../../public/drivers.json', import.meta.url), 'utf8'));
  const decoded = decodeDriverTable(engineMessages('en').scenario, json);
  if (!decoded.ok) throw new Error(decoded.error.message);
  return decoded.value;
}

export function open(loaded: LoadedScenario, recording = false): Session {
  const session = Session.open(loaded, { recording });
  if (!session.ok) throw new Error(session.error.message);
  return session.value;
}

/** Runs a command that must make sense; Linux may refuse it. */
export function run(session: Session, command: Command): CommandResult {
  const done = session.run(command);
  if (!done.ok) throw new Error(done.error.message);
  return done.value;
}

/** All living objects of a type. */
export function live<T>({ rec }: Session, type: { readonly name: string }): T[] {
  return [...rec.byType].flatMap(([each, ids]) =>
    each.name === type.name ? ids.flatMap((id) => (rec.objects[id] === undefined ? [] : [rec.objects[id] as T])) : [],
  );
}
