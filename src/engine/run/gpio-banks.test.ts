/** GPIO banks on trees of our own: their domains and chips, and a key's line raised until the key has its interrupt. */
import { describe, expect, it } from 'vitest';
import type { KernelVersion } from '../api/kernel-versions.ts';
import { irq_desc } from '../linux/include/linux/irqdesc.ts';
import { irq_domain } from '../linux/include/linux/irqdomain.ts';
import type { Session } from './session.ts';
import { bootTree, live, run, smallBoard } from './testing.ts';
import { sampleOf } from '../../../scripts/sample.ts';

const LINES = 'gpio-controller; #gpio-cells = <2>; interrupt-controller; #interrupt-cells = <2>;';
const key = (name: string, line: number, type: number): string =>
  `${name} { compatible = "gpio-keys"; button { label = "${name}"; linux,code = <1>; interrupts-extended = <&bank ${line} ${type}>; }; };\n`;

const RISING = 1;
const FALLING = 2;
const BOTH = 3;
const HIGH = 4;
const LOW = 8;

const boot = (kernel: KernelVersion, body: string): Session => bootTree(smallBoard(body), kernel);

const domains = (session: Session): string[] => live<irq_domain>(session, irq_domain).flatMap(({ name }) => name ?? []);

/** The interrupt that a key has requested. */
function keyIrq(session: Session, name: string): irq_desc | undefined {
  return live<irq_desc>(session, irq_desc).find(({ action }) => action?.name === name);
}

/** Chip, flow handler and number within the controller. */
function summary(session: Session, name: string): string {
  const desc = keyIrq(session, name);
  if (desc === undefined) return 'none';
  const { chip, hwirq } = desc.irq_data;
  return `${chip?.name ?? '-'} ${hwirq} ${desc.handle_irq?.fname ?? '-'}`;
}

const countOf = (desc: irq_desc | undefined): number =>
  desc?.kstat_irqs.values().reduce((sum, count) => sum + count, 0) ?? 0;

/** How often a key has its interrupt when its line rises, and when it falls after. */
function fired(session: Session, name: string, first: 'line.raise' | 'line.lower' = 'line.raise'): number[] {
  const counts: number[] = [];
  for (const command of [first, first === 'line.raise' ? 'line.lower' : 'line.raise'] as const) {
    const before = countOf(keyIrq(session, name));
    run(session, { do: command, node: `/${name}/button`, index: 0 });
    counts.push(countOf(keyIrq(session, name)) - before);
  }
  return counts;
}

