/**
 * Models drivers/irqchip/irq-imx-intmux.c: NXP's interrupt multiplexer, 32 inputs that each of up to eight channels has an interrupt and a
 * domain of its own for. Left out: suspend, power management.
 */
import { bitsOf } from '../../../../base/bits.ts';
import { hexnum, num, type Recorded, ref, source, struct } from '../../../recorder/index.ts';
import { WARN_ON } from '../../include/asm-generic/bug.ts';
import { change_bits, readl, writel } from '../../include/asm/io.ts';
import { EINVAL, ENOMEM, EPROBE_DEFER } from '../../include/linux/errno.ts';
import { type irq_chip, type irq_data, IRQ_TYPE_LEVEL_HIGH, irqd_to_hwirq } from '../../include/linux/irq.ts';
import { chained_irq_enter, chained_irq_exit } from '../../include/linux/irqchip/chained_irq.ts';
import type { irq_desc } from '../../include/linux/irqdesc.ts';
import type { irq_domain, irq_domain_ops, irq_fwspec, Translated } from '../../include/linux/irqdomain.ts';
import type { device_node } from '../../include/linux/of.ts';
import type { platform_device, platform_driver } from '../../include/linux/platform_device.ts';
import type { Kernel } from '../../kernel.ts';
import {
  handle_level_irq,
  irq_set_chained_handler_and_data,
  irq_set_chip_and_handler,
  irq_set_chip_data,
} from '../../kernel/irq/chip/index.ts';
import { generic_handle_domain_irq } from '../../kernel/irq/irqdesc/index.ts';
import { irq_domain_add_linear, irq_domain_set_pm_device } from '../../kernel/irq/irqdomain/index.ts';
import { dev_err } from '../../kernel/printk/printk.ts';
import { devm_platform_ioremap_resource, platform_driver_register, platform_irq_count } from '../base/platform.ts';
import { clk_get } from '../clk/clkdev.ts';
import { irq_of_parse_and_map } from '../of/irq/index.ts';

const at = source('drivers/irqchip/irq-imx-intmux.c');

const CHAN_MAX_NUM = 8;
const INPUTS = 32;
const CHANIER = (n: number): number => 0x10 + 0x40 * n;
const CHANIPR = (n: number): number => 0x20 + 0x40 * n;

/** A channel. */
interface intmux_irqchip_data extends Recorded {
  readonly regs: number;
  readonly channum: number;
  readonly chanidx: number;
  irq: number;
  domain: irq_domain | undefined;
}
const intmux_irqchip_data = struct<intmux_irqchip_data>('intmux_irqchip_data', {
  regs: hexnum(),
  channum: num(),
  chanidx: num(),
  irq: num(),
  domain: ref(),
});

function changeEnable(k: Kernel, d: irq_data, on: boolean): void {
  const { regs, chanidx } = intmux_irqchip_data.of(d.chip_data);
  change_bits(k, 1 << irqd_to_hwirq(d), on, regs + CHANIER(chanidx));
}
const imx_intmux_irq_mask = at.fn('imx_intmux_irq_mask', 'Takes an input from its channel.', (k: Kernel, d: irq_data) =>
  changeEnable(k, d, false),
);
const imx_intmux_irq_unmask = at.fn(
  'imx_intmux_irq_unmask',
  'Gives an input to its channel.',
  (k: Kernel, d: irq_data): void => changeEnable(k, d, true),
);
const imx_intmux_irq_chip: irq_chip = {
  name: 'intmux',
  irq_mask: imx_intmux_irq_mask,
  irq_unmask: imx_intmux_irq_unmask,
  flags: 0,
};

const imx_intmux_irq_map = at.fn(
  'imx_intmux_irq_map',
  'Sets up an input of a channel.',
  (k: Kernel, h: irq_domain, irq: number, _hwirq: number): number => {
    irq_set_chip_data(k, irq, h.host_data);
    irq_set_chip_and_handler(k, irq, imx_intmux_irq_chip, handle_level_irq);
    return 0;
  },
);

