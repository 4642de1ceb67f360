/** The running kernel: what every modelled function gets as its first argument. */
import type { DriverFlag } from '../api/scenario/names.ts';
import { compatibleOf, type DeviceTree, type DtNode } from '../devicetree/index.ts';
import type { Bus } from '../machine/bus.ts';
import {
  type AnyStruct,
  type HasRecorder,
  type Recorder,
  type Recorded,
  struct,
  type StructType,
} from '../recorder/index.ts';
import type { Specs } from '../recorder/struct.ts';
import type { DriverTable } from './stand-ins/driver-table.ts';
import { isSince, type KernelVersion } from '../api/kernel-versions.ts';
import { parameq, parse_args } from './kernel/params.ts';
import type { Argument } from './lib/cmdline.ts';

/** What firmware, the command line and the build hand to the kernel. */
export interface BootParameters {
  readonly version: KernelVersion;
  readonly tree: DeviceTree;
  /** The exception level the CPUs enter the kernel at, as far as interrupts care; undefined is EL1. */
  readonly el2: 'nvhe' | 'vhe' | undefined;
  /** vfio_iommu_type1.allow_unsafe_interrupts; false unless said. */
  readonly allowUnsafeInterrupts?: boolean | undefined;
  /** CPUs that are brought up, as by maxcpus= at the end of the command line; undefined for what the board's own says. */
  readonly cpus: number | undefined;
  /** Names of the drivers built in; 'all' for every one, 'modelled' for those that are modelled. */
  readonly drivers: 'all' | 'modelled' | readonly string[];
  /** The drivers that are known but not modelled; without it there are no stand-ins. */
  readonly driverTable?: DriverTable | undefined;
  /** PCI functions whose drivers probe first, in this order, where it is not the kernel's own. */
  readonly probe: readonly string[];
  /** Functions that the scenario describes by hand, and the vectors that their driver asks for. */
  readonly pciDrivers?: readonly DescribedDriver[];
}

export interface DescribedDriver {
  readonly bdf: string;
  readonly minVectors: number;
  readonly maxVectors: number;
  readonly flags: readonly DriverFlag[];
}

interface Compatible {
  readonly written: readonly string[];
  readonly lower: readonly string[];
}

export class Kernel implements HasRecorder {
  readonly rec: Recorder;
  readonly bus: Bus;
  readonly boot: BootParameters;
  private readonly files = new Map<AnyStruct, Recorded>();
  private args: readonly Argument[] | undefined;
  private readonly compatibles = new Map<DtNode, Compatible>();

  constructor(rec: Recorder, bus: Bus, boot: BootParameters) {
    this.rec = rec;
    this.bus = bus;
    this.boot = boot;
  }

  get version(): KernelVersion {
    return this.boot.version;
  }

  /** True from this version on: `if (k.since('6.12'))` stands where the kernels part ways. */
  since(version: KernelVersion): boolean {
    return isSince(this.version, version);
  }

  /** smp_processor_id(). */
  get cpu(): number {
    return this.rec.context.cpu;
  }

  /** The values of an option in the board's command line, in their order; undefined for one that is given without. */
  optionValues(name: string): readonly (string | undefined)[] {
    this.args ??= parse_args(this.boot.tree);
    return this.args.filter(({ param }) => parameq(param, name)).map(({ val }) => val);
  }

  /** A node's "compatible" in lower case, read once: matching asks for it again and again. */
  compatibleOf(node: DtNode): readonly string[] {
    return this.compatibles.get(node)?.lower ?? this.readCompatible(node).lower;
  }

  /** The same in the case in which it is written. */
  compatibleAsWritten(node: DtNode): readonly string[] {
    return this.compatibles.get(node)?.written ?? this.readCompatible(node).written;
  }

  private readCompatible(node: DtNode): Compatible {
    const written = compatibleOf(node);
    const read = { written, lower: written.map((each) => each.toLowerCase()) };
    this.compatibles.set(node, read);
    return read;
  }

  /** The static variables of a source file, made at first use. Declared with `statics`. */
  file<T extends Recorded>(type: StructType<T>): T {
    const known = this.files.get(type);
    if (known !== undefined) return type.of(known);
    const made = type.create(this.rec);
    this.files.set(type, made);
    return made;
  }

  /** The same, where something has made them already. */
  made<T extends Recorded>(type: StructType<T>): T | undefined {
    const known = this.files.get(type);
    return known === undefined ? undefined : type.of(known);
  }
}

/** The static variables of one kernel source file: call the result with the kernel to reach them. */
export interface Statics<T extends Recorded> {
  (k: Kernel): T;
  readonly type: StructType<T>;
}

/**
 * Declares a file's static variables as one recorded struct:
 * `export const irqdesc_c = statics<irqdesc_c>('kernel/irq/irqdesc.c', {nr_irqs: num(64), …})`, used `irqdesc_c(k).nr_irqs`.
 */
export function statics<T extends Recorded>(file: string, specs: Specs<T>): Statics<T> {
  const type = struct<T>(file, specs, { label: () => file });
  return Object.assign((k: Kernel): T => k.file(type), { type });
}
