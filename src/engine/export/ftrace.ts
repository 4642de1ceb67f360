/** The text of ftrace's function tracer, as tracefs' file `trace` has it; messages and log lines are marks in it. */
import type { EngineMessages } from '../api/messages/index.ts';
import { word } from '../api/messages/said.ts';
import type { Recorder } from '../recorder/index.ts';
import { Tasks, type TraceEvent, traceEvents } from './events.ts';

/** What a mark in a trace says; undefined for what is no mark. */
export function markOf(event: TraceEvent, messages: EngineMessages): string | undefined {
  switch (event.kind) {
    case 'signal': {
      const { kind, text, stopped } = event.signal;
      const said = `${kind}: ${word(messages.signals, text)}`;
      return stopped === undefined ? said : `${said}: ${word(messages.stops, stopped)}`;
    }
    case 'log':
      return event.text;
    case 'mark':
      return event.name;
    default:
      return undefined;
  }
}

export function ftraceText(rec: Recorder, messages: EngineMessages): string {
  const tasks = new Tasks();
  const lines: string[] = [];
  for (const event of traceEvents(rec)) {
    const { context, step } = event;
    const what =
      event.kind === 'call' ? `${event.name} <-${event.caller}` : markOf(event, messages)?.replaceAll('\n', ' ');
    if (what === undefined) continue;
    const who = `${context.task.padStart(16)}-${`${tasks.pidOf(context)}`.padEnd(7)}`;
    const cpu = `${context.cpu}`.padStart(3, '0');
    const text = event.kind === 'call' ? what : `tracing_mark_write: ${what}`;
    lines.push(`${who} [${cpu}] ${context.hardirq ? 'd.h..' : '.....'} ${seconds(step)}: ${text}`);
  }
  const head = ['# tracer: function', '#', '#           TASK-PID     CPU#  |||||  TIMESTAMP  FUNCTION', '#'];
  return `${[...head, ...lines].join('\n')}\n`;
}

/** A step is a microsecond. */
const seconds = (step: number): string =>
  `${Math.floor(step / 1e6)}`.padStart(5) + `.${`${step % 1e6}`.padStart(6, '0')}`;
