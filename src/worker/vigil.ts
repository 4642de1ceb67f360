/**
 * Tells that a worker has ended. Browsers say so only for an exception that nobody caught; a worker that was ended for
 * want of memory, or that closed itself, just falls silent, and a call to it would wait for ever. So the worker holds a
 * lock for as long as it lives, and who gets that lock knows that it does not.
 */

/**
 * In the worker, before it listens for anything: messages wait until it has the lock, so that its first answer says that
 * it does.
 */
export function holdLock(name: string): void {
  // Not there where the page's origin is no secure one; then only exceptions are told.
  const locks: LockManager | undefined = navigator.locks;
  if (locks === undefined) return;
  const held = new Promise<void>((resolve) => {
    const keep = (): Promise<never> => {
      resolve();
      return new Promise(() => {});
    };
    // A browser that grants no locks still gets an engine.
    locks.request(name, keep).catch(resolve);
  });
  let isHeld = false;
  void held.then(() => {
    isHeld = true;
  });
  self.addEventListener('message', (event: MessageEvent<unknown>) => {
    if (isHeld) return;
    event.stopImmediatePropagation();
    const { data, origin, ports } = event;
    void held.then(() => self.dispatchEvent(new MessageEvent('message', { data, origin, ports: [...ports] })));
  });
}

/** In the page: resolves when the worker of that name has ended, never when `signal` was given up before. */
async function ended(name: string, signal: AbortSignal): Promise<void> {
  const locks: LockManager | undefined = navigator.locks;
  const { held = [] } = (await locks?.query()) ?? {};
  if (locks === undefined || !held.some((lock) => lock.name === name)) return new Promise(() => {});
  try {
    return await locks.request(name, { signal }, () => {});
  } catch {
    return new Promise(() => {});
  }
}

/** Makes an error event of it, as of an exception, with `why` as its message, unless the page itself has ended the worker. */
export function keepVigil(worker: Worker, name: string, why: () => string): void {
  const given = new AbortController();
  const terminate = worker.terminate.bind(worker);
  worker.terminate = () => {
    given.abort();
    terminate();
  };
  const watch = async (): Promise<void> => {
    await ended(name, given.signal);
    if (!given.signal.aborted) worker.dispatchEvent(new ErrorEvent('error', { message: why() }));
  };
  // It holds its lock by the time that it first answers.
  worker.addEventListener('message', () => void watch(), { once: true });
}
