import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { MESSAGES } from '../api/messages/testing.ts';
import { readCollected } from '../collected/machine.ts';
import { golden } from '../views/testing.ts';
import { compare } from './compare.ts';
import { comparedMachine } from './of-machine.ts';
import { comparedRun } from './of-run.ts';
import { sameMoment } from './same-moment.ts';

const { means } = MESSAGES.compare;
const machine = (path: string, more = '') => {
  const text = readFileSync(new URL(`../../../conformance/golden/${path}`, import.meta.url), 'utf8');
  const read = readCollected(`${text}${more}`, MESSAGES);
  if (!read.ok) throw new Error(read.error.message);
  return comparedMachine(path, read.value);
};

describe('what a difference means', () => {
  it('is said of every property between two kernels', () => {
    const [older, newer] = [golden('6.1/gicv3-its'), golden('6.12/gicv3-its')];
    const { differences } = compare(comparedRun(older.session), comparedRun(newer.session));
    expect(differences.filter(({ area, means: said }) => area !== 'log' && said === undefined)).toEqual([]);
    const of = (subject: string): string | undefined =>
      differences.find((each) => each.subject === subject && each.field === undefined)?.means;
    expect(of('ITS-PCI-MSIX-0000:00:02.0-12')).toBe(means.domainOfFunction);
    expect(of(':intc@8000000:its@8080000-4')).toBe(means.domainShared);
  });

  it('knows a domain that has but another number', () => {
    const [older, newer] = [golden('6.12/gicv3-its'), golden('7.3/gicv3-its')];
    const { differences } = compare(comparedRun(older.session), comparedRun(newer.session));
    const domains = differences.filter(({ area, change }) => area === 'domains' && change !== 'changed');
    expect(new Set(domains.map((each) => each.means))).toEqual(new Set([means.domainNumber]));
  });

  it('is another thing between the model and a machine', () => {
    const model = comparedRun(golden('6.12/gicv3-its').session);
    const { differences } = compare(model, machine('7.3/gicv3-its-1cpu/boot.txt'));
    expect(differences.find(({ field }) => field === 'effective')?.means).toBe(means.affinityOnMachine);
    expect(differences.find(({ area, change }) => area === 'irqs' && change === 'only-a')?.means).toBe(
      means.irqOfModel,
    );
  });

  it('of counts between two files of a machine is how often the interrupts came', () => {
    const path = 'machines/q35-intremap';
    const without = compare(machine(`${path}/boot.txt`), machine(`${path}/up.txt`));
    const first = without.differences.find(({ area }) => area === 'counts');
    expect(first?.more).toBeGreaterThan(0);
    expect(first?.means).toBe(means.countedMore({ count: first?.more ?? 0 }));
    const before = machine(`${path}/boot.txt`, '\n@@@@ uptime\n100.00 300.00\n');
    const after = machine(`${path}/up.txt`, '\n@@@@ uptime\n120.00 350.00\n');
    const rated = compare(before, after).differences.find(({ area }) => area === 'counts');
    expect(rated?.perSecond).toBe(Number(((rated?.more ?? 0) / 20).toPrecision(3)));
    const back = compare(after, before).differences.find(({ area }) => area === 'counts');
    expect(back?.means).toBe(means.countedLess);
  });
});

describe('the moment of another run', () => {
  it('is right after the same call, and at the end the end', () => {
    const [older, newer] = [golden('6.1/gicv3-its').session, golden('6.12/gicv3-its').session];
    expect(sameMoment(older, older.steps, newer)).toBe(newer.steps);
    expect(sameMoment(older, 0, newer)).toBe(0);
    const calls = ({ cursor, rec }: typeof older, step: number): string[] => {
      cursor.seek(rec.origin + step);
      return cursor.frames().map(({ fn }) => rec.functions[fn]?.fname ?? '');
    };
    for (const step of [500, 3000, 9000]) {
      const there = sameMoment(older, step, newer);
      expect(there).toBeGreaterThan(0);
      expect(calls(newer, there)[0]).toBe(calls(older, step)[0]);
    }
    expect(sameMoment(older, 4321, older)).toBeLessThanOrEqual(4321);
  });
});
