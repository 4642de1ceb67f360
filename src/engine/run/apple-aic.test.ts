/** Apple's interrupt controller of each version, on trees of our own: domains, chips, IPIs, lines, and the FIQs of timers and counters. */
import { describe, expect, it } from 'vitest';
import { KERNEL_VERSIONS } from '../api/kernel-versions.ts';
import { irq_desc } from '../linux/include/linux/irqdesc.ts';
import { irq_domain } from '../linux/include/linux/irqdomain.ts';
import { arch_smp_send_reschedule } from '../linux/arch/arm64/kernel/smp.ts';
import type { Session } from './session.ts';
import { bootTree, live, run } from './testing.ts';

/** `die` is the cell of the die, where specifiers have one. */
const dts = (compatible: string, cells: 3 | 4, registers: string): string => {
  const die = (number: number): string => (cells === 4 ? `${number} ` : '');
  return `/dts-v1/;
/ {
  #address-cells = <1>; #size-cells = <1>; compatible = "test,board"; interrupt-parent = <&aic>;
  cpus { #address-cells = <1>; #size-cells = <0>;
    e0: cpu@0 { device_type = "cpu"; compatible = "apple,icestorm"; reg = <0>; enable-method = "spin-table"; };
    e1: cpu@1 { device_type = "cpu"; compatible = "apple,icestorm"; reg = <1>; enable-method = "spin-table"; };
    p0: cpu@10100 { device_type = "cpu"; compatible = "apple,firestorm"; reg = <0x10100>; enable-method = "spin-table"; };
  };
  timer { compatible = "arm,armv8-timer"; interrupt-names = "phys", "virt", "hyp-phys", "hyp-virt";
    interrupts = <1 ${die(0)}2 4>, <1 ${die(0)}3 4>, <1 ${die(0)}0 4>, <1 ${die(0)}1 4>; };
  pmu-e { compatible = "apple,icestorm-pmu"; interrupts = <1 ${die(0)}4 4>; };
  pmu-p { compatible = "apple,firestorm-pmu"; interrupts = <1 ${die(0)}5 4>; };
  aic: interrupt-controller@3b100000 { compatible = ${compatible}; reg = ${registers};
    interrupt-controller; #interrupt-cells = <${cells}>;
    affinities {
      e { apple,fiq-index = <4>; cpus = <&e0 &e1>; };
      p { apple,fiq-index = <5>; cpus = <&p0>; };
    };
  };
  wdt@3d2b0000 { compatible = "snps,dw-wdt"; reg = <0x3d2b0000 0x4000>; interrupts = <0 ${die(0)}338 4>; };
  wdt@77408000 { compatible = "snps,dw-wdt"; reg = <0x77408000 0x4000>; interrupts = <0 ${die(1)}583 4>; };
};`;
};

const V1 = dts('"apple,t8103-aic", "apple,aic"', 3, '<0x3b100000 0x8000>');
const V2 = dts('"apple,t6000-aic", "apple,aic2"', 4, '<0x3b100000 0xc000>, <0x3b10c000 4>');
const SLOW = dts('"apple,s5l8960x-aic", "apple,aic"', 3, '<0x3b100000 0x8000>');
const V3 = dts('"apple,t8122-aic3"', 3, '<0x3b100000 0x184000>, <0x3b140000 4>');

const DIE1 = 1 << 24;
const IRQ = 1 << 16;

const all = (session: Session): irq_desc[] => live<irq_desc>(session, irq_desc);

function find(session: Session, chip: string, hwirq: number): irq_desc {
  const desc = all(session).find(({ irq_data }) => irq_data.chip?.name === chip && irq_data.hwirq === hwirq);
  if (desc === undefined) throw new Error(`no ${chip} ${hwirq}`);
  return desc;
}
function counts(session: Session, chip: string, hwirq: number): number[] {
  const { kstat_irqs } = find(session, chip, hwirq);
  return [0, 1, 2].map((cpu) => kstat_irqs.get(cpu) ?? 0);
}

