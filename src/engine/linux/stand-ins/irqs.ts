/** How a stand-in asks for the interrupts of its device, requests them, and serves them. */
import { hasProperty, stringList } from '../../devicetree/index.ts';
import { type Recorded, source } from '../../recorder/index.ts';
import { of_irq_get, of_irq_get_byname, irq_of_parse_and_map } from '../drivers/of/irq/index.ts';
import { of_find_property } from '../drivers/of/base/index.ts';
import { of_property_read_u32 } from '../drivers/of/property.ts';
import {
  platform_get_irq,
  platform_get_irq_byname,
  platform_get_irq_byname_optional,
  platform_get_irq_optional,
} from '../drivers/base/platform.ts';
import { dev_pm_set_dedicated_wake_irq } from '../drivers/base/power/wakeirq.ts';
import { sunxi_rsb_device } from '../drivers/bus/sunxi-rsb.ts';
import { amba_device } from '../include/linux/amba/bus.ts';
import { type device, dev_name } from '../include/linux/device.ts';
import { EINVAL, ENXIO, EPROBE_DEFER } from '../include/linux/errno.ts';
import { i2c_client } from '../include/linux/i2c.ts';
import { IRQ_HANDLED, IRQ_NONE, IRQF_ONESHOT, IRQF_SHARED } from '../include/linux/interrupt.ts';
import { chained_irq_enter, chained_irq_exit } from '../include/linux/irqchip/chained_irq.ts';
import type { irq_desc } from '../include/linux/irqdesc.ts';
import type { device_node } from '../include/linux/of.ts';
import { platform_device } from '../include/linux/platform_device.ts';
import { spi_device } from '../include/linux/spi/spi.ts';
import type { Kernel } from '../kernel.ts';
import { irq_set_chained_handler_and_data } from '../kernel/irq/chip/index.ts';
import { devm_request_threaded_irq } from '../kernel/irq/devres.ts';
import { irq_to_desc } from '../kernel/irq/irqdesc/index.ts';
import { request_percpu_irq } from '../kernel/irq/manage/index.ts';
import { irq_settings_is_nested_thread, irq_settings_is_per_cpu_devid } from '../kernel/irq/settings.ts';
import { lacksModel } from './controllers.ts';
import type { KnownDriver } from './driver-table.ts';
import { numberedName } from './numbered-names.ts';
import { isSharedLine, linesOf, mailboxClients, takenChannels } from './lines.ts';
import { type AskPlan, type NodeIrqs, planOf, type RequestPlan } from './plan.ts';
import { addRegmapChip, regmapChipOf } from './regmap-chips.ts';
import { IRQ_CHAINED, IRQ_MAPPED, IRQ_NO_MODEL, IRQ_REFUSED, IRQ_REQUESTED, noteOf, stand_in_irq } from './state.ts';

const at = source('stand-ins/irqs.ts');

// --- handlers

function serve(k: Kernel, { dev, index }: stand_in_irq): number {
  const path = dev.of_node?.path;
  return path !== undefined && k.bus.serveDevice(path, index) ? IRQ_HANDLED : IRQ_NONE;
}

const stand_in_handler = at.fn(
  'stand_in_handler',
  'Serves a device whose driver is not modelled: if it asked for the interrupt, it is satisfied.',
  (k: Kernel, _irq: number, note: Recorded | undefined): number => serve(k, stand_in_irq.of(note)),
);

const stand_in_chained = at.fn(
  'stand_in_chained',
  'Serves an interrupt controller that is not modelled: which of its lines asked is not known.',
  (k: Kernel, desc: irq_desc): void => {
    const chip = desc.irq_data.chip;
    if (chip === undefined) return;
    chained_irq_enter(k, chip, desc);
    serve(k, stand_in_irq.of(desc.irq_common_data.handler_data));
    chained_irq_exit(k, chip, desc);
  },
);

// --- asking

/** What a node lists. */
export function nodeIrqs(k: Kernel, np: device_node): NodeIrqs {
  const count = linesOf(k, np).length;
  const isController = [np, ...np.children].some((each) => hasProperty(each.dt, 'interrupt-controller'));
  const names = stringList(of_find_property(k, np, 'interrupt-names'));
  return {
    count,
    names,
    isController,
    cell: (property) => of_property_read_u32(k, np, property),
    takenChannels: () => takenChannels(k, np),
  };
}

function ofIrq(k: Kernel, np: device_node, ask: AskPlan): number {
  return ask.byName === undefined ? of_irq_get(k, np, ask.index) : of_irq_get_byname(k, np, ask.byName);
}

function platformIrq(k: Kernel, pdev: platform_device, { byName, index, optional }: AskPlan): number {
  if (byName !== undefined)
    return optional ? platform_get_irq_byname_optional(k, pdev, byName) : platform_get_irq_byname(k, pdev, byName);
  return optional ? platform_get_irq_optional(k, pdev, index) : platform_get_irq(k, pdev, index);
}

/** What the bus already found, where the driver takes that. Undefined where the driver asks by itself. */
function heldIrq({ container }: device, { from, index }: AskPlan): number | undefined {
  const first = index === 0;
  if (i2c_client.is(container)) return from === 'i2c-client' ? container.irq : undefined;
  if (spi_device.is(container) || sunxi_rsb_device.is(container)) return first ? container.irq : undefined;
  return amba_device.is(container) ? (container.irq.get(index) ?? 0) : undefined;
}

