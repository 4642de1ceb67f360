/** The status line: where in the run one is, and what came of a command. */
import type { screen as english } from '../../en/engine/screen.ts';
import type { Translation } from '../../translation.ts';

export const screen: Translation<typeof english> = {
  noRecord: '机器当时的状态。',
  start: '上电：还没有运行任何东西。',
  noChange: '没有变化。',
  ended: ({ command, outcome }) => `命令 ${command} 结束。${outcome ?? ''}`,
  refused: ({ command, error, number, words, outcome }) =>
    `命令 ${command} 被拒绝：${error}（${number}），${words}。${outcome ?? ''}`,
  unasked: ({ why }) => `没有人申请它：${why}。`,
  passed: ({ text }) => `${text}。`,
  stopped: ({ text, why }) => `${text}：停下，${why}。`,
};
