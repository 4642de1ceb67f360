/** Models include/linux/soc/qcom/irq.h: how a pin controller and the controller that wakes the system agree on who does what. */
import type { irq_domain } from '../../irqdomain.ts';

/** A line that the wake-up controller does not have. */
export const GPIO_NO_WAKE_IRQ = 0xffffffff;

/** The line is masked at the pin controller, and set up at the wake-up controller. */
export const IRQ_DOMAIN_FLAG_QCOM_PDC_WAKEUP = 1 << 16;
/** The line is set up at the pin controller. */
export const IRQ_DOMAIN_FLAG_QCOM_MPM_WAKEUP = 1 << 17;

export function irq_domain_qcom_handle_wakeup(d: irq_domain): boolean {
  return (d.flags & IRQ_DOMAIN_FLAG_QCOM_PDC_WAKEUP) !== 0;
}
