/**
 * Clocks, timers and interrupt controllers that drivers declare rather than register: the kernel starts them early, from the
 * device tree, without a device. Those that are not modelled count as started, so that nobody waits for them.
 */
import { cpumaskOf } from '../../../base/cpumask.ts';
import { source } from '../../recorder/index.ts';
import { for_each_of_allnodes, of_device_is_available } from '../drivers/of/base/index.ts';
import { irq_of_parse_and_map } from '../drivers/of/irq/index.ts';
import { fwnode_dev_initialized } from '../include/linux/fwnode.ts';
import { type irq_handler_t, IRQ_HANDLED, IRQ_NONE, IRQF_NOBALANCING, IRQF_TIMER } from '../include/linux/interrupt.ts';
import { IRQ_NOAUTOEN } from '../include/linux/irq.ts';
import { type device_node, of_node_set_flag, OF_POPULATED } from '../include/linux/of.ts';
import { type Kernel } from '../kernel.ts';
import { for_each_possible_cpu } from '../kernel/cpu/index.ts';
import { irq_modify_status } from '../kernel/irq/chip/index.ts';
import { irq_to_desc } from '../kernel/irq/irqdesc/index.ts';
import { enable_irq, irq_force_affinity, request_irq } from '../kernel/irq/manage/index.ts';
import { irq_settings_is_per_cpu_devid } from '../kernel/irq/settings.ts';
import { pr_err } from '../kernel/printk/printk.ts';
import type { Recorded } from '../../recorder/index.ts';
import { driversFor, type KnownDriver } from './driver-table.ts';
import { nodeIrqs } from './irqs.ts';
import { planOf } from './plan.ts';
import { tableOf } from './state.ts';

const at = source('stand-ins/declared.ts');

/**
 * Available nodes of a kind of declaration, with the first that matches, in the order of the tree. A scenario's list of drivers
 * does not count: these are no drivers, and no modules.
 */
function declared(k: Kernel, kind: string): { readonly np: device_node; readonly known: KnownDriver }[] {
  const table = tableOf(k);
  if (table === undefined) return [];
  const found: { readonly np: device_node; readonly known: KnownDriver }[] = [];
  for (const np of for_each_of_allnodes(k)) {
    const [match] = driversFor(table, k.version, kind, k.compatibleAsWritten(np.dt));
    if (match !== undefined && of_device_is_available(k, np)) found.push({ np, known: match.driver });
  }
  return found;
}

function started(np: device_node): void {
  of_node_set_flag(np, OF_POPULATED);
  fwnode_dev_initialized(np, true);
}

/** Clocks of CLK_OF_DECLARE have no device; those of CLK_OF_DECLARE_DRIVER get one beside. */
export function startDeclaredClocks(k: Kernel): void {
  for (const { np } of declared(k, 'clk')) if ((np.flags & OF_POPULATED) === 0) started(np);
  for (const { np } of declared(k, 'clk-driver')) fwnode_dev_initialized(np, true);
}

/** Controllers of IRQCHIP_DECLARE that have no model: they have no domain, and no device that Linux would not make. */
export function startDeclaredIrqchips(k: Kernel, modelled: (np: device_node) => boolean): void {
  for (const { np } of declared(k, 'irqchip')) if (!modelled(np)) started(np);
}

const serve_timer = (path: string, index: number): irq_handler_t =>
  at.fn(
    'stand_in_timer',
    'Serves a timer whose driver is not modelled.',
    (k: Kernel, _irq: number, _dev: Recorded | undefined): number =>
      k.bus.serveDevice(path, index) ? IRQ_HANDLED : IRQ_NONE,
  );

/** Clocks that go on while the system sleeps: timers by their names, but they ask for no interrupt. */
const COUNT_ONLY: ReadonlySet<string> = new Set(['tegra20_rtc', 'sc9860_persistent_timer']);
/** Of these the kernel takes the first that the tree lists, and no other. */
const ONE_ONLY: ReadonlySet<string> = new Set(['drivers/clocksource/timer-sp804.c']);

/**
 * timer-tegra.c takes an interrupt for each CPU, the Tegra210's from the eleventh on, which it enables when the CPU comes up and
 * keeps there. Here that is done at once for all of them.
 */
function startTegraTimer(k: Kernel, np: device_node): void {
  const first = k.compatibleAsWritten(np.dt).includes('nvidia,tegra210-timer') ? 10 : 0;
  for (const cpu of for_each_possible_cpu(k)) {
    const irq = irq_of_parse_and_map(k, np, first + cpu);
    if (irq === 0) {
      pr_err(k, `tegra-timer: failed to map irq for cpu${cpu}`);
      return;
    }
    irq_modify_status(k, irq, 0, IRQ_NOAUTOEN);
    const flags = IRQF_TIMER | IRQF_NOBALANCING;
    if (request_irq(k, irq, serve_timer(np.path, first + cpu), flags, 'tegra_timer', np) !== 0) return;
    irq_force_affinity(k, irq, cpumaskOf(cpu));
    enable_irq(k, irq);
  }
}

/** Timers of TIMER_OF_DECLARE: the interrupts that the driver's source asks for, else the first. */
export function startDeclaredTimers(k: Kernel, modelled: (np: device_node) => boolean): void {
  const taken = new Set<string>();
  for (const { np, known } of declared(k, 'timer')) {
    if (modelled(np) || COUNT_ONLY.has(known.name) || taken.has(known.file)) continue;
    if (ONE_ONLY.has(known.file)) taken.add(known.file);
    if (known.file === 'drivers/clocksource/timer-tegra.c') {
      startTegraTimer(k, np);
      continue;
    }
    const irqs = nodeIrqs(k, np);
    const { asks, known: sure } = planOf('timer', known.scannedIrqs, irqs);
    for (const { index } of sure ? asks : asks.slice(0, 1)) {
      const irq = irq_of_parse_and_map(k, np, index);
      const desc = irq === 0 ? undefined : irq_to_desc(k, irq);
      if (desc === undefined || irq_settings_is_per_cpu_devid(desc)) continue;
      request_irq(k, irq, serve_timer(np.path, index), IRQF_TIMER, np.full_name, np);
    }
  }
}
