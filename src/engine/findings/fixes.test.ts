/** Each change that a finding proposes is made in a broken tree: the finding is gone, and the request is fulfilled. */
import { describe, expect, it } from 'vitest';
import { sampleOf } from '../../../scripts/sample.ts';
import type { FindingEdit, Findings } from '../api/findings.ts';
import type { Scenario } from '../api/scenario/types.ts';
import { CHECKS } from './checks/index.ts';
import { findingsOf } from './findings.ts';
import { offsetOf } from './place.ts';
import { board, brokenNames, findingsIn, findingsInBlob, openBroken } from './testing.ts';

const RTC = (interrupts: string, more = ''): string =>
  `rtc@9010000 { compatible = "arm,pl031", "arm,primecell"; reg = <0 0x9010000 0 0x1000>; ${interrupts}
    clocks = <&clk>; clock-names = "apb_pclk"; ${more} };`;
const KEYS = (interrupts: string): string => `keys { compatible = "gpio-keys";
    power { label = "power"; linux,code = <116>; ${interrupts} }; };`;
const ITS = `its: its@8080000 { compatible = "arm,gic-v3-its"; msi-controller; #msi-cells = <1>; reg = <0 0x8080000 0 0x20000>; };`;
const HOST = (more: string): string => `pcie@40000000 {
    compatible = "pci-host-ecam-generic"; device_type = "pci"; #address-cells = <3>; #size-cells = <2>;
    reg = <0x40 0x10000000 0 0x10000000>; bus-range = <0 0xff>; dma-coherent;
    ranges = <0x2000000 0 0x10000000 0 0x10000000 0 0x2eff0000>; ${more}
  };`;
const NEXUS = (more: string): string => `nexus: nexus { #interrupt-cells = <1>; ${more} };`;

interface Case {
  readonly code: string;
  readonly dts: string;
  /** The finding is at another node than the one whose request is fulfilled. */
  readonly asks?: string;
  readonly more?: Partial<Scenario>;
}

const RTC_PATH = '/rtc@9010000';
const KEY_PATH = '/keys/power';

