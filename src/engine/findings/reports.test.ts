/** What people reported in public, on trees of our own: each is answered by the first finding. */
import { describe, expect, it } from 'vitest';
import { board, findingsIn, named, openMachine } from './testing.ts';
import { findingsOf } from './findings.ts';

const KEYS = (cells: string): string => `
  keys { compatible = "gpio-keys"; ${cells} };`;
const key = (name: string, interrupts: string): string =>
  `${name} { label = "${name}"; linux,code = <116>; ${interrupts} };`;

/** A host bridge whose INTx the map covers as said. */
const host = (rows: string, more = ''): string => `
  pcie@40000000 {
    compatible = "pci-host-ecam-generic"; device_type = "pci"; #address-cells = <3>; #size-cells = <2>; #interrupt-cells = <1>;
    reg = <0x40 0x10000000 0 0x10000000>; bus-range = <0 0xff>; dma-coherent;
    ranges = <0x2000000 0 0x10000000 0 0x10000000 0 0x2eff0000>;
    interrupt-map-mask = <0 0 0 7>; interrupt-map = ${rows}; ${more}
  };`;

describe('a report of the public', () => {
  it('two users of one PPI with triggers that differ', () => {
    const { findings } = findingsIn(board('pmu { compatible = "arm,armv8-pmuv3"; interrupts = <1 11 1>; };'));
    expect(named(findings[0])).toBe('two-triggers /pmu');
    expect(findings[0]?.message).toContain('/timer');
    expect(findings[0]?.linux['6.12']).toEqual([
      'irq: type mismatch, failed to map hwirq-27 for interrupt-controller@8000000!',
    ]);
  });

  it('a bridge with a row for INTA alone, and a function on INTB', () => {
    const { findings } = findingsIn(board(host('<0 0 0 1 &gic 0 0 0 3 4>')), {
      pci: [
        {
          bdf: '0000:00:01.0',
          vendor: '0x8086',
          device: '0x1234',
          class: '0x020000',
          bars: [{ index: 0, size: '0x4000', is64: true }],
          intx: 'B',
        },
      ],
    });
    expect(named(findings[0])).toBe('map-no-row-for-pin /pcie@40000000');
    expect(findings[0]?.message).toContain('INTB of slot 1');
  });

  it('a child controller without interrupt-controller', () => {
    const { findings, refusals } = findingsIn(
      board(`wake: wake { compatible = "test,wake"; #interrupt-cells = <3>; };
  rtc@9010000 { compatible = "arm,pl031", "arm,primecell"; reg = <0 0x9010000 0 0x1000>; interrupt-parent = <&wake>;
    interrupts = <0 8 4>; clocks = <&clk>; clock-names = "apb_pclk"; };`),
    );
    expect(named(findings[0])).toBe('interrupt_provider /wake');
    expect(findings[0]?.fix?.edits[0]?.insert).toContain('interrupt-controller;');
    expect(refusals[0]).toMatchObject({ node: '/rtc@9010000', finding: 'interrupt_provider' });
    expect(refusals[0]?.result).not.toBe('another line');
  });

  it('a child controller without #interrupt-cells', () => {
    const { findings } = findingsIn(
      board(`bank: gpio@9040000 { compatible = "arm,pl061", "arm,primecell"; reg = <0 0x9040000 0 0x1000>; interrupts = <0 9 4>;
    gpio-controller; #gpio-cells = <2>; interrupt-controller; clocks = <&clk>; clock-names = "apb_pclk"; };
  ${KEYS(key('power', 'interrupt-parent = <&bank>; interrupts = <3 2>;'))}`),
    );
    expect(named(findings[0])).toBe('interrupt_provider /gpio@9040000');
    expect(findings.filter(({ severity }) => severity === 'error')).toHaveLength(1);
  });

  it('GIC cells under a bus whose interrupt-parent is a GPIO bank', () => {
    const { findings, refusals } = findingsIn(
      board(`bus { compatible = "simple-bus"; #address-cells = <2>; #size-cells = <2>; ranges; interrupt-parent = <&gpio0>;
    rtc@9010000 { compatible = "arm,pl031", "arm,primecell"; reg = <0 0x9010000 0 0x1000>; interrupts = <0 4 4>;
      clocks = <&clk>; clock-names = "apb_pclk"; }; };`),
    );
    expect(named(findings[0])).toBe('leftover-cells /bus/rtc@9010000');
    expect(findings[0]?.fix?.message).toContain('/bus');
    expect(refusals[0]).toMatchObject({ node: '/bus/rtc@9010000', result: 'another line', finding: 'leftover-cells' });
  });

  it('an SPI that is an INTID, among siblings', () => {
    const uart = (at: string, spi: number): string =>
      `serial@${at} { compatible = "test,uart"; reg = <0 0x${at} 0 0x1000>; interrupts = <0 ${spi} 4>; };`;
    const nodes = [uart('a000000', 38), uart('a001000', 39), uart('a002000', 72), uart('a003000', 41)].join('\n');
    const { findings } = findingsIn(board(nodes));
    expect(named(findings[0])).toBe('spi-looks-like-intid /serial@a002000');
    expect(findings[0]?.severity).toBe('note');
    expect(findings[0]?.fix?.edits[0]).toMatchObject({ remove: '72', insert: '40' });
    // Without siblings to compare with nothing is said.
    expect(findingsIn(board(uart('a002000', 72))).findings.map(named)).toEqual([]);
  });

  it('an SPI that is an INTID, where the line is known', () => {
    const nodes = `rtc@9010000 { compatible = "arm,pl031", "arm,primecell"; reg = <0 0x9010000 0 0x1000>; interrupts = <0 72 4>;
    clocks = <&clk>; clock-names = "apb_pclk"; };`;
    const to = { controller: '/interrupt-controller@8000000', input: 72 };
    const { findings } = findingsIn(board(nodes), { wires: [{ node: '/rtc@9010000', index: 0, to }] });
    expect(named(findings[0])).toBe('wire-elsewhere /rtc@9010000');
    expect(findings[0]?.fix?.edits[0]).toMatchObject({ remove: '72', insert: '40' });
  });

  it('two keys on one GPIO line with edges that differ', () => {
    const nodes = KEYS(
      key('up', 'interrupt-parent = <&gpio0>; interrupts = <3 1>;') +
        key('down', 'interrupt-parent = <&gpio0>; interrupts = <3 2>;'),
    );
    const { findings } = findingsIn(board(nodes));
    expect(named(findings[0])).toBe('two-triggers /keys/down');
    expect(findings[0]?.severity).toBe('error');
  });

  it('a second driver on a line without IRQF_SHARED', () => {
    const rtc = (at: string): string =>
      `rtc@${at} { compatible = "arm,pl031", "arm,primecell"; reg = <0 0x${at} 0 0x1000>; interrupts = <0 12 4>;
    clocks = <&clk>; clock-names = "apb_pclk"; };`;
    const { findings } = findingsIn(board(rtc('9010000') + rtc('9020000')));
    expect(findings.map(named)[0]).toMatch(/^line-not-shared /);
    expect(findings[0]?.linux['6.12']?.join()).toMatch(/Flags mismatch irq/);
  });

  it('the affinity of a queue of an NVMe', () => {
    const session = openMachine('6.12', 'gicv3-its');
    const done = session.run({ do: 'irq.affinity', irq: { bdf: '0000:00:02.0', vector: 1 }, cpus: '2' });
    expect(done.ok && done.value.errno).not.toBe(0);
    expect(findingsOf(session).findings.map(({ code }) => code)[0]).toBe('command-refused');
  });

  it('a function of 65 vectors behind a block of 32', () => {
    const v2m = `v2m@8020000 { compatible = "arm,gic-v2m-frame"; msi-controller; reg = <0 0x8020000 0 0x1000>;
    arm,msi-base-spi = <64>; arm,msi-num-spis = <32>; };`;
    const tree = board(
      host(
        '<0 0 0 1 &gic 0 0 0 3 4>, <0 0 0 2 &gic 0 0 0 3 4>, <0 0 0 3 &gic 0 0 0 3 4>, <0 0 0 4 &gic 0 0 0 3 4>',
        'msi-parent = <&frame>;',
      ),
    )
      .replace(
        'reg = <0 0x8000000 0 0x10000>, <0 0x80a0000 0 0xf60000>;',
        'reg = <0 0x8000000 0 0x1000>, <0 0x8010000 0 0x2000>;',
      )
      .replace('arm,gic-v3', 'arm,gic-400')
      .replace('interrupts = <1 9 4>; ', `interrupts = <1 9 4>; frame: ${v2m}`);
    const { findings } = findingsIn(tree, {
      pci: [
        {
          bdf: '0000:00:01.0',
          vendor: '0x8086',
          device: '0x1234',
          class: '0x020000',
          bars: [{ index: 0, size: '0x4000', is64: true }],
          intx: 'A',
          msix: { entries: 65, tableBar: 0, tableOffset: '0x0', pbaBar: 0, pbaOffset: '0x2000' },
          driver: { minVectors: 65, maxVectors: 65, flags: ['msix'] },
        },
      ],
    });
    expect(named(findings[0])).toBe('too-few-vectors /pcie@40000000');
    expect(findings[0]?.message).toContain('65 vectors');
  });

  it('a redistributor region that covers one of two CPUs, and a distributor of one page: a data abort, as measured', () => {
    const short = board('').replace('0x80a0000 0 0xf60000', '0x80a0000 0 0x20000');
    const page = board('').replace('0x8000000 0 0x10000', '0x8000000 0 0x1000');
    for (const kernel of ['6.1', '6.12'] as const) {
      const [region] = findingsIn(short, { kernel }).findings;
      expect(named(region)).toBe('redistributor-regions /interrupt-controller@8000000');
      expect(region?.linux[kernel]).toEqual([
        // An address of ours: the kernel maps the region elsewhere.
        'Unable to handle kernel paging request at virtual address 00000000080c0008',
        'Internal error: Oops: 0000000096000007 [#1] SMP',
        'pc : gic_iterate_rdists',
        'Kernel panic - not syncing: Attempted to kill the idle task!',
        'Attempted to kill the idle task!',
      ]);
      const [distributor] = findingsIn(page, { kernel }).findings;
      expect(named(distributor)).toBe('gic-no-distributor /interrupt-controller@8000000');
      expect(distributor?.linux[kernel]).toContain('pc : gic_of_init');
    }
  });
});
