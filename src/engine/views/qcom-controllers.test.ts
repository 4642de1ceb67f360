/** Qualcomm's collecting controllers on trees of our own: their domains and chips, and a line raised until its driver has it. */
import { describe, expect, it } from 'vitest';
import type { KernelVersion } from '../api/kernel-versions.ts';
import { irq_domain } from '../linux/include/linux/irqdomain.ts';
import type { Session } from '../run/session.ts';
import { bootTree, countOf, irqOf, live, run, smallBoard } from '../run/testing.ts';
import { screenOf } from './screen.ts';
import { viewerOf } from './testing.ts';

const boot = (kernel: KernelVersion, body: string): Session => bootTree(smallBoard(body), kernel);

/** Names of the domains, with how many interrupts each has room for. */
const domains = (session: Session): string[] =>
  live<irq_domain>(session, irq_domain).map(({ name, revmap_size }) => `${name ?? ''} ${revmap_size}`);

/** Chip, number within the controller, flow handler. */
function summary(session: Session, action: string): string {
  const { irq_data, handle_irq } = irqOf(session, action);
  return `${irq_data.chip?.name ?? '-'} ${irq_data.hwirq} ${handle_irq?.fname ?? '-'}`;
}

/** How often an interrupt came when a line of a node was raised. */
function raised(session: Session, action: string, node: string, index = 0): number {
  const before = countOf(session, action);
  run(session, { do: 'line.raise', node, index });
  return countOf(session, action) - before;
}

