/** From when to when things are there. */
import { device } from '../linux/include/linux/device.ts';
import { irq_data } from '../linux/include/linux/irq.ts';
import { irq_desc } from '../linux/include/linux/irqdesc.ts';
import { type AnyStruct, EventKind, type Recorder } from '../recorder/index.ts';

export interface Life {
  readonly id: number;
  /** First position at which it is there under its name. */
  from: number;
  /** Last position at which it is there. */
  to: number;
}

/** The lives of all objects of these types, in order of their beginning. */
export function livesOf(rec: Recorder, types: readonly AnyStruct[]): Life[] {
  const { trace } = rec;
  const wanted = new Set(types);
  const lives: Life[] = [];
  const open = new Map<number, Life>();
  const named = namingSlots(rec);
  for (let event = 0; event < trace.length; event++) {
    const subject = trace.subject[event] ?? 0;
    switch (trace.kind[event]) {
      case EventKind.create: {
        const type = rec.types[subject];
        if (type === undefined || !wanted.has(type)) break;
        const life = { id: subject, from: event + 1, to: trace.length };
        open.set(subject, life);
        lives.push(life);
        break;
      }
      case EventKind.free: {
        const life = open.get(subject);
        if (life !== undefined) life.to = event;
        break;
      }
      case EventKind.set: {
        // A descriptor is made first and given its number then; a device waits for its driver.
        const id = named.get(subject);
        const life = id === undefined ? undefined : open.get(id);
        if (id === undefined || life === undefined) break;
        named.delete(subject);
        life.from = event + 1;
        break;
      }
      default:
    }
  }
  return lives;
}

/** Slots whose first setting makes a thing what it is looked for as, to its id: an interrupt's number, a driver. */
function namingSlots(rec: Recorder): Map<number, number> {
  const slots = new Map<number, number>();
  const inner = irq_desc.fields.indexOf('irq_data');
  const number = irq_data.fields.indexOf('irq');
  for (const id of rec.byType.get(irq_desc) ?? []) {
    const data = rec.initial.data[rec.slotOf(id) + inner] ?? 0;
    const slot = rec.slotOf(data) + number;
    if (data !== 0 && rec.initial.data[slot] === 0) slots.set(slot, id);
  }
  const driver = device.fields.indexOf('driver');
  for (const id of rec.byType.get(device) ?? []) {
    const slot = rec.slotOf(id) + driver;
    if (rec.initial.data[slot] === 0) slots.set(slot, id);
  }
  return slots;
}
