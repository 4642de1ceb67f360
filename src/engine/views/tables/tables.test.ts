import { beforeAll, describe, expect, it } from 'vitest';
import { MESSAGES } from '../../api/messages/testing.ts';
import { reportInterrupts } from '../../report/interrupts.ts';
import { Session } from '../../run/session.ts';
import { load, NVME, run } from '../../run/testing.ts';
import type { TableCopyAsk, TableOrder } from '../../api/tables.ts';
import { pci_function } from '../../machine/index.ts';
import { changesBetween } from '../changes/changes.ts';
import { irq_desc } from '../../linux/include/linux/irqdesc.ts';
import { irq_domain } from '../../linux/include/linux/irqdomain.ts';
import { controllers } from './controllers.ts';
import { perCpu } from './counts.ts';
import { sourceOfFunction } from './device-source.ts';
import { devices, ranges } from './devices.ts';
import { domains } from './domains.ts';
import { irqs } from './irqs.ts';
import { changedBoard, type RunViewer, viewerOf } from '../testing.ts';

const ALL = { first: 0, count: 10_000 };
let session: Session;
let viewer: RunViewer;
let before: number;

/** Nothing has changed. */
const still = () => changesBetween(MESSAGES, session.cursor, session.cursor.position, session.cursor.position);

beforeAll(() => {
  const opened = Session.open(load('qemu-virt-gicv3-its', '6.12'));
  if (!opened.ok) throw new Error(opened.error.message);
  session = opened.value;
  before = session.rec.trace.length;
  run(session, { do: 'msix.fire', bdf: NVME, vector: 1 });
  run(session, { do: 'cpu.offline', cpu: 3 });
  session.cursor.seek(session.rec.trace.length);
  viewer = viewerOf(session);
});

describe('counts by CPU', () => {
  it('are those of /proc/interrupts, line by line', () => {
    const { cpus, ...table } = perCpu.view(viewer.snapshot, ALL, still());
    const online = cpus.filter(({ online }) => online).map(({ cpu }) => cpu);
    expect(online).toEqual([0, 1, 2]);
    const printed = reportInterrupts(session.moment)
      .split('\n')
      .slice(1)
      .filter((line) => line !== '' && !line.startsWith('Err'))
      .map((line) => line.trim().split(/:?\s+/).slice(0, 4));
    expect(table.rows.map(({ irq, counts }) => [irq, ...online.map((cpu) => `${counts[cpu]}`)])).toEqual(printed);
    expect(table.rows.some(({ total }) => total > 0)).toBe(true);
  });

  it('name what a move changed, and the CPU', () => {
    const end = session.cursor.position;
    const table = perCpu.view(
      viewer.snapshot,
      { ...ALL, filter: 'nvme0q1' },
      changesBetween(MESSAGES, session.cursor, before, end),
    );
    expect(table.rows[0]?.changed).toEqual(expect.arrayContaining(['total']));
    expect(table.rows[0]?.changed.some((column) => /^cpu\d$/.test(column))).toBe(true);
  });
});

describe('devices', () => {
  const row = (filter: string) => devices.view(viewer.snapshot, { ...ALL, filter }, still()).rows[0];

  it('say what the tree says, and what Linux made of it', () => {
    expect(row('pl011')).toMatchObject({ driver: 'uart-pl011', source: 'SPI 1 level-high', domain: ':intc@8000000-1' });
    expect(row('timer')?.source).toBe('PPI 13, 14, 11, 10 level-high');
  });

  it('sum up the vectors of a function', () => {
    const found = row(NVME);
    expect(found).toMatchObject({ name: `${NVME} nvme`, driver: 'nvme', count: 1, mapped: 6 });
    expect(found?.source).toMatch(/^MSI-X 5 of \d+ vectors; INTA$/);
    expect(found?.irqs).toMatch(/^\d+(-\d+)?(, \d+(-\d+)?)*$/);
  });

  it('want interrupts before Linux has run', () => {
    const { position } = session.cursor;
    session.cursor.seek(session.rec.origin);
    expect(row('pl011')).toMatchObject({ irqs: '', driver: '', count: 0 });
    session.cursor.seek(position);
  });

  it('keep their places while time moves', () => {
    const names = () => devices.view(viewer.snapshot, ALL, still()).rows.map(({ path }) => path);
    const { position } = session.cursor;
    const atEnd = names();
    session.cursor.seek(session.rec.origin);
    expect(names()).toEqual(atEnd);
    session.cursor.seek(position);
  });
});