/** Trees with one fault; what `broken/` has is tried as well. */
const CASES: readonly Case[] = [
  {
    code: 'interrupts_property',
    dts: board(RTC('interrupt-parent = <0x7777>; interrupts = <0 2 4>;')),
    asks: RTC_PATH,
  },
  { code: 'interrupts_property', dts: board(RTC('interrupt-parent = <&clk>; interrupts = <0 2 4>;')) },
  { code: 'interrupts_property', dts: board(RTC('interrupts = <0 2>;')), asks: RTC_PATH },
  { code: 'interrupts_property', dts: board(RTC('interrupts = <2 4>;')), asks: RTC_PATH },
  { code: 'interrupts_property', dts: board(KEYS('interrupt-parent = <&gpio0>; interrupts = <3>;')), asks: KEY_PATH },
  {
    code: 'interrupts_property',
    dts: board(RTC('interrupts = <0 2 4>;')).replace('interrupt-parent = <&gic>;', ''),
    asks: RTC_PATH,
  },
  {
    code: 'leftover-cells',
    dts: board(`bus { compatible = "simple-bus"; #address-cells = <2>; #size-cells = <2>; ranges;
    interrupt-parent = <&gpio0>; ${RTC('interrupts = <0 2 4>;')} };`),
    asks: `/bus${RTC_PATH}`,
  },
  { code: 'interrupts_extended_property', dts: board(RTC('interrupts-extended = <0x7777 0 2 4>;')), asks: RTC_PATH },
  { code: 'interrupts_extended_property', dts: board(RTC('interrupts-extended = <&clk 0 2 4>;')), asks: RTC_PATH },
  { code: 'interrupts_extended_property', dts: board(RTC('interrupts-extended = <&gic 0 2>;')), asks: RTC_PATH },
  { code: 'interrupts-beside-extended', dts: board(RTC('interrupts = <0 2 4>; interrupts-extended = <&gic 0 3 4>;')) },
  {
    code: 'interrupt-cells-zero',
    dts: board(RTC('interrupts = <0 2 4>;')).replace('#interrupt-cells = <3>', '#interrupt-cells = <0>'),
    asks: RTC_PATH,
  },
  {
    code: 'interrupt_provider',
    dts: board(`bank: gpio@9040000 { compatible = "arm,pl061", "arm,primecell"; reg = <0 0x9040000 0 0x1000>; interrupts = <0 9 4>;
    gpio-controller; #gpio-cells = <2>; interrupt-controller; clocks = <&clk>; clock-names = "apb_pclk"; };
    ${KEYS('interrupt-parent = <&bank>; interrupts = <3 2>;')}`),
    asks: KEY_PATH,
  },
  { code: 'obsolete_chosen_interrupt_controller', dts: board('chosen { interrupt-controller; };') },
  {
    code: 'controller-disabled',
    dts: board(KEYS('interrupt-parent = <&gpio0>; interrupts = <3 2>;')).replace(
      'gpio-controller;',
      'gpio-controller; status = "reserved";',
    ),
    asks: KEY_PATH,
  },
  { code: 'gic-no-distributor', dts: board('').replace('0x8000000 0 0x10000', '0x8000000 0 0x1000') },
  { code: 'redistributor-regions', dts: board('').replace('0x80a0000 0 0xf60000', '0x80a0000 0 0x20000') },
  { code: 'gic-no-maintenance-interrupt', dts: board('').replace('interrupts = <1 9 4>;', '') },
  {
    code: 'interrupt_map',
    dts: board(
      NEXUS('#address-cells = <0>; interrupt-map-mask = <0xff>; interrupt-map = <5 4 &gic 0 0 0 2 4>;').replace(
        '<1>',
        '<2>',
      ) + RTC('interrupt-parent = <&nexus>; interrupts = <5 4>;'),
    ),
    asks: RTC_PATH,
  },
  {
    code: 'map-no-row',
    dts: board(
      NEXUS('#address-cells = <0>; interrupt-map = <5 &gic 0 0 0 2 4>;') +
        RTC('interrupt-parent = <&nexus>; interrupts = <6>;'),
    ),
    asks: RTC_PATH,
  },
  {
    code: 'map-parent-disabled',
    dts: board(
      `${NEXUS('#address-cells = <0>; interrupt-map = <5 &bank 3 2>;')}
      bank: gpio@9040000 { compatible = "arm,pl061", "arm,primecell"; reg = <0 0x9040000 0 0x1000>; interrupts = <0 9 4>; status = "disabled";
        gpio-controller; #gpio-cells = <2>; interrupt-controller; #interrupt-cells = <2>; clocks = <&clk>; clock-names = "apb_pclk"; };
      ${KEYS('interrupt-parent = <&nexus>; interrupts = <5>;')}`,
    ),
    asks: KEY_PATH,
  },
  { code: 'gic-kind', dts: board(RTC('interrupts = <7 40 4>;')), asks: RTC_PATH },
  { code: 'gic-number', dts: board(RTC('interrupts = <0 1000 4>;')) },
  { code: 'gic-number', dts: board('pmu { compatible = "arm,armv8-pmuv3"; interrupts = <1 23 4>; };'), asks: '/pmu' },
  { code: 'gic-trigger', dts: board(RTC('interrupts = <0 2 8>;')), asks: RTC_PATH },
  { code: 'trigger-none', dts: board(RTC('interrupts = <0 2 0>;')), asks: RTC_PATH },
  {
    code: 'two-triggers',
    dts: board(
      `keys { compatible = "gpio-keys";
        up { label = "up"; linux,code = <116>; interrupt-parent = <&gpio0>; interrupts = <3 1>; };
        down { label = "down"; linux,code = <116>; interrupt-parent = <&gpio0>; interrupts = <3 2>; }; };`,
    ),
    asks: '/keys/down',
  },
  {
    code: 'spi-looks-like-intid',
    dts: board(
      [38, 39, 72, 41]
        .map(
          (spi, i) =>
            `serial@a00${i}000 { compatible = "test,uart"; reg = <0 0xa00${i}000 0 0x1000>; interrupts = <0 ${spi} 4>; };`,
        )
        .join(' '),
    ),
  },
  {
    code: 'wire-elsewhere',
    dts: board(RTC('interrupts = <0 72 4>;')),
    asks: RTC_PATH,
    more: { wires: [{ node: RTC_PATH, index: 0, to: { controller: '/interrupt-controller@8000000', input: 72 } }] },
  },
  {
    code: 'timer-not-per-cpu',
    dts: board('').replace('<1 13 4>, <1 14 4>, <1 11 4>, <1 10 4>', '<0 13 4>, <0 14 4>, <0 11 4>, <0 10 4>'),
    asks: '/timer',
  },
  { code: 'misspelt-property', dts: board(RTC('interrups = <0 2 4>;')), asks: RTC_PATH },
  { code: 'misspelt-property', dts: board(RTC('interupts_extended = <&gic 0 2 4>;')), asks: RTC_PATH },
  {
    code: 'misspelt-property',
    dts: board(KEYS('interrupt_parent = <&gpio0>; interrupts = <3 2>;')),
    asks: KEY_PATH,
  },
  { code: 'msi_parent_property', dts: board(HOST('msi-parent = <0x7777 0>;'), ITS) },
  { code: 'msi-map-size', dts: board(HOST('msi-map = <0 &its 0>;'), ITS) },
  { code: 'msi-map-target', dts: board(HOST('msi-map = <0 &clk 0 0x10000>;'), ITS) },
  { code: 'msi-map-offset', dts: board(HOST('msi-map = <0 &its 0x1000 0x10000>;'), ITS) },
  { code: 'no-msi-map', dts: board(HOST(''), ITS) },
];

