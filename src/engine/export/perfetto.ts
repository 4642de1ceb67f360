/**
 * Chrome's JSON trace events, which ui.perfetto.dev opens: a process for each CPU with a thread for each task, one for the hardware
 * with a thread for each part that sends or takes a message, and a flow along each message.
 */
import type { EngineMessages } from '../api/messages/index.ts';
import { word } from '../api/messages/said.ts';
import type { Context, Objects, Recorder } from '../recorder/index.ts';
import { labelOf } from '../views/words/format.ts';
import { traceEvents } from './events.ts';

/** One of the format's events. Times are microseconds. */
export interface PerfettoEvent {
  readonly ph: 'B' | 'E' | 'X' | 'i' | 's' | 'f' | 'M';
  readonly pid: number;
  readonly tid: number;
  readonly ts: number;
  readonly dur?: number;
  readonly name?: string;
  readonly cat?: string;
  readonly id?: number;
  /** Of the end of a flow: it belongs to the slice around it. */
  readonly bp?: 'e';
  /** How far an instant reaches: its thread. */
  readonly s?: 't';
  readonly args?: Readonly<Record<string, string | number>>;
}

/** Where the hardware's parts are: no CPU has this number. */
const HARDWARE = 100_000;
/** How long a part has a message, in steps: the next event is one step later. */
const HELD = 0.4;

/** `objects` names the ends of messages. */
export function perfettoTrace(rec: Recorder, objects: Objects, messages: EngineMessages): string {
  const say = messages.export;
  const tracks = new Tracks(say);
  const events: PerfettoEvent[] = [];
  let flows = 0;
  for (const event of traceEvents(rec)) {
    const at = { ...tracks.of(event.context), ts: event.step };
    switch (event.kind) {
      case 'call':
        events.push({ ph: 'B', ...at, name: event.name, cat: 'call', args: { caller: event.caller } });
        break;
      case 'return':
        events.push({ ph: 'E', ...at });
        break;
      case 'log':
        events.push({ ph: 'i', ...at, name: event.text, cat: 'log', s: 't' });
        break;
      case 'mark':
        events.push({ ph: 'i', ...at, name: event.name, cat: 'script', s: 't' });
        break;
      case 'signal': {
        const { kind, from, to, text, stopped } = event.signal;
        const name = word(messages.signals, text);
        const args = stopped === undefined ? {} : { stopped: word(messages.stops, stopped) };
        const end = (id: number): { readonly pid: number; readonly tid: number } =>
          tracks.part(id === 0 ? say.elsewhere : labelOf(objects, id));
        const [sends, takes] = [end(from), end(to)];
        const [ts, later] = [event.step, event.step + 0.5];
        const flow = { name: kind, cat: 'signal', id: ++flows };
        events.push({ ph: 'X', ...sends, ts, dur: HELD, name, cat: 'signal', args });
        events.push({ ph: 's', ...sends, ts, ...flow });
        events.push({ ph: 'X', ...takes, ts: later, dur: HELD, name, cat: 'signal', args });
        events.push({ ph: 'f', ...takes, ts: later, ...flow, bp: 'e' });
        break;
      }
    }
  }
  const lines = [...tracks.names, ...events].map((event) => JSON.stringify(event));
  return `{"displayTimeUnit":"ns","traceEvents":[\n${lines.join(',\n')}\n]}\n`;
}

/** Tracks by number, with their names, as they are first used. */
class Tracks {
  readonly names: PerfettoEvent[] = [];
  private readonly say: EngineMessages['export'];
  private readonly known = new Map<string, { readonly pid: number; readonly tid: number }>();
  private readonly processes = new Set<number>();

  constructor(say: EngineMessages['export']) {
    this.say = say;
  }

  of({ task, cpu, hardirq }: Context): { readonly pid: number; readonly tid: number } {
    // A process 0 is the idle task to Perfetto.
    return this.track(cpu + 1, this.say.cpu({ cpu }), hardirq ? this.say.hardirq({ task }) : task);
  }

  part(label: string): { readonly pid: number; readonly tid: number } {
    return this.track(HARDWARE, this.say.hardware, label);
  }

  /** A track of its own in the process with this number. */
  private track(pid: number, process: string, thread: string): { readonly pid: number; readonly tid: number } {
    const key = `${pid} ${thread}`;
    const known = this.known.get(key);
    if (known !== undefined) return known;
    const own = { pid, tid: this.known.size + 1 };
    this.known.set(key, own);
    if (!this.processes.has(pid)) this.name('process_name', own, process);
    this.processes.add(pid);
    this.name('thread_name', own, thread);
    return own;
  }

  private name(kind: string, track: { readonly pid: number; readonly tid: number }, name: string): void {
    this.names.push({ ph: 'M', ...track, ts: 0, name: kind, args: { name } });
  }
}
