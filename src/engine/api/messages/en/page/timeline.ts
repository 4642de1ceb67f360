/** The chart of the run and the bar above it. */
import { counted, number } from '../words.ts';

const steps = (from: number, to: number): string => `steps ${number(from)}–${number(to)}`;

export const timeline = {
  bar: 'Step and play',
  play: 'Play',
  pause: 'Pause',
  playTitle: 'Play (space)',
  pauseTitle: 'Pause (space)',
  into: 'into',
  over: 'over',
  out: 'out',
  stepBack: 'Step back',
  stepForward: 'Step forward',
  next: 'next',
  speed: 'speed',
  /** "4×" */
  times: ({ speed }: { speed: number }) => `${speed}×`,
  breakpoints: ({ shown }: { shown: string }) => `Breakpoints: ${shown}`,
  breakpointsStopped: ({ shown }: { shown: string }) => `Breakpoints: ${shown}, play stopped at one`,
  breakpointsTitle: 'Breakpoints (p)',
  stoppedTitle: 'Play stopped here, at a breakpoint (p)',
  breakpointsWord: 'breakpoints',
  breakpointsShort: 'breaks',
  stoppedWord: 'stopped here',
  stoppedShort: 'stopped',
  /** "step 5,204 of 5,310", with a field for the first number. */
  step: 'step ',
  goToStep: 'Go to step',
  of: ' of ',
  slider: 'Step of the run',
  sliderAt: ({ step, steps: all, sentence }: { step: number; steps: number; sentence: string }) =>
    `Step ${step} of ${all}. ${sentence}`,
  whole: 'Whole run',
  cpu: ({ cpu, task }: { cpu: number; task: string }) => `CPU ${cpu} · ${task}`,
  cpuIdle: ({ cpu }: { cpu: number }) => `CPU ${cpu} · does not run`,
  box: ({ name, from, to, cpu, task }: { name: string; from: number; to: number; cpu: number; task: string }) =>
    `${name} · ${steps(from, to)} · CPU ${cpu}, ${task}`,
  merged: ({ name, calls }: { name: string; calls: number }) =>
    calls === 1 ? name : `${name} and ${counted(calls - 1, 'more call', 'more calls')}`,
  /** On a box that stands for calls too narrow for their names. */
  calls: ({ count }: { count: number }) => `${number(count)} calls`,
  /** Flags of script commands; several that would overlap are one. */
  flags: ({ count }: { count: number }) => counted(count, 'command', 'commands'),
  flagLabel: ({ number: at, command, from, to }: { number: number; command: string; from: number; to: number }) =>
    `Script command ${at}: ${command}, ${steps(from, to)}`,
  flagTitle: ({ command, from, to }: { command: string; from: number; to: number }) => `${command}, ${steps(from, to)}`,
  flagsLabel: ({ count, from, to }: { count: number; from: number; to: number }) =>
    `${count} script commands, ${steps(from, to)}`,
  flagsTitle: ({ count, from, to }: { count: number; from: number; to: number }) =>
    `${counted(count, 'command', 'commands')}, ${steps(from, to)}: zoom in`,
};
