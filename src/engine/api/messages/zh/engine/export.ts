/** What stands in files for other programs and for reports. */
import type { exported as english } from '../../en/engine/export.ts';
import type { Translation } from '../../translation.ts';

export const exported: Translation<typeof english> = {
  cpu: ({ cpu }) => `CPU ${cpu}`,
  hardirq: ({ task }) => `${task}，被中断`,
  hardware: '硬件',
  elsewhere: '别处',
  findings: {
    title: ({ board, kernel }) => `${board}，Linux ${kernel}`,
    sums: ({ total, resolved, unresolved }) =>
      `设备树中有 ${total} 个中断：${resolved} 个已解析，${unresolved} 个没有。`,
    none: '没有发现问题。',
    consequence: ({ text }) => `**后果：** ${text}`,
    fix: ({ text }) => `**解决：** ${text}`,
    says: ({ kernel }) => `Linux ${kernel} 的日志：`,
    silent: ({ kernel }) => `Linux ${kernel} 对此没有日志。`,
    refusals: '申请了中断却没有得到',
    refusal: ({ node, index, driver, result, consequence, finding }) =>
      `- \`${node}\` 中断 ${index}${driver === undefined ? '' : `（驱动 ${driver}）`}：${result}。${consequence}${finding === undefined ? '' : ` 见 ${finding}。`}`,
  },
};
