/** The schema of script commands. */
import * as v from 'valibot';
import { VFIO_ACTIONS, VFIO_DATA, VFIO_INDEXES } from './names.ts';
import { bdf, cpuList, cpuNumber, nodePath, optional, say, wholeNumber } from './parts.ts';

export const irqNameSchema = v.union(
  [
    v.strictObject({ bdf, vector: say(wholeNumber, 'number of the MSI-X or MSI vector') }),
    v.strictObject({ node: nodePath, index: say(wholeNumber, 'which of the interrupts of the node') }),
    v.strictObject({ domain: say(v.string(), 'name of the irq domain'), hwirq: wholeNumber }),
    v.strictObject({ virq: say(wholeNumber, 'Linux’s number of the irq') }),
  ],
  'an irq is named by {"bdf", "vector"}, {"node", "index"}, {"domain", "hwirq"} or {"virq"}',
);

/** A device with a network interface. */
const adapterSchema = v.union(
  [v.strictObject({ bdf }), v.strictObject({ node: nodePath })],
  'a device is named by {"bdf"} or {"node"}',
);
const onAdapter = { device: optional(adapterSchema, 'whose interface; without it every interface there is') };

const onVector = { bdf, vector: v.pipe(wholeNumber, v.maxValue(2047)) };
const onLine = { node: nodePath, index: say(wholeNumber, 'which of the interrupts of the node') };
const onIrq = { irq: irqNameSchema };

/** Commands of a name and what it takes. */
function command<const Name extends string, const Fields extends v.ObjectEntries>(
  name: Name,
  what: string,
  fields: Fields,
): ReturnType<typeof say<v.StrictObjectSchema<{ readonly do: v.LiteralSchema<Name, undefined> } & Fields, undefined>>> {
  return say(v.strictObject({ do: v.literal(name), ...fields }), what);
}

export const commandSchema = v.variant(
  'do',
  [
    command(
      'boot',
      'The kernel boots, up to the end of its initcalls. A script that does not begin with it gets one.',
      {},
    ),
    command('msix.fire', 'The function sends the message of a vector.', onVector),
    command(
      'msix.mask',
      'Masks a vector: through the kernel where it uses the vector, else in the table alone.',
      onVector,
    ),
    command('msix.unmask', 'The way back.', onVector),
    command('msix.maskAll', 'Sets the function mask of Message Control.', { bdf }),
    command('msix.unmaskAll', 'The way back.', { bdf }),
    command('line.raise', 'The device asserts a line. A level line falls when its handler has served the device.', {
      ...onLine,
      stuck: optional(v.boolean(), 'the line stays up, whatever the handler does, until line.lower'),
    }),
    command('line.lower', 'The device lets go of a line, a stuck one too.', {
      ...onLine,
      stuck: optional(v.boolean(), 'no effect here'),
    }),
    command('sgi.send', 'Linux interrupts other CPUs, by one of the SGIs that it uses.', {
      from: say(cpuNumber, 'the CPU that sends'),
      to: say(cpuList, 'the CPUs that are interrupted'),
      id: say(v.pipe(wholeNumber, v.maxValue(15)), 'number of the SGI'),
    }),
    command('ppi.raise', 'A private interrupt of a CPU is asserted.', {
      cpu: cpuNumber,
      intid: say(v.pipe(wholeNumber, v.minValue(16), v.maxValue(1119)), '16 to 31, or 1056 to 1119 of a GICv3.1'),
    }),
    command('irq.affinity', 'Writes /proc/irq/N/smp_affinity_list.', { ...onIrq, cpus: cpuList }),
    command('irq.inject', 'Writes “trigger” to /sys/kernel/debug/irq/irqs/N.', onIrq),
    command('irq.disable', 'A driver calls disable_irq().', onIrq),
    command('irq.enable', 'A driver calls enable_irq().', onIrq),
    command('irq.free', 'Every driver that has a handler of this irq calls free_irq().', onIrq),
    command('net.open', 'Brings a network interface up: ip link set ethN up.', onAdapter),
    command('net.close', 'Takes it down.', onAdapter),
    command('cpu.offline', 'Writes 0 to /sys/devices/system/cpu/cpuN/online.', { cpu: cpuNumber }),
    command('cpu.online', 'Writes 1 to it.', { cpu: cpuNumber }),
    command('vfio.bind', 'Unbinds the driver, sets driver_override to vfio-pci, and binds that.', { bdf }),
    command('vfio.unbind', 'Gives the function back to its own driver.', { bdf }),
    command('vfio.open', 'A program opens the group, a type1 container, and the device.', { bdf }),
    command('vfio.close', 'The program closes them.', { bdf }),
    command('vfio.setIrqs', 'The program calls ioctl VFIO_DEVICE_SET_IRQS.', {
      bdf,
      index: say(v.picklist(VFIO_INDEXES), 'which interrupts of the device'),
      action: v.picklist(VFIO_ACTIONS),
      start: say(wholeNumber, 'the first vector'),
      count: say(wholeNumber, 'how many vectors; 0 with data none takes the interrupts down'),
      data: say(v.picklist(VFIO_DATA), 'what is handed over for each vector'),
      values: optional(
        v.array(v.union([v.boolean(), v.number()])),
        'for each vector of the range: with bool, whether it is acted on; with eventfd, true and numbers from 0 stand for the vector’s eventfd, false and -1 for none. Without the key: true for each',
      ),
    }),
    command('checkpoint', 'Names a place in the run: dump --at takes the name.', {
      name: v.pipe(v.string(), v.minLength(1)),
    }),
  ],
  'this command is not one that schema 1 knows',
);
