/** GPIO blocks and controllers before the GIC on trees of our own: their domains and chips, and a key's line fired until its handler runs. */
import { describe, expect, it } from 'vitest';
import type { KernelVersion } from '../api/kernel-versions.ts';
import { irq_desc } from '../linux/include/linux/irqdesc.ts';
import { irq_domain } from '../linux/include/linux/irqdomain.ts';
import type { Session } from './session.ts';
import { bootTree, countOf, irqOf, live, run, smallBoard } from './testing.ts';
import { sampleOf } from '../../../scripts/sample.ts';

const LINES = 'gpio-controller; #gpio-cells = <2>; interrupt-controller; #interrupt-cells = <2>;';
const RISING = 1;
const FALLING = 2;
const BOTH = 3;
const HIGH = 4;
const LOW = 8;

const key = (name: string, ...specifier: readonly (number | string)[]): string =>
  `${name} { compatible = "gpio-keys"; button { label = "${name}"; linux,code = <1>; interrupts-extended = <&bank ${specifier.join(' ')}>; }; };\n`;

const domains = (session: Session): string[] =>
  live<irq_domain>(session, irq_domain).map(({ name, revmap_size }) => `${name ?? ''} ${revmap_size}`);

const isRequested = (session: Session, name: string): boolean =>
  live<irq_desc>(session, irq_desc).some(({ action }) => action?.name === name);

/** Chip, flow handler and number within the controller; `none` for one that Linux refused. */
function summary(session: Session, name: string): string {
  if (!isRequested(session, name)) return 'none';
  const { irq_data, handle_irq } = irqOf(session, name);
  return `${irq_data.chip?.name ?? '-'} ${irq_data.hwirq} ${handle_irq?.fname ?? '-'}`;
}

/** How often a key has its interrupt when its line rises, and when it falls after. */
function fired(session: Session, name: string, first: 'line.raise' | 'line.lower' = 'line.raise'): number[] {
  return ([first, first === 'line.raise' ? 'line.lower' : 'line.raise'] as const).map((command) => {
    const before = countOf(session, name);
    run(session, { do: command, node: `/${name}/button`, index: 0 });
    return countOf(session, name) - before;
  });
}

interface Block {
  readonly node: string;
  readonly domain: string;
  readonly chip: string;
  /** Pin of a key, its type and what is expected: summary and firings. */
  readonly rising?: readonly [pin: number, flow: string] | 'none';
  readonly both?: readonly [pin: number, flow: string] | 'none';
  readonly level?: readonly [pin: number, flow: string];
  /** Versions that know it. */
  readonly since?: '6.12';
  /** From when edges are possible. */
  readonly edgesSince?: '7.3';
  /** Only the version before 6.12 names the chip: later ones print the device's name. */
  readonly namedUntil?: '6.12';
}

const gpio = (compatible: string, more = '', reg = '<0x1f0000 0x1000>'): string =>
  `bank: gpio@1f0000 { compatible = "${compatible}"; reg = ${reg}; interrupts = <0 40 4>; clocks = <&clk>; ${more} ${LINES} };`;

