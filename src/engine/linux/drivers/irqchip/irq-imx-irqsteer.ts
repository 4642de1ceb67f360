/**
 * Models drivers/irqchip/irq-imx-irqsteer.c: NXP's interrupt steering block, a level input each, 64 inputs to an output. Left
 * out: suspend, power management.
 */
import { bitsOf } from '../../../../base/bits.ts';
import { hexnum, list, num, type Recorded, type RecordedList, ref, source, struct } from '../../../recorder/index.ts';
import { change_bits, readl, writel } from '../../include/asm/io.ts';
import { EINVAL, ENOMEM } from '../../include/linux/errno.ts';
import { type irq_chip, type irq_data, IRQ_LEVEL, irqd_to_hwirq } from '../../include/linux/irq.ts';
import { chained_irq_enter, chained_irq_exit } from '../../include/linux/irqchip/chained_irq.ts';
import type { irq_desc } from '../../include/linux/irqdesc.ts';
import type { irq_domain } from '../../include/linux/irqdomain.ts';
import {
  type platform_device,
  type platform_driver,
  platform_set_drvdata,
} from '../../include/linux/platform_device.ts';
import type { Kernel } from '../../kernel.ts';
import {
  handle_level_irq,
  irq_set_chained_handler_and_data,
  irq_set_chip_and_handler,
  irq_set_chip_data,
  irq_set_status_flags,
} from '../../kernel/irq/chip/index.ts';
import { generic_handle_domain_irq } from '../../kernel/irq/irqdesc/index.ts';
import {
  irq_domain_add_linear,
  irq_domain_set_pm_device,
  irq_domain_xlate_onecell,
} from '../../kernel/irq/irqdomain/index.ts';
import { pr_warn } from '../../kernel/printk/printk.ts';
import { devm_platform_ioremap_resource, platform_driver_register } from '../base/platform.ts';
import { clk_get } from '../clk/clkdev.ts';
import { irq_of_parse_and_map } from '../of/irq/index.ts';
import { of_device_is_compatible } from '../of/base/index.ts';
import { of_property_read_u32 } from '../of/property.ts';

const at = source('drivers/irqchip/irq-imx-irqsteer.c');

const CHANCTRL = 0x0;
/** 7.3 allows for blocks with more. */
const CHAN_MAX_OUTPUT_INT = 8;
const CHAN_MAX_OUTPUT_INT_7_3 = 15;
/** From 7.3: a block that has one channel, and no register for it. */
const NO_CHANCTRL = 'nxp,s32n79-irqsteer';
/** Inputs of an output, and of a register. */
const OUTPUT_INPUTS = 64;
const REGISTER_INPUTS = 32;

interface irqsteer_data extends Recorded {
  regs: number;
  irq: RecordedList<number>;
  /** Registers of each kind. */
  reg_num: number;
  channel: number;
  domain: irq_domain | undefined;
}
const irqsteer_data = struct<irqsteer_data>('irqsteer_data', {
  regs: hexnum(),
  irq: list(num()),
  reg_num: num(),
  channel: num(),
  domain: ref(),
});

const chanmask = ({ regs }: irqsteer_data, index: number): number => regs + 4 * index + 4;
const chanstatus = ({ regs, reg_num }: irqsteer_data, index: number): number => regs + 8 * reg_num + 4 * index + 4;

/** The last register is for the first inputs. */
const regIndex = ({ reg_num }: irqsteer_data, hwirq: number): number =>
  reg_num - Math.floor(hwirq / REGISTER_INPUTS) - 1;

function changeMask(k: Kernel, d: irq_data, on: boolean): void {
  const data = irqsteer_data.of(d.chip_data);
  const hwirq = irqd_to_hwirq(d);
  change_bits(k, 1 << (hwirq % REGISTER_INPUTS), on, chanmask(data, regIndex(data, hwirq)));
}

const imx_irqsteer_irq_unmask = at.fn(
  'imx_irqsteer_irq_unmask',
  'Lets an input through.',
  (k: Kernel, d: irq_data): void => changeMask(k, d, true),
);
const imx_irqsteer_irq_mask = at.fn('imx_irqsteer_irq_mask', 'Holds an input back.', (k: Kernel, d: irq_data): void =>
  changeMask(k, d, false),
);
const imx_irqsteer_irq_bus_lock = at.fn(
  'imx_irqsteer_irq_bus_lock',
  'Powers the block up; power management is not modelled.',
  (_k: Kernel, _d: irq_data): void => {},
);
const imx_irqsteer_irq_bus_sync_unlock = at.fn(
  'imx_irqsteer_irq_bus_sync_unlock',
  'Lets the block power down; power management is not modelled.',
  (_k: Kernel, _d: irq_data): void => {},
);

