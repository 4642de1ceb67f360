/** What is said of a machine that is known from what it printed. */
import type { collected as english } from '../../en/engine/collected.ts';
import type { Translation } from '../../translation.ts';

export const collected: Translation<typeof english> = {
  tooLarge: ({ megabytes }) => `这个文件超过 ${megabytes} MB`,
  nothing: '这个文件里没有关于中断的内容',
  nothingHint:
    '收集的文件由以“@@@@ NAME”开头的各节组成，其中有 interrupts、domains/… 或 irqs/…；只有 /proc/interrupts 也可以。',
  badTree: ({ why }) => `这个文件里的设备树无法读取：${why}。`,
  noDebugfs:
    '文件里没有 /sys/kernel/debug/irq 的内容，因此不知道中断域：以各芯片的名称代表一个域，并且没有层级、状态和流处理函数。',
};
