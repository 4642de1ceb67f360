/** What the search finds: labels, and what tells them apart. */
import type { search as english } from '../../en/engine/search.ts';
import type { Translation } from '../../translation.ts';
import { number } from '../words.ts';

export const search: Translation<typeof english> = {
  irq: ({ irq }) => `irq ${irq}`,
  ofIrq: ({ irq }) => `属于 irq ${irq}`,
  hwirq: ({ hwirq }) => `hwirq ${hwirq}`,
  vector: ({ bdf, vector }) => `${bdf} 向量 ${vector}`,
  unused: ({ model }) => `${model ?? 'PCI 功能'} · 没有中断`,
  domain: ({ mapped }) => `irq_domain · 已映射 ${mapped}`,
  node: '设备树节点',
  nodeIs: ({ compatible, disabled }) =>
    `设备树节点${disabled ? '，已禁用' : ''}${compatible === undefined ? '' : ` · ${compatible}`}`,
  undriven: '没有驱动的设备',
  boundTo: ({ device }) => `绑定到 ${device}`,
  pciFunction: ({ model, vectors }) =>
    `${model ?? 'PCI 功能'}${vectors === undefined ? '' : ` · ${vectors} 个 MSI-X 向量`}`,
  cpu: ({ cpu }) => `CPU ${cpu}`,
  core: '核',
  command: '脚本命令',
  step: ({ step }) => `第 ${number(step)} 步`,
  calls: ({ count }) => `${count} 次调用`,
  call: ({ index, total }) => `第 ${index} 次调用，共 ${total} 次`,
  nextCall: ({ index, total }) => `下一次：第 ${index} 次调用，共 ${total} 次`,
  previousCall: ({ index, total }) => `上一次：第 ${index} 次调用，共 ${total} 次`,
};