function imx_irqsteer_irq_chip(): irq_chip {
  return {
    name: 'irqsteer',
    irq_mask: imx_irqsteer_irq_mask,
    irq_unmask: imx_irqsteer_irq_unmask,
    irq_bus_lock: imx_irqsteer_irq_bus_lock,
    irq_bus_sync_unlock: imx_irqsteer_irq_bus_sync_unlock,
    flags: 0,
  };
}

const imx_irqsteer_irq_map = at.fn(
  'imx_irqsteer_irq_map',
  'Sets up an input: by level, whatever the tree says.',
  (k: Kernel, h: irq_domain, irq: number, _hwirq: number): number => {
    irq_set_status_flags(k, irq, IRQ_LEVEL);
    irq_set_chip_data(k, irq, h.host_data);
    irq_set_chip_and_handler(k, irq, imx_irqsteer_irq_chip(), handle_level_irq);
    return 0;
  },
);

const imx_irqsteer_irq_handler = at.fn(
  'imx_irqsteer_irq_handler',
  'Handles an output: looks which of its inputs caused it, and handles each.',
  (k: Kernel, desc: irq_desc): void => {
    const data = irqsteer_data.of(desc.irq_common_data.handler_data);
    const { chip, irq } = desc.irq_data;
    if (chip === undefined) return;
    chained_irq_enter(k, chip, desc);
    const output = data.irq.toArray().indexOf(irq);
    if (output < 0) {
      pr_warn(k, `imx_irqsteer_irq_handler: unable to get hwirq base for irq ${irq}`);
      return;
    }
    for (let half = 0; half < 2; half++) {
      const hwirq = output * OUTPUT_INPUTS + half * REGISTER_INPUTS;
      if (hwirq >= data.reg_num * REGISTER_INPUTS) break;
      const status = readl(k, chanstatus(data, regIndex(data, hwirq)));
      for (const pos of bitsOf(status))
        if (data.domain !== undefined) generic_handle_domain_irq(k, data.domain, hwirq + pos);
    }
    chained_irq_exit(k, chip, desc);
  },
);

/** Chains the handler on each output: 0, or an errno. */
function chainOutputs(k: Kernel, pdev: platform_device, data: irqsteer_data, count: number): number {
  if (count === 0 || count > (k.since('7.3') ? CHAN_MAX_OUTPUT_INT_7_3 : CHAN_MAX_OUTPUT_INT)) return -EINVAL;
  const np = pdev.dev.of_node;
  for (let i = 0; i < count; i++) {
    const irq = np === undefined ? 0 : irq_of_parse_and_map(k, np, i);
    data.irq.addTail(irq);
    // 7.3 takes a block whose last outputs are not connected.
    if (irq === 0) return k.since('7.3') ? 0 : -EINVAL;
    irq_set_chained_handler_and_data(k, irq, imx_irqsteer_irq_handler, data);
  }
  return 0;
}

const imx_irqsteer_probe = at.fn(
  'imx_irqsteer_probe',
  'Starts a steering block: a domain for its inputs, its handler on its outputs.',
  (k: Kernel, pdev: platform_device): number => {
    const { dev } = pdev;
    const np = dev.of_node;
    const regs = devm_platform_ioremap_resource(k, pdev, 0);
    if (regs < 0) return regs;
    const clk = clk_get(k, dev, 'ipg');
    if (clk < 0) return clk;
    const irqs_num = of_property_read_u32(k, np, 'fsl,num-irqs');
    const channel = of_property_read_u32(k, np, 'fsl,channel');
    if (irqs_num === undefined || channel === undefined) return -EINVAL;
    const reg_num = Math.floor(irqs_num / REGISTER_INPUTS);
    const data = irqsteer_data.create(k.rec, { regs, reg_num, channel });
    if (np === undefined || of_device_is_compatible(k, np, NO_CHANCTRL) === 0) writel(k, 1 << channel, regs + CHANCTRL);
    const ops = { name: 'imx_irqsteer_domain_ops', map: imx_irqsteer_irq_map, xlate: irq_domain_xlate_onecell };
    const domain = irq_domain_add_linear(k, np, reg_num * REGISTER_INPUTS, ops, data);
    if (domain === undefined) return -ENOMEM;
    data.domain = domain;
    irq_domain_set_pm_device(k, domain, dev);
    const ret = chainOutputs(k, pdev, data, Math.ceil(irqs_num / OUTPUT_INPUTS));
    if (ret !== 0) return ret;
    platform_set_drvdata(pdev, data);
    return 0;
  },
);

/** device_initcall */
export const imx_irqsteer_driver_init = at.fn(
  'imx_irqsteer_driver_init',
  'Registers the driver of interrupt steering blocks.',
  (k: Kernel): number => {
    const driver: platform_driver = {
      name: 'imx-irqsteer',
      bus: 'platform',
      of_match_table: ['fsl,imx-irqsteer', ...(k.since('7.3') ? [NO_CHANCTRL] : [])].map((compatible) => ({
        compatible,
        data: undefined,
      })),
      probe: imx_irqsteer_probe,
    };
    return platform_driver_register(k, driver);
  },
);