describe.each(KERNEL_VERSIONS.map(({ version }) => version))('Linux %s on a controller of version 1', (kernel) => {
  const session = bootTree(V1, kernel);

  it('makes a tree of a domain, and one of IPIs that share the one of the hardware', () => {
    const domains = live<irq_domain>(session, irq_domain).map(({ name, mapcount }) => `${name ?? ''} ${mapcount}`);
    const ipis = kernel === '6.1' ? ':interrupt-controller@3b100000-6 32' : 'IPI-Mux-6 32';
    expect(domains).toEqual([expect.stringMatching(/^:interrupt-controller@3b100000-1 /), ipis]);
    const chip = kernel === '6.1' ? 'AIC-IPI' : 'IPI Mux';
    expect(all(session).filter(({ irq_data }) => irq_data.chip?.name === chip)).toHaveLength(32);
  });

  it('brings up all CPUs, with what the kernel says of it', () => {
    const fiqs = kernel === '6.1' ? 6 : 7;
    const lines = [...session.rec.logs].map((event) => session.rec.logAt(event).text);
    const said = lines.filter((text) => text.startsWith('irq_apple_aic'));
    expect(said).toEqual([
      'irq_apple_aic: Kernel running in EL1, mapping interrupts',
      'irq_apple_aic: Using Fast IPIs',
      `irq_apple_aic: Initialized with 896/1024 IRQs * 1/1 die(s), ${fiqs} FIQs, 32 vIPIs`,
    ]);
  });

  it('hears a line once, on the CPU that it is set to', () => {
    expect(find(session, 'AIC', IRQ | 338).handle_irq?.fname).toBe('handle_fasteoi_irq');
    run(session, { do: 'line.raise', node: '/wdt@3d2b0000', index: 0 });
    expect(counts(session, 'AIC', IRQ | 338)).toEqual([1, 0, 0]);
  });

  it('hears the timer of each CPU as an FIQ, by the number that the kernel has at EL1', () => {
    run(session, { do: 'ppi.raise', cpu: 2, intid: 3 });
    expect(counts(session, 'AIC-FIQ', 1)).toEqual([0, 0, 1]);
    expect(find(session, 'AIC-FIQ', 1).handle_irq?.fname).toBe('handle_percpu_devid_irq');
  });

  it('hears the counters of both kinds of cores, each by its number until 7.3 has one for all', () => {
    run(session, { do: 'ppi.raise', cpu: 1, intid: 4 });
    run(session, { do: 'ppi.raise', cpu: 2, intid: 5 });
    const merged = kernel === '7.3';
    expect(counts(session, 'AIC-FIQ', 5)).toEqual([0, merged ? 1 : 0, 1]);
    if (!merged) expect(counts(session, 'AIC-FIQ', 4)).toEqual([0, 1, 0]);
  });

  it('sends an IPI to a CPU of another cluster', () => {
    const { kernel: k } = session;
    const chip = kernel === '6.1' ? 'AIC-IPI' : 'IPI Mux';
    const before = counts(session, chip, 0);
    arch_smp_send_reschedule(k, 2);
    run(session, { do: 'line.lower', node: '/wdt@3d2b0000', index: 0 });
    expect(counts(session, chip, 0).map((count, cpu) => count - (before[cpu] ?? 0))).toEqual([0, 0, 1]);
  });
});

describe.each(KERNEL_VERSIONS.map(({ version }) => version))('Linux %s on one without fast IPIs', (kernel) => {
  it('takes an IPI as an event', () => {
    const session = bootTree(SLOW, kernel);
    const chip = kernel === '6.1' ? 'AIC-IPI' : 'IPI Mux';
    const before = counts(session, chip, 0);
    arch_smp_send_reschedule(session.kernel, 1);
    run(session, { do: 'line.raise', node: '/wdt@3d2b0000', index: 0 });
    expect(counts(session, chip, 0).map((count, cpu) => count - (before[cpu] ?? 0))).toEqual([0, 1, 0]);
  });
});

describe.each(KERNEL_VERSIONS.map(({ version }) => version))('Linux %s on a controller of version 2', (kernel) => {
  const session = bootTree(V2, kernel);

  it('hears a line of each die, and cannot choose the CPU', () => {
    const desc = find(session, 'AIC2', DIE1 | IRQ | 583);
    expect(desc.irq_data.chip?.irq_set_affinity).toBeUndefined();
    run(session, { do: 'line.raise', node: '/wdt@77408000', index: 0 });
    expect(counts(session, 'AIC2', DIE1 | IRQ | 583)).toEqual([1, 0, 0]);
    run(session, { do: 'line.raise', node: '/wdt@3d2b0000', index: 0 });
    expect(counts(session, 'AIC2', IRQ | 338)).toEqual([1, 0, 0]);
  });

  it('at EL2 ticks by the hypervisor’s timer, and keeps the number of the maintenance interrupt from 6.12 on', () => {
    const vhe = bootTree(V2, kernel, { el2: 'vhe' });
    run(vhe, { do: 'ppi.raise', cpu: 1, intid: 0 });
    expect(counts(vhe, 'AIC-FIQ', 0)).toEqual([0, 1, 0]);
    const hwirqs = all(vhe).filter(({ irq_data }) => irq_data.chip?.name === 'AIC-FIQ');
    expect(hwirqs.some(({ irq_data }) => irq_data.hwirq === 6)).toBe(kernel !== '6.1');
  });
});

describe('a controller of version 3', () => {
  it('is known to 7.3', () => {
    const session = bootTree(V3, '7.3');
    run(session, { do: 'line.raise', node: '/wdt@3d2b0000', index: 0 });
    expect(counts(session, 'AIC2', IRQ | 338)).toEqual([1, 0, 0]);
  });
});
