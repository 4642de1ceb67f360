/** Marvell's Ethernet switch on MDIO: its two domains, what it requests of them, and a line that comes through both. */
import { describe, expect, it } from 'vitest';
import { KERNEL_VERSIONS } from '../api/kernel-versions.ts';
import { irq_desc } from '../linux/include/linux/irqdesc.ts';
import { irq_domain } from '../linux/include/linux/irqdomain.ts';
import { mii_bus } from '../linux/include/linux/phy.ts';
import { bootTree, live, run, smallBoard } from './testing.ts';

const board = (ethernet: string): string =>
  smallBoard(`
  bank: gpio@30200000 { compatible = "fsl,imx8mm-gpio", "fsl,imx35-gpio"; reg = <0x30200000 0x1000>; interrupts = <0 64 4>, <0 65 4>; clocks = <&clk>;
    gpio-controller; #gpio-cells = <2>; interrupt-controller; #interrupt-cells = <2>; };
  mac: ethernet@30be0000 { compatible = "fsl,imx8mq-fec", "fsl,imx6sx-fec"; reg = <0x30be0000 0x10000>; interrupts = <0 118 4>, <0 119 4>, <0 120 4>;
    clocks = <&clk>; phy-mode = "rgmii-id";
    mdio { #address-cells = <1>; #size-cells = <0>;
      switch: switch@0 { compatible = "marvell,mv88e6085"; reg = <0>; interrupts-extended = <&bank 15 8>; interrupt-controller; #interrupt-cells = <2>;
        ports { #address-cells = <1>; #size-cells = <0>;
          port@0 { reg = <0>; phy-handle = <&phy>; };
          port@2 { reg = <2>; ethernet = <${ethernet}>; };
        };
        mdio { #address-cells = <1>; #size-cells = <0>;
          phy: switchphy@0 { reg = <0>; interrupts-extended = <&switch 0 4>; };
        };
      };
    };
  };
  other: ethernet@30bf0000 { compatible = "test,nobody"; reg = <0x30bf0000 0x10000>; };
  key { compatible = "gpio-keys"; button { label = "key"; linux,code = <1>; interrupts-extended = <&switch 3 4>; }; };
`);

/** What its interrupts are called, whatever the number of the bus is. */
const SWITCH = /^mv88e6xxx-30be0000\.ethernet-.*:00/;

describe.each(KERNEL_VERSIONS.map(({ version }) => version))('Linux %s', (kernel) => {
  const session = bootTree(board('&mac'), kernel);
  const all = (): irq_desc[] => live<irq_desc>(session, irq_desc);
  const named = (name: string): irq_desc | undefined => all().find(({ action }) => action?.name === name);
  const count = (name: string): number =>
    named(name)
      ?.kstat_irqs.values()
      .reduce((sum, each) => sum + each, 0) ?? -1;

  it('makes a domain without a node for the first block, and the node’s for the second', () => {
    const domains = live<irq_domain>(session, irq_domain).map(
      ({ name, revmap_size }) => `${name ?? ''} ${revmap_size}`,
    );
    expect(domains.filter((each) => each.includes('switch@0'))).toEqual([':ethernet@30be0000:mdio:switch@0 16']);
    expect(domains.filter((each) => each.endsWith(' 9'))).toHaveLength(1);
  });

  it('requests its own interrupt, and those of tables, of the second block and of the watchdog', () => {
    const own = all().flatMap(({ action, irq_data }) => {
      const name = action?.name ?? '';
      return SWITCH.test(name) ? [`${name.replace(SWITCH, '')} ${irq_data.chip?.name ?? ''} ${irq_data.hwirq}`] : [];
    });
    expect(own.toSorted()).toEqual([
      ' gpio-mxc 15',
      '-g1-atu-prob mv88e6xxx-g1 3',
      '-g1-vtu-prob mv88e6xxx-g1 5',
      '-g2 mv88e6xxx-g1 7',
      '-watchdog mv88e6xxx-g2 15',
    ]);
  });

  it('hears a line through both blocks and the pin of the SoC', () => {
    const before = count('key');
    run(session, { do: 'line.raise', node: '/key/button', index: 0 });
    expect(count('key')).toBeGreaterThan(before);
    run(session, { do: 'line.lower', node: '/key/button', index: 0 });
  });

  it('waits for the network device of the CPU’s port, and takes its domains down meanwhile', () => {
    const waiting = bootTree(board('&other'), kernel);
    const domains = live<irq_domain>(waiting, irq_domain).map(({ name }) => name ?? '');
    expect(domains.some((name) => name.includes('switch@0'))).toBe(false);
  });
});

it('numbers the buses of i.MX network devices as they are probed, whatever aliases say', () => {
  const mac = (at: string): string =>
    `ethernet@${at} { compatible = "fsl,imx8mq-fec", "fsl,imx6sx-fec"; reg = <0x${at} 0x10000>; interrupts = <0 118 4>; clocks = <&clk>;
      phy-mode = "rgmii-id"; mdio { #address-cells = <1>; #size-cells = <0>; }; };`;
  const session = bootTree(
    smallBoard(`aliases { ethernet0 = "/ethernet@30bf0000"; }; ${mac('30be0000')} ${mac('30bf0000')}`),
    '6.12',
  );
  const ids = live<mii_bus>(session, mii_bus).map(({ id }) => id);
  expect(ids).toEqual(['30be0000.ethernet-1', '30bf0000.ethernet-2']);
});
