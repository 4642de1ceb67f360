/** The way of a wire: from a device through interrupt-map and GPIO controllers to an input of the GIC. */
import { errorOf } from '../../record/errno.ts';
import { device } from '../../linux/include/linux/device.ts';
import { is_of_node } from '../../linux/include/linux/of.ts';
import {
  IRQ_TYPE_EDGE_BOTH,
  IRQ_TYPE_EDGE_FALLING,
  IRQ_TYPE_LEVEL_LOW,
  IRQ_TYPE_LEVEL_MASK,
  irqd_get_trigger_type,
} from '../../linux/include/linux/irq.ts';
import { irq_desc } from '../../linux/include/linux/irqdesc.ts';
import {
  bit,
  board_device,
  controller_block,
  gicIntid,
  type MapRow,
  pl011,
  pl061,
  type Wire,
} from '../../machine/index.ts';
import type { DtNode } from '../../devicetree/index.ts';
import { cellsText } from '../words/cells.ts';
import { reasonWords } from '../words/requests.ts';
import { throughIntx } from './intx.ts';
import { partitionsOf } from '../../record/partitions.ts';
import { isHeld, type OddLine, oddLine, throughOddLine } from './odd-wire.ts';
import type { Scene } from './scene.ts';
import { passRows, type Source } from './source.ts';
import type { Stop, Way } from './way.ts';

