/**
 * Builds the SMMUs of a board and puts them between devices and memory. A PCI function's StreamID comes from its
 * requester ID through `iommu-map` of the host bridge; with several host bridges, the first whose map has the ID counts.
 * Devices outside PCI (`iommus`) make no accesses in this model.
 */
import { type DtNode, getProperty, stringList, u32At, u32s } from '../../devicetree/index.ts';
import { hardwareRanges, isCompatible } from '../gic/places.ts';
import { VIRT } from '../hardware.ts';
import type { Machine } from '../machine.ts';
import { Smmu } from './smmu.ts';
import { smmu_v3 } from './state.ts';

export function buildSmmus(machine: Machine, nodes: readonly DtNode[]): void {
  const smmus = new Map<DtNode, Smmu>();
  for (const node of nodes) {
    const range = isCompatible(node, ['arm,smmu-v3']) ? hardwareRanges(machine, node)[0] : undefined;
    if (range === undefined) continue;
    const smmu = buildSmmu(machine, node, range);
    machine.attach(smmu);
    smmus.set(node, smmu);
    machine.markModelled(node.path);
  }
  if (smmus.size === 0) return;
  const streamOf = streams(machine, nodes, smmus);
  machine.translator = (requester, address) => {
    const stream = streamOf(requester);
    return stream === undefined ? address : stream.smmu.translate(stream.id, address);
  };
  machine.streamOf = (requester) => {
    const stream = streamOf(requester);
    return stream === undefined ? undefined : { smmu: stream.smmu.state.$id, id: stream.id };
  };
}

function buildSmmu(machine: Machine, node: DtNode, range: { readonly base: number; readonly size: number }): Smmu {
  const { rec, memory, hardware } = machine;
  const { path } = node;
  const names = stringList(getProperty(node, 'interrupt-names'));
  const idr = VIRT.smmuIdr.map((value, i) => hardware.smmu?.idr?.[i] ?? value);
  const state = smmu_v3.create(rec, { path, base: range.base, idr });
  return new Smmu(state, range.size, {
    rec,
    memory,
    pulse: (name) => {
      const index = names.includes('combined') ? names.indexOf('combined') : names.indexOf(name);
      if (index < 0) return;
      machine.driveNode(path, index, true, state.$id);
      machine.driveNode(path, index, false, state.$id);
    },
    message: (address, data) => {
      const region = memory.find(address);
      const id = u32s(getProperty(node, 'msi-parent'))[1] ?? 0;
      if (region?.message === undefined) memory.write32(address, data);
      else region.message(address - region.base, data, id, state.$id);
    },
  });
}

interface Mapped {
  readonly first: number;
  readonly length: number;
  readonly smmu: Smmu;
  readonly stream: number;
  readonly mask: number;
}

/** Which SMMU a requester's accesses go through, and its StreamID there; undefined for one that goes round them. */
function streams(
  machine: Machine,
  nodes: readonly DtNode[],
  smmus: ReadonlyMap<DtNode, Smmu>,
): (requester: number) => { readonly smmu: Smmu; readonly id: number } | undefined {
  const maps = nodes.flatMap((node): Mapped[] => {
    const cells = u32s(getProperty(node, 'iommu-map'));
    const mask = u32At(getProperty(node, 'iommu-map-mask'), 0) ?? 0xffffffff;
    const rows: Mapped[] = [];
    for (let at = 0; at + 4 <= cells.length; at += 4) {
      const [first = 0, phandle = 0, stream = 0, length = 0] = cells.slice(at, at + 4);
      const target = machine.wiring.byPhandle(phandle);
      const smmu = target === undefined ? undefined : smmus.get(target);
      if (smmu !== undefined) rows.push({ first, length, smmu, stream, mask });
    }
    return rows;
  });
  return (requester) => {
    const hit = maps.find(({ first, length, mask }) => {
      const id = (requester & mask) >>> 0;
      return id >= first && id < first + length;
    });
    if (hit === undefined) return undefined;
    return { smmu: hit.smmu, id: ((requester & hit.mask) >>> 0) - hit.first + hit.stream };
  };
}
