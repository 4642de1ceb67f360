/** The schema of script commands. */
import * as v from 'valibot';
import { bdf, cpuList, cpuNumber, nodePath, wholeNumber } from './schema-parts.ts';

export const irqName = v.union(
  [
    v.strictObject({ bdf, vector: wholeNumber }),
    v.strictObject({ node: nodePath, index: wholeNumber }),
    v.strictObject({ domain: v.string(), hwirq: wholeNumber }),
    v.strictObject({ virq: wholeNumber }),
  ],
  'an irq is named by {"bdf", "vector"}, {"node", "index"}, {"domain", "hwirq"} or {"virq"}',
);

const onVector = { bdf, vector: v.pipe(wholeNumber, v.maxValue(2047)) };
const onLine = { node: nodePath, index: wholeNumber, stuck: v.optional(v.boolean()) };

export const commandSchema = v.variant(
  'do',
  [
    v.strictObject({ do: v.literal('boot') }),
    v.strictObject({ do: v.literal('msix.fire'), ...onVector }),
    v.strictObject({ do: v.literal('msix.mask'), ...onVector }),
    v.strictObject({ do: v.literal('msix.unmask'), ...onVector }),
    v.strictObject({ do: v.literal('msix.maskAll'), bdf }),
    v.strictObject({ do: v.literal('msix.unmaskAll'), bdf }),
    v.strictObject({ do: v.literal('line.raise'), ...onLine }),
    v.strictObject({ do: v.literal('line.lower'), ...onLine }),
    v.strictObject({
      do: v.literal('sgi.send'),
      from: cpuNumber,
      to: cpuList,
      id: v.pipe(wholeNumber, v.maxValue(15)),
    }),
    v.strictObject({
      do: v.literal('ppi.raise'),
      cpu: cpuNumber,
      intid: v.pipe(wholeNumber, v.minValue(16), v.maxValue(1119)),
    }),
    v.strictObject({ do: v.literal('irq.affinity'), irq: irqName, cpus: cpuList }),
    v.strictObject({ do: v.literal('irq.inject'), irq: irqName }),
    v.strictObject({ do: v.literal('irq.disable'), irq: irqName }),
    v.strictObject({ do: v.literal('irq.enable'), irq: irqName }),
    v.strictObject({ do: v.literal('irq.free'), irq: irqName }),
    v.strictObject({ do: v.literal('cpu.offline'), cpu: cpuNumber }),
    v.strictObject({ do: v.literal('cpu.online'), cpu: cpuNumber }),
    v.strictObject({ do: v.literal('vfio.bind'), bdf }),
    v.strictObject({ do: v.literal('vfio.unbind'), bdf }),
    v.strictObject({ do: v.literal('vfio.open'), bdf }),
    v.strictObject({ do: v.literal('vfio.close'), bdf }),
    v.strictObject({
      do: v.literal('vfio.setIrqs'),
      bdf,
      index: v.picklist(['intx', 'msi', 'msix', 'err', 'req']),
      action: v.picklist(['trigger', 'mask', 'unmask']),
      start: wholeNumber,
      count: wholeNumber,
      data: v.picklist(['none', 'bool', 'eventfd']),
      values: v.optional(v.array(v.union([v.boolean(), v.number()]))),
    }),
    v.strictObject({ do: v.literal('checkpoint'), name: v.pipe(v.string(), v.minLength(1)) }),
  ],
  'this command is not one that schema 1 knows',
);
