/** What was open, kept in this browser: where, and in what form. */
import { type DBSchema, type IDBPDatabase, openDB } from 'idb';
import type { Scenario, Selection } from '../../engine/index.ts';
import type { LinkCompare } from '../../permalink/compare-text.ts';
import type { LinkStop } from '../../permalink/stop-text.ts';
import type { LinkView } from '../../permalink/view-text.ts';
import type { Files, MachineFile } from '../../worker/contract.ts';
import type { History } from './history.ts';

/** What the list of them shows, and where in it a person was: small, and written often. */
export interface KeptHead {
  readonly id: string;
  readonly name: string;
  readonly kernel: string;
  /** Milliseconds since 1970, by this machine's clock. */
  readonly when: number;
  /** State hash of the run. */
  readonly hash: string;
  /** Name of the bundled scenario that it is, where nothing was added to it. */
  readonly preset: string | undefined;
  /** What followed "#" in the address. */
  readonly address: string;
  readonly step: number | undefined;
  readonly selection: Selection | undefined;
  readonly view: LinkView;
  /** What entries of before do not have. */
  readonly stops?: readonly LinkStop[];
  readonly compare?: LinkCompare | undefined;
}

/** All that it takes to open it: written when that changes. */
export interface KeptBody {
  readonly scenario: Scenario | undefined;
  readonly files: Files;
  readonly machine: MachineFile | undefined;
  readonly history: History;
}

export interface Kept {
  readonly head: KeptHead;
  readonly body: KeptBody;
}

/** Its promises are rejected where the browser has no room, or forbids it. */
export interface Shelf {
  list(): Promise<readonly KeptHead[]>;
  read(id: string): Promise<Kept | undefined>;
  /** Without a body the one that is there stays. */
  put(head: KeptHead, body: KeptBody | undefined): Promise<void>;
  remove(ids: readonly string[]): Promise<void>;
  clear(): Promise<void>;
}

interface Schema extends DBSchema {
  heads: { key: string; value: KeptHead };
  bodies: { key: string; value: KeptBody };
}

const NAME = 'irqscope';

/** A shelf in IndexedDB. It is opened when it is first used. */
export function browserShelf(): Shelf {
  let opened: Promise<IDBPDatabase<Schema>> | undefined;
  const db = (): Promise<IDBPDatabase<Schema>> => {
    opened ??= openDB<Schema>(NAME, 1, {
      upgrade(made) {
        made.createObjectStore('heads', { keyPath: 'id' });
        made.createObjectStore('bodies');
      },
    });
    return opened;
  };
  const both = async () => (await db()).transaction(['heads', 'bodies'], 'readwrite');
  return {
    list: async () => (await db()).getAll('heads'),
    read: async (id) => {
      const [head, body] = await Promise.all([(await db()).get('heads', id), (await db()).get('bodies', id)]);
      return head === undefined || body === undefined ? undefined : { head, body };
    },
    put: async (head, body) => {
      const change = await both();
      // What was not written is undone as a whole.
      const writes: Promise<unknown>[] = [change.objectStore('heads').put(head), change.done];
      if (body !== undefined) writes.push(change.objectStore('bodies').put(body, head.id));
      await Promise.all(writes);
    },
    remove: async (ids) => {
      const change = await both();
      await Promise.all([
        ...ids.flatMap((id) => [change.objectStore('heads').delete(id), change.objectStore('bodies').delete(id)]),
        change.done,
      ]);
    },
    clear: async () => {
      const change = await both();
      await Promise.all([change.objectStore('heads').clear(), change.objectStore('bodies').clear(), change.done]);
    },
  };
}
