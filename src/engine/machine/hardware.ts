/** What software can only read from registers: the `hardware` section of a scenario, with QEMU virt's values as defaults. */

/** A register's value: "0x…" as scenarios write it, or a number. */
export type RegisterValue = string | number | bigint;

export interface HardwareOptions {
  readonly gicd?:
    | {
        readonly typer?: RegisterValue | undefined;
        readonly typer2?: RegisterValue | undefined;
        readonly iidr?: RegisterValue | undefined;
        readonly pidr2?: RegisterValue | undefined;
      }
    | undefined;
  readonly gicr?:
    | {
        readonly typer?: RegisterValue | undefined;
        readonly iidr?: RegisterValue | undefined;
        readonly ctlr?: RegisterValue | undefined;
      }
    | undefined;
  readonly gicc?: { readonly iidr?: RegisterValue | undefined; readonly priorityBits?: number | undefined } | undefined;
  readonly its?:
    | {
        readonly typer?: RegisterValue | undefined;
        readonly iidr?: RegisterValue | undefined;
        readonly baser?: readonly RegisterValue[] | undefined;
      }
    | undefined;
  readonly v2m?: { readonly typer?: RegisterValue | undefined; readonly iidr?: RegisterValue | undefined } | undefined;
  readonly smmu?: { readonly idr?: readonly RegisterValue[] | undefined } | undefined;
  readonly timer?: { readonly cntfrq?: RegisterValue | undefined } | undefined;
  /** Where the hardware of a node really is, by the node's path: an address for each entry of its `reg`. */
  readonly map?: Readonly<Record<string, readonly RegisterValue[]>> | undefined;
}

export interface MachineOptions {
  readonly hardware?: HardwareOptions | undefined;
  /** What sits behind virtio-mmio slots: a scenario's `mmio`. */
  readonly mmio?: readonly { readonly node: string; readonly model: string }[] | undefined;
  /** CPUs that exist, where the device tree lists more. */
  readonly cpus?: number | undefined;
  /** The exception level that software is entered at; undefined is EL1. */
  readonly el2?: 'nvhe' | 'vhe' | undefined;
}

export function big64(value: RegisterValue | undefined, fallback: bigint): bigint {
  return value === undefined ? fallback : BigInt.asUintN(64, BigInt(value));
}

export function word32(value: RegisterValue | undefined, fallback: number): number {
  return Number(BigInt.asUintN(32, big64(value, BigInt(fallback))));
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
  itsBaser: [0x0107000000000000n, 0x0407000000000000n] as readonly bigint[],
  v2mTyper: 0x00500040,
  v2mIidr: 0x53 << 20,
  /** SMMU_IDR0 to 5: stage 1 alone, two-level tables, 16 bits of StreamID, 44-bit addresses. */
  smmuIdr: [0x0d40101a, 0x02730010, 0, 0x1404, 0, 0x74] as readonly number[],
  cntfrq: 62500000n,
  midr: 0x411fd070n,
} as const;
