/** What differs between two machines. */
import { compared } from '../compared.ts';

export const compare = {
  /** In place of a version. */
  unknownKernel: 'of unknown version',
  cpus: 'CPUs',
  log: 'log',
  vector: ({ device, vector }: { device: string; vector: number }) => `${device} vector ${vector}`,
  pin: ({ device }: { device: string }) => `${device} INTx`,
  entry: ({ path, index }: { path: string; index: number }) => `${path} interrupt ${index}`,
  /** One that was mapped for a node, and no request of the tree's list had it. */
  mapped: ({ path, hwirq }: { path: string; hwirq: string }) => `${path} hwirq ${hwirq}`,
  /** An interrupt of which nobody knows who it is for. */
  input: ({ domain, hwirq, actions }: { domain: string; hwirq: string; actions: string }) =>
    `${domain} hwirq ${hwirq}${actions === '' ? '' : ` (${actions})`}`,
  irq: ({ virq, domains, actions }: { virq: string; domains: string; actions: string }) =>
    `irq ${virq} in ${domains}${actions === '' ? '' : `, ${actions}`}`,
  count: ({ cpu, count }: { cpu: number; count: number }) => `CPU ${cpu}: ${count}`,
  finding: ({ code, node }: { code: string; node: string }) => `${code} at ${node}`,
  callsAfter: ({ task, after }: { task: string; after: string | undefined }) =>
    after === undefined ? `${task}, at its beginning` : `${task}, after ${after}`,
  callsOf: ({ task, name }: { task: string; name: string }) => `${task}, calls of ${name}`,
  ...compared,
  /** What a difference means. A and B are the two. */
  means: {
    domainNumber:
      'The same domain by another name: the number at its end stands for the kind of the domain, and the kernel numbers its kinds anew.',
    domainOfFunction:
      'Newer kernels (6.2 on x86, 6.11 on arm64) give each PCI function an MSI domain of its own; before, functions share one of their controller.',
    domainShared:
      'In older kernels (before 6.2 on x86, 6.11 on arm64) the devices of a controller share a domain for their messages; newer ones give each its own.',
    domainAlone: ({ without }: { without: string }) =>
      `Nothing has created this domain in ${without}: its controller or device is not there, or its driver did not come so far.`,
    domainOtherKernel: ({ without }: { without: string }) =>
      `The two kernels differ here: that of ${without} has no such domain, or its driver did not come so far there.`,
    partition:
      'Until Linux 6.12 each set of CPUs that share a PPI has a domain of its own; from 7.3 on who asks for such a PPI has it from the GIC itself.',
    domainOfMachine:
      'The model has not created it: its controller or device is not in the tree or the scenario, or the driver is not modelled.',
    domainOfModel:
      'The machine has not created it: the driver is not in its kernel or failed, or nothing has asked for it.',
    irqAlone: ({ without }: { without: string }) =>
      `Nothing has mapped it in ${without}: its device or driver is not there, failed or waits, or asked for fewer.`,
    irqOtherKernel: ({ without }: { without: string }) =>
      `The two kernels differ here: in ${without} nothing has mapped it, since its kernel goes another way to it, or the device or driver failed or waits.`,
    irqOfMachine:
      'The model has not mapped it: a device that the scenario does not name (PCI functions are in no tree), or a driver that is not modelled.',
    irqOfModel:
      'The machine has not mapped it: the driver is not in its kernel or not loaded, or the device is disabled or absent.',
    finding: ({ only }: { only: string }) => `Only ${only} has what this finding is about.`,
    calls: 'Between the two kernels the code here was moved, renamed, added or removed.',
    callsSameKernel: 'The same kernel takes another way here: it has found something else.',
    possible: 'For as many CPUs Linux keeps tables and counts.',
    online: 'Interrupts go to CPUs that are online.',
    parent: 'Its interrupts pass another controller on the way to the CPU.',
    size: 'So many hwirqs have a place in the table of the domain; others are looked up in a tree.',
    mapped: 'So many hwirqs of the domain have an irq.',
    mappedOnMachine: 'Other drivers have asked for interrupts on the machine than in the model.',
    flags: 'What the domain can do, or what its kind is.',
    immutable:
      'Address and data of a message stay what they are as long as it exists: to move it to another CPU nothing is written to the device.',
    msiParent: 'The domain is the parent of MSI domains that devices have of their own.',
    hierarchy:
      'On its way from the device to the CPU it passes other domains, so other code masks and acknowledges it.',
    chips: 'Whoever looks for the name of a chip in /proc/interrupts finds another.',
    hwirqOfFunction:
      'In a domain that functions share, the hwirq of a message has the address of the function in it; in one of its own it is the number of the vector alone.',
    hwirqs:
      'Its controller knows it by another number: an LPI is given out in the order of requests, a wire is where the tree says.',
    trigger:
      'A level stays until the device is served, an edge is one moment: with the wrong one interrupts are lost or repeat.',
    triggerOnMachine:
      'On the machine it was configured otherwise than the tree says: by its driver, or the machine was booted with another tree.',
    handler: 'The flow handler decides when the interrupt is acknowledged, masked and ended.',
    state: 'What the irq core remembers of the interrupt.',
    stateOnMachine: 'The machine has gone on since boot: what was enabled, moved or woken up shows here.',
    resend:
      'One that comes while its handler still runs on another CPU is sent again, not lost; older kernels have no such flag.',
    affinitySet: 'Somebody has chosen its CPUs, so they are not changed by default.',
    status: 'What drivers and the irq core have set for it.',
    procValid:
      '7.3 remembers here that the interrupt has a row in /proc/interrupts; older kernels find that out as the file is read.',
    hidden: 'It has no row of its own in /proc/interrupts.',
    depth: 'So many times it was disabled; it gets through at 0.',
    actions: 'Other handlers serve it.',
    actionsOnMachine: 'On the machine another driver serves it, or names its handler otherwise.',
    device: 'It was requested for a device of another name.',
    virq: 'Numbers are given out in the order in which interrupts are mapped. Nothing but a script that names one depends on them.',
    virqOnMachine: 'Drivers of a machine probe side by side, so numbers change from boot to boot.',
    affinity: 'It may go to other CPUs.',
    effective: 'Another CPU takes it.',
    affinityOnMachine: 'On a machine irqbalance, or whoever writes smp_affinity, moves interrupts.',
    messageAddress:
      'The device writes to another address: that of another doorbell, or the one by which an IOMMU lets it be reached.',
    messageData: 'The same doorbell is told another number: an event of the ITS, or a line of the GIC.',
    messageOnMachine:
      'The machine has its doorbell elsewhere, or an IOMMU before it; the data is the number that its controller gave out.',
    /** Between two files of one machine. */
    counted: ({ count, seconds, perSecond }: { count: number; seconds: number; perSecond: string }) =>
      `${count} more in ${seconds} s: ${perSecond} a second.`,
    countedMore: ({ count }: { count: number }) => `${count} more between the two.`,
    countedLess: 'Fewer in B than in A: the machine was started anew between the two, or A is the later one.',
  },
};
