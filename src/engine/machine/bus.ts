/**
 * The only way software reaches hardware: physical addresses, system registers of a CPU, and firmware calls.
 * Accesses name the CPU that makes them, since some registers are banked.
 */

/** Bytes of an access. 8-byte accesses have functions of their own. */
export type Width = 1 | 2 | 4;

/** Thrown by an access that nothing answers: what the architecture calls a synchronous external abort. */
export class BusFault extends Error {
  readonly address: number;

  constructor(address: number) {
    super(`nothing answers at 0x${address.toString(16)}`);
    this.address = address;
  }
}

export interface Bus {
  /** Throws BusFault where nothing answers. */
  read(address: number, width: Width, cpu: number): number;
  write(address: number, width: Width, value: number, cpu: number): void;
  read64(address: number, cpu: number): bigint;
  write64(address: number, value: bigint, cpu: number): void;
  /** Fills RAM with a byte. The range must be RAM. */
  fill(address: number, bytes: number, value: number): void;
  /** A system register by its architectural name, e.g. "ICC_IAR1_EL1". Reading some of them has effects. */
  readSysreg(name: string, cpu: number): bigint;
  writeSysreg(name: string, value: bigint, cpu: number): void;
  /** PSCI through the conduit of the device tree: powers a CPU on or off. Returns PSCI's result, 0 for success. */
  psci(call: 'cpu_on' | 'cpu_off', target: number): number;
  /** A secure register, written by the board's firmware at software's request; false when it refuses. */
  secureWrite(address: number, value: number): boolean;
  /** Whether the CPU takes interrupts (PSTATE.I clear). */
  setInterruptsEnabled(cpu: number, enabled: boolean): void;
  /**
   * A driver serves a device whose registers are not modelled, whichever bus it is on: the device lets its wire go. The
   * device is named by its node, the wire by its place among the node's interrupts. False when the device asked for nothing.
   */
  serveDevice(node: string, index: number): boolean;
  /**
   * A register of a device behind a bus that is not memory-mapped, as I2C, read or written by a transfer; the device is named by
   * its node. One that is not modelled reads as 0.
   */
  readBehind(node: string, register: number): number;
  writeBehind(node: string, register: number, value: number): void;
  /** The CPU's MPIDR_EL1 affinity fields, aff3.aff2.aff1.aff0 as in the register. */
  mpidr(cpu: number): bigint;
}
