/** For tests: a small board with a GIC, and the kernel on it as far as interrupts and other CPUs go. */
import type { KernelVersion } from '../../../api/kernel-versions.ts';
import type { Machine } from '../../../machine/machine.ts';
import { gicv2Board, gicv3Board, machineOf, type Sketch, treeOf } from '../../../machine/testing.ts';
import { EventKind } from '../../../recorder/index.ts';
import { init_IRQ } from '../../arch/arm64/kernel/irq.ts';
import { setup_arch, smp_setup_processor_id } from '../../arch/arm64/kernel/setup.ts';
import { smp_prepare_cpus } from '../../arch/arm64/kernel/smp.ts';
import { Kernel } from '../../kernel.ts';
import { boot_cpu_hotplug_init, boot_cpu_init } from '../../kernel/cpu/index.ts';
import { early_irq_init } from '../../kernel/irq/irqdesc/index.ts';
import { setup_max_cpus, smp_init } from '../../kernel/smp.ts';

export interface Running {
  readonly machine: Machine;
  readonly k: Kernel;
}

/** CPUs that PSCI can start, as the tree lists them. */
function psciCpus(count: number): Sketch {
  const cpus: Record<string, Sketch[string]> = { '#address-cells': [1], '#size-cells': [0] };
  for (let cpu = 0; cpu < count; cpu++) {
    cpus[`cpu@${cpu}`] = { device_type: 'cpu', reg: [cpu], 'enable-method': 'psci' };
  }
  return cpus;
}

function withController(sketch: Sketch, cpus: number, properties: Sketch): Sketch {
  const intc = { ...(sketch['intc@8000000'] as Sketch), 'interrupt-controller': true, ...properties } as Sketch;
  return { ...sketch, cpus: psciCpus(cpus), 'intc@8000000': intc };
}

/** A GICv3 without ITS. */
export function gicv3(cpus = 2, properties: Sketch = {}): Sketch {
  return withController(gicv3Board(cpus, false), cpus, properties);
}
/** A GICv2 with a frame for messages. */
export function gicv2m(cpus = 2, properties: Sketch = {}): Sketch {
  const board = withController(gicv2Board(cpus), cpus, properties);
  const intc = board['intc@8000000'] as Sketch;
  const frame = { ...(intc['v2m@8020000'] as Sketch), 'msi-controller': true } as Sketch;
  return { ...board, 'intc@8000000': { ...intc, 'v2m@8020000': frame } };
}

/** Runs the kernel until the root controller is up. */
export function withInterrupts(version: KernelVersion, sketch: Sketch, el2?: 'nvhe' | 'vhe'): Running {
  const machine = machineOf(sketch, { el2 });
  const tree = treeOf(sketch);
  const boot = { version, tree, el2, cpus: undefined, drivers: 'all', probe: [] } as const;
  const k = new Kernel(machine.rec, machine.bus, boot);
  smp_setup_processor_id(k);
  boot_cpu_init(k);
  setup_arch(k);
  boot_cpu_hotplug_init(k);
  early_irq_init(k);
  init_IRQ(k);
  k.bus.setInterruptsEnabled(0, true);
  return { machine, k };
}

/** And until all CPUs are up. */
export function withAllCpus(version: KernelVersion, sketch: Sketch, el2?: 'nvhe' | 'vhe'): Running {
  const running = withInterrupts(version, sketch, el2);
  smp_prepare_cpus(running.k, setup_max_cpus(running.k));
  smp_init(running.k);
  return running;
}

export function logOf(k: Kernel): string[] {
  return k.rec.logs.map((event) => k.rec.logAt(event).text);
}

/** Names of the functions that `body` calls, indented by depth. */
export function callsOf(k: Kernel, body: () => void): string[] {
  const { trace, functions } = k.rec;
  const from = trace.length;
  body();
  const calls: string[] = [];
  let depth = 0;
  for (let at = from; at < trace.length; at++) {
    if (trace.kind[at] === EventKind.call) calls.push('  '.repeat(depth++) + functions[trace.subject[at] ?? 0]?.fname);
    else if (trace.kind[at] === EventKind.return) depth--;
  }
  return calls;
}
