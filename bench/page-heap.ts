/** What the page and its worker hold, after a collection: JavaScript objects, and the columns of the record beside them. */
import type { CDPSession, Page } from '@playwright/test';
import { round } from './clock.ts';

interface Usage {
  readonly usedSize: number;
  /** Array buffers. */
  readonly backingStorageSize?: number;
}

export async function heaps(page: Page): Promise<Record<string, number>> {
  const session = await page.context().newCDPSession(page);
  await session.send('HeapProfiler.collectGarbage');
  const own = await session.send('Runtime.getHeapUsage');
  const worker = await askWorker(session);
  await session.detach();
  return { page: megabytes(own), ...(worker === undefined ? {} : { worker: megabytes(worker) }) };
}

const megabytes = ({ usedSize, backingStorageSize = 0 }: Usage): number =>
  round((usedSize + backingStorageSize) / 2 ** 20, 0);

/** Playwright has no session for a worker, so the page's passes messages on. */
function askWorker(session: CDPSession): Promise<Usage | undefined> {
  return new Promise((done) => {
    const timer = setTimeout(() => done(undefined), 5000);
    session.on('Target.attachedToTarget', ({ sessionId, targetInfo }) => {
      if (targetInfo.type !== 'worker') return;
      for (const [id, method] of ['HeapProfiler.collectGarbage', 'Runtime.getHeapUsage'].entries())
        void session.send('Target.sendMessageToTarget', { sessionId, message: JSON.stringify({ id: id + 1, method }) });
    });
    session.on('Target.receivedMessageFromTarget', ({ message }) => {
      const { id, result } = JSON.parse(message) as { id?: number; result?: Usage };
      if (id !== 2) return;
      clearTimeout(timer);
      done(result);
    });
    void session.send('Target.setAutoAttach', { autoAttach: true, waitForDebuggerOnStart: false, flatten: false });
  });
}
