/** Holds the page's tables against the dump at the same step, cell by cell. */
import type { irq_desc } from '../src/engine/linux/include/linux/irqdesc.ts';
import type { ReadCell, ReadGrid } from './page-reader.ts';
import type { NodeRun, Raw } from './run-in-node.ts';

/** Collects what does not agree. */
export class Ledger {
  readonly wrong: string[] = [];
  /** How many values were compared. */
  checked = 0;

  equal(what: string, page: unknown, dump: unknown): void {
    this.checked++;
    if (!Object.is(page, dump)) this.wrong.push(`${what}: the page says ${show(page)}, the run ${show(dump)}`);
  }

  /** A part of the page that this test does not know yet. */
  unknown(what: string): void {
    this.wrong.push(`${what}: nothing here compares it`);
  }
}

const show = (value: unknown): string => (typeof value === 'string' ? `"${value}"` : String(value));

/** A number as the page writes it: "1,204", "0x2a", "–" for none. */
export function numberOf(text: string): number | undefined {
  const bare = text.replaceAll(',', '').replace(/ .*$/, '');
  return /^(0x[0-9a-f]+|\d+)$/i.test(bare) ? Number(bare) : undefined;
}

/** "0-2,5" for CPUs 0, 1, 2 and 5. */
export function cpuList(mask: bigint): string {
  const parts: string[] = [];
  for (let cpu = 0; mask >> BigInt(cpu) !== 0n; cpu++) {
    const from = cpu;
    while (((mask >> BigInt(cpu)) & 1n) === 1n) cpu++;
    if (cpu > from) parts.push(cpu === from + 1 ? `${from}` : `${from}-${cpu - 1}`);
  }
  return parts.join(',');
}

const TYPES: Readonly<Record<string, readonly string[]>> = {
  'edge both': ['IRQ_TYPE_EDGE_RISING', 'IRQ_TYPE_EDGE_FALLING'],
  'edge rising': ['IRQ_TYPE_EDGE_RISING'],
  'edge falling': ['IRQ_TYPE_EDGE_FALLING'],
  'level high': ['IRQ_TYPE_LEVEL_HIGH'],
  'level low': ['IRQ_TYPE_LEVEL_LOW'],
  none: [],
};

const whole = ({ text, title }: ReadCell): string => (title === '' ? text : title);
const none = (text: string): string => (text === '–' ? '' : text);

/** What is known of an interrupt: its debugfs file where it has one, and always the descriptor. */
function irqFacts(run: NodeRun, desc: irq_desc) {
  const file = run.dump.irq(desc.irq_data.irq);
  const counts = run.dump.counts(desc.irq_data.irq);
  const { irq_data: data, irq_common_data: common } = desc;
  const cpus = (run.raw('kernel/cpu.c')[0]?.['cpu_possible_mask'] as bigint | undefined) ?? 0n;
  const names: string[] = [];
  for (let action = desc.action; action !== undefined; action = action.next) names.push(action.name ?? '(null)');
  const own = Array.from({ length: cpus.toString(2).length }, (_, cpu) => desc.kstat_irqs.get(cpu) ?? 0);
  return {
    file,
    hwirq: file?.chain[0]?.hwirq ?? data.hwirq,
    domain: file?.chain[0]?.domain ?? data.domain?.name ?? '',
    depth: file?.depth ?? desc.depth,
    handler: file?.handler ?? desc.handle_irq?.fname ?? '',
    device: file?.device ?? desc.dev_name ?? '',
    affinity: file?.affinity ?? cpuList(common.affinity),
    effective: file?.effective ?? cpuList(common.effective_affinity),
    actions: names.join(', '),
    counts: counts ?? own,
    type: common.state_use_accessors & 0xf,
  };
}

type Check<Row> = (ledger: Ledger, what: string, cell: ReadCell, row: Row, run: NodeRun) => void;
type Checks<Row> = Readonly<Record<string, Check<Row>>>;

const sum = (counts: readonly number[]): number => counts.reduce((total, count) => total + count, 0);

