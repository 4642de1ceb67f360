import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { must } from '../../base/assert.ts';
import type { Scenario } from '../api/scenario/types.ts';
import type { KernelVersion } from '../api/kernel-versions.ts';
import { device } from '../linux/include/linux/device.ts';
import { irq_desc } from '../linux/include/linux/irqdesc.ts';
import { fw_devlink_c } from '../linux/drivers/base/core/index.ts';
import { bus_c } from '../linux/drivers/base/bus.ts';
import { isModelled } from '../linux/stand-ins/modelled.ts';
import type { DriverTable } from '../linux/stand-ins/driver-table.ts';
import { type IrqRequest, requestsAtEnd } from '../record/requests.ts';
import { loadScenario } from '../scenario/load.ts';
import { lastStop } from '../machine/testing.ts';
import { bootTree, driverTable, live, load, open, run, smallBoard } from './testing.ts';
import type { Session } from './session.ts';

const BOARD = `/dts-v1/;
/ {
  #address-cells = <1>; #size-cells = <1>; interrupt-parent = <&gic>; compatible = "test,board";
  aliases { i2c4 = &i2c; spi1 = &spi; };
  cpus { #address-cells = <1>; #size-cells = <0>;
    cpu@0 { device_type = "cpu"; compatible = "arm,cortex-a53"; reg = <0>; enable-method = "psci"; };
  };
  psci { compatible = "arm,psci-0.2"; method = "smc"; };
  timer { compatible = "arm,armv8-timer"; interrupts = <1 13 8>, <1 14 8>, <1 11 8>, <1 10 8>; };
  gic: interrupt-controller@8000000 {
    compatible = "arm,gic-v3"; reg = <0x8000000 0x10000>, <0x80a0000 0xf60000>;
    interrupt-controller; #interrupt-cells = <3>;
  };
  cru: clock-controller@1000 { compatible = "rockchip,rk3399-cru"; reg = <0x1000 0x1000>; #clock-cells = <1>; };
  grf: syscon@1800 { compatible = "rockchip,rk3399-grf", "syscon"; reg = <0x1800 0x100>; };
  pinctrl { compatible = "rockchip,rk3399-pinctrl"; rockchip,grf = <&grf>; #address-cells = <1>; #size-cells = <1>; ranges;
    gpio: gpio@2000 { compatible = "rockchip,gpio-bank"; reg = <0x2000 0x100>; interrupts = <0 14 4>; clocks = <&cru 4>;
      gpio-controller; #gpio-cells = <2>; interrupt-controller; #interrupt-cells = <2>; };
  };
  gmac: ethernet@3000 { compatible = "rockchip,rk3399-gmac"; reg = <0x3000 0x1000>; interrupts = <0 12 4>;
    interrupt-names = "macirq"; clocks = <&cru 1>; phy-handle = <&phy>; phy-supply = <&vcc>;
    mdio { compatible = "snps,dwmac-mdio"; #address-cells = <1>; #size-cells = <0>;
      phy: ethernet-phy@0 { compatible = "ethernet-phy-ieee802.3-c22"; reg = <0>; interrupt-parent = <&gpio>; interrupts = <3 8>; };
    };
  };
  uart: serial@4000 { compatible = "rockchip,rk3399-uart", "snps,dw-apb-uart"; reg = <0x4000 0x100>; interrupts = <0 99 4>; };
  i2c: i2c@5000 { compatible = "rockchip,rk3399-i2c"; reg = <0x5000 0x100>; interrupts = <0 59 4>; clocks = <&cru 2>;
    #address-cells = <1>; #size-cells = <0>;
    pmic@1b { compatible = "rockchip,rk808"; reg = <0x1b>; interrupt-parent = <&gpio>; interrupts = <5 8>; wakeup-source;
      regulators { vcc: DCDC_REG1 { regulator-name = "vcc"; }; };
    };
    touch@38 { compatible = "edt,edt-ft5406"; reg = <0x38>; interrupts = <0 70 4>; };
  };
  spi: spi@6000 { compatible = "rockchip,rk3066-spi"; reg = <0x6000 0x100>; interrupts = <0 68 4>;
    #address-cells = <1>; #size-cells = <0>;
    flash@0 { compatible = "jedec,spi-nor"; reg = <0>; };
  };
  one@7000 { compatible = "snps,dw-wdt"; reg = <0x7000 0x100>; interrupts = <0 80 4>; clocks = <&cru 3>; };
  two@8000 { compatible = "snps,dw-mshc"; reg = <0x8000 0x100>; interrupts = <0 80 4>; };
  strange@9000 { compatible = "nobody,has-a-driver"; reg = <0x9000 0x100>; interrupts = <0 81 4>; };
  off@a000 { compatible = "snps,dw-apb-uart"; reg = <0xa000 0x100>; interrupts = <0 82 4>; status = "disabled"; };
};`;

