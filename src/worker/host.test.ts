import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { ROOT } from '../../scripts/stale.mjs';
import type { Result } from '../base/result.ts';
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
  const host = new EngineHost('en');
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
