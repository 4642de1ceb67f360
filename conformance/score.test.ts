import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { fail, ok } from '../src/base/result.ts';
import { type Cell, countsOf, keyOf } from './cells.ts';
import { compareFamily, familiesOf } from './compare/lines.ts';
import { parseRows, threadOf } from './compare/rows.ts';
import { DUMP_FAMILIES } from './compare/families.ts';
import { diffOf } from './diff.ts';
import { type Golden, readGoldens } from './goldens.ts';
import { paintFor } from './paint.ts';
import { type Runner, scoreGolden } from './score.ts';
import { runSelf, writeRow } from './self.ts';
import { callTable, lineTable } from './table.ts';
import { sampleOf } from '../scripts/sample.ts';

const goldens = readGoldens(fileURLToPath(new URL('golden', import.meta.url)));
const plain = paintFor(false);

function goldenOf(kernel: string, machine: string): Golden {
  const golden = goldens.find((candidate) => candidate.kernel === kernel && candidate.machine === machine);
  if (golden === undefined) throw new Error(`no golden ${kernel}/${machine}`);
  return golden;
}

/** The golden's own words with something changed in them. */
function changed(change: (dump: string) => string): Runner {
  return (golden) => {
    const run = runSelf(golden);
    if (!run.ok) return run;
    return ok({
      dump: (options) => {
        const text = run.value.dump(options);
        return text.ok ? ok(change(text.value)) : text;
      },
    });
  };
}

function scoresOf(golden: Golden, runner: Runner, pci = true): Map<string, Cell> {
  return new Map(scoreGolden(golden, runner, { pci }).cells.map((cell) => [keyOf(cell), cell]));
}

describe('the goldens', () => {
  it('are all there', () => {
    const of = (kind: string) => goldens.filter(({ machine }) => machine.startsWith(kind));
    expect(of('soc/')).toHaveLength(70);
    expect(of('broken/')).toHaveLength(119);
    expect(goldens).toHaveLength(225);
    expect(goldenOf('6.12', 'gicv3-its-affinity').checkpoints.map(({ name }) => name)).toEqual([
      'boot',
      'affinity-2',
      'cpu2-offline',
      'cpu2-online',
    ]);
  });

  it.each([true, false])('score full against themselves (PCI devices: %s)', (pci) => {
    for (const golden of sampleOf(goldens, 15)) {
      const { cells, problems } = scoreGolden(golden, runSelf, { pci });
      expect(problems).toEqual([]);
      for (const cell of cells) {
        const { matched, total, extra } = countsOf(cell);
        expect([keyOf(cell), matched, extra]).toEqual([keyOf(cell), total, 0]);
        expect(diffOf(cell, undefined, plain)).toBe('');
      }
    }
  });

  it('of two boots of one machine agree in every line', () => {
    for (const kernel of ['6.1', '6.12']) {
      const [one] = goldenOf(kernel, 'gicv3-its').checkpoints;
      const [other] = goldenOf(kernel, 'gicv3-its-affinity').checkpoints;
      if (one === undefined || other === undefined) throw new Error('no boot');
      for (const family of familiesOf(one.sections, other.sections)) {
        expect(compareFamily(family, one.sections, other.sections).differences).toEqual([]);
      }
    }
  });
});

describe('a run that differs', () => {
  it('loses the line, has one too many, and shows both', () => {
    const cells = scoresOf(
      goldenOf('6.12', 'gicv3-its'),
      changed((dump) => dump.replace('handler:  handle_fasteoi_irq', 'handler:  handle_edge_irq')),
    );
    const cell = cells.get('6.12/gicv3-its/boot/irqs');
    if (cell === undefined) throw new Error('no cell');
    const { matched, total, extra } = countsOf(cell);
    expect([total - matched, extra]).toEqual([1, 1]);
    const diff = diffOf(cell, undefined, plain);
    expect(diff).toContain('6.12/gicv3-its/boot/irqs/irqs/13\n');
    expect(diff).toContain('\n- handler:  handle_fasteoi_irq\n+ handler:  handle_edge_irq\n  device:   (null)\n');
    expect(lineTable([...cells.values()], plain)).toContain(`${matched}/${total} +1`);
  });

  it('loses a whole section', () => {
    const golden = goldenOf('6.1', 'gicv2m');
    const cells = scoresOf(
      golden,
      changed((dump) => dump.replace('@@@@ gicd\n', '@@@@ other\n')),
    );
    const cell = cells.get('6.1/gicv2m/boot/gicd');
    expect(cell && countsOf(cell)).toMatchObject({ matched: 0, total: 14, extra: 0 });
  });

  it('scores nothing when there is no run', () => {
    const golden = goldenOf('6.12', 'gicv3-its');
    const { cells, problems } = scoreGolden(golden, () => fail('none', 'There is none.'), { pci: true });
    expect(problems.length).toBeGreaterThan(0);
    expect(cells.map((cell) => countsOf(cell).matched).every((matched) => matched === 0)).toBe(true);
    expect(cells.filter(({ family }) => DUMP_FAMILIES.some((name) => name === family))).toHaveLength(9);
    expect(callTable(cells, plain)).toContain('0/262');
  });
});

/** A dump whose trace knows nothing of these functions; what they called is called by their callers. */
function lacking(dump: string, names: readonly string[]): string {
  const threads = new Map<string, { depth: number; skipped: boolean }[]>();
  const lines = dump.split('\n').flatMap((line) => {
    const [row] = parseRows([line]);
    if (row?.depth === undefined) return [line];
    const open = threads.get(threadOf(row)) ?? [];
    threads.set(threadOf(row), open);
    while ((open.at(-1)?.depth ?? -1) >= row.depth) open.pop();
    const skipped = names.includes(row.fn);
    const depth = open.filter((frame) => !frame.skipped).length;
    open.push({ depth: row.depth, skipped });
    return skipped ? [] : [writeRow({ ...row, depth })];
  });
  return lines.join('\n');
}

describe('a trace that differs', () => {
  const golden = goldenOf('6.12', 'gicv3-its');
  const bootCalls = (change: (dump: string) => string): { missing: number; extra: number } => {
    const cell = scoresOf(golden, changed(change)).get('6.12/gicv3-its/boot/calls');
    if (cell === undefined) throw new Error('no cell');
    const { matched, total, extra } = countsOf(cell);
    return { missing: total - matched, extra };
  };

  it.each([
    ['irq_domain_set_name', 'irq_get_irq_data', 'its_send_single_command', '__setup_irq'],
    ['platform_get_irq', 'platform_get_irq_optional', 'really_probe'],
    [
      '__driver_probe_device',
      'amba_probe',
      'gpiochip_add_data_with_key',
      'parse_interrupts',
      'of_platform_device_create_pdata',
    ],
  ])('bears with functions that the model lacks, traced or not: %s', (...names) => {
    expect(bootCalls((dump) => lacking(dump, names))).toEqual({ missing: 0, extra: 0 });
  });

  it('misses calls that are not made, and counts those that are made twice', () => {
    expect(bootCalls((dump) => dump.replace(/^.* irq_insert_desc <-.*\n/m, ''))).toEqual({ missing: 1, extra: 0 });
    expect(bootCalls((dump) => dump.replace(/^.* gic_dist_init <-.*\n/m, (row) => row + row))).toEqual({
      missing: 0,
      extra: 1,
    });
  });
});
