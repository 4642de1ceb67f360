/** What would let an interrupt pass: in words, and as commands of the script. */
import { cpumaskCpus, cpumaskHas, cpumaskList } from '../../../base/cpumask.ts';
import { irq_settings_can_request, irq_settings_is_per_cpu_devid } from '../../linux/kernel/irq/settings.ts';
import { cpu_c } from '../../linux/kernel/cpu/index.ts';
import { IRQD_IRQ_DISABLED, IRQD_MANAGED_SHUTDOWN } from '../../linux/include/linux/irq.ts';
import type { irq_desc } from '../../linux/include/linux/irqdesc.ts';
import type { Objects } from '../../recorder/index.ts';
import type { IrqName } from '../../api/scenario/types.ts';
import type { Stop, WayMessages } from './way.ts';

type Fix = Pick<Stop, 'fix' | 'fixes'>;

/** By what stays the same when the script changes, where there is such a thing. */
export function nameOfIrq(desc: irq_desc): IrqName {
  const msi = desc.irq_common_data.msi_desc;
  if (msi?.dev === undefined || !msi.is_msix) return { virq: desc.irq_data.irq };
  return { bdf: msi.dev.name, vector: msi.msi_index };
}

/** For a controller that has the interrupt disabled: why the kernel left it so, and how it is enabled. */
export function enableIrq({ fix }: WayMessages, desc: irq_desc | undefined): Fix {
  if (desc === undefined) return { fix: fix.notAsked };
  const { irq } = desc.irq_data;
  if (desc.action === undefined) {
    if (irq_settings_is_per_cpu_devid(desc)) return { fix: fix.requestPercpu({ irq }) };
    return { fix: irq_settings_can_request(desc) ? fix.request({ irq }) : fix.mayNotRequest({ irq }) };
  }
  if (irq_settings_is_per_cpu_devid(desc)) return { fix: fix.enablePercpu({ irq }) };
  const state = desc.irq_common_data.state_use_accessors;
  if ((state & IRQD_IRQ_DISABLED) === 0) return {};
  return { fix: fix.disabled({ irq, depth: desc.depth }), fixes: enableAction(fix, desc) };
}

/** For a descriptor that is known to be disabled. */
export function callEnableIrq({ fix }: WayMessages, desc: irq_desc): Fix {
  return { fix: fix.callEnable({ depth: desc.depth }), fixes: enableAction(fix, desc) };
}

function enableAction(fix: WayMessages['fix'], desc: irq_desc): Fix['fixes'] {
  return [{ name: fix.enable, command: { do: 'irq.enable', irq: nameOfIrq(desc) } }];
}

/** For an interrupt that the kernel shut down because none of its CPUs is online. */
export function managedFix({ fix }: WayMessages, objects: Objects, desc: irq_desc): Fix | undefined {
  const { state_use_accessors: state, affinity } = desc.irq_common_data;
  if ((state & IRQD_MANAGED_SHUTDOWN) === 0) return undefined;
  const online = objects.all(cpu_c.type)[0]?.cpu_online_mask ?? 0n;
  const cpus = cpumaskCpus(affinity);
  const away = cpus.filter((cpu) => !cpumaskHas(online, cpu));
  // A managed interrupt counts as shut down from the time it is allocated until it is first started.
  if (away.length < cpus.length) return undefined;
  return {
    fix: fix.managed({ cpus: cpumaskList(affinity) }),
    fixes: away.map((cpu) => ({ name: fix.bringOnline({ cpu }), command: { do: 'cpu.online' as const, cpu } })),
  };
}
