import { describe, expect, it } from 'vitest';
import { evaluate, logicalLines, tokensOf } from './c-tokens.ts';
import { type SourceSet, preprocess } from './c-preprocess.ts';
import { parseUnit } from './c-parse.ts';
import { excluders, parseConfig } from './configure.ts';
import { builtFiles } from './kbuild.ts';
import { readTree } from './kernel-tree.ts';
import { longestIncreasing, mergeVersions } from './merge.ts';
import { type ScannedDriver } from './model.ts';

function sourcesOf(files: Readonly<Record<string, string>>, config = ''): SourceSet {
  const options = parseConfig(config);
  return { read: (path) => files[path], config: (name) => options.get(name) };
}

/** A tree whose `drivers/` has these files, all built in, in this order. */
function treeOf(files: Readonly<Record<string, string>>, config = '') {
  const objects = Object.keys(files).map((name) => name.replace(/\.c$/, '.o'));
  const inside = Object.fromEntries(Object.entries(files).map(([name, text]) => [`drivers/${name}`, text]));
  return readTree(sourcesOf({ 'drivers/Makefile': `obj-y += ${objects.join(' ')}\n`, ...inside }, config));
}

const WIDGET = `
#include <linux/platform_device.h>
#define DRV_NAME "acme-widget"
#define VARIANT(n, d) { .compatible = "acme,widget-" #n, .data = (d) }

static const struct of_device_id widget_of_match[] = {
	{ .compatible = "acme,widget" },
	VARIANT(v2, &v2_data),
#ifdef CONFIG_ACME_OLD
	{ .compatible = "acme,old-widget" },
#endif
	{ /* sentinel */ }
};
MODULE_DEVICE_TABLE(of, widget_of_match);

static int widget_open(struct net_device *ndev)
{
	struct widget *w = netdev_priv(ndev);
	return request_irq(w->tx_irq, widget_tx, IRQF_SHARED, ndev->name, ndev);
}

static const struct net_device_ops widget_ops = { .ndo_open = widget_open };

static int widget_clocks(struct platform_device *pdev) { return 0; }

static int widget_probe(struct platform_device *pdev)
{
	int irq = platform_get_irq(pdev, 0);
	w->tx_irq = platform_get_irq_byname_optional(pdev, "tx");
	widget_clocks(pdev);
	return devm_request_threaded_irq(&pdev->dev, irq, NULL, widget_thread, IRQF_ONESHOT, dev_name(&pdev->dev), w);
}

static struct platform_driver widget_driver = {
	.probe = widget_probe,
	.driver = {
		.name = DRV_NAME,
		.of_match_table = of_match_ptr(widget_of_match),
	},
};
module_platform_driver(widget_driver);
`;

describe('the C that drivers are declared in', () => {
  it('joins lines, and takes comments out but not out of strings', () => {
    expect(logicalLines('a \\\nb /* x\n y */ "/* no */" // z\nc')).toEqual(['a  b   "/* no */"  ', 'c']);
  });

  it.each([
    ['1 << 4 | 3', 19n],
    ['(0x10UL + 2) * 2', 36n],
    ['!0 && 2 > 1', 1n],
    ['~0 & 0xff', 255n],
    ['1 ? 5 : 6', 5n],
    ['UNKNOWN + 1', undefined],
    ['1 +', undefined],
  ])('evaluates %s', (text, value) => {
    expect(evaluate(tokensOf(text), undefined)).toBe(value);
  });

  it('expands macros with arguments, # and ##, and follows conditions', () => {
    const text = `
#define NAME(x) #x
#define JOIN(a, b) a##_##b
#define BOTH(x, ...) NAME(x) JOIN(x, __VA_ARGS__)
#if defined(CONFIG_A) && !IS_ENABLED(CONFIG_B)
BOTH(one, two)
#elif 1
wrong
#else
wrong
#endif
#include "own.h"
FROM_HEADER
`;
    const files = { 'drivers/x.c': text, 'drivers/own.h': '#define FROM_HEADER 7\n' };
    expect(preprocess('drivers/x.c', 'x', sourcesOf(files, 'CONFIG_A=y\n')).tokens).toEqual(['"one"', 'one_two', '7']);
  });

  it('finds functions, initialised structs and macros used like declarations', () => {
    const unit = parseUnit(
      tokensOf(`
        static int __init start(void) { if (x) { y(); } return 0; }
        EXPORT_SYMBOL(start)
        struct foo { int a; };
        static const struct of_device_id t[] __initconst = { { .compatible = "a" "b" }, {} };
        module_init(start);`),
    );
    expect([...unit.functions.keys()]).toEqual(['start']);
    expect(unit.variables.map(({ type, name, isArray }) => [type, name, isArray])).toEqual([
      ['of_device_id', 't', true],
    ]);
    expect(unit.uses.map((use) => use.name)).toEqual(['EXPORT_SYMBOL', 'module_init']);
  });
});

