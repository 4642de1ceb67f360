/** What software can only read from registers: the machine's options, with QEMU virt's values as defaults. */
import type { El2Kind } from '../api/scenario/names.ts';
import type { WireOptions } from './device-lines.ts';

/** 32-bit registers are numbers, 64-bit ones are bigints. What is left out is QEMU virt's. */
export interface HardwareOptions {
  /** PIDR2 is that of redistributors and ITSs too. */
  readonly gicd?:
    | {
        readonly typer?: number | undefined;
        readonly typer2?: number | undefined;
        readonly iidr?: number | undefined;
        readonly pidr2?: number | undefined;
      }
    | undefined;
  readonly gicr?:
    | {
        readonly typer?: bigint | undefined;
        readonly iidr?: number | undefined;
        readonly ctlr?: number | undefined;
        /** Bytes from one CPU's redistributor to the next one's; undefined is what the tree says. */
        readonly stride?: number | undefined;
      }
    | undefined;
  readonly gicc?: { readonly iidr?: number | undefined; readonly priorityBits?: number | undefined } | undefined;
  readonly its?:
    | {
        readonly typer?: bigint | undefined;
        readonly iidr?: number | undefined;
        readonly baser?: readonly bigint[] | undefined;
      }
    | undefined;
  readonly v2m?: { readonly typer?: number | undefined; readonly iidr?: number | undefined } | undefined;
  readonly smmu?: { readonly idr?: readonly number[] | undefined } | undefined;
  /** CNTFRQ_EL0 in Hz. */
  readonly timer?: { readonly cntfrq?: number | undefined } | undefined;
  /** Addresses of secure registers that the board's firmware does not write for software that asks it to. */
  readonly secure?: { readonly refused?: readonly number[] | undefined } | undefined;
  /** What 32-bit words read as at power-on, by physical address; of RAM too. */
  readonly words?: ReadonlyMap<number, number> | undefined;
  /** Where the hardware of a node really is, by the node's path: an address for each entry of its `reg`. */
  readonly map?: ReadonlyMap<string, readonly number[]> | undefined;
}

export interface MachineOptions {
  readonly hardware?: HardwareOptions | undefined;
  /** What sits behind virtio-mmio slots. */
  readonly mmio?: readonly { readonly node: string; readonly model: string }[] | undefined;
  /** Lines that are not wired or not driven as the tree says. */
  readonly wires?: readonly WireOptions[] | undefined;
  /** By the compatible of a pin controller: pin, line of the wake-up controller above it, and so on. The tree does not say it. */
  readonly wakeLines?: ReadonlyMap<string, readonly number[]> | undefined;
  /** The exception level that software is entered at; undefined is EL1. */
  readonly el2?: El2Kind | undefined;
}

/** What QEMU 7.2's virt machine has. */
export const VIRT = {
  /** GICv3: 256 lines, 16 bits of INTID, LPIs, no 1-of-N routing. */
  gicdTyper: 0x037a0007,
  /** GICv2: 288 lines; the CPUs are added. */
  gicv2Typer: 0x8,
  iidr: 0x43b,
  pidr2v3: 0x3b,
  pidr2v2: 0x2b,
  /** LPIs; one configuration table for all. */
  gicrTyper: 0x01000001n,
  /** GICR_CTLR.CES: EnableLPIs can be cleared. */
  gicrCtlr: 2,
  giccIidr: 0x0002043b,
  priorityBits: 5,
  itsTyper: 0x1f0001efb1n,
  itsBaser: [0x0107000000000000n, 0x0407000000000000n],
  v2mTyper: 0x00500040,
  v2mIidr: 0x53 << 20,
  /** SMMU_IDR0 to 5: stage 1 alone, two-level tables, 16 bits of StreamID, 44-bit addresses. */
  smmuIdr: [0x0d40101a, 0x02730010, 0, 0x1404, 0, 0x74],
  cntfrq: 62500000,
  midr: 0x411fd070n,
} as const;
