/** Machines of which only printouts are known: goldens' dumps (held against the model in conformance/collected.test.ts), and other architectures. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { KERNEL_VERSIONS } from '../api/kernel-versions.ts';
import { MESSAGES } from '../api/messages/testing.ts';
import { compare } from '../compare/compare.ts';
import { comparedMachine } from '../compare/of-machine.ts';
import { reportDomain, reportIrq } from '../report/debugfs.ts';
import { irq_desc } from '../linux/include/linux/irqdesc.ts';
import { irq_domain } from '../linux/include/linux/irqdomain.ts';
import { screenOf } from '../views/screen.ts';
import { Viewer } from '../views/viewer.ts';
import { type Collected, readCollected } from './machine.ts';
import { family, sectionsOf } from './sections.ts';

const GOLDEN = new URL('../../../conformance/golden/', import.meta.url);
const ALL = { first: 0, count: 1000 };

function collected(path: string): Collected {
  const read = readCollected(readFileSync(new URL(path, GOLDEN), 'utf8'), MESSAGES);
  if (!read.ok) throw new Error(read.error.message);
  return read.value;
}

const MACHINES = KERNEL_VERSIONS.flatMap(({ version }) =>
  ['gicv3-its', 'gicv3-its-1cpu', 'gicv3-its-el2', 'gicv3-its-bridges', 'gicv3-noits', 'gicv2m'].map(
    (name) => `${version}/${name}`,
  ),
);

describe.each(MACHINES)('the dump of %s', (name) => {
  it('is read so that what it says can be printed again', () => {
    const text = readFileSync(new URL(`${name}/boot.txt`, GOLDEN), 'utf8');
    const sections = sectionsOf(text, MESSAGES.collected);
    if (!sections.ok) throw new Error(sections.error.message);
    const { snapshot } = collected(`${name}/boot.txt`);
    const version = KERNEL_VERSIONS.find((each) => name.startsWith(`${each.version}/`))?.version ?? '6.12';
    const irqs = snapshot.objects.all(irq_desc);
    for (const [id, body] of family(sections.value, 'irqs')) {
      const desc = irqs.find(({ irq_data: { irq } }) => irq === Number(id));
      expect(desc === undefined ? '' : reportIrq(desc, version)).toBe(body);
    }
    const domains = snapshot.objects.all(irq_domain);
    for (const [id, body] of family(sections.value, 'domains').filter(([each]) => each !== 'default')) {
      const domain = domains.find(({ name: own }) => own === id);
      expect(domain === undefined ? '' : reportDomain(domain, version)).toBe(body);
    }
  });
});

describe('a machine of another architecture', () => {
  it('with interrupt remapping on x86 has devices, domains in their hierarchy, chips, CPUs and counts', () => {
    const viewer = new Viewer(collected('machines/q35-intremap/boot.txt').snapshot);
    const { irqs, domains, devices, counts } = screenOf(viewer, { irqs: ALL, domains: ALL, devices: ALL }, 0);
    expect(counts.online).toBe(4);
    const byName = new Map(domains?.rows.map((row) => [row.name, row]));
    expect(byName.get('VECTOR')).toMatchObject({ level: 0, mapped: 40 });
    expect(byName.get('INTEL-IR-0-13')).toMatchObject({ parent: 'VECTOR', size: 65536, level: 1 });
    expect(byName.get('IO-APIC-0')).toMatchObject({ parent: 'INTEL-IR-0-13', level: 2 });
    expect(byName.get('IR-PCI-MSIX-0000:00:04.0-12')).toMatchObject({ parent: 'INTEL-IR-0-13', mapped: 2 });
    const irq = (virq: number): object | undefined => irqs?.rows.find((row) => row.virq === virq);
    expect(irq(4)).toMatchObject({
      chip: 'IR-IO-APIC',
      hwirq: 4,
      actions: 'ttyS0',
      count: 1429,
      counts: [0, 0, 0, 1429],
      effective: '3',
    });
    expect(irq(28)).toMatchObject({
      chip: 'IR-PCI-MSIX-0000:00:04.0',
      handler: 'handle_edge_irq',
      actions: 'virtio1-input',
      effective: '2',
    });
    expect(devices?.rows.find(({ path }) => path === '0000:00:01.0')).toMatchObject({
      driver: 'nvme',
      irqs: '30-34',
      count: 17,
    });
    const { nodes, edges } = viewer.topology.plan;
    expect(nodes.filter(({ kind }) => kind === 'cpu')).toHaveLength(4);
    for (const [from, to] of [
      ['pci:0000:00:01.0', 'domain:IR-PCI-MSIX-0000:00:01.0-12'],
      ['domain:IR-PCI-MSIX-0000:00:01.0-12', 'domain:INTEL-IR-0-13'],
      ['domain:INTEL-IR-0-13', 'domain:VECTOR'],
      ['domain:IO-APIC-0', 'domain:INTEL-IR-0-13'],
      ['action:ttyS0', 'domain:IO-APIC-0'],
      ['domain:VECTOR', 'cpu:3'],
    ])
      expect(edges).toContainEqual(expect.objectContaining({ from, to }));
    const view = viewer.inspect({ kind: 'irq', virq: 28 });
    expect(view?.texts.find(({ name }) => name.startsWith('/sys/kernel/debug'))?.text).toContain('Vector:    33');
  });

  it('of RISC-V has them too, with nodes of its tree where it is there', () => {
    const text = readFileSync(new URL('machines/rv-aplic-imsic/boot.txt', GOLDEN), 'utf8');
    const tree = readFileSync(new URL('machines/rv-aplic-imsic/board.dtb', GOLDEN)).toString('base64');
    const read = readCollected(`${text}@@@@ fdt.b64\n${tree}\n`, MESSAGES);
    if (!read.ok) throw new Error(read.error.message);
    const viewer = new Viewer(read.value.snapshot);
    const { irqs, domains, devices, controllers, counts } = screenOf(
      viewer,
      { irqs: ALL, domains: ALL, devices: ALL, controllers: ALL },
      0,
    );
    expect(counts.online).toBe(4);
    expect(domains?.rows.find(({ name }) => name === ':soc:interrupt-controller@d000000-16')).toMatchObject({
      parent: ':soc:interrupt-controller@28000000-5',
      level: 1,
    });
    const irq = (virq: number): object | undefined => irqs?.rows.find((row) => row.virq === virq);
    expect(irq(10)).toMatchObject({
      chip: 'RISC-V INTC',
      hwirq: 5,
      actions: 'riscv-timer',
      counts: [261, 468, 370, 363],
    });
    expect(irq(29)).toMatchObject({ chip: 'APLIC-MSI-d000000.interrupt-controller', actions: 'ttyS0', count: 125 });
    expect(devices?.rows.map(({ path }) => path)).toContain('/soc/serial@10000000');
    expect(controllers?.rows.map(({ node }) => node)).toContain('/soc/interrupt-controller@d000000');
    expect(viewer.topology.plan.edges).toContainEqual(
      expect.objectContaining({ from: 'pci:0000:00:01.0', to: 'domain:PCI-MSIX-0000:00:01.0-12' }),
    );
  });

  it('compares with itself a moment later: counts alone', () => {
    const [before, after] = ['boot', 'up'].map((moment) =>
      comparedMachine(moment, collected(`machines/q35-intremap/${moment}.txt`)),
    );
    if (before === undefined || after === undefined) throw new Error('two moments');
    const { differences } = compare(before, after);
    expect(differences.filter(({ area }) => area === 'counts').length).toBeGreaterThan(0);
    expect(differences.filter(({ area }) => area === 'hierarchy' || area === 'chips')).toEqual([]);
  });

  it('is drawn from /proc/interrupts alone, with a remark', () => {
    const { snapshot, remarks } = (() => {
      const text = readFileSync(new URL('machines/q35-intremap/boot.txt', GOLDEN), 'utf8');
      const sections = sectionsOf(text, MESSAGES.collected);
      const read = readCollected(sections.ok ? (sections.value.get('interrupts') ?? '') : '', MESSAGES);
      if (!read.ok) throw new Error(read.error.message);
      return read.value;
    })();
    expect(remarks).toEqual([MESSAGES.collected.noDebugfs]);
    const viewer = new Viewer(snapshot);
    const { irqs, devices } = screenOf(viewer, { irqs: ALL, devices: ALL }, 0);
    expect(irqs?.rows).toHaveLength(24);
    expect(devices?.rows.find(({ path }) => path === '0000:00:01.0')?.irqs).toBe('30-34');
    expect(viewer.topology.plan.nodes.filter(({ kind }) => kind === 'cpu')).toHaveLength(4);
  });
});

describe('any other file', () => {
  it.each(['', 'hello', '@@@@ its\n', '@@@@', '\0\0\0'])('%j is refused with a sentence', (text) => {
    const read = readCollected(text, MESSAGES);
    expect(read.ok ? '' : read.error.code).toBe('collected-nothing');
  });

  it('half of a file is read as far as it goes', () => {
    const text = readFileSync(new URL('machines/q35-intremap/boot.txt', GOLDEN), 'utf8');
    for (let length = 200; length < text.length; length = Math.ceil(length * 1.7)) {
      const read = readCollected(text.slice(0, length), MESSAGES);
      if (!read.ok) throw new Error(read.error.message);
      const viewer = new Viewer(read.value.snapshot);
      expect(screenOf(viewer, { irqs: ALL, devices: ALL, domains: ALL, topology: true }, 0).irqs).toBeDefined();
    }
  });
});
