import { expose } from 'comlink';
import { describe, expect, it } from 'vitest';
import type { Language } from '../engine/api/messages/index.ts';
import type { Problem, Result } from '../base/result.ts';
import { FakeEngine } from '../ui/testing/fake-engine.ts';
import type { Opened } from './contract.ts';
import { createEngineClient, type WorkerLike } from './client.ts';

const SCENARIO = { irqscope: 1, board: { bundled: 'x' }, kernel: '6.12' } as const;

class FakeHost extends FakeEngine {
  readonly spoken: Language[] = [];

  speak(language: Language): void {
    this.spoken.push(language);
  }
}

/** A worker made of a message port, with an engine at its other end. */
class FakeWorker extends EventTarget implements WorkerLike {
  readonly engine = new FakeHost();
  terminated = false;
  private readonly near: MessagePort;

  constructor() {
    super();
    const { port1, port2 } = new MessageChannel();
    this.near = port1;
    expose(this.engine, port2);
    port1.addEventListener('message', ({ data }: MessageEvent<unknown>) =>
      this.dispatchEvent(new MessageEvent('message', { data })),
    );
    port1.start();
  }

  postMessage(message: unknown, transfer: Transferable[] = []): void {
    this.near.postMessage(message, transfer);
  }

  terminate(): void {
    this.terminated = true;
    this.near.close();
  }

  die(message: string): void {
    this.dispatchEvent(Object.assign(new Event('error'), { message }));
  }
}

function clientWithWorkers() {
  const workers: FakeWorker[] = [];
  const client = createEngineClient(
    () => 'en',
    () => {
      const worker = new FakeWorker();
      workers.push(worker);
      return worker;
    },
  );
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

  it('says the page’s language to each worker, once', async () => {
    const { client, workers } = clientWithWorkers();
    await client.search('irq');
    await client.search('irq');
    expect(workers.map(({ engine }) => engine.spoken)).toEqual([['en']]);
    client.dispose();
  });

  it('ends a pending call when the worker dies, starts another, and opens the scenario there', async () => {
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
    expect(await pending).toMatchObject({
      ok: false,
      error: { code: 'worker-died', message: 'The engine stopped: out of memory.' },
    });
    expect(await restarted).toMatchObject([{ code: 'worker-died' }, { ok: true }]);
    expect(first.terminated).toBe(true);
    expect(workers).toHaveLength(2);
    expect(workers[1]?.engine.opened).toBe(1);
    expect(await client.move({ to: 'end' }, {})).toMatchObject({ ok: true });
    client.dispose();
  });
});
