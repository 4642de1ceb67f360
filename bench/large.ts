/** A board beyond the bundled ones: any number of CPUs, and functions that take many vectors. Made from the bundled one. */
import { readFileSync } from 'node:fs';
import type { Command, PciFunctionOptions, Scenario } from '../src/engine/index.ts';

const BOARD = 'qemu-virt-gicv3-its';

interface Size {
  readonly cpus: number;
  readonly functions: number;
  /** Of each function. */
  readonly vectors: number;
}

const cpuNode = (cpu: number): string =>
  `\t\tcpu@${cpu.toString(16)} {\n\t\t\treg = <0x${cpu.toString(16)}>;\n\t\t\tenable-method = "psci";\n` +
  `\t\t\tcompatible = "arm,cortex-a57";\n\t\t\tdevice_type = "cpu";\n\t\t};\n\n`;

/** The bundled board's source with CPUs added before its first one's neighbour; its redistributors have room for 123. */
function boardWith(cpus: number): string {
  const text = readFileSync(new URL(`../public/dts/${BOARD}.dts`, import.meta.url), 'utf8');
  const more = Array.from({ length: Math.max(0, cpus - 4) }, (_, at) => cpuNode(4 + at)).join('');
  return text.replace(/^\t\tcpu0: cpu@0 \{/m, (line) => `${more}${line}`);
}

/** Two functions a slot, from slot 1 on. */
function functionAt(at: number, vectors: number): PciFunctionOptions {
  const slot = (1 + (at >> 1)).toString(16).padStart(2, '0');
  return {
    bdf: `0000:00:${slot}.${at & 1}`,
    vendor: '0x8086',
    device: '0x1234',
    class: '0x020000',
    bars: [{ index: 0, size: '0x4000', is64: true }],
    intx: 'A',
    msix: { entries: vectors, tableBar: 0, tableOffset: '0x0', pbaBar: 0, pbaOffset: '0x2000' },
    driver: { minVectors: 1, maxVectors: vectors, flags: ['msix'] },
  };
}

export function largeScenario({ cpus, functions, vectors }: Size): Scenario {
  return {
    irqscope: 1,
    title: `${cpus} CPUs, ${functions} functions, ${functions * vectors} vectors`,
    board: { dts: boardWith(cpus) },
    kernel: '6.12',
    pci: [
      { bdf: '0000:00:00.0', model: 'pcie-host-bridge' },
      ...Array.from({ length: functions }, (_, at) => functionAt(at, vectors)),
    ],
    script: [{ do: 'boot' }],
  };
}

/** The bundled board, with so many interrupts delivered after its boot: some 60 steps each. */
export function longScenario(deliveries: number): Scenario {
  const fire: Command = { do: 'msix.fire', bdf: '0000:00:01.0', vector: 1 };
  return {
    irqscope: 1,
    title: `${deliveries} deliveries`,
    board: { bundled: BOARD },
    kernel: '6.12',
    pci: [
      { bdf: '0000:00:00.0', model: 'pcie-host-bridge' },
      { bdf: '0000:00:01.0', model: 'virtio-net-pci' },
      { bdf: '0000:00:02.0', model: 'nvme' },
    ],
    script: [{ do: 'boot' }, ...Array.from({ length: deliveries }, () => fire)],
  };
}