const TABLE = driverTable();

function boot(
  drivers?: Scenario['drivers'],
  kernel: KernelVersion = '6.12',
  given: DriverTable | 'none' = TABLE,
  dts = BOARD,
): Session {
  const scenario: Scenario = {
    irqscope: 1,
    board: { dts },
    kernel,
    ...(drivers === undefined ? {} : { drivers }),
  };
  const loaded = loadScenario(scenario, new Map(), 'en', given === 'none' ? undefined : given);
  if (!loaded.ok) throw new Error(loaded.error.message);
  return open(loaded.value, true);
}

/** Device name → its driver, of those that have one; "-" for none. */
function driversOn({ kernel }: Session): Record<string, string> {
  return Object.fromEntries(
    fw_devlink_c(kernel)
      .devices.toArray()
      .flatMap(({ name, bus, driver }) => (bus === undefined ? [] : [[name, driver ?? '-']])),
  );
}

function requestOf(session: Session, path: string, index = 0): IrqRequest {
  const all = requestsAtEnd(session);
  return must(
    all.find((each) => each.path === path && each.index === index),
    path,
  );
}

function interrupts(session: Session): string {
  const text = session.dump({ only: ['interrupts'] });
  return text.ok ? text.value : text.error.message;
}

it('says that a line which is active when low is high already, and what makes the device ask', () => {
  const more =
    'touch@39 { compatible = "edt,edt-ft5406"; reg = <0x39>; interrupt-parent = <&gpio>; interrupts = <7 8>; };';
  const session = boot('all', '6.12', TABLE, BOARD.replace('touch@38', `${more}\n    touch@38`));
  const touch = { node: '/i2c@5000/touch@39', index: 0 } as const;
  const count = (): number => {
    const { outcome } = requestOf(session, touch.node);
    const irq = outcome.kind === 'requested' ? outcome.irq : -1;
    const desc = must(
      live<irq_desc>(session, irq_desc).find((each) => each.irq_data.irq === irq),
      'it is requested',
    );
    return desc.kstat_irqs.values().reduce((sum, each) => sum + each, 0);
  };
  const before = count();
  run(session, { do: 'line.raise', ...touch });
  expect(lastStop(session.machine)).toMatch(/high already: .* lower the line instead/);
  expect(count()).toBe(before);
  run(session, { do: 'line.lower', ...touch });
  expect(count()).toBe(before + 1);
  // It was served, and is high again.
  run(session, { do: 'line.raise', ...touch });
  expect(lastStop(session.machine)).toMatch(/high already/);
});

/** Devices whose interrupts the kernel numbers, and a mailbox and a DMA controller that nobody uses. */
const NUMBERED = `
  usb@b000 { compatible = "generic-ehci"; reg = <0xb000 0x100>; interrupts = <0 83 4>; };
  usb@c000 { compatible = "generic-ohci"; reg = <0xc000 0x100>; interrupts = <0 84 4>; };
  usb@d000 { compatible = "snps,dwc3"; reg = <0xd000 0x100>; interrupts = <0 85 4>; dr_mode = "host"; };
  usb@e000 { compatible = "snps,dwc3"; reg = <0xe000 0x100>; interrupts = <0 86 4>; dr_mode = "otg"; };
  mmc@f000 { compatible = "arasan,sdhci-8.9a"; reg = <0xf000 0x100>; interrupts = <0 87 4>; };
  mailbox@10000 { compatible = "fsl,imx6sx-mu"; reg = <0x10000 0x100>; interrupts = <0 88 4>; #mbox-cells = <2>; };
  dma@11000 { compatible = "brcm,bcm2835-dma"; reg = <0x11000 0x100>; interrupts = <0 89 4>, <0 90 4>, <0 91 4>;
    interrupt-names = "dma0", "dma1", "dma2"; brcm,dma-channel-mask = <5>; #dma-cells = <1>; };
`;

