/** What tests of findings share: a board with one fault, run and looked at. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { encodeBase64Url } from '../../base/base64url.ts';
import type { Finding, Findings } from '../api/findings.ts';
import type { KernelVersion } from '../api/kernel-versions.ts';
import { MESSAGES } from '../api/messages/testing.ts';
import type { Scenario } from '../api/scenario/types.ts';
import { parseDts, writeDtb } from '../devicetree/index.ts';
import type { DriverTable } from '../linux/stand-ins/driver-table.ts';
import { Session } from '../run/session.ts';
import { driverTable } from '../run/testing.ts';
import { checkScenario } from '../scenario/check.ts';
import { decompile } from '../scenario/decompile.ts';
import { loadScenario } from '../scenario/load.ts';
import { findingsOf } from './findings.ts';

const GOLDEN = new URL('../../../conformance/golden/', import.meta.url);

function openScenario(json: unknown, files: ReadonlyMap<string, Uint8Array>, table?: DriverTable): Session {
  const scenario = checkScenario(json);
  if (!scenario.ok) throw new Error(scenario.error.message);
  const loaded = loadScenario(scenario.value, files, undefined, table);
  if (!loaded.ok) throw new Error(loaded.error.message);
  const session = Session.open(loaded.value);
  if (!session.ok) throw new Error(session.error.message);
  return session.value;
}

/** Names of the broken trees that real kernels booted. */
export function brokenNames(): string[] {
  return readdirSync(new URL('broken/', GOLDEN)).flatMap((name) => (name.endsWith('.dts') ? [name.slice(0, -4)] : []));
}

export function openBroken(name: string, kernel: KernelVersion): Session {
  const own = new URL(`broken/${name}.scenario.json`, GOLDEN);
  const path = existsSync(own) ? own : new URL('broken/scenario.json', GOLDEN);
  const json: object = JSON.parse(readFileSync(path, 'utf8'));
  const file = `${name}.dts`;
  const files = new Map([[file, readFileSync(new URL(`broken/${file}`, GOLDEN))]]);
  return openScenario({ ...json, board: { file }, kernel }, files);
}

/** A machine of a folder with its scenario and its board, booted with all the drivers that the scenario names. */
export function openFolder(folder: URL): Session {
  const json: object = JSON.parse(readFileSync(new URL('scenario.json', folder), 'utf8'));
  const files = new Map(readdirSync(folder).map((name) => [name, readFileSync(new URL(name, folder))]));
  // Their machines have more SPIs than the scenarios' default; the dump says how many.
  const dump = new TextDecoder().decode(files.get('boot.txt'));
  const typer = /^gicd base=.*\btyper=([\da-f]+)/m.exec(dump)?.[1];
  const hardware: unknown = Reflect.get(json, 'hardware');
  const gicd = typer === undefined ? {} : { gicd: { typer: `0x${typer}` } };
  const more = typeof hardware === 'object' && hardware !== null ? hardware : {};
  return openScenario({ ...json, hardware: { ...gicd, ...more }, script: [{ do: 'boot' }] }, files, driverTable());
}

/** Machines that are healthy: `machine` of a kernel's goldens. */
export function openMachine(kernel: KernelVersion, machine: string): Session {
  const folder = new URL(`${kernel}/${machine}/`, GOLDEN);
  const json: unknown = JSON.parse(readFileSync(new URL('scenario.json', folder), 'utf8'));
  return openScenario(json, new Map([['board.dtb', readFileSync(new URL('board.dtb', folder))]]));
}

export function machineNames(kernel: KernelVersion): string[] {
  return readdirSync(new URL(`${kernel}/`, GOLDEN), { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory() && existsSync(new URL(`${kernel}/${entry.name}/board.dtb`, GOLDEN)) ? [entry.name] : [],
  );
}

/** A small healthy board; `nodes` come before its end, `gic` into the GIC's node. */
export function board(nodes: string, gic = ''): string {
  return `/dts-v1/;
/ {
  #address-cells = <2>; #size-cells = <2>; compatible = "test,board"; interrupt-parent = <&gic>;
  cpus { #address-cells = <1>; #size-cells = <0>;
    cpu@0 { device_type = "cpu"; compatible = "arm,cortex-a57"; reg = <0>; enable-method = "psci"; };
    cpu@1 { device_type = "cpu"; compatible = "arm,cortex-a57"; reg = <1>; enable-method = "psci"; };
  };
  psci { compatible = "arm,psci-1.0"; method = "hvc"; };
  timer: timer { compatible = "arm,armv8-timer"; interrupts = <1 13 4>, <1 14 4>, <1 11 4>, <1 10 4>; always-on; };
  clk: clk { compatible = "fixed-clock"; #clock-cells = <0>; clock-frequency = <24000000>; };
  gic: interrupt-controller@8000000 {
    compatible = "arm,gic-v3"; #interrupt-cells = <3>; #address-cells = <2>; #size-cells = <2>; ranges; interrupt-controller;
    reg = <0 0x8000000 0 0x10000>, <0 0x80a0000 0 0xf60000>; interrupts = <1 9 4>; ${gic}
  };
  uart@9000000 { compatible = "arm,pl011", "arm,primecell"; reg = <0 0x9000000 0 0x1000>; interrupts = <0 1 4>;
    clocks = <&clk>, <&clk>; clock-names = "uartclk", "apb_pclk"; };
  gpio0: gpio@9030000 { compatible = "arm,pl061", "arm,primecell"; reg = <0 0x9030000 0 0x1000>; interrupts = <0 7 4>;
    gpio-controller; #gpio-cells = <2>; interrupt-controller; #interrupt-cells = <2>; clocks = <&clk>; clock-names = "apb_pclk"; };
${nodes}
};
`;
}

/** Findings on the same tree as a blob, as the page asks for them, and the source that the page shows of it. */
export function findingsInBlob(dts: string, more: Partial<Scenario> = {}): { findings: Findings; source: string } {
  const tree = parseDts(MESSAGES.devicetree, dts);
  if (!tree.ok) throw new Error(tree.error.message);
  const blob = writeDtb(tree.value);
  const source = decompile(MESSAGES.devicetree, blob);
  if (!source.ok) throw new Error(source.error.message);
  const board = { dtb: encodeBase64Url(blob) };
  const scenario = { irqscope: 1, kernel: '6.12', drivers: 'modelled', script: [{ do: 'boot' }], ...more, board };
  return { findings: findingsOf(openScenario(scenario, new Map()), { inSource: true }), source: source.value };
}

/** Findings on a tree given as text. `more` are keys of the scenario. */
export function findingsIn(dts: string, more: Partial<Scenario> = {}): Findings {
  return findingsOf(
    openScenario(
      { irqscope: 1, board: { dts }, kernel: '6.12', drivers: 'modelled', script: [{ do: 'boot' }], ...more },
      new Map(),
    ),
  );
}

/** Code and node of a finding. */
export function named(finding: Finding | undefined): string {
  return finding === undefined ? 'nothing' : `${finding.code} ${finding.where.node}`;
}
