import { unzipSync } from 'fflate';
import { beforeAll, describe, expect, it } from 'vitest';
import { pageMessages } from '../api/messages/index.ts';
import { EXPORTS, type ExportId } from '../api/export.ts';
import { TABLE_IDS } from '../api/tables.ts';
import { NVME } from '../run/testing.ts';
import { bundled, type RunViewer } from '../views/testing.ts';
import { exportFile } from './files.ts';

let run: RunViewer;
beforeAll(() => {
  run = bundled('qemu-virt-gicv3-its', { pci: [{ bdf: NVME, model: 'nvme' }] });
});

function made(what: ExportId): { readonly name: string; readonly text: string; readonly bytes: Uint8Array } {
  const file = exportFile(what, run.session, run, pageMessages('en').tables.all);
  if (!file.ok) throw new Error(file.error.message);
  const { name, content } = file.value;
  const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content;
  return { name, text: new TextDecoder().decode(bytes), bytes };
}

describe('files of a run', () => {
  it('have names of their own, and something in them', () => {
    const files = EXPORTS.map(made);
    expect(new Set(files.map(({ name }) => name)).size).toBe(EXPORTS.length);
    expect(files.every(({ bytes }) => bytes.length > 100)).toBe(true);
  });

  it('have every table as CSV, with all rows and a count for each CPU', () => {
    const files = unzipSync(made('tables-csv').bytes);
    const others = TABLE_IDS.filter((id) => id !== 'msix').map((id) => `${id}.csv`);
    expect(Object.keys(files).toSorted()).toEqual([...others, 'msix-0000-00-02.0.csv'].toSorted());
    const irqs = new TextDecoder().decode(files['irqs.csv']).trimEnd().split('\r\n');
    expect(irqs[0]).toMatch(/^irq,hwirq,domain,.*,CPU0,CPU1,CPU2,CPU3$/);
    expect(irqs).toHaveLength(run.copyTable({ table: 'irqs', order: {}, columns: [], format: 'csv' }).rows + 1);
    expect(new TextDecoder().decode(files['msix-0000-00-02.0.csv']).split('\r\n')).toHaveLength(65 + 2);
  });

  it('have tables as Markdown whose rows are as wide as their heads', () => {
    const tables = made('tables-md')
      .text.split(/^## .*\n\n/m)
      .slice(1);
    expect(tables).toHaveLength(TABLE_IDS.length);
    for (const table of tables) {
      const widths = table
        .trimEnd()
        .split('\n')
        .map((line) => line.replaceAll('\\|', '').split('|').length);
      expect(new Set(widths).size).toBe(1);
    }
  });

  it('have findings with their place, the lines of Linux and the fix', () => {
    const { text } = made('findings');
    expect(text).toContain('### note: gic-no-maintenance-interrupt');
    expect(text).toMatch(/`\S*qemu-virt-gicv3-its\.dts:\d+:\d+` `\/intc@8000000`/);
    expect(text).toContain('**What follows:** ');
  });
});
