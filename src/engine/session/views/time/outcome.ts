/** What came of a move's messages: where they went, and what stopped them, in the hardware or in the kernel. */
import { irq_desc, IRQS_PENDING } from '../../../linux/include/linux/irqdesc.ts';
import { cpu_core } from '../../../machine/index.ts';
import { EventKind } from '../../../recorder/index.ts';
import type { Pulse } from '../../view-types/topology.ts';
import type { Session } from '../../session.ts';
import { endedCommand } from '../script.ts';
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
  const { trace } = rec;
  for (let event = cursor.position - 1; event >= low; event--) {
    if (trace.kind[event] !== EventKind.set) continue;
    const { object, start } = rec.ownerOf(trace.subject[event] ?? 0);
    if (rec.types[object] !== irq_desc || (trace.subject[event] ?? 0) - start !== ISTATE) continue;
    const desc = cursor.object(object) as unknown as irq_desc;
    if ((desc.istate & IRQS_PENDING) !== 0) return whyNotHandled(sceneOf(viewer), desc)?.why;
  }
  return undefined;
}
