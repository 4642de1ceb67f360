/** The bundled scenarios. Their boards are served beside the page, from our own origin. */
import { fail, ok, type Result } from '../../base/result.ts';
import type { PciFunctionOptions, Scenario } from '../../engine/index.ts';
import type { Files } from '../../worker/contract.ts';

export interface Preset {
  /** As links name it. */
  readonly name: string;
  readonly title: string;
  readonly scenario: Scenario;
}

const FUNCTIONS: readonly PciFunctionOptions[] = [
  { bdf: '0000:00:00.0', model: 'pcie-host-bridge' },
  { bdf: '0000:00:01.0', model: 'virtio-net-pci' },
  { bdf: '0000:00:02.0', model: 'nvme' },
  { bdf: '0000:00:03.0', model: 'virtio-rng-pci' },
];

const PROBE = ['0000:00:03.0', '0000:00:02.0', '0000:00:01.0'];

export const PRESETS: readonly Preset[] = [
  {
    name: 'qemu-virt-gicv3-its',
    title: 'QEMU virt · GICv3 + ITS',
    scenario: {
      irqscope: 1,
      title: 'QEMU virt, GICv3 with an ITS, 4 CPUs',
      board: { bundled: 'qemu-virt-gicv3-its' },
      kernel: '6.12',
      pci: FUNCTIONS,
      probe: PROBE,
      script: [{ do: 'boot' }],
    },
  },
  {
    name: 'qemu-virt-gicv3-its-smmu',
    title: 'QEMU virt · GICv3 + ITS + SMMUv3',
    scenario: {
      irqscope: 1,
      title: 'QEMU virt, GICv3 with an ITS behind an SMMUv3, 4 CPUs',
      board: { bundled: 'qemu-virt-gicv3-its-smmu' },
      kernel: '6.12',
      pci: FUNCTIONS,
      probe: ['0000:00:02.0', '0000:00:01.0', '0000:00:03.0'],
      script: [{ do: 'boot' }],
    },
  },
  {
    name: 'qemu-virt-gicv2m',
    title: 'QEMU virt · GICv2 + v2m',
    scenario: {
      irqscope: 1,
      title: 'QEMU virt, GICv2 with a v2m MSI frame, 4 CPUs',
      board: { bundled: 'qemu-virt-gicv2m' },
      kernel: '6.12',
      hardware: { gicd: { typer: '0x00000068', iidr: '0x0000043b' }, v2m: { typer: '0x00500040' } },
      pci: FUNCTIONS,
      probe: PROBE,
      script: [{ do: 'boot' }],
    },
  },
];

/** Name of the bundled scenario that this one is, whatever its kernel. */
export function presetOf(scenario: Scenario): string | undefined {
  const text = (one: Scenario): string => {
    const entries = Object.entries({ ...one, kernel: '' });
    return JSON.stringify(entries.toSorted(([a], [b]) => (a < b ? -1 : 1)));
  };
  return PRESETS.find((preset) => text(preset.scenario) === text(scenario))?.name;
}

/** The file of a bundled board, under the name that the engine looks for. */
export async function boardFiles(name: string): Promise<Result<Files>> {
  const path = `dts/${name}.dts`;
  try {
    const response = await fetch(`./${path}`);
    if (!response.ok) return fail('board-missing', `${path} is not here (${response.status}).`);
    return ok(new Map([[path, new Uint8Array(await response.arrayBuffer())]]));
  } catch {
    return fail('board-missing', `${path} could not be read.`, undefined, 'Is the page’s server still there?');
  }
}