describe('Kbuild', () => {
  it('walks Makefiles in link order, with what the configuration lets through', () => {
    const files = {
      'drivers/Makefile': 'obj-y += irqchip/\nobj-$(CONFIG_NET) += net/\nobj-$(CONFIG_NONE) += none/\n',
      'drivers/irqchip/Makefile': 'obj-y += b.o \\\n  a.o\nifdef CONFIG_NET\nobj-y += c.o\nelse\nobj-y += d.o\nendif\n',
      'drivers/net/Makefile': 'obj-$(CONFIG_NET) += my-net.o\nmy-net-y := core.o\nmy-net-$(CONFIG_NET) += extra.o\n',
    };
    expect(builtFiles(sourcesOf(files, 'CONFIG_NET=y\n'))).toEqual([
      { path: 'drivers/irqchip/b.c', module: 'b' },
      { path: 'drivers/irqchip/a.c', module: 'a' },
      { path: 'drivers/irqchip/c.c', module: 'c' },
      { path: 'drivers/net/core.c', module: 'my_net' },
      { path: 'drivers/net/extra.c', module: 'my_net' },
    ]);
  });

  it('knows which drivers exclude others', () => {
    const text =
      'config A\n\ttristate "a"\n\tdepends on !B && C=n\n\nconfig B\n\ttristate "b"\n\nconfig C\n\tbool "c"\n';
    expect(excluders([text])).toEqual(['B']);
  });
});

