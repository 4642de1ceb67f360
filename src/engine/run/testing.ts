/** What tests of sessions share: a bundled board with some PCI functions, run without recording. */
import { readFileSync } from 'node:fs';
import { engineMessages } from '../api/messages/index.ts';
import type { KernelVersion } from '../api/kernel-versions.ts';
import { irq_desc } from '../linux/include/linux/irqdesc.ts';
import { decodeDriverTable, type DriverTable } from '../linux/stand-ins/driver-table.ts';
import type { CommandResult } from './commands/result.ts';
import { type LoadedScenario, loadScenario } from '../scenario/load.ts';
import type { Command, PciFunctionOptions, Scenario } from '../api/scenario/types.ts';
import { EventKind } from '../recorder/index.ts';
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

let allDrivers: DriverTable | undefined;

/** Boots a tree of a test's own with every driver of the table, recorded; `more` is what else the scenario says. */
export function bootTree(dts: string, kernel: KernelVersion, more: Pick<Scenario, 'el2' | 'hardware'> = {}): Session {
  allDrivers ??= driverTable();
  const scenario = { irqscope: 1, board: { dts }, kernel, drivers: 'all', ...more } as const;
  const loaded = loadScenario(scenario, new Map(), 'en', allDrivers);
  if (!loaded.ok) throw new Error(loaded.error.message);
  return open(loaded.value, true);
}

/** A board of one CPU with a GICv3, and what a test adds to it; its GIC is &gic, a clock &clk. */
export function smallBoard(body: string): string {
  return `/dts-v1/;
/ {
  #address-cells = <1>; #size-cells = <1>; interrupt-parent = <&gic>; compatible = "test,board";
  cpus { #address-cells = <1>; #size-cells = <0>;
    cpu0: cpu@0 { device_type = "cpu"; compatible = "arm,cortex-a53"; reg = <0>; enable-method = "psci"; };
  };
  psci { compatible = "arm,psci-0.2"; method = "smc"; };
  timer { compatible = "arm,armv8-timer"; interrupts = <1 13 8>, <1 14 8>, <1 11 8>, <1 10 8>; };
  gic: interrupt-controller@8000000 {
    compatible = "arm,gic-v3"; reg = <0x8000000 0x10000>, <0x80a0000 0xf60000>;
    interrupt-controller; #interrupt-cells = <3>;
  };
  clk: clock { compatible = "fixed-clock"; #clock-cells = <0>; clock-frequency = <1000000>; };
${body}
};`;
}

/** The interrupt that is requested under a name. */
export function irqOf(session: Session, action: string): irq_desc {
  const found = live<irq_desc>(session, irq_desc).find((desc) => desc.action?.name === action);
  if (found === undefined) throw new Error(`nobody requested as ${action}`);
  return found;
}

/** How often it came, on all CPUs. */
export function countOf(session: Session, action: string): number {
  return irqOf(session, action)
    .kstat_irqs.values()
    .reduce((sum, count) => sum + count, 0);
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

/** What each function called the first time that it ran after a position of the trace, by name. */
export function firstCallsOf(
  { rec: { trace, functions } }: Session,
  from: number,
): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>();
  const stack: { name: string; calls: string[] }[] = [];
  for (let at = from; at < trace.length; at++) {
    if (trace.kind[at] === EventKind.return) {
      const done = stack.pop();
      if (done !== undefined && !found.has(done.name)) found.set(done.name, done.calls);
    } else if (trace.kind[at] === EventKind.call) {
      const name = functions[trace.subject[at] ?? 0]?.fname ?? '';
      stack.at(-1)?.calls.push(name);
      stack.push({ name, calls: [] });
    }
  }
  return found;
}

/** Those of `calls` that `wanted` names, each as often as `wanted` has it, in the order in which they came. */
export function inOrder(calls: readonly string[], wanted: readonly string[]): string[] {
  const taken: string[] = [];
  for (const call of calls) if (call === wanted[taken.length]) taken.push(call);
  return taken;
}

const cpuNode = (reg: number, core: string): string =>
  `cpu${reg}: cpu@${reg} { device_type = "cpu"; compatible = "arm,${core}"; reg = <${reg}>; enable-method = "psci"; };`;

/** The PMUs of two clusters on one PPI, each on its own CPUs, as on the RK3399. */
export const SHARED_PPI = `/dts-v1/;
/ {
  #address-cells = <1>; #size-cells = <1>; interrupt-parent = <&gic>; compatible = "test,board";
  cpus { #address-cells = <1>; #size-cells = <0>; ${cpuNode(0, 'cortex-a53')} ${cpuNode(1, 'cortex-a72')} };
  psci { compatible = "arm,psci-0.2"; method = "smc"; };
  timer { compatible = "arm,armv8-timer"; interrupts = <1 13 8 0>, <1 14 8 0>, <1 11 8 0>, <1 10 8 0>; };
  gic: interrupt-controller@8000000 {
    compatible = "arm,gic-v3"; reg = <0x8000000 0x10000>, <0x80a0000 0xf60000>;
    interrupt-controller; #interrupt-cells = <4>;
    ppi-partitions {
      little: interrupt-partition-0 { affinity = <&cpu0>; };
      big: interrupt-partition-1 { affinity = <&cpu1>; };
    };
  };
  pmu-a53 { compatible = "arm,cortex-a53-pmu"; interrupts = <1 7 8 &little>; };
  pmu-a72 { compatible = "arm,cortex-a72-pmu"; interrupts = <1 7 8 &big>; };
};`;
