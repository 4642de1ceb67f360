/** What differs between the kernels on one board is what differs between the texts that those kernels printed there. */
import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { parseCpuList } from '../../base/cpumask.ts';
import type { Area, Comparison } from '../api/compare.ts';
import { golden } from '../views/testing.ts';
import { compare } from './compare.ts';
import { comparedRun } from './of-run.ts';
import { sampleOf } from '../../../scripts/sample.ts';

/** Two kernels that follow one another, on each machine. */
const PAIRS = [
  ['6.1', '6.12'],
  ['6.12', '7.3'],
].flatMap(([older = '', newer = '']) =>
  ['gicv3-its', 'gicv2m', 'gicv3-its-bridges'].map((machine) => ({ older, newer, machine })),
);
/** The areas that the dumps speak of. */
const AREAS: ReadonlySet<Area> = new Set(['cpus', 'domains', 'hierarchy', 'chips', 'irqs', 'virqs', 'affinity']);

interface Printed {
  readonly domains: ReadonlyMap<string, Readonly<Record<string, string>>>;
  /** By what they come from. */
  readonly irqs: ReadonlyMap<string, Readonly<Record<string, string>>>;
}

/** The sections of a dump, read without anything of the engine. */
function printed(kernel: string, machine: string): Printed {
  const file = new URL(`../../../conformance/golden/${kernel}/${machine}/boot.txt`, import.meta.url);
  const sections = new Map(
    readFileSync(file, 'utf8')
      .split(/^@@@@ /m)
      .slice(1)
      .map((text) => [text.slice(0, text.indexOf('\n')), text.slice(text.indexOf('\n') + 1)] as const),
  );
  const domains = new Map<string, Record<string, string>>();
  const irqs = new Map<string, Record<string, string>>();
  for (const [name, body] of sections) {
    const [, family, id = ''] = /^(domains|irqs)\/(.+)$/.exec(name) ?? [];
    if (family === 'domains' && id !== 'default') domains.set(id, domainOf(body));
    if (family === 'irqs') {
      const actions = /^actions=((?!chip_name=).*)$/m.exec(sections.get(`sysirq/${id}`) ?? '')?.[1] ?? '';
      const { source, ...facts } = irqOf(body, id, sections);
      irqs.set(source, { ...facts, actions });
    }
  }
  return { domains, irqs };
}

const line = (body: string, key: string): string => new RegExp(`^ ?${key}: *(.*)$`, 'm').exec(body)?.[1] ?? '';

/** The first block of the section, which is the domain's own. 6.1 names no flags: they are compared as a number. */
const domainOf = (body: string): Record<string, string> => ({
  size: line(body, 'size'),
  mapped: line(body, 'mapped'),
  flags: line(body, 'flags'),
  parent: line(body, 'parent'),
});

function irqOf(
  body: string,
  id: string,
  sections: ReadonlyMap<string, string>,
): Record<string, string> & { source: string } {
  const all = (key: string): string[] =>
    [...body.matchAll(new RegExp(`^ *${key}: *(\\S*)$`, 'gm'))].map(([, text = '']) => text);
  const [domain = ''] = all('domain');
  const [hwirq = ''] = all('hwirq');
  const [device = ''] = all('device');
  const states = [...body.matchAll(/^ {12}(IRQ\w+)$/gm)].map(([, name = '']) => name);
  const msi = new RegExp(`^msi_irqs/${id}=`, 'm').test(sections.get(`pci/${device}`) ?? '');
  // 6.1 has the vector in the lowest eleven bits.
  const source = msi ? `${device} vector ${Number(hwirq) & 0x7ff}` : `${domain} ${Number(hwirq)}`;
  return {
    source,
    virq: id,
    domains: all('domain').join(' < '),
    chips: all('chip').join(' < '),
    hwirqs: all('hwirq').join(' < '),
    handler: line(body, 'handler'),
    depth: line(body, 'ddepth'),
    device: device === '(null)' ? '' : device,
    state: states.filter((name) => name.startsWith('IRQD_')).join(' '),
    trigger: states.filter((name) => name.startsWith('IRQ_TYPE')).join(' '),
    status: `${Number(line(body, 'status')) & ~0xf}`,
    affinity: listed(line(body, 'affinity')),
    effective: listed(line(body, 'effectiv')),
  };
}

const listed = (text: string): string => `${parseCpuList(text.trim()) ?? 0n}`;

/** "FIELD of THING" for each property that differs, "only-a THING" for what one has alone. */
function differencesOf(a: Printed[keyof Printed], b: Printed[keyof Printed]): string[] {
  const found: string[] = [];
  for (const [name, own] of a) {
    const other = b.get(name);
    if (other === undefined) found.push(`only-a ${name}`);
    for (const [field, value] of Object.entries(other === undefined ? {} : own))
      if (other?.[field] !== value) found.push(`${field} of ${name}`);
  }
  for (const name of b.keys()) if (!a.has(name)) found.push(`only-b ${name}`);
  return found.toSorted();
}

describe.each(sampleOf(PAIRS, 2))('$older and $newer on $machine', ({ older, newer, machine }) => {
  let found: Comparison;
  let texts: readonly [Printed, Printed];
  beforeAll(() => {
    const [a, b] = [golden(`${older}/${machine}`), golden(`${newer}/${machine}`)];
    found = compare(comparedRun(a.session), comparedRun(b.session));
    texts = [printed(older, machine), printed(newer, machine)];
  });

  const ours = (kind: 'domain' | 'irq'): string[] =>
    found.differences
      .filter(({ area, inA, inB }) => AREAS.has(area) && (inA ?? inB)?.kind === kind)
      .map(({ change, field, subject, inA }) =>
        field === undefined ? `${change} ${subject}` : `${field} of ${kind === 'domain' ? subject : sourceOf(inA)}`,
      )
      .toSorted();

  /** How the texts of A name the interrupt with this selection. */
  const sourceOf = (selection: Comparison['differences'][number]['inA']): string => {
    const virq = selection?.kind === 'irq' ? `${selection.virq}` : '';
    return [...texts[0].irqs].find(([, facts]) => facts['virq'] === virq)?.[0] ?? `irq ${virq}`;
  };

  it('differ in their domains as the dumps do', () => {
    const expected = differencesOf(texts[0].domains, texts[1].domains);
    expect(expected.length).toBeGreaterThan(3);
    expect(ours('domain')).toEqual(expected);
  });

  it('differ in their interrupts as the dumps do', () => {
    const expected = differencesOf(texts[0].irqs, texts[1].irqs);
    expect(expected.length).toBeGreaterThan(10);
    expect(ours('irq')).toEqual(expected);
  });

  it('name the areas that were compared, and a run does not differ from itself', () => {
    expect(found.unknown).toEqual([]);
    expect(found.differences.some(({ area }) => area === 'calls')).toBe(true);
    const [one, other] = [golden(`${newer}/${machine}`), golden(`${newer}/${machine}`)];
    expect(compare(comparedRun(one.session), comparedRun(other.session)).differences).toEqual([]);
  });
});
