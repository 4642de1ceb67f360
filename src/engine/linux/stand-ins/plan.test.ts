import { describe, expect, it } from 'vitest';
import { IRQF_NO_AUTOEN, IRQF_ONESHOT, IRQF_SHARED } from '../include/linux/interrupt.ts';
import { type NodeIrqs, planOf } from './plan.ts';
import { parseScannedIrqs } from './scanned-irqs.ts';

function irqs(
  count: number,
  names: readonly string[] = [],
  isController = false,
  cells: Readonly<Record<string, number>> = {},
  taken: readonly number[] = [],
): NodeIrqs {
  return { count, names, isController, cell: (property) => cells[property], takenChannels: () => taken };
}

/** What is asked for, shortly: `from index =name?`. */
function asked(bus: string, note: string, list: NodeIrqs): string[] {
  return planOf(bus, parseScannedIrqs(note), list).asks.map(
    ({ from, index, byName, optional }) =>
      `${from} ${index}${byName === undefined ? '' : ` =${byName}`}${optional ? '?' : ''}`,
  );
}

describe('planOf', () => {
  it('asks for everything where nothing is known, by name where there are names', () => {
    expect(asked('platform', '', irqs(2))).toEqual(['platform 0', 'platform 1?']);
    expect(asked('platform', '', irqs(2, ['tx', 'rx']))).toEqual(['platform 0 =tx', 'platform 1 =rx?']);
    expect(planOf('platform', undefined, irqs(2)).known).toBe(false);
  });

  it('takes what the bus holds for the first interrupt of an I2C client, or for the one called irq', () => {
    expect(asked('i2c', '', irqs(2, ['wakeup', 'irq']))).toEqual(['of 0 =wakeup?', 'i2c-client 1?']);
    expect(asked('spi', '', irqs(1))).toEqual(['spi-device 0?']);
  });

  it('asks only for what the source asks for', () => {
    const plan = planOf('platform', parseScannedIrqs('p0;h:0:0:probe:dev'), irqs(3));
    expect(plan.asks.map(({ index }) => index)).toEqual([0]);
    expect(plan.known).toBe(true);
    expect(plan.asks[0]?.request).toEqual({ kind: 'hard', flags: 0, name: undefined, where: 'probe' });
  });

  it('leaves out names that the node has not, and asks for all where none of them fits', () => {
    expect(asked('platform', 'n=macirq N=eth_lpi;', irqs(1, ['macirq']))).toEqual(['platform 0 =macirq']);
    expect(asked('platform', 'n=macirq;', irqs(2, ['a', 'b']))).toEqual(['platform 0 =a', 'platform 1 =b?']);
  });

  it('asks for all where the source asks in a loop, and requests them as it does there', () => {
    const plan = planOf('platform', parseScannedIrqs('p*;h:0:S:ndo_open:=eth'), irqs(3));
    expect(plan.asks).toHaveLength(3);
    expect(plan.known).toBe(false);
    expect(plan.asks[2]?.request).toEqual({ kind: 'hard', flags: IRQF_SHARED, name: 'eth', where: 'ndo_open' });
  });

  it('asks in loops, and for what a property says', () => {
    const places = (note: string, list: NodeIrqs): number[] =>
      planOf('platform', parseScannedIrqs(note), list).asks.map(({ index }) => index);
    expect(places('!p1+;h:0:S:probe:', irqs(4))).toEqual([1, 2, 3]);
    expect(places('!n=ring#;h:0:S:probe:', irqs(4, ['ring0', 'ring10', 'ring', 'ringx']))).toEqual([0, 1]);
    expect(places('!p@id;h:0:S:probe:', irqs(3, [], false, { id: 2 }))).toEqual([2]);
    expect(places('!p&mask;h:0:S:probe:', irqs(4, [], false, { mask: 0b0101 }))).toEqual([0, 2]);
    expect(places('!p&mask;h:0:S:probe:', irqs(2))).toEqual([0, 1]);
    expect(places('!p%;h:0:S:probe:', irqs(4, [], false, {}, [2, 7]))).toEqual([2]);
    expect(places('!p%;h:0:S:probe:', irqs(4))).toEqual([]);
    const { asks } = planOf(
      'platform',
      parseScannedIrqs('!p<#global p0+;h:0:S:probe:=global%20fault h:1:0:attach():=context'),
      irqs(3, [], false, { '#global': 1 }),
    );
    expect(asks.map(({ index, request }) => [index, request.name, request.where])).toEqual([
      [0, 'global fault', 'probe'],
      [1, 'context', 'attach()'],
      [2, 'context', 'attach()'],
    ]);
  });

  it('asks for nothing where a driver asks for nothing, and maps without a request', () => {
    expect(planOf('platform', parseScannedIrqs('!;'), irqs(2))).toEqual({ asks: [], known: true });
    expect(planOf('phy', undefined, irqs(1))).toEqual({ asks: [], known: true });
    expect(asked('platform', '!n=a;h:0:S:probe:', irqs(1, ['b']))).toEqual([]);
    expect(planOf('platform', parseScannedIrqs('!m0;n:0::probe:'), irqs(1)).asks[0]?.request.kind).toBe('never');
  });

  it('finds the request that belongs to each', () => {
    const { asks } = planOf('platform', parseScannedIrqs('p0 P1;h:1:N:probe:=second t:0:O:probe:=first'), irqs(2));
    expect(asks.map(({ request }) => [request.kind, request.flags, request.name])).toEqual([
      ['threaded', IRQF_ONESHOT, 'first'],
      ['hard', IRQF_NO_AUTOEN, 'second'],
    ]);
  });

  it('leaves a name open where several requests could be meant, and decodes what the notation cannot hold', () => {
    const names = (note: string) =>
      planOf('platform', parseScannedIrqs(note), irqs(1)).asks.map(({ request }) => request.name);
    expect(names('p0;h:0:S:probe:=rtc%20alarm')).toEqual(['rtc alarm']);
    expect(names('p0;h:0:S:probe:=a%3Ab h:0:S:probe:=c')).toEqual([undefined]);
    expect(planOf('platform', parseScannedIrqs('p0;t:0:S:probe:mmc'), irqs(1)).asks[0]?.request.numbered).toBe('mmc');
  });

  it('asks for channels in a mask by name, and requests as many as devices take', () => {
    const list = irqs(3, ['dma0', 'dma1', 'dma2'], false, { mask: 5 }, [7]);
    const { asks } = planOf('platform', parseScannedIrqs('!n&mask;f:0:S:alloc:'), list);
    expect(asks.map(({ byName, request }) => [byName, request.kind])).toEqual([
      ['dma0', 'hard'],
      ['dma2', 'never'],
    ]);
  });

  it('gives threads to devices that answer slowly, and chains controllers', () => {
    expect(planOf('i2c', undefined, irqs(1)).asks[0]?.request.kind).toBe('threaded');
    expect(planOf('platform', undefined, irqs(1, [], true)).asks[0]?.request.kind).toBe('chained');
    expect(planOf('platform', parseScannedIrqs('m0;k:0::probe:'), irqs(1)).asks[0]?.request.kind).toBe('chained');
  });
});
