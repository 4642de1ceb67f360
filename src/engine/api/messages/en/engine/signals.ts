/** What hardware says of a message on its way, and why it went no further. */
import { type Said, word } from '../../said.ts';
import { type LineName, lineText } from './machine.ts';

/** Who sends a message: a PCI function, by one of its vectors or by itself. */
interface Sender {
  readonly bdf: string;
  readonly vector?: { readonly kind: 'MSI' | 'MSI-X'; readonly number: number };
}

const hex = (value: number | bigint): string => `0x${value.toString(16)}`;

const senderText = ({ bdf, vector }: Sender): string =>
  vector === undefined ? bdf : `${bdf} ${vector.kind} ${vector.number}`;

const move = (level: boolean): string => (level ? 'rises' : 'falls');

/** Why an ITS does nothing with an event or a command. */
const itsRefusals = {
  noMapd: ({ device }: { device: number }) => `DeviceID ${hex(device)} is not mapped (no MAPD)`,
  noMapti: ({ device, event }: { device: number; event: number }) =>
    `EventID ${event} of DeviceID ${hex(device)} is not mapped (no MAPTI)`,
  noMapc: ({ icid }: { icid: number }) => `collection ${icid} is not mapped (no MAPC)`,
  beyondTable: ({ event, size }: { event: number; size: number }) =>
    `EventID ${event} is beyond the device's table of ${size}`,
  noLpi: ({ intid }: { intid: number }) => `INTID ${intid} is no LPI that this ITS can send`,
  noRedistributor: ({ number }: { number: number }) => `there is no redistributor ${number}`,
  noRedistributors: () => 'it names a redistributor that there is not',
  noCommand: ({ opcode }: { opcode: number }) => `this ITS has no command ${hex(opcode)}`,
  eventBits: ({ bits }: { bits: number }) => `${bits} bits of EventID are more than GITS_TYPER.ID_bits`,
  deviceBits: ({ device }: { device: number }) => `DeviceID ${hex(device)} has more bits than GITS_TYPER.Devbits`,
  collectionBits: ({ icid }: { icid: number }) => `ICID ${icid} has more bits than GITS_TYPER.CIDbits`,
  noTable: ({ table }: { table: ItsTable }) => `no GITS_BASER names a valid ${table} table`,
  noRoom: ({ table, id }: { table: ItsTable; id: number }) => `the ${table} table has no room for entry ${id}`,
  noRoomAt1: ({ table, id }: { table: ItsTable; id: number }) =>
    `the level 1 ${table} table has no room for entry ${id}`,
  noPage: ({ table, id }: { table: ItsTable; id: number }) => `the level 1 ${table} table has no page for entry ${id}`,
};

type ItsTable = 'device' | 'collection';
export type ItsRefusal = Said<typeof itsRefusals>;

