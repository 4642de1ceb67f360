import { beforeAll, describe, expect, it } from 'vitest';
import { load, NVME, open, run } from '../../run/testing.ts';
import type { SearchHit } from '../../api/search.ts';
import { type RunViewer, viewerOf } from '../testing.ts';

let viewer: RunViewer;

beforeAll(() => {
  const session = open(load('qemu-virt-gicv3-its', '6.12'), true);
  run(session, { do: 'msix.fire', bdf: NVME, vector: 3 });
  viewer = viewerOf(session);
  session.cursor.seek(session.rec.trace.length);
});

const first = (text: string): SearchHit | undefined => viewer.search(text)[0];

describe('search', () => {
  it('knows the number spaces of interrupts', () => {
    for (const [text, virq] of Object.entries({ 'irq 13': 13, 'virq 13': 13 }))
      expect(first(text)).toMatchObject({ kind: 'irq', selection: { kind: 'irq', virq } });
    // The UART is SPI 1, INTID 33; the timer PPI 14, INTID 30.
    expect(first('spi 1')?.detail).toContain('uart-pl011');
    expect(first('intid 33')?.label).toBe(first('spi 1')?.label);
    expect(first('hwirq 0x21')?.label).toBe(first('spi 1')?.label);
    expect(first('ppi 11')?.detail).toContain('arch_timer');
    expect(first('lpi 8192')).toMatchObject({ kind: 'irq' });
    expect(viewer.search('lpi 33').filter(({ kind }) => kind === 'irq')).toEqual([]);
  });

  it('finds vectors, functions of PCI, handlers, drivers, nodes and domains by name', () => {
    expect(first(`${NVME} vector 3`)).toMatchObject({ selection: { kind: 'vector', bdf: NVME, vector: 3 } });
    expect(first('nvme0q3')).toMatchObject({ kind: 'irq' });
    expect(first(NVME)).toMatchObject({ kind: 'PCI', selection: { kind: 'function', bdf: NVME } });
    expect(first('00:02.0')).toMatchObject({ kind: 'PCI', selection: { kind: 'function', bdf: NVME } });
    expect(viewer.search('nvme').map(({ kind }) => kind)).toEqual(expect.arrayContaining(['irq', 'PCI', 'driver']));
    expect(first('pl011@9000000')).toMatchObject({ selection: { kind: 'node', path: '/pl011@9000000' } });
    expect(first(':intc@8000000-1')).toMatchObject({ kind: 'domain' });
    expect(first('cpu 2')).toMatchObject({ selection: { kind: 'cpu', cpu: 2 } });
  });

  it('finds vectors that Linux has no interrupt for, as long as the table has them', () => {
    for (const text of ['vector 60', '00:02.0 vector 60'])
      expect(first(text)).toMatchObject({ detail: 'nvme · no interrupt', selection: { bdf: NVME, vector: 60 } });
    expect(viewer.search('vector 65').filter(({ kind }) => kind === 'vector')).toEqual([]);
    expect(viewer.search(`${NVME} vector 3`).filter(({ label }) => label === `${NVME} vector 3`)).toHaveLength(1);
  });

  it('finds what is logged, and commands of the script, and leads to their step', () => {
    const { session } = viewer;
    const line = first('GICv3: 224 SPIs implemented') ?? viewer.search('SPIs implemented')[0];
    expect(line?.kind).toBe('log');
    session.cursor.seek(session.rec.origin + (line?.step ?? 0));
    expect(session.rec.logs).toContain(session.cursor.position - 1);
    session.cursor.seek(session.rec.trace.length);
    expect(first('msix.fire')).toMatchObject({ kind: 'script', step: session.steps });
  });

  it('takes a word of a function’s sentence from its beginning', () => {
    const functions = viewer.search('eth').filter(({ kind }) => kind === 'function');
    expect(functions.filter(({ label, detail }) => !/(^|[^a-z0-9])eth/i.test(`${label} ${detail}`))).toEqual([]);
    expect(viewer.search('whether').some(({ kind }) => kind === 'function')).toBe(true);
  });

  it('leads to every call of a function, the next one first', () => {
    const { session } = viewer;
    session.cursor.seek(session.rec.origin + 2000);
    const hits = viewer.search('irq_domain_alloc_descs').filter(({ label }) => label === 'irq_domain_alloc_descs');
    expect(hits.length).toBeGreaterThan(3);
    expect(hits[0]?.detail).toMatch(/^next: call \d+ of /);
    expect(hits[0]?.step).toBeGreaterThan(2000);
    expect(hits[1]?.detail).toMatch(/^previous: call \d+ of /);
    expect(hits[1]?.step).toBeLessThan(2000);
    session.cursor.seek(session.rec.trace.length);
  });

  it('leads to a step at which a thing is there, and to none when it is', () => {
    const { session } = viewer;
    expect(first('irq 13')?.step).toBeUndefined();
    session.cursor.seek(session.rec.origin);
    const step = first('irq 13')?.step ?? 0;
    expect(step).toBeGreaterThan(0);
    expect(first('cpu 2')?.step).toBeUndefined();
    expect(session.cursor.step).toBe(0);
    session.cursor.seek(session.rec.trace.length);
  });

  it('goes to a step by its number', () => {
    expect(first('step 1,234')).toMatchObject({ kind: 'step', step: 1234 });
    expect(viewer.search('1234').map(({ kind }) => kind)).toContain('step');
    expect(viewer.search(`step ${viewer.session.steps + 1}`).some(({ kind }) => kind === 'step')).toBe(false);
  });

  it('puts what is named whole before what only contains it', () => {
    expect(first('gic_of_init')?.label).toBe('gic_of_init');
    expect(viewer.search('')).toEqual([]);
    expect(viewer.search('no such thing anywhere')).toEqual([]);
  });
});
