/** What an index over the record answers is what looking at everything would: at any step, as far as the run has come. */
import { beforeAll, describe, expect, it } from 'vitest';
import { MESSAGES } from '../api/messages/testing.ts';
import type { TimelineAsk } from '../api/timeline.ts';
import { ipi_types } from '../linux/arch/arm64/kernel/smp.ts';
import { irq_desc } from '../linux/include/linux/irqdesc.ts';
import { commandWords, gic_its } from '../machine/index.ts';
import { EventKind } from '../recorder/index.ts';
import { isShown } from '../report/interrupts.ts';
import { descriptors, onlineCpus } from '../report/moment.ts';
import { perCpu } from '../views/tables/counts.ts';
import { itsTable } from '../views/tables/its.ts';
import { msix } from '../views/tables/msix.ts';
import { bundled, type RunViewer } from '../views/testing.ts';
import { changesBetween } from '../views/changes/changes.ts';

const BDF = '0000:00:02.0';
const ALL = { first: 0, count: Infinity };

const BOARDS: Readonly<Record<string, () => RunViewer>> = {
  'a bundled board': () =>
    bundled('qemu-virt-gicv3-its', {
      pci: [{ bdf: BDF, model: 'nvme' }],
      script: [{ do: 'msix.fire', bdf: BDF, vector: 1 }],
    }),
  'many vectors': () =>
    bundled('qemu-virt-gicv3-its', {
      pci: [
        {
          bdf: BDF,
          vendor: '0x8086',
          device: '0x1572',
          class: '0x020000',
          bars: [{ index: 0, size: '0x4000', is64: true }],
          msix: { entries: 300, tableBar: 0, tableOffset: '0x0', pbaBar: 0, pbaOffset: '0x2000' },
          driver: { minVectors: 1, maxVectors: 300, flags: ['msix'] },
        },
      ],
      script: [{ do: 'msix.fire', bdf: BDF, vector: 299 }],
    }),
};

describe.each(Object.entries(BOARDS))('on %s', (_name, make) => {
  let viewer: RunViewer;
  beforeAll(() => {
    viewer = make();
  });

  /** The same steps in each run, the last one among them. */
  function* moments(): Generator<RunViewer['session']> {
    const { session } = viewer;
    let seed = 7;
    for (let count = 0; count < 12; count++) {
      seed = (seed * 48271) % 2147483647;
      session.cursor.seek(session.rec.origin + (seed % session.steps));
      yield session;
    }
    session.cursor.seek(session.rec.trace.length);
    yield session;
  }

  it('vectors have the descriptors that name them', () => {
    let mapped = 0;
    for (const { cursor } of moments()) {
      const scan = new Map<number, number>();
      for (const { irq_common_data: common, irq_data: data } of cursor.all(irq_desc)) {
        const msi = common.msi_desc;
        if (msi?.dev?.name === BDF && msi.is_msix) scan.set(msi.msi_index, data.irq);
      }
      const still = changesBetween(MESSAGES, cursor, cursor.position, cursor.position);
      for (const { vector, virq } of msix.view(viewer.snapshot, { bdf: BDF, ...ALL }, still).rows)
        expect(virq).toBe(scan.get(vector));
      mapped += scan.size;
    }
    expect(mapped).toBeGreaterThan(0);
  });

  it('as many objects are counted as there are', () => {
    for (const { cursor } of moments()) expect(cursor.count(irq_desc)).toBe(cursor.all(irq_desc).length);
  });

  it('a window of the ITS commands is a piece of them all', () => {
    for (const { cursor } of moments()) {
      const scan = cursor.all(gic_its).flatMap((its) => its.commands.values().map(commandWords));
      const { rows, total } = itsTable(cursor, { first: 3, count: 20 });
      const texts = rows.map(({ name, operands }) => `${name} ${operands}`.trim());
      expect(texts).toEqual(scan.toReversed().slice(3, 23));
      expect(total).toBe(scan.length);
    }
  });

  it('/proc/interrupts has a line for each interrupt that it shows, and for each IPI', () => {
    for (const { cursor, moment } of moments()) {
      const cpus = onlineCpus(moment);
      const shown = descriptors(moment).filter((desc) => isShown(moment, desc, cpus));
      const still = changesBetween(MESSAGES, cursor, cursor.position, cursor.position);
      const table = perCpu.view(viewer.snapshot, { ...ALL, sort: { column: 'irq', descending: false } }, still);
      const own = table.rows.filter(({ irq }) => !irq.startsWith('IPI'));
      expect(own.map(({ virq }) => virq)).toEqual(shown.map((desc) => desc.irq_data.irq));
      expect(table.total).toBe(shown.length + ipi_types(moment.version).length);
    }
  });

  it('a window of the chart has every call that is there in it', () => {
    const { rec, steps } = viewer.session;
    const { kind, subject, old, length } = rec.trace;
    const asks: TimelineAsk[] = [0, 0.3, 0.7, 0.99].map((share) => ({
      from: Math.floor(steps * share),
      to: Math.floor(steps * share) + 400,
      resolution: 0,
    }));
    for (const ask of [{ from: 0, to: steps, resolution: 0 }, ...asks]) {
      const scan: string[] = [];
      for (let event = rec.origin; event < length; event++) {
        if (kind[event] !== EventKind.call) continue;
        const [from, returned] = [event - rec.origin, old[event] ?? -1];
        const to = (returned < 0 ? length : returned + 1) - rec.origin;
        if (to >= ask.from && from <= ask.to) scan.push(`${rec.functions[subject[event] ?? 0]?.fname} ${from} ${to}`);
      }
      expect(viewer.timeline(ask).boxes.map(({ name, from, to }) => `${name} ${from} ${to}`)).toEqual(scan);
    }
  });
});
