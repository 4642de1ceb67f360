/** Roots that are no GIC: those of the Raspberry Pi 3 on a tree of our own, their IPIs, a CPU's timer, and lines of each bank. */
import { describe, expect, it } from 'vitest';
import { KERNEL_VERSIONS } from '../api/kernel-versions.ts';
import { irq_desc } from '../linux/include/linux/irqdesc.ts';
import { irq_domain } from '../linux/include/linux/irqdomain.ts';
import type { Session } from './session.ts';
import { bootTree, live, run } from './testing.ts';

const DTS = `/dts-v1/;
/ {
  #address-cells = <1>; #size-cells = <1>; compatible = "test,board"; interrupt-parent = <&intc>;
  cpus { #address-cells = <1>; #size-cells = <0>;
    cpu0: cpu@0 { device_type = "cpu"; compatible = "arm,cortex-a53"; reg = <0>; enable-method = "psci"; };
    cpu1: cpu@1 { device_type = "cpu"; compatible = "arm,cortex-a53"; reg = <1>; enable-method = "psci"; };
  };
  psci { compatible = "arm,psci-0.2"; method = "smc"; };
  timer { compatible = "arm,armv8-timer"; interrupt-parent = <&local>; interrupts = <0 4>, <1 4>, <3 4>, <2 4>; };
  local: local_intc@40000000 { compatible = "brcm,bcm2836-l1-intc"; reg = <0x40000000 0x100>;
    interrupt-controller; #interrupt-cells = <2>; interrupt-parent = <&local>; };
  intc: interrupt-controller@3f00b200 { compatible = "brcm,bcm2836-armctrl-ic"; reg = <0x3f00b200 0x200>;
    interrupt-controller; #interrupt-cells = <2>; interrupt-parent = <&local>; interrupts = <8 4>; };
  mailbox@3f00b880 { compatible = "brcm,bcm2835-mbox"; reg = <0x3f00b880 0x40>; interrupts = <0 1>; #mbox-cells = <0>; };
  usb@3f980000 { compatible = "brcm,bcm2835-usb"; reg = <0x3f980000 0x10000>; interrupts = <1 9>; };
  aux@3f215000 { compatible = "brcm,bcm2835-i2s"; reg = <0x3f215000 0x8>; interrupts = <1 29>; };
  i2c@3f804000 { compatible = "brcm,bcm2835-i2c"; reg = <0x3f804000 0x1000>; interrupts = <2 21>; };
  rng@3f104000 { compatible = "brcm,bcm2835-rng"; reg = <0x3f104000 0x10>; interrupts = <2 29>; };
  mmc@3f300000 { compatible = "brcm,bcm2835-sdhci"; reg = <0x3f300000 0x100>; interrupts = <2 30>; };
};`;

function total(session: Session, hwirq: number, chip: string): number {
  const desc = live<irq_desc>(session, irq_desc).find(
    ({ irq_data }) => irq_data.chip?.name === chip && irq_data.hwirq === hwirq,
  );
  if (desc === undefined) throw new Error(`no ${chip} ${hwirq}`);
  return desc.kstat_irqs.values().reduce((sum, count) => sum + count, 0);
}

describe.each(KERNEL_VERSIONS.map(({ version }) => version))('Linux %s on a BCM2837', (kernel) => {
  const session = bootTree(DTS, kernel);

  it('makes the CPUs’ own controller the root, with a domain for IPIs, and the banks behind it', () => {
    const domains = live<irq_domain>(session, irq_domain).map(({ name, mapcount }) => `${name ?? ''} ${mapcount}`);
    expect(domains).toEqual([
      ':local_intc@40000000-1 6',
      ':local_intc@40000000-6 32',
      ':interrupt-controller@3f00b200 72',
    ]);
    expect(live<irq_desc>(session, irq_desc).filter(({ action }) => action?.name === 'IPI')).toHaveLength(
      kernel === '6.1' ? 7 : 8,
    );
  });

  it.each([
    ['bank 0', '/mailbox@3f00b880', 1],
    ['bank 1, shown by itself in the first register', '/usb@3f980000', 41],
    ['bank 1', '/aux@3f215000', 61],
    ['bank 2', '/i2c@3f804000', 85],
    ['bank 2, shown by itself in the first register', '/mmc@3f300000', 94],
  ])('hears a line of %s once', (_bank, node, hwirq) => {
    const before = total(session, hwirq, 'ARMCTRL-level');
    run(session, { do: 'line.raise', node, index: 0 });
    expect(total(session, hwirq, 'ARMCTRL-level') - before).toBe(1);
  });

  it('lets a line fall that shares a bank with one that nobody asks for', () => {
    run(session, { do: 'line.raise', node: '/rng@3f104000', index: 0 });
    const before = total(session, 94, 'ARMCTRL-level');
    run(session, { do: 'line.raise', node: '/mmc@3f300000', index: 0 });
    expect(total(session, 94, 'ARMCTRL-level') - before).toBe(1);
  });

  it('hears the virtual timer of each CPU', () => {
    const before = total(session, 3, 'bcm2836-timer');
    run(session, { do: 'ppi.raise', cpu: 1, intid: 3 });
    expect(total(session, 3, 'bcm2836-timer') - before).toBe(1);
  });
});
