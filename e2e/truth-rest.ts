/** Holds what is not a table against the run: counts, boxes, registers, texts, fields, call stack, changes, script. */
import { decode } from '../src/engine/recorder/encode.ts';
import { type AnyStruct, type FieldSpec, getArguments } from '../src/engine/recorder/index.ts';
import type { ReadPage, ReadRegister } from './page-reader.ts';
import type { NodeRun, Raw } from './run-in-node.ts';
import { cpuList, Ledger, numberOf, numbersOf } from './truth-tables.ts';

const cpuMask = (run: NodeRun, which: string): bigint =>
  (run.raw('kernel/cpu.c')[0]?.[which] as bigint | undefined) ?? 0n;
const weight = (mask: bigint): number => mask.toString(2).replaceAll('0', '').length;
const firstNumber = (text: string): number => Number(/-?[\d,]+/.exec(text)?.[0].replaceAll(',', '') ?? Number.NaN);

export function checkCounts(ledger: Ledger, page: ReadPage, run: NodeRun): void {
  const { cursor } = run.session;
  ledger.equal('step', firstNumber(page.step), cursor.step);
  ledger.equal('steps', firstNumber(page.steps), run.steps);
  if (page.changesTitle !== '') ledger.equal('title of the changes', firstNumber(page.changesTitle), cursor.step);
  const online = weight(cpuMask(run, 'cpu_online_mask'));
  const possible = run.session.machine.cpus.length;
  const cpus = `${online === possible ? '' : `${online} of `}${possible} CPU${possible === 1 ? '' : 's'}`;
  const counted = (count: number, what: string): string => `${count} ${what}${count === 1 ? '' : 's'}`;
  const rest = `${counted(run.domains.length, 'domain')} ${counted(run.descriptors.length, 'irq')}`;
  ledger.equal('counts', page.counts, `${cpus} ${rest}`);
  for (const { filter, text } of page.filtered) {
    const all = filter === 'Filter interrupts' ? run.descriptors.length : run.domains.length;
    if (/^\d+ of \d+$/.test(text)) ledger.equal(filter, text, `${all} of ${all}`);
    else if (text !== '') ledger.equal(filter, firstNumber(text), page.grids.find(({ total }) => total > 0)?.total);
  }
  // The first line of /proc/interrupts names the CPUs that are online.
  const head =
    run.dump
      .section('interrupts')
      ?.split('\n')[0]
      ?.match(/CPU\d+/g) ?? [];
  ledger.equal('CPUs in /proc/interrupts', head.length, online);
}

/** Numbers under a box's name. */
export function checkBoxes(ledger: Ledger, page: ReadPage, run: NodeRun): void {
  for (const { key, label, present } of page.boxes) {
    const note = label.slice(label.indexOf(', ') + 2);
    const [kind = ''] = key.split(':');
    const what = `box ${key}`;
    if (/ (vector|message|SPI|PPI|line) \d+/.test(` ${label}`) && !label.includes('→'))
      checkPart(ledger, what, label, run);
    else if (kind === 'cpu') {
      const isOnline = (cpuMask(run, 'cpu_online_mask') >> BigInt(key.slice(4))) & 1n;
      ledger.equal(what, present, isOnline === 1n);
    } else if (kind === 'domain') checkDomainBox(ledger, what, key, note, present, run);
    else if (kind === 'node' || kind === 'pci') checkDeviceBox(ledger, what, key, note, run);
    else if (/\d/.test(note)) ledger.unknown(`${what} "${note}"`);
  }
  for (const name of page.unfold) {
    const [, count, bdf] = /^Show the (\d+) vectors of (\S+)$/.exec(name) ?? [];
    const size = run.dump.pairs(`pci/${bdf ?? ''}`, 'msix')?.['size'];
    if (size !== undefined) ledger.equal(name, count, size);
  }
}

/** One interrupt of a box that is unfolded: the number that it names exists, and goes where it says. */
function checkPart(ledger: Ledger, what: string, label: string, run: NodeRun): void {
  const virq = Number(/irq (\d+)/.exec(label)?.[1] ?? Number.NaN);
  if (Number.isNaN(virq)) return;
  const desc = run.descriptors.find(({ irq_data: { irq } }) => irq === virq);
  ledger.equal(`${what} irq ${virq}`, desc !== undefined, true);
  const cpu = /CPUs? ([\d,–-]+)/.exec(label)?.[1];
  if (desc === undefined || cpu === undefined) return;
  const { effective_affinity, affinity } = desc.irq_common_data;
  ledger.equal(
    `${what} CPU`,
    cpu.replaceAll('–', '-'),
    cpuList(effective_affinity === 0n ? affinity : effective_affinity),
  );
}

