/** What would let an interrupt pass: in words, and as commands of the script. */
import { cpumaskCpus, cpumaskHas, cpumaskList } from '../../../base/cpumask.ts';
import { irq_settings_can_request, irq_settings_is_per_cpu_devid } from '../../linux/kernel/irq/settings.ts';
import { cpu_c } from '../../linux/kernel/cpu/index.ts';
import { IRQD_IRQ_DISABLED, IRQD_MANAGED_SHUTDOWN } from '../../linux/include/linux/irq.ts';
import type { irq_desc } from '../../linux/include/linux/irqdesc.ts';
import type { Objects } from '../../recorder/index.ts';
import type { IrqName } from '../../api/scenario/types.ts';
import type { Stop } from './way.ts';

type Fix = Pick<Stop, 'fix' | 'fixes'>;

/** By what stays the same when the script changes, where there is such a thing. */
export function nameOfIrq(desc: irq_desc): IrqName {
  const msi = desc.irq_common_data.msi_desc;
  if (msi?.dev === undefined || !msi.is_msix) return { virq: desc.irq_data.irq };
  return { bdf: msi.dev.name, vector: msi.msi_index };
}

/** For a controller that has the interrupt disabled: why the kernel left it so, and how it is enabled. */
export function enableIrq(desc: irq_desc | undefined): Fix {
  if (desc === undefined) return { fix: 'No driver has asked for it: the kernel leaves it off.' };
  const { irq } = desc.irq_data;
  if (desc.action === undefined) {
    const own = irq_settings_is_per_cpu_devid(desc);
    const how = own ? 'request_percpu_irq(), then enable_percpu_irq() on each CPU' : 'request_irq() enables it';
    const free = own || irq_settings_can_request(desc) ? how : 'it is not for drivers to request';
    return { fix: `Nobody has requested irq ${irq}: ${free}.` };
  }
  if (irq_settings_is_per_cpu_devid(desc))
    return { fix: `Each CPU enables irq ${irq} for itself, by enable_percpu_irq().` };
  const state = desc.irq_common_data.state_use_accessors;
  if ((state & IRQD_IRQ_DISABLED) === 0) return {};
  return { ...callEnableIrq(desc), fix: `irq ${irq} is disabled (depth ${desc.depth}). ${callEnableIrq(desc).fix}` };
}

/** For a descriptor that is known to be disabled. */
export function callEnableIrq(desc: irq_desc): Required<Fix> {
  const times = desc.depth > 1 ? ` ${desc.depth} times: it was disabled as often` : '';
  return {
    fix: `Call enable_irq()${times}.`,
    fixes: [{ name: 'enable', command: { do: 'irq.enable', irq: nameOfIrq(desc) } }],
  };
}

/** For an interrupt that the kernel shut down because none of its CPUs is online. */
export function managedFix(objects: Objects, desc: irq_desc): Fix | undefined {
  const { state_use_accessors: state, affinity } = desc.irq_common_data;
  if ((state & IRQD_MANAGED_SHUTDOWN) === 0) return undefined;
  const online = objects.all(cpu_c.type)[0]?.cpu_online_mask ?? 0n;
  const cpus = cpumaskCpus(affinity);
  const away = cpus.filter((cpu) => !cpumaskHas(online, cpu));
  // A managed interrupt counts as shut down from the time it is allocated until it is first started.
  if (away.length < cpus.length) return undefined;
  return {
    fix: `Its affinity is managed, and of its CPUs (${cpumaskList(affinity)}) none is online: the kernel has shut it down.`,
    fixes: away.map((cpu) => ({ name: `bring CPU ${cpu} online`, command: { do: 'cpu.online' as const, cpu } })),
  };
}
