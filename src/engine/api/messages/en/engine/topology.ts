/** The second lines of the boxes, and the parts of a device that is unfolded. */
import { counted } from '../words.ts';

export const topology = {
  cpu: ({ cpu }: { cpu: number }) => `CPU ${cpu}`,
  unnamed: 'unnamed',
  removed: 'removed',
  notCreated: 'not created yet',
  notMapped: 'not mapped',
  /** Lines of a device: "SPI 1". */
  line: 'line',
  linesNotMapped: ({ lines }: { lines: string }) => `${lines}, not mapped`,
  linesMapped: ({ lines, irqs, left }: { lines: string; irqs: string; left: number }) =>
    `${lines} → irq ${irqs}${left === 0 ? '' : `, ${left} not mapped`}`,
  kind: ({ kind, numbers }: { kind: string; numbers: string }) => `${kind} ${numbers}`,
  msis: ({ numbers, irqs }: { numbers: string; irqs: string }) => `MSI ${numbers} → irq ${irqs}`,
  intx: ({ pin, irqs }: { pin: string; irqs: string }) => `INT${pin} → irq ${irqs}`,
  vectors: ({ used, all }: { used: number; all: number }) => `${used} of ${all} vectors`,
  messages: ({ used, all }: { used: number; all: number }) => `${used} of ${all} MSIs`,
  noIrq: 'no irq',
  irqs: ({ count }: { count: number }) => counted(count, 'irq', 'irqs'),
  /** Domains. */
  partitions: ({ ppi, count }: { ppi: string; count: number }) =>
    `${ppi} · ${counted(count, 'partition', 'partitions')}`,
  gic: ({ version, irqs }: { version: 2 | 3 | undefined; irqs: number }) =>
    `GICv${version} · ${counted(irqs, 'irq', 'irqs')}`,
  its: ({ irqs, devices }: { irqs: number; devices: number }) =>
    `${counted(irqs, 'irq', 'irqs')} · ${counted(devices, 'device', 'devices')}`,
  frame: ({ used, all }: { used: number; all: number }) => `${used} of ${all} SPIs`,
  lines: ({ count, mapped }: { count: number; mapped: number }) =>
    `${counted(count, 'line', 'lines')}, ${mapped} mapped`,
  /** CPUs. */
  redistributor: ({ number }: { number: number }) => `redist ${number}`,
  cpuInterface: ({ number }: { number: number }) => `CPU interface ${number}`,
  noInterface: 'no interface',
  offline: 'offline',
  bootCpu: 'boot CPU',
  bootCpuOffline: 'boot CPU, offline',
  notOnline: ({ end }: { end: string }) => `${end}, not online`,
  /** What became of a device's interrupts, in as few words as a row has room for. */
  short: {
    irqs: ({ irqs }: { irqs: string }) => `irq ${irqs}`,
    irqsFrom: ({ first, more }: { first: number; more: number }) => `irq ${first} +${more}`,
    refused: 'got none',
    noWire: 'leads nowhere',
    noModel: 'not modelled',
    waits: ({ supplier }: { supplier: string }) => (supplier === '' ? 'waits' : `for ${supplier}`),
    noDriver: 'no driver',
    noDevice: 'no device',
    optional: 'not needed',
    notAsked: 'not asked for',
    gaveUp: 'gave up',
    notOpen: 'not open',
    panicked: 'panic',
  },
  absent: 'not modelled',
  /** Of a controller: what its registers hold is in no device tree. */
  assumed: ({ said }: { said: string }) => `${said} · assumed`,
  /** Parts. */
  message: ({ number }: { number: number }) => `message ${number}`,
  vector: ({ number }: { number: number }) => `vector ${number}`,
  pending: 'pending',
  masked: 'masked',
  functionMasked: 'function masked',
  notUsed: 'not used',
  irqEachCpu: ({ irq }: { irq: number }) => `irq ${irq} · each CPU`,
  irqOnCpu: ({ irq, cpus }: { irq: number; cpus: string }) => `irq ${irq} · CPU ${cpus || 'none'}`,
};
