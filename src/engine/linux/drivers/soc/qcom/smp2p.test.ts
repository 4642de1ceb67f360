import { describe, expect, it } from 'vitest';
import { driverTable, open } from '../../../../run/testing.ts';
import { requestsAtEnd } from '../../../../record/requests.ts';
import { loadScenario } from '../../../../scenario/load.ts';

const board = (smem: string): string => `/dts-v1/;
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
  ipc: syscon@1000 { compatible = "qcom,msm8916-apcs-kpss-global", "syscon"; reg = <0x1000 0x100>; #mbox-cells = <1>; };
  ${smem}
  smp2p-modem { compatible = "qcom,smp2p"; qcom,smem = <435 428>; interrupts = <0 27 1>; qcom,ipc = <&ipc 8 14>;
    qcom,local-pid = <0>; qcom,remote-pid = <1>;
    out: master-kernel { qcom,entry-name = "master-kernel"; #qcom,smem-state-cells = <1>; };
    in: slave-kernel { qcom,entry-name = "slave-kernel"; interrupt-controller; #interrupt-cells = <2>; };
  };
  key-edge { compatible = "gpio-keys"; edge { label = "edge"; linux,code = <1>; interrupts-extended = <&in 3 1>; }; };
  key-level { compatible = "gpio-keys"; level { label = "level"; linux,code = <2>; interrupts-extended = <&in 4 4>; }; };
};`;

const SMEM = 'smem { compatible = "qcom,smem"; };';

describe.each(['6.1', '6.12'] as const)('Linux %s', (kernel) => {
  const boot = (smem: string): ReturnType<typeof open> => {
    const loaded = loadScenario({ irqscope: 1, board: { dts: board(smem) }, kernel }, new Map(), 'en', driverTable());
    if (!loaded.ok) throw new Error(loaded.error.message);
    return open(loaded.value, true);
  };

  it('gives each bit of an entry a nested interrupt, and refuses a level', () => {
    const text = boot(SMEM).dump({ only: ['interrupts'] });
    const lines = text.ok ? text.value : text.error.message;
    expect(lines).toMatch(kernel === '6.12' ? / +smp2p-modem +3 / : / +smp2p +3 /);
    expect(lines).not.toMatch(/level/);
    expect(lines).toMatch(kernel === '6.12' ? /GICv3 +59 Edge +smp2p-modem/ : /GICv3 +59 Edge +smp2p/);
  });

  it('waits for the shared memory', () => {
    const own = requestsAtEnd(boot('')).find(({ path }) => path === '/smp2p-modem');
    expect(own?.outcome.kind).toBe('deferred');
  });
});
