/** A private interrupt that two devices share, each on its own CPUs: the PMUs of two clusters, as on the RK3399. */
import { describe, expect, it } from 'vitest';
import { KERNEL_VERSIONS } from '../api/kernel-versions.ts';
import { bootTree } from './testing.ts';

const cpu = (reg: number, core: string): string =>
  `cpu${reg}: cpu@${reg} { device_type = "cpu"; compatible = "arm,${core}"; reg = <${reg}>; enable-method = "psci"; };`;

const BOARD = `/dts-v1/;
/ {
  #address-cells = <1>; #size-cells = <1>; interrupt-parent = <&gic>; compatible = "test,board";
  cpus { #address-cells = <1>; #size-cells = <0>; ${cpu(0, 'cortex-a53')} ${cpu(1, 'cortex-a72')} };
  psci { compatible = "arm,psci-0.2"; method = "smc"; };
  timer { compatible = "arm,armv8-timer"; interrupts = <1 13 8 0>, <1 14 8 0>, <1 11 8 0>, <1 10 8 0>; };
  gic: interrupt-controller@8000000 {
    compatible = "arm,gic-v3"; reg = <0x8000000 0x10000>, <0x80a0000 0xf60000>;
    interrupt-controller; #interrupt-cells = <4>;
    ppi-partitions {
      little: interrupt-partition-0 { affinity = <&cpu0>; };
      big: interrupt-partition-1 { affinity = <&cpu1>; };
    };
  };
  pmu-a53 { compatible = "arm,cortex-a53-pmu"; interrupts = <1 7 8 &little>; };
  pmu-a72 { compatible = "arm,cortex-a72-pmu"; interrupts = <1 7 8 &big>; };
};`;

describe.each(KERNEL_VERSIONS)('Linux $version', ({ version }) => {
  it('takes both requests and warns of nothing', () => {
    const dump = bootTree(BOARD, version).dump({ only: ['dmesg', 'sysirq'] });
    const text = dump.ok ? dump.value : '';
    expect(text.match(/^actions=.*arm-pmu.*$/gm)).toEqual(
      // 7.3 has both handlers on one interrupt; before that each PMU has an irq of the partition.
      version === '7.3' ? ['actions=arm-pmu,arm-pmu'] : ['actions=arm-pmu', 'actions=arm-pmu'],
    );
    expect(text).not.toContain('WARNING');
  });
});
