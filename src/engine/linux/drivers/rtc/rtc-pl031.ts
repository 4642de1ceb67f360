/** Models drivers/rtc/rtc-pl031.c: ARM's real-time clock, which interrupts at an alarm. Left out: the time. */
import { must } from '../../../../base/assert.ts';
import { hexnum, type Recorded, source, struct } from '../../../recorder/index.ts';
import { readl, writel } from '../../include/asm/io.ts';
import type { amba_device, amba_driver, amba_id } from '../../include/linux/amba/bus.ts';
import { IRQ_HANDLED, IRQ_NONE, IRQF_COND_SUSPEND, IRQF_SHARED } from '../../include/linux/interrupt.ts';
import type { Kernel } from '../../kernel.ts';
import { request_irq } from '../../kernel/irq/manage/index.ts';
import { alarmtimer_rtc_add_device } from '../../kernel/time/alarmtimer.ts';
import { amba_driver_register } from '../amba/bus.ts';
import { builtIn } from '../base/init.ts';

const at = source('drivers/rtc/rtc-pl031.c');

const RTC_CR = 0x0c;
const RTC_MIS = 0x18;
const RTC_ICR = 0x1c;
const RTC_BIT_AI = 1 << 0;
const RTC_CR_EN = 1 << 0;
const RTC_CR_CWEN = 1 << 26;

interface pl031_local extends Recorded {
  base: number;
}
const pl031_local = struct<pl031_local>('pl031_local', { base: hexnum() });

/** Makes of the clock: which bit starts it, and how its interrupt is requested. */
interface pl031_id extends amba_id {
  readonly clockwatch: boolean;
  readonly irqflags: number;
}
const pl031_ids: readonly pl031_id[] = [
  { id: 0x00041031, mask: 0x000fffff, clockwatch: false, irqflags: 0 },
  { id: 0x00180031, mask: 0x00ffffff, clockwatch: true, irqflags: 0 },
  { id: 0x00280031, mask: 0x00ffffff, clockwatch: true, irqflags: IRQF_SHARED | IRQF_COND_SUSPEND },
];

const pl031_interrupt = at.fn(
  'pl031_interrupt',
  'Handles an alarm: clears it.',
  (k: Kernel, _irq: number, dev_id: Recorded | undefined): number => {
    const { base } = pl031_local.of(dev_id);
    if ((readl(k, base + RTC_MIS) & RTC_BIT_AI) === 0) return IRQ_NONE;
    writel(k, RTC_BIT_AI, base + RTC_ICR);
    return IRQ_HANDLED;
  },
);

const pl031_probe = at.fn(
  'pl031_probe',
  'Starts the clock, registers it, and requests its interrupt where it has one.',
  (k: Kernel, adev: amba_device, id: amba_id | undefined): number => {
    const vendor = must(
      pl031_ids.find((each) => each === id),
      'what is known of a PL031',
    );
    const ldata = pl031_local.create(k.rec, { base: adev.res_start });
    adev.dev.drvdata = ldata;
    writel(k, readl(k, ldata.base + RTC_CR) | (vendor.clockwatch ? RTC_CR_CWEN : RTC_CR_EN), ldata.base + RTC_CR);
    const irq = adev.irq.get(0) ?? 0;
    // Registering a clock that can wake the system, by an alarm, gives the alarm timers a device.
    if (irq !== 0) alarmtimer_rtc_add_device(k, adev.dev);
    return irq === 0 ? 0 : request_irq(k, irq, pl031_interrupt, vendor.irqflags, 'rtc-pl031', ldata);
  },
);

/** device_initcall; the kernel has it from module_amba_driver. */
export const pl031_driver_init = at.fn(
  'pl031_driver_init',
  'Registers the driver of PL031 clocks.',
  (k: Kernel): number => {
    if (!builtIn(k, 'rtc-pl031')) return 0;
    const driver: amba_driver = { name: 'rtc-pl031', bus: 'amba', id_table: pl031_ids, probe: pl031_probe };
    return amba_driver_register(k, driver);
  },
);