/** `interrupt` is what the manual calls one: "SPI 1 (INTID 33)". */
export const signals = {
  /** Memory writes. */
  deviceWrites: ({ device, data, address }: { device: number; data: number; address: number }) =>
    `DeviceID ${hex(device)} writes ${hex(data)} to ${hex(address)}`,
  functionWrites: ({ from, data, address }: { from: Sender; data: number; address: number | bigint }) =>
    `${senderText(from)} writes ${hex(data)} to ${hex(address)}`,
  vectorPends: ({ from }: { from: Sender }) => `${senderText(from)} is pending`,
  functionInterrupts: ({ bdf }: { bdf: string }) => `${bdf} interrupts`,
  event: ({ device, event }: { device: number; event: number }) => `DeviceID ${hex(device)} EventID ${event}`,
  spiMessage: ({ interrupt }: { interrupt: string }) => `SPI message: ${interrupt}`,
  frameMessage: ({ intid, device }: { intid: number; device: number }) =>
    `SPI message: INTID ${intid} (device ${hex(device)})`,
  blockMessage: ({ bdf, vector, path }: { bdf: string; vector: number; path: string }) =>
    `${bdf}: vector ${vector} of the MSI block of ${path}`,
  /** Wires. */
  line: ({ line }: { line: LineName }) => lineText(line),
  lineMoves: ({ line, level }: { line: LineName; level: boolean }) => `${lineText(line)} ${move(level)}`,
  lineStays: ({ line }: { line: LineName }) => `${lineText(line)} stays as it is`,
  pulse: ({ line, interrupt }: { line: LineName; interrupt: string }) => `${lineText(line)}: ${interrupt}`,
  sharedMoves: ({ line, interrupt, level }: { line: LineName; interrupt: string; level: boolean }) =>
    `${lineText(line)}: ${interrupt} ${move(level)}`,
  privateMoves: (about: { line: LineName; interrupt: string; cpu: number; level: boolean }) =>
    `${lineText(about.line)}: ${about.interrupt} of CPU ${about.cpu} ${move(about.level)}`,
  /** In the interrupt controller, and from it to a CPU. */
  interrupt: ({ interrupt }: { interrupt: string }) => interrupt,
  sgi: ({ sgi, from, to }: { sgi: number; from: number; to: number }) => `SGI ${sgi} from CPU ${from} to CPU ${to}`,
  lpi: ({ interrupt, cpu }: { interrupt: string; cpu: number }) => `${interrupt} for CPU ${cpu}`,
  best: ({ interrupt, priority, cpu }: { interrupt: string; priority: number; cpu: number }) =>
    `${interrupt}, priority ${hex(priority)}, for CPU ${cpu}`,
  irq: ({ interrupt, cpu }: { interrupt: string; cpu: number }) => `IRQ to CPU ${cpu}: ${interrupt}`,
  /** Commands of an ITS, as its manual writes them. */
  command: ({ command }: { command: string }) => command,
  commandAt: ({ address }: { address: number }) => `command at ${hex(address)}`,
  /** What the kernel, and the run, tell. */
  eventfd: ({ id, count }: { id: number; count: number | bigint }) => `eventfd ${id} is now ${count}`,
  endless: ({ interrupt, times }: { interrupt: string; times: number }) =>
    `${interrupt} again and again, ${times} times`,
  sameAgain: ({ times }: { times: number }) => `The same again ${times} times`,
};

