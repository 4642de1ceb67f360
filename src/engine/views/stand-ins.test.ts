import { describe, expect, it } from 'vitest';
import { driverTable, open, run } from '../run/testing.ts';
import { loadScenario } from '../scenario/load.ts';
import type { Scenario } from '../api/scenario/types.ts';
import type { SearchHit } from '../api/search.ts';
import type { DeviceRow } from '../api/tables.ts';
import { changedBoard, type RunViewer, viewerOf } from './testing.ts';
import { runInfo, screenOf } from './screen.ts';

const BOARD = (timer: string): string => `/dts-v1/;
/ {
  #address-cells = <1>; #size-cells = <1>; interrupt-parent = <&gic>; compatible = "test,board";
  aliases { ethernet7 = &gmac; };
  cpus { #address-cells = <1>; #size-cells = <0>;
    cpu@0 { device_type = "cpu"; compatible = "arm,cortex-a53"; reg = <0>; enable-method = "psci"; };
  };
  psci { compatible = "arm,psci-0.2"; method = "smc"; };
  ${timer}
  gic: interrupt-controller@8000000 {
    compatible = "arm,gic-v3"; reg = <0x8000000 0x10000>, <0x80a0000 0xf60000>;
    interrupt-controller; #interrupt-cells = <3>;
  };
  gmac: ethernet@3000 { compatible = "rockchip,rk3399-gmac"; reg = <0x3000 0x1000>; interrupts = <0 12 4>;
    interrupt-names = "macirq"; };
  strange@9000 { compatible = "nobody,has-a-driver"; reg = <0x9000 0x100>; interrupts = <0 81 4>; };
  // Its regulator is that of a chip whose own interrupt leads to a controller that no driver brings up.
  uart@4000 { compatible = "snps,dw-apb-uart"; reg = <0x4000 0x100>; interrupts = <0 99 4>; vcc-supply = <&vcc>; };
  gpio: gpio@2000 { compatible = "brcm,iproc-gpio"; reg = <0x2000 0x100>; interrupts = <0 14 4>;
    gpio-controller; #gpio-cells = <2>; interrupt-controller; #interrupt-cells = <2>; };
  i2c@5000 { compatible = "rockchip,rk3399-i2c"; reg = <0x5000 0x100>; interrupts = <0 59 4>;
    #address-cells = <1>; #size-cells = <0>;
    pmic@1b { compatible = "rockchip,rk808"; reg = <0x1b>; interrupt-parent = <&gpio>; interrupts = <5 8>;
      regulators { vcc: DCDC_REG1 { regulator-name = "vcc"; }; };
    };
  };
  short@6000 { compatible = "snps,dw-wdt"; reg = <0x6000 0x100>; interrupts = <0 5>; };
};`;
const TIMER = 'timer { compatible = "arm,armv8-timer"; interrupts = <1 13 8>, <1 14 8>, <1 11 8>, <1 10 8>; };';
const TABLE = driverTable();

function boot(drivers?: Scenario['drivers'], timer = TIMER): RunViewer {
  const scenario: Scenario = { irqscope: 1, board: { dts: BOARD(timer) }, kernel: '6.12' };
  const loaded = loadScenario({ ...scenario, ...(drivers === undefined ? {} : { drivers }) }, new Map(), 'en', TABLE);
  if (!loaded.ok) throw new Error(loaded.error.message);
  const viewer = viewerOf(open(loaded.value, true));
  viewer.session.cursor.seek(viewer.session.rec.trace.length);
  return viewer;
}

function rowOf(viewer: RunViewer, path: string): DeviceRow | undefined {
  const { position } = viewer.session.cursor;
  const { devices } = screenOf(viewer, { devices: { first: 0, count: 100 } }, position);
  return devices?.rows.find((row) => row.path === path);
}

/** The sentence after a command, and why it did not arrive. */
function raise(viewer: RunViewer, node: string): { readonly sentence: string; readonly unasked: string | undefined } {
  const { session } = viewer;
  const from = session.cursor.position;
  run(session, { do: 'line.raise', node, index: 0 });
  session.cursor.seek(session.rec.trace.length);
  const { sentence, unasked } = screenOf(viewer, { topology: true }, from);
  return { sentence, unasked };
}

