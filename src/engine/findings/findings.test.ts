import { describe, expect, it } from 'vitest';
import { KERNEL_VERSIONS } from '../api/kernel-versions.ts';
import { findingsOf } from './findings.ts';
import { board, brokenNames, findingsIn, machineNames, named, openBroken, openMachine } from './testing.ts';
import { sampleOf } from '../../../scripts/sample.ts';

/** The planted fault of each broken tree: the code, and the node where it was planted. */
const PLANTED: Readonly<Record<string, string>> = {
  'no-interrupts': 'no-interrupts /virtio_mmio@a003e00',
  'two-cells-for-gic': 'interrupts_property /virtio_mmio@a003e00',
  'dangling-interrupt-parent': 'interrupts_property /virtio_mmio@a003e00',
  'parent-without-interrupt-cells': 'interrupts_property /virtio_mmio@a003e00',
  'parent-disabled': 'controller-disabled /intc2@b000000',
  'trigger-mismatch': 'two-triggers /pl031@9010000',
  'spi-out-of-range': 'intid-beyond-distributor /virtio_mmio@a003e00',
  'spi-beyond-1019': 'gic-number /virtio_mmio@a003e00',
  'irq-type-none': 'trigger-none /virtio_mmio@a003e00',
  'extended-dangling-phandle': 'interrupts_extended_property /virtio_mmio@a003e00',
  'extended-bad-falls-back': 'interrupts_extended_property /virtio_mmio@a003e00',
  'map-no-match': 'map-no-row /virtio_mmio@a003e00',
  'parent-cycle': 'interrupt-parent-circle /loop-a',
  'child-controller-orphan': 'controller-left-behind /gic2@b100000',
  'no-interrupt-controller-property': 'interrupt_provider /intc@8000000',
  'gic-disabled': 'controller-disabled /intc@8000000',
  'its-no-msi-controller': 'its-no-msi-controller /intc@8000000/its@8080000',
  'msi-map-dangling': 'msi-map-target /pcie@10000000',
  'msi-map-offset': 'msi-map-offset /pcie@10000000',
  'no-msi-map': 'no-msi-map /pcie@10000000',
  'redist-region-missing': 'redistributor-regions /intc@8000000',
  'gicd-wrong-address': 'gic-no-distributor /intc@8000000',
  'timer-no-interrupts': 'no-interrupts /timer',
  'duplicate-phandle': 'explicit_phandles /dup',
  'walk-steps-over-node': 'interrupt_provider /wakegic',
  'gpio-bank-without-interrupt-cells': 'interrupt_provider /gpio@9030000',
  'gic-cells-under-gpio-parent': 'leftover-cells /sub/rtc@9010000',
  'two-triggers-one-ppi': 'two-triggers /pmu',
  'map-mask-short': 'interrupt_map /nexus@c',
  'pmu-affinity': 'pmu-affinity /pmu',
  'bank-without-interrupts': 'bank-without-interrupts /pl061@9030000',
  'key-one-cell': 'interrupts_property /gpio-keys/poweroff',
  'timer-on-spis': 'timer-not-per-cpu /timer',
  'gic-below-its-bank': 'controller-left-behind /intc@8000000',
  'redistributor-stride': 'redistributor-stride /intc@8000000',
  'gic-zero-cells': 'interrupt-cells-zero /intc@8000000',
  'redist-region-short': 'redistributor-regions /intc@8000000',
  'msi-map-length': 'msi-map-size /pcie@10000000',
};

/** Trees that work, whatever they look like. */
const WORKING: ReadonlySet<string> = new Set(['map-match', 'msi-parent-without-cells']);

