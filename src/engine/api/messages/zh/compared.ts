/** Areas and properties of machines that are compared. */
import type { compared as english } from '../en/compared.ts';
import type { Translation } from '../translation.ts';

export const compared: Translation<typeof english> = {
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
