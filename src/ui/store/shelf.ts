/** What was open, kept in this browser: where, and in what form. */
import { type DBSchema, type IDBPDatabase, openDB } from 'idb';
import type { Scenario, Selection } from '../../engine/index.ts';
import type { LinkCompare } from '../../permalink/compare-text.ts';
import type { LinkTour } from '../../permalink/tour-text.ts';
import type { LinkStop } from '../../permalink/stop-text.ts';
import type { LinkView } from '../../permalink/view-text.ts';
import type { Files, MachineFile } from '../../worker/contract.ts';
import type { Json } from './draft/json-value.ts';
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
  readonly tour?: LinkTour | undefined;
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

/** What the editor has and nobody has run yet. */
export interface KeptDraft {
  /** The scenario that it was made from. */
  readonly of: Json;
  readonly draft: Json;
  /** Its JSON as a person typed it, where that is no JSON yet. */
  readonly typed: string | undefined;
}

/** Its promises are rejected where the browser has no room, or forbids it. */
export interface Shelf {
  list(): Promise<readonly KeptHead[]>;
  read(id: string): Promise<Kept | undefined>;
  /** Without a body the one that is there stays. */
  put(head: KeptHead, body: KeptBody | undefined): Promise<void>;
  /** What is open under an id may have a draft. */
  readDraft(id: string): Promise<KeptDraft | undefined>;
  /** Undefined takes it away. */
  putDraft(id: string, draft: KeptDraft | undefined): Promise<void>;
  /** Drafts go with what they are of. */
  remove(ids: readonly string[]): Promise<void>;
  clear(): Promise<void>;
}

interface Schema extends DBSchema {
  heads: { key: string; value: KeptHead };
  bodies: { key: string; value: KeptBody };
  drafts: { key: string; value: KeptDraft };
}

const STORES = ['heads', 'bodies', 'drafts'] as const;

const NAME = 'irqscope';

/** A shelf in IndexedDB. It is opened when it is first used. */
export function browserShelf(): Shelf {
  let opened: Promise<IDBPDatabase<Schema>> | undefined;
  const db = (): Promise<IDBPDatabase<Schema>> => {
    opened ??= openDB<Schema>(NAME, 2, {
      upgrade(made, before) {
        if (before < 1) {
          made.createObjectStore('heads', { keyPath: 'id' });
          made.createObjectStore('bodies');
        }
        made.createObjectStore('drafts');
      },
    });
    return opened;
  };
  const all = async () => (await db()).transaction(STORES, 'readwrite');
  return {
    list: async () => (await db()).getAll('heads'),
    read: async (id) => {
      const [head, body] = await Promise.all([(await db()).get('heads', id), (await db()).get('bodies', id)]);
      return head === undefined || body === undefined ? undefined : { head, body };
    },
    put: async (head, body) => {
      const change = await all();
      // What was not written is undone as a whole.
      const writes: Promise<unknown>[] = [change.objectStore('heads').put(head), change.done];
      if (body !== undefined) writes.push(change.objectStore('bodies').put(body, head.id));
      await Promise.all(writes);
    },
    readDraft: async (id) => (await db()).get('drafts', id),
    putDraft: async (id, draft) => {
      if (draft === undefined) await (await db()).delete('drafts', id);
      else await (await db()).put('drafts', draft, id);
    },
    remove: async (ids) => {
      const change = await all();
      await Promise.all([
        ...ids.flatMap((id) => STORES.map((name) => change.objectStore(name).delete(id))),
        change.done,
      ]);
    },
    clear: async () => {
      const change = await all();
      await Promise.all([...STORES.map((name) => change.objectStore(name).clear()), change.done]);
    },
  };
}
