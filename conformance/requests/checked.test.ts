/**
 * 200 interrupts of real boards, drawn by `main.ts`, each held against the source of its driver in Linux 6.12: `checked.tsv` says what
 * that does, and here the stand-ins' plans must say the same.
 */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { must } from '../../src/base/assert.ts';
import { MESSAGES } from '../../src/engine/api/messages/testing.ts';
import { IRQF_SHARED } from '../../src/engine/linux/include/linux/interrupt.ts';
import { decodeDriverTable, driversFor, driversIn } from '../../src/engine/linux/stand-ins/driver-table.ts';
import { isModelled } from '../../src/engine/linux/stand-ins/modelled.ts';
import { type AskPlan, planOf } from '../../src/engine/linux/stand-ins/plan.ts';
import { parseScannedIrqs } from '../../src/engine/linux/stand-ins/scanned-irqs.ts';
import { AS_SCANNED, IRQ_CORRECTIONS, isAbout } from '../../scripts/driver-table/irq-corrections.ts';

const read = (path: string): string => readFileSync(new URL(path, import.meta.url), 'utf8');
const decoded = decodeDriverTable(MESSAGES.scenario, JSON.parse(read('../../public/drivers.json')));
if (!decoded.ok) throw new Error(decoded.error.message);
const table = decoded.value;

/** As the columns of `checked.tsv` are called. */
type Row = Readonly<Record<string, string>>;

const [head = [], ...lines] = read('checked.tsv')
  .trimEnd()
  .split('\n')
  .map((line) => line.split('\t'));
const rows: Row[] = lines.map((cells) => Object.fromEntries(head.map((name, at) => [name, cells[at] ?? ''])));

/** Rows of drivers that have a stand-in; the others' models are held against the kernel by the goldens. */
const standIns = rows.filter(
  ({ bus = '', driver = '' }) => bus !== '' && bus !== 'mdio_bus' && !isModelled({ bus, name: driver }),
);

function planFor({ bus = '', driver, compatible = '', names = '', cells = '', index }: Row): AskPlan | undefined {
  // A PrimeCell is matched by its id.
  const named = driversIn(table, '6.12').find((each) => each.bus === bus && each.name === driver);
  const matched = driversFor(table, '6.12', bus, [compatible]).map((each) => each.driver);
  const known = must(matched.find(({ name }) => name === driver) ?? named, `${bus} ${driver}`);
  const values = new Map(
    cells
      .split(' ')
      .map((text) => text.split('='))
      .map(([name = '', value]) => [name, Number(value)]),
  );
  const { asks } = planOf(bus, known.scannedIrqs, {
    count: Math.max(Number(index) + 1, names.split(',').length),
    names: names === '' ? [] : names.split(','),
    isController: false,
    cell: (property) => values.get(property),
    // No row's channel is taken.
    takenChannels: () => [],
  });
  return asks.find((ask) => ask.index === Number(index));
}

describe('200 interrupts of real boards', () => {
  it('are 200, most of them of stand-ins', () => {
    expect(rows).toHaveLength(200);
    expect(standIns.length).toBeGreaterThan(150);
  });

  it.each(
    standIns.map((row) => [`${row['driver']} ${row['names'] ?? ''} ${row['index']} of ${row['board']}`, row] as const),
  )('%s', (_, row) => {
    const { does, how, shared } = row;
    const plan = planFor(row);
    if (does === 'never') return expect(plan).toBeUndefined();
    const kind = must(plan, 'it is asked for').request.kind;
    if (does === 'mapped') return expect(kind).toBe('never');
    expect(kind).not.toBe('never');
    expect(kind === 'chained').toBe(how === 'chained');
    if (how === 'threaded') expect(kind).toBe('threaded');
    // What the scan does not know is shared, which lets others have it too.
    if (shared === 'yes') expect((plan?.request.flags ?? 0) & IRQF_SHARED).toBe(IRQF_SHARED);
  });
});

describe('what the scan cannot see', () => {
  it('is about drivers that there are, and is understood', () => {
    const files = [...table.files.keys()];
    const unknown = IRQ_CORRECTIONS.filter((each) => !files.some((file) => isAbout(each, file)));
    expect(unknown).toEqual([]);
    const odd = IRQ_CORRECTIONS.filter(({ irqs }) => {
      const keepsAsks = irqs.startsWith(AS_SCANNED);
      return parseScannedIrqs(irqs.replace(AS_SCANNED, ''))?.whole !== !keepsAsks;
    });
    expect(odd).toEqual([]);
  });

  it('is in the table', () => {
    const smmu = driversIn(table, '6.1').find(({ name }) => name === 'arm-smmu');
    expect(smmu?.scannedIrqs?.asked.map(({ by }) => by.kind)).toEqual(['below', 'from']);
    const older = driversIn(table, '6.1').find(({ name }) => name === 'dwc3-qcom');
    expect(older?.scannedIrqs?.whole).toBe(false);
  });
});
