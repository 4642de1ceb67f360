/** The way of an interrupt: its stations, why it stops at one, what would let it pass, and its story. */
import type { Signal } from '../../../scenario/names.ts';
import { plural } from '../words.ts';

const on = (mayWrite: boolean): string => (mayWrite ? 'writes' : 'would write');

/** What a device drives on its line. */
const SIGNALS: Readonly<Record<Signal, string>> = {
  'level-high': 'high while it asks',
  'level-low': 'low while it asks',
  rising: 'rises when it asks',
  falling: 'falls when it asks',
  pulse: 'a pulse when it asks',
};

export const way = {
  tryIt: 'try it',
  /** Stations. */
  irq: ({ irq }: { irq: number }) => `irq ${irq}`,
  noIrq: 'no irq',
  cpu: ({ cpu }: { cpu: number }) => `CPU ${cpu}`,
  cpus: ({ cpus, count }: { cpus: string; count: number }) => `${plural(count, 'CPU', 'CPUs')} ${cpus}`,
  noCpu: 'no CPU',
  lpi: ({ lpi }: { lpi: number }) => `LPI ${lpi}`,
  eventfd: ({ vector }: { vector: number }) => `eventfd ${vector}`,
  noFlow: 'no flow handler',
  noHandler: 'no handler',
  noMessage: 'no message',
  noController: 'no controller',
  line: ({ controller, pin }: { controller: string; pin: number }) => `${controller} line ${pin}`,
  inputOf: 'an input of a controller whose own output is an interrupt',
  sendsMessage: 'an input of a controller that sends a message for each',
  frame: ({ base }: { base: string }) => `v2m frame ${base}`,
  block: ({ vector }: { vector: number }) => `MSI block, vector ${vector}`,
  blockOf: ({ path }: { path: string }) => `the own block of ${path}`,
  frameIntids: ({ first, last }: { first: number; last: number }) => `INTIDs ${first} to ${last}`,
  route: 'GICD route',
  routeTo: ({ cpu }: { cpu: number }) => `GICD route to CPU ${cpu}`,
  routeAbout: ({ register, priority, enabled }: { register: string; priority: string; enabled: boolean }) =>
    `${register}, priority ${priority}, ${enabled ? 'enabled' : 'disabled'}`,
  redistributor: ({ cpu }: { cpu: number }) => `redistributor of CPU ${cpu}`,
  redistributorAbout: 'pending bit and configuration byte of the LPI',
  redistributorsOf: ({ cpus }: { cpus: string }) => `redistributor of ${cpus}`,
  bankedOf: ({ cpus }: { cpus: string }) => `banked GICD registers of ${cpus}`,
  event: ({ device, event }: { device: string; event: number }) => `DeviceID ${device} EventID ${event}`,
  eventRoom: ({ events }: { events: number }) => `its table has room for ${events} events`,
  collection: ({ icid }: { icid: number }) => `ITS ICID ${icid}`,
  collectionTo: ({ icid, cpu }: { icid: number; cpu: number }) => `collection ${icid} goes to CPU ${cpu}`,
  noCollection: 'no such collection',
  lpiAbout: 'from the translation table of the device',
  mapRow: ({ row }: { row: number }) => `interrupt-map row ${row}`,
  mapRowAbout: ({ nexus, cells, parent }: { nexus: string; cells: string; parent: string }) =>
    `${nexus}: <${cells}> of ${parent}`,
  noRow: 'no row',
  specifier: ({ index, path, controller }: { index: number; path: string; controller: string }) =>
    `interrupt ${index} of ${path}: specifier at ${controller}`,
  /** A line that is not as the tree says. */
  driven: ({ signal }: { signal: Signal }) => `line: ${SIGNALS[signal]}`,
  drivenAbout: 'what the device really drives on its line, by the scenario’s "wires"',
  really: ({ end }: { end: string }) => `really ${end}`,
  reallyAbout: 'where the line really leads, by the scenario’s "wires"; the kernel waits where the tree says',
  lineOf: ({ controller, pin }: { controller: string; pin: number }) => `line ${pin} of ${controller}`,
  cellsOf: ({ cells, controller }: { cells: string; controller: string }) => `${cells} of ${controller}`,
  nowhere: 'really nowhere',
  nowhereAbout: 'the line is not connected, by the scenario’s "wires"',
  pin: ({ model, bdf, pin }: { model: string | undefined; bdf: string; pin: string }) =>
    `${model ?? 'function'} ${bdf} INT${pin}`,
  sharedWith: ({ others }: { others: readonly string[] }) => `shared with ${others.join(', ')}`,
  message: ({ model, bdf, vector }: { model: string | undefined; bdf: string; vector: number }) =>
    `${model ?? 'function'} ${bdf} message ${vector}`,
  vector: ({ model, bdf, vector }: { model: string | undefined; bdf: string; vector: number }) =>
    `${model ?? 'function'} ${bdf} vector ${vector}`,
  noAddress: 'its address is 0: there is no message',
  writes: ({ data, address }: { data: number; address: string }) => `writes ${data} to ${address}`,
  messageOf: ({ device, index }: { device: string; index: number }) => `${device} message ${index}`,
  stream: ({ id }: { id: string }) => `SMMU StreamID ${id}`,
  translated: ({ from, to }: { from: string; to: string }) => `${from} is ${to}`,
  partition: ({ number, cpus }: { number: number; cpus: string }) => `partition ${number} (CPUs ${cpus || 'none'})`,
  partitionAbout: 'the CPUs for which the PPI means this device',
  hwirqOf: ({ hwirq, domain }: { hwirq: number; domain: string }) => `hwirq ${hwirq} of ${domain}`,
  handlerAbout: ({ action, thread }: { action: string | undefined; thread: string | undefined }) =>
    `handler${action === undefined ? '' : ` for ${action}`}${thread === undefined ? '' : `, thread ${thread}`}`,
  eventfdAbout: ({ count }: { count: bigint }) => `the handler signals it to user space; its count is ${count} now`,
  /** What would send the interrupt. */
  when: {
    vector: ({ vector }: { vector: number }) => `the device fires vector ${vector}`,
    vectorOfMaster: ({ vector }: { vector: number }) =>
      `the program sets Bus Master in COMMAND, which VFIO left off (without it no message leaves the device), and the device fires vector ${vector}`,
    sgi: ({ intid }: { intid: number }) => `a CPU sends SGI ${intid}`,
    wire: ({ intid }: { intid: string }) => `the wire of ${intid} rises`,
    wireOn: ({ intid, cpu }: { intid: string; cpu: number }) => `the wire of ${intid} rises on CPU ${cpu}`,
    asserts: ({ bdf, pin }: { bdf: string; pin: string }) => `${bdf} asserts INT${pin}`,
    holdsPin: ({ bdf, pin }: { bdf: string; pin: string }) => `${bdf} holds INT${pin} asserted`,
    holds: ({ node, index, level }: { node: string; index: number | undefined; level: 'high' | 'low' }) =>
      `${node} holds its interrupt line${index === undefined ? '' : ` ${index}`} ${level}`,
    gpio: ({ node }: { node: string }) => `a line of ${node} asks for an interrupt`,
    raises: ({ node, index }: { node: string; index: number | undefined }) =>
      `${node} raises its interrupt line${index === undefined ? '' : ` ${index}`}`,
    asks: ({ node, index, signal }: { node: string; index: number | undefined; signal: Signal }) =>
      `${node} asks by its interrupt line${index === undefined ? '' : ` ${index}`} (${SIGNALS[signal]})`,
    lowers: ({ node, index }: { node: string; index: number | undefined }) =>
      `${node} lowers its interrupt line${index === undefined ? '' : ` ${index}`}`,
  },
  /** Why it goes no further. */
  why: {
    /** `reason`: nobody asked for it, and why; `found`: how the hardware or the kernel is for that. */
    unasked: ({ reason, found }: { reason: string; found: string }) =>
      `${reason}. So it is ${found.replace(/^it is /, '')}`,
    noGic: 'the interrupt controller is not modelled',
    notModelled: ({ path }: { path: string }) => `${path} is not modelled`,
    lineDisabled: ({ pin }: { pin: number }) => `line ${pin} is disabled in GPIOIE`,
    noAnswer: 'nothing answers at that address',
    noDoorbell: ({ region }: { region: string }) => `${region} is no doorbell: the data is only written there`,
    notOfFrame: ({ intid, first, last }: { intid: number; first: number; last: number }) =>
      `INTID ${intid} is not one of the frame's ${first} to ${last}`,
    vectorHeld: ({ vector, held }: { vector: number; held: 'masked' | 'disabled' }) =>
      `vector ${vector} is ${held} in the host's MSI block`,
    notTo: ({ register }: { register: string }) => `the write is not to ${register}`,
    itsOff: 'GITS_CTLR.Enabled is 0',
    noMapc: ({ icid }: { icid: number }) => `collection ${icid} is not mapped (no MAPC)`,
    msixOff: ({ instead }: { instead: 'msi' | 'intx' | undefined }) =>
      `MSI-X is off (Enable in Message Control is 0)${instead === 'msi' ? ': the device uses MSI' : instead === 'intx' ? ': the device would use INTx' : ''}`,
    msiOff: ({ instead }: { instead: 'msi' | 'intx' | undefined }) =>
      `MSI is off (Enable in Message Control is 0)${instead === 'msi' ? ': the device uses MSI' : instead === 'intx' ? ': the device would use INTx' : ''}`,
    functionMasked: 'the function is masked (Function Mask in Message Control)',
    vectorMasked: 'the vector is masked: the message would wait in the PBA',
    messageMasked: 'the message is masked (MSI mask bits)',
    noMaster: 'COMMAND.Bus Master is off: the function may not write',
    bridgeNoMaster: ({ bdf }: { bdf: string }) => `Bus Master of the bridge ${bdf} is off`,
    msixOn: 'MSI-X is on: the function sends messages, and drives no INTx',
    msiOn: 'MSI is on: the function sends messages, and drives no INTx',
    intxDisabled: 'COMMAND.Interrupt Disable is set: the function drives no INTx',
    noRoute: 'it is routed to no CPU',
    noneOnline: 'none of its CPUs is online',
    noRow: 'no row of interrupt-map fits',
    noVectorAddress: 'no address is written into the vector',
    noAddress: 'no address is written',
    noDomain: 'the kernel has no domain for the interrupt controller yet',
    notMapped: ({ domain, hwirq }: { domain: string; hwirq: number }) =>
      `${domain} has no interrupt mapped to hwirq ${hwirq}: Linux warns "Unexpected interrupt" or drops it`,
    noFlow: 'the interrupt has no flow handler: it is only counted as bad',
    notRequested: 'nobody has requested it',
    spurious: ({ irq }: { irq: number }) => `irq ${irq} has no handler: Linux counts it and calls it spurious`,
    shutDown: ({ irq }: { irq: number }) => `irq ${irq} is shut down: no CPU of its managed affinity is online`,
    inProgress: ({ irq }: { irq: number }) => `irq ${irq} is being handled already (IRQD_IRQ_INPROGRESS)`,
    noHandler: ({ irq, flow, masks }: { irq: number; flow: string; masks: boolean }) =>
      `irq ${irq} has no handler: ${flow} only marks it IRQS_PENDING${masks ? ' and masks it' : ''}`,
    disabled: ({ irq, depth, flow, masks }: { irq: number; depth: number; flow: string; masks: boolean }) =>
      `irq ${irq} is disabled (depth ${depth}): ${flow} only marks it IRQS_PENDING${masks ? ' and masks it' : ''}`,
    noEdge: ({ high }: { high: boolean }) => `the line is ${high ? 'high' : 'low'} already: there is no edge`,
    leadsNowhere: 'the line is not connected to any interrupt controller',
    pulseGone:
      'the pulse is over before a CPU reads the interrupt, and a level-sensitive input is pending only while its line is active',
    inverted: ({ high }: { high: boolean }) =>
      `the line is ${high ? 'high' : 'low'} when the device asks, and the input is active ${high ? 'low' : 'high'}: it is pending while the device is quiet`,
    otherEdge: ({ rises }: { rises: boolean }) =>
      `the line ${rises ? 'rises' : 'falls'} when the device asks, and the input sees only that it ${rises ? 'falls' : 'rises'}: the edge comes when the device lets go`,
    pendingThere: ({ why }: { why: string }) =>
      `it is pending there and stays so: ${why}, since no driver asked for that input`,
    othersThere: ({ irq, action }: { irq: number; action: string | undefined }) =>
      `it interrupts there as irq ${irq}${action === undefined ? '' : ` (${action})`}, whose handlers know nothing of this device`,
    nobodyThere: 'it interrupts there, and the kernel has no interrupt mapped to that input',
    uartRefused: ({ error }: { error: string }) =>
      `UARTIMSC masks the receive interrupt: the driver asked for its interrupt when the port was opened, and Linux refused it with ${error}`,
    uartAtReset: 'UARTIMSC masks the receive interrupt, as after reset: no driver has the port yet',
    uartMasked: 'UARTIMSC masks the receive interrupt: the driver has the port closed',
  },
  /** What would let it pass: what a person or a driver does, and the buttons that do it. */
  fix: {
    requestIrq: 'request_irq() or enable_irq() enables it.',
    notAsked: 'No driver has asked for it: the kernel leaves it off.',
    requestPercpu: ({ irq }: { irq: number }) =>
      `Nobody has requested irq ${irq}: request_percpu_irq(), then enable_percpu_irq() on each CPU.`,
    request: ({ irq }: { irq: number }) => `Nobody has requested irq ${irq}: request_irq() enables it.`,
    mayNotRequest: ({ irq }: { irq: number }) => `Nobody has requested irq ${irq}: it is not for drivers to request.`,
    enablePercpu: ({ irq }: { irq: number }) => `Each CPU enables irq ${irq} for itself, by enable_percpu_irq().`,
    disabled: ({ irq, depth }: { irq: number; depth: number }) =>
      `irq ${irq} is disabled (depth ${depth}). ${callEnable(depth)}`,
    callEnable: ({ depth }: { depth: number }) => callEnable(depth),
    enable: 'enable',
    managed: ({ cpus }: { cpus: string }) =>
      `Its affinity is managed, and of its CPUs (${cpus}) none is online: the kernel has shut it down.`,
    bringOnline: ({ cpu }: { cpu: number }) => `bring CPU ${cpu} online`,
    bringOnlineOrMove: ({ cpu }: { cpu: number }) => `Bring CPU ${cpu} online, or move the interrupt to a CPU that is.`,
    endStorm: 'Have that line fall, or its interrupt disabled or sent to another CPU.',
    programEnables: 'A program switches it on with VFIO_DEVICE_SET_IRQS.',
    driverEnables: 'A driver switches it on with pci_alloc_irq_vectors().',
    unmaskAll: 'Clear the function mask; what came meanwhile waits in the PBA.',
    unmaskFunction: 'unmask the function',
    unmaskVector: ({ vector }: { vector: number }) => `unmask vector ${vector}`,
    unmask: 'Unmask the vector.',
    unusedVector: 'No driver uses this vector: it has no interrupt in the kernel.',
    noEventfd: 'The vector has no eventfd: VFIO_DEVICE_SET_IRQS gives it one, and that unmasks it.',
    setMaster: 'The driver calls pci_set_master().',
    portSetsMaster: 'The driver of the port calls pci_set_master().',
    vfioIntx:
      'vfio-pci masks INTx so when it comes; VFIO_DEVICE_SET_IRQS with the action unmask lets the next one through.',
    intx: 'The driver calls pci_intx().',
    mapEvent: 'The kernel sends MAPD and MAPTI when the interrupt is allocated and activated.',
    map: 'A driver maps it, e.g. platform_get_irq().',
    handlersReturn: 'It is over once the handlers return.',
    writeVector: 'The kernel writes it when the interrupt is activated.',
    mapDoorbell: 'The kernel maps the doorbell when the interrupt is allocated.',
    lineFirst: ({ high }: { high: boolean }) => `${high ? 'Lower' : 'Raise'} the line first.`,
    line: ({ high }: { high: boolean }) => `${high ? 'lower' : 'raise'} the line`,
    letGo: 'let go of the line',
    letGoFirst: 'The device has to let go of the line first.',
    leadsNowhere: 'Connect it, or take the interrupt out of the tree: many drivers poll without one.',
    cells: ({ cells, sum, isId }: { cells: string; sum: string | undefined; isId: boolean }) =>
      `The tree has to say ${cells}${sum === undefined ? '' : ` (${sum})`} to hear it there.${isId ? ' The cell has the GIC’s ID as it is, and SPIs count from ID 32.' : ''}`,
    trigger: ({ cells }: { cells: string }) => `The tree has to say ${cells} to hear it.`,
    noPolarity:
      'A GIC has no setting for that: its inputs are active high or rising, and Linux refuses any other trigger there. It takes an inverter on the line, or a setting of the device.',
    refused:
      'The tree asks for what the controller cannot give; Linux’s log says which (“Setting trigger mode …”), and the findings say what to write instead.',
    openPort: 'Opening the port (a getty, a console) unmasks it.',
  },
  /** Who writes, or whose wire it is. */
  source: {
    vectorOf: ({ vector, model, bdf }: { vector: number; model: string | undefined; bdf: string }) =>
      `Vector ${vector} of ${model ?? 'the function'} ${bdf}`,
    messageOf: ({ vector, model, bdf }: { vector: number; model: string | undefined; bdf: string }) =>
      `Message ${vector} of ${model ?? 'the function'} ${bdf}`,
    platformMessage: ({ index, device }: { index: number; device: string }) => `Message ${index} of ${device}`,
    interrupt: ({ index, node }: { index: number; node: string }) => `Interrupt ${index} of ${node}`,
    pin: ({ pin, bdf }: { pin: string; bdf: string }) => `INT${pin} of ${bdf}`,
    line: ({ pin }: { pin: number }) => `Line ${pin}`,
    partition: ({ number, cpus }: { number: number; cpus: string }) =>
      `On its CPUs partition ${number} (CPUs ${cpus || 'none'})`,
    controller: 'the interrupt controller',
  },
  /** The story: a sentence for each part of the way. */
  story: {
    percpu: ({ irq, cpus }: { irq: number; cpus: string }) =>
      `irq ${irq} reads IRQD_IRQ_MASKED all the time: each CPU enables it for itself (enable_percpu_irq), ${cpus === '' ? 'and none has' : `and CPU ${cpus} ${/^\d+$/.test(cpus) ? 'has' : 'have'}`}.`,
    acknowledged: ({ intid, irq, flow, next }: { intid: string; irq: number; flow: string; next: string }) =>
      `The CPU acknowledges ${intid}: Linux has it as irq ${irq}, and ${flow} ${next}.`,
    ifItCame: ({ intid, irq, flow, next }: { intid: string; irq: number; flow: string; next: string }) =>
      `Linux has ${intid} as irq ${irq}; if it came, ${flow} ${next}.`,
    input: ({ who, irq, flow, next }: { who: string; irq: number; flow: string; next: string }) =>
      `${who} is irq ${irq}: ${flow} ${next}.`,
    /** What the flow handler does then. */
    looks: 'looks which of its inputs it was',
    callsNone: 'has no handler to call',
    calls: ({ handlers }: { handlers: readonly string[] }) => `calls ${handlers.join(', then ')}`,
    really: ({ end }: { end: string }) => `Its line really leads to ${end}.`,
    levelAtEdge:
      'The input takes edges, and the device holds a level: what comes while the line is still active makes no edge, and is lost.',
    edgeAtLevel:
      'The input takes levels, and the device only marks events: serving it does not end the level, so that the interrupt comes again and again until the line goes back.',
    routed: ({ cpu }: { cpu: number }) => `The distributor routes it to CPU ${cpu}.`,
    wire: ({ what, wire }: { what: string; wire: string }) => `${what} is ${wire}.`,
    oneOfSeveral: ({ pin, controller, irq }: { pin: number; controller: string; irq: number }) =>
      `Line ${pin} of ${controller} is one of several that come in by irq ${irq}.`,
    onSome: ({ good, not, why }: { good: string; not: string; why: string }) =>
      `It would be taken on ${good}, not on ${not}: ${why}.`,
    notOn: ({ cpus, why }: { cpus: string; why: string }) => `not on ${cpus}: ${why}`,
    swizzle: ({ pin, bdf, rootPin, slot }: { pin: string; bdf: string; rootPin: string; slot: number }) =>
      `Bridges swizzle INT${pin} of ${bdf} into INT${rootPin} of slot ${slot} on the root bus.`,
    mapRow: ({ row, nexus, cells, parent }: { row: number; nexus: string; cells: string; parent: string }) =>
      `Row ${row} of ${nexus}'s interrupt-map leads to <${cells}> of ${parent}.`,
    smmu: ({ address, stream, to }: { address: string; stream: string; to: string }) =>
      `The SMMU turns ${address} of StreamID ${stream} into ${to}.`,
    partition: ({ number, cpus, irq }: { number: number; cpus: string; irq: number }) =>
      `Its partition ${number} (CPUs ${cpus || 'none'}) is irq ${irq}.`,
    frame: ({ who, may, data, address, intid }: Write & { intid: number }) =>
      `${who} ${on(may)} ${data} to MSI_SETSPI_NS (${address}) of the v2m frame, which pulses SPI ${intid - 32} (INTID ${intid}).`,
    controller: ({ who, may, data, address, controller, pin }: Write & { controller: string; pin: number }) =>
      `${who} ${on(may)} ${data} to ${address} of ${controller}, which takes it for its line ${pin}.`,
    block: ({
      who,
      may,
      data,
      address,
      vector,
      path,
      spi,
    }: Write & { vector: number; path: string; spi: number | undefined }) =>
      `${who} ${on(may)} ${data} to ${address}, the MSI block of ${path}: bit ${vector} of its status is set${spi === undefined ? '' : `, which raises SPI ${spi}`}. The block's handler looks which bits are set.`,
    distributor: ({ who, may, data, address, intid }: Write & { intid: number }) =>
      `${who} ${on(may)} ${data} to GICD_SETSPI_NSR (${address}): the distributor makes SPI ${intid - 32} (INTID ${intid}) pending.`,
    itsHasNothing: ({ who, may, data, address, device }: Write & { device: string }) =>
      `${who} ${on(may)} ${data} to GITS_TRANSLATER (${address}); the ITS has nothing for DeviceID ${device}, EventID ${data}.`,
    its: ({ who, may, data, address, device, lpi, icid, cpu }: Write & Translated) =>
      `${who} ${on(may)} ${data} to GITS_TRANSLATER (${address}); the ITS turns DeviceID ${device}, EventID ${data} into LPI ${lpi} for collection ${icid}, ${cpu === undefined ? 'which goes nowhere' : `that is CPU ${cpu}`}.`,
  },
};

/** Who writes what where; `may` is false where something on the way holds the write back. */
interface Write {
  readonly who: string;
  readonly may: boolean;
  readonly data: number;
  readonly address: string;
}

interface Translated {
  readonly device: string;
  readonly lpi: number;
  readonly icid: number;
  readonly cpu: number | undefined;
}

function callEnable(depth: number): string {
  return `Call enable_irq()${depth > 1 ? ` ${depth} times: it was disabled as often` : ''}.`;
}
