import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { ROOT } from '../../scripts/stale.mjs';
import type { Result } from '../base/result.ts';
import { pageMessages } from '../engine/api/messages/index.ts';
import type { Ask, Command, Scenario, Selection } from '../engine/index.ts';
import type { ChartAsk, Files, Ran } from './contract.ts';
import { EngineHost } from './host.ts';

const NVME = '0000:00:02.0';
const BOARD = 'dts/qemu-virt-gicv3-its.dts';
const FILES: Files = new Map([[BOARD, readFileSync(join(ROOT, 'public', BOARD))]]);
const SCENARIO: Scenario = {
  irqscope: 1,
  board: { bundled: 'qemu-virt-gicv3-its' },
  kernel: '6.12',
  pci: [{ bdf: NVME, model: 'nvme' }],
};
const FIRE: Command = { do: 'msix.fire', bdf: NVME, vector: 1 };
const VECTOR: Selection = { kind: 'vector', bdf: NVME, vector: 1 };
const ASK: Ask = {
  topology: true,
  irqs: { first: 0, count: 20 },
  msix: { bdf: NVME, first: 0, count: 20 },
  inspect: VECTOR,
};
const CHART: ChartAsk = { span: undefined, width: 500, stops: [{ what: 'delivery' }] };

function value<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(result.error.message);
  return result.value;
}

async function opened(script?: readonly Command[]) {
  const host = new EngineHost('en', () => Promise.reject(new Error('not here')));
  const run = value(await host.open({ ...SCENARIO, ...(script === undefined ? {} : { script }) }, FILES, () => {}));
  return { host, ...run };
}

describe('a command', () => {
  let host: EngineHost;
  let ran: Ran;

  beforeAll(async () => {
    ({ host } = await opened());
    ran = value(await host.command(FIRE, { screen: ASK, chart: CHART }));
  });

  it('brings what the page would ask for at its end', async () => {
    const { from, to } = ran.info.commands.at(-1) ?? { from: 0, to: 0 };
    expect(to).toBeGreaterThan(from);
    expect(ran.screen.step).toBe(to);
    expect(ran.screen.changes.length).toBeGreaterThan(5);
    expect(value(await host.move({ to: 'step', step: to }, ASK, from))).toEqual(ran.screen);
    expect(value(await host.timeline(CHART))).toEqual(ran.chart);
  });

  it('leaves the run that its script makes from power-on', async () => {
    const again = await opened(ran.info.commands.map(({ command }) => command));
    expect(again.info).toEqual(ran.info);
  });

  it('that cannot be run leaves script and step as they are', async () => {
    const before = value(await host.move({ to: 'step', step: 1000 }, ASK));
    const refused = await host.command(
      { do: 'msix.fire', bdf: '0000:00:09.0', vector: 1 },
      { screen: ASK, chart: CHART },
    );
    expect(refused).toMatchObject({ ok: false });
    expect(value(await host.move({ to: 'here' }, ASK))).toEqual(before);
    expect(before.steps).toBe(ran.info.steps);
  });
});

describe('a move from another step', () => {
  it('tells what lies between, as two moves do', async () => {
    const { host } = await opened();
    await host.move({ to: 'step', step: 500 }, {});
    const two = value(await host.move({ to: 'step', step: 540 }, ASK));
    await host.move({ to: 'end' }, {});
    const one = value(await host.move({ to: 'step', step: 540 }, ASK, 500));
    expect(one).toEqual(two);
    expect(value(await host.move({ to: 'step', step: 541 }, ASK)).changes.length).toBeLessThan(one.changes.length);
  });

  it('reaches the start from the step after it', async () => {
    const { host } = await opened();
    await host.move({ to: 'step', step: 1 }, {});
    const two = value(await host.move({ to: 'start' }, ASK));
    expect(value(await host.move({ to: 'step', step: 0 }, ASK, -1))).toEqual(two);
  });
});

