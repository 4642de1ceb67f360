/** A CPU as far as interrupts see it: power, whether it takes interrupts, its interrupt lines, its timers' registers. */
import { big, bool, map, num, type Recorded, type RecordedMap, str, struct } from '../recorder/index.ts';

export interface cpu_core extends Recorded {
  readonly number: number;
  /** Its node in the device tree. */
  readonly path: string | undefined;
  /** The affinity fields of MPIDR_EL1. */
  readonly mpidr: bigint;
  powered: boolean;
  /** PSTATE.I is clear. */
  irq_enabled: boolean;
  /** The IRQ input: the GIC asks for attention. */
  irq: boolean;
  fiq: boolean;
  /** Registers that only hold what software wrote, by their place in STORED. */
  readonly stored: RecordedMap<bigint>;
}
export const cpu_core = struct<cpu_core>(
  'cpu_core',
  {
    number: num(),
    path: str(),
    mpidr: big(),
    powered: bool(),
    irq_enabled: bool(),
    irq: bool(),
    fiq: bool(),
    stored: map(big()),
  },
  { side: 'hardware', label: (cpu) => `CPU ${cpu.number}` },
);

/** Registers that are only kept in the model. */
const STORED: readonly string[] = [
  'CNTKCTL_EL1',
  'CNTP_CVAL_EL0',
  'CNTP_TVAL_EL0',
  'CNTV_CVAL_EL0',
  'CNTV_TVAL_EL0',
  'CNTHCTL_EL2',
  'CNTHP_CVAL_EL2',
  'CNTHP_TVAL_EL2',
  'CNTHV_CVAL_EL2',
  'CNTHV_TVAL_EL2',
  'CNTVOFF_EL2',
  'PMCR_EL0',
  'PMINTENSET_EL1',
  'PMINTENCLR_EL1',
  'DAIF',
  'TPIDR_EL1',
];

/** Registers of the CPU itself that cannot be written. */
export interface FixedRegisters {
  readonly [name: string]: bigint;
}

export function readCpuRegister(cpu: cpu_core, name: string, fixed: FixedRegisters): bigint | undefined {
  if (name === 'MPIDR_EL1') return cpu.mpidr | (1n << 31n);
  const known = fixed[name];
  if (known !== undefined) return known;
  const place = STORED.indexOf(name);
  return place < 0 ? undefined : (cpu.stored.get(place) ?? 0n);
}

/** False when there is no such register, or it cannot be written. */
export function writeCpuRegister(cpu: cpu_core, name: string, value: bigint): boolean {
  const place = STORED.indexOf(name);
  if (place < 0) return false;
  cpu.stored.set(place, BigInt.asUintN(64, value));
  return true;
}

/** Which place each CPU has in hardware: they are built in the order of their affinity, whatever order the tree lists. */
export function hardwareNumbers(cpus: readonly cpu_core[]): number[] {
  const inOrder = [...cpus].sort((a, b) => (a.mpidr < b.mpidr ? -1 : a.mpidr > b.mpidr ? 1 : a.number - b.number));
  return cpus.map((cpu) => inOrder.indexOf(cpu));
}

/** Affinity as GICR_TYPER[63:32] has it: one byte a level. */
export function packedAffinity(mpidr: bigint): number {
  return Number((mpidr & 0xffffffn) | ((mpidr >> 8n) & 0xff000000n));
}
