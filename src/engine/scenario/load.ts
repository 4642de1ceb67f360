/** Finds the board that a scenario names, reads it, and holds against it what the scenario puts on it. */
import { ok, type Problem, type Result } from '../../base/result.ts';
import { compatibleOf, type DeviceTree, walk } from '../devicetree/index.ts';
import { driverNames } from '../linux/drivers/base/init.ts';
import type { DriverTable } from '../linux/stand-ins/driver-table.ts';
import { VIRTIO_MMIO_MODELS } from '../machine/index.ts';
import { engineMessages, type EngineMessages, type Language } from '../api/messages/index.ts';
import { standardDrivers } from '../api/scenario/names.ts';
import type { Scenario } from '../api/scenario/types.ts';
import { boardTree } from './board-tree.ts';

/** A scenario whose board has been found and read. */
export interface LoadedScenario {
  /** In whose words its run speaks. */
  readonly messages: EngineMessages;
  readonly scenario: Scenario;
  readonly tree: DeviceTree;
  /** Name of the board for people. */
  readonly board: string;
  /** What Linux has of drivers; without it there are no stand-ins. */
  readonly driverTable?: DriverTable | undefined;
}

/** The drivers that a scenario's kernel has. */
export function driversOf({ drivers, board }: Pick<Scenario, 'drivers' | 'board'>): NonNullable<Scenario['drivers']> {
  return drivers ?? standardDrivers('bundled' in board);
}

/** Whether a run has stand-ins, and so needs the table of drivers. */
export function wantsDriverTable(scenario: Pick<Scenario, 'drivers' | 'board'>): boolean {
  const drivers = driversOf(scenario);
  const modelled = driverNames();
  return typeof drivers === 'string' ? drivers === 'all' : drivers.some((name) => !modelled.includes(name));
}

/**
 * Finds and reads the board of a scenario. `files` holds what stands beside it: bundled boards as "dts/NAME.dts", dropped
 * and included files under their own names. `driverTable` is used where the scenario's kernel has drivers without a model.
 */
export function loadScenario(
  scenario: Scenario,
  files: ReadonlyMap<string, Uint8Array>,
  language: Language = 'en',
  driverTable?: DriverTable,
): Result<LoadedScenario> {
  const messages = engineMessages(language);
  const m = messages.scenario;
  const found = boardTree(messages, scenario, files);
  if (!found.ok) return found;
  const { tree, label } = found.value;
  const [misplaced] = mmioProblems(m, scenario, tree);
  if (misplaced !== undefined) return { ok: false, error: misplaced };
  const table = wantsDriverTable(scenario) ? driverTable : undefined;
  return ok({ messages, scenario, tree, board: label, driverTable: table });
}

/** Paths of a board's virtio-mmio slots. */
export function slotsOf(tree: DeviceTree): string[] {
  return walk(tree)
    .filter((node) => compatibleOf(node).includes('virtio,mmio'))
    .map(({ path }) => path);
}

/** Entries of `mmio` that nothing could come of: a slot that the board lacks, or has given away, or a model unheard of. */
export function mmioProblems(
  m: EngineMessages['scenario'],
  { mmio = [] }: Pick<Scenario, 'mmio'>,
  tree: DeviceTree,
): Problem[] {
  if (mmio.length === 0) return [];
  const slots = slotsOf(tree);
  const problem = (path: string, message: string, hint: string): Problem => ({
    code: 'scenario-mmio',
    message,
    where: { path },
    hint,
  });
  return mmio.flatMap(({ node, model }, i) => {
    const first = mmio.findIndex((each) => each.node === node);
    const [some] = slots;
    const choose = some === undefined ? m.noSlots : m.nameSlot({ example: some });
    return [
      ...(slots.includes(node) ? [] : [problem(`mmio[${i}].node`, m.noSlot({ node }), choose)]),
      ...(first === i ? [] : [problem(`mmio[${i}].node`, m.slotTaken({ node, by: first }), m.slotTakenHint)]),
      ...(VIRTIO_MMIO_MODELS.includes(model)
        ? []
        : [problem(`mmio[${i}].model`, m.noMmioModel({ model }), m.models({ models: VIRTIO_MMIO_MODELS }))]),
    ];
  });
}
