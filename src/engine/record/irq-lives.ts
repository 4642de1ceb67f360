/**
 * Which device has which interrupts, and from when to when: read off the record, so that any step can be asked without
 * looking at every descriptor. As the run grows, only what is new is read.
 */
import { irq_common_data, irq_data } from '../linux/include/linux/irq.ts';
import { irq_desc } from '../linux/include/linux/irqdesc.ts';
import { msi_desc } from '../linux/include/linux/msi.ts';
import { type AnyStruct, type Cursor, EventKind, type Recorder } from '../recorder/index.ts';
import { type Source, sourceAt, type SourceIndex } from './sources.ts';

/** A time in which an interrupt belongs to a device. */
export interface Tenure {
  readonly desc: number;
  readonly virq: number;
  readonly domain: number;
  /** Object id of the MSI descriptor; 0 for one that is no message. */
  readonly msi: number;
  /** The event that began it. */
  readonly from: number;
  /** The event that ended it; Infinity while it lasts. */
  until: number;
  /** Somebody asked for it in that time: PCI maps every function's INTx, and most are never asked for. */
  requested: boolean;
}

/** All that is known of one source of interrupts. */
export interface Owner {
  readonly source: Source;
  readonly tenures: Tenure[];
}

/** A descriptor while the record is read. */
interface Life {
  readonly desc: number;
  readonly virq: number;
  domain: number;
  msi: number;
  /** Event since which it is mapped. */
  since: number;
  readonly owners: Set<number>;
  readonly open: Tenure[];
}

const place = (type: AnyStruct, field: string): number => type.fields.indexOf(field);
const DOMAIN = place(irq_data, 'domain');
const MSI = place(irq_common_data, 'msi_desc');
const ACTION = place(irq_desc, 'action');
const DEVICE = place(msi_desc, 'dev');

export class IrqLives {
  readonly owners = new Map<string, Owner>();
  private readonly cursor: Cursor;
  private readonly rec: Recorder;
  private readonly sources: SourceIndex;
  /** By the slots that say what domain and what message a descriptor has. */
  private readonly byDomainSlot = new Map<number, Life>();
  private readonly byMsiSlot = new Map<number, Life>();
  private readonly byActionSlot = new Map<number, Life>();
  /** One for each slot that is in one of those: most events set another. */
  private watched = new Uint8Array(0);
  private readonly byDesc = new Map<number, Life>();
  private readonly byVirq = new Map<number, Life>();
  private event = 0;
  private mapping = 0;

  constructor(cursor: Cursor, sources: SourceIndex) {
    this.cursor = cursor;
    this.rec = cursor.rec;
    this.sources = sources;
  }

  /** The interrupts that a source has at a position. */
  at(key: string, position: number): Tenure[] {
    return (this.owners.get(key)?.tenures ?? []).filter(({ from, until }) => from < position && until >= position);
  }

  /** The irq number whose irq_common_data this is. */
  virqOf(common: number): number | undefined {
    return this.byMsiSlot.get(this.rec.slotOf(common) + MSI)?.virq;
  }

  /** Takes in what the run has added. The cursor must know all of it. */
  extend(): void {
    const { kind, subject, next, length } = this.rec.trace;
    const mappings = this.sources.all;
    const slots = this.rec.initial.length;
    if (this.watched.length < slots) {
      const watched = new Uint8Array(slots);
      watched.set(this.watched);
      this.watched = watched;
    }
    for (; this.event < length; this.event++) {
      const at = subject[this.event] ?? 0;
      if (kind[this.event] === EventKind.set) {
        if (this.watched[at] === 1) this.set(at, next[this.event] ?? 0);
      } else if (kind[this.event] === EventKind.create && this.rec.types[at] === irq_desc) this.born(at);
      else if (kind[this.event] === EventKind.free) this.died(at);
      else if (mappings[this.mapping]?.event === this.event) {
        const { virq, owner } = mappings[this.mapping++] ?? { virq: 0, owner: 0 };
        this.claimed(virq, owner);
      }
    }
  }

  private born(id: number): void {
    const { rec } = this;
    const desc = this.cursor.object(id, irq_desc);
    const domainSlot = rec.slotOf(desc.irq_data.$id) + DOMAIN;
    const msiSlot = rec.slotOf(desc.irq_common_data.$id) + MSI;
    const life: Life = {
      desc: id,
      virq: desc.irq_data.irq,
      domain: rec.initial.data[domainSlot] ?? 0,
      msi: rec.initial.data[msiSlot] ?? 0,
      since: this.event,
      owners: new Set(),
      open: [],
    };
    this.byDomainSlot.set(domainSlot, life);
    this.byMsiSlot.set(msiSlot, life);
    const actionSlot = rec.slotOf(id) + ACTION;
    this.byActionSlot.set(actionSlot, life);
    for (const slot of [domainSlot, msiSlot, actionSlot]) this.watched[slot] = 1;
    this.byDesc.set(id, life);
    this.byVirq.set(life.virq, life);
    this.open(life);
  }

  private set(slot: number, value: number): void {
    const mapped = this.byDomainSlot.get(slot);
    if (mapped !== undefined && mapped.domain !== value) {
      this.close(mapped);
      mapped.domain = value;
      mapped.since = this.event;
      if (value === 0) mapped.owners.clear();
      this.open(mapped);
    }
    if (value !== 0) for (const tenure of this.byActionSlot.get(slot)?.open ?? []) tenure.requested = true;
    const message = this.byMsiSlot.get(slot);
    if (message !== undefined && message.msi !== value) {
      this.close(message);
      message.msi = value;
      this.open(message);
    }
  }

  private died(id: number): void {
    const life = this.byDesc.get(id);
    if (life === undefined) return;
    this.close(life);
    this.byDesc.delete(id);
    if (this.byVirq.get(life.virq) === life) this.byVirq.delete(life.virq);
  }

  /** Whoever maps a line first has it since it was mapped; others have it too, from then on. */
  private claimed(virq: number, owner: number): void {
    const life = this.byVirq.get(virq);
    if (life === undefined || life.owners.has(owner)) return;
    const from = life.owners.size === 0 ? life.since : this.event;
    life.owners.add(owner);
    if (life.msi === 0 && life.domain !== 0) this.add(life, owner, from);
  }

  private open(life: Life): void {
    if (life.domain === 0) return;
    const dev = life.msi === 0 ? 0 : (this.rec.initial.data[this.rec.slotOf(life.msi) + DEVICE] ?? 0);
    if (dev !== 0) this.add(life, dev, this.event);
    else for (const owner of life.owners) this.add(life, owner, this.event);
  }

  private close({ open }: Life): void {
    for (const tenure of open.splice(0)) tenure.until = this.event;
  }

  private add(life: Life, owner: number, from: number): void {
    const { desc, virq, domain, msi } = life;
    const tenure = { desc, virq, domain, msi, from, until: Number.POSITIVE_INFINITY, requested: false };
    const source = sourceAt(this.cursor, owner);
    const known = this.owners.get(source.key) ?? { source, tenures: [] };
    this.owners.set(source.key, known);
    known.tenures.push(tenure);
    life.open.push(tenure);
  }
}
