import { MessageChannel, type MessagePort } from 'node:worker_threads';
import { type Endpoint, expose } from 'comlink';
import { describe, expect, it } from 'vitest';
import type { Problem, Result } from '../base/result.ts';
import type { RunInfo } from '../engine/index.ts';
import { FakeEngine } from '../ui/testing/fake-engine.ts';
import { createEngineClient, type WorkerLike } from './client.ts';

const SCENARIO = { irqscope: 1, board: { bundled: 'x' }, kernel: '6.12' } as const;

/** Node's ports have other names for the same things. */
function endpointOf(port: MessagePort): Endpoint {
  return {
    postMessage: (message: unknown) => port.postMessage(message),
    addEventListener: (_type, listener) => {
      port.on('message', (data: unknown) => {
        const event = new MessageEvent('message', { data });
        if (typeof listener === 'function') listener(event);
        else listener.handleEvent(event);
      });
    },
    removeEventListener: () => {},
  };
}

/** A worker made of a message port, with an engine at its other end. */
class FakeWorker extends EventTarget implements WorkerLike {
  readonly engine = new FakeEngine();
  terminated = false;
  private readonly near: MessagePort;

  constructor() {
    super();
    const { port1, port2 } = new MessageChannel();
    this.near = port1;
    expose(this.engine, endpointOf(port2));
    port1.on('message', (data: unknown) => this.dispatchEvent(new MessageEvent('message', { data })));
  }

  postMessage(message: unknown, transfer: Transferable[] = []): void {
    // Node names its ports otherwise than the DOM's types do.
    this.near.postMessage(message, transfer as unknown as MessagePort[]);
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
  const client = createEngineClient(() => {
    const worker = new FakeWorker();
    workers.push(worker);
    return worker;
  });
  return { client, workers };
}

describe('the engine’s client', () => {
  it('passes calls and results through', async () => {
    const { client } = clientWithWorkers();
    expect(await client.open(SCENARIO, new Map(), () => {})).toMatchObject({ ok: true, value: { kernel: '6.12' } });
    expect(await client.move({ to: 'step', step: 7 }, {})).toMatchObject({ ok: true, value: { step: 7 } });
    expect(await client.read('bad.dtb', new Map())).toMatchObject({ ok: false, error: { code: 'dtb-truncated' } });
    client.dispose();
  });

  it('ends a pending call when the worker dies, starts another, and opens the scenario there', async () => {
    const { client, workers } = clientWithWorkers();
    await client.open(SCENARIO, new Map(), () => {});
    const first = workers[0];
    if (first === undefined) throw new Error('no worker was started');
    first.engine.search = () => new Promise(() => {});
    const restarted = new Promise<[Problem, Result<RunInfo> | undefined]>((resolve) => {
      client.onRestart((died, reopened) => resolve([died, reopened]));
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
