/** The trigger in the lowest bits of line settings and of an action's flags, which their own names leave out. */
import {
  IRQ_TYPE_EDGE_BOTH,
  IRQ_TYPE_EDGE_FALLING,
  IRQ_TYPE_EDGE_RISING,
  IRQ_TYPE_LEVEL_HIGH,
  IRQ_TYPE_LEVEL_LOW,
  IRQ_TYPE_SENSE_MASK,
} from '../../linux/include/linux/irq.ts';
import {
  IRQF_NAMES,
  IRQF_TRIGGER_FALLING,
  IRQF_TRIGGER_HIGH,
  IRQF_TRIGGER_LOW,
  IRQF_TRIGGER_RISING,
} from '../../linux/include/linux/interrupt.ts';
import { STATUS_NAMES } from '../../linux/include/linux/irqdesc.ts';
import type { Names } from '../../recorder/index.ts';

const TRIGGERS: Names = {
  IRQ_TYPE_EDGE_RISING,
  IRQ_TYPE_EDGE_FALLING,
  IRQ_TYPE_EDGE_BOTH,
  IRQ_TYPE_LEVEL_HIGH,
  IRQ_TYPE_LEVEL_LOW,
};

/** Names for the trigger that a value with these bits has, where the bits are such. */
export function triggerOf(value: number, bits: Names): Names {
  if (bits === IRQF_NAMES) return { IRQF_TRIGGER_RISING, IRQF_TRIGGER_FALLING, IRQF_TRIGGER_HIGH, IRQF_TRIGGER_LOW };
  if (bits !== STATUS_NAMES) return {};
  const trigger = Object.entries(TRIGGERS).find(([, each]) => each === (value & IRQ_TYPE_SENSE_MASK));
  return trigger === undefined ? {} : { [trigger[0]]: trigger[1] };
}
