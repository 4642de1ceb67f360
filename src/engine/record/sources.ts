/**
 * Where interrupts come from. Descriptors do not say which device asked for them, but the record does: whoever mapped
 * an interrupt was called with the node or device it was for.
 */
import { device } from '../linux/include/linux/device.ts';
import type { irq_desc } from '../linux/include/linux/irqdesc.ts';
import { device_node } from '../linux/include/linux/of.ts';
import { EventKind, getArguments, type Objects, type Recorder } from '../recorder/index.ts';
import type { Selection } from '../api/selection.ts';

export interface Source {
  /** Key of its box in the topology. */
  readonly key: string;
  readonly label: string;
  readonly selection: Selection;
  /** Device-tree path, for one that the tree describes. */
  readonly path: string | undefined;
}

/** Functions whose result is the irq number they mapped. */
const MAPPERS: ReadonlySet<string> = new Set([
  'irq_create_fwspec_mapping',
  'irq_create_of_mapping',
  'irq_create_mapping_affinity',
]);

/** It maps all PPIs to split them, for no device: the GIC's node among its arguments is none. */
const SPLITTER = 'gic_populate_ppi_partitions';

export interface Mapping {
  readonly event: number;
  readonly virq: number;
  /** Object id of the node or device it was mapped for. */
  readonly owner: number;
}

/** All mappings of a run, found once and extended as the run grows. */
export class SourceIndex {
  private readonly rec: Recorder;
  private readonly mappings = new Map<number, Mapping[]>();
  private readonly log: Mapping[] = [];
  private readonly stack: number[] = [];
  private at = 0;

  constructor(rec: Recorder) {
    this.rec = rec;
  }

  /** The source of an interrupt at a position; undefined for the kernel's own (IPIs). */
  sourceOf(objects: Objects, position: number, desc: irq_desc): Source | undefined {
    const msi = desc.irq_common_data.msi_desc?.dev;
    // The messages of a controller are for its wires: their interrupts are of the devices that are wired to it.
    const isWire = msi?.of_node !== undefined && desc.irq_data.domain?.fwnode?.$id === msi.of_node.$id;
    if (msi !== undefined && !isWire) return ofDevice(msi);
    this.extend();
    const candidates = this.mappings.get(desc.irq_data.irq) ?? [];
    const mapping = candidates.findLast(({ event }) => event < position) ?? candidates[0];
    if (mapping === undefined) return undefined;
    return sourceAt(objects, mapping.owner);
  }

  /** Every mapping of the run, in order: also those that only found an interrupt that was there, as a shared line. */
  get all(): readonly Mapping[] {
    this.extend();
    return this.log;
  }

  /** Whether some interrupt was mapped for this node: then a controller there hangs below another. */
  hasSource(objects: Objects, path: string): boolean {
    this.extend();
    for (const list of this.mappings.values()) {
      for (const { owner } of list) {
        const type = objects.typeOf(owner);
        if (type === device_node && objects.object(owner, device_node).path === path) return true;
        if (type === device && objects.object(owner, device).of_node?.path === path) return true;
      }
    }
    return false;
  }

  private extend(): void {
    const { trace } = this.rec;
    for (; this.at < trace.length; this.at++) {
      const kind = trace.kind[this.at];
      if (kind === EventKind.call) this.stack.push(this.at);
      else if (kind === EventKind.return) this.returned(this.at);
    }
  }

  private returned(event: number): void {
    const { trace } = this.rec;
    this.stack.pop();
    if (!MAPPERS.has(this.nameAt(event))) return;
    const [result] = getArguments(this.rec, trace.next[event] ?? -1);
    if (result?.kind !== 'number' || result.value <= 0) return;
    const owner = this.ownerAbove();
    if (owner === undefined) return;
    this.log.push({ event, virq: result.value, owner });
    const list = this.mappings.get(result.value) ?? [];
    if (list.at(-1)?.owner !== owner) list.push({ event, virq: result.value, owner });
    this.mappings.set(result.value, list);
  }

  private nameAt(event: number): string {
    const { trace, functions } = this.rec;
    return functions[trace.subject[event] ?? 0]?.fname ?? '';
  }

  /** The nearest node or device among the arguments of the open calls. */
  private ownerAbove(): number | undefined {
    for (let i = this.stack.length - 1; i >= 0; i--) {
      if (this.nameAt(this.stack[i] ?? 0) === SPLITTER) return undefined;
      const args = getArguments(this.rec, this.rec.trace.next[this.stack[i] ?? 0] ?? -1);
      for (const arg of args) {
        if (arg.kind !== 'object') continue;
        const type = this.rec.types[arg.id];
        if (type === device_node || type === device) return arg.id;
        const inner = this.deviceOf(arg.id);
        if (inner !== undefined) return inner;
      }
    }
    return undefined;
  }

  /** A platform_device, pci_dev or the like holds its device in a field named dev. */
  private deviceOf(id: number): number | undefined {
    const object = this.rec.objects[id];
    const dev: unknown = object === undefined ? undefined : Reflect.get(object, 'dev');
    return device.is(dev) ? dev.$id : undefined;
  }
}

/** The source that the owner of a mapping, or of an MSI descriptor, is. */
export function sourceAt(objects: Objects, owner: number): Source {
  return objects.typeOf(owner) === device_node
    ? ofNode(objects.object(owner, device_node).path)
    : ofDevice(objects.object(owner, device));
}

export function ofNode(path: string): Source {
  return { key: `node:${path}`, label: path.slice(path.lastIndexOf('/') + 1), selection: { kind: 'node', path }, path };
}

export function ofDevice(dev: device): Source {
  if (dev.bus !== 'pci' && dev.of_node !== undefined) return ofNode(dev.of_node.path);
  return { key: `pci:${dev.name}`, label: dev.name, selection: { kind: 'function', bdf: dev.name }, path: undefined };
}
