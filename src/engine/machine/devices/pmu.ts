/** The performance monitors of each CPU (DDI 0487, D11) as far as their interrupt goes: overflow flags that software clears. */
import { compatibleOf, type DtNode, getProperty, u32s } from '../../devicetree/index.ts';
import { hexnum, num, type Recorded, struct } from '../../recorder/index.ts';
import type { Machine } from '../machine.ts';

/** The cycle counter's flag. */
const CYCLES = 0x80000000;

export interface cpu_pmu extends Recorded {
  readonly cpu: number;
  /** PMOVSCLR_EL0. */
  overflow: number;
}
export const cpu_pmu = struct<cpu_pmu>(
  'cpu_pmu',
  { cpu: num(), overflow: hexnum() },
  { side: 'hardware', label: (pmu) => `PMU of CPU ${pmu.cpu}` },
);

export function isPmu(node: DtNode): boolean {
  return compatibleOf(node).some(
    (name) => name.includes('pmu') && /^(arm|apm|brcm|cavium|nvidia|qcom),.*pmu(v3)?$/.test(name),
  );
}

/** How a CPU's PMU is wired: a PPI, or a wire of its own at the node. */
type Output = (cpu: number, level: boolean) => void;

export class Pmus {
  private readonly pmus: readonly cpu_pmu[];
  private readonly outputs = new Map<number, Output>();

  constructor(machine: Machine, nodes: readonly DtNode[]) {
    this.pmus = machine.cpus.map(({ number: cpu }) => cpu_pmu.create(machine.rec, { cpu }));
    for (const node of nodes) this.wire(machine, node);
  }

  private wire(machine: Machine, node: DtNode): void {
    const first = machine.wiring.wireOf(node, 0);
    const intid = machine.privateOf(first);
    if (intid !== undefined && intid < 32) {
      for (const { cpu, $id } of this.pmus) {
        this.outputs.set(cpu, (at, level) => machine.drivePpi(at, intid, level, $id, { name: 'PMU' }));
      }
      machine.attachPrivateSource(intid, (cpu, level) => this.overflow(cpu, level));
      return;
    }
    const affinity = u32s(getProperty(node, 'interrupt-affinity'));
    const cpus = affinity.map((phandle) => machine.cpuOfPhandle(phandle));
    const cpuOf = (index: number): number => cpus[index] ?? index;
    for (let index = 0; machine.wiring.wireOf(node, index) !== undefined; index++) {
      this.outputs.set(cpuOf(index), (_cpu, level) => machine.driveNode(node.path, index, level));
    }
    machine.attachSource(node.path, (index, level) => this.overflow(cpuOf(index), level));
  }

  /** A counter has overflowed. */
  private overflow(cpu: number, level: boolean): void {
    const pmu = this.pmus[cpu];
    if (pmu === undefined) return;
    pmu.overflow = level ? CYCLES : 0;
    this.outputs.get(cpu)?.(cpu, level);
  }

  readSysreg(name: string, cpu: number): bigint | undefined {
    return name === 'PMOVSCLR_EL0' ? BigInt(this.pmus[cpu]?.overflow ?? 0) : undefined;
  }

  writeSysreg(name: string, value: bigint, cpu: number): boolean {
    const pmu = this.pmus[cpu];
    if (name !== 'PMOVSCLR_EL0' || pmu === undefined) return false;
    pmu.overflow = (pmu.overflow & ~Number(value & 0xffffffffn)) >>> 0;
    if (pmu.overflow === 0) this.outputs.get(cpu)?.(cpu, false);
    return true;
  }
}
