/**
 * trace.dat, version 6 (trace-cmd.dat.v6(5)), which trace-cmd and KernelShark open: calls as events of the function tracer, the rest as
 * print events. Functions have addresses that are made up; the file's own symbol table gives them their names.
 */
import type { EngineMessages } from '../api/messages/index.ts';
import type { Recorder } from '../recorder/index.ts';
import { Bytes } from './bytes.ts';
import { Tasks, traceEvents } from './events.ts';
import { markOf } from './ftrace.ts';

const PAGE = 4096;
/** Time stamp and length come before a page's events. */
const PAGE_HEAD = 16;
const FUNCTION = 1;
const PRINT = 5;
/** A length in words that stands in the event's first word. Longer ones have a word of their own. */
const MOST_WORDS = 28;
/** Nanoseconds that fit between two events of a page. */
const MOST_DELTA = (1 << 27) - 1;
/** TRACE_FLAG_HARDIRQ */
const HARDIRQ = 0x08;
/** More of a text does not fit into a page. */
const MOST_TEXT = 1024;
const FIRST_ADDRESS = 0xffff_8000_0800_0000n;

interface Field {
  readonly type: string;
  readonly name: string;
  readonly offset: number;
  readonly size: number;
  readonly signed: boolean;
}

const field = (type: string, name: string, offset: number, size: number, signed = false): Field => ({
  type,
  name,
  offset,
  size,
  signed,
});

const COMMON = [
  field('unsigned short', 'common_type', 0, 2),
  field('unsigned char', 'common_flags', 2, 1),
  field('unsigned char', 'common_preempt_count', 3, 1),
  field('int', 'common_pid', 4, 4, true),
];
const IP = field('unsigned long', 'ip', 8, 8);

const lineOf = ({ type, name, offset, size, signed }: Field): string => {
  // An array's brackets stand behind the name.
  const [, base = type, dimension = ''] = /^(.*?)(\[\d*\])$/.exec(type) ?? [];
  return `\tfield:${base} ${name}${dimension};\toffset:${offset};\tsize:${size};\tsigned:${signed ? 1 : 0};\n`;
};

function formatOf(name: string, id: number, fields: readonly Field[], print: string): string {
  const lists = [COMMON, fields].map((list) => list.map(lineOf).join(''));
  return `name: ${name}\nID: ${id}\nformat:\n${lists.join('\n')}\nprint fmt: ${print}\n`;
}

const FORMATS = [
  formatOf(
    'function',
    FUNCTION,
    [IP, field('unsigned long', 'parent_ip', 16, 8)],
    '" %ps <-- %ps", (void *)REC->ip, (void *)REC->parent_ip',
  ),
  formatOf('print', PRINT, [IP, field('char[]', 'buf', 16, 0)], '"%ps: %s", (void *)REC->ip, REC->buf'),
];

const HEADER_PAGE = [
  field('u64', 'timestamp', 0, 8),
  field('local_t', 'commit', 8, 8, true),
  field('int', 'overwrite', 8, 1, true),
  field('char', 'data', PAGE_HEAD, PAGE - PAGE_HEAD),
];

export function traceDat(rec: Recorder, messages: EngineMessages): Uint8Array<ArrayBuffer> {
  const tasks = new Tasks();
  const symbols = new Symbols();
  const cpus: Pages[] = [];
  for (const event of traceEvents(rec)) {
    const { context, step } = event;
    const mark = markOf(event, messages);
    if (event.kind !== 'call' && mark === undefined) continue;
    const body = new Bytes();
    body.u16(event.kind === 'call' ? FUNCTION : PRINT);
    body.u8(context.hardirq ? HARDIRQ : 0);
    body.u8(0);
    body.u32(tasks.pidOf(context));
    body.u64(symbols.addressOf(event.kind === 'call' ? event.name : 'tracing_mark_write'));
    if (event.kind === 'call') body.u64(symbols.addressOf(event.caller));
    else body.text(`${(mark ?? '').slice(0, MOST_TEXT)}\n`);
    while (cpus.length <= context.cpu) cpus.push(new Pages());
    cpus[context.cpu]?.add(step * 1000, body);
  }
  return file(tasks, symbols, cpus);
}

function file(tasks: Tasks, symbols: Symbols, cpus: readonly Pages[]): Uint8Array<ArrayBuffer> {
  const out = new Bytes();
  for (const byte of [0x17, 0x08, 0x44]) out.u8(byte);
  out.raw('tracing');
  out.text('6');
  // Little endian, with 8 bytes in a long.
  out.u8(0);
  out.u8(8);
  out.u32(PAGE);
  out.text('header_page');
  out.sized64(HEADER_PAGE.map(lineOf).join(''));
  out.text('header_event');
  out.sized64('\ttype_len    :    5 bits\n\ttime_delta  :   27 bits\n\tarray       :   32 bits\n');
  out.u32(FORMATS.length);
  for (const format of FORMATS) out.sized64(format);
  // No systems of other events.
  out.u32(0);
  out.sized32(symbols.table);
  // No formats of printk.
  out.sized32('');
  out.sized64(tasks.all.map(([pid, name]) => `${pid} ${name}\n`).join(''));
  out.u32(cpus.length);
  out.text('flyrecord');
  const pages = cpus.map((cpu) => cpu.all);
  let offset = Math.ceil((out.length + cpus.length * 16) / PAGE) * PAGE;
  for (const own of pages) {
    const size = own.length * PAGE;
    out.u64(BigInt(offset));
    out.u64(BigInt(size));
    offset += size;
  }
  out.pad(PAGE);
  for (const page of pages.flat()) out.bytes(page);
  return out.all;
}

/** Addresses for names, so far apart that each is a function of its own. */
class Symbols {
  private readonly addresses = new Map<string, bigint>();

  addressOf(name: string): bigint {
    const known = this.addresses.get(name);
    if (known !== undefined) return known;
    const address = FIRST_ADDRESS + BigInt(this.addresses.size * 64);
    this.addresses.set(name, address);
    return address;
  }

  /** As /proc/kallsyms. */
  get table(): string {
    return [...this.addresses].map(([name, address]) => `${address.toString(16)} T ${name}\n`).join('');
  }
}

/** The pages of one CPU's ring buffer. */
class Pages {
  private readonly full: Uint8Array[] = [];
  private page = new Bytes();
  private since = 0;
  private last = 0;

  add(nanoseconds: number, body: Bytes): void {
    body.pad(4);
    const words = body.length / 4;
    const size = 4 + (words > MOST_WORDS ? 4 : 0) + body.length;
    const isFull = PAGE_HEAD + this.page.length + size > PAGE || nanoseconds - this.last > MOST_DELTA;
    if (isFull) this.close();
    if (this.page.length === 0) [this.since, this.last] = [nanoseconds, nanoseconds];
    const delta = nanoseconds - this.last;
    this.last = nanoseconds;
    this.page.u32(((words > MOST_WORDS ? 0 : words) | (delta << 5)) >>> 0);
    if (words > MOST_WORDS) this.page.u32(body.length + 4);
    this.page.bytes(body.all);
  }

  get all(): readonly Uint8Array[] {
    this.close();
    return this.full;
  }

  private close(): void {
    if (this.page.length === 0) return;
    const whole = new Bytes();
    whole.u64(BigInt(this.since));
    whole.u64(BigInt(this.page.length));
    whole.bytes(this.page.all);
    whole.pad(PAGE);
    this.full.push(whole.all);
    this.page = new Bytes();
  }
}
