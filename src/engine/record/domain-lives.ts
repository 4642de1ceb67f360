/**
 * The irq_domains of a run by name. A domain that is removed and made anew, as that of a device which changes its
 * driver, is the same box to a person: it keeps its key and its place.
 */
import { irq_domain } from '../linux/include/linux/irqdomain.ts';
import { type Cursor, EventKind } from '../recorder/index.ts';

/** One domain object: from the event that made it to the one that freed it. */
export interface DomainLife {
  readonly id: number;
  readonly from: number;
  until: number;
}

export class DomainLives {
  /** Ids of domains by key, in order of creation. */
  readonly ids = new Map<string, number[]>();
  private readonly byKey = new Map<string, DomainLife[]>();
  private readonly keys = new Map<number, string>();
  private readonly cursor: Cursor;
  private event = 0;

  constructor(cursor: Cursor) {
    this.cursor = cursor;
  }

  /** Key of a domain's box; undefined for what is no domain. */
  keyOf(id: number): string | undefined {
    return this.keys.get(id);
  }

  /** The one of a box's domains that there is at a position, or that there was last, or that will be first. */
  at(key: string, position: number): DomainLife | undefined {
    const lives = this.byKey.get(key) ?? [];
    return lives.findLast(({ from }) => from < position) ?? lives[0];
  }

  /** Takes in what the run has added. The cursor must know all of it. */
  extend(): void {
    const { rec } = this.cursor;
    const { kind, subject, length } = rec.trace;
    for (; this.event < length; this.event++) {
      const id = subject[this.event] ?? 0;
      if (kind[this.event] === EventKind.create && rec.types[id] === irq_domain) this.born(id);
      else if (kind[this.event] === EventKind.free) this.died(id);
    }
  }

  private born(id: number): void {
    const name = this.cursor.object(id, irq_domain).name ?? '';
    for (let count = 1; ; count++) {
      const key = `domain:${name}${count === 1 ? '' : `#${count}`}`;
      const lives = this.byKey.get(key) ?? [];
      const last = lives.at(-1);
      if (last !== undefined && last.until === Number.POSITIVE_INFINITY) continue;
      lives.push({ id, from: this.event, until: Number.POSITIVE_INFINITY });
      this.byKey.set(key, lives);
      this.ids.set(
        key,
        lives.map((life) => life.id),
      );
      this.keys.set(id, key);
      return;
    }
  }

  private died(id: number): void {
    const key = this.keys.get(id);
    const life = key === undefined ? undefined : this.byKey.get(key)?.find((one) => one.id === id);
    if (life !== undefined) life.until = this.event;
  }
}
