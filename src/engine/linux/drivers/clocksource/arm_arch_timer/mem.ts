/** Models the memory-mapped timer of drivers/clocksource/arm_arch_timer.c: picks a frame and requests its interrupt. */
import { source } from '../../../../recorder/index.ts';
import { readl, writel } from '../../../include/asm/io.ts';
import { clock_event_device } from '../../../include/linux/clockchips.ts';
import { EINVAL } from '../../../include/linux/errno.ts';
import { IRQF_TIMER } from '../../../include/linux/interrupt.ts';
import type { device_node } from '../../../include/linux/of.ts';
import type { Kernel } from '../../../kernel.ts';
import { request_irq } from '../../../kernel/irq/manage/index.ts';
import { pr_err } from '../../../kernel/printk/printk.ts';
import { of_address_to_resource } from '../../of/address.ts';
import { for_each_available_child_of_node } from '../../of/base/index.ts';
import { irq_of_parse_and_map } from '../../of/irq/index.ts';
import { of_property_read_u32 } from '../../of/property.ts';
import { arch_timer_handler_phys_mem, arch_timer_handler_virt_mem, setupMem } from './event.ts';
import { arch_timer_common_init, arch_timer_needs_of_probing, arch_timer_of_configure_rate } from './of.ts';
import { arch_timer, arch_timer_c, ARCH_TIMER_TYPE_MEM } from './state.ts';

const at = source('drivers/clocksource/arm_arch_timer.c');

const ARCH_TIMER_MEM_MAX_FRAMES = 8;
const ARCH_TIMER_PHYS_SPI = 0;
const ARCH_TIMER_VIRT_SPI = 1;
/** CNTCTLBase. */
const CNTTIDR = 0x08;
const CNTACR = 0x40;
const CNTACR_RPCT = 1 << 0;
const CNTACR_RVCT = 1 << 1;
const CNTACR_ALL = 0x3f;
const CNTACR_RWVT = 1 << 4;
const CNTACR_RWPT = 1 << 5;
/** A frame. */
const CNTFRQ = 0x10;

interface Frame {
  readonly cntbase: number;
  readonly virt_irq: number;
  readonly phys_irq: number;
}

/** Reads and maps the frames; undefined where one is wrong. */
function framesOf(k: Kernel, np: device_node): Map<number, Frame> | undefined {
  const frames = new Map<number, Frame>();
  for (const node of for_each_available_child_of_node(k, np)) {
    const n = of_property_read_u32(k, node, 'frame-number');
    const complaint = frameComplaint(n, frames);
    if (n === undefined || complaint !== undefined) {
      pr_err(k, `arch_timer: [Firmware Bug]: ${complaint ?? ''}`);
      return undefined;
    }
    const res = of_address_to_resource(k, node, 0);
    if (typeof res === 'number') return undefined;
    const virt_irq = irq_of_parse_and_map(k, node, ARCH_TIMER_VIRT_SPI);
    const phys_irq = irq_of_parse_and_map(k, node, ARCH_TIMER_PHYS_SPI);
    frames.set(n, { cntbase: res.start, virt_irq, phys_irq });
  }
  return frames;
}

function frameComplaint(n: number | undefined, frames: ReadonlyMap<number, Frame>): string | undefined {
  if (n === undefined) return 'Missing frame-number.';
  if (n >= ARCH_TIMER_MEM_MAX_FRAMES) return 'Wrong frame-number, only 0-7 are permitted.';
  return frames.has(n) ? 'Duplicated frame-number.' : undefined;
}

/** A frame with a virtual timer is best; else the last with a physical one. */
function bestFrame(k: Kernel, cntctlbase: number, frames: ReadonlyMap<number, Frame>): Frame | undefined {
  const cnttidr = readl(k, cntctlbase + CNTTIDR);
  let best: Frame | undefined;
  for (const [i, each] of [...frames].toSorted(([a], [b]) => a - b)) {
    writel(k, CNTACR_ALL, cntctlbase + CNTACR + 4 * i);
    const missing = ~readl(k, cntctlbase + CNTACR + 4 * i);
    if ((cnttidr & (2 << (i * 4))) !== 0 && (missing & (CNTACR_RWVT | CNTACR_RVCT)) === 0) {
      arch_timer_c(k).arch_timer_mem_use_virtual = true;
      return each;
    }
    if ((missing & (CNTACR_RWPT | CNTACR_RPCT)) === 0) best = each;
  }
  return best;
}

/** Requests the frame's interrupt: a shared one, that any CPU may take. */
function register(k: Kernel, frame: Frame): number {
  const c = arch_timer_c(k);
  const irq = c.arch_timer_mem_use_virtual ? frame.virt_irq : frame.phys_irq;
  if (irq === 0) {
    pr_err(k, `arch_timer: Frame missing ${c.arch_timer_mem_use_virtual ? 'virt' : 'phys'} irq.`);
    return -EINVAL;
  }
  const timer = arch_timer.create(k.rec, { base: frame.cntbase, evt: clock_event_device.create(k.rec, { irq }) });
  c.arch_timer_mem = timer;
  setupMem(k, timer);
  const handler = c.arch_timer_mem_use_virtual ? arch_timer_handler_virt_mem : arch_timer_handler_phys_mem;
  const ret = request_irq(k, irq, handler, IRQF_TIMER, 'arch_mem_timer', timer);
  if (ret !== 0) {
    pr_err(k, 'arch_timer: Failed to request mem timer irq');
    c.arch_timer_mem = undefined;
    return ret;
  }
  c.arch_timers_present |= ARCH_TIMER_TYPE_MEM;
  return 0;
}

export const arch_timer_mem_of_init = at.fn(
  'arch_timer_mem_of_init',
  'Starts a memory-mapped timer: maps the interrupts of its frames and takes the best of them.',
  (k: Kernel, np: device_node): number => {
    const res = of_address_to_resource(k, np, 0);
    if (typeof res === 'number') return -EINVAL;
    const frames = framesOf(k, np);
    if (frames === undefined) return -EINVAL;
    const frame = bestFrame(k, res.start, frames);
    if (frame === undefined) {
      const address = `0x${res.start.toString(16).padStart(16, '0')}`;
      pr_err(k, `arch_timer: Unable to find a suitable frame in timer @ ${address}`);
      return -EINVAL;
    }
    arch_timer_of_configure_rate(k, readl(k, frame.cntbase + CNTFRQ), np);
    const ret = register(k, frame);
    if (ret !== 0) return ret;
    return arch_timer_needs_of_probing(k) ? 0 : arch_timer_common_init(k);
  },
);
