/** The chart of the run: names of its lanes. */

export const time = {
  hardirq: ({ cpu }: { cpu: number }) => `CPU ${cpu} hardirq`,
  bootCpu: 'boot CPU',
  cpu: ({ cpu }: { cpu: number }) => `CPU ${cpu}`,
  taskOn: ({ task, cpu }: { task: string; cpu: number }) => `${task} on CPU ${cpu}`,
};
