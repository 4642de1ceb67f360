/** The chart of the run and the bar above it. */
import type { timeline as english } from '../../en/page/timeline.ts';
import type { Translation } from '../../translation.ts';
import { counted, number } from '../words.ts';

const steps = (from: number, to: number): string => `第 ${number(from)}–${number(to)} 步`;

export const timeline: Translation<typeof english> = {
  bar: '单步和播放',
  play: '播放',
  pause: '暂停',
  playTitle: '播放 (空格)',
  pauseTitle: '暂停 (空格)',
  into: '步入',
  over: '步过',
  out: '步出',
  stepBack: '后退一步',
  stepForward: '前进一步',
  next: '下一个',
  speed: '速度',
  times: ({ speed }) => `${speed}×`,
  breakpoints: ({ shown }) => `断点：${shown}`,
  breakpointsStopped: ({ shown }) => `断点：${shown}，播放停在其中一个`,
  breakpointsTitle: '断点 (p)',
  stoppedTitle: '播放停在这里的断点 (p)',
  breakpointsWord: '断点',
  breakpointsShort: '断点',
  stoppedWord: '停在这里',
  stoppedShort: '已停',
  step: '第 ',
  goToStep: '到第几步',
  of: ' 步，共 ',
  slider: '运行的步骤',
  sliderAt: ({ step, steps: all, sentence }) => `第 ${step} 步，共 ${all} 步。${sentence}`,
  whole: '整个运行',
  cpu: ({ cpu, task }) => `CPU ${cpu} · ${task}`,
  cpuIdle: ({ cpu }) => `CPU ${cpu} · 未运行`,
  box: ({ name, from, to, cpu, task }) => `${name} · ${steps(from, to)} · CPU ${cpu}，${task}`,
  merged: ({ name, calls }) => (calls === 1 ? name : `${name} 等 ${number(calls)} 次调用`),
  calls: ({ count }) => `${number(count)} 次调用`,
  flags: ({ count }) => counted(count, '条命令'),
  flagLabel: ({ number: at, command, from, to }) => `脚本命令 ${at}：${command}，${steps(from, to)}`,
  flagTitle: ({ command, from, to }) => `${command}，${steps(from, to)}`,
  flagsLabel: ({ count, from, to }) => `${counted(count, '条脚本命令')}，${steps(from, to)}`,
  flagsTitle: ({ count, from, to }) => `${counted(count, '条命令')}，${steps(from, to)}：放大`,
};
