/** The table of interrupts. */
import type { irq_desc } from '../../src/engine/linux/include/linux/irqdesc.ts';
import { checkDomainName, none, type Checks, whole } from './checks.ts';
import { type Ledger, numberOf, cpuList, sum } from './ledger.ts';
import type { ReadCell } from './page-reader.ts';
import type { NodeRun } from './run-in-node.ts';

const TYPES: Readonly<Record<string, readonly string[]>> = {
  'edge both': ['IRQ_TYPE_EDGE_RISING', 'IRQ_TYPE_EDGE_FALLING'],
  'edge rising': ['IRQ_TYPE_EDGE_RISING'],
  'edge falling': ['IRQ_TYPE_EDGE_FALLING'],
  'level high': ['IRQ_TYPE_LEVEL_HIGH'],
  'level low': ['IRQ_TYPE_LEVEL_LOW'],
  none: [],
};

/** What is known of an interrupt: its debugfs file where it has one, and always the descriptor. */
export function irqFacts(run: NodeRun, desc: irq_desc) {
  const file = run.dump.irq(desc.irq_data.irq);
  const counts = run.dump.counts(desc.irq_data.irq);
  const { irq_data: data, irq_common_data: common } = desc;
  const cpus = (run.raw('kernel/cpu.c')[0]?.['cpu_possible_mask'] as bigint | undefined) ?? 0n;
  const names: string[] = [];
  for (let action = desc.action; action !== undefined; action = action.next)
    names.push(action.handler?.fname === 'bad_chained_irq' ? 'chained' : (action.name ?? '(null)'));
  const own = Array.from({ length: cpus.toString(2).length }, (_, cpu) => desc.kstat_irqs.get(cpu) ?? 0);
  return {
    file,
    hwirq: file?.chain[0]?.hwirq ?? data.hwirq,
    domain: file?.chain[0]?.domain ?? data.domain?.name ?? '',
    depth: file?.depth ?? desc.depth,
    handler: file?.handler ?? desc.handle_irq?.fname ?? '',
    device: file?.device ?? desc.dev_name ?? '',
    affinity: file?.affinity ?? cpuList(common.affinity),
    effective: file?.effective ?? cpuList(common.effective_affinity),
    actions: names.join(', '),
    counts: counts ?? own,
    type: common.state_use_accessors & 0xf,
  };
}

function states(ledger: Ledger, what: string, cell: ReadCell, desc: irq_desc, run: NodeRun): void {
  const { file } = irqFacts(run, desc);
  if (file === undefined) return;
  const known = file.states.filter((name) => !name.startsWith('IRQ_TYPE_'));
  // Bits that debugfs has no name for are shown by the page all the same.
  const words = new Set(cell.title.split(' '));
  if (desc.percpu_enabled !== undefined) {
    const cpus = cpuList(desc.percpu_enabled);
    for (const name of known) ledger.equal(`${what} has ${name}`, words.has(name), true);
    ledger.equal(what, cell.text, cpus === '' ? 'per CPU off' : `per CPU ${cpus}`);
    return;
  }
  for (const name of known) ledger.equal(`${what} has ${name}`, words.has(name), true);
  const short = none(cell.text).toUpperCase();
  if (short !== '')
    ledger.equal(
      `${what} ${short}`,
      known.some((name) => name.endsWith(short)),
      true,
    );
}

function cpuCell(ledger: Ledger, what: string, cell: ReadCell, desc: irq_desc, run: NodeRun): void {
  const { affinity, effective } = irqFacts(run, desc);
  ledger.equal(what, cell.text, effective === '' ? affinity : effective);
  if (cell.title !== '') ledger.equal(`${what} title`, cell.title, `affinity ${affinity}`);
}

function countCell(ledger: Ledger, what: string, cell: ReadCell, desc: irq_desc, run: NodeRun): void {
  const { counts } = irqFacts(run, desc);
  ledger.equal(what, numberOf(cell.text), sum(counts));
  const each = [...cell.title.matchAll(/CPU (\d+): (\d+)/g)].map(([, , count]) => Number(count));
  if (each.length > 0) ledger.equal(`${what} by CPU`, each.join(), counts.join());
}

export const IRQS: Checks<irq_desc> = {
  irq: (ledger, what, { text }, desc) => ledger.equal(what, numberOf(text), desc.irq_data.irq),
  hwirq: (ledger, what, { text }, desc, run) => ledger.equal(what, numberOf(text), irqFacts(run, desc).hwirq),
  domain: (ledger, what, cell, desc, run) => checkDomainName(ledger, what, cell, irqFacts(run, desc).domain),
  'flow handler': (ledger, what, { text }, desc, run) => ledger.equal(what, none(text), irqFacts(run, desc).handler),
  'CPU…': (ledger, what, { text, title }, desc, run) =>
    ledger.equal(what, numberOf(text), irqFacts(run, desc).counts[Number(title)]),
  action: (ledger, what, { text }, desc, run) => {
    const { actions, device } = irqFacts(run, desc);
    ledger.equal(what, none(text), actions === '' ? device : actions);
  },
  device: (ledger, what, { text }, desc, run) => ledger.equal(what, none(text), irqFacts(run, desc).device),
  chip: (ledger, what, { text }, desc, run) => {
    const chip = irqFacts(run, desc).file?.chain[0]?.chip;
    if (chip !== undefined) ledger.equal(what, none(text), chip === 'None' ? '' : chip);
  },
  type: (ledger, what, cell, desc, run) => {
    const { file, type } = irqFacts(run, desc);
    const names = TYPES[whole(cell)];
    const own = file?.states.filter((name) => name.startsWith('IRQ_TYPE_'));
    if (own !== undefined) ledger.equal(what, names?.join(), own.join());
    else ledger.equal(what, whole(cell) !== 'none', type !== 0);
  },
  state: states,
  depth: (ledger, what, { text }, desc, run) => ledger.equal(what, numberOf(text), irqFacts(run, desc).depth),
  CPU: cpuCell,
  affinity: (ledger, what, { text }, desc, run) => ledger.equal(what, none(text), irqFacts(run, desc).affinity),
  effective: (ledger, what, { text }, desc, run) => ledger.equal(what, none(text), irqFacts(run, desc).effective),
  count: countCell,
};
