/** Areas and properties of machines that are compared. */
import type { compared as english } from '../en/compared.ts';
import type { Translation } from '../translation.ts';

const most = (names: readonly string[]): string =>
  names.length <= 8 ? names.join('、') : `${names.slice(0, 8).join('、')} 等 ${names.length} 个`;

export const compared: Translation<typeof english> = {
  handlers: ({ both, onlyA, onlyB }) => [
    onlyA.length === 0
      ? `A 上有处理函数的每个中断在 B 上也有（${both} 个）。`
      : `${onlyA.length} 个中断在 A 上有处理函数而在 B 上没有：${most(onlyA)}。两者都有的：${both} 个。`,
    ...(onlyB.length === 0 ? [] : [`${onlyB.length} 个中断仅在 B 上有处理函数：${most(onlyB)}。`]),
  ],
  areas: {
    cpus: 'CPU',
    domains: '中断域',
    hierarchy: '层级',
    chips: '芯片',
    irqs: '中断',
    virqs: 'irq 编号',
    affinity: '亲和性',
    messages: '消息',
    counts: '计数',
    findings: '问题',
    log: '日志',
    calls: '调用顺序',
  },
  fields: {
    possible: '可能的',
    online: '在线',
    parent: '父级',
    size: '大小',
    mapped: '已映射',
    flags: '标志',
    domains: '中断域',
    chips: '芯片',
    hwirqs: 'hwirq',
    trigger: '触发方式',
    handler: '流处理函数',
    state: '状态',
    status: '设置',
    depth: '禁用深度',
    actions: '处理函数',
    device: '设备',
    virq: 'irq',
    affinity: '亲和性',
    effective: '实际亲和性',
    message: '地址和数据',
    counts: '计数',
  },
};