const BLOCKS: readonly Block[] = [
  {
    node: gpio('faraday,ftgpio010'),
    domain: ':gpio@1f0000 32',
    chip: 'FTGPIO010',
    rising: [3, 'handle_edge_irq'],
    both: [31, 'handle_edge_irq'],
    level: [7, 'handle_level_irq'],
  },
  {
    node: gpio('cdns,gpio-r1p02'),
    domain: ':gpio@1f0000 32',
    chip: 'cdns-gpio',
    rising: [3, 'handle_level_irq'],
    both: [31, 'handle_level_irq'],
    level: [7, 'handle_level_irq'],
    edgesSince: '7.3',
  },
  {
    node: gpio('altr,pio-1.0', 'altr,ngpio = <20>; altr,interrupt-type = <1>;'),
    domain: ':gpio@1f0000 20',
    chip: 'altera-gpio',
    rising: [3, 'handle_simple_irq'],
    both: 'none',
  },
  {
    node: gpio('sprd,sc9860-gpio', '', '<0x1f0000 0x10000>'),
    domain: ':gpio@1f0000 256',
    chip: 'sprd-gpio',
    rising: [19, 'handle_edge_irq'],
    both: [200, 'handle_edge_irq'],
    level: [33, 'handle_level_irq'],
  },
  {
    node: gpio('brcm,brcmstb-gpio', 'brcm,gpio-bank-widths = <32 4>;', '<0x1f0000 0x40>'),
    domain: ':gpio@1f0000 64',
    chip: '1f0000.gpio',
    rising: [3, 'handle_level_irq'],
    both: [33, 'handle_level_irq'],
    level: [7, 'handle_level_irq'],
  },
  {
    node: gpio('brcm,iproc-gpio-cca', '', '<0x1f0000 0x100>, <0x1f1000 0x100>'),
    domain: ':gpio@1f0000 32',
    chip: '1f0000.gpio',
    rising: [3, 'handle_edge_irq'],
    both: 'none',
    level: [7, 'handle_level_irq'],
    namedUntil: '6.12',
  },
  {
    node: `syscfg: syscon@1e0000 { compatible = "nuvoton,npcm845-gcr", "syscon"; reg = <0x1e0000 0x1000>; };
      pins: pinctrl { compatible = "nuvoton,npcm845-pinctrl"; nuvoton,sysgcr = <&syscfg>; #address-cells = <1>; #size-cells = <1>; ranges;
        bank: gpio@1f0000 { reg = <0x1f0000 0x100>; interrupts = <0 40 4>; gpio-ranges = <&pins 0 0 32>; ${LINES} }; };`,
    domain: ':pinctrl:gpio@1f0000 32',
    chip: 'NPCM8XX-GPIO-IRQ',
    rising: [3, 'handle_edge_irq'],
    both: [31, 'handle_edge_irq'],
    level: [7, 'handle_level_irq'],
    since: '6.12',
  },
];