describe.each(['6.1', '6.12', '7.3'] as const)('Linux %s', (kernel) => {
  it('IPCC: a signal of a client, pending until it is cleared', () => {
    const session = boot(
      kernel,
      `ipcc: mailbox@408000 { compatible = "qcom,ipcc"; reg = <0x408000 0x1000>; interrupts = <0 229 4>;
         interrupt-controller; #interrupt-cells = <3>; #mbox-cells = <2>; };
       key { compatible = "gpio-keys"; signal { label = "signal"; linux,code = <1>; interrupts-extended = <&ipcc 3 2 1>; }; };`,
    );
    expect(domains(session)).toContain(':mailbox@408000 0');
    expect(summary(session, 'signal')).toBe('ipcc 196610 handle_level_irq');
    expect(summary(session, 'ipcc_0')).toBe('GICv3 261 handle_fasteoi_irq');
    expect(raised(session, 'signal', '/key/signal')).toBe(1);
    expect(countOf(session, 'ipcc_0')).toBe(1);
  });

  it.each([[undefined], [['0x0b2045e8']]])(
    'PDC of an X1E, whose firmware refuses %j: 7.3 lets lines through, or clears what the PDC keeps',
    (refused) => {
      const session = bootTree(
        smallBoard(
          `firmware { scm { compatible = "qcom,scm-x1e80100", "qcom,scm"; }; };
           pdc: interrupt-controller@b220000 { compatible = "qcom,x1e80100-pdc", "qcom,pdc"; reg = <0xb220000 0x10000>;
             qcom,pdc-ranges = <0 480 42>, <42 251 5>, <47 522 52>; #interrupt-cells = <2>; interrupt-parent = <&gic>; interrupt-controller; };
           tlmm: pinctrl@f100000 { compatible = "qcom,x1e80100-tlmm"; reg = <0xf100000 0xf00000>; interrupts = <0 208 4>;
             gpio-controller; #gpio-cells = <2>; interrupt-controller; #interrupt-cells = <2>; gpio-ranges = <&tlmm 0 0 239>;
             wakeup-parent = <&pdc>; };
           direct { compatible = "gpio-keys"; direct { label = "direct"; linux,code = <1>; interrupts-extended = <&pdc 3 1>; }; };
           edge { compatible = "gpio-keys"; edge { label = "edge"; linux,code = <2>; interrupts-extended = <&tlmm 0 1>; }; };`,
        ),
        kernel,
        refused === undefined ? {} : { hardware: { secure: { refused } } },
      );
      const eoi = (action: string): string | undefined => {
        const d = irqOf(session, action).irq_data;
        return (d.parent_data?.chip?.name === 'PDC' ? d.parent_data : d).chip?.irq_eoi?.fname;
      };
      expect(domains(session).join()).toMatch(/:interrupt-controller@b220000\S* 256/);
      expect(eoi('direct')).toBe('irq_chip_eoi_parent');
      if (kernel !== '7.3') return;
      expect(eoi('edge')).toBe(refused === undefined ? 'irq_chip_eoi_parent' : 'qcom_pdc_gic_secondary_eoi');
      expect(irqOf(session, 'edge').handle_irq?.fname).toBe('handle_fasteoi_ack_irq');
      expect(raised(session, 'direct', '/direct/direct')).toBe(1);
    },
  );

  it('MDSS: the blocks in it are devices, and come in by its one line', () => {
    const session = boot(
      kernel,
      `mdss: mdss@ae00000 { compatible = "qcom,sdm845-mdss"; reg = <0xae00000 0x1000>; reg-names = "mdss"; interrupts = <0 83 4>;
         interrupt-controller; #interrupt-cells = <1>; #address-cells = <1>; #size-cells = <1>; ranges;
         part@ae94000 { compatible = "snps,dw-wdt"; reg = <0xae94000 0x400>; interrupt-parent = <&mdss>; interrupts = <4>; }; };`,
    );
    expect(domains(session)).toContain(':mdss@ae00000 32');
    expect(summary(session, 'ae94000.part')).toBe('msm_mdss 4 handle_level_irq');
    expect(raised(session, 'ae94000.part', '/mdss@ae00000/part@ae94000')).toBe(1);
  });

  it('SMSM: nested in the interrupt of the other processor, edges alone', () => {
    const session = boot(
      kernel,
      `smem { compatible = "qcom,smem"; };
       smsm { compatible = "qcom,smsm"; #address-cells = <1>; #size-cells = <0>;
         apps@0 { reg = <0>; #qcom,smem-state-cells = <1>; };
         hexagon: hexagon@1 { reg = <1>; interrupts = <0 26 1>; interrupt-controller; #interrupt-cells = <2>; }; };
       edge { compatible = "gpio-keys"; edge { label = "edge"; linux,code = <1>; interrupts-extended = <&hexagon 9 3>; }; };
       level { compatible = "gpio-keys"; level { label = "level"; linux,code = <2>; interrupts-extended = <&hexagon 4 4>; }; };`,
    );
    expect(domains(session)).toContain(':smsm:hexagon@1 32');
    expect(summary(session, 'smsm')).toBe('GICv3 58 handle_fasteoi_irq');
    expect(() => irqOf(session, 'level')).toThrow(/nobody/);
  });

  it('LMh: its own interrupt is enabled by whoever asks for the one in its domain', () => {
    const session = boot(
      kernel,
      `firmware { scm { compatible = "qcom,scm-sdm845", "qcom,scm"; }; };
       lmh: lmh@17d78800 { compatible = "qcom,sdm845-lmh"; reg = <0x17d78800 0x400>; interrupts = <0 32 4>; cpus = <&cpu0>;
         qcom,lmh-temp-arm-millicelsius = <65000>; qcom,lmh-temp-low-millicelsius = <94500>;
         qcom,lmh-temp-high-millicelsius = <95000>; interrupt-controller; #interrupt-cells = <1>; };
       hot@1000 { compatible = "snps,dw-wdt"; reg = <0x1000 0x100>; interrupts-extended = <&lmh 0>; };`,
    );
    expect(domains(session)).toContain(':lmh@17d78800 1');
    expect(summary(session, '1000.hot')).toBe('lmh 0 handle_simple_irq');
    expect(irqOf(session, 'lmh-irq').depth).toBe(0);
    expect(raised(session, '1000.hot', '/hot@1000')).toBe(1);
  });

  /** An arbiter of each generation by its register regions, with a key on a peripheral, on a pin, and on a pin by its number. */
  const arbiter = (regions: string, names: string): string =>
    `spmi: spmi@200f000 { compatible = "qcom,spmi-pmic-arb"; reg = ${regions}; reg-names = ${names};
       interrupt-names = "periph_irq"; interrupts = <0 190 4>; qcom,ee = <0>; qcom,channel = <0>;
       #address-cells = <2>; #size-cells = <0>; interrupt-controller; #interrupt-cells = <4>;
       pmic@0 { compatible = "qcom,pm8916", "qcom,spmi-pmic"; reg = <0 0>; #address-cells = <1>; #size-cells = <0>;
         pins: gpio@c000 { compatible = "qcom,pm8916-gpio"; reg = <0xc000>; gpio-controller; gpio-ranges = <&pins 0 0 4>;
           #gpio-cells = <2>; interrupt-controller; #interrupt-cells = <2>; };
       };
       pmic@1 { compatible = "qcom,spmi-pmic"; reg = <1 0>; #address-cells = <1>; #size-cells = <0>; };
     };
     key { compatible = "gpio-keys";
       edge { label = "edge"; linux,code = <1>; interrupts-extended = <&spmi 1 8 2 3>; };
     };
     pin { compatible = "gpio-keys"; pin { label = "pin"; linux,code = <2>; interrupts-extended = <&pins 3 1>; }; };
     button { compatible = "gpio-keys"; button { label = "button"; linux,code = <3>; gpios = <&pins 2 1>; }; };`;
  const ALL = '"core", "chnls", "obsrvr", "intr", "cnfg"';
  const last = (intr: string, cnfg: string): string => `<${intr}>, <${cnfg}>`;
  const GENERATIONS = [
    ['v1', '<0x200f000 0x1000>, <0x200b000 0x1000>, <0x200a000 0x1000>', '"core", "intr", "cnfg"'],
    [
      'v2',
      `<0x200f000 0x1000>, <0x2400000 0x400000>, <0x2c00000 0x400000>, ${last('0x3800000 0x200000', '0x200a000 0x2100')}`,
      ALL,
    ],
    [
      'v3',
      `<0x200f000 0x1000>, <0x2400000 0x800000>, <0x2c00000 0x800000>, ${last('0x3800000 0x220000', '0x200a000 0x3000')}`,
      ALL,
    ],
    [
      'v5',
      `<0x200f000 0x1100>, <0x10000000 0x2000000>, <0x2c00000 0x100000>, ${last('0x3800000 0xa0000', '0x200a000 0x2600')}`,
      ALL,
    ],
    [
      'v7',
      `<0x2010000 0x3000>, <0x10000000 0x500000>, <0x2c00000 0x40000>, ${last('0x3800000 0xa0000', '0x200a000 0x2600')}`,
      ALL,
    ],
  ] as const;

  it.each(GENERATIONS)(
    'SPMI arbiter %s: peripherals and pins of PMICs by their channels',
    (version, regions, names) => {
      // 6.1 takes the newest for the one before, and finds no channel where that has them.
      if (version === 'v7' && kernel === '6.1') return;
      const session = boot(kernel, arbiter(regions, names));
      expect(domains(session)).toContain(':spmi@200f000 0');
      expect(domains(session).some((each) => each.endsWith('pmic@0:gpio@c000 4'))).toBe(true);
      const log = session.rec.logs.map((event) => session.rec.logAt(event).text);
      expect(log.some((text) => text.includes(`PMIC arbiter version ${version} (`))).toBe(true);
      // Peripherals of the tree: 0xc0 to 0xc3 of PMIC 0 have channels 0 to 3, 8 of PMIC 1 has channel 4.
      // 7.3 has room for more chips and channels in its numbers.
      const [edge, pin] = kernel === '7.3' ? [0x0108_4004, 0x00c2_0002] : [0x1082_0004, 0x0c20_0002];
      expect(summary(session, 'edge')).toBe(`pmic_arb ${edge} handle_edge_irq`);
      expect(summary(session, 'pin')).toBe('spmi-gpio 2 handle_edge_irq');
      expect(irqOf(session, 'pin').irq_data.parent_data?.hwirq).toBe(pin);
      expect(summary(session, 'button')).toBe('spmi-gpio 1 handle_edge_irq');
      expect(raised(session, 'edge', '/key/edge')).toBe(1);
      run(session, { do: 'line.lower', node: '/key/edge', index: 0 });
      expect(countOf(session, 'edge')).toBe(2);
      expect(raised(session, 'pin', '/pin/pin')).toBe(1);
      run(session, { do: 'line.lower', node: '/pin/pin', index: 0 });
      expect(countOf(session, 'pin')).toBe(1);
      run(session, { do: 'line.lower', node: '/button/button', index: 0 });
      expect(countOf(session, 'button')).toBe(1);
    },
  );

  it('says of an arbiter that its channels are assumed', () => {
    const [, regions, names] = GENERATIONS[3];
    const session = boot(kernel, arbiter(regions, names));
    session.cursor.seek(session.rec.trace.length);
    const viewer = viewerOf(session);
    const list = screenOf(viewer, { domainList: true }, session.cursor.position).domainList ?? [];
    expect(list.filter(({ assumed }) => assumed).map(({ name }) => name)).toEqual([':spmi@200f000']);
    const guesses = viewer.topology.plan.nodes.filter(({ guess }) => guess === 'assumed');
    expect(guesses.map(({ key }) => key)).toEqual(['domain::spmi@200f000']);
  });
});
