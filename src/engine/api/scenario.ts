/** The public scenario format, schema 1 (documented in the README). `scenario.ts` reads and checks it. */
import type { KernelVersion } from './kernel-versions.ts';

/** How a script names an interrupt. */
export type IrqName =
  | { readonly bdf: string; readonly vector: number }
  | { readonly node: string; readonly index: number }
  | { readonly domain: string; readonly hwirq: number }
  | { readonly virq: number };

export type VfioIndex = 'intx' | 'msi' | 'msix' | 'err' | 'req';

export type Command =
  | { readonly do: 'boot' }
  | { readonly do: 'msix.fire' | 'msix.mask' | 'msix.unmask'; readonly bdf: string; readonly vector: number }
  | { readonly do: 'msix.maskAll' | 'msix.unmaskAll'; readonly bdf: string }
  | {
      readonly do: 'line.raise' | 'line.lower';
      readonly node: string;
      readonly index: number;
      readonly stuck?: boolean | undefined;
    }
  | { readonly do: 'sgi.send'; readonly from: number; readonly to: string; readonly id: number }
  | { readonly do: 'ppi.raise'; readonly cpu: number; readonly intid: number }
  | { readonly do: 'irq.affinity'; readonly irq: IrqName; readonly cpus: string }
  | { readonly do: 'irq.inject' | 'irq.disable' | 'irq.enable' | 'irq.free'; readonly irq: IrqName }
  | { readonly do: 'cpu.offline' | 'cpu.online'; readonly cpu: number }
  | { readonly do: 'vfio.bind' | 'vfio.unbind' | 'vfio.open' | 'vfio.close'; readonly bdf: string }
  | {
      readonly do: 'vfio.setIrqs';
      readonly bdf: string;
      readonly index: VfioIndex;
      readonly action: 'trigger' | 'mask' | 'unmask';
      readonly start: number;
      readonly count: number;
      readonly data: 'none' | 'bool' | 'eventfd';
      readonly values?: readonly (boolean | number)[] | undefined;
    }
  | { readonly do: 'checkpoint'; readonly name: string };

export interface HardwareOptions {
  readonly gicd?: { readonly typer?: string | undefined; readonly iidr?: string | undefined } | undefined;
  readonly gicr?: { readonly typer?: string | undefined } | undefined;
  readonly its?:
    | {
        readonly typer?: string | undefined;
        readonly iidr?: string | undefined;
        readonly baser?: readonly string[] | undefined;
      }
    | undefined;
  readonly v2m?: { readonly typer?: string | undefined } | undefined;
  readonly smmu?: { readonly idr?: readonly string[] | undefined } | undefined;
  readonly timer?: { readonly cntfrq?: number | undefined } | undefined;
}

export interface BarOptions {
  readonly index: number;
  /** "0x…" */
  readonly size: string;
  readonly is64?: boolean | undefined;
  readonly prefetch?: boolean | undefined;
  readonly io?: boolean | undefined;
}

export interface MsiOptions {
  readonly vectors: number;
  readonly is64?: boolean | undefined;
  readonly maskable?: boolean | undefined;
}

export interface MsixOptions {
  readonly entries: number;
  readonly tableBar?: number | undefined;
  readonly tableOffset?: string | undefined;
  readonly pbaBar?: number | undefined;
  readonly pbaOffset?: string | undefined;
}

/** A function as a scenario names it, as it will be enumerated. A bridge names its secondary bus. */
export interface PciFunction {
  readonly bdf: string;
  readonly model?: string | undefined;
  readonly secondary?: number | undefined;
  readonly queuePairs?: number | undefined;
  readonly vendor?: string | undefined;
  readonly device?: string | undefined;
  readonly class?: string | undefined;
  readonly bars?: readonly BarOptions[] | undefined;
  readonly intx?: 'A' | 'B' | 'C' | 'D' | undefined;
  /** null: the device has none. */
  readonly msi?: MsiOptions | null | undefined;
  readonly msix?: MsixOptions | null | undefined;
}

/** A function, and how many vectors of which kinds its driver asks for. */
export interface PciFunctionOptions extends PciFunction {
  readonly driver?:
    | {
        readonly minVectors: number;
        readonly maxVectors: number;
        readonly flags: readonly ('intx' | 'msi' | 'msix' | 'affinity')[];
      }
    | undefined;
}

export type BoardChoice =
  | { readonly bundled: string }
  | { readonly file: string }
  | { readonly dts: string }
  | { readonly dtb: string };

export interface Scenario {
  readonly irqscope: 1;
  readonly title?: string | undefined;
  readonly board: BoardChoice;
  readonly kernel: KernelVersion;
  readonly el2?: false | 'nvhe' | 'vhe' | undefined;
  readonly cpus?: number | undefined;
  readonly drivers?: 'all' | readonly string[] | undefined;
  readonly hardware?: HardwareOptions | undefined;
  readonly pci?: readonly PciFunctionOptions[] | undefined;
  readonly mmio?: readonly { readonly node: string; readonly model: string }[] | undefined;
  readonly probe?: readonly string[] | undefined;
  readonly script?: readonly Command[] | undefined;
}
