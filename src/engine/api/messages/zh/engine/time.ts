/** The chart of the run: names of its lanes. */
import type { time as english } from '../../en/engine/time.ts';
import type { Translation } from '../../translation.ts';

export const time: Translation<typeof english> = {
  hardirq: ({ cpu }) => `CPU ${cpu} 硬中断`,
  bootCpu: '启动 CPU',
  cpu: ({ cpu }) => `CPU ${cpu}`,
  taskOn: ({ task, cpu }) => `CPU ${cpu} 上的 ${task}`,
};
