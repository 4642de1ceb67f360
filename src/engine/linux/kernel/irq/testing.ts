/** For tests: a kernel without hardware, and a controller that only notes what it is asked to do. */
import { cpumaskFirst, cpumaskLowest, cpumaskOf } from '../../../../base/cpumask.ts';
import type { KernelVersion } from '../../../api/kernel-versions.ts';
import type { Bus } from '../../../machine/bus.ts';
import { treeOf } from '../../../machine/testing.ts';
import { num, type Recorded, Recorder, source, str, struct } from '../../../recorder/index.ts';
import { IRQ_HANDLED, type irq_handler_t } from '../../include/linux/interrupt.ts';
import {
  type irq_chip,
  type irq_data,
  irq_data_update_effective_affinity,
  IRQ_SET_MASK_OK_DONE,
} from '../../include/linux/irq.ts';
import type { irq_domain, irq_domain_ops, irq_fwspec } from '../../include/linux/irqdomain.ts';
import { device_node } from '../../include/linux/of.ts';
import { Kernel } from '../../kernel.ts';
import { cpu_c } from '../cpu/index.ts';
import { handle_fasteoi_irq } from './chip/index.ts';
import { early_irq_init } from './irqdesc/index.ts';
import { irq_domain_free_irqs_common, irq_domain_set_info, irq_domain_translate_twocell } from './irqdomain/index.ts';

const at = source('test');

const refuse = (): never => {
  throw new Error('no hardware in this test');
};
const NO_BUS: Bus = {
  read: refuse,
  write: refuse,
  read64: refuse,
  write64: refuse,
  fill: refuse,
  readSysreg: refuse,
  writeSysreg: refuse,
  psci: refuse,
  secureWrite: refuse,
  setInterruptsEnabled: refuse,
  readBehind: refuse,
  writeBehind: refuse,
  serveDevice: refuse,
  mpidr: refuse,
};

/** A kernel with so many CPUs, all online, whose interrupt numbers are ready to be given out. */
export function bareKernel(version: KernelVersion, cpus = 4): Kernel {
  const boot = { version, tree: treeOf({}), el2: undefined, cpus: undefined, drivers: 'all', probe: [] } as const;
  const k = new Kernel(new Recorder(), NO_BUS, boot);
  const all = cpumaskFirst(cpus);
  cpu_c(k).cpu_possible_mask = all;
  cpu_c(k).cpu_present_mask = all;
  cpu_c(k).cpu_online_mask = all;
  early_irq_init(k);
  return k;
}

/** The text of the log so far. */
export function logOf(k: Kernel): string[] {
  return k.rec.logs.map((event) => k.rec.logAt(event).text);
}

export function testNode(k: Kernel, path: string): device_node {
  return device_node.create(k.rec, {
    path,
    full_name: path.split('/').at(-1) ?? '',
    name: 'intc',
    dt: treeOf({}).root,
  });
}

/** What the fake chip was asked to do, as text: "mask 3" for hardware interrupt 3. */
export interface chip_log extends Recorded {
  text: string | undefined;
  /** What irq_set_type answers. */
  set_type_result: number;
}
export const chip_log = struct<chip_log>('chip_log', { text: str(), set_type_result: num() });

const note = (d: irq_data, what: string): void => {
  const log = d.chip_data as chip_log | undefined;
  if (log !== undefined) log.text = `${log.text === undefined ? '' : `${log.text}, `}${what} ${d.hwirq}`;
};

const op = (name: string) => at.fn(name, 'Notes that it was called.', (_k: Kernel, d: irq_data): void => note(d, name));

/** One object for all kernels: chips never change. */
export const fake_chip: irq_chip = {
  name: 'fake',
  irq_mask: op('mask'),
  irq_unmask: op('unmask'),
  irq_eoi: op('eoi'),
  irq_set_type: at.fn('set_type', 'Notes the type.', (_k: Kernel, d: irq_data, type: number): number => {
    note(d, `type${type}`);
    return (d.chip_data as chip_log).set_type_result;
  }),
  irq_set_affinity: at.fn('set_affinity', 'Takes the lowest CPU.', (_k: Kernel, d: irq_data, dest: bigint): number => {
    const cpu = cpumaskLowest(dest) ?? 0;
    note(d, `cpu${cpu}`);
    irq_data_update_effective_affinity(d, cpumaskOf(cpu));
    return IRQ_SET_MASK_OK_DONE;
  }),
  flags: 0,
};

const alloc = at.fn(
  'fake_alloc',
  'Sets up the interrupt that the specifier names.',
  (k: Kernel, domain: irq_domain, virq: number, nr_irqs: number, arg: unknown): number => {
    const first = (arg as irq_fwspec).param[0] ?? 0;
    for (let i = 0; i < nr_irqs; i++) {
      const { host_data } = domain;
      irq_domain_set_info(
        k,
        domain,
        virq + i,
        first + i,
        fake_chip,
        host_data,
        handle_fasteoi_irq,
        undefined,
        undefined,
      );
    }
    return 0;
  },
);

/** A hierarchy of one level, two cells. */
export const fake_ops: irq_domain_ops = {
  name: 'fake_ops',
  translate: irq_domain_translate_twocell,
  alloc,
  free: irq_domain_free_irqs_common,
};

/** A handler that knows every interrupt. */
export const handled: irq_handler_t = at.fn(
  'handled',
  'Handles the interrupt.',
  (_k: Kernel, _irq: number, _dev: Recorded | undefined): number => IRQ_HANDLED,
);
