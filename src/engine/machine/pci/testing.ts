/** For tests of PCI hardware: a GICv3 board with a host bridge, and ways to reach it. Functions are as scenarios write them. */
import { gicv3Board, machineOf, type Sketch } from '../testing.ts';
import type { Machine } from '../machine.ts';
import { attachPci } from './attach.ts';
import type { PciMachine } from './machine.ts';
import { functionOptions } from '../../scenario/machine-options.ts';
import type { PciFunctionOptions } from '../../api/scenario/types.ts';

const ECAM = 0x4010000000;
export const MEM = 0x10000000;
export const PREF = 0x8000000000;
const PIO = 0x3eff0000;
const GIC = 1;
const IO_ROW = [0x1000000, 0, 0, 0, PIO, 0, 0x10000];
const MEM_ROW = [0x2000000, 0, MEM, 0, MEM, 0, 0x2eff0000];
const PREF_ROW = [0x3000000, 0x80, 0, 0x80, 0, 0x80, 0];

/** Rows as QEMU's: SPI 3 + (device + pin) % 4, for the first four devices. */
function interruptMap(): number[] {
  const rows: number[] = [];
  for (let device = 0; device < 4; device++) {
    for (let pin = 1; pin <= 4; pin++) {
      rows.push(device << 11, 0, 0, pin, GIC, 0, 0, 0, 3 + ((device + pin - 1) % 4), 4);
    }
  }
  return rows;
}

export function pciBoard(): Sketch {
  return { ...gicv3Board(1), 'pcie@10000000': pciHost() };
}

export function pciHost(): Sketch {
  return {
    compatible: 'pci-host-ecam-generic',
    device_type: 'pci',
    '#address-cells': [3],
    '#size-cells': [2],
    '#interrupt-cells': [1],
    'bus-range': [0, 255],
    reg: [0x40, 0x10000000, 0, 0x10000000],
    ranges: [IO_ROW, MEM_ROW, PREF_ROW].flat(),
    // Messages go to an ITS that is not in the sketch.
    'msi-map': [0, 0x7fff, 0, 0x10000],
    'interrupt-map-mask': [0x1800, 0, 0, 7],
    'interrupt-map': interruptMap(),
  };
}

/** Bus, device, function. */
type Place = readonly [number, number, number];

export interface Bench {
  readonly machine: Machine;
  readonly pci: PciMachine;
  readonly read: (at: Place, offset: number, width?: 1 | 2 | 4) => number;
  readonly write: (at: Place, offset: number, value: number, width?: 1 | 2 | 4) => void;
}

export function benchOn(machine: Machine, functions: readonly PciFunctionOptions[]): Bench {
  const pci = attachPci(machine, functionOptions(functions));
  if (!pci.ok) throw new Error(`${pci.error.at ?? ''}: ${pci.error.code}`);
  const at = ([bus, device, fn]: Place): number => ECAM + (bus << 20) + (device << 15) + (fn << 12);
  return {
    machine,
    pci: pci.value,
    read: (bdf, offset, width = 4) => machine.bus.read(at(bdf) + offset, width, 0),
    write: (bdf, offset, value, width = 4) => machine.bus.write(at(bdf) + offset, width, value, 0),
  };
}

export function bench(functions: readonly PciFunctionOptions[]): Bench {
  return benchOn(machineOf(pciBoard()), functions);
}

/** What is wrong with a scenario's functions: code and place. */
export function refusal(functions: readonly PciFunctionOptions[]): string {
  const pci = attachPci(machineOf(pciBoard()), functionOptions(functions));
  return pci.ok ? 'nothing' : `${pci.error.code} ${pci.error.at ?? ''}`;
}