/** Descriptors that are on their way in or out: no domain or no chip has them. */
const halfMade = (run: NodeRun): number =>
  run.descriptors.filter(({ irq_data: { domain, chip } }) => domain === undefined || chip?.name === 'none').length;

function checkDeviceBox(ledger: Ledger, what: string, key: string, note: string, run: NodeRun): void {
  const [, used, size] = /(\d+) of (\d+) vectors/.exec(note) ?? [];
  if (used !== undefined) {
    const section = run.dump.section(`pci/${key.slice(4)}`);
    if (section === undefined) return;
    const listed = section.match(/^msi_irqs\/\d+=msix$/gm)?.length ?? 0;
    ledger.equal(`${what} used`, Number(used), Math.min(Math.max(Number(used), listed - halfMade(run)), listed));
    ledger.equal(`${what} size`, size, run.dump.pairs(`pci/${key.slice(4)}`, 'msix')?.['size']);
    return;
  }
  const [, virqs] = /→ irq ([\d, –-]+)/.exec(note.replace(/, \d+ not mapped/, '')) ?? [];
  // An INTID is never negative.
  ledger.equal(`${what} "${note}"`, / -\d/.test(note), false);
  const own = key.startsWith('node:') ? irqsOfNode(run, key.slice(5)) : irqsOfFunction(run, key.slice(4));
  if (virqs === undefined || own === undefined) return;
  const shown = numbersOf(virqs);
  for (const virq of own) ledger.equal(`${what} has irq ${virq}`, shown.includes(virq), true);
  // One that is being mapped is in no domain yet, or not known to its device.
  const half = halfMade(run);
  ledger.equal(
    what,
    shown.length,
    Math.min(Math.max(shown.length, own.length), own.length + half + (key.startsWith('pci') ? 1 : 0)),
  );
}