function applied(text: string, edits: readonly FindingEdit[]): string {
  return edits.reduce((now, { line, column, remove, insert }) => {
    const at = offsetOf(now, line, column);
    expect(now.slice(at, at + remove.length)).toBe(remove);
    return now.slice(0, at) + insert + now.slice(at + remove.length);
  }, text);
}

const keyOf = ({ code, where }: Findings['findings'][number]): string => `${code} ${where.node}`;

/** Makes every change that a finding of the code proposes, each for itself. */
function tried({ code, dts, asks, more = {} }: Case): number {
  return triedIn(dts, findingsIn(dts, more), { code, asks, more });
}

/** The same of the blob, in the source that the page shows of it. */
function triedInBlob({ code, dts, asks, more = {} }: Case): number {
  const { source, findings } = findingsInBlob(dts, more);
  return triedIn(source, findings, { code, asks, more });
}

function triedIn(
  dts: string,
  before: Findings,
  {
    code,
    asks,
    more = {},
  }: { readonly code: string; readonly asks: string | undefined; readonly more?: Partial<Scenario> },
): number {
  const all = before.findings.filter((each) => each.code === code);
  const finding = all.find(({ where }) => where.node === asks) ?? all[0];
  expect(before.findings.map(keyOf).join()).toContain(code);
  const choices = finding?.fix === undefined ? [] : [finding.fix.edits, ...(finding.fix.others ?? [])];
  const made = choices.filter((each) => each.length > 0);
  for (const edits of made) {
    const now = findingsIn(applied(dts, edits), more);
    expect(now.findings.map(keyOf)).not.toContain(finding === undefined ? '' : keyOf(finding));
    if (asks !== undefined) expect(now.mapped.map(({ node }) => node)).toContain(asks);
  }
  return made.length;
}

describe('a change that a finding proposes', () => {
  it.each(sampleOf(CASES, 20).map((each, i) => [`${each.code} (${i})`, each] as const))('mends %s', (_, each) => {
    expect(tried(each)).toBeGreaterThan(0);
  });

  it.each(sampleOf(CASES, 5).map((each, i) => [`${each.code} (${i})`, each] as const))(
    'mends a blob: %s',
    (_, each) => {
      expect(triedInBlob(each)).toBeGreaterThan(0);
    },
  );

  const firsts = new Map(brokenNames().map((name) => [name, findingsOf(openBroken(name, '6.12')).findings[0]]));
  const mendable = [...firsts].flatMap(([name, first]) =>
    first?.fix === undefined || first.fix.edits.length === 0 ? [] : [{ name, first, fix: first.fix }],
  );

  it.each(sampleOf(mendable, 8))('mends broken/$name', ({ name, first, fix }) => {
    const { loaded } = openBroken(name, '6.12');
    const source = loaded.tree.sources[0]?.text ?? '';
    for (const edits of [fix.edits, ...(fix.others ?? [])]) {
      const dts = applied(source, edits);
      const { findings } = findingsIn(dts, { ...loaded.scenario, board: { dts } });
      expect(findings.map(keyOf)).not.toContain(keyOf(first));
      expect(findings.filter(({ severity }) => severity === 'error').map(keyOf)).toEqual([]);
    }
  });

  it('is there for every code of which the tree says what would be right', () => {
    const covered = new Set([...CASES, ...mendable.map(({ first }) => first)].map(({ code }) => code));
    expect(CHECKS.map(({ code }) => code).filter((code) => !covered.has(code))).toEqual(UNKNOWN);
  });
});

/** What only who knows the board or the kernel can mend; the text says what to look at. */
const UNKNOWN: readonly string[] = [
  'interrupts_extended_is_cell',
  'msi_parent_is_cell',
  'controller-no-driver',
  'controller-gave-up',
  'bank-without-interrupts',
  'its-non-coherent',
  'msi-frames-overlap',
  'interrupt-names',
  'interrupt-dead-end',
  'map-no-row-for-pin',
  'map-some-pins',
  'map-rows-overlap',
  'map-row-unreachable',
  'intid-beyond-distributor',
  'line-not-shared',
  'interrupt-storm',
  'msi-map-overlap',
  'msi-map-mask',
  'msi-map-hole',
  'too-few-vectors',
  'no-interrupts',
  'request-refused',
  'waits-for-disabled',
  'command-refused',
  'no-driver',
];
