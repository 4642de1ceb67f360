/** GPIO blocks of SoCs on trees of our own: a key's line moved until the key has its interrupt, once for each edge that counts. */
import { describe, expect, it } from 'vitest';
import { KERNEL_VERSIONS } from '../api/kernel-versions.ts';
import { irq_desc } from '../linux/include/linux/irqdesc.ts';
import type { Session } from './session.ts';
import { bootTree, live, run, smallBoard } from './testing.ts';
import { sampleOf } from '../../../scripts/sample.ts';

const LINES = 'gpio-controller; #gpio-cells = <2>; interrupt-controller; #interrupt-cells = <2>;';
const RISING = 1;
const FALLING = 2;
const BOTH = 3;

interface Soc {
  readonly name: string;
  readonly node: string;
  /** Specifiers of three lines, without how they interrupt. */
  readonly lines: readonly [string, string, string];
  readonly flow: string;
  /** It can be told to take this edge alone. */
  readonly rising?: false;
}

const plain = (name: string, node: string, flow: string, more: Partial<Soc> = {}): Soc => ({
  name,
  node,
  lines: ['3', '21', '30'],
  flow,
  ...more,
});

const rockchip = (soc: string): string => `
  grf: syscon@1800 { compatible = "rockchip,${soc}-grf", "syscon"; reg = <0x1800 0x100>; };
  pinctrl { compatible = "rockchip,${soc}-pinctrl"; rockchip,grf = <&grf>; #address-cells = <1>; #size-cells = <1>; ranges;
    bank: gpio@2000 { compatible = "rockchip,gpio-bank"; reg = <0x2000 0x100>; interrupts = <0 14 4>; clocks = <&clk>, <&clk>; ${LINES} };
  };`;

const SOCS: readonly Soc[] = [
  plain(
    'i.MX 8M',
    `bank: gpio@1f0000 { compatible = "fsl,imx8mm-gpio", "fsl,imx35-gpio"; reg = <0x1f0000 0x1000>; interrupts = <0 64 4>, <0 65 4>; clocks = <&clk>; ${LINES} };`,
    'handle_level_irq',
  ),
  plain('RK3399', rockchip('rk3399'), 'handle_edge_irq'),
  plain('RK3588', rockchip('rk3588'), 'handle_edge_irq'),
  plain(
    'MSM8916',
    `bank: pinctrl@1000000 { compatible = "qcom,msm8916-pinctrl"; reg = <0x1000000 0x300000>; interrupts = <0 208 4>; gpio-ranges = <&bank 0 0 122>; ${LINES} };`,
    'handle_edge_irq',
    { lines: ['3', '107', '120'] },
  ),
  plain(
    'SM8150, of four tiles',
    `bank: pinctrl@3100000 { compatible = "qcom,sm8150-pinctrl"; reg = <0x3100000 0x300000>, <0x3500000 0x300000>, <0x3900000 0x300000>, <0x3d00000 0x300000>;
       reg-names = "west", "east", "north", "south"; interrupts = <0 208 4>; gpio-ranges = <&bank 0 0 176>; ${LINES} };`,
    'handle_edge_irq',
    { lines: ['4', '58', '107'] },
  ),
  plain(
    'A64',
    `bank: pinctrl@1c20800 { compatible = "allwinner,sun50i-a64-pinctrl"; reg = <0x1c20800 0x400>; interrupts = <0 11 4>, <0 17 4>, <0 21 4>;
       clocks = <&clk>, <&clk>, <&clk>; clock-names = "apb", "hosc", "losc"; gpio-controller; #gpio-cells = <3>; interrupt-controller; #interrupt-cells = <3>; };`,
    'handle_edge_irq',
    { lines: ['1 3', '6 9', '7 11'] },
  ),
  plain(
    'Tegra234',
    `bank: gpio@f100000 { compatible = "nvidia,tegra234-gpio-aon"; reg-names = "security", "gpio"; reg = <0xf100000 0x1000>, <0xf101000 0x1000>;
       interrupts = <0 56 4>, <0 57 4>, <0 58 4>, <0 59 4>; ${LINES} };`,
    'handle_edge_irq',
    { lines: ['3', '10', '9'] },
  ),
  plain(
    'R-Car',
    `bank: gpio@1f0000 { compatible = "renesas,gpio-r8a7795", "renesas,rcar-gen3-gpio"; reg = <0x1f0000 0x50>; interrupts = <0 4 4>; clocks = <&clk>; ${LINES} };`,
    'handle_level_irq',
  ),
  plain(
    'Layerscape',
    `bank: gpio@1f0000 { compatible = "fsl,ls1046a-gpio", "fsl,qoriq-gpio"; reg = <0x1f0000 0x10000>; interrupts = <0 66 4>; ${LINES} };`,
    'handle_edge_irq',
    { rising: false },
  ),
  plain(
    'Xilinx, of two channels',
    `bank: gpio@1f0000 { compatible = "xlnx,axi-gpio-2.0", "xlnx,xps-gpio-1.00.a"; reg = <0x1f0000 0x10000>; interrupts = <0 89 4>; clocks = <&clk>;
       clock-names = "s_axi_aclk"; xlnx,is-dual = <1>; xlnx,gpio-width = <8>; xlnx,gpio2-width = <24>; ${LINES} };`,
    'handle_edge_irq',
  ),
  plain(
    'Armada 3700',
    `nb: pinctrl@13800 { compatible = "marvell,armada3710-nb-pinctrl", "syscon", "simple-mfd"; reg = <0x13800 0x100>, <0x13c00 0x20>;
       bank: gpio { gpio-ranges = <&nb 0 0 36>; ${LINES} interrupts = <0 51 4>, <0 52 4>; }; };`,
    'handle_edge_irq',
    { lines: ['3', '21', '35'] },
  ),
  plain(
    'UniPhier',
    `aidet: interrupt-controller@5fc20000 { compatible = "socionext,uniphier-ld20-aidet"; reg = <0x5fc20000 0x200>; interrupt-controller; #interrupt-cells = <2>; };
     bank: gpio@55000000 { compatible = "socionext,uniphier-gpio"; reg = <0x55000000 0x200>; interrupt-parent = <&aidet>;
       ngpios = <205>; socionext,interrupt-ranges = <0 48 16>, <16 154 5>, <21 217 3>; ${LINES} };`,
    'handle_fasteoi_irq',
    { lines: ['3', '17', '22'] },
  ),
];

