/** kernel/irq/chip.c: installing and removing flow handlers. */
import { type Recorded, source } from '../../../../recorder/index.ts';
import { WARN, WARN_ON } from '../../../include/asm-generic/bug.ts';
import { IRQ_NONE, irqaction } from '../../../include/linux/interrupt.ts';
import {
  type irq_chip,
  type irq_data,
  type irq_flow_handler_t,
  IRQ_TYPE_NONE,
  irqd_get_trigger_type,
} from '../../../include/linux/irq.ts';
import type { irq_desc } from '../../../include/linux/irqdesc.ts';
import type { Kernel } from '../../../kernel.ts';
import { no_irq_chip } from '../dummychip.ts';
import { handle_bad_irq } from '../handle.ts';
import { irq_get_desc_buslock, irq_put_desc_busunlock, IRQ_RESEND, irq_state_set_disabled } from '../internals.ts';
import { __irq_set_trigger } from '../manage/index.ts';
import { irq_proc_update_valid } from '../proc.ts';
import { irq_settings_set_noprobe, irq_settings_set_norequest, irq_settings_set_nothread } from '../settings.ts';
import { chip_c, irq_chip_pm_get, irq_chip_pm_put, set_chip } from './setup.ts';
import { irq_activate_and_startup, mask_ack_irq } from './startup.ts';

const at = source('kernel/irq/chip.c');

const bad_chained_irq = at.fn(
  'bad_chained_irq',
  'Stands as the action of a chained interrupt, which must never run one.',
  (k: Kernel, irq: number, _dev_id: Recorded | undefined): number => {
    WARN(k, true, `Chained irq ${irq} should not call an action`);
    return IRQ_NONE;
  },
);

/** The one action that all chained interrupts share, so that nobody else can request them. */
function chained_action(k: Kernel): irqaction {
  const c = chip_c(k);
  c.chained_action ??= irqaction.create(k.rec, { handler: bad_chained_irq });
  return c.chained_action;
}

/** Whether some level has a real chip. Outer levels of a hierarchy may come later, but not if it starts right away. */
function chip_is_there(k: Kernel, desc: irq_desc, is_chained: boolean): boolean {
  let d: irq_data | undefined = desc.irq_data;
  while (d !== undefined && d.chip === no_irq_chip) {
    if (WARN_ON(k, is_chained)) return false;
    d = d.parent_data;
  }
  return !WARN_ON(k, d === undefined);
}

function uninstall(k: Kernel, desc: irq_desc, is_chained: boolean): void {
  if (desc.irq_data.chip !== no_irq_chip) mask_ack_irq(k, desc);
  irq_state_set_disabled(desc);
  if (is_chained) {
    desc.action = undefined;
    irq_chip_pm_put(k, desc.irq_data);
  }
  desc.depth = 1;
}

function start_chained(k: Kernel, desc: irq_desc, handle: irq_flow_handler_t): void {
  const type = irqd_get_trigger_type(desc.irq_data);
  if (type !== IRQ_TYPE_NONE) {
    __irq_set_trigger(k, desc, type);
    // Setting the type may have changed the flow handler; a chained interrupt keeps its own.
    desc.handle_irq = handle;
  }
  irq_settings_set_noprobe(desc);
  irq_settings_set_norequest(desc);
  irq_settings_set_nothread(desc);
  desc.action = chained_action(k);
  irq_chip_pm_get(k, desc.irq_data);
  irq_activate_and_startup(k, desc, IRQ_RESEND);
}

const __irq_do_set_handler = at.fn(
  '__irq_do_set_handler',
  'Installs or removes a flow handler; a chained one starts its interrupt at once.',
  (
    k: Kernel,
    desc: irq_desc,
    handler: irq_flow_handler_t | undefined,
    is_chained: number,
    name: string | undefined,
  ): void => {
    const handle = handler ?? handle_bad_irq;
    if (handler !== undefined && !chip_is_there(k, desc, is_chained !== 0)) return;
    if (handle === handle_bad_irq) uninstall(k, desc, is_chained !== 0);
    desc.handle_irq = handle;
    desc.name = name;
    if (handle !== handle_bad_irq && is_chained !== 0) start_chained(k, desc, handle);
    if (k.since('7.3')) irq_proc_update_valid(k, desc);
  },
);

/** __irq_set_handler as other functions of the file have it inlined. */
function set_handler(
  k: Kernel,
  irq: number,
  handle: irq_flow_handler_t | undefined,
  is_chained: number,
  name: string | undefined,
): void {
  const desc = irq_get_desc_buslock(k, irq, 0);
  if (desc === undefined) return;
  __irq_do_set_handler(k, desc, handle, is_chained, name);
  irq_put_desc_busunlock(k, desc);
}

export const __irq_set_handler = at.fn(
  '__irq_set_handler',
  'Sets the flow handler of an interrupt by number; without one, interrupts count as bad.',
  set_handler,
);

export const irq_set_chained_handler_and_data = at.fn(
  'irq_set_chained_handler_and_data',
  'Makes an interrupt the input of another controller: its handler asks that controller which interrupt it is.',
  (k: Kernel, irq: number, handle: irq_flow_handler_t | undefined, data: Recorded | undefined): void => {
    const desc = irq_get_desc_buslock(k, irq, 0);
    if (desc === undefined) return;
    desc.irq_common_data.handler_data = data;
    __irq_do_set_handler(k, desc, handle, 1, undefined);
    irq_put_desc_busunlock(k, desc);
  },
);

export const irq_set_chip_and_handler_name = at.fn(
  'irq_set_chip_and_handler_name',
  'Gives an interrupt its chip and its flow handler.',
  (
    k: Kernel,
    irq: number,
    chip: irq_chip | undefined,
    handle: irq_flow_handler_t | undefined,
    name: string | undefined,
  ): void => {
    set_chip(k, irq, chip);
    // 7.3's compiler calls the function, until 6.12 it is inlined.
    if (k.since('7.3')) __irq_set_handler(k, irq, handle, 0, name);
    else set_handler(k, irq, handle, 0, name);
  },
);