function states(ledger: Ledger, what: string, cell: ReadCell, desc: irq_desc, run: NodeRun): void {
  const { file } = irqFacts(run, desc);
  if (file === undefined) return;
  const known = file.states.filter((name) => !name.startsWith('IRQ_TYPE_'));
  // Bits that debugfs has no name for are shown by the page all the same.
  const words = new Set(cell.title.split(' '));
  for (const name of known) ledger.equal(`${what} has ${name}`, words.has(name), true);
  const short = none(cell.text).toUpperCase();
  if (short !== '')
    ledger.equal(
      `${what} ${short}`,
      known.some((name) => name.endsWith(short)),
      true,
    );
}

function cpuCell(ledger: Ledger, what: string, cell: ReadCell, desc: irq_desc, run: NodeRun): void {
  const { affinity, effective } = irqFacts(run, desc);
  ledger.equal(what, cell.text, effective === '' ? affinity : effective);
  if (cell.title !== '') ledger.equal(`${what} title`, cell.title, `affinity ${affinity}`);
}

function countCell(ledger: Ledger, what: string, cell: ReadCell, desc: irq_desc, run: NodeRun): void {
  const { counts } = irqFacts(run, desc);
  ledger.equal(what, numberOf(cell.text), sum(counts));
  const each = [...cell.title.matchAll(/CPU (\d+): (\d+)/g)].map(([, , count]) => Number(count));
  if (each.length > 0) ledger.equal(`${what} by CPU`, each.join(), counts.join());
}

const IRQS: Checks<irq_desc> = {
  irq: (ledger, what, { text }, desc) => ledger.equal(what, numberOf(text), desc.irq_data.irq),
  hwirq: (ledger, what, { text }, desc, run) => ledger.equal(what, numberOf(text), irqFacts(run, desc).hwirq),
  domain: (ledger, what, { text }, desc, run) => ledger.equal(what, none(text), irqFacts(run, desc).domain),
  'flow handler': (ledger, what, { text }, desc, run) => ledger.equal(what, none(text), irqFacts(run, desc).handler),
  'CPU…': (ledger, what, { text, title }, desc, run) =>
    ledger.equal(what, numberOf(text), irqFacts(run, desc).counts[Number(title)]),
  action: (ledger, what, { text }, desc, run) => {
    const { actions, device } = irqFacts(run, desc);
    ledger.equal(what, none(text), actions === '' ? device : actions);
  },
  device: (ledger, what, { text }, desc, run) => ledger.equal(what, none(text), irqFacts(run, desc).device),
  chip: (ledger, what, { text }, desc, run) => {
    const chip = irqFacts(run, desc).file?.chain[0]?.chip;
    if (chip !== undefined) ledger.equal(what, none(text), chip === 'None' ? '' : chip);
  },
  type: (ledger, what, cell, desc, run) => {
    const { file, type } = irqFacts(run, desc);
    const names = TYPES[whole(cell)];
    const own = file?.states.filter((name) => name.startsWith('IRQ_TYPE_'));
    if (own !== undefined) ledger.equal(what, names?.join(), own.join());
    else ledger.equal(what, whole(cell) !== 'none', type !== 0);
  },
  state: states,
  depth: (ledger, what, { text }, desc, run) => ledger.equal(what, numberOf(text), irqFacts(run, desc).depth),
  CPU: cpuCell,
  affinity: (ledger, what, { text }, desc, run) => ledger.equal(what, none(text), irqFacts(run, desc).affinity),
  effective: (ledger, what, { text }, desc, run) => ledger.equal(what, none(text), irqFacts(run, desc).effective),
  count: countCell,
};

interface Vector {
  readonly bdf: string;
  readonly vector: number;
}

