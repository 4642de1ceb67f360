/** What a GICv2 remembers, as recorded structs (IHI 0048). */
import { bits, bool, hexnum, map, num, type Recorded, type RecordedMap, struct } from '../../../recorder/index.ts';
import { type Bank, bankFields } from '../bank.ts';
import { SPURIOUS } from '../interface.ts';

/** The distributor. Its bank holds SPIs, by INTID: words 1 to 31. */
export interface gicv2_distributor extends Recorded, Bank {
  readonly base: number;
  ctlr: number;
  readonly typer: number;
  readonly iidr: number;
  readonly pidr2: number;
  /** GICD_ITARGETSR: words of four bytes, by INTID / 4. */
  readonly targets: RecordedMap<number>;
}
export const gicv2_distributor = struct<gicv2_distributor>(
  'gicv2_distributor',
  {
    base: hexnum(),
    ctlr: bits({ EnableGrp0: 1, EnableGrp1: 2 }),
    typer: hexnum(),
    iidr: hexnum(),
    pidr2: hexnum(),
    targets: map(hexnum()),
    ...bankFields(),
  },
  { side: 'hardware', label: () => 'GICv2 distributor' },
);

/** What each CPU has of its own: GICC_* registers, and the distributor's banked registers for SGIs and PPIs. */
export interface gicv2_cpu_interface extends Recorded, Bank {
  readonly cpu: number;
  /** Its bit in target lists, and what GICC_IAR calls it as a sender. */
  readonly number: number;
  readonly base: number;
  readonly iidr: number;
  ctlr: number;
  pmr: number;
  bpr: number;
  abpr: number;
  readonly apr: RecordedMap<number>;
  /** For each SGI that is pending: the CPUs it came from, a bit each. */
  readonly sgi_from: RecordedMap<number>;
  hppi: number;
  hppi_priority: number;
  hppi_group: number;
}
export const gicv2_cpu_interface = struct<gicv2_cpu_interface>(
  'gicv2_cpu_interface',
  {
    cpu: num(),
    number: num(),
    base: hexnum(),
    iidr: hexnum(),
    ctlr: bits({ EnableGrp0: 1, EnableGrp1: 2, AckCtl: 4, FIQEn: 8, CBPR: 16, EOImode: 512 }),
    pmr: hexnum(),
    bpr: num(),
    abpr: num(),
    apr: map(hexnum()),
    sgi_from: map(hexnum()),
    hppi: num(SPURIOUS),
    hppi_priority: hexnum(0xff),
    hppi_group: num(),
    ...bankFields(),
  },
  { side: 'hardware', label: (object) => `GICv2 interface of CPU ${object.cpu}` },
);

/** A v2m frame: a doorbell that turns messages into SPIs. */
export interface gic_v2m extends Recorded {
  readonly base: number;
  /** MSI_TYPER: first INTID in bits 25 to 16, count in bits 9 to 0. */
  readonly typer: number;
  readonly iidr: number;
  /** Whether the frame is wired to a controller that is modelled. */
  readonly wired: boolean;
}
export const gic_v2m = struct<gic_v2m>(
  'gic_v2m',
  { base: hexnum(), typer: hexnum(), iidr: hexnum(), wired: bool() },
  { side: 'hardware', label: (frame) => `v2m frame at 0x${frame.base.toString(16)}` },
);

/** What the parts of one GICv2 share. */
export interface Parts2 {
  readonly dist: gicv2_distributor;
  readonly interfaces: readonly gicv2_cpu_interface[];
  /** Bits of a priority that exist. */
  readonly priorityMask: number;
  readonly preemptionBits: number;
}

/** The interface of the CPU that accesses the GIC. */
export function interfaceOf(parts: Parts2, cpu: number): gicv2_cpu_interface {
  const ci = parts.interfaces[cpu];
  if (ci === undefined) throw new Error(`irqscope: the GIC has no interface for CPU ${cpu}`);
  return ci;
}
