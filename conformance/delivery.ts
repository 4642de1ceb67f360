/**
 * delivered-calls.txt says how real interrupts of a running system travel. A scenario that only boots need not have
 * any, so the script goes on with one of each kind that was seen.
 */
import { isObject, scriptOf } from './goldens.ts';

/** The scenario with an interrupt from the NVMe, a virtio device, the timer and another CPU at its end. */
export function withDeliveries(scenario: unknown): unknown {
  if (!isObject(scenario)) return scenario;
  const devices = Array.isArray(scenario['pci']) ? scenario['pci'].filter(isObject) : [];
  const first = (model: RegExp): unknown[] => devices.filter(({ model: name }) => model.test(String(name))).slice(0, 1);
  const messages = [...first(/^nvme$/), ...first(/^virtio-/)].filter(isObject);
  return {
    ...scenario,
    script: [
      ...scriptOf(scenario),
      // Vector 0 of a virtio device tells of a changed configuration; the queues follow.
      ...messages.map(({ bdf }) => ({ do: 'msix.fire', bdf, vector: 1 })),
      // The virtual timer's private interrupt.
      { do: 'ppi.raise', cpu: 1, intid: 27 },
      { do: 'sgi.send', from: 0, to: '1', id: 1 },
    ],
  };
}
