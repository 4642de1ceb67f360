/**
 * The same scenario run in Node, to hold the page against. What it knows at a step comes from the dump, read here by a
 * parser of its own, and for what the dump leaves out from the recorded objects: none of the code that feeds the page.
 */
import { readFileSync } from 'node:fs';
import type { irq_desc } from '../../src/engine/linux/include/linux/irqdesc.ts';
import type { irq_domain } from '../../src/engine/linux/include/linux/irqdomain.ts';
import { checkScenario, loadScenario, type Scenario, Session } from '../../src/engine/index.ts';
import { type Direction, stepIn, stepOut, stepOver } from '../../src/engine/recorder/index.ts';

/** /sys/kernel/debug/irq/irqs/N, read. */
export interface IrqFile {
  readonly handler: string;
  readonly device: string;
  readonly depth: number;
  /** Names under dstate, without IRQD_. */
  readonly states: readonly string[];
  readonly affinity: string;
  readonly effective: string;
  /** From the interrupt's own domain to the root. */
  readonly chain: readonly { readonly domain: string; readonly hwirq: number; readonly chip: string }[];
}

export interface DomainFile {
  readonly size: number;
  readonly mapped: number;
  readonly flags: number;
  readonly parent: string | undefined;
}

export interface MsixEntry {
  readonly address: bigint;
  readonly data: number;
  readonly control: number;
  readonly pending: boolean;
}

/** What an ITS must hold when it has done what the dump says it was told. */
export interface ItsState {
  readonly devices: Map<number, { events: number; itt: number; map: Map<number, { intid: number; icid: number }> }>;
  /** ICID to rdbase. */
  readonly collections: Map<number, number>;
  readonly commands: readonly { readonly index: number; readonly text: string }[];
}

export class Dump {
  readonly sections: ReadonlyMap<string, string>;

  constructor(text: string) {
    const parts = text.split(/^@@@@ (.*)\n/m).slice(1);
    this.sections = new Map(
      parts.flatMap((name, i): [string, string][] => (i % 2 === 0 ? [[name, parts[i + 1] ?? '']] : [])),
    );
  }

  section(name: string): string | undefined {
    return this.sections.get(name);
  }

  irq(virq: number): IrqFile | undefined {
    const text = this.section(`irqs/${virq}`);
    if (text === undefined) return undefined;
    const line = (key: string): string => new RegExp(`^${key}:? *(.*)$`, 'm').exec(text)?.[1] ?? '';
    const names = /^dstate: .*\n((?: +\w+\n)*)/m.exec(text)?.[1]?.match(/\w+/g) ?? [];
    const chain = [...text.matchAll(/^ *domain: {2}(.*)\n *hwirq: *0x([0-9a-f]+)\n(?: *chip: *(.*)\n)?/gm)];
    return {
      handler: line('handler'),
      device: line('device') === '(null)' ? '' : line('device'),
      depth: Number(line('ddepth')),
      states: names.map((name) => name.replace(/^IRQD_/, '')),
      affinity: line('affinity'),
      effective: line('effectiv'),
      chain: chain.map(([, domain = '', hwirq = '', chip = '']) => ({
        domain,
        hwirq: Number.parseInt(hwirq, 16),
        chip: chip.trim(),
      })),
    };
  }

  domain(name: string): DomainFile | undefined {
    const text = this.section(`domains/${name}`);
    if (text === undefined) return undefined;
    const value = (key: string): string => new RegExp(`^ ${key}: *(.*)$`, 'm').exec(text)?.[1] ?? '';
    const parent = value('parent');
    return {
      size: Number(value('size')),
      mapped: Number(value('mapped')),
      flags: Number(value('flags')),
      parent: parent === '' ? undefined : parent,
    };
  }

  /** "key=value" pairs of a line that begins so; of all lines when it is left out. */
  pairs(section: string, begins = ''): Record<string, string> | undefined {
    const line = this.section(section)
      ?.split('\n')
      .find((one) => one.trimStart().startsWith(begins));
    if (line === undefined) return undefined;
    return Object.fromEntries([...line.matchAll(/([\w[\]]+)=(\S*)/g)].map(([, key = '', value = '']) => [key, value]));
  }

  /** One file of sysirq/N or procirq/N. */
  file(section: string, key: string): string | undefined {
    return new RegExp(`(?:^|=)${key}=(.*)$`, 'm').exec(this.section(section) ?? '')?.[1];
  }

  /** Counts of an interrupt, by CPU. */
  counts(virq: number): number[] | undefined {
    return this.file(`sysirq/${virq}`, 'per_cpu_count')?.split(',').map(Number);
  }

