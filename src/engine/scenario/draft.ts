/** Says all that is wrong with a draft of a scenario, short of running it: schema, board, PCI. */
import { nearest } from '../../base/nearest.ts';
import type { Problem } from '../../base/result.ts';
import { type DeviceTree, firstString, getProperty, listsInterrupts, walk } from '../devicetree/index.ts';
import { DEFAULT_KERNEL } from '../api/kernel-versions.ts';
import type { DriverTable } from '../linux/stand-ins/driver-table.ts';
import { attachPci, buildMachine, faultProblem, type Machine, type PciMachine, rootBuses } from '../machine/index.ts';
import { Recorder } from '../recorder/index.ts';
import { listableNames } from './draft-drivers.ts';
import { functionOptions, machineOptions } from './machine-options.ts';
import { loadScenario, mmioProblems, slotsOf } from './load.ts';
import { wireProblems } from './wires.ts';
import { checkScenario, draftProblems, treePartsOf } from './check.ts';
import { engineMessages, type EngineMessages, type Language } from '../api/messages/index.ts';
import type { Scenario } from '../api/scenario/types.ts';
import type { BoardFacts, DraftCheck } from '../api/editing.ts';

/** Interrupts that a node is said to have; nobody picks one of more from a list. */
const MOST_LINES = 256;

type Files = ReadonlyMap<string, Uint8Array>;

const NOTHING = { problems: [], remarks: [], board: undefined, functions: undefined } satisfies DraftCheck;

/** `table` tells which drivers there are; without it, one that is not modelled is taken as one that Linux has. */
export function checkDraft(json: unknown, files: Files, language: Language = 'en', table?: DriverTable): DraftCheck {
  const m = engineMessages(language).scenario;
  const schema = draftProblems(json, language);
  const parts = treePartsOf(json);
  if (parts === undefined) return { ...NOTHING, problems: schema };
  const loaded = loadScenario({ irqscope: 1, kernel: DEFAULT_KERNEL, ...parts }, files, language);
  if (!loaded.ok) return { ...NOTHING, problems: [...schema, loaded.error] };
  const { tree } = loaded.value;
  const board = factsOf(tree);
  const checked = checkScenario(json, language);
  if (!checked.ok) return { ...NOTHING, problems: schema.length > 0 ? schema : [checked.error], board };
  const built = build(engineMessages(language), tree, checked.value);
  const remarks = remarksOn(m, checked.value, tree, board, table);
  const misplaced = mmioProblems(m, checked.value, tree);
  if (misplaced.length > 0) return { problems: misplaced, remarks, board, functions: undefined };
  if (built.pci === undefined) return { problems: built.problems, remarks, board, functions: undefined };
  const functions = built.pci.functions.map(({ bdf, design: { msix, msi } }) => ({
    bdf,
    msix: msix?.entries ?? 0,
    msi: msi?.vectors ?? 0,
  }));
  return { problems: [], remarks, board, functions };
}

/** The scenario's hardware on this board. */
function build(messages: EngineMessages, tree: DeviceTree, scenario: Scenario): Built {
  const machine = buildMachine(new Recorder(false), tree, machineOptions(scenario));
  if (!machine.ok) return { problems: [machine.error] };
  const miswired = wireProblems(messages.scenario, scenario, machine.value);
  if (miswired.length > 0) return { problems: miswired };
  const pci = attachPci(machine.value, functionOptions(scenario.pci));
  return pci.ok ? { problems: [], pci: pci.value } : { problems: [faultProblem(messages.machine, pci.error)] };
}

type Built = { readonly problems: readonly Problem[]; readonly pci?: PciMachine };

function factsOf(tree: DeviceTree): BoardFacts | undefined {
  const machine = buildMachine(new Recorder(false), tree, {});
  if (!machine.ok) return undefined;
  return {
    cpus: machine.value.cpus.length,
    hosts: rootBuses(machine.value),
    slots: slotsOf(tree),
    lines: linesOf(tree, machine.value),
  };
}

function linesOf(tree: DeviceTree, { wiring }: Machine): BoardFacts['lines'] {
  return walk(tree).flatMap((node) => {
    if (!listsInterrupts(node)) return [];
    if (firstString(getProperty(node, 'status')) === 'disabled') return [];
    const count = Math.min(wiring.countOf(node), MOST_LINES);
    return count === 0 ? [] : [{ path: node.path, count }];
  });
}

/** What has no effect, or another than its words. */
function remarksOn(
  m: EngineMessages['scenario'],
  scenario: Scenario,
  tree: DeviceTree,
  board: BoardFacts | undefined,
  table: DriverTable | undefined,
): Problem[] {
  const remarks: Problem[] = [];
  const remark = (path: string, message: string): void => {
    remarks.push({ code: 'scenario-remark', message, where: { path } });
  };
  const { kernel, cpus, drivers = 'all', probe = [], pci = [], hardware = {}, wires = [] } = scenario;
  if (board !== undefined && cpus !== undefined && cpus > board.cpus) remark('cpus', m.fewerCpus({ cpus: board.cpus }));
  if (typeof drivers !== 'string' && table !== undefined) {
    const known = listableNames(table, kernel);
    for (const [i, name] of drivers.entries()) {
      if (known.has(name)) continue;
      remark(`drivers[${i}]`, m.noDriver({ name, kernel, near: nearest(name, [...known]) }));
    }
  }
  for (const [i, bdf] of probe.entries())
    if (!pci.some((fn) => fn.bdf === bdf)) remark(`probe[${i}]`, m.noFunction({ bdf }));
  for (const [i, { to, signal }] of wires.entries())
    if (to === undefined && signal === undefined) remark(`wires[${i}]`, m.wires.noChange);
  const nodes = new Set(walk(tree).map(({ path }) => path));
  for (const path of Object.keys(hardware.map ?? {})) if (!nodes.has(path)) remark('hardware.map', m.noNode({ path }));
  return remarks;
}