describe('a driver', () => {
  it('has its name, its table and what it says of interrupts', () => {
    const { drivers, doubts } = treeOf({ 'widget.c': WIDGET });
    expect(doubts).toEqual([]);
    expect(drivers).toEqual([
      {
        bus: 'platform',
        name: 'acme-widget',
        file: 'drivers/widget.c',
        level: 12,
        ids: { compatibles: ['acme,widget', 'acme,widget-v2'], names: ['acme-widget'], numbers: [] },
        cells: [],
        irqs: 'p0 N=tx;t:0:O:probe:dev h:1:S:ndo_open:',
      },
    ]);
  });

  it('has entries of its table that an option switches on', () => {
    const [driver] = treeOf({ 'widget.c': WIDGET }, 'CONFIG_ACME_OLD=y\n').drivers;
    expect(driver?.ids.compatibles).toContain('acme,old-widget');
  });

  it('says nothing of interrupts that it is not sure of', () => {
    const text = WIDGET.replace('pdev, 0)', 'pdev, w->index)').replace('IRQF_ONESHOT', 'w->flags');
    expect(treeOf({ 'widget.c': text }).drivers[0]?.irqs).toBe('p* N=tx;t:0:?:probe:dev h:1:S:ndo_open:');
  });

  it('keeps a name with spaces and colons, and who numbers one', () => {
    const named = (name: string) => {
      const text = WIDGET.replace('ndev->name', name);
      return treeOf({ 'widget.c': text }).drivers[0]?.irqs.split(' ').at(-1);
    };
    expect(named('"rtc: alarm"')).toBe('h:1:S:ndo_open:=rtc%3A%20alarm');
    expect(named('mmc_hostname(mmc)')).toBe('h:1:S:ndo_open:mmc');
    expect(named('hcd->irq_descr')).toBe('h:1:S:ndo_open:usb');
  });

  it('is not one when nobody registers it', () => {
    const { drivers, doubts } = treeOf({ 'widget.c': WIDGET.replace('module_platform_driver(widget_driver);', '') });
    expect(drivers).toEqual([]);
    expect(doubts).toEqual(['drivers/widget.c: nobody registers widget_driver']);
  });

  it('is left out when its probe refuses what has no ACPI companion', () => {
    const text = WIDGET.replace('int irq =', 'adev = ACPI_COMPANION(&pdev->dev); if (!adev) return -ENODEV; int irq =');
    expect(treeOf({ 'widget.c': text }).drivers).toEqual([]);
    const either = text.replace('adev =', 'if (!pdev->dev.of_node) adev =');
    expect(treeOf({ 'widget.c': either }).drivers).toHaveLength(1);
  });

  const small = (name: string, init: string) => `
    static struct platform_driver ${name}_driver = { .driver.name = "${name}", .driver.of_match_table = ${name}_ids };
    static const struct of_device_id ${name}_ids[] = { { .compatible = "acme,${name}" }, {} };
    static int __init ${name}_init(void) { return platform_driver_register(&${name}_driver); }
    ${init}`;

  it('registers by its level, then by the order of the link', () => {
    const { drivers } = treeOf({
      'a.c': small('a', 'late_initcall(a_init);'),
      'b.c': small('b', 'module_init(b_init);'),
      'c.c': small('c', 'builtin_platform_driver(c_driver);'),
      'd.c': small('d', 'core_initcall(d_init);'),
    });
    expect(drivers.map(({ name, level }) => [name, level])).toEqual([
      ['d', 2],
      ['b', 12],
      ['c', 12],
      ['a', 14],
    ]);
  });

  it('may be one of a list, or registered by another file of its module', () => {
    const { drivers } = treeOf({
      'one.c': `extern struct platform_driver two_driver;
        static struct platform_driver * const drivers[] = { &two_driver };
        static int __init one_init(void) { return platform_register_drivers(drivers, 1); }
        subsys_initcall(one_init);`,
      'two.c': small('two', '').replace('static struct', 'struct'),
    });
    expect(drivers.map(({ name, level }) => [name, level])).toEqual([['two', 8]]);
  });

  it('may share a macro with another', () => {
    const text = `
      static struct i3c_driver three = { .driver.name = "acme_i3c" };
      static struct i2c_driver two = { .driver.name = "acme" };
      module_i3c_i2c_driver(three, &two);`;
    expect(treeOf({ 'x.c': text }).drivers.map(({ name }) => name)).toEqual(['acme_i3c', 'acme']);
  });

  it('of I2C, SPI, AMBA, MDIO and SoundWire has the ids of its bus', () => {
    const { drivers } = treeOf({
      'i2c.c': `static const struct i2c_device_id ids[] = { { "one", 1 }, { .name = "two" }, { } };
        static struct i2c_driver d = { .driver = { .name = "dual" }, .id_table = ids };
        module_i2c_driver(d);`,
      'amba.c': `static const struct amba_id ids[] = { { .id = 0x00041061, .mask = 0x000fffff }, { 0, 0 } };
        static struct amba_driver d = { .drv = { .name = "pl" }, .id_table = ids };
        module_amba_driver(d);`,
      'phy.c': `#define PHY_ID 0x600d84a0
        static struct phy_driver phys[] = { { PHY_ID_MATCH_MODEL(PHY_ID), .name = "Acme PHY", .handle_interrupt = f } };
        module_phy_driver(phys);`,
      'sdw.c': `static const struct sdw_device_id ids[] = { SDW_SLAVE_ENTRY(0x0217, 0x10d, 0), {} };
        static struct sdw_driver d = { .driver = { .name = "amp" }, .id_table = ids };
        module_sdw_driver(d);`,
    });
    expect(drivers.map(({ bus, name, ids, irqs }) => [bus, name, ids.names, ids.numbers, irqs])).toEqual([
      ['i2c', 'dual', ['one', 'two'], [], ''],
      ['amba', 'pl', [], ['41061/fffff'], ''],
      ['phy', 'Acme PHY', [], ['600d84a0/fffffff0'], 'q;'],
      ['soundwire', 'amp', ['sdw:0217010d'], [], ''],
    ]);
  });

  it('of a multi-function device has the cells that its probe reaches', () => {
    const { drivers } = treeOf({
      'core.c': `static const struct mfd_cell cells[] = {
          { .name = "acme-rtc", .of_compatible = "acme,rtc" }, MFD_CELL_NAME("acme-led") };
        int acme_core_probe(struct device *dev) { return devm_mfd_add_devices(dev, -1, cells, 2); }`,
      'bus.c': `static int p(struct i2c_client *c) { return acme_core_probe(&c->dev); }
        static struct i2c_driver d = { .driver.name = "acme", .probe = p };
        module_i2c_driver(d);`,
    });
    expect(drivers[0]?.cells).toEqual([
      { name: 'acme-rtc', compatible: 'acme,rtc' },
      { name: 'acme-led', compatible: '' },
    ]);
  });

  it('may be made by a declaration', () => {
    const { drivers } = treeOf({
      'irq-a.c': `static int __init a_init(struct device_node *n, struct device_node *p) {
          priv->irq = irq_of_parse_and_map(n, 0);
          irq_set_chained_handler_and_data(priv->irq, handle, priv);
          return 0; }
        IRQCHIP_DECLARE(acme_a, "acme,intc-a", a_init);`,
      'irq-b.c': `IRQCHIP_PLATFORM_DRIVER_BEGIN(acme_b)
        IRQCHIP_MATCH("acme,intc-b", b_init)
        IRQCHIP_PLATFORM_DRIVER_END(acme_b)
        MODULE_LICENSE("GPL");`,
    });
    expect(drivers.map(({ bus, name, ids, irqs }) => [bus, name, ids.compatibles, irqs])).toEqual([
      ['irqchip', 'acme_a', ['acme,intc-a'], 'm0;k:0::probe:'],
      ['platform', 'acme_b', ['acme,intc-b'], ''],
    ]);
  });
});