describe.each(sampleOf(['6.1', '6.12', '7.3'] as const, 1))('Linux %s', (kernel: KernelVersion) => {
  const isLater = (version: string | undefined): boolean =>
    version === undefined || kernel === version || kernel === '7.3';

  it.each(BLOCKS.map((block) => [block.chip, block] as const))('%s', (_name, block) => {
    const { rising, both, level } = block;
    const keys = [
      key('rise', rising === 'none' ? 3 : (rising?.[0] ?? 3), RISING),
      key('both', both === 'none' || both === undefined ? 9 : both[0], BOTH),
      ...(level === undefined ? [] : [key('high', level[0], HIGH), key('low', level[0] + 1, LOW)]),
    ];
    const session = bootTree(smallBoard(block.node + keys.join('')), kernel);
    if (!isLater(block.since)) {
      expect(domains(session)).not.toContain(block.domain);
      return;
    }
    expect(domains(session)).toContain(block.domain);
    const chip = block.namedUntil !== undefined && isLater(block.namedUntil) ? '-' : block.chip;
    const hasEdges = block.edgesSince === undefined || isLater(block.edgesSince);
    if (rising !== undefined && rising !== 'none' && hasEdges) {
      expect(summary(session, 'rise')).toBe(`${chip} ${rising[0]} ${rising[1]}`);
      expect(fired(session, 'rise')).toEqual([1, 0]);
    } else expect(summary(session, 'rise')).toBe('none');
    if (both !== undefined && both !== 'none' && hasEdges) {
      expect(summary(session, 'both')).toBe(`${chip} ${both[0]} ${both[1]}`);
      expect(fired(session, 'both')).toEqual([1, 1]);
    } else expect(summary(session, 'both')).toBe('none');
    if (level === undefined) return;
    expect(summary(session, 'high')).toBe(`${chip} ${level[0]} ${level[1]}`);
    // A key that is held by level interrupts without end, or not at all.
    if (block.chip === 'FTGPIO010') expect(fired(session, 'low', 'line.lower')[0]).toBeGreaterThan(0);
  });

  it('BCM7120 L2: levels, shared out among two parents; lines that lead nowhere cannot be mapped', () => {
    const session = bootTree(
      smallBoard(`bank: interrupt-controller@1f0000 { compatible = "brcm,bcm7120-l2-intc"; reg = <0x1f0000 0x8>;
          interrupts = <0 40 4>, <0 41 4>; brcm,int-map-mask = <0xf>, <0xf0>; interrupt-controller; #interrupt-cells = <1>; };
        ${key('first', 1)} ${key('second', 6)} ${key('nowhere', 9)}`),
      kernel,
    );
    expect(domains(session)).toContain(':interrupt-controller@1f0000 32');
    expect(summary(session, 'first')).toBe('interrupt-controller@1f0000 1 handle_level_irq');
    expect(summary(session, 'nowhere')).toBe('none');
    expect(fired(session, 'first')[0]).toBeGreaterThan(0);
    expect(fired(session, 'second')[0]).toBeGreaterThan(0);
  });

  it('MStar: a run of lines for a run of SPIs, by high levels', () => {
    const session = bootTree(
      smallBoard(`bank: interrupt-controller@1f0000 { compatible = "mstar,mst-intc"; reg = <0x1f0000 0x100>; interrupt-controller;
          interrupt-parent = <&gic>; #interrupt-cells = <3>; mstar,irqs-map-range = <64 95>; };
        ${key('rise', 0, 3, RISING)} ${key('low', 0, 4, LOW)} ${key('both', 0, 5, BOTH)} ${key('beyond', 0, 32, HIGH)}`),
      kernel,
    );
    expect(domains(session)).toContain(':interrupt-controller@1f0000 32');
    expect(summary(session, 'low')).toBe('mst-intc 4 handle_fasteoi_irq');
    expect(irqOf(session, 'low').irq_data.parent_data?.hwirq).toBe(32 + 64 + 4);
    expect(summary(session, 'both')).toBe('none');
    expect(summary(session, 'beyond')).toBe('none');
    expect(fired(session, 'low', 'line.lower')[0]).toBeGreaterThan(0);
  });

  it("Qualcomm's MPM: pins of the map lead to SPIs; without its mailbox there is none", () => {
    const mpm = (mailbox: string): string =>
      `bank: interrupt-controller@1f0000 { compatible = "qcom,mpm"; reg = <0x1f0000 0x1000>; interrupts = <0 40 1>; ${mailbox}
         interrupt-controller; #interrupt-cells = <2>; qcom,mpm-pin-count = <64>; qcom,mpm-pin-map = <2 184>, <5 90>, <9 90>; };
       apcs: mailbox@1e0000 { compatible = "qcom,msm8916-apcs-kpss-global", "syscon"; reg = <0x1e0000 0x1000>; #mbox-cells = <1>; };
       ${key('low', 5, LOW)} ${key('rise', 2, RISING)}`;
    expect(domains(bootTree(smallBoard(mpm('')), kernel)).some((each) => each.includes('@1f0000'))).toBe(false);
    const session = bootTree(smallBoard(mpm('mboxes = <&apcs 1>;')), kernel);
    expect(domains(session).some((each) => /^:interrupt-controller@1f0000-\d+ 64$/.test(each))).toBe(true);
    expect(summary(session, 'low')).toBe('mpm 5 handle_fasteoi_irq');
    expect(irqOf(session, 'low').irq_data.parent_data?.hwirq).toBe(32 + 90);
    expect(fired(session, 'low', 'line.lower')[0]).toBeGreaterThan(0);
    expect(fired(session, 'rise')).toEqual([1, 0]);
  });

  it('STM32MP: lines of one number share an event, whose detector knows edges alone', () => {
    const bank = (label: string, at: string, port: number): string =>
      `${label}: gpio@${at} { reg = <0x${at} 0x400>; clocks = <&clk>; st,bank-name = "GPIO${label}"; st,bank-ioport = <${port}>;
         gpio-ranges = <&pins 0 ${port * 16} 16>; ${LINES} };`;
    const session = bootTree(
      smallBoard(`exti: interrupt-controller@1d0000 { compatible = "st,stm32mp1-exti"; reg = <0x1d0000 0x400>; interrupt-controller; #interrupt-cells = <2>;
          interrupts-extended = <&gic 0 60 4>, <&gic 0 61 4>, <&gic 0 62 4>, <0>, <&gic 0 64 4>; };
        syscfg: syscon@1e0000 { compatible = "st,stm32mp25-syscfg", "syscon"; reg = <0x1e0000 0x400>; };
        pins: pinctrl@1f0000 { compatible = "st,stm32mp257-pinctrl"; #address-cells = <1>; #size-cells = <1>; ranges; interrupt-parent = <&exti>;
          st,syscfg = <&syscfg 0x60 0xff>; ${bank('other', '1f0000', 0)} ${bank('bank', '1f1000', 1)} };
        ${key('rise', 1, RISING)} ${key('high', 2, HIGH)} ${key('hole', 3, RISING)}
        taken { compatible = "gpio-keys"; button { label = "taken"; linux,code = <1>; interrupts-extended = <&other 1 1>; }; };
        direct { compatible = "gpio-keys"; button { label = "direct"; linux,code = <1>; interrupts-extended = <&exti 33 4>; }; };`),
      kernel,
    );
    if (kernel === '6.1') {
      expect(domains(session).some((each) => each.includes('@1d0000'))).toBe(false);
      return;
    }
    expect(domains(session)).toEqual(
      expect.arrayContaining([':interrupt-controller@1d0000 96', ':pinctrl@1f0000:gpio@1f1000 16']),
    );
    expect(summary(session, 'rise')).toBe('stm32gpio 1 handle_fasteoi_irq');
    expect(irqOf(session, 'rise').irq_data.parent_data?.chip?.name).toBe('stm32mp-exti');
    expect(irqOf(session, 'rise').irq_data.parent_data?.parent_data?.hwirq).toBe(32 + 61);
    expect(summary(session, 'hole')).toBe('none');
    expect(summary(session, 'taken')).toBe('none');
    expect(fired(session, 'rise')).toEqual([1, 0]);
  });

  it('a pin controller of a register a pin: the number is the offset', () => {
    const session = bootTree(
      smallBoard(`bank: pinctrl@1f0000 { compatible = "ti,am654-padconf", "pinctrl-single"; reg = <0x1f0000 0x100>; pinctrl-single,register-width = <32>;
          pinctrl-single,function-mask = <0xffffffff>; interrupts = <0 40 4>; interrupt-controller; #interrupt-cells = <1>; #pinctrl-cells = <1>; };
        ${key('wake', 0x24)}`),
      kernel,
    );
    expect(domains(session)).toContain(':pinctrl@1f0000 256');
    expect(summary(session, 'wake')).toBe('pinctrl 36 handle_level_irq');
    expect(irqOf(session, 'pinctrl').irq_data.hwirq).toBe(72);
  });

  it.each([
    ['microchip,mcp23017', '0-0020', 'handle_simple_irq', 5],
    ['nxp,pcf8575', 'pcf857x', 'handle_level_irq', 5],
  ] as const)('%s on I2C: nested in the thread of its own interrupt', (compatible, chip, flow, line) => {
    const session = bootTree(
      smallBoard(`parent: gpio@1f0000 { compatible = "faraday,ftgpio010"; reg = <0x1f0000 0x1000>; interrupts = <0 40 4>; ${LINES} };
        i2c@ff020000 { compatible = "cdns,i2c-r1p10"; reg = <0xff020000 0x1000>; interrupts = <0 17 4>; clocks = <&clk>; #address-cells = <1>; #size-cells = <0>;
          bank: gpio@20 { compatible = "${compatible}"; reg = <0x20>; interrupt-parent = <&parent>; interrupts = <9 ${compatible.startsWith('nxp') ? 2 : 8}>; ${LINES} }; };
        ${key('both', line, BOTH)}`),
      kernel,
    );
    expect(domains(session)).toContain(':i2c@ff020000:gpio@20 16');
    const name = chip === '0-0020' && kernel !== '6.1' ? '-' : chip;
    expect(summary(session, 'both')).toBe(`${name} ${line} ${flow}`);
    expect(summary(session, '0-0020')).toMatch(/^FTGPIO010 9 /);
    expect(fired(session, 'both')).toEqual([1, 1]);
  });

  it('INTMUX: a domain and an interrupt for each channel, of which a specifier names one', () => {
    const session = bootTree(
      smallBoard(`mux: intmux@37400000 { compatible = "fsl,imx-intmux"; reg = <0x37400000 0x1000>; interrupts = <0 16 4>, <0 17 4>; clocks = <&clk>; clock-names = "ipg";
          interrupt-controller; #interrupt-cells = <2>; };
        slow@1000 { compatible = "snps,dw-wdt"; reg = <0x1000 0x100>; interrupts-extended = <&mux 9 1>; };`),
      kernel,
    );
    expect(domains(session).filter((each) => each.includes('intmux'))).toHaveLength(2);
    expect(summary(session, '1000.slow')).toBe('intmux 9 handle_level_irq');
    const before = countOf(session, '1000.slow');
    run(session, { do: 'line.raise', node: '/slow@1000', index: 0 });
    expect(countOf(session, '1000.slow') - before).toBe(1);
  });

  it('ODMI: eight messages for each frame, of which 7.3 does not count the frames in time', () => {
    const session = bootTree(
      smallBoard(`odmi@300000 { compatible = "marvell,odmi-controller"; interrupt-controller; msi-controller; marvell,odmi-frames = <4>;
        reg = <0x300000 0x4000>, <0x304000 0x4000>, <0x308000 0x4000>, <0x30c000 0x4000>; marvell,spi-base = <128>, <136>, <144>, <152>; };`),
      kernel,
    );
    const size = domains(session).find((each) => each.startsWith(':odmi@300000'));
    expect(size?.split(' ')[1]).toBe(kernel === '7.3' ? '0' : '32');
  });

  const PARENT = `parent: gpio@1f0000 { compatible = "faraday,ftgpio010"; reg = <0x1f0000 0x1000>; interrupts = <0 40 4>; ${LINES} };`;

  it('Semtech on I2C: edges alone, by a flow handler that must not run', () => {
    const session = bootTree(
      smallBoard(`${PARENT}
        i2c@ff020000 { compatible = "cdns,i2c-r1p10"; reg = <0xff020000 0x1000>; interrupts = <0 17 4>; clocks = <&clk>; #address-cells = <1>; #size-cells = <0>;
          bank: gpio@20 { compatible = "semtech,sx1509q"; reg = <0x20>; interrupt-parent = <&parent>; interrupts = <9 2>; ${LINES} }; };
        ${key('both', 5, BOTH)} ${key('high', 6, HIGH)}`),
      kernel,
    );
    expect(domains(session)).toContain(':i2c@ff020000:gpio@20 17');
    expect(summary(session, 'both')).toBe(`${kernel === '6.1' ? 'sx1509q' : '-'} 5 handle_bad_irq`);
    expect(summary(session, 'high')).toBe('none');
    expect(fired(session, 'both')).toEqual([1, 1]);
  });

  it('Microchip on SPI: which are there is in a cell, of which 7.3 reads the first byte', () => {
    const board = (mask: string): string =>
      smallBoard(`${PARENT}
        spi@ff040000 { compatible = "cdns,spi-r1p6"; reg = <0xff040000 0x1000>; interrupts = <0 19 4>; clocks = <&clk>, <&clk>; clock-names = "ref_clk", "pclk";
          #address-cells = <1>; #size-cells = <0>;
          bank: gpio@0 { compatible = "microchip,mcp23s17"; reg = <0>; ${mask}; interrupt-parent = <&parent>; interrupts = <9 8>; ${LINES} }; };
        ${key('both', 5, BOTH)}`);
    const [cell, byte] = ['microchip,spi-present-mask = <1>', 'microchip,spi-present-mask = /bits/ 8 <1>'];
    const session = bootTree(board(kernel === '7.3' ? byte : cell), kernel);
    expect(domains(session)).toContain(':spi@ff040000:gpio@0 16');
    expect(summary(session, 'both')).toBe(`${kernel === '6.1' ? 'spi0.0' : '-'} 5 handle_simple_irq`);
    expect(fired(session, 'both')).toEqual([1, 1]);
    const refused = bootTree(board(kernel === '7.3' ? cell : byte), kernel);
    expect(domains(refused)).not.toContain(':spi@ff040000:gpio@0 16');
  });

  it("TI's aggregator: a domain of its interrupts, and one of MSIs on it, once the firmware is there", () => {
    const session = bootTree(
      smallBoard(`firmware: system-controller { compatible = "ti,am654-sci"; };
        intr: interrupt-controller@1e0000 { compatible = "ti,sci-intr"; reg = <0x1e0000 0x100>; ti,intr-trigger-type = <4>; interrupt-controller; #interrupt-cells = <1>;
          interrupt-parent = <&gic>; ti,sci = <&firmware>; ti,sci-dev-id = <182>; ti,interrupt-ranges = <0 64 64>; };
        inta: msi-controller@1f0000 { compatible = "ti,sci-inta"; reg = <0x1f0000 0x10000>; interrupt-controller; msi-controller; #interrupt-cells = <0>;
          interrupt-parent = <&intr>; ti,sci = <&firmware>; ti,sci-dev-id = <179>; ti,interrupt-ranges = <0 0 24>; };`),
      kernel,
    );
    const names = domains(session);
    expect(names).toContain(':msi-controller@1f0000 24');
    expect(names.some((each) => /^:msi-controller@1f0000-\d+ 0$/.test(each))).toBe(true);
  });

  it('SynQuacer: latched edges and levels, all a high level to the GIC', () => {
    const session = bootTree(
      smallBoard(`bank: interrupt-controller@1f0000 { compatible = "socionext,synquacer-exiu"; reg = <0x1f0000 0x20>; interrupt-controller; #interrupt-cells = <3>;
          interrupt-parent = <&gic>; socionext,spi-base = <112>; };
        ${key('fall', 0, 112, FALLING)} ${key('low', 0, 115, LOW)}`),
      kernel,
    );
    expect(domains(session)).toContain(':interrupt-controller@1f0000 32');
    expect(summary(session, 'fall')).toBe('EXIU 0 handle_fasteoi_ack_irq');
    expect(summary(session, 'low')).toBe('EXIU 3 handle_fasteoi_irq');
    expect(irqOf(session, 'low').irq_data.parent_data?.hwirq).toBe(32 + 115);
    expect(fired(session, 'fall', 'line.lower')).toEqual([1, 0]);
  });

  it('Owl: three lines with an SPI each, turned over where the GIC needs it', () => {
    const session = bootTree(
      smallBoard(`bank: interrupt-controller@1f0000 { compatible = "actions,s700-sirq"; reg = <0x1f0000 0x4>; interrupt-controller; #interrupt-cells = <2>;
          interrupt-parent = <&gic>; interrupts = <0 13 4>, <0 14 4>, <0 15 4>; };
        ${key('fall', 1, FALLING)} ${key('both', 2, BOTH)} ${key('beyond', 3, RISING)}`),
      kernel,
    );
    expect(domains(session)).toContain(':interrupt-controller@1f0000 3');
    expect(summary(session, 'fall')).toBe('owl-sirq 1 handle_fasteoi_irq');
    expect(irqOf(session, 'fall').irq_data.parent_data?.hwirq).toBe(32 + 14);
    expect(summary(session, 'both')).toBe('none');
    expect(summary(session, 'beyond')).toBe('none');
    expect(fired(session, 'fall', 'line.lower')).toEqual([1, 0]);
  });

  it('Visconti: an SPI for each of the first sixteen lines, and what the GIC does not know is refused', () => {
    const session = bootTree(
      smallBoard(`bank: gpio@1f0000 { compatible = "toshiba,gpio-tmpv7708"; reg = <0x1f0000 0x1000>; ${LINES} };
        ${key('rise', 10, RISING)} ${key('fall', 11, FALLING)} ${key('beyond', 16, RISING)}`),
      kernel,
    );
    expect(domains(session)).toContain(':gpio@1f0000 32');
    expect(irqOf(session, 'rise').irq_data.parent_data?.hwirq).toBe(32 + 24 + 10);
    expect(summary(session, 'fall')).toBe('none');
    expect(summary(session, 'beyond')).toBe('none');
  });
});