it('gives interrupts the names that the kernel numbers, and leaves alone what nobody takes', () => {
  const session = boot('all', '6.12', TABLE, BOARD.replace('  off@a000', `${NUMBERED}  off@a000`));
  const table = interrupts(session);
  const name = (hwirq: number) => new RegExp(`GICv3 +${hwirq} Level +(\\S.*)`).exec(table)?.[1];
  expect([83, 84, 85, 86, 87, 99].map((spi) => name(spi + 32))).toEqual([
    expect.stringMatching(/^ehci_hcd:usb\d$/),
    expect.stringMatching(/^ohci_hcd:usb\d$/),
    expect.stringMatching(/^xhci-hcd:usb\d$/),
    'dwc3',
    'mmc0',
    'ttyS0',
  ]);
  const numbers = [83, 84, 85].map((spi) => Number(name(spi + 32)?.at(-1)));
  expect(new Set(numbers).size).toBe(3);
  expect(requestOf(session, '/mailbox@10000').outcome.kind).toBe('mapped');
  expect([0, 1, 2].map((index) => requestOf(session, '/dma@11000', index).outcome.kind)).toEqual([
    'mapped',
    'not-asked',
    'mapped',
  ]);
});

describe.each(['6.1', '6.12'] as const)('Linux %s, every driver of the table', (kernel) => {
  const session = boot('all', kernel);

  it('makes devices with the names that Linux gives, and binds the real drivers by name', () => {
    expect(driversOn(session)).toMatchObject({
      '3000.ethernet': 'rk_gmac-dwmac',
      'stmmac-0:00': '-',
      '4000.serial': 'dw-apb-uart',
      '5000.i2c': 'rk3x-i2c',
      'i2c-4': '-',
      '4-001b': kernel === '6.12' ? 'rk8xx-i2c' : 'rk808',
      '4-0038': 'edt_ft5x06',
      'spi1.0': 'spi-nor',
      '2000.gpio': 'rockchip-gpio',
      '9000.strange': '-',
    });
  });

  it('requests interrupts under the device, at the controller that Linux would use', () => {
    const { outcome, atGic } = requestOf(session, '/ethernet@3000');
    expect(atGic).toBe(true);
    expect(outcome).toMatchObject({ kind: 'requested', standIn: true, chained: false });
    expect(interrupts(session)).toMatch(/GICv3 +44 Level +3000\.ethernet/);
  });

  it('says of each interrupt what became of it', () => {
    const kinds = Object.fromEntries(
      requestsAtEnd(session).map(({ path, index, outcome }) => [`${path} ${index}`, outcome.kind]),
    );
    expect(kinds).toEqual({
      '/timer 0': 'optional',
      '/timer 1': 'optional',
      '/timer 2': 'requested',
      '/timer 3': 'optional',
      '/pinctrl/gpio@2000 0': 'requested',
      '/ethernet@3000 0': 'requested',
      '/ethernet@3000/mdio/ethernet-phy@0 0': 'mapped',
      '/serial@4000 0': 'requested',
      '/i2c@5000 0': 'requested',
      '/i2c@5000/pmic@1b 0': 'requested',
      '/i2c@5000/touch@38 0': 'requested',
      '/spi@6000 0': 'requested',
      '/one@7000 0': 'requested',
      '/two@8000 0': 'requested',
      '/strange@9000 0': 'no-driver',
    });
    // The PMIC's is a line of the bank.
    expect(requestOf(session, '/i2c@5000/pmic@1b').atGic).toBe(false);
  });

  it('serves what is raised: in the hard interrupt, and in a thread', () => {
    const counts = (): string[] =>
      [...interrupts(session).matchAll(/^ *\d+: +(\d+) .*(3000\.ethernet|4-0038)/gm)].map(([, n]) => n ?? '');
    expect(counts()).toEqual(['0', '0']);
    run(session, { do: 'line.raise', node: '/ethernet@3000', index: 0 });
    run(session, { do: 'line.raise', node: '/i2c@5000/touch@38', index: 0 });
    expect(counts()).toEqual(['1', '1']);
    expect(session.machine.devices.get('/ethernet@3000')?.lines).toBe(0);
  });
});

