/** What is said beside one another of two machines. */
import type { compare as english } from '../../en/page/compare.ts';
import type { Translation } from '../../translation.ts';
import { compared } from '../compared.ts';
import { number } from '../words.ts';

export const compare: Translation<typeof english> = {
  ...compared,
  title: '比较',
  close: '关闭比较',
  with: '与',
  choose: '选择…',
  kernel: ({ version }) => `Linux ${version}`,
  bare: '不带覆盖层的板卡',
  model: '其设备树的模型',
  step: '本次运行的某一步…',
  stepNumber: '步骤',
  file: '文件…',
  fileLabel: '板卡、覆盖层、场景或机器的文件',
  link: '链接…',
  other: '所给的内容',
  linkField: '链接',
  linkGo: '与链接比较',
  at: '在',
  atEnd: '结尾',
  atHere: '屏幕上的步骤',
  side: ({ name, title, kernel, step, cpus, domains, irqs }) =>
    `${name}：${title}，Linux ${kernel}${step === undefined ? '' : `，第 ${number(step)} 步`}：${cpus} 个 CPU，${domains} 个中断域，${irqs} 个 irq`,
  same: '没有差异。',
  about: '选择与打开的运行比较的内容。',
  unknown: ({ areas }) => `未比较，因为其中一个没有说明：${areas.join('、')}。`,
  head: ({ area, count }) => `${area}（${count}）`,
  columns: { what: '项目', a: 'A', b: 'B' },
  none: '无',
  absent: '–',
  there: '有',
  more: ({ count }) => `另有 ${count} 个`,
  all: ({ count }) => `显示全部 ${count} 个`,
  copy: '复制',
  copyText: '作为文本',
  copyMarkdown: '作为 Markdown',
  copied: '已复制',
  openOther: '打开 B',
  notHere: '打开的运行中没有',
  field: ({ field, subject }) => `${subject} 的${field}`,
  failed: '无法比较两者。',
  several: '所给的内容中有多块板卡。请只给一块。',
};
