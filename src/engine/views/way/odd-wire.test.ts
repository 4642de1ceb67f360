/** A line that is not wired or driven as the tree says: what is foretold is what happens, and the words name place and remedy. */
import { describe, expect, it } from 'vitest';
import type { Arrival } from '../../api/inspect.ts';
import { SIGNALS } from '../../api/scenario/names.ts';
import type { WireOptions } from '../../api/scenario/types.ts';
import { irq_desc } from '../../linux/include/linux/irqdesc.ts';
import { changedBoard, type RunViewer } from '../testing.ts';
import { irqChain } from './chain.ts';

const IIC = '/fabric/i2c@41600000';
const GIC = '/axi/interrupt-controller@f8f01000';
const line = (more: Partial<WireOptions>): WireOptions => ({ node: IIC, index: 0, ...more });
const to = (input: number): Pick<WireOptions, 'to'> => ({ to: { controller: GIC, input } });

/** The board with these cells for the device in its programmable logic. */
const fabric = (cells: string, wires: readonly WireOptions[]): RunViewer =>
  changedBoard('fabric-line-61', (dts) => dts.replace('interrupts = <0 61 4>', `interrupts = <${cells}>`), {
    drivers: 'all',
    wires,
  });

const descOf = ({ session }: RunViewer): irq_desc => {
  session.cursor.seek(session.rec.trace.length);
  const desc = session.cursor.all(irq_desc).find(({ action }) => action?.name === '41600000.i2c');
  if (desc === undefined) throw new Error('the device has no interrupt');
  return desc;
};
const arrivalOf = (viewer: RunViewer): Arrival => {
  const { arrival } = irqChain(viewer.snapshot, descOf(viewer));
  if (arrival === undefined) throw new Error('nothing is foretold');
  return arrival;
};
const countOf = (desc: irq_desc): number => desc.kstat_irqs.values().reduce((sum, count) => sum + count, 0);

/** Fires what the arrival names: whether the interrupt came to the device's own handler. */
function fire(viewer: RunViewer, arrival: Arrival): boolean {
  const before = countOf(descOf(viewer));
  const { command } = arrival.fire ?? {};
  if (command === undefined) throw new Error('nothing can be fired');
  expect(viewer.session.run(command).ok).toBe(true);
  return countOf(descOf(viewer)) > before;
}

describe('what is foretold of a line', () => {
  const signals = SIGNALS.map((signal): [string, Partial<WireOptions>] => [signal, { signal }]);
  // An edge behind a level cell comes a hundred thousand times, which takes long: one such storm is enough.
  const atLevel = signals.filter(([name]) => name !== 'rising' && name !== 'falling');
  const elsewhere = [...signals, ['line', {}] as const].map(
    ([name, more]) => [`${name} to ID 61`, { ...more, ...to(61) }] as const,
  );
  it.each([
    ...atLevel.map(([name, more]) => ['0 29 4', name, more] as const),
    ...signals.map(([name, more]) => ['0 29 1', name, more] as const),
    ...elsewhere.map(([name, more]) => ['0 61 4', name, more] as const),
    ['0 29 4', 'to the input of another device', to(57)] as const,
    ['0 29 1', 'nowhere', { to: null }] as const,
  ])('comes true: <%s>, %s', (tree, _, more) => {
    const viewer = fabric(tree, [line(more)]);
    for (let round = 0; round < 3; round++) {
      const arrival = arrivalOf(viewer);
      if (arrival.fire === undefined) {
        expect(arrival.when).toContain('holds');
        expect(viewer.session.run({ do: 'line.lower', node: IIC, index: 0 }).ok).toBe(true);
        continue;
      }
      expect([round, arrival.why, fire(viewer, arrival)]).toEqual([round, arrival.why, arrival.arrives]);
    }
  });
});

describe('where it stops, and what would let it pass', () => {
  const words = (viewer: RunViewer): string => {
    const { where, why, fix } = arrivalOf(viewer);
    return `${where}: ${why}. ${fix}`;
  };

  it('names the cell that would have heard a line whose ID was taken for the number of its SPI', () => {
    const viewer = fabric('0 61 4', [line(to(61))]);
    expect(arrivalOf(viewer).arrives).toBe(false);
    expect(words(viewer)).toBe(
      'really SPI 29 (INTID 61): it is pending there and stays so: disabled in GICD_ISENABLER, since no driver asked for that input. ' +
        'The tree has to say <0 29 4> (61 − 32) to hear it there. The cell has the GIC’s ID as it is, and SPIs count from ID 32.',
    );
    expect(irqChain(viewer.snapshot, descOf(viewer)).chain.map(({ label, state }) => `${label} ${state}`)).toEqual([
      'i2c@41600000 there',
      '<0x0 0x3d 0x4> there',
      'really SPI 29 (INTID 61) stops',
      'SPI 61, INTID 93 beyond',
      'GICD route to CPU 0 beyond',
      'CPU 0 beyond',
      'irq 18 beyond',
      'handle_fasteoi_irq beyond',
      'irq_default_primary_handler beyond',
    ]);
  });

  it('says so where the input is another device’s', () => {
    expect(words(fabric('0 29 4', [line(to(57))]))).toContain(
      'it interrupts there as irq 17 (cdns-i2c), whose handlers know nothing of this device',
    );
  });

  it.each([
    ['a pulse', '0 29 4', line({ signal: 'pulse' }), 'the pulse is over before a CPU reads', '<0 29 1>'],
    [
      'an active-low line',
      '0 29 1',
      line({ signal: 'level-low' }),
      'the edge comes when the device lets go',
      'no setting',
    ],
    ['no line', '0 29 4', line({ to: null }), 'not connected to any interrupt controller', 'many drivers poll'],
  ])('%s behind <%s>', (_, cells, wire, why, fix) => {
    const said = words(fabric(cells, [wire]));
    expect(said).toContain(why);
    expect(said).toContain(fix);
  });

  it('tells of a level behind an edge cell, which arrives once', () => {
    const viewer = fabric('0 29 1', [line({ signal: 'level-high' })]);
    expect(irqChain(viewer.snapshot, descOf(viewer)).story.join(' ')).toContain('makes no edge, and is lost');
  });

  it('lets an active-low line interrupt while its device is quiet, until Linux gives up', () => {
    const viewer = fabric('0 29 4', [line({ signal: 'level-low' })]);
    const text = viewer.session.dump({ only: ['dmesg'] });
    expect(text.ok && text.value).toContain('irq 18: nobody cared');
    expect(words(viewer)).toContain('it is pending while the device is quiet');
  });
});