describe('which drivers there are', () => {
  it('"modelled" has no stand-in, and no device behind a bus', () => {
    const session = boot('modelled');
    expect(session.standIns).toBe('no');
    expect(driversOn(session)['3000.ethernet']).toBe('-');
    expect(driversOn(session)['4-001b']).toBeUndefined();
    expect(requestOf(session, '/serial@4000').outcome).toMatchObject({ kind: 'no-driver' });
  });

  it('a list has those names only; who waits for others waits, and it is said for whom', () => {
    const session = boot(['dw-apb-uart', 'rk_gmac-dwmac', 'rk3399-cru', 'rk3x-i2c', 'rk808', 'rk8xx-i2c']);
    expect(driversOn(session)['4000.serial']).toBe('dw-apb-uart');
    // Its regulator is the PMIC's, whose interrupt is a line of a controller that no driver brings up.
    expect(requestOf(session, '/ethernet@3000').outcome).toMatchObject({
      kind: 'deferred',
      for: ['/i2c@5000/pmic@1b/regulators/DCDC_REG1'],
    });
  });

  it('without a table says that stand-ins are missing', () => {
    expect(boot('all', '6.12', 'none').standIns).toBe('missing');
    expect(boot('all').standIns).toBe('yes');
  });

  it('a bundled board has what is modelled unless its scenario says more', () => {
    const loaded = load('qemu-virt-gicv3-its', '6.12');
    expect(open(loaded).hash).toBe(open({ ...loaded, scenario: { ...loaded.scenario, drivers: 'modelled' } }).hash);
  });

  it('a list of modelled names is as without the table', () => {
    const { scenario } = load('qemu-virt-gicv3-its', '6.12');
    const drivers = ['uart-pl011', 'pl061_gpio', 'gpio-keys'];
    const hash = (driverTable: DriverTable | undefined): string => {
      const files = new Map([
        [
          'dts/qemu-virt-gicv3-its.dts',
          readFileSync(new URL('../../../public/dts/qemu-virt-gicv3-its.dts', import.meta.url)),
        ],
      ]);
      const loaded = loadScenario({ ...scenario, drivers }, files, 'en', driverTable);
      if (!loaded.ok) throw new Error(loaded.error.message);
      return open(loaded.value).hash;
    };
    expect(hash(TABLE)).toBe(hash(undefined));
  });
});

describe('modelled drivers', () => {
  it.each(['6.1', '6.12'] as const)('are known as such in %s: no stand-in would take their place', (kernel) => {
    const { kernel: k } = open(load('qemu-virt-gicv3-its-smmu', kernel));
    const registered = bus_c(k)
      .bus_kset.toArray()
      .flatMap(({ klist_drivers }) => klist_drivers.toArray())
      .filter(({ bus }) => bus === 'platform' || bus === 'amba');
    const unknown = registered.filter((driver) => !isModelled(driver)).map(({ bus, name }) => `${bus} ${name}`);
    expect(unknown).toEqual(['platform alarmtimer']);
  });
});

describe('what a driver asks the tree', () => {
  it('decides between two drivers of one PrimeCell', () => {
    const mhu = (at: string, compatible: string): string =>
      `mailbox@${at} { compatible = "${compatible}", "arm,primecell"; reg = <0x${at} 0x1000>; interrupts = <0 36 4>, <0 35 4>, <0 37 4>;
         clocks = <&clk>; clock-names = "apb_pclk"; #mbox-cells = <1>; };`;
    const session = bootTree(smallBoard(`${mhu('10000', 'arm,mhu')} ${mhu('20000', 'arm,mhu-doorbell')}`), '6.12');
    const drivers = live<device>(session, device).flatMap(({ name, driver }) =>
      name.endsWith('.mailbox') ? [`${name} ${driver ?? 'none'}`] : [],
    );
    expect(drivers).toEqual(['10000.mailbox mhu', '20000.mailbox mhu-doorbell']);
  });

  it.each([
    ['disabled', 0],
    ['okay', 1],
  ] as const)('is which DMA channels devices take: a NAND controller that is %s', (status, count) => {
    const session = bootTree(
      smallBoard(`dma: dma-controller@10000 { compatible = "fsl,imx28-dma-apbh"; reg = <0x10000 0x2000>; #dma-cells = <1>; clocks = <&clk>;
          interrupts = <0 12 4>, <0 13 4>, <0 14 4>, <0 15 4>; };
        nand-controller@20000 { compatible = "fsl,imx28-gpmi-nand"; reg = <0x20000 0x2000>; dmas = <&dma 2>; dma-names = "rx-tx"; status = "${status}"; };`),
      '6.12',
    );
    const taken = live<irq_desc>(session, irq_desc).filter(({ action }) => action?.name === 'mxs-dma');
    expect(taken.map(({ irq_data }) => irq_data.hwirq)).toEqual(count === 0 ? [] : [32 + 14]);
  });
});
