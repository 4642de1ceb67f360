/** What came of a move's messages: where they went, and what stopped them, in the hardware or in the kernel. */
import { irq_desc, IRQS_PENDING } from '../../linux/include/linux/irqdesc.ts';
import { cpu_core } from '../../machine/index.ts';
import type { Objects } from '../../recorder/index.ts';
import type { History } from '../../record/history.ts';
import type { Snapshot } from '../../record/snapshot.ts';
import type { EngineMessages } from '../../api/messages/index.ts';
import type { Pulse, TopologyPlan } from '../../api/topology.ts';
import { whyNotHandled } from '../way/kernel.ts';
import { pulsesBetween } from '../way/pulses.ts';

/**
 * The messages since `from`, along the boxes of the picture. At the end of a command they are all of the command's, however
 * one got there: a link or a step shows what came of it as the click did. None without a record.
 */
export function messagesSince(snapshot: Snapshot, plan: TopologyPlan, from: number): Pulse[] {
  const { history, script, objects } = snapshot;
  if (history === undefined) return [];
  const ended = script?.ended;
  const isAll = ended !== undefined && ended.command.do !== 'boot';
  const low = isAll ? history.rec.origin + ended.from : Math.min(from, history.cursor.position);
  const pulses = pulsesBetween(snapshot, history, plan, low);
  const standing = pulses.filter((pulse) => pulse.stopped === undefined || !isOver(objects, pulse));
  return markedPending(snapshot, history, low, standing);
}

/** A CPU held it back while it handled something, and nothing waits for that CPU any more. */
function isOver(objects: Objects, { path }: Pulse): boolean {
  const [where, number] = path.at(-1)?.split(':') ?? [];
  return where === 'cpu' && objects.all(cpu_core)[Number(number)]?.irq === false;
}

const ISTATE = irq_desc.fields.indexOf('istate');

/** The flow handler only marked a disabled interrupt: its message came as far as a CPU, and no further. */
function markedPending({ messages }: Snapshot, history: History, low: number, pulses: readonly Pulse[]): Pulse[] {
  const last = pulses.findLastIndex(({ path, stopped }) => stopped === undefined && path.at(-1)?.startsWith('cpu:'));
  const through = pulses[last];
  if (through === undefined) return [...pulses];
  const why = lastMarked(messages, history, low);
  return why === undefined ? [...pulses] : pulses.with(last, { ...through, stopped: why });
}

/** Why the last interrupt that was marked IRQS_PENDING since then is still no more than that. */
function lastMarked(messages: EngineMessages, { cursor, rec, fields }: History, low: number): string | undefined {
  let [last, marked]: [number, number | undefined] = [low - 1, undefined];
  // There may be very many descriptors, and hardly ever is one marked: only their slots are read.
  for (const id of rec.byType.get(irq_desc) ?? []) {
    const slot = rec.slotOf(id) + ISTATE;
    if ((cursor.raw(slot) & IRQS_PENDING) === 0 || !cursor.isAlive(id)) continue;
    const event = fields.lastSet(slot, cursor.position) ?? -1;
    if (event > last) [last, marked] = [event, id];
  }
  if (marked === undefined) return undefined;
  return whyNotHandled({ objects: cursor, messages }, cursor.object(marked, irq_desc))?.why;
}
