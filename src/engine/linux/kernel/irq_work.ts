/**
 * Models kernel/irq_work.c as 7.3 uses it for interrupts that share a parent: one CPU leaves the handling of an interrupt to another. Left
 * out: work of other kinds, lazy work, and what waits for it.
 */
import {
  list,
  map,
  type Recorded,
  type RecordedList,
  type RecordedMap,
  ref,
  source,
  struct,
} from '../../recorder/index.ts';
import { arch_send_call_function_single_ipi } from '../arch/arm64/kernel/smp.ts';
import type { irq_desc } from '../include/linux/irqdesc.ts';
import { type Kernel, statics } from '../kernel.ts';
import { handle_irq_desc } from './irq/irqdesc/index.ts';

const at = source('kernel/irq_work.c');

/** What a CPU was left by others. */
interface raised_list extends Recorded {
  readonly works: RecordedList<irq_desc>;
}
const raised_list = struct<raised_list>('raised_list', { works: list(ref()) });

interface irq_work_c extends Recorded {
  /** By CPU. */
  readonly raised_list: RecordedMap<raised_list>;
}
const irq_work_c = statics<irq_work_c>('kernel/irq_work.c', { raised_list: map(ref<raised_list>()) });

export const irq_work_queue_on = at.fn(
  'irq_work_queue_on',
  'Leaves the handling of an interrupt to another CPU, and interrupts it. Work that waits there already is not queued again.',
  (k: Kernel, desc: irq_desc, cpu: number): boolean => {
    const { raised_list: lists } = irq_work_c(k);
    const own = lists.get(cpu) ?? raised_list.create(k.rec);
    lists.set(cpu, own);
    const waiting = own.works.toArray();
    if (waiting.includes(desc)) return false;
    own.works.addTail(desc);
    if (waiting.length === 0) arch_send_call_function_single_ipi(k, cpu);
    return true;
  },
);

export const irq_work_run = at.fn('irq_work_run', 'Handles what other CPUs left to this one.', (k: Kernel): void => {
  const works = irq_work_c(k).raised_list.get(k.cpu)?.works;
  for (const desc of works?.toArray() ?? []) {
    works?.remove(desc);
    handle_irq_desc(k, desc);
  }
});

/** Whether something was left to this CPU. */
export const hasIrqWork = (k: Kernel): boolean =>
  (irq_work_c(k).raised_list.get(k.cpu)?.works.toArray().length ?? 0) > 0;