describe('merging versions', () => {
  const driver = (name: string, compatibles: readonly string[]): ScannedDriver => ({
    bus: 'platform',
    name,
    file: `drivers/${name}.c`,
    level: 12,
    ids: { compatibles, names: [], numbers: [] },
    cells: [],
    irqs: '',
  });

  it('finds a longest increasing run', () => {
    expect(longestIncreasing([3, 1, 2, 0, 5])).toEqual(new Set([1, 2, 4]));
  });

  it('keeps the order of each version, and says which version has what', () => {
    const old = [driver('b', ['x']), driver('a', ['x']), driver('gone', ['x'])];
    const now = [driver('a', ['x', 'y']), driver('b', ['x']), driver('new', ['z'])];
    const rows = mergeVersions([old, now]);
    const orderOf = (bit: number) => rows.filter(({ mask }) => (mask & bit) !== 0).map(({ name }) => name);
    expect(orderOf(1)).toEqual(['b', 'a', 'gone']);
    expect(orderOf(2)).toEqual(['a', 'b', 'new']);
    const had = (bit: number) =>
      rows
        .filter(({ name, mask }) => name === 'a' && (mask & bit) !== 0)
        .flatMap(({ compatibles }) => [...compatibles].filter(([, mask]) => (mask & bit) !== 0).map(([text]) => text));
    expect(had(1)).toEqual(['x']);
    expect(had(2)).toEqual(['x', 'y']);
  });
});
