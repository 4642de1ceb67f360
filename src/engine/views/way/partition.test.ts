/** PPIs that mean another device on other CPUs: their boxes, their chains, and that they come as is foretold. */
import { describe, expect, it } from 'vitest';
import { irq_desc } from '../../linux/include/linux/irqdesc.ts';
import { oddBoard } from '../odd-boards.ts';
import { screenOf } from '../screen.ts';
import { changedBoard, type RunViewer } from '../testing.ts';
import { irqChain } from './chain.ts';

const open = (): RunViewer =>
  changedBoard('qemu-virt-gicv3-its', () => oddBoard({ cpus: 4, gic: 'partitioned', msis: 1, hosts: 1 }));

const pmus = ({ session: { cursor } }: RunViewer): irq_desc[] =>
  cursor.all(irq_desc).filter(({ action }) => action?.name === 'arm-pmu');

describe('a partitioned PPI', () => {
  it('leads to the interrupt of the CPU that it came to', () => {
    const viewer = open();
    const [, second] = pmus(viewer);
    if (second === undefined) throw new Error('the board has two PMUs');
    const { chain, arrival } = irqChain(viewer.snapshot, second);
    const virq = second.irq_data.irq;
    expect(chain.map(({ label }) => label)).toEqual([
      'pmu-1',
      expect.stringMatching(/^<0x1 0x7 0x4 0x/),
      'PPI 7, INTID 23',
      'redistributor of CPUs 2-3',
      'CPUs 2-3',
      expect.stringMatching(/^irq \d+$/),
      'partition_handle_irq',
      'partition 1 (CPUs 2-3)',
      `irq ${virq}`,
      'handle_percpu_devid_irq',
      'armpmu_dispatch_irq',
    ]);
    expect(arrival).toMatchObject({ arrives: true, fire: { command: { do: 'ppi.raise', cpu: 2, intid: 23 } } });
  });

  it('comes when it is fired, to one device alone', () => {
    const viewer = open();
    const { session } = viewer;
    const [first, second] = pmus(viewer).map((desc) => desc.irq_data.irq);
    expect(session.run({ do: 'ppi.raise', cpu: 3, intid: 23 }).ok).toBe(true);
    session.cursor.seek(session.rec.trace.length);
    const counts = new Map(pmus(viewer).map((desc) => [desc.irq_data.irq, desc.kstat_irqs.get(3) ?? 0]));
    expect([counts.get(first ?? 0), counts.get(second ?? 0)]).toEqual([0, 1]);
  });

  it('is drawn below the root, which alone leads to CPUs', () => {
    const viewer = open();
    const { nodes, edges } = viewer.topology.plan;
    const root = nodes.filter(({ kind }) => kind === 'controller');
    expect(root.map(({ label }) => label)).toEqual(['intc@8000000-1']);
    const split = nodes.filter(({ kind, label }) => kind === 'domain' && label.startsWith('intc@8000000'));
    expect(split).toHaveLength(16);
    expect(split.filter(({ views }) => views.includes('hardware'))).toHaveLength(1);
    const key = root[0]?.key ?? '';
    for (const { key: from } of split)
      expect(edges.filter((edge) => edge.from === from).map(({ to }) => to)).toEqual([key]);
    const ends = edges.filter(({ to }) => to.startsWith('cpu:'));
    expect(new Set(ends.map(({ from }) => from))).toEqual(new Set([key]));
    const notes = new Map(screenOf(viewer, { topology: true }, 0).topology?.map((state) => [state.key, state.note]));
    const [first, second] = pmus(viewer).map((desc) => desc.irq_data.irq);
    expect(notes.get('node:/pmu-0')).toBe(`PPI 7 → irq ${first}`);
    expect(notes.get('node:/pmu-1')).toBe(`PPI 7 → irq ${second}`);
    const maintenance = notes.get('node:/intc@8000000');
    if (maintenance !== undefined) expect(maintenance).toMatch(/^PPI 9 → irq \d+$/);
  });

  it('names its partitions in the story of the PPI', () => {
    const viewer = open();
    const ppi = viewer.session.cursor
      .all(irq_desc)
      .find(({ handle_irq }) => handle_irq?.fname === 'partition_handle_irq');
    const story = viewer.inspect({ kind: 'irq', virq: ppi?.irq_data.irq ?? 0 })?.story.join(' ');
    for (const [number, desc] of pmus(viewer).entries())
      expect(story).toContain(
        `partition ${number} (CPUs ${number === 0 ? '0-1' : '2-3'}) is irq ${desc.irq_data.irq}.`,
      );
  });
});