it('an INTx that a controller sends as a message is no vector of the function', () => {
  const fn = viewer.session.cursor.all(pci_function).find(({ bdf }) => bdf === NVME);
  const vectors = viewer.session.cursor
    .all(irq_desc)
    .filter(({ irq_common_data: { msi_desc } }) => msi_desc?.dev?.name === NVME);
  const count = (bdf: string): string | undefined =>
    fn === undefined
      ? undefined
      : sourceOfFunction(MESSAGES.cells, { ...fn, bdf, design: { ...fn.design, pin: 1, msix: undefined } }, vectors);
  expect(count('0000:00:1f.0')).toBe('INTA');
});

it('a line that two devices share is in the row of each', () => {
  const bus = (at: string): string =>
    `i2c@${at} { compatible = "brcm,bcm2835-i2c"; reg = <0x0 0x${at} 0x0 0x1000>; interrupts = <0 40 4>; };`;
  const end = /};\s*$/;
  const { snapshot } = changedBoard(
    'qemu-virt-gicv3-its',
    (dts) => dts.replace(end, `${bus('b000000')} ${bus('b001000')} };`),
    { drivers: 'all' },
  );
  const { rows } = devices.view(snapshot, { ...ALL, filter: 'i2c@' }, changesBetween(MESSAGES, session.cursor, 0, 0));
  expect(rows).toHaveLength(2);
  expect(rows[0]?.irqs).toMatch(/^\d+$/);
  expect(rows[1]).toMatchObject({ irqs: rows[0]?.irqs, mapped: 1, domain: ':intc@8000000-1' });
});

it.each([
  [[], ''],
  [[7], '7'],
  [[29, 25, 26, 28, 31], '25-26, 28-29, 31'],
])('the numbers %j are %j', (numbers, text) => expect(ranges(numbers)).toBe(text));

describe('domains', () => {
  it('stand below their parents', () => {
    const rows = domains.view(viewer.snapshot, ALL, still()).rows;
    rows.forEach(({ parent, level }, at) => {
      const above = rows.slice(0, at).findLast((row) => row.level < level);
      expect(above?.name).toBe(parent);
    });
    expect(rows.some(({ level }) => level === 2)).toBe(true);
  });

  it('have a short name that no other one has, the same as in the picture and at every step', () => {
    const labelled = (): Map<number, string> =>
      new Map(domains.view(viewer.snapshot, ALL, still()).rows.map(({ id, label }) => [id, label]));
    const atEnd = labelled();
    expect(new Set(atEnd.values()).size).toBe(atEnd.size);
    expect([...atEnd.values()].some((label) => label.startsWith(':'))).toBe(false);
    const boxes = viewer.topology.plan.nodes;
    for (const { label, selection } of boxes)
      if (selection?.kind === 'domain' && atEnd.has(selection.id)) expect(atEnd.get(selection.id)).toBe(label);
    const { position } = session.cursor;
    session.cursor.seek(Math.floor((session.rec.origin + position) / 2));
    const halfway = labelled();
    session.cursor.seek(position);
    expect(halfway.size).toBeGreaterThan(0);
    for (const [id, label] of halfway) expect(atEnd.get(id) ?? label).toBe(label);
  });
});

describe('interrupts', () => {
  it('are grouped by where they go', () => {
    const { groups } = irqs.view(viewer.snapshot, { ...ALL, group: 'cpu' }, still());
    expect(groups?.heads.map(({ name }) => name)).toContain('CPU 0');
    expect(groups?.heads.reduce((sum, { size }) => sum + size, 0)).toBe(groups?.rows);
  });

  it('are sorted by the count of one CPU', () => {
    const sort = { column: 'cpu0', descending: true };
    const counts = irqs.view(viewer.snapshot, { ...ALL, sort }, still()).rows.map((row) => row.counts[0] ?? 0);
    expect(counts).toEqual([...counts].sort((a, b) => b - a));
  });
});

