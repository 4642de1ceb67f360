/** Who takes a message: an ITS, a v2m frame, or the distributor's own registers. */
import { hex } from '../../../base/hex.ts';
import type { Selection } from '../../api/selection.ts';
import type { irq_data } from '../../linux/include/linux/irq.ts';
import type { irq_desc } from '../../linux/include/linux/irqdesc.ts';
import { is_of_node } from '../../linux/include/linux/of.ts';
import { gic_its, gic_v2m, gicIntid, type MsiBlock, type Wire } from '../../machine/index.ts';
import { throughIts } from './its.ts';
import type { Scene } from './scene.ts';
import type { Way } from './way.ts';

/** What a doorbell made of the message: an LPI for a CPU, or a shared interrupt. */
export type Arrived =
  | { readonly kind: 'lpi'; readonly lpi: number; readonly cpu: number }
  | { readonly kind: 'spi'; readonly intid: number }
  /** A host bridge's own block: the vector's bit, and the shared interrupt that it raises where its wire leads to the GIC. */
  | { readonly kind: 'block'; readonly intid: number | undefined }
  /** An input of a controller below the GIC. */
  | { readonly kind: 'input'; readonly wire: Wire };

/** A write that a device makes to interrupt. */
export interface Message {
  readonly address: bigint;
  readonly data: number;
  readonly what: string;
}

/** What a sentence says of the write. */
export interface Said {
  readonly who: string;
  /** False where something on the way holds it back. */
  readonly may: boolean;
  readonly data: number;
  readonly address: string;
}

interface Knock {
  readonly desc: irq_desc | undefined;
  readonly deviceId: number;
  readonly address: number;
  readonly message: Message;
  /** The MSI block of the function's host, where it has one. */
  readonly block?: MsiBlock | undefined;
}

/** The selection of the domain whose controller has its registers at `base`. */
function domainSelection(desc: irq_desc | undefined, base: number): { selection?: Selection } {
  for (let data: irq_data | undefined = desc?.irq_data; data !== undefined; data = data.parent_data) {
    const fwnode = data.domain?.fwnode;
    if (data.domain !== undefined && is_of_node(fwnode) && fwnode.path.endsWith(`@${base.toString(16)}`))
      return { selection: { kind: 'domain', id: data.domain.$id } };
  }
  return {};
}

/** Who takes a write at an address: the host's own block, an ITS, a v2m frame, or the distributor's message registers. */
export function atDoorbell(
  way: Way,
  scene: Scene,
  { desc, deviceId, address, message, block }: Knock,
): Arrived | undefined {
  const { objects, machine, gic } = scene;
  const region = machine.memory.find(address);
  const offset = address - (region?.base ?? 0);
  const said: Said = { who: message.what, may: way.open, data: message.data, address: hex(address) };
  const vector = block?.vectorAt(address, message.data);
  if (block !== undefined && vector !== undefined) return atBlock(way, scene, { block, vector, said });
  const behind = region?.leadsTo?.(offset);
  const its = objects.all(gic_its).find(({ base }) => base === (behind?.base ?? region?.base));
  if (its !== undefined) {
    return throughIts(way, scene, its, {
      deviceId: behind?.deviceId ?? deviceId,
      event: message.data,
      offset: behind?.offset ?? offset,
      said,
      desc,
      ...domainSelection(desc, its.base),
    });
  }
  const write: Write = { offset, said };
  const frame = objects.all(gic_v2m).find(({ base }) => base === region?.base);
  if (frame !== undefined) return atFrame(way, frame, write);
  if (gic !== undefined && region?.base === gic.dist.base && region.message !== undefined) {
    return atDistributor(way, gic.dist.$id, write);
  }
  const controller = [...machine.blocks.values()].find((each) => each === region);
  const taken = controller?.design.takes?.(offset, message.data);
  if (controller !== undefined && taken !== undefined) {
    const { node } = controller;
    way.say(way.messages.story.controller({ ...said, controller: node.name, pin: taken.input }));
    return { kind: 'input', wire: machine.wireTo(node, taken.input) };
  }
  const why = region === undefined ? way.messages.why.noAnswer : way.messages.why.noDoorbell({ region: region.name });
  way.pass({ label: hex(address), kind: 'event' }, { why });
  return undefined;
}

/** A host bridge's own block of MSIs. */
function atBlock(
  way: Way,
  { machine }: Scene,
  { block, vector, said }: { readonly block: MsiBlock; readonly vector: number; readonly said: Said },
): Arrived {
  const { messages } = way;
  const held = block.holdsBack(vector);
  const { path } = block.node;
  way.pass(
    {
      label: messages.block({ vector }),
      kind: 'its',
      selection: { kind: 'object', id: block.state.$id },
      detail: messages.blockOf({ path }),
    },
    held === undefined ? undefined : { why: messages.why.vectorHeld({ vector, held }) },
  );
  const wire = machine.wiring.wireOf(block.node, block.lineOf(vector));
  const intid = wire === undefined || wire.controller !== machine.gicNode ? undefined : gicIntid(wire.cells);
  way.say(messages.story.block({ ...said, vector, path, spi: intid === undefined ? undefined : intid - 32 }));
  return { kind: 'block', intid };
}

interface Write {
  /** Bytes from the start of the block that answers. */
  readonly offset: number;
  readonly said: Said;
}

/** MSI_SETSPI_NS of a GICv2m frame, and GICD_SETSPI_NSR, are both at 0x40. */
const SETSPI_NS = 0x40;

/** Arm Server Base System Architecture, appendix on GICv2m. */
function atFrame(way: Way, { $id, base, typer }: gic_v2m, { offset, said }: Write): Arrived {
  const { messages } = way;
  const [first, count] = [(typer >>> 16) & 0x3ff, typer & 0x3ff];
  const intid = said.data & 0x3ff;
  const inside = intid >= first && intid < first + count;
  const range = { first, last: first + count - 1 };
  const outside = inside ? undefined : messages.why.notOfFrame({ intid, ...range });
  const why = offset === SETSPI_NS ? outside : messages.why.notTo({ register: 'MSI_SETSPI_NS' });
  way.pass(
    {
      label: messages.frame({ base: hex(base) }),
      kind: 'its',
      selection: { kind: 'object', id: $id },
      detail: messages.frameIntids(range),
    },
    why === undefined ? undefined : { why },
  );
  way.say(messages.story.frame({ ...said, intid }));
  return { kind: 'spi', intid };
}

/** IHI 0069, message-based SPIs. */
function atDistributor(way: Way, id: number, { offset, said }: Write): Arrived {
  const intid = said.data & 0x1fff;
  way.pass(
    { label: 'GICD_SETSPI_NSR', kind: 'its', selection: { kind: 'object', id }, detail: said.address },
    offset === SETSPI_NS ? undefined : { why: way.messages.why.notTo({ register: 'GICD_SETSPI_NSR' }) },
  );
  way.say(way.messages.story.distributor({ ...said, intid }));
  return { kind: 'spi', intid };
}
