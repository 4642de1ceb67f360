/** Holds what stands in the boxes of the picture against the run. */
import { type Ledger, cpuList, numbersOf, cpuMask } from './ledger.ts';
import type { ReadPage } from './page-reader.ts';
import type { NodeRun } from './run-in-node.ts';

/** Numbers under a box's name. */
export function checkBoxes(ledger: Ledger, page: ReadPage, run: NodeRun): void {
  for (const { key, label, present } of page.boxes) {
    const note = label.slice(label.indexOf(', ') + 2);
    const [kind = ''] = key.split(':');
    const what = `box ${key}`;
    if (/ (vector|message|SPI|PPI|line) \d+/.test(` ${label}`) && !label.includes('→'))
      checkPart(ledger, what, label, run);
    else if (kind === 'cpu') {
      const isOnline = (cpuMask(run, 'cpu_online_mask') >> BigInt(key.slice(4))) & 1n;
      ledger.equal(what, present, isOnline === 1n);
    } else if (kind === 'domain') checkDomainBox(ledger, what, key, note, present, run);
    else if (kind === 'node' || kind === 'pci') checkDeviceBox(ledger, what, key, note, run);
    else if (kind === 'group' && /^\d+ devices?: /.test(note)) checkGroupBox(ledger, what, note);
    else if (/\d/.test(note)) ledger.unknown(`${what} "${note}"`);
  }
  for (const name of page.unfold) {
    const [, count, bdf] = /^Show the (\d+) vectors of (\S+)$/.exec(name) ?? [];
    const size = run.dump.pairs(`pci/${bdf ?? ''}`, 'msix')?.['size'];
    if (size !== undefined) ledger.equal(name, count, size);
  }
}

/** A folded group: its devices are those of its signs together. */
function checkGroupBox(ledger: Ledger, what: string, note: string): void {
  const [all = '', signs = ''] = note.split(': ');
  const parts = signs.split(', ').map((sign) => Number.parseInt(sign, 10));
  ledger.equal(
    what,
    Number.parseInt(all, 10),
    parts.reduce((sum, count) => sum + count, 0),
  );
}

/** One interrupt of a box that is unfolded: the number that it names exists, and goes where it says. */
function checkPart(ledger: Ledger, what: string, label: string, run: NodeRun): void {
  const virq = Number(/irq (\d+)/.exec(label)?.[1] ?? Number.NaN);
  if (Number.isNaN(virq)) return;
  const desc = run.descriptors.find(({ irq_data: { irq } }) => irq === virq);
  ledger.equal(`${what} irq ${virq}`, desc !== undefined, true);
  const cpu = /CPUs? ([\d,–-]+)/.exec(label)?.[1];
  if (desc === undefined || cpu === undefined) return;
  const { effective_affinity, affinity } = desc.irq_common_data;
  ledger.equal(
    `${what} CPU`,
    cpu.replaceAll('–', '-'),
    cpuList(effective_affinity === 0n ? affinity : effective_affinity),
  );
}

/** Descriptors that are on their way in or out: no domain or no chip has them. */
const halfMade = (run: NodeRun): number =>
  run.descriptors.filter(({ irq_data: { domain, chip } }) => domain === undefined || chip?.name === 'none').length;

function checkDeviceBox(ledger: Ledger, what: string, key: string, note: string, run: NodeRun): void {
  const [, used, size] = /(\d+) of (\d+) vectors/.exec(note) ?? [];
  if (used !== undefined) {
    const section = run.dump.section(`pci/${key.slice(4)}`);
    if (section === undefined) return;
    const listed = section.match(/^msi_irqs\/\d+=msix$/gm)?.length ?? 0;
    ledger.equal(`${what} used`, Number(used), Math.min(Math.max(Number(used), listed - halfMade(run)), listed));
    ledger.equal(`${what} size`, size, run.dump.pairs(`pci/${key.slice(4)}`, 'msix')?.['size']);
    return;
  }
  const [, virqs] = /→ irq ([\d, –-]+)/.exec(note.replace(/, \d+ not mapped/, '')) ?? [];
  // An INTID is never negative.
  ledger.equal(`${what} "${note}"`, / -\d/.test(note), false);
  const own = key.startsWith('node:') ? irqsOfNode(run, key.slice(5)) : irqsOfFunction(run, key.slice(4));
  if (virqs === undefined || own === undefined) return;
  const shown = numbersOf(virqs);
  for (const virq of own) ledger.equal(`${what} has irq ${virq}`, shown.includes(virq), true);
  // One that is being mapped is in no domain yet, or not known to its device.
  const half = halfMade(run);
  ledger.equal(
    what,
    shown.length,
    Math.min(Math.max(shown.length, own.length), own.length + half + (key.startsWith('pci') ? 1 : 0)),
  );
}

