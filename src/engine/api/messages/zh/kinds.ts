/** What "next" and breakpoints look for: said by the page in its lists, and by the worker when there is none. */
import type { kinds as english } from '../en/kinds.ts';
import type { Translation } from '../translation.ts';

export const kinds: Translation<typeof english> = {
  domain: '创建中断域',
  descriptor: '分配描述符',
  request: '申请 irq',
  message: '发送消息',
  delivery: '送达中断',
  log: '日志行',
  error: '错误日志',
  mark: '脚本命令',
  object: '所选对象的变化',
};
