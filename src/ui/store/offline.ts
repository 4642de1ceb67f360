/** The page without a network, and the change to a newer version of it: never under a run that is open, but when a person asks. */
import { Serwist } from '@serwist/window';
import type { Stores } from './stores.ts';

/** Of the built page alone: the development server's files have no list. */
export class Offline {
  private readonly stores: Pick<Stores, 'tasks'>;
  private worker: Serwist | undefined;
  /** The service worker of the newer version already serves. */
  private changed = false;
  private taking = false;

  constructor(stores: Pick<Stores, 'tasks'>) {
    this.stores = stores;
  }

  /** A browser that keeps no files for us (a private window, a setting) loads them anew each time, and that is all. */
  async start(): Promise<void> {
    if (!import.meta.env.PROD || !('serviceWorker' in navigator)) return;
    const worker = new Serwist('./service-worker.js');
    worker.addEventListener('waiting', () => this.stores.tasks.setState({ newer: true }));
    worker.addEventListener('controlling', () => {
      this.changed = true;
      if (this.taking) window.location.reload();
      // Another window took the newer version: this one keeps its run.
      else this.stores.tasks.setState({ newer: true });
    });
    this.worker = worker;
    try {
      await worker.register({ immediate: true });
    } catch {
      this.worker = undefined;
    }
  }

  /** Loads the page again as its newer version. */
  takeNewer(): void {
    if (this.worker === undefined) return;
    this.taking = true;
    if (this.changed) window.location.reload();
    else this.worker.messageSkipWaiting();
  }
}
