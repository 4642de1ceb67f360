/**
 * Models drivers/soc/fsl/qe/qe_ic.c: the interrupt controller of the QUICC Engine, whose sources are the engine's own units. Its
 * registers are big-endian; one of them names the source that is to be served.
 */
import { hexnum, num, type Recorded, ref, source, struct } from '../../../../../recorder/index.ts';
import { readl, writel } from '../../../../include/asm/io.ts';
import { EINVAL, ENODEV } from '../../../../include/linux/errno.ts';
import {
  type irq_chip,
  type irq_data,
  irq_data_get_irq_chip_data,
  IRQ_LEVEL,
  irqd_to_hwirq,
} from '../../../../include/linux/irq.ts';
import type { irq_desc } from '../../../../include/linux/irqdesc.ts';
import type { irq_domain, irq_domain_ops } from '../../../../include/linux/irqdomain.ts';
import type { platform_device, platform_driver } from '../../../../include/linux/platform_device.ts';
import type { Kernel } from '../../../../kernel.ts';
import {
  handle_level_irq,
  irq_set_chained_handler_and_data,
  irq_set_chip_and_handler,
  irq_set_chip_data,
  irq_set_status_flags,
} from '../../../../kernel/irq/chip/index.ts';
import { generic_handle_irq } from '../../../../kernel/irq/irqdesc/index.ts';
import {
  irq_domain_add_linear,
  irq_domain_xlate_onetwocell,
  irq_find_mapping,
} from '../../../../kernel/irq/irqdomain/index.ts';
import { dev_err, pr_err } from '../../../../kernel/printk/printk.ts';
import { devm_platform_ioremap_resource, platform_driver_register, platform_get_irq } from '../../../base/platform.ts';

const at = source('drivers/soc/fsl/qe/qe_ic.c');

const NR_QE_IC_INTS = 64;
const QEIC_CICR = 0x00;
const QEIC_CIVEC = 0x04;
const QEIC_CIMR = 0x20;
const QEIC_CRIMR = 0x24;
const QEIC_CHIVEC = 0x60;
/** The number of a source is in the highest bits. */
const VECTOR_SHIFT = 26;

/** Runs of sources, with the mask register and the bit of the first; the next has the bit below. Others are reserved. */
const SOURCES: readonly { first: number; count: number; reg: number; bit: number }[] = [
  { first: 1, count: 3, reg: QEIC_CIMR, bit: 15 },
  { first: 10, count: 6, reg: QEIC_CIMR, bit: 6 },
  { first: 20, count: 1, reg: QEIC_CRIMR, bit: 28 },
  { first: 25, count: 4, reg: QEIC_CRIMR, bit: 23 },
  { first: 32, count: 5, reg: QEIC_CIMR, bit: 31 },
  { first: 40, count: 4, reg: QEIC_CIMR, bit: 23 },
];
const LAST_SOURCE = 43;

interface qe_ic extends Recorded {
  regs: number;
  irqhost: irq_domain | undefined;
  virq_high: number;
  virq_low: number;
}
const qe_ic = struct<qe_ic>('qe_ic', { regs: hexnum(), irqhost: ref(), virq_high: num(), virq_low: num() });

function maskOf(src: number): { readonly reg: number; readonly mask: number } | undefined {
  const run = SOURCES.find(({ first, count }) => src >= first && src < first + count);
  return run === undefined ? undefined : { reg: run.reg, mask: 1 << (run.bit - (src - run.first)) };
}

const swab32 = (value: number): number =>
  ((value << 24) | ((value & 0xff00) << 8) | ((value >>> 8) & 0xff00) | (value >>> 24)) >>> 0;

const qe_ic_read = (k: Kernel, regs: number, reg: number): number => swab32(readl(k, regs + reg));
const qe_ic_write = (k: Kernel, regs: number, reg: number, value: number): void => writel(k, swab32(value), regs + reg);

function setMask(k: Kernel, d: irq_data, on: boolean): void {
  const { regs } = qe_ic.of(irq_data_get_irq_chip_data(d));
  const place = maskOf(irqd_to_hwirq(d));
  if (place === undefined) return;
  const rest = qe_ic_read(k, regs, place.reg) & ~place.mask;
  qe_ic_write(k, regs, place.reg, on ? rest | place.mask : rest);
}

const qe_ic_unmask_irq = at.fn('qe_ic_unmask_irq', 'Lets a source interrupt.', (k: Kernel, d: irq_data): void =>
  setMask(k, d, true),
);

const qe_ic_mask_irq = at.fn('qe_ic_mask_irq', 'Keeps a source from interrupting.', (k: Kernel, d: irq_data): void =>
  setMask(k, d, false),
);

