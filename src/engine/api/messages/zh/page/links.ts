/** What is said of a link that cannot be read, or not all of it. */
import type { links as english } from '../../en/page/links.ts';
import type { Translation } from '../../translation.ts';

export const links: Translation<typeof english> = {
  codec: '这个链接打包场景的方式在这里是未知的。',
  codecHint: '更新的 irqscope 也许能打开它。',
  tooLarge: ({ limit }) => `这个链接里的场景解包后超过 ${limit} MB。`,
  damaged: '这个链接里的场景已损坏。',
  damagedHint: '链接被截断了吗？请完整复制。',
  version: '这个链接里的版本不是数字。',
  cutOffHint: '它被截断了吗？请完整复制。',
  newer: ({ version, known, by }) =>
    `这个链接的版本是 ${version}${by === undefined ? '' : `，由 irqscope ${by} 生成`}，而这个 irqscope 只认识到版本 ${known}。`,
  newerMade: '这个链接来自更新的 irqscope',
  newerMadeAbout: ({ version, own }) =>
    `它由 irqscope ${version} 生成，而这里是 ${own}：只有新版认识的内容在这里缺少。`,
  newerHint: '请用更新的 irqscope 打开。',
  none: '地址中 # 之后的内容不是 irqscope 的链接。',
  empty: '这个链接没有指明场景。',
  preset: ({ name }) => `链接指明的场景 ${name} 不在自带场景之列。`,
  presetHint: '请在板卡菜单里选择一个。',
  partLost: '链接的一部分无法读取',
  partLostAbout: ({ parts }) =>
    `略去：${parts
      .slice(0, 12)
      .map((part) => (part.length > 40 ? `${part.slice(0, 40)}…` : part))
      .join('、')}${parts.length > 12 ? '、…' : ''}。场景是完整的。`,
};
