/**
 * Models drivers/irqchip/irq-xilinx-intc.c: Xilinx' soft controller of up to 32 inputs. Left out: as the first controller of a
 * machine, big-endian registers.
 */
import { hexnum, num, type Recorded, ref, source, struct } from '../../../recorder/index.ts';
import { readl, writel } from '../../include/asm/io.ts';
import { EINVAL } from '../../include/linux/errno.ts';
import {
  type irq_chip,
  type irq_data,
  irq_data_get_irq_chip_data,
  IRQ_LEVEL,
  irqd_is_level_type,
  irqd_to_hwirq,
} from '../../include/linux/irq.ts';
import { chained_irq_enter, chained_irq_exit } from '../../include/linux/irqchip/chained_irq.ts';
import type { irq_desc } from '../../include/linux/irqdesc.ts';
import type { irq_domain } from '../../include/linux/irqdomain.ts';
import type { device_node } from '../../include/linux/of.ts';
import type { Kernel } from '../../kernel.ts';
import {
  handle_edge_irq,
  handle_level_irq,
  irq_clear_status_flags,
  irq_set_chained_handler_and_data,
  irq_set_chip_and_handler_name,
  irq_set_chip_data,
  irq_set_status_flags,
} from '../../kernel/irq/chip/index.ts';
import { generic_handle_domain_irq } from '../../kernel/irq/irqdesc/index.ts';
import { irq_domain_add_linear, irq_domain_xlate_onetwocell } from '../../kernel/irq/irqdomain/index.ts';
import { pr_err, pr_info, pr_warn } from '../../kernel/printk/printk.ts';
import { of_iomap } from '../of/address.ts';
import { irq_of_parse_and_map } from '../of/irq/index.ts';
import { of_property_read_u32 } from '../of/property.ts';

const at = source('drivers/irqchip/irq-xilinx-intc.c');

const IER = 0x08;
const IAR = 0x0c;
const SIE = 0x10;
const CIE = 0x14;
const IVR = 0x18;
const MER = 0x1c;
const MER_ME = 1 << 0;
const MER_HIE = 1 << 1;
const NONE = 0xffffffff;
/** Where nothing answers that there is none left, as memory in place of a controller: a round of all inputs. */
const ROUNDS = 32;

interface xintc_irq_chip extends Recorded {
  base: number;
  root_domain: irq_domain | undefined;
  /** 1 for edges. */
  intr_mask: number;
  nr_irq: number;
}
const xintc_irq_chip = struct<xintc_irq_chip>('xintc_irq_chip', {
  base: hexnum(),
  root_domain: ref(),
  intr_mask: hexnum(),
  nr_irq: num(),
});

function put(k: Kernel, d: irq_data, reg: number): void {
  writel(k, 1 << irqd_to_hwirq(d), xintc_irq_chip.of(irq_data_get_irq_chip_data(d)).base + reg);
}

const intc_enable_or_unmask = at.fn(
  'intc_enable_or_unmask',
  'Lets an input through.',
  (k: Kernel, d: irq_data): void => {
    // A level could not be acknowledged before its handler had served it.
    if (irqd_is_level_type(d)) put(k, d, IAR);
    put(k, d, SIE);
  },
);
const intc_disable_or_mask = at.fn('intc_disable_or_mask', 'Holds an input back.', (k: Kernel, d: irq_data): void =>
  put(k, d, CIE),
);
const intc_ack = at.fn('intc_ack', 'Acknowledges an input.', (k: Kernel, d: irq_data): void => put(k, d, IAR));
const intc_mask_ack = at.fn(
  'intc_mask_ack',
  'Holds an input back and acknowledges it.',
  (k: Kernel, d: irq_data): void => {
    put(k, d, CIE);
    put(k, d, IAR);
  },
);

function intc_dev(): irq_chip {
  return {
    name: 'Xilinx INTC',
    irq_unmask: intc_enable_or_unmask,
    irq_mask: intc_disable_or_mask,
    irq_ack: intc_ack,
    irq_mask_ack: intc_mask_ack,
    flags: 0,
  };
}

const xintc_map = at.fn(
  'xintc_map',
  'Sets up an input: by edge or by level, as the hardware was built.',
  (k: Kernel, d: irq_domain, irq: number, hw: number): number => {
    const irqc = xintc_irq_chip.of(d.host_data);
    const edge = (irqc.intr_mask & (1 << hw)) !== 0;
    irq_set_chip_and_handler_name(
      k,
      irq,
      intc_dev(),
      edge ? handle_edge_irq : handle_level_irq,
      edge ? 'edge' : 'level',
    );
    if (edge) irq_clear_status_flags(k, irq, IRQ_LEVEL);
    else irq_set_status_flags(k, irq, IRQ_LEVEL);
    irq_set_chip_data(k, irq, irqc);
    return 0;
  },
);

const xil_intc_irq_handler = at.fn(
  'xil_intc_irq_handler',
  "Handles the controller's interrupt: takes its inputs one after another, until there is none.",
  (k: Kernel, desc: irq_desc): void => {
    const irqc = xintc_irq_chip.of(desc.irq_common_data.handler_data);
    const { chip } = desc.irq_data;
    if (chip === undefined) return;
    chained_irq_enter(k, chip, desc);
    for (let round = 0; round < ROUNDS; round++) {
      const hwirq = readl(k, irqc.base + IVR);
      if (hwirq === NONE || irqc.root_domain === undefined) break;
      generic_handle_domain_irq(k, irqc.root_domain, hwirq);
    }
    chained_irq_exit(k, chip, desc);
  },
);

export const xilinx_intc_of_init = at.fn(
  'xilinx_intc_of_init',
  'Starts the controller: its inputs off, a domain for them, and its handler on its interrupt.',
  (k: Kernel, intc: device_node, _parent: device_node | undefined): number => {
    const base = of_iomap(k, intc, 0) ?? 0;
    const nr_irq = of_property_read_u32(k, intc, 'xlnx,num-intr-inputs');
    if (nr_irq === undefined) {
      pr_err(k, 'irq-xilinx: unable to read xlnx,num-intr-inputs');
      return -EINVAL;
    }
    const kind = of_property_read_u32(k, intc, 'xlnx,kind-of-intr');
    if (kind === undefined) pr_warn(k, 'irq-xilinx: unable to read xlnx,kind-of-intr');
    const intr_mask = kind ?? 0;
    if (nr_irq < 32 && intr_mask >>> nr_irq !== 0) pr_warn(k, 'irq-xilinx: mismatch in kind-of-intr param');
    pr_info(k, `irq-xilinx: ${intc.path}: num_irq=${nr_irq}, edge=0x${intr_mask.toString(16)}`);
    writel(k, 0, base + IER);
    writel(k, 0xffffffff, base + IAR);
    writel(k, MER_HIE | MER_ME, base + MER);
    readl(k, base + MER);
    const irqc = xintc_irq_chip.create(k.rec, { base, nr_irq, intr_mask });
    const ops = { name: 'xintc_irq_domain_ops', xlate: irq_domain_xlate_onetwocell, map: xintc_map };
    irqc.root_domain = irq_domain_add_linear(k, intc, nr_irq, ops, irqc);
    if (irqc.root_domain === undefined) {
      pr_err(k, 'irq-xilinx: Unable to create IRQ domain');
      return -EINVAL;
    }
    const irq = irq_of_parse_and_map(k, intc, 0);
    if (irq === 0) {
      pr_err(k, 'irq-xilinx: interrupts property not in DT');
      return -EINVAL;
    }
    irq_set_chained_handler_and_data(k, irq, xil_intc_irq_handler, irqc);
    return 0;
  },
);