describe('a copy', () => {
  const ask: TableCopyAsk = {
    table: 'irqs',
    order: { filter: 'nvme', sort: { column: 'virq', descending: true } },
    columns: [
      { id: 'actions', title: 'action' },
      { id: 'count', title: 'count' },
    ],
    format: 'csv',
  };

  it('has the chosen columns of the rows that fit, in their order', () => {
    expect(viewer.copyTable(ask)).toEqual({
      rows: 5,
      text: 'action,count\r\nnvme0q4,0\r\nnvme0q3,0\r\nnvme0q2,0\r\nnvme0q1,1\r\nnvme0q0,0\r\n',
    });
  });

  it('has folded rows too', () => {
    const order = { group: 'domain', folded: [':intc@8000000-1'] };
    const all = irqs.view(viewer.snapshot, ALL, still()).total;
    expect(viewer.copyTable({ ...ask, order }).rows).toBe(all);
  });

  it.each(['msix', 'domains', 'devices', 'perCpu'] as const)('is made of %s as well', (table) => {
    const columns = [{ id: table === 'msix' ? 'vector' : table === 'perCpu' ? 'irq' : 'name', title: 'first' }];
    const { text, rows } = viewer.copyTable({ table, bdf: NVME, order: {}, columns, format: 'text' });
    expect(text.trimEnd().split('\n')).toHaveLength(rows + 1);
    expect(rows).toBeGreaterThan(1);
  });
});

describe('the line of a thing', () => {
  const orders: readonly TableOrder[] = [
    {},
    { sort: { column: 'count', descending: true } },
    { sort: { column: 'domain', descending: false }, filter: 'nvme' },
    { group: 'domain' },
    { group: 'cpu', sort: { column: 'hwirq', descending: true } },
  ];

  it.each(orders)('is where the window has it: %j', (order) => {
    const { rows, groups, total } = irqs.view(viewer.snapshot, { ...ALL, ...order }, still());
    const heads = new Set(groups?.heads.map(({ line }) => line));
    const lines = Array.from({ length: total }, (_, line) => line).filter((line) => !heads.has(line));
    expect(lines).toHaveLength(rows.length);
    for (const [at, { virq }] of rows.entries()) {
      expect(viewer.lineOf({ table: 'irqs', order, of: [{ kind: 'irq', virq }] })).toBe(lines[at]);
    }
  });

  it('is that of its group where that is folded, and none where the filter leaves it out', () => {
    const virq = irqs.view(viewer.snapshot, ALL, still()).rows.find(({ actions }) => actions === 'nvme0q3')?.virq ?? 0;
    const of = [{ kind: 'irq', virq }] as const;
    const { groups } = irqs.view(viewer.snapshot, { ...ALL, group: 'domain' }, still());
    const name = groups?.heads.map((head) => head.name) ?? [];
    const folded = { group: 'domain', folded: name };
    expect(name[viewer.lineOf({ table: 'irqs', order: folded, of }) ?? -1]).toContain('ITS-PCI-MSIX');
    expect(viewer.lineOf({ table: 'irqs', order: { filter: 'pl011' }, of })).toBeUndefined();
  });

  it.each([
    ['msix', { kind: 'vector', bdf: NVME, vector: 40 }, 40],
    ['devices', { kind: 'node', path: '/nowhere' }, undefined],
  ] as const)('of %s is %j', (table, one, line) => {
    expect(viewer.lineOf({ table, bdf: NVME, order: {}, of: [one] })).toBe(line);
  });
});

describe('controllers', () => {
  it('are the nodes that take interrupts, with the domain that Linux has for each', () => {
    const { rows } = controllers.view(viewer.snapshot, ALL, still());
    const byNode = Object.fromEntries(rows.map((row) => [row.node, row]));
    expect(Object.keys(byNode)).toEqual(
      expect.arrayContaining(['/intc@8000000', '/intc@8000000/its@8080000', '/pl061@9030000']),
    );
    expect(byNode['/intc@8000000']).toMatchObject({
      compatible: 'arm,gic-v3',
      parent: '',
      domain: ':intc@8000000-1',
      domainLabel: 'intc@8000000-1',
    });
    expect(byNode['/intc@8000000/its@8080000']).toMatchObject({ compatible: 'arm,gic-v3-its', parent: 'intc@8000000' });
    expect(byNode['/pl061@9030000']).toMatchObject({ parent: 'intc@8000000' });
    const gic = session.cursor.all(irq_domain).find(({ name }) => name === ':intc@8000000-1');
    expect(byNode['/intc@8000000']?.mapped).toBe(gic?.mapcount);
    const of = [{ kind: 'domain', id: gic?.$id ?? 0 } as const];
    expect(viewer.lineOf({ table: 'controllers', order: {}, of })).toBe(
      rows.findIndex(({ node }) => node === '/intc@8000000'),
    );
  });
});
