/** kernel/irq/irqdomain.c: reading the cells of an interrupt specifier. */
import { source } from '../../../../recorder/index.ts';
import { EINVAL } from '../../../include/linux/errno.ts';
import { IRQ_TYPE_NONE, IRQ_TYPE_SENSE_MASK } from '../../../include/linux/irq.ts';
import type { irq_domain, irq_domain_ops, irq_fwspec, Translated } from '../../../include/linux/irqdomain.ts';
import { type device_node, to_of_node } from '../../../include/linux/of.ts';
import type { Kernel } from '../../../kernel.ts';

const at = source('kernel/irq/irqdomain.c');

/** Asks the domain; one that does not translate takes the first cell as the hardware interrupt. */
export function irq_domain_translate(k: Kernel, d: irq_domain, fwspec: irq_fwspec): Translated | number {
  if (d.ops?.translate !== undefined) return d.ops.translate(k, d, fwspec);
  if (d.ops?.xlate !== undefined) return d.ops.xlate(k, d, to_of_node(fwspec.fwnode), fwspec.param, fwspec.param_count);
  return { hwirq: fwspec.param[0] ?? 0, type: IRQ_TYPE_NONE };
}

export const of_phandle_args_to_fwspec = at.fn(
  'of_phandle_args_to_fwspec',
  'Turns a reference of the device tree into a specifier of any firmware.',
  (_k: Kernel, np: device_node | undefined, args: readonly number[], count: number): irq_fwspec => ({
    fwnode: np,
    param_count: count,
    param: args.slice(0, count),
  }),
);

const one = (cells: readonly number[]): Translated => ({ hwirq: cells[0] ?? 0, type: IRQ_TYPE_NONE });
const two = (cells: readonly number[]): Translated => ({
  hwirq: cells[0] ?? 0,
  type: (cells[1] ?? 0) & IRQ_TYPE_SENSE_MASK,
});

export const irq_domain_xlate_onecell = at.fn(
  'irq_domain_xlate_onecell',
  'Reads a specifier of one cell: the hardware interrupt.',
  (
    _k: Kernel,
    _d: irq_domain,
    _ctrlr: device_node | undefined,
    intspec: readonly number[],
    intsize: number,
  ): Translated | number => (intsize < 1 ? -EINVAL : one(intspec)),
);

export const irq_domain_xlate_twocell = at.fn(
  'irq_domain_xlate_twocell',
  'Reads a specifier of two cells: the hardware interrupt and its trigger type.',
  (
    k: Kernel,
    d: irq_domain,
    ctrlr: device_node | undefined,
    intspec: readonly number[],
    intsize: number,
  ): Translated | number => irq_domain_translate_twocell(k, d, of_phandle_args_to_fwspec(k, ctrlr, intspec, intsize)),
);

/** 7.3. */
export const irq_domain_translate_twothreecell = at.fn(
  'irq_domain_translate_twothreecell',
  'Reads a specifier of two cells, or of three: the instance, the hardware interrupt, its trigger type.',
  (_k: Kernel, _d: irq_domain, { param_count, param }: irq_fwspec): Translated | number => {
    if (param_count !== 2 && param_count !== 3) return -EINVAL;
    const [hwirq = 0, type = 0] = param.slice(param_count - 2);
    return { hwirq, type: type & IRQ_TYPE_SENSE_MASK };
  },
);

/** 7.3. */
export const irq_domain_xlate_twothreecell = at.fn(
  'irq_domain_xlate_twothreecell',
  'Reads a specifier of two or three cells, whose last are the hardware interrupt and its trigger type.',
  (
    k: Kernel,
    d: irq_domain,
    ctrlr: device_node | undefined,
    intspec: readonly number[],
    intsize: number,
  ): Translated | number =>
    irq_domain_translate_twothreecell(k, d, of_phandle_args_to_fwspec(k, ctrlr, intspec, intsize)),
);

export const irq_domain_xlate_onetwocell = at.fn(
  'irq_domain_xlate_onetwocell',
  'Reads a specifier of one or two cells: the hardware interrupt, perhaps with its trigger type.',
  (
    _k: Kernel,
    _d: irq_domain,
    _ctrlr: device_node | undefined,
    intspec: readonly number[],
    intsize: number,
  ): Translated | number => {
    if (intsize < 1) return -EINVAL;
    return intsize > 1 ? two(intspec) : one(intspec);
  },
);

export const irq_domain_translate_twocell = at.fn(
  'irq_domain_translate_twocell',
  'Reads a specifier of two cells: the hardware interrupt and its trigger type.',
  (_k: Kernel, _d: irq_domain, fwspec: irq_fwspec): Translated | number =>
    fwspec.param_count < 2 ? -EINVAL : two(fwspec.param),
);

export const irq_domain_simple_ops: irq_domain_ops = {
  name: 'irq_domain_simple_ops',
  xlate: irq_domain_xlate_onetwocell,
};