function vectorFacts({ bdf, vector }: Vector, run: NodeRun) {
  const table = run.raw('pci_function').find((fn) => fn['bdf'] === bdf);
  const word = (index: number): number =>
    (table?.['table'] as Map<number, number> | undefined)?.get(vector * 4 + index) ?? 0;
  const pba = (table?.['pba'] as Map<number, number> | undefined)?.get(vector >> 5) ?? 0;
  const entry = run.dump.msix(bdf)?.[vector] ?? {
    address: (BigInt(word(1)) << 32n) | BigInt(word(0)),
    data: word(2),
    control: word(3),
    pending: ((pba >>> (vector & 31)) & 1) === 1,
  };
  const [bus = '0', slot = '0', fn = '0'] = bdf.slice(5).split(/[:.]/);
  const deviceId = (Number.parseInt(bus, 16) << 8) | (Number.parseInt(slot, 16) << 3) | Number(fn);
  const route = entry.address === 0n ? undefined : run.dump.its().devices.get(deviceId)?.map.get(entry.data);
  const desc = run.descriptors.find(({ irq_common_data: { msi_desc } }) => {
    return msi_desc?.dev?.name === bdf && msi_desc.is_msix && msi_desc.msi_index === vector;
  });
  return { entry, deviceId, route, desc };
}

const MSIX: Checks<Vector> = {
  vec: (ledger, what, { text }, { vector }) => ledger.equal(what, numberOf(text), vector),
  address: (ledger, what, { text }, row, run) => {
    const { address } = vectorFacts(row, run).entry;
    ledger.equal(what, none(text), address === 0n ? '' : `0x${address.toString(16).padStart(8, '0')}`);
  },
  data: (ledger, what, { text }, row, run) => {
    const { address, data } = vectorFacts(row, run).entry;
    ledger.equal(what, none(text), address === 0n ? '' : `${data}`);
  },
  state: (ledger, what, { text }, row, run) => {
    const { control, pending } = vectorFacts(row, run).entry;
    ledger.equal(what, text.split(',')[0], pending ? 'pending' : (control & 1) === 1 ? 'masked' : 'open');
  },
  LPI: (ledger, what, { text }, row, run) => {
    const { route, desc } = vectorFacts(row, run);
    ledger.equal(what, numberOf(text), route?.intid);
    const file = desc === undefined ? undefined : run.dump.irq(desc.irq_data.irq);
    // What the ITS makes of the message is what Linux wrote down for it.
    if (route !== undefined && file !== undefined && file.chain.length > 1)
      ledger.equal(`${what} as Linux has it`, numberOf(text), file.chain.at(-1)?.hwirq);
  },
  irq: (ledger, what, { text }, row, run) => {
    const { desc } = vectorFacts(row, run);
    ledger.equal(what, numberOf(text), desc?.irq_data.irq);
    if (desc !== undefined && run.dump.section(`pci/${row.bdf}`) !== undefined)
      ledger.equal(`${what} in sysfs`, run.dump.section(`pci/${row.bdf}`)?.includes(`msi_irqs/${text}=msix\n`), true);
  },
  CPU: (ledger, what, { text }, row, run) => {
    const { desc } = vectorFacts(row, run);
    ledger.equal(what, none(text), desc === undefined ? '' : irqFacts(run, desc).effective);
  },
  count: (ledger, what, { text }, row, run) => {
    const { desc } = vectorFacts(row, run);
    ledger.equal(what, numberOf(text), desc === undefined ? 0 : sum(irqFacts(run, desc).counts));
  },
  handler: (ledger, what, { text }, row, run) => {
    const { desc } = vectorFacts(row, run);
    ledger.equal(what, none(text), desc === undefined ? '' : irqFacts(run, desc).actions);
  },
  DeviceID: (ledger, what, { text }, row, run) => {
    const { route, deviceId } = vectorFacts(row, run);
    ledger.equal(what, numberOf(text), route === undefined ? undefined : deviceId);
  },
  EventID: (ledger, what, { text }, row, run) => {
    const { route, entry } = vectorFacts(row, run);
    ledger.equal(what, numberOf(text), route === undefined ? undefined : entry.data);
  },
  eventfd: (ledger, what, { text }, row, run) => {
    const signalled = eventfdOf(row, run);
    if (signalled !== undefined) ledger.equal(what, numberOf(text), signalled);
  },
  '': (ledger, what, { text }) => ledger.equal(what, /\d/.test(text), false),
};

