/** What came of a move's messages: where they went, and what stopped them, in the hardware or in the kernel. */
import { irq_desc, IRQS_PENDING } from '../../linux/include/linux/irqdesc.ts';
import { cpu_core } from '../../machine/index.ts';
import type { Pulse } from '../../api/topology.ts';
import type { Session } from '../../run/session.ts';
import { endedCommand } from '../../record/script.ts';
import { pulsesBetween } from '../topology/pulses.ts';
import { whyNotHandled } from '../way/kernel.ts';
import { sceneOf } from '../way/scene.ts';
import type { Viewer } from '../viewer.ts';

/**
 * The messages since `from`. At the end of a command they are all of the command's, however one got there: a link or a
 * step shows what came of it as the click did.
 */
export function messagesSince(viewer: Viewer, from: number): Pulse[] {
  const { session } = viewer;
  const { cursor, rec } = session;
  const ended = endedCommand(session);
  const isAll = ended !== undefined && ended.command.do !== 'boot';
  const low = isAll ? rec.origin + ended.from : Math.min(from, cursor.position);
  const pulses = pulsesBetween(viewer, low).filter((pulse) => pulse.stopped === undefined || !isOver(session, pulse));
  return markedPending(viewer, low, pulses);
}

/** A CPU held it back while it handled something, and nothing waits for that CPU any more. */
function isOver({ cursor }: Session, { path }: Pulse): boolean {
  const [where, number] = path.at(-1)?.split(':') ?? [];
  return where === 'cpu' && cursor.all(cpu_core)[Number(number)]?.irq === false;
}

const ISTATE = irq_desc.fields.indexOf('istate');

/** The flow handler only marked a disabled interrupt: its message came as far as a CPU, and no further. */
function markedPending(viewer: Viewer, low: number, pulses: readonly Pulse[]): Pulse[] {
  const last = pulses.findLastIndex(({ path, stopped }) => stopped === undefined && path.at(-1)?.startsWith('cpu:'));
  const through = pulses[last];
  if (through === undefined) return [...pulses];
  const why = lastMarked(viewer, low);
  return why === undefined ? [...pulses] : pulses.with(last, { ...through, stopped: why });
}

/** Why the last interrupt that was marked IRQS_PENDING since then is still no more than that. */
function lastMarked(viewer: Viewer, low: number): string | undefined {
  const { cursor, rec } = viewer.session;
  let [last, marked]: [number, number | undefined] = [low - 1, undefined];
  // There may be very many descriptors, and hardly ever is one marked: only their slots are read.
  for (const id of rec.byType.get(irq_desc) ?? []) {
    const slot = rec.slotOf(id) + ISTATE;
    if ((cursor.raw(slot) & IRQS_PENDING) === 0 || !cursor.isAlive(id)) continue;
    const event = viewer.history.lastSet(slot, cursor.position) ?? -1;
    if (event > last) [last, marked] = [event, id];
  }
  if (marked === undefined) return undefined;
  return whyNotHandled(sceneOf(viewer), cursor.object(marked) as unknown as irq_desc)?.why;
}
