/** Everything that can be asked of a screen, on boards of many kinds and at many steps: nothing throws, and words are words. */
import { describe, expect, it } from 'vitest';
import { irq_desc } from '../linux/include/linux/irqdesc.ts';
import { device_node } from '../linux/include/linux/of.ts';
import { pci_function } from '../machine/index.ts';
import type { PciFunctionOptions } from '../api/scenario/types.ts';
import type { Ask } from '../api/screen.ts';
import type { Selection } from '../api/selection.ts';
import { oddBoard } from './odd-boards.ts';
import { screenOf } from './screen.ts';
import { bundled, changedBoard, golden, type RunViewer } from './testing.ts';
import { sampleOf } from '../../../scripts/sample.ts';

/** A host's functions: with MSI-X, with MSI or INTx, and one with a pin alone. */
const functions = (domain: number): PciFunctionOptions[] => {
  const at = `000${domain}:00`;
  const described = { vendor: '0x8086', class: '0x020000', bars: [{ index: 0, size: '0x4000' }] };
  return [
    { bdf: `${at}:00.0`, model: 'pcie-host-bridge' },
    { bdf: `${at}:02.0`, model: 'nvme' },
    {
      ...described,
      bdf: `${at}:04.0`,
      device: '0x1',
      intx: 'B',
      msi: { vectors: 8, maskable: true },
      driver: { minVectors: 1, maxVectors: 8, flags: ['msi', 'intx'] },
    },
    {
      ...described,
      bdf: `${at}:05.0`,
      device: '0x2',
      intx: 'C',
      driver: { minVectors: 1, maxVectors: 1, flags: ['intx'] },
    },
  ];
};

const BOARDS: Readonly<Record<string, () => RunViewer>> = {
  'a GICv2 with a v2m frame': () => golden('6.12/gicv2m'),
  'bridges and ports': () => golden('6.1/gicv3-its-bridges'),
  'an SMMU': () => bundled('qemu-virt-gicv3-its-smmu', { pci: functions(0) }),
  'two ITSs and two hosts': () => odd({ cpus: 6, gic: 'v3', msis: 2, hosts: 2 }, '6.12'),
  'partitioned PPIs': () => odd({ cpus: 4, gic: 'partitioned', msis: 1, hosts: 1 }, '6.1'),
  'no MSIs': () => odd({ cpus: 2, gic: 'v3', msis: 0, hosts: 1 }, '6.12'),
  'two v2m frames': () => odd({ cpus: 3, gic: 'v2', msis: 2, hosts: 2 }, '6.1'),
};

function odd(board: Parameters<typeof oddBoard>[0], kernel: '6.1' | '6.12'): RunViewer {
  const pci = Array.from({ length: board.hosts }, (_, domain) => functions(domain)).flat();
  return changedBoard('qemu-virt-gicv3-its', () => oddBoard(board), { kernel, pci });
}

const ALL = { first: 0, count: 5000 };
const ASKS: readonly Ask[] = [
  { topology: true, domainList: true, dmesg: true, irqs: ALL, domains: ALL, devices: ALL, perCpu: ALL },
  { msix: { bdf: undefined, ...ALL }, its: ALL, registers: { block: undefined }, text: 'interrupts' },
  { irqs: { ...ALL, sort: { column: 'chip', descending: true } }, devices: { ...ALL, group: 'domain' } },
];

/** Texts that no person should read; the kernel itself says "(null)". */
const NO_WORDS = /\bundefined\b|NaN|\[object|Infinity|(?<!\()\bnull\b/;
const A_GAP = /^ | {2}| [.,]| $/;
const NEVER_EMPTY = new Set(['label', 'title', 'subject', 'key', 'sentence', 'why', 'where', 'when', 'note']);

function flaws(value: unknown, at = ''): string[] {
  if (typeof value === 'number') return Number.isFinite(value) ? [] : [`${at}: ${value}`];
  if (typeof value === 'string') {
    if (NO_WORDS.test(value)) return [`${at}: ${value.slice(0, 200)}`];
    if (!NEVER_EMPTY.has(at.slice(at.lastIndexOf('.') + 1))) return [];
    if (value === '') return [`${at} is empty`];
    return A_GAP.test(value) ? [`${at} has a gap where a name should be: “${value}”`] : [];
  }
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, each]) => flaws(each, Array.isArray(value) ? at : `${at}.${key}`));
}

