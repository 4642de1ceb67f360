/** Models kernel/irq/ipi-mux.c, of 6.12 on: many IPIs over the one that a controller has, by two words for each CPU. */
import { bitsOf } from '../../../../base/bits.ts';
import { type Cpumask, cpumaskCpus } from '../../../../base/cpumask.ts';
import {
  fnptr,
  type FunctionInfo,
  hexnum,
  map,
  type Recorded,
  type RecordedMap,
  ref,
  source,
} from '../../../recorder/index.ts';
import { EEXIST, EINVAL, ENOMEM } from '../../include/linux/errno.ts';
import { type irq_chip, type irq_data, irqd_to_hwirq } from '../../include/linux/irq.ts';
import {
  DOMAIN_BUS_IPI,
  type irq_domain,
  IRQ_DOMAIN_FLAG_IPI_SINGLE,
  type irq_domain_ops,
} from '../../include/linux/irqdomain.ts';
import { NUMA_NO_NODE } from '../../include/linux/numa.ts';
import { type Kernel, statics } from '../../kernel.ts';
import { pr_err } from '../printk/printk.ts';
import { handle_percpu_devid_irq } from './chip/index.ts';
import { generic_handle_domain_irq, irq_set_percpu_devid } from './irqdesc/index.ts';
import {
  __irq_domain_alloc_irqs,
  irq_domain_alloc_named_fwnode,
  irq_domain_create_linear,
  irq_domain_free_irqs_top,
  irq_domain_remove,
  irq_domain_set_info,
  irq_domain_update_bus_token,
} from './irqdomain/index.ts';

const at = source('kernel/irq/ipi-mux.c');

const BITS = 32;

/** Has the controller send its one IPI to a CPU. */
type mux_send_fn = ((k: Kernel, cpu: number) => void) & FunctionInfo;

interface ipi_mux_c extends Recorded {
  /** By CPU: the IPIs that are enabled, and those that were sent and not taken yet. */
  enable: RecordedMap<number>;
  bits: RecordedMap<number>;
  ipi_mux_domain: irq_domain | undefined;
  ipi_mux_send: mux_send_fn | undefined;
}
const ipi_mux_c = statics<ipi_mux_c>('kernel/irq/ipi-mux.c', {
  enable: map(hexnum()),
  bits: map(hexnum()),
  ipi_mux_domain: ref(),
  ipi_mux_send: fnptr(),
});

const bitOf = (d: irq_data): number => (1 << irqd_to_hwirq(d)) >>> 0;
const get = (words: RecordedMap<number>, cpu: number): number => words.get(cpu) ?? 0;

const ipi_mux_mask = at.fn('ipi_mux_mask', 'Masks an IPI for this CPU.', (k: Kernel, d: irq_data): void => {
  const { enable } = ipi_mux_c(k);
  enable.set(k.cpu, (get(enable, k.cpu) & ~bitOf(d)) >>> 0);
});

const ipi_mux_unmask = at.fn(
  'ipi_mux_unmask',
  'Unmasks an IPI for this CPU; one that was sent meanwhile comes now.',
  (k: Kernel, d: irq_data): void => {
    const c = ipi_mux_c(k);
    c.enable.set(k.cpu, (get(c.enable, k.cpu) | bitOf(d)) >>> 0);
    if ((get(c.bits, k.cpu) & bitOf(d)) !== 0) c.ipi_mux_send?.(k, k.cpu);
  },
);

const ipi_mux_send_mask = at.fn(
  'ipi_mux_send_mask',
  "Notes an IPI for each CPU of a set, and sends the controller's where it was not on its way already.",
  (k: Kernel, d: irq_data, mask: Cpumask): void => {
    const c = ipi_mux_c(k);
    for (const cpu of cpumaskCpus(mask)) {
      const pending = get(c.bits, cpu);
      c.bits.set(cpu, (pending | bitOf(d)) >>> 0);
      if ((pending & bitOf(d)) === 0 && (get(c.enable, cpu) & bitOf(d)) !== 0) c.ipi_mux_send?.(k, cpu);
    }
  },
);

const ipi_mux_chip: irq_chip = {
  name: 'IPI Mux',
  irq_mask: ipi_mux_mask,
  irq_unmask: ipi_mux_unmask,
  ipi_send_mask: ipi_mux_send_mask,
  flags: 0,
};

const ipi_mux_domain_alloc = at.fn(
  'ipi_mux_domain_alloc',
  'Gives the IPIs their chip.',
  (k: Kernel, d: irq_domain, virq: number, nr_irqs: number, _arg: unknown): number => {
    for (let i = 0; i < nr_irqs; i++) {
      irq_set_percpu_devid(k, virq + i);
      irq_domain_set_info(k, d, virq + i, i, ipi_mux_chip, undefined, handle_percpu_devid_irq, undefined, undefined);
    }
    return 0;
  },
);

const ipi_mux_domain_ops: irq_domain_ops = {
  name: 'ipi_mux_domain_ops',
  alloc: ipi_mux_domain_alloc,
  free: irq_domain_free_irqs_top,
};

export const ipi_mux_process = at.fn(
  'ipi_mux_process',
  'Takes the IPIs of this CPU that were sent and are enabled, and handles each.',
  (k: Kernel): void => {
    const c = ipi_mux_c(k);
    const bits = get(c.bits, k.cpu);
    const ipis = bits & get(c.enable, k.cpu);
    if (ipis !== 0) c.bits.set(k.cpu, (bits & ~ipis) >>> 0);
    for (const hwirq of bitsOf(ipis)) generic_handle_domain_irq(k, c.ipi_mux_domain, hwirq);
  },
);

export const ipi_mux_create = at.fn(
  'ipi_mux_create',
  'Makes a domain of IPIs over one of the controller: the number of the first, or a negative errno.',
  (k: Kernel, nr_ipi: number, mux_send: mux_send_fn): number => {
    const c = ipi_mux_c(k);
    if (c.ipi_mux_domain !== undefined) return -EEXIST;
    if (nr_ipi > BITS) return -EINVAL;
    const fwnode = irq_domain_alloc_named_fwnode(k, 'IPI-Mux');
    const domain = irq_domain_create_linear(k, fwnode, nr_ipi, ipi_mux_domain_ops, undefined);
    if (domain === undefined) {
      pr_err(k, 'ipi-mux: unable to add IPI Mux domain');
      return -ENOMEM;
    }
    domain.flags |= IRQ_DOMAIN_FLAG_IPI_SINGLE;
    irq_domain_update_bus_token(k, domain, DOMAIN_BUS_IPI);
    const rc = __irq_domain_alloc_irqs(k, domain, -1, nr_ipi, NUMA_NO_NODE, undefined, false, undefined);
    if (rc <= 0) {
      pr_err(k, 'ipi-mux: unable to alloc IRQs from IPI Mux domain');
      irq_domain_remove(k, domain);
      return rc;
    }
    c.ipi_mux_domain = domain;
    c.ipi_mux_send = mux_send;
    return rc;
  },
);
