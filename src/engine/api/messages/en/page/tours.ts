/** The texts of the tours: a title and a sentence or two for each stop, by the names that `src/ui/store/tours.ts` gives them. */

export const tours = {
  gicv3: {
    title: 'How a GICv3 comes up',
    powerOn: {
      title: 'Power on',
      text: 'Nothing has run yet: the boxes are faint, the table is empty. “Next stop” goes on from anywhere.',
    },
    ofIrqInit: {
      title: 'of_irq_init looks for controllers',
      text: 'It collects every interrupt-controller node that a driver knows, and will start parents before those that depend on them.',
    },
    gicOfInit: {
      title: 'The GIC’s driver takes the root node',
      text: 'gic_of_init maps the distributor and the redistributor regions that the node’s reg property names.',
    },
    firstDomain: {
      title: 'The first irq_domain',
      text: 'It translates the hwirqs (INTIDs) of the GIC into Linux’s virqs. It is still empty: a virq is given when someone asks for one.',
    },
    distributor: {
      title: 'The distributor is set up',
      text: 'gic_dist_init puts SPIs into group 1, gives them a priority, disables them and routes them to the boot CPU. The registers tab shows each write.',
    },
    firstDescriptors: {
      title: 'The first descriptors',
      text: 'CPUs signal each other by SGIs. Linux asks the domain for them, and each gets an irq_desc: the rows of the table.',
    },
    its: {
      title: 'The ITS',
      text: 'Message-signalled interrupts need a translation service: its_probe_one gives it tables in memory and a command queue.',
    },
    secondCpu: {
      title: 'Another CPU comes up',
      text: 'It finds and wakes its redistributor, disables its SGIs and PPIs, and enables its CPU interface; whoever needs an SGI or PPI enables it later. The chart now shows what runs in the lane of that CPU.',
    },
    askVectors: {
      title: 'A driver asks for MSI-X vectors',
      text: 'The driver of 00:03.0 is the first: pci_alloc_irq_vectors_affinity. On 6.12 the function gets an irq_domain of its own on top of the ITS; on 6.1 all share one.',
    },
    itsLearns: {
      title: 'The ITS learns the device',
      text: 'MAPD and MAPTI tell it which DeviceID and EventID become which LPI. The commands stand in its queue.',
    },
    entryWritten: {
      title: 'The table entry is written',
      text: 'Address and data of vector 0 are now in the MSI-X table of 00:03.0: once the vector is unmasked, the device can send its message.',
    },
    bootOver: {
      title: 'Boot is over',
      text: '00:03.0 has its vectors. Press fire in a row of its MSI-X table, or choose another function there, and step through what happens.',
    },
  },
  vfio: {
    title: 'What VFIO does to an NVMe',
    ownDriver: {
      title: 'The kernel’s own driver has it',
      text: 'nvme has taken one vector for the admin queue and one for each CPU; the vectors above them are masked.',
    },
    takesOver: {
      title: 'vfio-pci takes over',
      text: 'nvme has freed its interrupts: their descriptors, the LPIs and the device’s irq_domain are gone. vfio-pci asks for none yet.',
    },
    opens: {
      title: 'A program opens the device',
      text: 'It opens the IOMMU group and the container, and has a file descriptor of the device. Still no vector.',
    },
    setIrqs: {
      title: 'VFIO_DEVICE_SET_IRQS asks for nine',
      text: 'vfio_msi_enable allocates the vectors as any driver does.',
    },
    entriesWritten: {
      title: 'The table entries are written',
      text: 'Each vector has its descriptor, its LPI and its eventfd. All counts are 0.',
    },
    fires: {
      title: 'Vector 3 fires',
      text: 'The message goes from the device through the SMMU and the ITS to a redistributor and its CPU; there vfio_msihandler signals the eventfd.',
    },
    counted: {
      title: 'The eventfd has counted',
      text: 'The program reads it, and would inject the interrupt into its guest.',
    },
    disabled: {
      title: 'No vectors any more',
      text: 'A count of 0 disables MSI-X: handlers, descriptors, LPIs and ITS mappings are undone in turn.',
    },
    givenBack: {
      title: 'Closed and given back',
      text: 'The program has closed the device, vfio-pci has released it, and nvme has taken the function again with vectors of its own.',
    },
  },
  'why-not': {
    title: 'Why an interrupt does not arrive',
    works: {
      title: 'A vector that works',
      text: 'Vector 3 of the NVMe is not masked. Fired, it reaches its handler.',
    },
    masked: {
      title: 'Masked in the table',
      text: 'The device sees its own mask bit, sends nothing and sets the pending bit in the PBA. The picture marks where it stops.',
    },
    unmasked: {
      title: 'Unmasked, it fires at once',
      text: 'The pending bit is still set, so the message is sent as soon as the mask bit is cleared.',
    },
    functionMask: {
      title: 'The function mask',
      text: 'One bit in MSI-X Message Control holds back all vectors of the function.',
    },
    disabled: {
      title: 'Disabled by disable_irq',
      text: 'disable_irq only marks the descriptor. The message arrives, the flow handler finds the interrupt disabled, masks it and keeps it pending; enable_irq would replay it.',
    },
    cpuGone: {
      title: 'The CPU is gone',
      text: 'nvme’s queue vectors are managed: when the last CPU of one goes offline, Linux shuts it down and masks it. What the device sends stays pending.',
    },
  },
};
