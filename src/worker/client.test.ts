import { describe, expect, it } from 'vitest';
import type { Language } from '../engine/api/messages/index.ts';
import type { Problem, Result } from '../base/result.ts';
import type { Comparison } from '../engine/index.ts';
import { FakeEngine } from '../ui/testing/fake-engine.ts';
import type { Opened } from './contract.ts';
import { createEngineClient } from './client.ts';
import { PortWorker } from './testing.ts';

const SCENARIO = { irqscope: 1, board: { bundled: 'x' }, kernel: '6.12' } as const;

class FakeHost extends FakeEngine {
  readonly spoken: Language[] = [];

  speak(language: Language): Promise<void> {
    this.spoken.push(language);
    return Promise.resolve();
  }

  pair(): Promise<Result<void>> {
    return Promise.resolve({ ok: true, value: undefined });
  }

  compare(): Promise<Result<Comparison>> {
    const side = { title: '', kernel: '6.12', cpus: 1, domains: 1, irqs: 1, step: undefined };
    return Promise.resolve({
      ok: true,
      value: { a: side, b: side, handlers: { both: 0, onlyA: [], onlyB: [] }, differences: [], unknown: [] },
    });
  }
}

function clientWithWorkers(
  prepare: (worker: PortWorker<FakeHost>) => void = () => {},
  language: () => Language = () => 'en',
) {
  const workers: PortWorker<FakeHost>[] = [];
  const client = createEngineClient(language, () => {
    const worker = new PortWorker(new FakeHost());
    prepare(worker);
    workers.push(worker);
    return worker;
  });
  return { client, workers };
}

describe('the engine’s client', () => {
  it('passes calls and results through', async () => {
    const { client } = clientWithWorkers();
    expect(await client.open(SCENARIO, new Map(), () => {})).toMatchObject({
      ok: true,
      value: { info: { kernel: '6.12' } },
    });
    expect(await client.move({ to: 'step', step: 7 }, {})).toMatchObject({ ok: true, value: { step: 7 } });
    expect(await client.take([{ path: 'bad.dtb', blob: new Blob() }])).toMatchObject({
      ok: false,
      error: { code: 'dtb-truncated' },
    });
    client.dispose();
  });

  it('says the page’s language to each worker, once, when it is not the one that a worker begins with', async () => {
    let speaks: Language = 'en';
    const { client, workers } = clientWithWorkers(undefined, () => speaks);
    await client.search('irq');
    speaks = 'zh';
    await client.search('irq');
    await client.search('irq');
    speaks = 'en';
    await client.search('irq');
    expect(workers.map(({ engine }) => engine.spoken)).toEqual([['zh', 'en']]);
    client.dispose();
  });

  it('starts another worker when one dies, opens the scenario there, and asks again what was pending', async () => {
    const { client, workers } = clientWithWorkers();
    await client.open(SCENARIO, new Map(), () => {});
    const first = workers[0];
    if (first === undefined) throw new Error('no worker was started');
    first.engine.search = () => new Promise(() => {});
    const restarted = new Promise<[Problem, Result<Opened> | undefined]>((resolve) => {
      client.onDeath({
        open: () => ({ scenario: SCENARIO, files: new Map() }),
        restarted: (died, reopened) => resolve([died, reopened]),
      });
    });
    const pending = client.search('irq');
    first.die('out of memory');
    expect(await pending).toMatchObject({ ok: true });
    expect(await restarted).toMatchObject([{ code: 'worker-died' }, { ok: true }]);
    expect(first.terminated).toBe(true);
    expect(workers).toHaveLength(2);
    expect(workers[1]?.engine.opened).toBe(1);
    expect(await client.move({ to: 'end' }, {})).toMatchObject({ ok: true });
    client.dispose();
  });

  it('asks once more and no oftener what its workers die of', async () => {
    const { client, workers } = clientWithWorkers((worker) => {
      worker.engine.explain = () => {
        worker.die('out of memory');
        return new Promise(() => {});
      };
    });
    expect(await client.explain('a log')).toMatchObject({
      ok: false,
      error: { code: 'worker-died', message: 'The engine stopped: out of memory.' },
    });
    expect(workers).toHaveLength(2);
    expect(await client.search('irq')).toMatchObject({ ok: true });
    client.dispose();
  });
});