const key = (name: string, line: string, type: number): string =>
  `${name} { compatible = "gpio-keys"; button { label = "${name}"; linux,code = <1>; interrupts-extended = <&bank ${line} ${type}>; }; };\n`;

function irqOf(session: Session, name: string): irq_desc {
  const desc = live<irq_desc>(session, irq_desc).find(({ action }) => action?.name === name);
  if (desc === undefined) throw new Error(`${name} has no interrupt`);
  return desc;
}

/** How often a key has its interrupt when its line moves, and when it moves back. */
function fired(session: Session, name: string, first: 'line.raise' | 'line.lower'): number[] {
  const countOf = (): number =>
    irqOf(session, name)
      .kstat_irqs.values()
      .reduce((sum, count) => sum + count, 0);
  return ([first, first === 'line.raise' ? 'line.lower' : 'line.raise'] as const).map((command) => {
    const before = countOf();
    run(session, { do: command, node: `/${name}/button`, index: 0 });
    return countOf() - before;
  });
}

/** Pins of a TLMM that come in by the PDC, at the line that the driver's table has for them. */
const pdcBoard = (soc: string, pins: string): string => `
  pdc: interrupt-controller@b220000 { compatible = "qcom,${soc}-pdc", "qcom,pdc"; reg = <0xb220000 0x30000>;
    qcom,pdc-ranges = <0 480 94>, <94 609 15>, <115 630 7>; #interrupt-cells = <2>; interrupt-controller; };
  bank: pinctrl@3400000 { compatible = "qcom,${soc}-pinctrl"; reg = <0x3400000 0xc00000>; interrupts = <0 208 4>;
    gpio-ranges = <&bank 0 0 ${pins}>; wakeup-parent = <&pdc>; ${LINES} };`;

describe.each(sampleOf(KERNEL_VERSIONS, 1).map(({ version }) => version))('Linux %s', (kernel) => {
  it.each(SOCS.map((soc) => [soc.name, soc] as const))('%s', (_name, { node, lines, flow, rising }) => {
    const [first, second, third] = lines;
    const keys = [
      ...(rising === false ? [] : [key('rise', first, RISING)]),
      key('both', second, BOTH),
      key('fall', third, FALLING),
    ];
    const session = bootTree(smallBoard(node + keys.join('')), kernel);
    expect(irqOf(session, 'fall').handle_irq?.fname).toBe(flow);
    if (rising !== false) expect(fired(session, 'rise', 'line.raise')).toEqual([1, 0]);
    expect(fired(session, 'both', 'line.raise')).toEqual([1, 1]);
    expect(fired(session, 'fall', 'line.lower')).toEqual([1, 0]);
  });

  it('SDM845: pins with a line at the PDC come in by that, and the others by the interrupt of all pins', () => {
    const keys = [
      key('rise', '3', RISING),
      key('fall', '30', FALLING),
      key('both', '36', BOTH),
      key('plain', '2', RISING),
    ];
    const session = bootTree(smallBoard(pdcBoard('sdm845', '150') + keys.join('')), kernel);
    const spiOf = (name: string): number | undefined => irqOf(session, name).irq_data.parent_data?.parent_data?.hwirq;
    expect(['rise', 'fall', 'both', 'plain'].map(spiOf)).toEqual([
      480 + 31 + 32,
      480 + 39 + 32,
      480 + 43 + 32,
      undefined,
    ]);
    expect(fired(session, 'rise', 'line.raise')).toEqual([1, 0]);
    expect(fired(session, 'fall', 'line.lower')).toEqual([1, 0]);
    expect(fired(session, 'both', 'line.raise')).toEqual([1, 1]);
    expect(fired(session, 'plain', 'line.raise')).toEqual([1, 0]);
  });

  it('Visconti: an SPI for each of the first sixteen lines', () => {
    const node = `bank: gpio@1f0000 { compatible = "toshiba,gpio-tmpv7708"; reg = <0x1f0000 0x1000>; ${LINES} };`;
    const session = bootTree(smallBoard(node + key('rise', '10', RISING)), kernel);
    expect(fired(session, 'rise', 'line.raise')).toEqual([1, 0]);
  });
});
