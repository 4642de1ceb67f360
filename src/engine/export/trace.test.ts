/** What is exported keeps the rules of the formats, and trace-cmd reads it. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { MESSAGES } from '../api/messages/testing.ts';
import { NVME } from '../run/testing.ts';
import { reportCalls } from '../report/calls.ts';
import { bundled, type RunViewer } from '../views/testing.ts';
import { ftraceText } from './ftrace.ts';
import { type PerfettoEvent, perfettoTrace } from './perfetto.ts';
import { traceDat } from './trace-dat.ts';

let run: RunViewer;
beforeAll(() => {
  run = bundled('qemu-virt-gicv3-its', {
    pci: [
      { bdf: '0000:00:00.0', model: 'pcie-host-bridge' },
      { bdf: NVME, model: 'nvme' },
    ],
    script: [{ do: 'msix.fire', bdf: NVME, vector: 1 }],
  });
});

/** Calls of the run as the dump has them: task, CPU, function, caller. */
function calls(): string[] {
  const lines = reportCalls(run.session.cursor).trimEnd().split('\n');
  return lines.map((line) => line.replace(/^(\S+) (\d+) [h-] (\S+) <-(\S+) @\d+$/, '$1 $2 $3 $4'));
}

describe('the trace for Perfetto', () => {
  let events: readonly PerfettoEvent[];
  beforeAll(() => {
    const { rec, cursor } = run.session;
    const { traceEvents } = JSON.parse(perfettoTrace(rec, cursor, MESSAGES));
    events = traceEvents;
  });

  it('has every begin ended on its own track, in order of time, and nothing outside', () => {
    const open = new Map<string, number[]>();
    const last = new Map<string, number>();
    for (const { ph, pid, tid, ts } of events) {
      const track = `${pid}/${tid}`;
      if (ph === 'M') continue;
      expect(ts).toBeGreaterThanOrEqual(last.get(track) ?? 0);
      last.set(track, ts);
      const stack = open.get(track) ?? [];
      open.set(track, stack);
      if (ph === 'B') stack.push(ts);
      if (ph === 'E') expect(stack.pop()).toBeLessThanOrEqual(ts);
    }
    expect([...open.values()].flat()).toEqual([]);
  });

  it('is as Perfetto’s importer of JSON takes it: what that leaves out or counts as a failure is not there', () => {
    const tracks = new Map<number, number>();
    for (const { ph, pid, tid, ts, dur, name, id, s, bp, args } of events) {
      expect('BEXisfM').toContain(ph);
      // Both are numbers of 32 bits; 0 is the idle task’s, and a thread is of one process alone.
      for (const number of [pid, tid]) expect(Number.isInteger(number) && number > 0 && number < 2 ** 32).toBe(true);
      expect(tracks.get(tid) ?? pid).toBe(pid);
      tracks.set(tid, pid);
      expect(Number.isFinite(ts) && ts >= 0).toBe(true);
      if (ph !== 'E') expect(name).toMatch(/./);
      if (ph === 'X') expect(Number.isFinite(dur) && Number(dur) > 0).toBe(true);
      if (ph === 'i') expect(s).toBe('t');
      if (ph === 's' || ph === 'f') expect(Number.isInteger(id)).toBe(true);
      if (ph === 'f') expect(bp).toBe('e');
      if (ph === 'M') expect(args?.['name']).toMatch(/./);
      for (const value of Object.values(args ?? {})) expect(['string', 'number']).toContain(typeof value);
    }
  });

  it('has the slices of a part one after the other', () => {
    const ends = new Map<number, number>();
    for (const { ph, tid, ts, dur = 0 } of events) {
      if (ph !== 'X') continue;
      expect(ts).toBeGreaterThanOrEqual(ends.get(tid) ?? 0);
      ends.set(tid, ts + dur);
    }
  });

  it('names every track, with a process for each CPU and one for the hardware', () => {
    const named = new Set(events.filter(({ name }) => name === 'thread_name').map(({ pid, tid }) => `${pid}/${tid}`));
    expect(events.every(({ pid, tid }) => named.has(`${pid}/${tid}`))).toBe(true);
    const processes = events.filter(({ name }) => name === 'process_name').map(({ args }) => `${args?.['name'] ?? ''}`);
    expect(processes.toSorted()).toEqual(['CPU 0', 'CPU 1', 'CPU 2', 'CPU 3', 'hardware']);
  });

  it('has a flow along each message, from a slice to a slice', () => {
    const around = ({ pid, tid, ts }: PerfettoEvent): boolean =>
      events.some(
        (each) =>
          each.ph === 'X' && each.pid === pid && each.tid === tid && each.ts <= ts && ts <= each.ts + (each.dur ?? 0),
      );
    const flows = new Map<number | undefined, PerfettoEvent[]>();
    for (const event of events)
      if (event.ph === 's' || event.ph === 'f') flows.set(event.id, [...(flows.get(event.id) ?? []), event]);
    expect(flows.size).toBe(run.session.rec.signals.length);
    expect(flows.size).toBeGreaterThan(2);
    for (const ends of flows.values()) {
      expect(ends.map(({ ph }) => ph)).toEqual(['s', 'f']);
      expect(ends.every(around)).toBe(true);
    }
  });

  it('has the calls of the run', () => {
    const begun = events
      .filter(({ ph }) => ph === 'B')
      .map(({ name, args, pid }) => `${pid - 1} ${name ?? ''} ${args?.['caller'] ?? ''}`);
    expect(begun).toEqual(calls().map((call) => call.slice(call.indexOf(' ') + 1)));
  });
});

describe('the trace of ftrace', () => {
  const LINE = /^ *(\S+)-\d+ +\[(\d+)\] [.dh]+ +\d+\.\d+: (.*)$/;

  it('has the calls of the run as text', () => {
    const found = ftraceText(run.session.rec, MESSAGES)
      .split('\n')
      .flatMap((line) => {
        const [, task = '', cpu = '', what = ''] = LINE.exec(line) ?? [];
        const [, name = '', caller = ''] = /^(\S+) <-(\S+)$/.exec(what) ?? [];
        return name === '' ? [] : [`${task} ${Number(cpu)} ${name} ${caller}`];
      });
    expect(found).toEqual(calls());
  });

  it('is read by trace-cmd as trace.dat', ({ skip }) => {
    if (spawnSync('trace-cmd', ['--version']).error !== undefined) skip('trace-cmd is not installed');
    const folder = mkdtempSync(join(tmpdir(), 'irqscope-trace-'));
    try {
      const file = join(folder, 'trace.dat');
      writeFileSync(file, traceDat(run.session.rec, MESSAGES));
      // -N: without the user's plugins; as they come, by time.
      const { status, stdout, stderr } = spawnSync('trace-cmd', ['report', '-N', '-i', file], {
        encoding: 'utf8',
        maxBuffer: 1 << 28,
      });
      expect([status, stderr]).toEqual([0, '']);
      const found = [...stdout.matchAll(/^ *(\S+)-\d+ +\[(\d+)\].*: function: +(\S+) <-- (\S+)$/gm)].map(
        ([, task = '', cpu = '', name = '', caller = '']) => `${task} ${Number(cpu)} ${name} ${caller}`,
      );
      expect(found).toEqual(calls());
      const { rec } = run.session;
      const prints = [...stdout.matchAll(/ print: +tracing_mark_write: (.*)$/gm)].map(([, text = '']) => text);
      const marks = rec.marks.filter((event) => event >= rec.origin);
      expect(prints).toHaveLength(rec.signals.length + rec.logs.length + marks.length);
      expect(prints).toContain('msix.fire');
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