function checkDomainBox(ledger: Ledger, what: string, key: string, note: string, present: boolean, run: NodeRun): void {
  const name = key.slice('domain:'.length).replace(/#\d+$/, '');
  // It is there a few steps before it has its name, and a few more before that has its "-1".
  const domain =
    run.domains.find((one) => one.name === name) ??
    run.domains.find((one) => one.name !== undefined && name.startsWith(`${one.name}-`)) ??
    run.domains.find((one) => one.name === undefined);
  ledger.equal(`${what} exists`, present, domain !== undefined);
  if (domain === undefined) return;
  const file = run.dump.domain(name) ?? { size: domain.revmap_size, mapped: domain.mapcount };
  const [, size, mapped] = /(\d+) lines?, (\d+) mapped/.exec(note) ?? [];
  const [, irqs] = /(\d+) irqs?/.exec(note) ?? [];
  const [, spis, most] = /(\d+) of (\d+) SPIs/.exec(note) ?? [];
  const [, devices] = /(\d+) devices?/.exec(note) ?? [];
  if (size !== undefined) ledger.equal(`${what} size`, Number(size), file.size);
  const shown = mapped ?? irqs ?? spis;
  if (shown === undefined) ledger.unknown(`${what} "${note}"`);
  else ledger.equal(`${what} mapped`, Number(shown), file.mapped);
  if (devices !== undefined) ledger.equal(`${what} devices`, Number(devices), run.dump.its().devices.size);
  if (most !== undefined) ledger.equal(`${what} SPIs`, Number(most), 64);
}

/** Its messages as sysfs lists them, and the interrupt of its pin. */
function irqsOfFunction(run: NodeRun, bdf: string): number[] | undefined {
  const text = run.dump.section(`pci/${bdf}`);
  if (text === undefined) return undefined;
  const messages = [...text.matchAll(/^msi_irqs\/(\d+)/gm)].map(([, virq]) => Number(virq));
  const pin = Number(/^irq=(\d+)$/m.exec(text)?.[1] ?? 0);
  const hasPin = !messages.includes(pin) && run.descriptors.some(({ irq_data: { irq } }) => irq === pin);
  return hasPin ? [...messages, pin] : messages;
}

/** Descriptors of the interrupts that the node's device-tree source names, for a node below the GIC. */
function irqsOfNode(run: NodeRun, path: string): number[] | undefined {
  const node = run.session.machine.wiring.node(path);
  const wires = node === undefined ? [] : [0, 1, 2, 3, 4, 5].map((at) => run.session.machine.wiring.wireOf(node, at));
  const isGic = wires.every((wire) => wire === undefined || wire.controller === run.session.machine.gicNode);
  // What hangs on a GPIO is asked for by another way, and is counted by the table's rows alone.
  if (!isGic || wires.every((wire) => wire === undefined)) return undefined;
  const intids = new Set(
    wires.flatMap((wire) => {
      const [kind, number = 0] = wire?.cells ?? [];
      return wire === undefined ? [] : [(kind === 0 ? 32 : 16) + number];
    }),
  );
  const root = run.domains.find(({ parent, fwnode }) => {
    return (
      parent === undefined && (fwnode as { path?: string } | undefined)?.path === run.session.machine.gicNode?.path
    );
  });
  return run.descriptors.flatMap(({ irq_data: { irq, domain, hwirq } }) => {
    return domain !== undefined && domain.$id === root?.$id && intids.has(hwirq) ? [irq] : [];
  });
}

/** Bits of registers as IHI 0069 has them; a field that is not here is where the page says that it is. */
const BITS: Readonly<Record<string, readonly [low: number, width: number]>> = {
  'GICD_CTLR.RWP': [31, 1],
  'GICD_CTLR.DS': [6, 1],
  'GICD_TYPER.ITLinesNumber': [0, 5],
  'GICD_TYPER.CPUNumber': [5, 3],
  'GICD_TYPER.LPIS': [17, 1],
  'GICD_TYPER.IDbits': [19, 5],
  'GICR_CTLR.EnableLPIs': [0, 1],
  'GICR_TYPER.Affinity_Value': [32, 32],
  'GICR_TYPER.Processor_Number': [8, 16],
  'GICR_TYPER.Last': [4, 1],
  'GICR_TYPER.PLPIS': [0, 1],
  'GICR_WAKER.ChildrenAsleep': [2, 1],
  'GICR_WAKER.ProcessorSleep': [1, 1],
  'GICR_PROPBASER.IDbits': [0, 5],
  'GITS_CTLR.Enabled': [0, 1],
  'GITS_CTLR.Quiescent': [31, 1],
  'GITS_TYPER.Devbits': [13, 5],
  'GITS_TYPER.ID_bits': [8, 5],
  'GITS_CBASER.Valid': [63, 1],
  'GITS_CBASER.Size': [0, 8],
  'GITS_CREADR.Stalled': [0, 1],
};

export function checkRegisters(ledger: Ledger, page: ReadPage, run: NodeRun): void {
  for (const register of page.registers) {
    const what = `${register.block} ${register.name}`;
    const value = registerValue(register, run);
    if (/^(no )?INTID/.test(register.value) || register.value === '') checkBank(ledger, what, register, run);
    else if (value === undefined) ledger.unknown(`${what} "${register.value}"`);
    else ledger.equal(what, BigInt(register.value), value);
    for (const { bits, name, value: shown } of register.fields) {
      const [high = '0', low = high] = bits.split(':');
      const [known, width] = BITS[`${register.name}.${name}`] ?? [Number(low), Number(high) - Number(low) + 1];
      ledger.equal(`${what}.${name} at`, Number(low), known);
      const part = (BigInt(register.value) >> BigInt(low)) & ((1n << BigInt(width)) - 1n);
      ledger.equal(`${what}.${name}`, BigInt(/^\S+/.exec(shown)?.[0] ?? shown), part);
    }
  }
}

/** A bit for each INTID, as ranges of those that are set. */
function checkBank(ledger: Ledger, what: string, { block, name, value }: ReadRegister, run: NodeRun): void {
  const shown = numbersOf(value.replace(/^.*INTID ?/, ''));
  const field = { ISENABLER: 'enable', ISACTIVER: 'active', IGROUPR: 'group' }[
    /[GI]\w*?_(\w+?)R?n?$/.exec(name)?.[1] ?? ''
  ];
  const cpu = firstNumber(block);
  const states = Number.isNaN(cpu)
    ? [...run.raw('gic_distributor'), ...run.raw('gicv2_distributor')]
    : run.raw('gic_redistributor').filter((one) => one['cpu'] === cpu);
  if (field === undefined) return;
  for (const state of states) {
    const words = (state[field] as { entries(): [number, number][] }).entries();
    const set = words.flatMap(([word, bits]) =>
      Array.from({ length: 32 }, (_, bit) => word * 32 + bit).filter((intid) => ((bits >>> (intid & 31)) & 1) === 1),
    );
    ledger.equal(what, shown.join(), set.join());
  }
}

function registerValue({ block, name }: ReadRegister, run: NodeRun): bigint | undefined {
  const { dump } = run;
  const [, smmu] = /^SMMU_(\w+)$/.exec(name) ?? [];
  if (smmu !== undefined) return rawValue(run.raw('smmu_v3')[0], smmu.toLowerCase());
  const [, frame] = /^MSI_(\w+)$/.exec(name) ?? [];
  if (frame !== undefined) return rawValue(run.raw('gic_v2m')[0], frame.toLowerCase());
  const [, unit = '', short = ''] = /^(GICD|GICR|GITS|ICC)_(\w+?)(?:_EL1)?$/.exec(name) ?? [];
  const key = short.toLowerCase();
  const cpu = firstNumber(block);
  if (unit === 'GICD') {
    const [own] = [...run.raw('gic_distributor'), ...run.raw('gicv2_distributor')];
    return fromHex(dump.pairs('gicd', 'gicd')?.[key]) ?? rawValue(own, key);
  }
  if (unit === 'GITS')
    return fromHex(key.startsWith('baser') ? dump.pairs('its', key)?.[key] : dump.pairs('its', 'its')?.[key]);
  if (unit === 'GICR') {
    const state = run.raw('gic_redistributor').find((one) => one['cpu'] === cpu);
    if (state === undefined) return undefined;
    return fromHex(dump.pairs('gicr', `gicr cpu=${cpu} `)?.[key]) ?? redistributorValue(state, key);
  }
  const [, older] = /^GICC_(\w+)$/.exec(name) ?? [];
  if (older !== undefined) {
    const own = run.raw('gicv2_cpu_interface').find((one) => one['cpu'] === cpu);
    return rawValue(own, older.toLowerCase().replace(/^hppir$/, 'hppi'));
  }
  const state = run.raw('gic_cpu_interface').find((one) => one['cpu'] === cpu);
  const own = state?.[key === 'hppir1' ? 'hppi' : key];
  return typeof own === 'number' ? BigInt(own) : undefined;
}

/** A field that has the register's name; of those that are numbered, one of a list. */
function rawValue(state: Raw | undefined, key: string): bigint | undefined {
  const [, list = '', index] = /^([a-z]+)(\d)$/.exec(key) ?? [];
  const own = state?.[key] ?? (state?.[list] as readonly number[] | undefined)?.[Number(index)];
  return typeof own === 'bigint' ? own : typeof own === 'number' ? BigInt(own >>> 0) : undefined;
}

const fromHex = (text: string | undefined): bigint | undefined =>
  text === undefined ? undefined : BigInt(`0x${text}`);

/** The dump lists redistributors of CPUs that are online, and no pending or active bits. */
function redistributorValue(state: Raw, key: string): bigint | undefined {
  const word = (field: string): number => (state[field] as Map<number, number>).get(0) ?? 0;
  switch (key) {
    case 'isenabler0':
      return BigInt(word('enable') >>> 0);
    case 'isactiver0':
      return BigInt(word('active') >>> 0);
    case 'ispendr0':
      // A level-sensitive interrupt is pending while its line is high.
      return BigInt((word('pending') | (word('line') & ~word('edge'))) >>> 0);
    default: {
      const own = state[key];
      return typeof own === 'bigint' ? own : typeof own === 'number' ? BigInt(own >>> 0) : undefined;
    }
  }
}

/** Texts, byte for byte. */
export function checkTexts(ledger: Ledger, page: ReadPage, run: NodeRun): void {
  for (const { name, text } of page.texts) {
    const own = sectionOf(name, text);
    const expected = own === undefined ? undefined : run.dump.section(own);
    if (name === '/proc/interrupts') {
      // One line of it, under its head.
      for (const line of text.trimEnd().split('\n'))
        ledger.equal(`text ${name} "${line}"`, run.dump.section('interrupts')?.includes(`${line}\n`), true);
    } else if (expected !== undefined) ledger.equal(`text ${name}`, text, expected);
    else if (!name.startsWith('/') && name !== 'source') {
      ledger.equal(`text ${name} is absent`, text === '' || /does not exist/.test(text), true);
    }
  }
  if (page.log === undefined) return;
  const lines = page.log.map((line) => line.replace(/^(error|warning) /, ''));
  const logged = (run.dump.section('dmesg') ?? '').split('\n').filter((line) => line !== '');
  // Lines that are not of the interrupt code are on the page too: the dump's are among them, in order.
  let at = 0;
  for (const line of lines) if (line === logged[at]?.replaceAll(/\s+/g, ' ').trim()) at++;
  ledger.equal('log lines', at, logged.length);
}

/** The dump's section of a text that the page names by its file. */
function sectionOf(name: string, text: string): string | undefined {
  const [, file] = /^\/sys\/kernel\/debug\/irq\/(.*)$/.exec(name) ?? [];
  const [, proc] = /^\/proc\/irq\/(\d+)\/\*$/.exec(name) ?? [];
  const [, sys] = /^\/sys\/kernel\/irq\/(\d+)\/\*$/.exec(name) ?? [];
  if (file !== undefined) return file;
  if (proc !== undefined) return `procirq/${proc}`;
  if (sys !== undefined) return `sysirq/${sys}`;
  if (text.startsWith('pci ')) return `pci/${/^pci (\S+)/.exec(text)?.[1] ?? ''}`;
  return name === 'source' ? undefined : name;
}

const NAME = /^\w+$/;

/** A value as the page words it, held against the raw one. Objects by name are left to the eye. */
function checkValue(ledger: Ledger, what: string, text: string, spec: FieldSpec<unknown>, value: unknown): void {
  if (spec.kind === 'map' || spec.kind === 'list') {
    const items = value as { size?: number; length?: number } | undefined;
    ledger.equal(what, text === 'empty', (items?.size ?? items?.length ?? 0) === 0);
  } else if (spec.kind === 'num' || (spec.kind === 'big' && spec.show !== 'cpus' && value !== undefined)) {
    const show = typeof spec.show === 'object' ? spec.show : undefined;
    const names = show === undefined ? {} : 'bits' in show ? show.bits : show.values;
    const parts = text.split(' ').map((word) => (NAME.test(word) ? (names[word] ?? word) : word));
    if (value === undefined) return ledger.equal(what, text, 'absent');
    const isNumber = parts.every((part) => /^(-?\d+|0x[0-9a-f]+)$/.test(String(part)));
    const sum = isNumber ? parts.reduce((total, part) => total | BigInt(part), 0n) : text;
    ledger.equal(what, sum, BigInt(value as number));
  } else if (spec.kind === 'big') {
    ledger.equal(what, text, value === undefined ? '–' : `CPUs ${cpuList(value as bigint) || 'none'}`);
  } else if (spec.kind === 'bool') ledger.equal(what, text, String(value));
}

/** Step after which a slot last changed, from the whole record. */
export class History {
  private readonly changes = new Map<number, number[]>();

  constructor({ session: { rec } }: NodeRun) {
    const { kind, subject, length } = rec.trace;
    // What was set before power-on has no step.
    for (let event = rec.origin; event < length; event++) {
      const slot = subject[event] ?? 0;
      if (kind[event] !== 2) continue;
      const list = this.changes.get(slot);
      if (list === undefined) this.changes.set(slot, [event + 1 - rec.origin]);
      else list.push(event + 1 - rec.origin);
    }
  }

  last(slot: number, step: number): number | undefined {
    return this.changes.get(slot)?.findLast((at) => at <= step);
  }
}

interface Shown extends Raw {
  readonly $type: AnyStruct;
}

/** Fields of what is inspected: in the run there is an object of the group's type with just these values. */
export function checkFields(ledger: Ledger, page: ReadPage, run: NodeRun, history: History): void {
  const { cursor, rec } = run.session;
  for (const { title, fields } of page.groups) {
    const type = /^\w+/.exec(title)?.[0] ?? '';
    const trials = (run.raw(type) as Shown[]).map((object) => {
      const trial = new Ledger();
      const start = rec.slotOf(object.$id);
      for (const { field, value, since } of fields) {
        const what = `${title}.${field}`;
        const [, name = field, key] = /^(\w+)\[(?:cpu)?(\w+)\]$/.exec(field) ?? [];
        const index = object.$type.fields.indexOf(name);
        const spec = object.$type.specs[index];
        if (spec === undefined) continue;
        if (key === undefined) checkValue(trial, what, value, spec, object[field]);
        else checkValue(trial, what, value, spec.item as FieldSpec<unknown>, entryOf(object[name], Number(key)));
        if (since !== '' && key === undefined && spec.kind !== 'map' && spec.kind !== 'list')
          trial.equal(`${what} set at`, firstNumber(since), history.last(start + index, cursor.step));
      }
      return trial;
    });
    if (trials.length === 0) continue;
    const best = trials.reduce((a, b) => (b.wrong.length < a.wrong.length ? b : a));
    ledger.checked += best.checked;
    ledger.wrong.push(...best.wrong);
  }
}

const entryOf = (container: unknown, key: number): unknown => (container as Map<number, unknown>).get(key);

/** The open calls, from the record's first event on, and what they were called with. */
export function checkStack(ledger: Ledger, page: ReadPage, run: NodeRun): void {
  if (page.stackTitle === '') return;
  const { cursor, rec } = run.session;
  const { kind, subject, next } = rec.trace;
  const open: number[][] = [[]];
  const context: number[] = [];
  for (let event = 0; event < cursor.position; event++) {
    if (kind[event] === 3) open.at(-1)?.push(event);
    else if (kind[event] === 4) open.at(-1)?.pop();
    else if (kind[event] === 5) {
      open.push([]);
      context.push(subject[event] ?? 0);
    } else if (kind[event] === 6) {
      open.pop();
      context.pop();
    }
  }
  const calls = open.at(-1) ?? [];
  const names = calls.map((call) => rec.functions[subject[call] ?? 0]?.fname ?? '?');
  ledger.equal('call stack', page.frames.map(({ name }) => name).join(' < '), names.join(' < '));
  const cpu = rec.contexts[context.at(-1) ?? 0]?.cpu;
  ledger.equal('CPU of the call stack', /CPU (\d+)/.exec(page.stackTitle)?.[1], `${cpu ?? 0}`);
  page.frames.forEach(({ title }, at) => {
    const args = getArguments(rec, next[calls[at] ?? 0] ?? -1);
    const numbers = args.flatMap((arg) => (arg.kind === 'number' ? [arg.value] : []));
    const [head = ''] = title.split('\n');
    const words = head
      .slice(head.indexOf('(') + 1, -1)
      .split(', ')
      .map(numberOf);
    let from = 0;
    for (const value of numbers) {
      const found = words.indexOf(value < 0 ? undefined : value, from);
      ledger.equal(`argument ${value} of ${names[at]}`, found >= from, true);
      from = found + 1;
    }
  });
}

/** What one step changed: the event before it, raw. */
export function checkChange(ledger: Ledger, page: ReadPage, run: NodeRun): void {
  const { cursor, rec } = run.session;
  const event = cursor.position - 1;
  const { kind, subject, old, next } = rec.trace;
  if (kind[event] !== 2) return;
  const slot = subject[event] ?? 0;
  const { object, start, key } = rec.ownerOf(slot);
  const type = rec.types[object];
  if (key !== -1 || type === undefined) return;
  const index = slot - start;
  const spec = type.specs[index] as FieldSpec<unknown>;
  const { field = 'none', value = '' } = page.changes.at(-1) ?? {};
  const [before, after] = value.split(' → ');
  // What a register means is said in its own words, e.g. "word at 0x48".
  if (type.fields[index] !== field) return;
  if (before === undefined || after === undefined) return;
  checkValue(ledger, `${field} before`, before, spec, decode(cursor, spec, old[event] ?? 0));
  checkValue(ledger, `${field} after`, after, spec, decode(cursor, spec, next[event] ?? 0));
}

/** The script, and what came back of each command. */
export function checkScript(ledger: Ledger, page: ReadPage, run: NodeRun): void {
  const lines = (run.dump.section('script') ?? '').split('\n').filter((line) => line !== '');
  if (page.script.length > 0) {
    ledger.equal('commands', page.script.length, lines.length);
    ledger.equal('count of commands', firstNumber(page.scriptHead), lines.length);
  }
  page.script.forEach(({ outcome }, at) => {
    const line = lines[at] ?? '';
    const value = (key: string): string | undefined => new RegExp(` ${key}=(\\S+)`).exec(line)?.[1];
    const errno = value('errno') ?? '0';
    const what = `command ${line}`;
    if (errno !== '0') ledger.equal(`${what} errno`, /\((\d+)\)/.exec(outcome)?.[1], errno);
    else if (value('ret') !== '0') ledger.equal(`${what} ret`, /returned (\d+)/.exec(outcome)?.[1], value('ret'));
    for (const [, index, count] of line.matchAll(/eventfd(\d+)=(\d+)/g))
      ledger.equal(`${what} eventfd`, outcome.includes(`eventfd ${index}: ${count}`), true);
    ledger.equal(`${what} effective`, /effective CPU (\S+)/.exec(outcome)?.[1], value('effective'));
  });
}
