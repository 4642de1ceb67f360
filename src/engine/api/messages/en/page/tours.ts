/**
 * The texts of the tours: a title and a sentence or two for each stop, by the names that `src/ui/store/tours.ts` gives them. Some stops ask
 * what will happen next: answers, of which the stop knows the right one, and why it is that.
 */

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
      ask: {
        question: 'The ITS has a node below that of the GIC. Does of_irq_init start it?',
        answers: ['Yes, after the GIC', 'Yes, before the GIC', 'No, the GIC’s driver does'],
        because:
          'it is no interrupt-controller but an msi-controller, which gic_init_bases looks for among the GIC’s children.',
      },
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
      text: 'The driver of 00:03.0 is the first: pci_alloc_irq_vectors_affinity. On 6.1 all functions share one irq_domain on top of the ITS; on 6.12 each gets its own.',
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
      ask: {
        question: 'The NVMe’s table has 65 entries. For how many does the ITS get a mapping?',
        answers: ['65', '9', 'None yet'],
        because:
          'MAPD gives the device room for all of its table, but an event is mapped by MAPTI when its vector is allocated; each handler is requested right after.',
      },
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
      text: 'A count of 0 disables MSI-X: handlers, descriptors, LPIs and mappings of events are undone in turn. On 7.3 the ITS keeps the device itself.',
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
      ask: {
        question: 'It is masked in the table now, and fires again. Where does the message stop?',
        answers: ['At the redistributor', 'In the device', 'At the ITS'],
        because: 'a masked vector sends no message at all: the device sets the vector’s bit in its pending bit array.',
      },
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
  doorbell: {
    title: 'From doorbell to handler',
    ready: {
      title: 'A vector that is ready',
      text: 'Vector 3 of the NVMe has its descriptor, its LPI and its entry in the MSI-X table. Nothing has fired yet.',
      ask: {
        question: 'The device writes a number to an address. Which number is it?',
        answers: ['The LPI', 'The virq', 'The EventID'],
        because: 'which device writes, the ITS knows from the bus; what it makes of device and event is in its tables.',
      },
    },
    sends: {
      title: 'The device writes to the doorbell',
      text: 'A memory write to GITS_TRANSLATER, as the table entry says. The chart shows it as a flow from the device.',
    },
    root: {
      title: 'The root handler',
      text: 'The ITS has made an LPI of device and event, and the CPU leaves what it did: gic_handle_irq reads ICC_IAR1_EL1, the LPI’s INTID. It knows no device.',
    },
    mapping: {
      title: 'From hwirq to descriptor',
      text: 'generic_handle_domain_irq finds the irq_desc in the reverse map of the GIC’s irq_domain.',
    },
    flow: {
      title: 'The flow handler',
      text: 'handle_fasteoi_irq checks whether the interrupt is disabled, counts it, and runs the handlers of the descriptor.',
      ask: {
        question: 'Does the flow handler mask the interrupt while its handlers run?',
        answers: ['Yes', 'No', 'Only if it is shared'],
        because: 'a fasteoi controller holds it back itself, until the end of the interrupt is written.',
      },
    },
    handler: {
      title: 'The driver’s handler',
      text: 'nvme_irq gets the queue that it was requested for. All before it was the same for every device.',
    },
    over: {
      title: 'The end is written',
      text: 'The chip’s irq_eoi has written ICC_EOIR1_EL1: the next interrupt may come. The vector’s count is one more.',
    },
  },
  newer: {
    title: 'What the newer kernel changed',
    parent: {
      title: 'The ITS’s domain is a parent',
      text: 'Linux 7.3 makes it in one call, msi_create_parent_irq_domain; 6.12 put the same together in its_probe_one, and 6.1 made a domain for all PCI functions.',
    },
    groups: {
      title: 'IOMMU groups come with the IOMMU',
      text: 'The SMMU registers, and all PCI functions are put into groups now. Until 6.12 a function came into its group when a driver took it.',
    },
    device: {
      title: 'The ITS device comes with the function’s domain',
      text: 'its_msi_prepare sends MAPD as soon as the domain of the function is made, for as many vectors as the domain has room for.',
      ask: {
        question: 'nvme asks for one vector, frees it, and asks for more. What does the ITS hear in between?',
        answers: ['DISCARD alone', 'DISCARD and MAPD valid=0', 'Nothing'],
        because:
          'on 7.3 the device lives as long as the function’s domain; 6.12 unmapped it, and mapped it again for the next request.',
      },
    },
    startup: {
      title: 'Unmasked once',
      text: 'pci_irq_startup_msix unmasks the table entry when the handler is requested. disable_irq does not reach the function any more: it stops at the LPI.',
    },
    kept: {
      title: 'All vectors are freed',
      text: 'VFIO has disabled MSI-X. The last ITS command is no MAPD: device and LPIs wait for the next request. On 6.12 the device would be gone.',
    },
    whole: {
      title: 'The rest',
      text: 'Choose another kernel above to see this run on it; docs/kernels.md lists all that changed.',
    },
  },
  map: {
    title: 'Reading an interrupt-map',
    asks: {
      title: 'A PCI function without MSI needs a line',
      text: 'of_irq_parse_and_map_pci asks for pin A of the function. The function has no node with interrupts, so the host bridge’s interrupt-map must tell.',
    },
    walk: {
      title: 'The walk begins at the host bridge',
      text: 'of_irq_parse_raw gets the unit address of the function and the number of its pin. interrupt-map-mask says which bits of them count.',
      ask: {
        question:
          'On this board the mask keeps the two lowest bits of the device number, and the pin. How many rows does the map need?',
        answers: ['4', '16', '32'],
        because: 'four device numbers that differ in these bits times four pins; devices 4 apart share their lines.',
      },
    },
    mapped: {
      title: 'A row matches',
      text: 'What follows in the row is the GIC’s phandle and its three cells: an SPI. The same parent is met again for every function.',
    },
    read: {
      title: 'The GIC reads its cells',
      text: 'gic_irq_domain_translate makes the INTID of them, 32 more than the number in the tree, and the trigger type.',
    },
    number: {
      title: 'A virq for the line',
      text: 'The function has it as its irq. A second function whose row names the same SPI gets the same virq.',
    },
  },
  gpio: {
    title: 'A GPIO line behind a bank behind the GIC',
    bank: {
      title: 'The bank’s driver',
      text: 'pl061_probe takes a bank of eight lines, which has one interrupt at the GIC.',
    },
    chained: {
      title: 'One handler for eight lines',
      text: 'The bank’s own interrupt gets a chained handler: nobody requests it, and it has no row in /proc/interrupts.',
      ask: {
        question: 'Which interrupt will the power key request?',
        answers: ['The bank’s at the GIC', 'One of the bank’s own domain', 'None'],
        because:
          'each line is a hwirq of the bank’s irq_domain, with a descriptor, a chip and a trigger type of its own.',
      },
    },
    line: {
      title: 'The key asks for its line',
      text: 'gpio-keys has a line, not an interrupt: gpiod_to_irq asks the bank, and the bank’s domain maps the line.',
    },
    mapped: {
      title: 'The line is mapped',
      text: 'gpiochip_irq_map gives it the chip of the bank, and notes the bank’s interrupt as its parent.',
    },
    type: {
      title: 'Both edges',
      text: 'The key wants to know of press and release: pl061_irq_type sets both edges in the bank. The GIC’s line stays a level.',
    },
    over: {
      title: 'Two levels, two rows',
      text: 'The key stands in the table with the bank as its chip; select it, and the chain shows line, bank, SPI and CPU.',
    },
  },
};
