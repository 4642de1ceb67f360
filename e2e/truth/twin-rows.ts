/** The tables of counts and devices. */
import { none, type Check, type Checks } from './checks.ts';
import { numberOf, sum, numbersOf } from './ledger.ts';
import type { NodeRun } from './run-in-node.ts';

/** A line of /proc/interrupts. */
interface CountLine {
  readonly irq: string;
  /** By CPU that is online. */
  readonly counts: ReadonlyMap<number, number>;
  /** All that stands after the counts. */
  readonly rest: string;
}

export function countLines(run: NodeRun): CountLine[] {
  const [head = '', ...lines] = (run.dump.section('interrupts') ?? '').split('\n');
  const cpus = [...head.matchAll(/CPU(\d+)/g)].map(([, cpu]) => Number(cpu));
  return lines.flatMap((line) => {
    const [, irq = '', after = ''] = /^ *(\w+): *(.*)$/.exec(line) ?? [];
    if (irq === '' || irq === 'Err') return [];
    const numbers = after.split(/ +/).slice(0, cpus.length).map(Number);
    const counts = new Map(cpus.map((cpu, at) => [cpu, numbers[at] ?? 0]));
    return [{ irq, counts, rest: after.replace(new RegExp(`^(\\d+ +){${cpus.length}}`), '') }];
  });
}

/** The line ends so, whatever the width of its columns. */
const inRest: Check<CountLine> = (ledger, what, { text }, { rest }) => {
  const words = none(text);
  ledger.equal(`${what} "${words}"`, rest.replaceAll(/\s+/g, ' ').includes(words.replaceAll(/\s+/g, ' ')), true);
};

export const COUNTS: Checks<CountLine> = {
  irq: (ledger, what, { text }, { irq }) => ledger.equal(what, text, irq),
  name: inRest,
  chip: inRest,
  hwirq: inRest,
  trigger: inRest,
  total: (ledger, what, { text }, { irq, counts }, run) => {
    const file = run.dump.counts(Number(irq));
    if (file !== undefined) ledger.equal(what, numberOf(text), sum(file));
    else ledger.equal(what, (numberOf(text) ?? -1) >= sum([...counts.values()]), true);
  },
  'CPU…': (ledger, what, { text, title }, { irq, counts }, run) => {
    const cpu = Number(title);
    // A CPU that is offline has no column there, but sysfs has its counts.
    const expected = counts.get(cpu) ?? run.dump.counts(Number(irq))?.[cpu];
    if (expected !== undefined) ledger.equal(what, numberOf(text), expected);
  },
};

interface Device {
  readonly name: string;
  /** In the tree, or the bus address. */
  readonly path: string;
}

export const DEVICES: Checks<Device> = {
  device: (ledger, what, { text }, { name }) => ledger.equal(what, text, name),
  path: (ledger, what, { text }, { path }) => ledger.equal(what, text, path),
  driver: (ledger, what, { text }, { path }, run) => {
    const driver = run.dump.pairs(`pci/${path}`, 'driver=')?.['driver'];
    if (run.dump.section(`pci/${path}`) !== undefined) ledger.equal(what, none(text), driver ?? '');
  },
  source: (ledger, what, { text }, { path }, run) => {
    const [, used, size] = /(\d+) of (\d+) vectors/.exec(text) ?? [];
    const section = run.dump.section(`pci/${path}`);
    if (used === undefined || section === undefined) return;
    ledger.equal(`${what} used`, Number(used), section.match(/^msi_irqs\/\d+=msix$/gm)?.length ?? 0);
    ledger.equal(`${what} size`, size, run.dump.pairs(`pci/${path}`, 'msix')?.['size']);
  },
  irqs: (ledger, what, { text }, { path }, run) => {
    const messages = run.dump.section(`pci/${path}`)?.match(/^msi_irqs\/\d+/gm) ?? [];
    const shown = new Set(numbersOf(text));
    for (const message of messages) ledger.equal(`${what} has ${message}`, shown.has(Number(message.slice(9))), true);
    for (const virq of shown)
      ledger.equal(
        `${what} ${virq}`,
        run.descriptors.some(({ irq_data: { irq } }) => irq === virq),
        true,
      );
  },
  domain: (ledger, what, { text }, _device, run) => {
    for (const name of none(text).split(', ').filter(Boolean))
      ledger.equal(
        `${what} ${name}`,
        run.domains.some((domain) => domain.name === name),
        true,
      );
  },
};