describe('a board whose drivers are not all modelled', () => {
  const DROPPED: Scenario = { irqscope: 1, board: { file: 'board.dts' }, kernel: '6.12' };
  const DROPPED_FILES: Files = new Map([
    [
      'board.dts',
      new TextEncoder().encode(`/dts-v1/;
/ {
  #address-cells = <1>; #size-cells = <1>; interrupt-parent = <&gic>;
  gic: interrupt-controller@8000000 {
    compatible = "arm,gic-400"; interrupt-controller; #interrupt-cells = <3>; reg = <0x8001000 0x1000>, <0x8002000 0x2000>;
  };
  timer { compatible = "arm,armv8-timer"; interrupts = <1 13 8>, <1 14 8>, <1 11 8>, <1 10 8>; };
  psci { compatible = "arm,psci-1.0"; method = "smc"; };
  cpus { #address-cells = <1>; #size-cells = <0>; cpu@0 { device_type = "cpu"; compatible = "arm,cortex-a53"; reg = <0>; enable-method = "psci"; }; };
  ethernet@ff0e0000 { compatible = "cdns,zynqmp-gem"; reg = <0xff0e0000 0x1000>; interrupts = <0 63 4>; };
};`),
    ],
  ]);
  const drivers: unknown = JSON.parse(readFileSync(join(ROOT, 'public/drivers.json'), 'utf8'));
  const interruptsAtEnd = async (host: EngineHost): Promise<string> => {
    value(await host.move({ to: 'end' }, ASK));
    return value(await host.dump(['interrupts']));
  };

  it('is run with stand-ins, and the table is fetched once', async () => {
    let fetched = 0;
    const host = new EngineHost('en', () => {
      fetched += 1;
      return Promise.resolve(drivers);
    });
    const said: string[] = [];
    value(await host.open(DROPPED, DROPPED_FILES, (what) => said.push(what)));
    value(await host.open(DROPPED, DROPPED_FILES, () => {}));
    expect(fetched).toBe(1);
    expect(said).toContain('Loading the table of Linux’s drivers');
    expect(await interruptsAtEnd(host)).toMatch(/GIC-0\s+95 Level\s+ff0e0000\.ethernet/);
  });

  it('is not run without the table, and another try fetches it again', async () => {
    let reachable = false;
    const host = new EngineHost('en', () =>
      reachable ? Promise.resolve(drivers) : Promise.reject(new Error('no connection')),
    );
    expect(await host.open(DROPPED, DROPPED_FILES, () => {})).toMatchObject({
      ok: false,
      error: { code: 'driver-table-fetch', message: expect.stringContaining('no connection') },
    });
    reachable = true;
    expect(await host.open(DROPPED, DROPPED_FILES, () => {})).toMatchObject({ ok: true });
  });

  it('is what is open when it was asked for last, however long the table takes', async () => {
    let arrive: (json: unknown) => void = () => {};
    const host = new EngineHost('en', () => new Promise((resolve) => (arrive = resolve)));
    const first = host.open(DROPPED, DROPPED_FILES, () => {});
    const second = host.open(SCENARIO, FILES, () => {});
    await Promise.resolve();
    await Promise.resolve();
    arrive(drivers);
    expect(await first).toMatchObject({ ok: true });
    expect(await second).toMatchObject({ ok: true });
    expect(value(await host.board())).toEqual({ board: SCENARIO.board });
  });
});

describe('a machine that is known from what it printed', () => {
  it('has one moment, tables and texts, and says that it has no run', async () => {
    const host = new EngineHost('en', () => Promise.reject(new Error('not here')));
    const text = readFileSync(join(ROOT, 'conformance/golden/machines/q35-intremap/boot.txt'), 'utf8');
    const { info, scenario } = value(await host.machine({ name: 'server.txt', text }));
    expect([info.title, info.steps, info.cpus, scenario]).toEqual(['server.txt', 0, 4, undefined]);
    const screen = value(await host.move({ to: 'start' }, { ...ASK, text: 'interrupts' }));
    expect(screen.irqs?.rows[0]).toMatchObject({ virq: 0, actions: 'timer', count: 59 });
    expect(screen.text).toContain('IR-IO-APIC   2-edge      timer');
    expect(value(await host.timeline(CHART)).boxes).toEqual([]);
    expect(value(await host.dump())).toBe(text);
    for (const asked of [host.command(FIRE, { screen: ASK, chart: undefined }), host.findings(), host.board()]) {
      const result = await asked;
      expect(result.ok ? '' : result.error.code).toBe('no-run');
    }
  });

  it('leaves what is open when its file cannot be read', async () => {
    const { host, info } = await opened();
    const refused = await host.machine({ name: 'x', text: 'nothing' });
    expect(refused.ok ? '' : refused.error.code).toBe('collected-nothing');
    expect(value(await host.move({ to: 'end' }, ASK)).step).toBe(info.steps);
  });
});

it('gives what is open as a file', async () => {
  const { host } = await opened();
  const file = value(await host.exported('perfetto', pageMessages('en').tables.all));
  expect(file.name).toBe('qemu-virt-gicv3-its.perfetto.json');
});
