/** GPIO banks on trees of our own: their domains and chips, and a key's line raised until the key has its interrupt. */
import { describe, expect, it } from 'vitest';
import type { KernelVersion } from '../api/kernel-versions.ts';
import { irq_desc } from '../linux/include/linux/irqdesc.ts';
import { irq_domain } from '../linux/include/linux/irqdomain.ts';
import { loadScenario } from '../scenario/load.ts';
import type { Session } from './session.ts';
import { driverTable, live, open, run } from './testing.ts';

const TABLE = driverTable();
const HEAD = `/dts-v1/;
/ {
  #address-cells = <1>; #size-cells = <1>; interrupt-parent = <&gic>; compatible = "test,board";
  cpus { #address-cells = <1>; #size-cells = <0>;
    cpu@0 { device_type = "cpu"; compatible = "arm,cortex-a53"; reg = <0>; enable-method = "psci"; };
  };
  psci { compatible = "arm,psci-0.2"; method = "smc"; };
  timer { compatible = "arm,armv8-timer"; interrupts = <1 13 8>, <1 14 8>, <1 11 8>, <1 10 8>; };
  gic: interrupt-controller@8000000 {
    compatible = "arm,gic-v3"; reg = <0x8000000 0x10000>, <0x80a0000 0xf60000>;
    interrupt-controller; #interrupt-cells = <3>;
  };
  clk: clock { compatible = "fixed-clock"; #clock-cells = <0>; clock-frequency = <1000000>; };
`;
const LINES = 'gpio-controller; #gpio-cells = <2>; interrupt-controller; #interrupt-cells = <2>;';
const key = (name: string, line: number, type: number): string =>
  `${name} { compatible = "gpio-keys"; button { label = "${name}"; linux,code = <1>; interrupts-extended = <&bank ${line} ${type}>; }; };\n`;

const RISING = 1;
const FALLING = 2;
const BOTH = 3;
const HIGH = 4;
const LOW = 8;

function boot(kernel: KernelVersion, body: string): Session {
  const board = { dts: `${HEAD}${body}};` };
  const loaded = loadScenario({ irqscope: 1, board, kernel, drivers: 'all' }, new Map(), 'en', TABLE);
  if (!loaded.ok) throw new Error(loaded.error.message);
  return open(loaded.value, true);
}

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

describe.each(['6.1', '6.12'] as const)('Linux %s', (kernel) => {
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

  it('Armada 8000: registers in a syscon, a chip of two kinds; only inputs can interrupt', () => {
    const bank = `bank: gpio@1040 { compatible = "marvell,armada-8k-gpio"; offset = <0x1040>; ngpios = <20>; ${LINES}
      interrupts = <0 23 4>, <0 24 4>, <0 25 4>; gpio-ranges = <&mpp 0 0 20>; };`;
    const syscon = `system-controller@6f4000 { compatible = "syscon", "simple-mfd"; reg = <0x6f4000 0x2000>;
      mpp: pinctrl { compatible = "marvell,ap806-pinctrl"; }; ${bank} };`;
    const without = boot(kernel, `${syscon} ${key('rise', 4, RISING)}`);
    expect(domains(without)).not.toContain(':system-controller@6f4000:gpio@1040');
    const session = boot(
      kernel,
      `aliases { gpio0 = &bank; }; ${syscon} ${key('dark', 4, RISING)}
       lit { compatible = "gpio-keys"; button { label = "lit"; linux,code = <1>; gpios = <&bank 5 1>; }; };`,
    );
    expect(domains(session)).toContain(':system-controller@6f4000:gpio@1040');
    // Pins are outputs until somebody makes them inputs.
    expect(summary(session, 'dark')).toBe('none');
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
