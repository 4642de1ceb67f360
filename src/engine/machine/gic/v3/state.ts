/** What a GICv3 remembers, as recorded structs. Reports read views of them: see the read functions beside each block. */
import { big, bits, bool, hexnum, map, num, type Recorded, type RecordedMap, struct } from '../../../recorder/index.ts';
import { type Bank, bankFields } from '../bank.ts';
import { SPURIOUS } from '../interface.ts';

/** The distributor. Its bank holds SPIs, by INTID: words 1 to 31, and 128 on for the extended ones. */
export interface gic_distributor extends Recorded, Bank {
  readonly base: number;
  ctlr: number;
  readonly typer: number;
  readonly typer2: number;
  readonly iidr: number;
  /** Architecture revision and the like: PIDR2. */
  readonly pidr2: number;
  /** GICD_IROUTER<n>, by INTID. */
  readonly irouter: RecordedMap<bigint>;
}
export const gic_distributor = struct<gic_distributor>(
  'gic_distributor',
  {
    base: hexnum(),
    ctlr: hexnum(),
    typer: hexnum(),
    typer2: hexnum(),
    iidr: hexnum(),
    pidr2: hexnum(),
    irouter: map(big()),
    ...bankFields(),
  },
  { side: 'hardware', label: () => 'GIC distributor' },
);

export const WAKER = { ProcessorSleep: 2, ChildrenAsleep: 4 };

/** A redistributor. Its bank holds SGIs and PPIs: word 0, and 33 and 34 for the extended PPIs. */
export interface gic_redistributor extends Recorded, Bank {
  readonly cpu: number;
  readonly base: number;
  ctlr: number;
  readonly iidr: number;
  readonly typer: bigint;
  waker: number;
  propbaser: bigint;
  pendbaser: bigint;
  /** GICR_PENDBASER.PTZ as last written; it reads back as 0. */
  pending_zero: boolean;
  readonly pidr2: number;
  /** LPIs that wait, by INTID / 32; words that are 0 are left out. */
  readonly lpi_pending: RecordedMap<number>;
  /** Bytes of the configuration table that are cached, by INTID. */
  readonly lpi_config: RecordedMap<number>;
}
export const gic_redistributor = struct<gic_redistributor>(
  'gic_redistributor',
  {
    cpu: num(),
    base: hexnum(),
    ctlr: bits({ EnableLPIs: 1, CES: 2, IR: 4 }),
    iidr: hexnum(),
    typer: big(),
    waker: bits(WAKER),
    propbaser: big(),
    pendbaser: big(),
    pending_zero: bool(),
    pidr2: hexnum(),
    lpi_pending: map(hexnum()),
    lpi_config: map(hexnum()),
    ...bankFields(),
  },
  { side: 'hardware', label: (redistributor) => `redistributor of CPU ${redistributor.cpu}` },
);

/** A CPU interface: the ICC_*_EL1 registers. */
export interface gic_cpu_interface extends Recorded {
  readonly cpu: number;
  ctlr: number;
  pmr: number;
  bpr0: number;
  bpr1: number;
  igrpen0: number;
  igrpen1: number;
  /** ICC_AP0R<n>_EL1 and ICC_AP1R<n>_EL1, by n. */
  readonly ap0r: RecordedMap<number>;
  readonly ap1r: RecordedMap<number>;
  /** The best interrupt that waits for this CPU, 1023 for none, with its priority and group. */
  hppi: number;
  hppi_priority: number;
  hppi_group: number;
}
export const gic_cpu_interface = struct<gic_cpu_interface>(
  'gic_cpu_interface',
  {
    cpu: num(),
    ctlr: bits({ CBPR: 1, EOImode: 2, A3V: 1 << 15, ExtRange: 1 << 19 }),
    pmr: hexnum(),
    bpr0: num(),
    bpr1: num(),
    igrpen0: num(),
    igrpen1: num(),
    ap0r: map(hexnum()),
    ap1r: map(hexnum()),
    hppi: num(SPURIOUS),
    hppi_priority: hexnum(0xff),
    hppi_group: num(),
  },
  { side: 'hardware', label: (object) => `CPU interface of CPU ${object.cpu}` },
);

/** What the parts of one GICv3 share. */
export interface Parts {
  readonly dist: gic_distributor;
  readonly redists: readonly gic_redistributor[];
  readonly interfaces: readonly gic_cpu_interface[];
  /** Bits of a priority that exist, e.g. 0xf8 for five. Software of one security state alone sees all of them. */
  readonly priorityMask: number;
  readonly priorityBits: number;
}
