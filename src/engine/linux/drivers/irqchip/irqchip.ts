/**
 * Models drivers/irqchip/irqchip.c: which driver is for which controller. Left out: ACPI, controllers that are probed as
 * platform devices, and the drivers of controllers that are not modelled.
 */
import { source } from '../../../recorder/index.ts';
import type { device_node, of_device_id } from '../../include/linux/of.ts';
import type { Kernel } from '../../kernel.ts';
import { startDeclaredIrqchips } from '../../stand-ins/declared.ts';
import { declaredControllers } from '../../stand-ins/second-level.ts';
import { of_match_node } from '../of/base/index.ts';
import { of_irq_init, type of_irq_init_cb_t } from '../of/irq/index.ts';
import { gic_of_init as gicv3_of_init } from './irq-gic-v3/index.ts';
import { gic_of_init as gicv2_of_init } from './irq-gic/index.ts';

const at = source('drivers/irqchip/irqchip.c');

/** Whether a controller of IRQCHIP_DECLARE is modelled. */
export function isModelledIrqchip(k: Kernel, np: device_node): boolean {
  return of_match_node(k, __irqchip_of_table(), np) !== undefined;
}

/** Compatibles of the controllers whose IRQCHIP_DECLARE drivers are modelled. */
export function modelledIrqchips(): readonly string[] {
  return __irqchip_of_table().map(({ compatible }) => compatible);
}

/** What the drivers declare with IRQCHIP_DECLARE, in link order. */
function __irqchip_of_table(): readonly of_device_id<of_irq_init_cb_t>[] {
  const gicv2 = [
    'arm,pl390',
    'qcom,msm-qgic2',
    'qcom,msm-8660-qgic',
    'arm,cortex-a7-gic',
    'arm,cortex-a9-gic',
    'arm,cortex-a15-gic',
    'arm,arm1176jzf-devchip-gic',
    'arm,arm11mp-gic',
    'arm,gic-400',
  ];
  return [
    ...gicv2.map((compatible) => ({ compatible, data: gicv2_of_init })),
    { compatible: 'arm,gic-v3', data: gicv3_of_init },
    ...declaredControllers(),
  ];
}

export const irqchip_init = at.fn(
  'irqchip_init',
  'Brings up the interrupt controllers that the device tree lists, parents first.',
  (k: Kernel): void => {
    of_irq_init(k, __irqchip_of_table());
    startDeclaredIrqchips(k, (np) => isModelledIrqchip(k, np));
  },
);