function checkDomainBox(ledger: Ledger, what: string, key: string, note: string, present: boolean, run: NodeRun): void {
  const name = key.slice('domain:'.length).replace(/#\d+$/, '');
  // It is there a few steps before it has its name, and a few more before that has its "-1".
  const named =
    run.domains.find((one) => one.name === name) ??
    run.domains.find((one) => one.name !== undefined && name.startsWith(`${one.name}-`));
  // One without a name yet may be any that is not there by its name.
  const nameless = run.domains.find((one) => one.name === undefined);
  if (named === undefined && nameless !== undefined && !present) return;
  const domain = named ?? nameless;
  ledger.equal(`${what} exists`, present, domain !== undefined);
  if (domain === undefined) return;
  const file = run.dump.domain(name) ?? { size: domain.revmap_size, mapped: domain.mapcount };
  const [, size, mapped] = /(\d+) lines?, (\d+) mapped/.exec(note) ?? [];
  const [, irqs] = /(\d+) irqs?/.exec(note) ?? [];
  const [, spis, most] = /(\d+) of (\d+) SPIs/.exec(note) ?? [];
  const [, devices] = /(\d+) devices?/.exec(note) ?? [];
  if (size !== undefined) ledger.equal(`${what} size`, Number(size), file.size);
  const shown = mapped ?? irqs ?? spis;
  if (shown === undefined) ledger.unknown(`${what} "${note}"`);
  else ledger.equal(`${what} mapped`, Number(shown), file.mapped);
  if (devices !== undefined) checkItsDevices(ledger, `${what} devices`, Number(devices), run);
  if (most !== undefined) ledger.equal(`${what} SPIs`, Number(most), 64);
}

/** The dump lists a command once it is in the queue; the ITS has its effect when it has been executed. */
function checkItsDevices(ledger: Ledger, what: string, shown: number, run: NodeRun): void {
  const { devices, commands } = run.dump.its();
  const last = commands.at(-1)?.text ?? '';
  const before = devices.size + (last.includes(' valid=1') ? -1 : 1);
  ledger.equal(what, shown, last.startsWith('MAPD ') && shown === before ? before : devices.size);
}

/** Its messages as sysfs lists them, and the interrupt of its pin. */
function irqsOfFunction(run: NodeRun, bdf: string): number[] | undefined {
  const text = run.dump.section(`pci/${bdf}`);
  if (text === undefined) return undefined;
  const messages = [...text.matchAll(/^msi_irqs\/(\d+)/gm)].map(([, virq]) => Number(virq));
  const pin = Number(/^irq=(\d+)$/m.exec(text)?.[1] ?? 0);
  const hasPin = !messages.includes(pin) && run.descriptors.some(({ irq_data: { irq } }) => irq === pin);
  return hasPin ? [...messages, pin] : messages;
}

/** Descriptors of the interrupts that the node's device-tree source names, for a node below the GIC. */
function irqsOfNode(run: NodeRun, path: string): number[] | undefined {
  const node = run.session.machine.wiring.node(path);
  const wires = node === undefined ? [] : [0, 1, 2, 3, 4, 5].map((at) => run.session.machine.wiring.wireOf(node, at));
  const isGic = wires.every((wire) => wire === undefined || wire.controller === run.session.machine.gicNode);
  // What hangs on a GPIO is asked for by another way, and is counted by the table's rows alone.
  if (!isGic || wires.every((wire) => wire === undefined)) return undefined;
  const intids = new Set(
    wires.flatMap((wire) => {
      const [kind, number = 0] = wire?.cells ?? [];
      return wire === undefined ? [] : [(kind === 0 ? 32 : 16) + number];
    }),
  );
  const root = run.domains.find(({ parent, fwnode }) => {
    return (
      parent === undefined && (fwnode as { path?: string } | undefined)?.path === run.session.machine.gicNode?.path
    );
  });
  return run.descriptors.flatMap(({ irq_data: { irq, domain, hwirq } }) => {
    return domain !== undefined && domain.$id === root?.$id && intids.has(hwirq) ? [irq] : [];
  });
}