describe.each(sampleOf(['6.1', '6.12', '7.3'] as const, 1))('Linux %s', (kernel) => {
  it('Zynq: levels end with the handler that served them, edges come once or twice', () => {
    const session = boot(
      kernel,
      `bank: gpio@ff0a0000 { compatible = "xlnx,zynqmp-gpio-1.0"; reg = <0xff0a0000 0x1000>; interrupts = <0 16 4>; clocks = <&clk>; ${LINES} };
       ${key('rise', 22, RISING)} ${key('both', 77, BOTH)} ${key('fall', 30, FALLING)} ${key('high', 100, HIGH)} ${key('low', 173, LOW)}`,
    );
    expect(domains(session)).toContain(':gpio@ff0a0000');
    expect(summary(session, 'rise')).toBe('zynq-gpio 22 handle_level_irq');
    expect(summary(session, 'high')).toBe('zynq-gpio 100 handle_fasteoi_irq');
    expect(fired(session, 'rise')).toEqual([1, 0]);
    expect(fired(session, 'both')).toEqual([1, 1]);
    expect(fired(session, 'fall', 'line.lower')).toEqual([1, 0]);
  });

  it('Zynq without a clock does not probe', () => {
    const session = boot(
      kernel,
      `bank: gpio@ff0a0000 { compatible = "xlnx,zynq-gpio-1.0"; reg = <0xff0a0000 0x1000>; interrupts = <0 16 4>; ${LINES} };`,
    );
    expect(domains(session)).not.toContain(':gpio@ff0a0000');
  });

  it('Raspberry Pi: three groups of pins, an interrupt each', () => {
    const session = boot(
      kernel,
      `bank: gpio@7e200000 { compatible = "brcm,bcm2711-gpio"; reg = <0x7e200000 0xb4>; interrupts = <0 113 4>, <0 114 4>, <0 115 4>; ${LINES} };
       ${key('rise', 4, RISING)} ${key('both', 30, BOTH)} ${key('fall', 50, FALLING)}`,
    );
    expect(domains(session)).toContain(':gpio@7e200000');
    expect(summary(session, 'rise')).toBe('pinctrl-bcm2835 4 handle_edge_irq');
    expect(fired(session, 'rise')).toEqual([1, 0]);
    expect(fired(session, 'both')).toEqual([1, 1]);
    expect(fired(session, 'fall', 'line.lower')).toEqual([1, 0]);
  });

  it('MediaTek MT8183: every external interrupt is mapped at once, pins and interrupts are counted differently', () => {
    const names = ['iocfg0', 'iocfg1', 'iocfg2', 'iocfg3', 'iocfg4', 'iocfg5', 'iocfg6', 'iocfg7', 'iocfg8', 'eint'];
    const reg = names.map((_, n) => `<0x100${n}0000 0x1000>`).join(', ');
    const session = boot(
      kernel,
      `bank: pinctrl@10000000 { compatible = "mediatek,mt8183-pinctrl"; reg = ${reg}; reg-names = ${names.map((name) => `"${name}"`).join(', ')};
         gpio-ranges = <&bank 0 0 192>; interrupts = <0 177 4>; ${LINES} };
       ${key('rise', 4, RISING)} ${key('both', 190, BOTH)} ${key('fall', 40, FALLING)} ${key('high', 60, HIGH)} ${key('nowhere', 176, HIGH)}
       line { compatible = "gpio-keys"; button { label = "line"; linux,code = <1>; gpios = <&bank 173 1>; }; };`,
    );
    expect(domains(session)).toContain(':pinctrl@10000000');
    expect(live<irq_desc>(session, irq_desc).filter(({ irq_data }) => irq_data.chip?.name === 'mt-eint')).toHaveLength(
      212,
    );
    expect(summary(session, 'rise')).toBe('mt-eint 4 handle_level_irq');
    expect(summary(session, 'line')).toBe('mt-eint 186 handle_level_irq');
    expect(summary(session, 'nowhere')).toBe('none');
    expect(fired(session, 'rise')).toEqual([1, 0]);
    expect(fired(session, 'both')).toEqual([1, 1]);
    expect(fired(session, 'fall', 'line.lower')).toEqual([1, 0]);
    expect(fired(session, 'line', 'line.lower')).toEqual([1, 1]);
  });

  it('MediaTek MT8173: the pins are in a syscon, and 6.1 wants them to be numbered', () => {
    const pins = (more: string): string =>
      `regs: syscon@10005000 { compatible = "mediatek,mt8173-pctl-a-syscfg", "syscon"; reg = <0x10005000 0x1000>; };
       bank: pinctrl@1000b000 { compatible = "mediatek,mt8173-pinctrl"; reg = <0x1000b000 0x1000>; mediatek,pctl-regmap = <&regs>;
         interrupts = <0 145 4>; ${more} ${LINES} };
       ${key('both', 16, BOTH)} line { compatible = "gpio-keys"; button { label = "line"; linux,code = <1>; gpios = <&bank 69 1>; }; };`;
    const session = boot(kernel, pins('pins-are-numbered;'));
    expect(summary(session, 'both')).toBe('mt-eint 16 handle_level_irq');
    expect(fired(session, 'both')).toEqual([1, 1]);
    expect(fired(session, 'line', 'line.lower')).toEqual([1, 1]);
    const domain = domains(boot(kernel, pins(''))).includes(':pinctrl@1000b000');
    expect(domain).toBe(kernel !== '6.1');
  });

  it('RZ/G2L: a pin takes the lowest free TINT of the controller above, edges alone', () => {
    const spis = Array.from({ length: 41 }, (_, n) => `<0 ${100 + n} 4>`).join(', ');
    const session = boot(
      kernel,
      `irqc: interrupt-controller@10000000 { compatible = "renesas,r9a07g044-irqc", "renesas,rzg2l-irqc"; reg = <0x10000000 0x10000>;
         interrupts = ${spis}; interrupt-controller; #interrupt-cells = <2>; #address-cells = <0>; };
       bank: pinctrl@11030000 { compatible = "renesas,r9a07g044-pinctrl"; reg = <0x11030000 0x10000>; interrupt-parent = <&irqc>;
         gpio-ranges = <&bank 0 0 392>; clocks = <&clk>; ${LINES} };
       own { compatible = "gpio-keys"; button { label = "own"; linux,code = <1>; interrupts-extended = <&irqc 3 1>; }; };
       ${key('rise', 9, RISING)} ${key('fall', 40, FALLING)} ${key('both', 16, BOTH)} ${key('high', 17, HIGH)} ${key('gap', 2, RISING)}`,
    );
    expect(domains(session)).toContain(':pinctrl@11030000');
    expect(summary(session, 'own')).toBe('rzg2l-irqc 3 handle_fasteoi_irq');
    expect(summary(session, 'rise')).toBe('rzg2l-gpio 9 handle_fasteoi_irq');
    expect(keyIrq(session, 'rise')?.irq_data.parent_data?.hwirq).toBe(9);
    expect(keyIrq(session, 'fall')?.irq_data.parent_data?.hwirq).toBe(10);
    expect(summary(session, 'both')).toBe('none');
    expect(summary(session, 'gap')).toBe('none');
    expect(fired(session, 'own')).toEqual([1, 0]);
    expect(fired(session, 'rise')).toEqual([1, 0]);
    expect(fired(session, 'fall', 'line.lower')).toEqual([1, 0]);
  });

  it('RZ/G3L: the last eight lines of its own share their SPIs with TINTs, and 7.3 alone knows it', () => {
    const places = [...Array(41).keys(), ...Array.from({ length: 8 }, (_, n) => n + 9)];
    const spis = places.map((n) => `<0 ${100 + n} 4>`).join(', ');
    const session = boot(
      kernel,
      `irqc: interrupt-controller@11050000 { compatible = "renesas,r9a08g046-irqc"; reg = <0x11050000 0x10000>;
         interrupts = ${spis}; interrupt-controller; #interrupt-cells = <2>; #address-cells = <0>; };
       bank: pinctrl@11030000 { compatible = "renesas,r9a08g046-pinctrl"; reg = <0x11030000 0x10000>; interrupt-parent = <&irqc>;
         gpio-ranges = <&bank 0 0 232>; clocks = <&clk>; ${LINES} };
       own { compatible = "gpio-keys"; button { label = "own"; linux,code = <1>; interrupts-extended = <&irqc 16 1>; }; };
       tint { compatible = "gpio-keys"; button { label = "tint"; linux,code = <1>; interrupts-extended = <&irqc 48 1>; }; };
       ${key('rise', 24, RISING)} ${key('gap', 39, RISING)}`,
    );
    const known = kernel === '7.3';
    expect(domains(session).includes(':interrupt-controller@11050000')).toBe(known);
    if (!known) return;
    expect(summary(session, 'own')).toBe('rzg2l-irqc 16 handle_fasteoi_irq');
    expect(summary(session, 'tint')).toBe('none');
    expect(summary(session, 'gap')).toBe('none');
    expect(summary(session, 'rise')).toBe('rzg2l-gpio 24 handle_fasteoi_irq');
    expect(keyIrq(session, 'rise')?.irq_data.parent_data?.hwirq).toBe(17);
    expect(fired(session, 'own')).toEqual([1, 0]);
    expect(fired(session, 'rise')).toEqual([1, 0]);
  });

  it.each([
    ['renesas,r9a09g057', 11 * 8 + 5, 96],
    ['renesas,r9a09g047', 3 * 8, 232],
  ])(
    '%s: the ICU has software interrupts for CPUs, lines of its own, and pins of every type but both edges',
    (soc, pin, pins) => {
      const spis = Array.from({ length: 54 }, (_, n) => `<0 ${100 + n} 4>`).join(', ');
      const session = boot(
        kernel,
        `icu: interrupt-controller@10400000 { compatible = "${soc}-icu"; reg = <0x10400000 0x10000>;
         interrupts = ${spis}; interrupt-controller; #interrupt-cells = <2>; #address-cells = <0>; };
       bank: pinctrl@10410000 { compatible = "${soc}-pinctrl"; reg = <0x10410000 0x10000>; interrupt-parent = <&icu>;
         gpio-ranges = <&bank 0 0 ${pins}>; clocks = <&clk>; ${LINES} };
       own { compatible = "gpio-keys"; button { label = "own"; linux,code = <1>; interrupts-extended = <&icu 3 1>; }; };
       ${key('rise', pin, RISING)} ${key('high', 8, HIGH)} ${key('fall', 1, FALLING)} ${key('both', 3, BOTH)}`,
      );
      if (kernel !== '7.3') {
        expect(domains(session)).not.toContain(':interrupt-controller@10400000');
        return;
      }
      expect(summary(session, '10400000.interrupt-controller')).toBe('rzv2h-icu 49 handle_fasteoi_irq');
      expect(summary(session, 'own')).toBe('rzv2h-icu 3 handle_fasteoi_irq');
      expect(summary(session, 'rise')).toBe(`rzg2l-gpio ${pin} handle_fasteoi_irq`);
      expect(summary(session, 'high')).toBe('rzg2l-gpio 8 handle_fasteoi_irq');
      expect(keyIrq(session, 'rise')?.irq_data.parent_data?.hwirq).toBe(17);
      expect(summary(session, 'both')).toBe('none');
      expect(fired(session, 'own')).toEqual([1, 0]);
      expect(fired(session, 'rise')).toEqual([1, 0]);
      expect(fired(session, 'fall', 'line.lower')).toEqual([1, 0]);
    },
  );

  it('i.MX 9: a register a pin, and the flow handler that fits', () => {
    const session = boot(
      kernel,
      `pins: pinctrl@443c0000 { compatible = "fsl,imx93-iomuxc"; reg = <0x443c0000 0x10000>; };
       bank: gpio@43810000 { compatible = "fsl,imx93-gpio", "fsl,imx7ulp-gpio"; reg = <0x43810080 0x1000>, <0x43810040 0x40>;
         interrupts = <0 57 4>; ${LINES} };
       ${key('rise', 4, RISING)} ${key('both', 20, BOTH)} ${key('fall', 30, FALLING)} ${key('low', 9, LOW)}`,
    );
    expect(domains(session)).toContain(':gpio@43810000');
    expect(summary(session, 'rise')).toBe('gpio-vf610 4 handle_edge_irq');
    expect(summary(session, 'low')).toBe('gpio-vf610 9 handle_level_irq');
    expect(fired(session, 'rise')).toEqual([1, 0]);
    expect(fired(session, 'both')).toEqual([1, 1]);
    expect(fired(session, 'fall', 'line.lower')).toEqual([1, 0]);
  });

  it('A100: the NMI is one line, with a chip for levels and one for edges', () => {
    const session = boot(
      kernel,
      `bank: interrupt-controller@7010320 { compatible = "allwinner,sun50i-a100-nmi", "allwinner,sun9i-a80-nmi"; reg = <0x7010320 0xc>;
         interrupts = <0 64 4>; interrupt-controller; #interrupt-cells = <2>; };
       ${key('fall', 0, FALLING)}`,
    );
    expect(summary(session, 'fall')).toBe('sunxi-nmi 0 handle_edge_irq');
    expect(fired(session, 'fall', 'line.lower')).toEqual([1, 0]);
  });

  it('MediaTek: CIRQ passes on the SPIs of its range', () => {
    const session = boot(
      kernel,
      `bank: interrupt-controller@10204000 { compatible = "mediatek,mt8173-cirq", "mediatek,mtk-cirq"; reg = <0x10204000 0x400>;
         interrupt-controller; #interrupt-cells = <3>; interrupt-parent = <&gic>; mediatek,ext-irq-range = <32 100>; };
       in { compatible = "gpio-keys"; button { label = "in"; linux,code = <1>; interrupts-extended = <&bank 0 40 4>; }; };
       out { compatible = "gpio-keys"; button { label = "out"; linux,code = <1>; interrupts-extended = <&bank 0 101 4>; }; };`,
    );
    expect(summary(session, 'in')).toBe('MT_CIRQ 8 handle_fasteoi_irq');
    expect(summary(session, 'out')).toBe('none');
  });

  it('Tegra210: the PMC has a line of its own, and pins that do not wake the system end at their controller', () => {
    const session = boot(
      kernel,
      `pmc: pmc@7000e400 { compatible = "nvidia,tegra210-pmc"; reg = <0x7000e400 0x400>; interrupt-controller; #interrupt-cells = <2>; };
       bank: gpio@6000d000 { compatible = "nvidia,tegra210-gpio", "nvidia,tegra30-gpio"; reg = <0x6000d000 0x1000>;
         interrupts = <0 32 4>, <0 33 4>, <0 34 4>, <0 35 4>, <0 55 4>, <0 87 4>, <0 89 4>, <0 125 4>; ${LINES} };
       pmu { compatible = "gpio-keys"; button { label = "pmu"; linux,code = <1>; interrupts-extended = <&pmc 51 4>; }; };
       ${key('rise', 4, RISING)} ${key('both', 70, BOTH)} ${key('low', 200, LOW)}`,
    );
    expect(summary(session, 'rise')).toBe('- 4 handle_edge_irq');
    expect(summary(session, 'low')).toBe('- 200 handle_level_irq');
    expect(fired(session, 'rise')).toEqual([1, 0]);
    expect(fired(session, 'both')).toEqual([1, 1]);
    expect(domains(session)).toEqual(expect.arrayContaining([':pmc@7000e400', ':gpio@6000d000']));
    expect(summary(session, 'pmu')).toBe('7000e400.pmc 51 handle_fasteoi_irq');
    expect(keyIrq(session, 'pmu')?.irq_data.parent_data?.hwirq).toBe(86 + 32);
    const gpio = live<irq_domain>(session, irq_domain).find(({ name }) => name === ':gpio@6000d000');
    expect(gpio?.parent?.name).toBe(':pmc@7000e400');
  });

  it('Tegra210: the AGIC is a GIC behind an interrupt of another', () => {
    const session = boot(
      kernel,
      `bank: interrupt-controller@702f9000 { compatible = "nvidia,tegra210-agic"; reg = <0x702f9000 0x1000>, <0x702fa000 0x2000>;
         interrupts = <0 102 4>; interrupt-controller; #interrupt-cells = <3>; clocks = <&clk>; clock-names = "clk"; };
       high { compatible = "gpio-keys"; button { label = "high"; linux,code = <1>; interrupts-extended = <&bank 0 24 1>; }; };`,
    );
    expect(domains(session)).toContain(':interrupt-controller@702f9000');
    expect(keyIrq(session, 'high')?.irq_data.hwirq).toBe(56);
    expect(fired(session, 'high')).toEqual([1, 0]);
  });

  it('Keystone: a number for every pin at once, edges alone, an interrupt for 16 pins', () => {
    const session = boot(
      kernel,
      `bank: gpio@600000 { compatible = "ti,am654-gpio", "ti,keystone-gpio"; reg = <0x600000 0x100>; interrupts = <0 200 4>, <0 201 4>, <0 202 4>;
         ti,ngpio = <48>; ti,davinci-gpio-unbanked = <0>; clocks = <&clk>; clock-names = "gpio"; ${LINES} };
       ${key('rise', 4, RISING)} ${key('both', 20, BOTH)} ${key('fall', 40, FALLING)} ${key('high', 41, HIGH)}`,
    );
    expect(domains(session)).toContain(':gpio@600000');
    expect(summary(session, 'rise')).toBe('GPIO 4 handle_simple_irq');
    expect(summary(session, 'high')).toBe('none');
    expect(live<irq_desc>(session, irq_desc).filter(({ irq_data }) => irq_data.chip?.name === 'GPIO')).toHaveLength(48);
    expect(fired(session, 'rise')).toEqual([1, 0]);
    expect(fired(session, 'both')).toEqual([1, 1]);
    expect(fired(session, 'fall', 'line.lower')).toEqual([1, 0]);
  });

  it('Armada 3700: the pins of a half by all of its interrupts, edges alone', () => {
    const session = boot(
      kernel,
      `nb: pinctrl@13800 { compatible = "marvell,armada3710-nb-pinctrl", "syscon", "simple-mfd"; reg = <0x13800 0x100>, <0x13c00 0x20>;
         bank: gpio { gpio-ranges = <&nb 0 0 36>; ${LINES} interrupts = <0 51 4>, <0 52 4>; }; };
       ${key('rise', 4, RISING)} ${key('late', 35, BOTH)} ${key('high', 6, HIGH)}`,
    );
    expect(domains(session)).toContain(':pinctrl@13800:gpio');
    expect(summary(session, 'rise')).toBe(`${kernel === '6.1' ? 'GPIO1' : '-'} 4 handle_edge_irq`);
    expect(summary(session, 'late')).toBe(`${kernel === '6.1' ? 'GPIO1' : '-'} 35 handle_edge_irq`);
    expect(summary(session, 'high')).toBe('none');
  });

  it('Armada 8000: registers in a syscon, a chip of two kinds', () => {
    const bank = `bank: gpio@1040 { compatible = "marvell,armada-8k-gpio"; offset = <0x1040>; ngpios = <20>; ${LINES}
      interrupts = <0 23 4>, <0 24 4>, <0 25 4>; gpio-ranges = <&mpp 0 0 20>; };`;
    const syscon = `system-controller@6f4000 { compatible = "syscon", "simple-mfd"; reg = <0x6f4000 0x2000>;
      mpp: pinctrl { compatible = "marvell,ap806-pinctrl"; }; ${bank} };`;
    const without = boot(kernel, `${syscon} ${key('rise', 4, RISING)}`);
    expect(domains(without)).not.toContain(':system-controller@6f4000:gpio@1040');
    const session = boot(
      kernel,
      `aliases { gpio0 = &bank; }; ${syscon} ${key('rise', 4, RISING)}
       lit { compatible = "gpio-keys"; button { label = "lit"; linux,code = <1>; gpios = <&bank 5 1>; }; };`,
    );
    expect(domains(session)).toContain(':system-controller@6f4000:gpio@1040');
    expect(summary(session, 'rise')).toBe('6f4000.system-controller:gpio@1040 4 handle_edge_irq');
    expect(summary(session, 'lit')).toBe('6f4000.system-controller:gpio@1040 5 handle_edge_irq');
  });

  it('Exynos: a domain and a chip of its own for each bank, muxed banks behind one interrupt', () => {
    const session = boot(
      kernel,
      `aliases { pinctrl0 = &pc; pinctrl1 = &pg; };
       pc: pinctrl@10580000 { compatible = "samsung,exynos7-pinctrl"; reg = <0x10580000 0x1000>;
         wakeup-interrupt-controller { compatible = "samsung,exynos7-wakeup-eint"; interrupt-parent = <&gic>; interrupts = <0 16 4>; };
         gpa0: gpa0-gpio-bank { interrupt-parent = <&gic>; ${LINES} interrupts = <0 0 4>, <0 1 4>, <0 2 4>, <0 3 4>, <0 4 4>, <0 5 4>, <0 6 4>, <0 7 4>; };
         bank: gpa2 { ${LINES} };
       };
       pg: pinctrl@13470000 { compatible = "samsung,exynos7-pinctrl"; reg = <0x13470000 0x1000>; interrupts = <0 383 4>;
         gpb0: gpb0-gpio-bank { ${LINES} }; };
       ${key('muxed', 3, FALLING)}
       own { compatible = "gpio-keys"; button { label = "own"; linux,code = <1>; interrupts-extended = <&gpa0 2 4>; }; };
       shared { compatible = "gpio-keys"; button { label = "shared"; linux,code = <1>; interrupts-extended = <&gpb0 1 3>; }; };`,
    );
    expect(domains(session)).toEqual(
      expect.arrayContaining([
        ':pinctrl@10580000:gpa0-gpio-bank',
        ':pinctrl@10580000:gpa2',
        ':pinctrl@13470000:gpb0-gpio-bank',
      ]),
    );
    expect(summary(session, 'muxed')).toBe('gpa2 3 handle_edge_irq');
    expect(summary(session, 'own')).toBe('gpa0 2 handle_level_irq');
    expect(summary(session, 'shared')).toBe('gpb0 1 handle_edge_irq');
  });
});