function qe_ic_irq_chip(): irq_chip {
  return {
    name: 'QEIC',
    irq_unmask: qe_ic_unmask_irq,
    irq_mask: qe_ic_mask_irq,
    irq_mask_ack: qe_ic_mask_irq,
    flags: 0,
  };
}

const qe_ic_host_map = at.fn(
  'qe_ic_host_map',
  'Sets up the interrupt of a source, unless that is reserved.',
  (k: Kernel, h: irq_domain, virq: number, hw: number): number => {
    if (hw > LAST_SOURCE) {
      pr_err(k, 'qe_ic_host_map: Invalid hw irq number for QEIC');
      return -EINVAL;
    }
    if (maskOf(hw) === undefined) {
      pr_err(k, "Can't map reserved IRQ");
      return -EINVAL;
    }
    irq_set_chip_data(k, virq, h.host_data);
    irq_set_status_flags(k, virq, IRQ_LEVEL);
    irq_set_chip_and_handler(k, virq, qe_ic_irq_chip(), handle_level_irq);
    return 0;
  },
);

/** Its match is that of the node, as for any domain. */
function qe_ic_host_ops(): irq_domain_ops {
  return { name: 'qe_ic_host_ops', map: qe_ic_host_map, xlate: irq_domain_xlate_onetwocell };
}

/** The irq of the source that a vector register names; 0 for none. */
function pendingIrq(k: Kernel, { regs, irqhost }: qe_ic, reg: number): number {
  const src = qe_ic_read(k, regs, reg) >>> VECTOR_SHIFT;
  return src === 0 ? 0 : irq_find_mapping(k, irqhost, src);
}

function cascade(k: Kernel, desc: irq_desc, registers: readonly number[]): void {
  const ic = qe_ic.of(desc.irq_common_data.handler_data);
  let irq = 0;
  for (const reg of registers) if (irq === 0) irq = pendingIrq(k, ic, reg);
  if (irq !== 0) generic_handle_irq(k, irq);
  desc.irq_data.chip?.irq_eoi?.(k, desc.irq_data);
}

const qe_ic_cascade_low = at.fn(
  'qe_ic_cascade_low',
  'Handles the low interrupt: the source that is named.',
  (k: Kernel, desc: irq_desc): void => cascade(k, desc, [QEIC_CIVEC]),
);

const qe_ic_cascade_high = at.fn(
  'qe_ic_cascade_high',
  'Handles the high interrupt: the source that is named.',
  (k: Kernel, desc: irq_desc): void => cascade(k, desc, [QEIC_CHIVEC]),
);

const qe_ic_cascade_muxed_mpic = at.fn(
  'qe_ic_cascade_muxed_mpic',
  'Handles the one interrupt of a block that has one for high and low: a high source first.',
  (k: Kernel, desc: irq_desc): void => cascade(k, desc, [QEIC_CHIVEC, QEIC_CIVEC]),
);

const qe_ic_init = at.fn(
  'qe_ic_init',
  'Starts the controller: a domain for its sources, chained to its interrupts for high and low ones.',
  (k: Kernel, pdev: platform_device): number => {
    const { dev } = pdev;
    const regs = devm_platform_ioremap_resource(k, pdev, 0);
    if (regs < 0) {
      dev_err(k, dev, 'no memory resource defined');
      return -ENODEV;
    }
    const ic = qe_ic.create(k.rec, { regs });
    ic.virq_high = platform_get_irq(k, pdev, 0);
    ic.virq_low = platform_get_irq(k, pdev, 1);
    if (ic.virq_low <= 0) return -ENODEV;
    const separate = ic.virq_high > 0 && ic.virq_high !== ic.virq_low;
    ic.irqhost = irq_domain_add_linear(k, dev.of_node, NR_QE_IC_INTS, qe_ic_host_ops(), ic);
    if (ic.irqhost === undefined) {
      dev_err(k, dev, 'failed to add irq domain');
      return -ENODEV;
    }
    qe_ic_write(k, regs, QEIC_CICR, 0);
    irq_set_chained_handler_and_data(k, ic.virq_low, separate ? qe_ic_cascade_low : qe_ic_cascade_muxed_mpic, ic);
    if (separate) irq_set_chained_handler_and_data(k, ic.virq_high, qe_ic_cascade_high, ic);
    return 0;
  },
);

/** subsys_initcall */
export const qe_ic_of_init = at.fn(
  'qe_ic_of_init',
  'Registers the driver of the controllers of QUICC Engines.',
  (k: Kernel): number => {
    const driver: platform_driver = {
      name: 'qe-ic',
      bus: 'platform',
      of_match_table: [{ compatible: 'fsl,qe-ic', data: undefined }],
      probe: qe_ic_init,
    };
    return platform_driver_register(k, driver);
  },
);
