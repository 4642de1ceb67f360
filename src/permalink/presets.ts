/** The bundled scenarios, which links name. Their boards are served beside the page, from our own origin. */
import type { PageMessages } from '../engine/api/messages/index.ts';
import type { PciFunctionOptions, Scenario } from '../engine/index.ts';

export interface Preset {
  /** As links name it. */
  readonly name: keyof PageMessages['app']['presets'];
  /** Its kernel is that of a link without one: such links were made when it was the newest. */
  readonly scenario: Scenario;
}

const NVME = '0000:00:02.0';

const FUNCTIONS: readonly PciFunctionOptions[] = [
  { bdf: '0000:00:00.0', model: 'pcie-host-bridge' },
  { bdf: '0000:00:01.0', model: 'virtio-net-pci' },
  { bdf: NVME, model: 'nvme' },
  { bdf: '0000:00:03.0', model: 'virtio-rng-pci' },
];

const PROBE = ['0000:00:03.0', NVME, '0000:00:01.0'];
const SMMU_PROBE = [NVME, '0000:00:01.0', '0000:00:03.0'];

export const PRESETS: readonly Preset[] = [
  {
    name: 'qemu-virt-gicv3-its',
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
    scenario: {
      irqscope: 1,
      title: 'QEMU virt, GICv3 with an ITS behind an SMMUv3, 4 CPUs',
      board: { bundled: 'qemu-virt-gicv3-its-smmu' },
      kernel: '6.12',
      pci: FUNCTIONS,
      probe: SMMU_PROBE,
      script: [{ do: 'boot' }],
    },
  },
  {
    name: 'qemu-virt-gicv2m',
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
  {
    name: 'vfio-nvme',
    scenario: {
      irqscope: 1,
      title: 'NVMe handed to vfio-pci, 9 MSI-X vectors',
      board: { bundled: 'qemu-virt-gicv3-its-smmu' },
      kernel: '6.12',
      pci: FUNCTIONS,
      probe: SMMU_PROBE,
      script: [
        { do: 'boot' },
        { do: 'vfio.bind', bdf: NVME },
        { do: 'vfio.open', bdf: NVME },
        {
          do: 'vfio.setIrqs',
          bdf: NVME,
          index: 'msix',
          action: 'trigger',
          start: 0,
          count: 9,
          data: 'eventfd',
        },
        { do: 'msix.fire', bdf: NVME, vector: 3 },
        { do: 'vfio.setIrqs', bdf: NVME, index: 'msix', action: 'trigger', start: 0, count: 0, data: 'none' },
        { do: 'vfio.close', bdf: NVME },
        { do: 'vfio.unbind', bdf: NVME },
      ],
    },
  },
  {
    name: 'why-not',
    scenario: {
      irqscope: 1,
      title: 'Four reasons why an MSI-X vector does not arrive',
      board: { bundled: 'qemu-virt-gicv3-its' },
      kernel: '6.12',
      pci: FUNCTIONS,
      probe: PROBE,
      script: [
        { do: 'boot' },
        { do: 'msix.fire', bdf: NVME, vector: 3 },
        { do: 'msix.mask', bdf: NVME, vector: 3 },
        { do: 'msix.fire', bdf: NVME, vector: 3 },
        { do: 'msix.unmask', bdf: NVME, vector: 3 },
        { do: 'msix.maskAll', bdf: NVME },
        { do: 'msix.fire', bdf: NVME, vector: 3 },
        { do: 'msix.unmaskAll', bdf: NVME },
        { do: 'irq.disable', irq: { bdf: NVME, vector: 2 } },
        { do: 'msix.fire', bdf: NVME, vector: 2 },
        { do: 'cpu.offline', cpu: 3 },
        { do: 'msix.fire', bdf: NVME, vector: 4 },
      ],
    },
  },
  {
    name: 'fabric-line-61',
    scenario: {
      irqscope: 1,
      title: 'A line of a Zynq-7000’s logic, GIC ID 61, written as <0 61 4>; on arm64 CPUs',
      board: { bundled: 'fabric-line-61' },
      kernel: '6.12',
      drivers: 'all',
      hardware: { gicd: { typer: '0x0000fc22', iidr: '0x0200143b' }, timer: { cntfrq: 100_000_000 } },
      wires: [
        {
          node: '/fabric/i2c@41600000',
          index: 0,
          to: { controller: '/axi/interrupt-controller@f8f01000', input: 61 },
        },
      ],
      script: [{ do: 'boot' }, { do: 'line.raise', node: '/fabric/i2c@41600000', index: 0 }],
    },
  },
  {
    name: 'fabric-line-72',
    scenario: {
      irqscope: 1,
      title: 'A line of a Cyclone V’s FPGA, GIC ID 72, written as <0 72 4>; on arm64 CPUs',
      board: { bundled: 'fabric-line-72' },
      kernel: '6.12',
      drivers: 'all',
      hardware: { gicd: { typer: '0x0000fc26', iidr: '0x0200143b' }, timer: { cntfrq: 100_000_000 } },
      wires: [
        {
          node: '/soc/bridge@ff200000/i2c@100',
          index: 0,
          to: { controller: '/soc/interrupt-controller@fffed000', input: 72 },
        },
      ],
      script: [{ do: 'boot' }, { do: 'line.raise', node: '/soc/bridge@ff200000/i2c@100', index: 0 }],
    },
  },
];

/** Name of the bundled scenario that this one is, whatever its kernel and the order of its keys. */
export function presetOf(scenario: unknown): Preset['name'] | undefined {
  if (typeof scenario !== 'object' || scenario === null) return undefined;
  const text = (one: object): string => JSON.stringify({ ...one, kernel: '' }, sorted);
  return PRESETS.find((preset) => text(preset.scenario) === text(scenario))?.name;
}

/** For `JSON.stringify`: objects with their keys in order. */
function sorted(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

/** Which bundled board a scenario names, which may come from a link and be anything. */
export function bundledIn(scenario: unknown): string | undefined {
  if (typeof scenario !== 'object' || scenario === null || !('board' in scenario)) return undefined;
  const { board } = scenario;
  if (typeof board !== 'object' || board === null || !('bundled' in board)) return undefined;
  return typeof board.bundled === 'string' ? board.bundled : undefined;
}

/** The bundled scenario that a link names, on the kernel that it names; undefined where there is none of that name. */
export function presetScenario({
  name,
  kernel,
}: {
  readonly name: string;
  readonly kernel: string | undefined;
}): unknown {
  const preset = PRESETS.find((one) => one.name === name);
  // A link may name a kernel that there is not: the engine says so.
  return preset === undefined ? undefined : { ...preset.scenario, ...(kernel === undefined ? {} : { kernel }) };
}
