/** What became of the interrupts that the device tree lists, and which drivers a kernel has. */
import { counted, plural } from '../words.ts';

/** The function of the driver that requests an interrupt. Probe may call it by a pointer, which the scan does not see. */
function requestedIn(where: string): string {
  if (where === 'ndo_open') return 'itself requests it in ndo_open, when the network interface is opened';
  if (where === 'startup') return 'itself requests it in startup, when the port or channel is opened';
  return `itself requests it in ${where}; whether its probe calls that, or it is called later, is not known here`;
}

export const requests = {
  /** Whose the device is. */
  driver: {
    standIn: ({ driver }: { driver: string }) =>
      `driver ${driver}, stand-in: asks for interrupts as drivers do; its own order may differ`,
    modelled: ({ driver }: { driver: string }) => `driver ${driver}, modelled`,
    /** In a cell. */
    short: ({ driver }: { driver: string }) => `${driver} (stand-in)`,
  },
  /** Where the real driver requests it, where the scan did not see probe do it. */
  later: ({ where }: { where: string }) => `; the driver ${requestedIn(where)}`,
  /** Of a handler. `where`: as for `later`. */
  handled: ({ device, driver, where }: { device: string; driver: string | undefined; where: string | undefined }) =>
    `${device} is served by a stand-in for the driver${driver === undefined ? '' : ` ${driver}`}, which is not modelled: it takes the interrupt and the device is satisfied.${where === undefined ? '' : ` The driver ${requestedIn(where)}.`}`,
  device: ({ device, bus, driver }: { device: string; bus: string | undefined; driver: string | undefined }) =>
    `Device ${device}${bus === undefined ? '' : ` on the ${bus} bus`}, ${driver ?? 'without a driver'}.`,
  more: ({ count }: { count: number }) => `And ${counted(count, 'interrupt', 'interrupts')} more.`,
  /** Of which interrupt it is said: its name or number in the node's list. */
  of: ({ name, words }: { name: string; words: string }) => `${name}: ${words}`,
  sentence: ({ index, name, words }: { index: number; name: string | undefined; words: string }) =>
    `Interrupt ${index}${name === undefined ? '' : ` (${name})`}: ${words}.`,
  /** Of a line that a node below the device's own has: a key's. */
  below: ({ node, words }: { node: string; words: string }) => `${node}: ${words}.`,
  requested: ({
    irq,
    domain,
    driver,
    standIn,
    chained,
    later,
  }: {
    irq: number;
    domain: string;
    driver: string | undefined;
    standIn: boolean;
    chained: boolean;
    later: string;
  }) =>
    `requested as irq ${irq} in ${domain}${driver === undefined ? '' : ` by ${driver}`}${standIn ? ' (stand-in)' : ''}${chained ? ', for the lines of a controller' : ''}${later}`,
  /** Of a PCI host whose driver gave it up, where nothing is behind its ports. */
  emptySlot:
    'What is in the slots of a board is in no device tree, so they are taken to be empty: no PCI function is put behind this host, and its link stays down. Add a function to the scenario to bring the link up.',
  /** Why it was not. */
  because: {
    mapped: ({ irq, by }: { irq: number; by: 'phylib' | 'driver' }) =>
      by === 'phylib'
        ? `mapped as irq ${irq}; phylib requests it when the network interface is opened, if the PHY's driver handles interrupts`
        : `mapped as irq ${irq}; the driver does not request it`,
    'no-device': {
      'no-compatible': ({ parent }: { parent: string | undefined }) =>
        `the node has no "compatible", so Linux makes no device of it${parent === undefined ? '' : `; the driver of ${parent} may ask for it, which is not modelled`}`,
      declared: () => 'the kernel starts it early, without a device, and asks for no such interrupt',
      bus: ({ parent }: { parent: string | undefined }) =>
        `no device was made: ${parent ?? 'its bus'} has no driver that would register the bus`,
      'not-listed': ({ parent }: { parent: string | undefined }) =>
        `no device was made: the driver of ${parent ?? 'its parent'} makes none of this node`,
    },
    'no-driver': ({ known, fromTable }: { known: string | undefined; fromTable: boolean }) =>
      known !== undefined
        ? `driver ${known} is not built in`
        : fromTable
          ? 'no driver of this kernel matches'
          : 'no driver that is modelled matches, and stand-ins are switched off',
    deferred: ({ suppliers }: { suppliers: readonly string[] }) =>
      `deferred: the device waits${suppliers.length === 0 ? '' : ` for ${suppliers.join(', ')}`}`,
    hypervisor: 'only KVM asks for it',
    alternative: 'the driver took another of the node’s interrupts',
    refused: ({ name, words }: { name: string; words: string }) => `refused: ${name} (${words})`,
    unmapped: 'refused: Linux could not map it, and the function that asked tells no reason',
    'not-bound': 'a driver matches, but its probe did not take the device: there is nothing, or something failed',
    /** `said` is the line of the log. */
    'gave-up': ({ said, name, words }: { said: string | undefined; name: string; words: string }) =>
      `its driver gave the device up${said === undefined ? '' : `, and logged “${said}”`} (${name}: ${words})`,
    'no-wire':
      'the tree leads to no controller: no interrupt parent, too few cells, or no row of an interrupt-map fits',
    'no-model': ({ controller, compatible }: { controller: string; compatible: string | undefined }) =>
      `its controller is not modelled: ${controller}${compatible === undefined ? '' : ` (${compatible})`}`,
    'not-asked': ({ driver, sure }: { driver: string; sure: boolean }) =>
      `driver ${driver} does not ask for it${sure ? '' : ', as far as is known'}`,
    'not-open': ({ driver }: { driver: string }) =>
      `driver ${driver} asks for it when the port is opened, and nobody has opened it: it is not the console`,
    'not-yet': 'nobody has asked for it yet',
    panicked: 'the kernel panicked before it came to this',
  },
  /** Classes, for counts. */
  classes: {
    mapped: 'mapped, not requested',
    'no-device': 'no device',
    'no-driver': 'no driver',
    deferred: 'waiting for a supplier',
    optional: 'optional',
    refused: 'refused',
    'not-bound': 'without a device that a driver took',
    'no-wire': 'leads nowhere',
    'no-model': 'controller not modelled',
    'not-asked': 'not asked for',
    'not-open': 'port not open',
    'not-yet': 'not yet',
    panicked: 'not reached before the panic',
  },
  /** Which drivers a kernel has. */
  drivers: {
    all: 'Every driver that Linux has for this board: those without a model have stand-ins.',
    withoutTable: 'Every driver is asked for, but the table of drivers is missing: there are no stand-ins.',
    modelled: 'Only drivers that are modelled; there are no stand-ins.',
    list: ({ drivers }: { drivers: readonly string[] }) =>
      `Only the drivers that the scenario names: ${drivers.join(', ') || 'none'}.`,
  },
  counts: ({ all, requested, byStandIn }: { all: number; requested: number; byStandIn: number }) =>
    `${requested} of ${counted(all, 'interrupt', 'interrupts')} of the device tree ${plural(requested, 'is', 'are')} requested${byStandIn === 0 ? '' : `, ${byStandIn} of them by stand-ins`}.`,
  others: ({ classes }: { classes: readonly Class[] }) => `Of the others: ${classes.map(classText).join('; ')}.`,
};

/** Interrupts of which the same is to be said. `of`: the controllers that they lead to. */
interface Class {
  readonly name: string;
  readonly count: number;
  readonly of: readonly { readonly name: string; readonly count: number }[];
}

function classText({ name, count, of }: Class): string {
  const list = of.map((each) => `${each.name} ${each.count}`);
  return `${count} ${name}${list.length === 0 ? '' : ` (${list.join(', ')})`}`;
}