function selections({ session: { cursor }, topology: { plan } }: RunViewer): Selection[] {
  const pci = cursor.all(pci_function).map(({ bdf }) => bdf);
  return [
    ...cursor.all(irq_desc).map(({ irq_data: { irq } }): Selection => ({ kind: 'irq', virq: irq })),
    ...cursor.all(device_node).map(({ path }): Selection => ({ kind: 'node', path })),
    ...pci.flatMap((bdf): Selection[] => [0, 1, 70].map((vector) => ({ kind: 'vector', bdf, vector }))),
    ...plan.nodes.map(({ selection }) => selection),
  ];
}

const repeated = (keys: readonly string[]): string[] => keys.filter((key, i) => keys.indexOf(key) < i);

function look(viewer: RunViewer, from: number, asks: readonly Ask[]): string[] {
  const { blocks = [] } = screenOf(viewer, { registers: { block: undefined } }, from).registers ?? {};
  const all = [...asks, ...blocks.map(({ name }): Ask => ({ registers: { block: name } }))];
  const found = all.flatMap((ask) => flaws(screenOf(viewer, ask, from)));
  for (const selection of selections(viewer)) {
    const view = viewer.inspect(selection);
    const keys = repeated((view?.groups ?? []).map(({ key }) => key));
    found.push(...flaws(view, JSON.stringify(selection)), ...keys.map((key) => `${key} is there twice`));
  }
  return found;
}

describe.each(sampleOf(Object.entries(BOARDS), 1))('%s', (_, open) => {
  const viewer = open();
  const { cursor, rec } = viewer.session;
  const seek = (part: number): number => {
    cursor.seek(rec.origin + Math.floor((rec.trace.length - rec.origin) * part));
    return Math.max(rec.origin, cursor.position - 1);
  };

  it('has words for everything at the end, and now and then', () => {
    for (const part of [1, 0, 0.13, 0.37, 0.61, 0.83]) expect(look(viewer, seek(part), ASKS)).toEqual([]);
  });

  it('says of every step what it did', () => {
    const found = new Set<string>();
    for (let at = rec.origin + 1; at <= rec.trace.length; at++) {
      cursor.seek(at);
      const { sentence, changes } = screenOf(viewer, {}, at - 1);
      // What the kernel logs is as it is.
      if (changes.some(({ kind }) => kind === 'log')) continue;
      for (const flaw of flaws({ sentence, changes })) found.add(flaw);
    }
    expect([...found]).toEqual([]);
  });

  it('shows its interrupts at every stage of being set up', () => {
    // Between two steps of mapping an interrupt its descriptor is half of one.
    for (let i = 0; i <= 400; i++) {
      const from = seek(i / 400);
      expect(flaws(screenOf(viewer, { irqs: ALL }, from).irqs)).toEqual([]);
    }
  });

  it('has each box once, and no line to nowhere', () => {
    const { nodes, edges } = viewer.topology.plan;
    const keys = nodes.map(({ key }) => key);
    expect(repeated(keys)).toEqual([]);
    expect(edges.filter(({ from, to }) => !keys.includes(from) || !keys.includes(to))).toEqual([]);
    expect(repeated(nodes.map(({ rank, order }) => `${rank}/${order}`))).toEqual([]);
  });
});

describe('an interrupt that does not end', () => {
  it('is followed no further after a while', () => {
    // Key b is pressed all the time, and its interrupt is a level.
    const viewer = odd({ cpus: 3, gic: 'v2', msis: 2, hosts: 1 }, '6.12');
    const { session } = viewer;
    expect(session.run({ do: 'checkpoint', name: 'later' }).ok).toBe(true);
    expect(session.panic).toBeUndefined();
    expect(session.steps).toBeLessThan(1_000_000);
  });

  it('does not begin at a GPIO controller whose lines are quiet', () => {
    const { session } = bundled('qemu-virt-gicv3-its');
    const { steps } = session;
    expect(session.run({ do: 'line.raise', node: '/pl061@9030000', index: 0 }).ok).toBe(true);
    expect(session.steps - steps).toBeLessThan(50);
  });
});