describe.each(sampleOf(['6.1', '6.12', '7.3'] as const, 1))('Linux %s', (kernel) => {
  it('X-Gene: a standby line has an SPI of its own, which is rising or high whatever the line is', () => {
    const session = boot(
      kernel,
      `bank: gpio@17001000 { compatible = "apm,xgene-gpio-sb"; reg = <0x17001000 0x400>; ${LINES}
         interrupts = <0 40 1>, <0 41 1>, <0 42 1>, <0 43 1>, <0 44 1>, <0 45 1>; };
       ${key('rise', 5, RISING)} ${key('fall', 2, FALLING)} ${key('none', 6, RISING)}`,
    );
    expect(domains(session)).toContain(':gpio@17001000');
    expect(summary(session, 'rise')).toBe('sbgpio 5 handle_fasteoi_irq');
    expect(summary(session, 'none')).toBe('none');
    expect(keyIrq(session, 'fall')?.irq_data.parent_data?.hwirq).toBe(42 + 32);
    expect(fired(session, 'rise')).toEqual([1, 0]);
    expect(fired(session, 'fall', 'line.lower')).toEqual([1, 0]);
  });

  it('Layerscape: external lines by a map of their own, from 7.3 on a device below a block of registers', () => {
    const session = boot(
      kernel,
      `scfg@1570000 { compatible = "fsl,ls1043a-scfg", "syscon"; reg = <0x1570000 0x10000>; big-endian; #address-cells = <1>; #size-cells = <1>;
         ranges = <0 0x1570000 0x10000>;
         bank: interrupt-controller@1ac { compatible = "fsl,ls1043a-extirq"; reg = <0x1ac 4>; #interrupt-cells = <2>; #address-cells = <0>;
           interrupt-controller; interrupt-map-mask = <0xffffffff 0>; interrupt-map = <0 0 &gic 0 131 4>, <1 0 &gic 0 132 4>; }; };
       ${key('rise', 1, RISING)} ${key('fall', 0, FALLING)}`,
    );
    expect(domains(session)).toContain(':scfg@1570000:interrupt-controller@1ac');
    expect(summary(session, 'rise')).toBe('ls-extirq 1 handle_fasteoi_irq');
    expect(keyIrq(session, 'fall')?.irq_data.parent_data?.hwirq).toBe(131 + 32);
    expect(fired(session, 'rise')).toEqual([1, 0]);
    expect(fired(session, 'fall', 'line.lower')).toEqual([1, 0]);
  });

  it('QUICC Engine: a register names the source; reserved ones are none', () => {
    const session = boot(
      kernel,
      `bank: qeic@80 { compatible = "fsl,qe-ic"; reg = <0x2400080 0x80>; interrupts = <0 77 4>, <0 77 4>; interrupt-controller; #interrupt-cells = <1>; };
       ucc { compatible = "gpio-keys"; button { label = "ucc"; linux,code = <1>; interrupts-extended = <&bank 32>; }; };
       dark { compatible = "gpio-keys"; button { label = "dark"; linux,code = <1>; interrupts-extended = <&bank 5>; }; };`,
    );
    expect(summary(session, 'ucc')).toBe('QEIC 32 handle_level_irq');
    expect(summary(session, 'dark')).toBe('none');
    // Nobody makes the source stop.
    expect(fired(session, 'ucc')[0]).toBeGreaterThan(0);
  });
});