  /** The table of a function; undefined while its memory does not answer. */
  msix(bdf: string): MsixEntry[] | undefined {
    const text = this.section(`pci/${bdf}`) ?? '';
    const entries = [...text.matchAll(/^ {2}entry (\d+) addr=(\w+) data=(\w+) ctrl=(\w+)$/gm)];
    const pba = [...text.matchAll(/^ {2}pba\[\d+\]=(\w+)$/gm)].map(([, word = '0']) => Number.parseInt(word, 16));
    if (entries.length === 0) return undefined;
    return entries.map(([, index, address, data = '0', control = '0']) => ({
      address: BigInt(`0x${address}`),
      data: Number.parseInt(data, 16),
      control: Number.parseInt(control, 16),
      pending: (((pba[Number(index) >> 5] ?? 0) >>> (Number(index) & 31)) & 1) === 1,
    }));
  }

  its(): ItsState {
    const state: ItsState = { devices: new Map(), collections: new Map(), commands: [] };
    const commands = [...(this.section('its') ?? '').matchAll(/^ {2}cmd (\d+) (.*)$/gm)];
    const list = commands.map(([, index, text = '']) => ({ index: Number(index), text }));
    for (const { text } of list) execute(state, text);
    return { ...state, commands: list };
  }
}

/** What IHI 0069 says a command does to the tables. */
function execute({ devices, collections }: ItsState, text: string): void {
  const operand = (key: string, base = 10): number =>
    Number.parseInt(new RegExp(` ${key}=(\\w+)`).exec(text)?.[1] ?? '0', base);
  const [name] = text.split(' ');
  const [device, event, icid] = [operand('dev', 16), operand('event'), operand('icid')];
  if (name === 'MAPD' && operand('valid') === 1)
    devices.set(device, { events: 2 ** operand('size'), itt: operand('itt', 16), map: new Map() });
  else if (name === 'MAPD') devices.delete(device);
  else if (name === 'MAPC' && operand('valid') === 1) collections.set(icid, operand('rdbase', 16));
  else if (name === 'MAPC') collections.delete(icid);
  else if (name === 'MAPTI') devices.get(device)?.map.set(event, { intid: operand('intid'), icid });
  else if (name === 'MAPI') devices.get(device)?.map.set(event, { intid: event, icid });
  else if (name === 'DISCARD') devices.get(device)?.map.delete(event);
  else if (name === 'MOVI') {
    const entry = devices.get(device)?.map.get(event);
    if (entry !== undefined) entry.icid = icid;
  }
}

/** A recorded object, whatever its type. */
export type Raw = Readonly<Record<string, unknown>> & { readonly $id: number };

export class NodeRun {
  readonly session: Session;
  private cached: { readonly step: number; readonly dump: Dump } | undefined;

  constructor(scenario: Scenario) {
    const name = 'bundled' in scenario.board ? scenario.board.bundled : '';
    const board = readFileSync(new URL(`../../public/dts/${name}.dts`, import.meta.url));
    const checked = checkScenario(scenario);
    const loaded = checked.ok ? loadScenario(checked.value, new Map([[`dts/${name}.dts`, board]])) : checked;
    const session = loaded.ok ? Session.open(loaded.value) : loaded;
    if (!session.ok) throw new Error(session.error.message);
    this.session = session.value;
  }

  get steps(): number {
    return this.session.steps;
  }

  /** Moves as a debugger does; the cursor stays where there is nothing to go to. */
  walk(how: 'in' | 'over' | 'out', direction: Direction): void {
    const { cursor, rec } = this.session;
    const move = { in: stepIn, over: stepOver, out: stepOut }[how];
    cursor.seek(Math.max(rec.origin, move(cursor, direction) ?? cursor.position));
  }

  go(step: number): void {
    this.session.cursor.seek(this.session.rec.origin + step);
  }

  /** The dump at the cursor. */
  get dump(): Dump {
    const { step } = this.session.cursor;
    if (this.cached?.step !== step) {
      const text = this.session.dump({ at: step });
      if (!text.ok) throw new Error(text.error.message);
      this.cached = { step, dump: new Dump(text.value) };
    }
    return this.cached.dump;
  }

  /** Living objects of a type, by its name. */
  raw(type: string): Raw[] {
    const found = [...this.session.rec.byType.keys()].find(({ name }) => name === type);
    return found === undefined ? [] : (this.session.cursor.all(found as never) as unknown as Raw[]);
  }

  get descriptors(): irq_desc[] {
    return (this.raw('irq_desc') as unknown as irq_desc[]).toSorted((a, b) => a.irq_data.irq - b.irq_data.irq);
  }

  get domains(): irq_domain[] {
    return this.raw('irq_domain') as unknown as irq_domain[];
  }
}