describe('a device whose driver is not modelled', () => {
  const viewer = boot();

  it('is marked as such where it is selected, and so is its interrupt', () => {
    const device = viewer.inspect({ kind: 'node', path: '/ethernet@3000' });
    expect(device?.story.join(' ')).toContain(
      'Device 3000.ethernet on the platform bus, driver rk_gmac-dwmac, stand-in: asks for interrupts as drivers do; its own order may differ.',
    );
    expect(device?.story.join(' ')).toMatch(/Interrupt 0 \(macirq\): requested as irq \d+ in .* by rk_gmac-dwmac/);
    expect(device?.arrival).toMatchObject({ arrives: true });
    const { irqs } = screenOf(viewer, { irqs: { first: 0, count: 100 } }, viewer.session.cursor.position);
    const row = irqs?.rows.find(({ actions }) => actions === '3000.ethernet');
    expect(row?.driver).toBe('stand-in');
    expect(irqs?.rows.find(({ actions }) => actions === 'arch_timer')?.driver).toBe('modelled');
    const irq = viewer.inspect({ kind: 'irq', virq: row?.virq ?? 0 });
    expect(irq?.story.join(' ')).toContain('3000.ethernet is served by a stand-in for the driver rk_gmac-dwmac');
  });

  it('is counted among those that are requested', () => {
    const { asked, remarks } = runInfo(viewer, viewer.session);
    // The timer's, the Ethernet's, the bank's, the I2C controller's and the UART's.
    expect(asked).toMatchObject({ all: 11, requested: 5, byStandIn: 4 });
    expect(asked.about).toContain('Every driver that Linux has for this board');
    expect(asked.about).toContain('1 controller not modelled (gpio@2000 1)');
    expect(remarks).toContain(asked.about);
  });

  it('is a row of the table of devices, with what became of its interrupts', () => {
    expect(rowOf(viewer, '/ethernet@3000')).toMatchObject({
      device: '3000.ethernet',
      bus: 'platform',
      driver: 'rk_gmac-dwmac (stand-in)',
      standIn: true,
      request: expect.stringMatching(/^requested as irq \d+ in /),
    });
    expect(rowOf(viewer, '/strange@9000')?.request).toBe('no driver of this kernel matches');
    expect(rowOf(viewer, '/short@6000')).toMatchObject({ request: expect.stringContaining('leads to no controller') });
  });

  it('is said at every step, not only at the end', () => {
    const { session } = viewer;
    const end = session.cursor.position;
    session.cursor.seek(session.rec.origin);
    expect(rowOf(viewer, '/ethernet@3000')).toMatchObject({ device: '', request: 'nobody has asked for it yet' });
    session.cursor.seek(end);
    expect(rowOf(viewer, '/ethernet@3000')?.request).toContain('requested');
  });

  it('is found by what it is compatible with, its label, alias, interrupt and device name', () => {
    const texts = ['rk3399-gmac', 'gmac', 'ethernet7', 'macirq', 'spi 12', 'intid 44', 'hwirq 44', '3000.ethernet'];
    const isIt = ({ selection }: SearchHit): boolean =>
      selection?.kind === 'node' && selection.path === '/ethernet@3000';
    expect(texts.filter((text) => !viewer.search(text).some(isIt))).toEqual([]);
    expect(viewer.search('ppi 14').map(({ label }) => label)).toContain('/timer');
    expect(viewer.search('spi 81')[0]?.selection).toEqual({ kind: 'node', path: '/strange@9000' });
  });
});