/** The count at the end of a command, from what the script's commands returned since the function was opened. */
function eventfdOf({ vector }: Vector, run: NodeRun): number | undefined {
  const { session } = run;
  const marks = session.commands.map((_, index) => endOf(run, index));
  const done = marks.filter((at) => at <= session.cursor.step).length;
  // In the middle of a command it may have been signalled or not.
  if (marks[done - 1] !== session.cursor.step) return undefined;
  const from = session.commands.slice(0, done).findLastIndex((one) => one.do === 'vfio.open');
  const lines = (run.dump.section('script') ?? '').split('\n').slice(from, done);
  return sum(lines.map((line) => Number(new RegExp(` eventfd${vector}=(\\d+)`).exec(line)?.[1] ?? 0)));
}

function endOf({ session: { rec } }: NodeRun, command: number): number {
  const { trace, values, origin } = rec;
  for (let event = trace.length - 1; event >= 0; event--) {
    const mark = trace.kind[event] === 9 ? values.at(trace.subject[event] ?? 0) : undefined;
    if (typeof mark === 'object' && mark !== null && 'command' in mark && 'kind' in mark)
      if (mark.command === command && mark.kind === 'end') return event + 1 - origin;
  }
  return -1;
}

const DOMAINS: Checks<Raw> = {
  domain: (ledger, what, { text }, domain) => ledger.equal(what, text, domain['name'] ?? ''),
  size: domainNumber('size', 'revmap_size'),
  mapped: domainNumber('mapped', 'mapcount'),
  flags: (ledger, what, { text }, domain, run) => {
    const file = run.dump.domain(String(domain['name']));
    ledger.equal(what, numberOf(text), file?.flags ?? domain['flags']);
  },
  parent: (ledger, what, { text }, domain, run) => {
    const file = run.dump.domain(String(domain['name']));
    const own = (domain['parent'] as Raw | undefined)?.['name'] ?? '';
    ledger.equal(what, none(text), file === undefined ? own : (file.parent ?? ''));
  },
  // A name, and no number: DOMAIN_BUS_…
  bus: (ledger, what, { text }) => ledger.equal(what, numberOf(text), undefined),
};

function domainNumber(key: 'size' | 'mapped', own: string): Check<Raw> {
  return (ledger, what, { text }, domain, run) => {
    const file = run.dump.domain(String(domain['name']));
    ledger.equal(what, numberOf(text), file?.[key] ?? domain[own]);
  };
}

type Texts = Readonly<Record<string, string>>;
const itself =
  (column: string): Check<Texts> =>
  (ledger, what, { text }, row) =>
    ledger.equal(what, text, row[column] ?? '');

function itsRows(label: string, run: NodeRun): Texts[] | undefined {
  const its = run.dump.its();
  const hex = (value: number): string => `0x${value.toString(16)}`;
  const devices = [...its.devices].toSorted(([a], [b]) => a - b);
  switch (label) {
    case 'ITS commands':
      return its.commands.toReversed().map(({ index, text }) => {
        const [command = '', ...operands] = text.split(' ');
        return { '#': `${index}`, command, operands: operands.join(' ') };
      });
    case 'ITS device table':
      return devices.map(([id, { events, itt, map }]) => {
        return { DeviceID: hex(id), mapped: `${map.size}`, 'of events': `${events}`, ITT: hex(itt) };
      });
    case 'ITS translations':
      return devices.flatMap(([id, { map }]) =>
        [...map]
          .toSorted(([a], [b]) => a - b)
          .map(([event, { intid, icid }]) => ({
            DeviceID: hex(id),
            EventID: `${event}`,
            LPI: `${intid}`,
            ICID: `${icid}`,
            CPU: `${its.collections.get(icid) ?? 'none'}`,
          })),
      );
    case 'ITS collections':
      return [...its.collections]
        .toSorted(([a], [b]) => a - b)
        .map(([icid, cpu]) => {
          return { ICID: `${icid}`, CPU: `${cpu}`, ITS: `0x${run.dump.pairs('its', 'its')?.['base']}` };
        });
    default:
      return undefined;
  }
}

/** A line of /proc/interrupts. */
interface CountLine {
  readonly irq: string;
  /** By CPU that is online. */
  readonly counts: ReadonlyMap<number, number>;
  /** All that stands after the counts. */
  readonly rest: string;
}