/** Passes the source and the tables on the way; undefined when nothing is known that drives the descriptor's input. */
export function throughWire(way: Way, scene: Scene, desc: irq_desc): Source | undefined {
  const { relations, machine } = scene;
  const source = relations.sourceOf(desc);
  if (source === undefined) return undefined;
  if (source.path === undefined) {
    const { selection } = source;
    return selection.kind === 'function' ? throughIntx(way, scene, selection.bdf, desc) : undefined;
  }
  const node = machine.wiring.node(source.path);
  if (node === undefined) return undefined;
  // Keys and the like have a node each below the one of their driver's device.
  for (const each of [node, ...node.children]) {
    const found = throughNode(way, scene, each, desc);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** The number of an input, as the domain of its controller counts. */
export function inputOf({ machine }: Pick<Scene, 'machine'>, wire: Wire): number | undefined {
  return machine.inputOf(wire);
}

/** Whether the kernel made this descriptor of what the tree says of a line. */
export function leadsTo(scene: Pick<Scene, 'machine'>, wire: Wire, { irq_data }: irq_desc): boolean {
  const { domain, hwirq } = partitionsOf(irq_data.domain)?.chained_desc?.irq_data ?? irq_data;
  const fwnode = domain?.fwnode;
  return is_of_node(fwnode) && fwnode.path === wire.controller.path && scene.machine.hwirqsOf(wire).includes(hwirq);
}

function throughNode(way: Way, scene: Scene, node: DtNode, desc: irq_desc): Source | undefined {
  const { wiring } = scene.machine;
  const line = wiring.gpioWireOf(node);
  const count = line === undefined ? wiring.countOf(node) : 1;
  for (let index = 0; index < count; index++) {
    const wire = line ?? wiring.wireOf(node, index);
    if (wire !== undefined && leadsTo(scene, wire, desc)) return throughLine(way, scene, node, index, desc);
  }
  return undefined;
}

/** One interrupt of a node, down to the specifier; undefined where it leads nowhere. `desc` is what stands for it, if anything does. */
export function throughLine(
  way: Way,
  scene: Scene,
  node: DtNode,
  index: number,
  desc: irq_desc | undefined,
): Source | undefined {
  const { wiring } = scene.machine;
  const gpioLine = wiring.gpioWireOf(node);
  const count = gpioLine === undefined ? wiring.countOf(node) : 1;
  const rows: MapRow[] = [];
  const wire = gpioLine ?? wiring.wireOf(node, index, (row) => rows.push(row));
  const outcome = scene.requests?.of(node.path)[index]?.outcome;
  const isAsked = outcome === undefined || outcome.kind === 'requested' || outcome.kind === 'mapped';
  if (!isAsked) way.unasked = reasonWords(scene.messages, outcome);
  // Nodes without a compatible are parts of the device above: its driver asks for theirs.
  way.mayBeAsked = outcome?.kind === 'no-device' && outcome.why === 'no-compatible' && outcome.parent !== undefined;
  const selection = { kind: 'node', path: node.path } as const;
  if (wire === undefined) {
    way.pass({ label: node.name, kind: 'device', selection });
    return undefined;
  }
  const odd = oddLine(scene, node, index);
  if (odd !== undefined) return throughOdd(way, scene, odd, { wire, rows, count });
  const high = isHigh(scene, node.path, index, wire);
  const { level, wants } = sensed(scene, wire, desc, high);
  const holds = high === (wants === 'high');
  const stop = whyMasked(scene, node.path) ?? (holds && !level ? noEdge(way, node.path, index, high) : undefined);
  way.pass({ label: node.name, kind: 'device', selection }, stop);
  passTree(way, node, index, wire, rows);
  const isShared = inputOf(scene, wire) !== undefined && !isPrivateSpecifier(scene, wire);
  const { when, source } = way.messages;
  const what = source.interrupt({ index, node: node.name });
  const line = { node: node.name, index: count === 1 ? undefined : index };
  // A line that is there already cannot be driven there, and that of a GPIO controller only by its inputs.
  const fire = holds
    ? { when: when.holds({ ...line, level: wants }), command: undefined }
    : isGpio(scene, node.path)
      ? { when: when.gpio({ node: node.name }), command: undefined }
      : wants === 'high'
        ? { when: when.raises(line), command: { do: 'line.raise', node: node.path, index } as const }
        : { when: when.lowers(line), command: { do: 'line.lower', node: node.path, index } as const };
  return { wire, what, fire: isShared ? fire : undefined };
}

/** What the tree says of a line: the rows that it is looked up in, and the specifier at its end. */
function passTree(way: Way, node: DtNode, index: number, wire: Wire, rows: readonly MapRow[]): void {
  passRows(way, rows);
  way.pass({
    label: `<${cellsText(wire.cells)}>`,
    kind: 'wire',
    selection: { kind: 'node', path: node.path },
    detail: way.messages.specifier({ index, path: node.path, controller: wire.controller.name }),
  });
}

interface InTree {
  readonly wire: Wire;
  readonly rows: readonly MapRow[];
  /** How many lines the node has. */
  readonly count: number;
}

/** A line that is not as the tree says goes where it really leads; the kernel waits where the tree does. */
function throughOdd(way: Way, scene: Scene, odd: OddLine, { wire, rows, count }: InTree): Source {
  const { node, index, options } = odd;
  way.pass(
    { label: node.name, kind: 'device', selection: { kind: 'node', path: node.path } },
    whyMasked(scene, node.path),
  );
  passTree(way, node, index, wire, rows);
  throughOddLine(way, scene, odd);
  const { when, source } = way.messages;
  const line = { node: node.name, index: count === 1 ? undefined : index };
  const what = source.interrupt({ index, node: node.name });
  const level = odd.high ? 'high' : 'low';
  if (isHeld(odd)) return { wire, what, fire: { when: when.holds({ ...line, level }), command: undefined } };
  const said = options.signal === undefined ? when.raises(line) : when.asks({ ...line, signal: options.signal });
  const command = isGpio(scene, node.path) ? undefined : ({ do: 'line.raise', node: node.path, index } as const);
  return { wire, what, fire: { when: command === undefined ? when.gpio({ node: node.name }) : said, command } };
}

function isPrivateSpecifier({ machine }: Scene, { controller, cells }: Wire): boolean {
  return controller === machine.gicNode && (cells[0] === 1 || cells[0] === 3);
}

/** Whether a node's own wire is made by the wires that come in to it. */
export function isGpio(scene: Pick<Scene, 'objects' | 'machine'>, path: string): boolean {
  return scene.objects.all(pl061).some((gpio) => gpio.path === path) || blockAt(scene, path) !== undefined;
}

/** The hardware of a second-level controller as it is now, by a node whose specifiers name its inputs. */
function blockAt({ objects, machine }: Pick<Scene, 'objects' | 'machine'>, path: string): controller_block | undefined {
  const block = machine.blocks.get(path);
  return block === undefined ? undefined : objects.object(block.state.$id, controller_block);
}

/** Whether a device drives its wire high; a GPIO controller knows of its pins. */
export function isHigh(
  { objects, machine }: Pick<Scene, 'objects' | 'machine'>,
  path: string,
  index: number,
  wire: Wire,
): boolean {
  const gpio = objects.all(pl061).find((each) => each.path === wire.controller.path);
  if (gpio !== undefined) return ((gpio.pins >>> (wire.cells[0] ?? 0)) & 1) !== 0;
  const block = blockAt({ objects, machine }, wire.controller.path);
  const input = block === undefined ? undefined : machine.inputOf(wire);
  if (block !== undefined && input !== undefined) return block.inputs.get(input) === 1;
  const device = objects.all(board_device).find((each) => each.path === path);
  return device !== undefined && index < 32 && ((device.lines >>> index) & 1) !== 0;
}

interface Sensed {
  /** A level that stays is as good as one that comes. */
  readonly level: boolean;
  /** Where the wire must go to interrupt. */
  readonly wants: 'high' | 'low';
}

/** What an input looks for: the GIC's inputs are high or rise, a GPIO controller's are what its driver has set. */
function sensed(scene: Scene, { controller, cells }: Wire, desc: irq_desc | undefined, high: boolean): Sensed {
  const { machine, objects, gic } = scene;
  if (controller === machine.gicNode) {
    const intid = gicIntid(cells);
    return { level: intid !== undefined && gic !== undefined && !bit(gic.dist.edge, intid), wants: 'high' };
  }
  const type = desc === undefined ? 0 : irqd_get_trigger_type(desc.irq_data);
  if (blockAt(scene, controller.path) !== undefined && type !== 0) return byType(type, high);
  const gpio = objects.all(pl061).find(({ path }) => path === controller.path);
  if (gpio === undefined || type === 0) return { level: false, wants: 'high' };
  const has = (register: number): boolean => ((register >>> (cells[0] ?? 0)) & 1) !== 0;
  const level = has(gpio.is);
  // With both edges it is the next change that counts.
  const rises = !level && has(gpio.ibe) ? !high : has(gpio.iev);
  return { level, wants: rises ? 'high' : 'low' };
}

/** What a controller looks for whose driver has set it to the type of the interrupt. */
function byType(type: number, high: boolean): Sensed {
  if ((type & IRQ_TYPE_LEVEL_MASK) !== 0)
    return { level: true, wants: (type & IRQ_TYPE_LEVEL_LOW) === 0 ? 'high' : 'low' };
  if (type === IRQ_TYPE_EDGE_BOTH) return { level: false, wants: high ? 'low' : 'high' };
  return { level: false, wants: type === IRQ_TYPE_EDGE_FALLING ? 'low' : 'high' };
}

const noEdge = ({ messages: { why, fix } }: Way, path: string, index: number, high: boolean): Stop => ({
  why: why.noEdge({ high }),
  fix: fix.lineFirst({ high }),
  fixes: [
    {
      name: fix.line({ high }),
      command: { do: high ? 'line.lower' : 'line.raise', node: path, index },
    },
  ],
});

/** What of the device itself is known to hold a wire back. */
function whyMasked({ objects, messages: { way, errno }, requests }: Scene, path: string): Stop | undefined {
  const uart = objects.all(pl011).find((each) => each.path === path);
  if (uart === undefined || (uart.imsc & RXIM) !== 0) return undefined;
  const refused = requests?.of(path)[0]?.outcome;
  // Somebody opened the port, and was refused the interrupt: then it stays as it was.
  if (refused?.kind === 'refused')
    return { why: way.why.uartRefused({ error: errorOf(errno, -refused.errno).name }), fix: way.fix.refused };
  const isBound = objects.all(device).some(({ driver, of_node }) => driver !== undefined && of_node?.path === path);
  return isBound
    ? { why: way.why.uartMasked, fix: way.fix.openPort }
    : { why: way.why.uartAtReset, fix: way.fix.notAsked };
}

/** UARTIMSC: receive interrupt, which is what a raised line means here. */
const RXIM = 1 << 4;
/** The descriptor that a controller's own output is an interrupt of: how its inputs come in. */
export function outputOf({ relations, objects }: Scene, controller: DtNode): irq_desc | undefined {
  return objects.all(irq_desc).find((desc) => relations.sourceOf(desc)?.path === controller.path);
}