describe('a raised line that nobody has asked for', () => {
  it('says that no driver matches, not only that the controller has it disabled', () => {
    const viewer = boot();
    const { sentence, unasked } = raise(viewer, '/strange@9000');
    expect(unasked).toBe('no driver of this kernel matches');
    expect(sentence).toContain('Nobody has requested it: no driver of this kernel matches.');
    expect(viewer.inspect({ kind: 'node', path: '/strange@9000' })?.arrival?.why).toMatch(
      /^no driver of this kernel matches. So it is .*disabled in GICD_ISENABLER/,
    );
  });

  it('says that its driver is not built in, or that the device waits, and for whom', () => {
    expect(raise(boot('modelled'), '/ethernet@3000').unasked).toContain('no driver that is modelled matches');
    expect(raise(boot(['dw-apb-uart']), '/ethernet@3000').unasked).toBe('driver rk_gmac-dwmac is not built in');
    const waiting = raise(boot(['dw-apb-uart', 'rk3x-i2c', 'rk8xx-i2c']), '/uart@4000').unasked;
    expect(waiting).toBe('deferred: the device waits for /i2c@5000/pmic@1b/regulators/DCDC_REG1');
  });

  it('says nothing of the kind where it arrives', () => {
    expect(raise(boot(), '/ethernet@3000').unasked).toBeUndefined();
  });
});

it('a kernel that panics before it makes devices is not said to make none', () => {
  const viewer = boot(undefined, '');
  expect(viewer.session.panic).toBeDefined();
  expect(rowOf(viewer, '/ethernet@3000')?.request).toBe('the kernel panicked before it came to this');
});

it('where the scan does not see who calls the function that requests an interrupt, nothing is claimed of it', () => {
  const edma = `dma@7000 { compatible = "fsl,vf610-edma"; reg = <0x7000 0x1000>; #dma-cells = <2>;
    interrupts = <0 103 4>, <0 104 4>; interrupt-names = "edma-tx", "edma-err"; };`;
  const viewer = boot(undefined, TIMER + edma);
  const told = viewer.inspect({ kind: 'node', path: '/dma@7000' })?.story.join(' ') ?? '';
  const virq = Number(/requested as irq (\d+)/.exec(told)?.[1]);
  const story = viewer.inspect({ kind: 'irq', virq })?.story.join(' ');
  expect(story).toContain('in setup_irq; whether its probe calls that, or it is called later, is not known here.');
});

it('an interrupt of a part of a device is one that the driver above may ask for', () => {
  const phy = `phy@a000 { compatible = "rockchip,rk3399-usb2phy"; reg = <0xa000 0x10>;
    host-port { #phy-cells = <0>; interrupts = <0 27 4>; interrupt-names = "linestate"; }; };`;
  const arrival = boot(undefined, TIMER + phy).inspect({ kind: 'node', path: '/phy@a000/host-port' })?.arrival;
  expect(arrival).toMatchObject({ arrives: false, unsure: true });
  expect(arrival?.why).toContain('the driver of /phy@a000 may ask for it, which is not modelled');
});

describe('a serial port that Bluetooth hangs on', () => {
  const port = (child: string): string =>
    `pl011@9100000 { compatible = "arm,pl011", "arm,primecell"; reg = <0x0 0x9100000 0x0 0x1000>; interrupts = <0 50 4>;
      clock-names = "uartclk", "apb_pclk"; clocks = <&apb_pclk>, <&apb_pclk>; ${child} };`;
  const outcome = (child: string, drivers: 'all' | 'modelled') => {
    const setup = drivers === 'all' ? { drivers } : {};
    const { snapshot } = changedBoard(
      'qemu-virt-gicv3-its',
      (dts) => dts.replace(/};\s*$/, `${port(child)} };`),
      setup,
    );
    return snapshot.requests?.of('/pl011@9100000')[0]?.outcome;
  };
  const BLUETOOTH = 'bluetooth { compatible = "brcm,bcm43438-bt"; };';

  it('is opened by the driver of that, and other ports are not', () => {
    expect(outcome(BLUETOOTH, 'all')).toMatchObject({ kind: 'requested', driver: 'uart-pl011' });
    expect(outcome('', 'all')).toMatchObject({ kind: 'not-open' });
    expect(outcome('gnss { compatible = "u-blox,neo-8"; };', 'all')).toMatchObject({ kind: 'not-open' });
    // Without stand-ins there is no such driver.
    expect(outcome(BLUETOOTH, 'modelled')).toMatchObject({ kind: 'not-open' });
  });
});

it('a request that the real driver makes later says so', () => {
  const viewer = boot('all');
  expect(rowOf(viewer, '/ethernet@3000')?.request).toContain('in ndo_open, when the network interface is opened');
});