function countLines(run: NodeRun): CountLine[] {
  const [head = '', ...lines] = (run.dump.section('interrupts') ?? '').split('\n');
  const cpus = [...head.matchAll(/CPU(\d+)/g)].map(([, cpu]) => Number(cpu));
  return lines.flatMap((line) => {
    const [, irq = '', after = ''] = /^ *(\w+): *(.*)$/.exec(line) ?? [];
    if (irq === '' || irq === 'Err') return [];
    const numbers = after.split(/ +/).slice(0, cpus.length).map(Number);
    const counts = new Map(cpus.map((cpu, at) => [cpu, numbers[at] ?? 0]));
    return [{ irq, counts, rest: after.replace(new RegExp(`^(\\d+ +){${cpus.length}}`), '') }];
  });
}

/** The line ends so, whatever the width of its columns. */
const inRest: Check<CountLine> = (ledger, what, { text }, { rest }) => {
  const words = none(text);
  ledger.equal(`${what} "${words}"`, rest.replaceAll(/\s+/g, ' ').includes(words.replaceAll(/\s+/g, ' ')), true);
};

const COUNTS: Checks<CountLine> = {
  irq: (ledger, what, { text }, { irq }) => ledger.equal(what, text, irq),
  name: inRest,
  chip: inRest,
  hwirq: inRest,
  trigger: inRest,
  total: (ledger, what, { text }, { irq, counts }, run) => {
    const file = run.dump.counts(Number(irq));
    if (file !== undefined) ledger.equal(what, numberOf(text), sum(file));
    else ledger.equal(what, (numberOf(text) ?? -1) >= sum([...counts.values()]), true);
  },
  'CPU…': (ledger, what, { text, title }, { irq, counts }, run) => {
    const cpu = Number(title);
    // A CPU that is offline has no column there, but sysfs has its counts.
    const expected = counts.get(cpu) ?? run.dump.counts(Number(irq))?.[cpu];
    if (expected !== undefined) ledger.equal(what, numberOf(text), expected);
  },
};

interface Device {
  readonly name: string;
  /** In the tree, or the bus address. */
  readonly path: string;
}

/** "9-12, 14" as numbers. */
export function numbersOf(ranges: string): number[] {
  return [...ranges.matchAll(/(\d+)(?:[-–](\d+))?/g)].flatMap(([, from = '0', to = from]) =>
    Array.from({ length: Number(to) - Number(from) + 1 }, (_, at) => Number(from) + at),
  );
}

const DEVICES: Checks<Device> = {
  device: (ledger, what, { text }, { name }) => ledger.equal(what, text, name),
  path: (ledger, what, { text }, { path }) => ledger.equal(what, text, path),
  driver: (ledger, what, { text }, { path }, run) => {
    const driver = run.dump.pairs(`pci/${path}`, 'driver=')?.['driver'];
    if (run.dump.section(`pci/${path}`) !== undefined) ledger.equal(what, none(text), driver ?? '');
  },
  source: (ledger, what, { text }, { path }, run) => {
    const [, used, size] = /(\d+) of (\d+) vectors/.exec(text) ?? [];
    const section = run.dump.section(`pci/${path}`);
    if (used === undefined || section === undefined) return;
    ledger.equal(`${what} used`, Number(used), section.match(/^msi_irqs\/\d+=msix$/gm)?.length ?? 0);
    ledger.equal(`${what} size`, size, run.dump.pairs(`pci/${path}`, 'msix')?.['size']);
  },
  irqs: (ledger, what, { text }, { path }, run) => {
    const messages = run.dump.section(`pci/${path}`)?.match(/^msi_irqs\/\d+/gm) ?? [];
    const shown = new Set(numbersOf(text));
    for (const message of messages) ledger.equal(`${what} has ${message}`, shown.has(Number(message.slice(9))), true);
    for (const virq of shown)
      ledger.equal(
        `${what} ${virq}`,
        run.descriptors.some(({ irq_data: { irq } }) => irq === virq),
        true,
      );
  },
  domain: (ledger, what, { text }, _device, run) => {
    for (const name of none(text).split(', ').filter(Boolean))
      ledger.equal(
        `${what} ${name}`,
        run.domains.some((domain) => domain.name === name),
        true,
      );
  },
};

