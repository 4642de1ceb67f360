/** A machine without a run, known by a few objects alone, is drawn by the views of a run. */
import { beforeAll, expect, it } from 'vitest';
import { MESSAGES } from '../api/messages/testing.ts';
import { cpumaskOf } from '../../base/cpumask.ts';
import { device } from '../linux/include/linux/device.ts';
import { irqaction } from '../linux/include/linux/interrupt.ts';
import { IRQ_TYPE_LEVEL_HIGH, irq_common_data, irq_data } from '../linux/include/linux/irq.ts';
import { irq_desc } from '../linux/include/linux/irqdesc.ts';
import { irq_domain } from '../linux/include/linux/irqdomain.ts';
import { msi_desc } from '../linux/include/linux/msi.ts';
import { device_node } from '../linux/include/linux/of.ts';
import { cpu_c } from '../linux/kernel/cpu/index.ts';
import { treeOf } from '../machine/testing.ts';
import { LiveObjects, Recorder } from '../recorder/index.ts';
import { ofNode } from '../record/sources.ts';
import { stillSnapshot } from '../record/still-snapshot.ts';
import { moveTo, screenOf } from './screen.ts';
import { Viewer } from './viewer.ts';

const ALL = { first: 0, count: 100 };
const NVME = '0000:00:02.0';
let viewer: Viewer;

/** What /proc/interrupts and debugfs of a small machine tell: a UART on the GIC, and two vectors behind an ITS. */
beforeAll(() => {
  const rec = new Recorder(false);
  const dt = treeOf({}).root;
  const node = (path: string): device_node =>
    device_node.create(rec, { path, full_name: path.split('/').at(-1) ?? '', name: 'intc', dt });
  cpu_c.type.create(rec, { cpu_possible_mask: 3n, cpu_online_mask: 3n });
  const gic = irq_domain.create(rec, {
    name: ':intc@8000000-1',
    mapcount: 3,
    fwnode: node('/intc@8000000'),
  });
  const its = irq_domain.create(rec, {
    name: ':intc@8000000:its@8080000-2',
    mapcount: 2,
    parent: gic,
    fwnode: node('/intc@8000000/its@8080000'),
  });
  const nvme = device.create(rec, { name: NVME, bus: 'pci', driver: 'nvme' });
  const make = (irq: number, domain: irq_domain, hwirq: number, name: string, vector?: number): void => {
    const common = irq_common_data.create(rec, {
      state_use_accessors: vector === undefined ? IRQ_TYPE_LEVEL_HIGH : 0,
      affinity: 3n,
      effective_affinity: cpumaskOf(irq % 2),
      msi_desc:
        vector === undefined ? undefined : msi_desc.create(rec, { irq, dev: nvme, msi_index: vector, is_msix: true }),
    });
    const desc = irq_desc.create(rec, {
      irq_common_data: common,
      irq_data: irq_data.create(rec, { irq, hwirq, common, domain, chip: { name: 'GICv3', flags: 0 } }),
      action: irqaction.create(rec, { irq, name }),
      dev_name: vector === undefined ? '9000000.pl011' : NVME,
    });
    desc.kstat_irqs.set(0, irq);
  };
  make(13, gic, 33, 'uart-pl011');
  make(20, its, 0, 'nvme0q0', 0);
  make(21, its, 1, 'nvme0q1', 1);
  viewer = new Viewer(
    stillSnapshot({
      messages: MESSAGES,
      objects: new LiveObjects(rec),
      version: '6.12',
      sourceOf: ({ dev_name }) => (dev_name === '9000000.pl011' ? ofNode('/pl011@9000000') : undefined),
    }),
  );
});

it('has its tables', () => {
  const screen = screenOf(
    viewer,
    { irqs: ALL, domains: ALL, devices: ALL, perCpu: ALL, controllers: ALL, msix: ALL },
    0,
  );
  expect(screen.irqs?.rows.map(({ virq, domain, actions, count }) => [virq, domain, actions, count])).toEqual([
    [13, ':intc@8000000-1', 'uart-pl011', 13],
    [20, ':intc@8000000:its@8080000-2', 'nvme0q0', 20],
    [21, ':intc@8000000:its@8080000-2', 'nvme0q1', 21],
  ]);
  expect(screen.domains?.rows.map(({ name, level, mapped }) => [name, level, mapped])).toEqual([
    [':intc@8000000-1', 0, 3],
    [':intc@8000000:its@8080000-2', 1, 2],
  ]);
  expect(screen.devices?.rows.map(({ name, driver, irqs }) => [name, driver, irqs])).toEqual([
    ['pl011@9000000', '', '13'],
    [NVME, 'nvme', '20-21'],
  ]);
  expect(screen.perCpu?.rows.filter(({ virq }) => virq !== undefined).map(({ irq, total }) => [irq, total])).toEqual([
    ['13', 13],
    ['20', 20],
    ['21', 21],
  ]);
  expect(screen.controllers?.rows.map(({ node, parent }) => [node, parent])).toEqual([
    ['/intc@8000000', ''],
    ['/intc@8000000/its@8080000', 'intc@8000000'],
  ]);
  expect(screen.msix?.rows).toEqual([]);
  expect(viewer.lineOf({ table: 'irqs', order: {}, of: [{ kind: 'irq', virq: 20 }] })).toBe(1);
});

it('has its picture', () => {
  const { nodes, edges } = viewer.topology.plan;
  expect(nodes.map(({ label, kind }) => `${kind} ${label}`)).toEqual([
    'controller intc@8000000-1',
    'msi-controller its@8080000-2',
    'cpu CPU 0',
    'cpu CPU 1',
    'device pl011@9000000',
    `device ${NVME}`,
  ]);
  expect(edges.some(({ from, to }) => from === `pci:${NVME}` && to === 'domain::intc@8000000:its@8080000-2')).toBe(
    true,
  );
  const { topology = [], pulses } = screenOf(viewer, { topology: true }, 0);
  expect(topology.every(({ present, mark }) => present && mark === undefined)).toBe(true);
  expect(topology.find(({ key }) => key === `pci:${NVME}`)?.note).toBe('2 irqs');
  expect(pulses).toEqual([]);
});

it('says of an interrupt what is known, and nothing of whether it would arrive', () => {
  const view = viewer.inspect({ kind: 'irq', virq: 20 });
  expect(view?.title).toBe('irq 20 nvme0q0');
  expect(view?.arrival).toBeUndefined();
  expect(view?.chain[0]?.label).toBe(NVME);
  expect(view?.groups.flatMap(({ created, fields }) => [created, ...fields.map(({ since }) => since)])).toSatisfy(
    (steps: unknown[]) => steps.every((step) => step === undefined),
  );
  expect(view?.sources).toEqual([]);
  expect(viewer.inspect({ kind: 'code', name: 'request_threaded_irq' })).toBeUndefined();
});

it('is found by search, and has one step', () => {
  expect(viewer.search('nvme0q1')[0]).toMatchObject({ kind: 'irq', selection: { kind: 'irq', virq: 21 } });
  expect(viewer.search('lpi 33')).toEqual([]);
  expect(moveTo(viewer, { to: 'end' })).toBe(false);
  const { step, steps, frames, changes, dmesg } = screenOf(viewer, { dmesg: true }, 0);
  expect({ step, steps, frames, changes, dmesg }).toEqual({ step: 0, steps: 0, frames: [], changes: [], dmesg: [] });
  expect(viewer.timeline({ from: 0, to: 10, resolution: 1 }).boxes).toEqual([]);
});