describe('the broken trees that real kernels booted', () => {
  for (const name of brokenNames().filter((each) => !WORKING.has(each)))
    for (const { version: kernel } of sampleOf(KERNEL_VERSIONS, 1))
      it(`names the fault of ${name} first, on ${kernel}`, () => {
        const { findings } = findingsOf(openBroken(name, kernel));
        expect(named(findings[0])).toBe(PLANTED[name]);
        // What else there is to say is no second fault.
        expect(findings.slice(1).filter(({ severity }) => severity === 'error')).toEqual([]);
      });
});

describe('healthy machines', () => {
  for (const kernel of ['6.1', '6.12'] as const) {
    it.each([...WORKING])(`has no error on the tree %s, which works, on ${kernel}`, (name) => {
      const { findings } = findingsOf(openBroken(name, kernel));
      expect(findings.filter(({ severity }) => severity === 'error')).toEqual([]);
    });
    for (const machine of machineNames(kernel))
      it(`has no error on ${machine}, on ${kernel}`, () => {
        const { findings } = findingsOf(openMachine(kernel, machine));
        expect(findings.filter(({ severity }) => severity === 'error').map(named)).toEqual([]);
      });
  }

  it('has nothing at all to say of a small board', () => {
    const { findings, refusals } = findingsIn(board(''));
    expect(findings.map(named)).toEqual([]);
    expect(refusals).toEqual([]);
  });
});

it('names a controller whose interrupts take no cells, where Linux never comes to an end', () => {
  const zero = board('').replace('#interrupt-cells = <3>', '#interrupt-cells = <0>');
  expect(zero).not.toBe(board(''));
  const { findings } = findingsIn(zero);
  expect(findings[0]).toMatchObject({ code: 'interrupt-cells-zero', severity: 'error' });
  expect(
    findings
      .slice(1)
      .filter(({ severity }) => severity === 'error')
      .map(named),
  ).toEqual([]);
});

describe('a finding', () => {
  it('says place, line of Linux, consequence and fix', () => {
    const [first] = findingsOf(openBroken('dangling-interrupt-parent', '6.12')).findings;
    expect(first).toMatchObject({
      severity: 'error',
      where: { file: 'dangling-interrupt-parent.dts', line: 257, column: 23, property: 'interrupt-parent', cell: 0 },
    });
    expect(first?.linux['6.12']?.join('\n')).toContain('IRQ index 0 not found');
    expect(first?.consequence).toContain('-ENXIO');
    expect(first?.fix?.message).toContain('interrupt-parent = <&LABEL>;');
  });

  it('mends a cell in the notation of the source, and adds a missing property', () => {
    const [none] = findingsOf(openBroken('irq-type-none', '6.12')).findings;
    expect(none?.fix?.edits).toEqual([
      { file: 'irq-type-none.dts', line: 257, column: 27, remove: '0x00', insert: '0x04' },
    ]);
    const [its] = findingsOf(openBroken('its-no-msi-controller', '6.12')).findings;
    expect(its?.fix?.edits[0]?.insert).toMatch(/^msi-controller;\n\t+$/);
  });
});

describe('a request that came to nothing', () => {
  it('is told with the way that Linux took, the row that it tried, and the finding', () => {
    const { refusals, interrupts } = findingsOf(openBroken('map-no-match', '6.12'));
    const refusal = refusals.find(({ node }) => node === '/virtio_mmio@a003e00');
    expect(refusal).toMatchObject({ index: 0, result: '-ENXIO', finding: 'map-no-row' });
    expect(refusal?.walk.map(({ what }) => what)).toEqual([
      'interrupts',
      '/nexus@c is given <0x5>',
      'row 0 for <0x1>: differs',
      'no row fits',
    ]);
    expect(interrupts.total).toBe(interrupts.resolved + interrupts.unresolved);
  });

  it('is counted where no controller is found, and where Linux takes another line', () => {
    const dangling = findingsOf(openBroken('dangling-interrupt-parent', '6.12')).refusals;
    expect(dangling.map(({ node, finding }) => `${node} ${finding}`)).toContain(
      '/virtio_mmio@a003e00 interrupts_property',
    );
  });
});