/** Each row that the page draws is a row of the run: the one it names itself, or the one of its line. */
function checkRows<Row>(
  ledger: Ledger,
  grid: ReadGrid,
  rows: readonly Row[],
  checks: Checks<Row>,
  run: NodeRun,
  keyOf?: (row: Row) => string,
): void {
  const grouped = grid.rows.some(({ isHead }) => isHead);
  if (!grouped) ledger.equal(`${grid.label}: rows`, grid.total, rows.length);
  for (const { index, isHead, cells } of grid.rows) {
    if (isHead) {
      const [, name = '', size] = /^[▸▾](.*) · (\d+) irqs?$/.exec(cells[0]?.text ?? '') ?? [];
      checkGroup(ledger, name, Number(size), run);
      continue;
    }
    const key = cells[0]?.text ?? '';
    const row = keyOf === undefined ? rows[index] : rows.find((one) => keyOf(one) === key);
    if (row === undefined) ledger.wrong.push(`${grid.label}: the run has no ${key}`);
    else {
      cells.forEach((cell, at) => {
        const column = grid.columns[at] ?? '';
        const what = `${grid.label} ${key}, ${column}`;
        const check = checks[column.replace(/ off$/, '')] ?? cpuCheck(checks, column);
        if (check !== undefined) check(ledger, what, cell, row, run);
        else if (/\d/.test(cell.text)) ledger.unknown(`${what} "${cell.text}"`);
      });
    }
  }
}

/** Interrupts are put together by domain, or by the CPUs that they go to. */
function checkGroup(ledger: Ledger, name: string, size: number, run: NodeRun): void {
  const own = run.descriptors.filter((desc) => irqFacts(run, desc).domain === name);
  // A group by CPU has the name of a list of CPUs.
  if (own.length > 0) ledger.equal(`group ${name}`, size, own.length);
  else ledger.equal(`group ${name}`, size > 0 && size <= run.descriptors.length, true);
}

/** A column a CPU: its check takes the number from the column's title. */
function cpuCheck<Row>(checks: Checks<Row>, column: string): Check<Row> | undefined {
  const cpu = /^CPU(\d+)( off)?$/.exec(column)?.[1];
  const check = checks['CPU…'];
  if (cpu === undefined || check === undefined) return undefined;
  return (ledger, what, { text }, row, run) => check(ledger, what, { text, title: cpu }, row, run);
}

export function checkGrid(ledger: Ledger, grid: ReadGrid, run: NodeRun): void {
  const bdf = /^MSI-X vectors of (.*)$/.exec(grid.label)?.[1];
  const its = itsRows(grid.label, run);
  if (grid.label === 'Interrupts') {
    checkRows(ledger, grid, run.descriptors, IRQS, run, (desc) => `${desc.irq_data.irq}`);
  } else if (grid.label === 'Interrupt domains') {
    checkRows(ledger, grid, run.domains as unknown as Raw[], DOMAINS, run, ({ name }) =>
      typeof name === 'string' ? name : '',
    );
  } else if (grid.label === 'Counts by CPU') {
    checkRows(ledger, grid, countLines(run), COUNTS, run, ({ irq }) => irq);
  } else if (grid.label === 'Devices') {
    const names = grid.rows.map(({ cells: [cell] }) => ({ name: cell?.text ?? '', path: cell?.title ?? '' }));
    checkRows(ledger, { ...grid, total: names.length }, names, DEVICES, run, ({ name }) => name);
  } else if (bdf !== undefined) {
    const vectors = Array.from({ length: grid.total }, (_, vector) => ({ bdf, vector }));
    const size = run.dump.pairs(`pci/${bdf}`, 'msix')?.['size'];
    if (size !== undefined) ledger.equal(`${grid.label}: rows`, grid.total, Number(size));
    checkRows(ledger, grid, vectors, MSIX, run);
  } else if (its !== undefined) {
    checkRows(ledger, grid, its, Object.fromEntries(grid.columns.map((column) => [column, itself(column)])), run);
  } else ledger.unknown(`the table "${grid.label}"`);
}
