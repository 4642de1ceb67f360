/** Controllers behind I2C on trees of our own: an expander, and PMICs whose interrupts are nested in the thread of their own. */
import { describe, expect, it } from 'vitest';
import type { KernelVersion } from '../api/kernel-versions.ts';
import { irq_desc } from '../linux/include/linux/irqdesc.ts';
import { irq_domain } from '../linux/include/linux/irqdomain.ts';
import { irq_settings_is_nested_thread } from '../linux/kernel/irq/settings.ts';
import { EventKind } from '../recorder/index.ts';
import type { Session } from '../run/session.ts';
import { bootTree, countOf, irqOf, live, run, smallBoard } from '../run/testing.ts';

/** A board with a GPIO bank of a Zynq, and an I2C bus that a stand-in drives. */
function boot(kernel: KernelVersion, clients: string, more: string): Session {
  return bootTree(
    smallBoard(`  bank: gpio@ff0a0000 { compatible = "xlnx,zynqmp-gpio-1.0"; reg = <0xff0a0000 0x1000>; interrupts = <0 16 4>; clocks = <&clk>;
    gpio-controller; #gpio-cells = <2>; interrupt-controller; #interrupt-cells = <2>; };
  i2c@ff020000 { compatible = "cdns,i2c-r1p10"; reg = <0xff020000 0x1000>; interrupts = <0 17 4>; clocks = <&clk>;
    #address-cells = <1>; #size-cells = <0>;
    ${clients}
  };
  ${more}`),
    kernel,
  );
}

const domains = (session: Session): string[] =>
  live<irq_domain>(session, irq_domain).map(({ name, mapcount }) => `${name ?? ''} ${mapcount}`);

const key = (name: string, specifier: string): string =>
  `${name} { compatible = "gpio-keys"; button { label = "${name}"; linux,code = <1>; interrupts-extended = <${specifier}>; }; };`;

/** How often a key's interrupt and that of its chip came when its line was raised, and lowered again. */
function fired(session: Session, name: string, chip: string): number[] {
  return (['line.raise', 'line.lower'] as const).flatMap((command) => {
    const before = [countOf(session, name), countOf(session, chip)];
    run(session, { do: command, node: `/${name}/button`, index: 0 });
    return [countOf(session, name) - (before[0] ?? 0), countOf(session, chip) - (before[1] ?? 0)];
  });
}

const PARENTS = [
  ['low level', '<&bank>', '9 8'],
  ['falling edge', '<&bank>', '9 2'],
  ['high level at the GIC', '<&gic>', '0 40 4'],
] as const;

describe.each(['6.1', '6.12', '7.3'] as const)('Linux %s', (kernel) => {
  it.each(PARENTS)('an expander of 16 lines behind a %s', (_how, parent, cells) => {
    const session = boot(
      kernel,
      `pins: gpio@20 { compatible = "nxp,pca9555"; reg = <0x20>; interrupt-parent = ${parent}; interrupts = <${cells}>;
         gpio-controller; #gpio-cells = <2>; interrupt-controller; #interrupt-cells = <2>; };`,
      [key('rise', '&pins 3 1'), key('both', '&pins 12 3'), key('high', '&pins 5 4')].join('\n'),
    );
    expect(domains(session).some((each) => each.includes(':gpio@20 '))).toBe(true);
    const { irq_data, handle_irq } = irqOf(session, 'both');
    expect(irq_settings_is_nested_thread(irqOf(session, 'both'))).toBe(true);
    expect(`${irq_data.hwirq} ${handle_irq?.fname}`).toBe('12 handle_simple_irq');
    expect(fired(session, 'rise', '0-0020')).toEqual([1, 1, 0, 1]);
    expect(fired(session, 'both', '0-0020')).toEqual([1, 1, 1, 1]);
    // Levels are new in 6.12.
    const hasLevels = live<irq_desc>(session, irq_desc).some(({ action }) => action?.name === 'high');
    expect(hasLevels).toBe(kernel !== '6.1');
    const { rec } = session;
    const calls = Array.from(rec.trace.kind.keys()).filter(
      (at) =>
        rec.trace.kind[at] === EventKind.call &&
        rec.functions[rec.trace.subject[at] ?? 0]?.fname === 'handle_nested_irq',
    );
    expect(calls.length).toBe(3);
  });

  it('a PMIC by regmap-irq: mapped when somebody asks, nested, without a flow handler', () => {
    const session = boot(
      kernel,
      `gsc: gsc@20 { compatible = "gw,gsc"; reg = <0x20>; interrupt-parent = <&bank>; interrupts = <4 8>;
         interrupt-controller; #interrupt-cells = <1>; };`,
      key('erased', '&gsc 1'),
    );
    expect(domains(session)).toContain(':i2c@ff020000:gsc@20 1');
    const { irq_data, handle_irq } = irqOf(session, 'erased');
    expect(`${irq_data.chip?.name} ${irq_data.hwirq} ${handle_irq?.fname}`).toBe('gateworks-gsc 1 handle_bad_irq');
    expect(fired(session, 'erased', 'gateworks-gsc')).toEqual([1, 1, 0, 0]);
  });

  it('PMICs whose chip has another name or size in another kernel', () => {
    const session = boot(
      kernel,
      `pmic@8 { compatible = "qcom,pm8008"; reg = <8>; interrupt-parent = <&bank>; interrupts = <4 1>; };
       pmic@30 { compatible = "ti,tps65219"; reg = <0x30>; interrupt-parent = <&bank>; interrupts = <5 8>; };
       pmic@33 { compatible = "st,stpmic1"; reg = <0x33>; interrupt-parent = <&bank>; interrupts = <6 2>; };`,
      '',
    );
    const sizes = live<irq_domain>(session, irq_domain).flatMap(({ name, revmap_size }) =>
      name?.includes(':pmic@') === true ? [`${name.split(':').at(-1) ?? ''} ${revmap_size}`] : [],
    );
    const ti = kernel === '6.1' ? [] : [`pmic@30 ${kernel === '7.3' ? 59 : 49}`];
    expect(sizes.toSorted()).toEqual([...ti, 'pmic@33 30', 'pmic@8 8'].toSorted());
    expect(irqOf(session, kernel === '6.1' ? 'pm8008_irq' : 'pm8008').irq_data.hwirq).toBe(4);
  });

  it('a PMIC that takes numbers for all its interrupts at once', () => {
    const session = boot(
      kernel,
      'pmic@1b { compatible = "rockchip,rk808"; reg = <0x1b>; interrupt-parent = <&bank>; interrupts = <21 8>; };',
      '',
    );
    expect(domains(session)).toContain(':i2c@ff020000:pmic@1b 9');
    expect(irqOf(session, 'rk808').irq_data.chip?.name).toBe('zynq-gpio');
    const own = live<irq_desc>(session, irq_desc).filter(({ irq_data }) => irq_data.chip?.name === 'rk808');
    const first = own[0]?.irq_data.irq ?? 0;
    expect(own.map(({ irq_data }) => irq_data.irq - first)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8]);
  });
});