/** Why a message went no further. */
export const stops = {
  /** Memory writes. */
  noAnswer: () => 'nothing answers at that address',
  noTranslation: () => 'the SMMU has no translation for it',
  noTranslationFor: ({ event }: { event: string }) => `the SMMU has no translation for it (${event})`,
  smmuOff: () => 'the SMMU is off, and SMMU_GBPA.ABORT is set',
  streamAborts: ({ stream }: { stream: number }) => `the stream table entry of StreamID ${stream} aborts`,
  streamFaults: ({ event, stream }: { event: string; stream: number }) =>
    `the SMMU reports ${event} for StreamID ${stream}`,
  noDoorbell: ({ region }: { region: string }) => `${region} is no doorbell: the data was written there`,
  notTo: ({ register }: { register: string }) => `the write is not to ${register}`,
  notOfFrame: ({ intid, first, last }: { intid: number; first: number; last: number }) =>
    `INTID ${intid} is not one of the frame's ${first} to ${last}`,
  noMaster: () => 'COMMAND.Bus Master is off',
  bridgeNoMaster: ({ bridge }: { bridge: string }) => `Bus Master of the bridge ${bridge} is off`,
  functionMasked: () => 'the function is masked',
  vectorMasked: () => 'the vector is masked',
  noPin: () => 'MSI and MSI-X are off, and it has no INTx pin',
  intxDisabled: () => 'MSI and MSI-X are off, and COMMAND.Interrupt Disable is set',
  vectorHeld: ({ held }: { held: 'masked' | 'disabled' }) => `the vector is ${held} in the host's MSI block`,
  /** Wires. */
  noController: ({ path }: { path: string }) => `${path} is not modelled`,
  unconnected: () => 'the line leads nowhere',
  alreadyHigh: () =>
    'the line is high already: its device asks by a low level or a falling edge, so lower the line instead',
  heldBy: ({ path }: { path: string }) => `${path} holds the same input high`,
  noRow: ({ path }: { path: string }) => `interrupt-map of ${path} has no row for it`,
  followsMis: () => 'it follows GPIOMIS: only a line that asks for an interrupt raises it',
  followsInputs: () => 'it follows the inputs: only one that asks for an interrupt raises it',
  levelSensitive: () => 'it is configured level-sensitive: a pulse leaves nothing behind',
  staysActive: () => 'a line stays active whatever its handlers do: it is followed no further',
  /** A GIC's distributor and redistributors. */
  noIntid: ({ intid }: { intid: number }) => `the distributor has no INTID ${intid}`,
  disabled: ({ register }: { register: string }) => `disabled in ${register}`,
  disabledOf: ({ register, cpu }: { register: string; cpu: number }) => `disabled in ${register} of CPU ${cpu}`,
  disabledLpi: () => 'disabled in the LPI configuration table: it stays pending',
  active: () => 'active already: waits until it is deactivated',
  groupDisabled: ({ group }: { group: number }) => `GICD_CTLR has group ${group} disabled`,
  noTarget: () => 'GICD_ITARGETSR names no CPU',
  noRoute: () => 'GICD_IROUTER names no CPU that takes it',
  asleep: ({ cpu }: { cpu: number }) => `the redistributor of CPU ${cpu} sleeps (GICR_WAKER)`,
  noRedistributor: ({ cpu }: { cpu: number }) => `there is no redistributor of CPU ${cpu}`,
  otherGroup: ({ sgi, cpu, own, group }: { sgi: number; cpu: number; own: number; group: number }) =>
    `SGI ${sgi} of CPU ${cpu} is in group ${own}, the write was for group ${group}`,
  lpisOff: () => 'GICR_CTLR.EnableLPIs is 0',
  beyondLpis: ({ intid }: { intid: number }) => `LPI ${intid} is beyond GICR_PROPBASER.IDbits`,
  /** A CPU and its interface. */
  cpuOff: ({ cpu }: { cpu: number }) => `CPU ${cpu} is off`,
  cpuMasks: ({ cpu }: { cpu: number }) => `CPU ${cpu} masks interrupts (PSTATE.I): it stays pending`,
  noInterface: ({ cpu }: { cpu: number }) => `the GIC has no interface for CPU ${cpu}`,
  nothingWaits: () => 'nothing waits',
  groupOff: ({ register, cpu }: { register: string; cpu: number }) => `${register} is 0 on CPU ${cpu}`,
  groupDisabledOn: ({ group, cpu }: { group: number; cpu: number }) =>
    `GICC_CTLR has group ${group} disabled on CPU ${cpu}`,
  priority: ({ priority, mask, register }: { priority: number; mask: number; register: string }) =>
    `priority ${hex(priority)} is not above the mask ${hex(mask)} (${register})`,
  noPreemption: ({ cpu, running }: { cpu: number; running: number }) =>
    `CPU ${cpu} handles an interrupt of priority ${hex(running)}: no preemption`,
  storm: ({ interrupt, cpu }: { interrupt: string; cpu: number }) =>
    `${interrupt} goes first on CPU ${cpu}, again and again: its line stays active`,
  /** An ITS. */
  itsOff: () => 'GITS_CTLR.Enabled is 0',
  noEvent: ({ why }: { why: ItsRefusal }) => word(itsRefusals, why),
  queueStalls: () => 'there is no memory: the queue stalls',
  ignored: ({ why }: { why: ItsRefusal }) => `ignored: ${word(itsRefusals, why)}`,
};
