/** The interrupts of the devices that are unfolded in the picture, one by one. */
import type { EngineMessages } from '../../api/messages/index.ts';
import type { Snapshot } from '../../record/snapshot.ts';
import { cpumaskList } from '../../../base/cpumask.ts';
import { irq_desc } from '../../linux/include/linux/irqdesc.ts';
import { msi_desc } from '../../linux/include/linux/msi.ts';
import { MSIX_MASKALL, msiRegisters, msixControl, msixEntry, pci_function } from '../../machine/index.ts';
import type { Objects } from '../../recorder/index.ts';
import type { Selection } from '../../api/selection.ts';
import type { PartsAsk, TopologyMark, TopologyPart, TopologyParts } from '../../api/topology.ts';
import type { Changes } from '../changes/changes.ts';
import { mappedLines } from './device-lines.ts';
import type { Tenure } from '../../record/irq-lives.ts';
import type { TopologyIndex } from './topology-index.ts';

export function topologyParts(index: TopologyIndex, asks: readonly PartsAsk[], changes: Changes): TopologyParts[] {
  const selections = new Map(index.plan.nodes.map(({ key, selection }) => [key, selection]));
  return asks.map(({ key, count }) => {
    const selection = selections.get(key);
    const tenures = index.snapshot.relations.irqsOf(key);
    const parts =
      selection?.kind === 'function'
        ? functionParts(index.snapshot, selection.bdf, tenures, count, changes)
        : selection?.kind === 'node'
          ? nodeParts(index, selection, tenures, changes).slice(0, count)
          : [];
    return { key, parts };
  });
}

/** Entries of the MSI-X table; of a function without one its messages. */
function functionParts(
  { objects, messages }: Snapshot,
  bdf: string,
  tenures: readonly Tenure[],
  count: number,
  changes: Changes,
): TopologyPart[] {
  const fn = objects.all(pci_function).find((each) => each.bdf === bdf);
  if (fn === undefined) return [];
  const { msix, msi } = fn.design;
  const m = messages.topology;
  const descs = messageDescs(objects, tenures);
  return Array.from({ length: Math.min(count, msix?.entries ?? msi?.vectors ?? 0) }, (_, vector) => {
    const desc = descs.get(vector);
    const selection: Selection =
      msix !== undefined
        ? { kind: 'vector', bdf, vector }
        : desc === undefined
          ? { kind: 'function', bdf }
          : { kind: 'irq', virq: desc.irq_data.irq };
    return {
      label: msix === undefined ? m.message({ number: vector }) : m.vector({ number: vector }),
      note: [
        irqText(m, desc),
        ...(msix === undefined ? msiState(m, fn, vector) : vectorState(m, fn, vector, desc)),
      ].join(' · '),
      used: desc !== undefined,
      selection,
      mark: markOf(desc, changes),
    };
  });
}

/** By number of the message. Several messages may share one MSI descriptor. */
function messageDescs(objects: Objects, tenures: readonly Tenure[]): Map<number, irq_desc> {
  return new Map(
    tenures.flatMap(({ desc: id, msi, virq }) => {
      if (msi === 0) return [];
      const { msi_index, irq } = objects.object(msi, msi_desc);
      return [[msi_index + Math.max(0, irq === 0 ? 0 : virq - irq), objects.object(id, irq_desc)] as const];
    }),
  );
}

/** What keeps a vector that Linux uses from being sent. */
function vectorState(
  m: EngineMessages['topology'],
  fn: pci_function,
  vector: number,
  desc: irq_desc | undefined,
): string[] {
  if (desc === undefined) return [];
  if ((((fn.pba.get(vector >> 5) ?? 0) >>> (vector & 31)) & 1) !== 0) return [m.pending];
  if ((msixControl(fn) & MSIX_MASKALL) !== 0) return [m.functionMasked];
  return (msixEntry(fn, vector).control & 1) === 0 ? [] : [m.masked];
}

function msiState(m: EngineMessages['topology'], fn: pci_function, message: number): string[] {
  const { mask, pending } = msiRegisters(fn);
  const has = (bits: number): boolean => ((bits >>> message) & 1) !== 0;
  return has(pending) ? [m.pending] : has(mask) ? [m.masked] : [];
}

/** Lines of a node; messages, where it has some. */
function nodeParts(
  index: TopologyIndex,
  own: Selection & { readonly kind: 'node' },
  tenures: readonly Tenure[],
  changes: Changes,
): TopologyPart[] {
  const { objects, board, messages: words } = index.snapshot;
  const m = words.topology;
  const part = (label: string, desc: irq_desc | undefined): TopologyPart => ({
    label,
    note: irqText(m, desc),
    used: desc !== undefined,
    selection: desc === undefined ? own : { kind: 'irq', virq: desc.irq_data.irq },
    mark: markOf(desc, changes),
  });
  const messages = [...messageDescs(objects, tenures)].map(([number, desc]) => part(m.message({ number }), desc));
  const lines = mappedLines(objects, board, index.linesOf(own.path), tenures);
  return [
    ...messages,
    ...lines.map(({ kind, number, desc }) =>
      part(m.kind({ kind: kind === 'line' ? m.line : kind, numbers: `${number}` }), desc),
    ),
  ];
}

/** "irq 28 · CPU 2", "irq 9 · each CPU", "not used". */
function irqText(m: EngineMessages['topology'], desc: irq_desc | undefined): string {
  if (desc === undefined) return m.notUsed;
  const { irq } = desc.irq_data;
  const { effective_affinity, affinity } = desc.irq_common_data;
  return desc.percpu_enabled === undefined
    ? m.irqOnCpu({ irq, cpus: cpumaskList(effective_affinity === 0n ? affinity : effective_affinity) })
    : m.irqEachCpu({ irq });
}

function markOf(desc: irq_desc | undefined, { touched }: Changes): TopologyMark | undefined {
  if (desc === undefined) return undefined;
  const ids = [desc.$id, desc.irq_data.$id, desc.irq_common_data.$id];
  return touched.get(desc.$id) === 'created' ? 'created' : ids.some((id) => touched.has(id)) ? 'changed' : undefined;
}