const imx_intmux_irq_xlate = at.fn(
  'imx_intmux_irq_xlate',
  'Reads a specifier: input and channel; all are high levels.',
  (
    k: Kernel,
    d: irq_domain,
    _node: device_node | undefined,
    [hwirq = 0, channel = 0]: readonly number[],
    intsize: number,
  ): Translated | number => {
    const { channum } = intmux_irqchip_data.of(d.host_data);
    if (WARN_ON(k, intsize !== 2, imx_intmux_irq_xlate)) return -EINVAL;
    if (WARN_ON(k, channel >= channum, imx_intmux_irq_xlate)) return -EINVAL;
    return { hwirq, type: IRQ_TYPE_LEVEL_HIGH };
  },
);

const imx_intmux_irq_select = at.fn(
  'imx_intmux_irq_select',
  'Says whether a domain is that of the channel which a specifier names.',
  (k: Kernel, d: irq_domain, { fwnode, param, param_count }: irq_fwspec, bus_token: number): number => {
    if (fwnode !== d.fwnode) return 0;
    // 6.9 and later also search for domains without an interrupt in mind.
    if (k.since('6.12') && param_count === 0) return d.bus_token === bus_token ? 1 : 0;
    return intmux_irqchip_data.of(d.host_data).chanidx === (param[1] ?? 0) ? 1 : 0;
  },
);

const imx_intmux_domain_ops: irq_domain_ops = {
  name: 'imx_intmux_domain_ops',
  map: imx_intmux_irq_map,
  xlate: imx_intmux_irq_xlate,
  select: imx_intmux_irq_select,
};

const imx_intmux_irq_handler = at.fn(
  'imx_intmux_irq_handler',
  "Handles a channel's interrupt: each input that is pending there.",
  (k: Kernel, desc: irq_desc): void => {
    const { chip } = desc.irq_data;
    if (chip === undefined) return;
    const { chanidx, domain, regs } = intmux_irqchip_data.of(desc.irq_common_data.handler_data);
    chained_irq_enter(k, chip, desc);
    for (const pos of bitsOf(readl(k, regs + CHANIPR(chanidx)))) generic_handle_domain_irq(k, domain, pos);
    chained_irq_exit(k, chip, desc);
  },
);

const imx_intmux_probe = at.fn(
  'imx_intmux_probe',
  'Starts the multiplexer: a domain and a chained handler for each channel.',
  (k: Kernel, pdev: platform_device): number => {
    const { dev } = pdev;
    const np = dev.of_node;
    const channum = platform_irq_count(k, pdev);
    if (channum === -EPROBE_DEFER) return channum;
    if (channum > CHAN_MAX_NUM) {
      dev_err(k, dev, `supports up to ${CHAN_MAX_NUM} multiplex channels`);
      return -EINVAL;
    }
    const regs = devm_platform_ioremap_resource(k, pdev, 0);
    if (regs < 0) {
      dev_err(k, dev, 'failed to initialize reg');
      return regs;
    }
    const clk = clk_get(k, dev, 'ipg');
    if (clk < 0) return clk;
    for (let chanidx = 0; chanidx < channum; chanidx++) {
      const irq = np === undefined ? 0 : irq_of_parse_and_map(k, np, chanidx);
      if (irq <= 0) {
        dev_err(k, dev, 'failed to get irq');
        return -EINVAL;
      }
      const data = intmux_irqchip_data.create(k.rec, { regs, channum, chanidx, irq });
      data.domain = irq_domain_add_linear(k, np, INPUTS, imx_intmux_domain_ops, data);
      if (data.domain === undefined) {
        dev_err(k, dev, 'failed to create IRQ domain');
        return -ENOMEM;
      }
      irq_domain_set_pm_device(k, data.domain, dev);
      writel(k, 0, regs + CHANIER(chanidx));
      irq_set_chained_handler_and_data(k, irq, imx_intmux_irq_handler, data);
    }
    return 0;
  },
);

/** device_initcall */
export const imx_intmux_driver_init = at.fn(
  'imx_intmux_driver_init',
  'Registers the driver of interrupt multiplexers.',
  (k: Kernel): number => {
    const driver: platform_driver = {
      name: 'imx-intmux',
      bus: 'platform',
      of_match_table: [{ compatible: 'fsl,imx-intmux', data: undefined }],
      probe: imx_intmux_probe,
    };
    return platform_driver_register(k, driver);
  },
);
