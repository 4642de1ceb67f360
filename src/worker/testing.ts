/** A worker for tests: made of a message port, with whatever engine the test gives it at its other end. */
import { expose } from 'comlink';
import type { WorkerLike } from './client.ts';
import type { WorkerApi } from './contract.ts';

export class PortWorker<T extends WorkerApi> extends EventTarget implements WorkerLike {
  readonly engine: T;
  terminated = false;
  private readonly near: MessagePort;

  constructor(engine: T) {
    super();
    this.engine = engine;
    const { port1, port2 } = new MessageChannel();
    this.near = port1;
    expose(engine, port2);
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

  /** As when an exception is caught by nobody: what was asked is never answered. */
  die(message: string): void {
    this.dispatchEvent(Object.assign(new Event('error'), { message }));
  }
}
