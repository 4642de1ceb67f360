/** What a stand-in did, as the record marks it. */
import type { irq_desc } from '../../linux/include/linux/irqdesc.ts';
import { stand_in_irq } from '../../linux/stand-ins/state.ts';

/** The handler of timers that the kernel starts without a device has no note of its own. */
const TIMER = 'stand_in_timer';

/** The notes of the stand-ins that an interrupt comes to, in the order of its actions. */
export function standInsOf(desc: irq_desc): stand_in_irq[] {
  const notes: stand_in_irq[] = [];
  for (let action = desc.action; action !== undefined; action = action.next)
    if (stand_in_irq.is(action.dev_id)) notes.push(action.dev_id);
  const data = desc.irq_common_data.handler_data;
  return stand_in_irq.is(data) ? [...notes, data] : notes;
}

/** Whether those whom an interrupt comes to are modelled. */
export function whoseHandlers(desc: irq_desc): 'none' | 'modelled' | 'standIn' | 'both' {
  const notes = standInsOf(desc);
  let [standIns, models] = [notes.length, 0];
  for (let action = desc.action; action !== undefined; action = action.next) {
    if (stand_in_irq.is(action.dev_id) || action.handler?.fname === 'bad_chained_irq') continue;
    if (action.handler?.fname === TIMER) standIns++;
    else models++;
  }
  if (standIns > 0) return models > 0 ? 'both' : 'standIn';
  return models > 0 ? 'modelled' : 'none';
}