/** The interrupt's number, or 0 or a negative errno. */
function numberOf(k: Kernel, dev: device, np: device_node, ask: AskPlan): number {
  const held = heldIrq(dev, ask);
  if (held !== undefined) return held;
  if (ask.from === 'map') return irq_of_parse_and_map(k, np, ask.index);
  const { container } = dev;
  if (ask.from === 'platform' && platform_device.is(container)) return platformIrq(k, container, ask);
  return ofIrq(k, np, ask);
}

// --- requesting

/** A mailbox's driver requests an interrupt when a client takes a channel. */
function isIdleMailbox(k: Kernel, np: device_node, drv: KnownDriver, { request: { where } }: AskPlan): boolean {
  return where === 'startup' && drv.file.startsWith('drivers/mailbox/') && mailboxClients(k, np).length === 0;
}

/** Another device has the whole line for a controller's own lines: then that is how it stays. */
function isChained(desc: irq_desc): boolean {
  return desc.handle_irq === stand_in_chained;
}

/**
 * What the scan says of a request is not certain; that the tree lists the line more than once is. Who comes second does as
 * the first did, since those who share a line must agree whether it stays off until a thread has run.
 */
function agreed(k: Kernel, dev: device, desc: irq_desc, { index, request: wish }: AskPlan): RequestPlan {
  const shared = dev.of_node !== undefined && isSharedLine(k, dev.of_node, index);
  const first = desc.action;
  if (!shared || wish.kind === 'chained') return wish;
  if (first === undefined) return { ...wish, flags: wish.flags | IRQF_SHARED };
  const oneshot = first.flags & IRQF_ONESHOT;
  const flags = (wish.flags & ~IRQF_ONESHOT) | IRQF_SHARED | oneshot;
  return { ...wish, flags, kind: oneshot === 0 ? 'hard' : 'threaded' };
}

function request(k: Kernel, dev: device, drv: KnownDriver, desc: irq_desc, note: stand_in_irq, ask: AskPlan): number {
  const { flags, kind } = agreed(k, dev, desc, ask);
  const name = ask.request.name ?? numberedName(k, dev, drv, ask.request.numbered) ?? dev_name(dev);
  const { irq } = note;
  const chip = ask.request.isRegmapChip === true ? regmapChipOf(k, dev) : undefined;
  if (chip !== undefined) return addRegmapChip(k, dev, irq, chip);
  if (irq_settings_is_per_cpu_devid(desc)) return request_percpu_irq(k, irq, stand_in_handler, name, note);
  if (ask.byName === 'wakeup') return dev_pm_set_dedicated_wake_irq(k, dev, irq);
  if (kind === 'chained') {
    if (!isChained(desc)) irq_set_chained_handler_and_data(k, irq, stand_in_chained, note);
    return 0;
  }
  // A thread without a handler before it needs the line to stay off meanwhile, unless the line's own handler is a thread.
  if (kind === 'threaded' && ((flags & IRQF_ONESHOT) !== 0 || irq_settings_is_nested_thread(desc)))
    return devm_request_threaded_irq(k, dev, irq, undefined, stand_in_handler, flags, name, note);
  return devm_request_threaded_irq(k, dev, irq, stand_in_handler, undefined, flags, name, note);
}

/** Asks for one interrupt and requests it: 0, or the errno that ends the probe. */
function take(
  k: Kernel,
  dev: device,
  drv: KnownDriver,
  np: device_node,
  ask: AskPlan,
  name: string | undefined,
): number {
  const { where } = ask.request;
  const note = noteOf(k, dev, ask.index, name);
  if (where !== 'probe') note.where = where;
  const got = numberOf(k, dev, np, ask);
  if (got <= 0) {
    const waits = got === -EPROBE_DEFER || got === 0;
    if (waits && lacksModel(k, np, ask.index)) {
      note.state = IRQ_NO_MODEL;
      return 0;
    }
    if (got === -EPROBE_DEFER) return got;
    note.state = IRQ_REFUSED;
    note.ret = got === 0 ? -ENXIO : got;
    return ask.optional ? 0 : note.ret;
  }
  note.irq = got;
  if (ask.request.kind === 'never' || isIdleMailbox(k, np, drv, ask)) {
    note.state = IRQ_MAPPED;
    return 0;
  }
  const desc = irq_to_desc(k, got);
  const ret = desc === undefined ? -EINVAL : request(k, dev, drv, desc, note, ask);
  note.ret = ret;
  if (ret < 0) note.state = IRQ_REFUSED;
  else note.state = ask.request.kind === 'chained' ? IRQ_CHAINED : IRQ_REQUESTED;
  return ret < 0 && !ask.optional ? ret : 0;
}

/** Asks for every interrupt that the driver asks for, in its order: 0, or the errno that ends the probe. */
export const stand_in_request_irqs = at.fn(
  'stand_in_request_irqs',
  "Asks for a device's interrupts as drivers do, and requests them; the real driver's order may differ.",
  (k: Kernel, dev: device, drv: KnownDriver): number => {
    const np = dev.of_node;
    if (np === undefined) return 0;
    const irqs = nodeIrqs(k, np);
    for (const ask of planOf(drv.bus, drv.scannedIrqs, irqs).asks) {
      const ret = take(k, dev, drv, np, ask, irqs.names[ask.index]);
      if (ret < 0) return ret;
    }
    return 0;
  },
);
