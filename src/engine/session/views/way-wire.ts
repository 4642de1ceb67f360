/** The way of a wire: from a device through interrupt-map and GPIO controllers to an input of the GIC. */
import { is_of_node } from '../../linux/include/linux/fwnode.ts';
import { irq_desc } from '../../linux/include/linux/irqdesc.ts';
import { pci_dev } from '../../linux/include/linux/pci.ts';
import {
  bit,
  board_device,
  COMMAND,
  COMMAND_INTX_DISABLE,
  gicIntid,
  type MapRow,
  MSI_ENABLE,
  msiControl,
  MSIX_ENABLE,
  msixControl,
  pci_function,
  pl011,
  readConfig,
  rootPin,
  type Wire,
} from '../../machine/index.ts';
import type { DtNode } from '../../devicetree/index.ts';
import type { Command } from '../scenario-types.ts';
import { cellsText } from './cells.ts';
import type { Scene } from './scene.ts';
import { hasVfio, shortBdf } from './way-message.ts';
import type { Stop, Way } from './way.ts';

/** A wire that a descriptor stands for. */
export interface Source {
  readonly wire: Wire;
  /** "Interrupt 0 of pl011@9000000". */
  readonly what: string;
  /** What raises it, where a script can. */
  readonly fire: { readonly when: string; readonly command: Command | undefined } | undefined;
}

/** Wires of a node that are looked through. */
const MOST = 64;

/** Passes the source and the tables on the way; undefined when nothing is known that drives the descriptor's input. */
export function throughWire(way: Way, scene: Scene, desc: irq_desc): Source | undefined {
  const { viewer, cursor } = scene;
  const source = viewer.sources.sourceOf(cursor, desc);
  if (source === undefined) return undefined;
  if (source.path === undefined) {
    const { selection } = source;
    return selection.kind === 'function' ? throughIntx(way, scene, selection.bdf, desc) : undefined;
  }
  const node = viewer.session.machine.wiring.node(source.path);
  return node === undefined ? undefined : throughNode(way, scene, node, desc);
}

/** The number of an input, as the domain of its controller counts. */
export function inputOf({ viewer }: Scene, { controller, cells }: Wire): number | undefined {
  return controller === viewer.session.machine.gicNode ? gicIntid(cells) : cells[0];
}

function leadsTo(scene: Scene, wire: Wire, { irq_data: { domain, hwirq } }: irq_desc): boolean {
  const fwnode = domain?.fwnode;
  return is_of_node(fwnode) && fwnode.path === wire.controller.path && inputOf(scene, wire) === hwirq;
}

function throughNode(way: Way, scene: Scene, node: DtNode, desc: irq_desc): Source | undefined {
  const { wiring } = scene.viewer.session.machine;
  for (let index = 0; index < MOST; index++) {
    const rows: MapRow[] = [];
    const wire = wiring.wireOf(node, index, (row) => rows.push(row));
    if (wire === undefined) return undefined;
    if (!leadsTo(scene, wire, desc)) continue;
    const selection = { kind: 'node', path: node.path } as const;
    const holds = isHigh(scene, node.path, index);
    const stop = whyMasked(scene, node.path) ?? (holds && !isLevel(scene, wire) ? noEdge(node.path, index) : undefined);
    way.pass({ label: node.name, kind: 'device', selection }, stop);
    passRows(way, rows);
    way.pass({
      label: `<${cellsText(wire.cells)}>`,
      kind: 'wire',
      selection,
      detail: `interrupt ${index} of ${node.path}: specifier at ${wire.controller.name}`,
    });
    const isShared = inputOf(scene, wire) !== undefined && !isPrivateSpecifier(scene, wire);
    const what = `Interrupt ${index} of ${node.name}`;
    const line = `its interrupt line${wiring.wireOf(node, 1) === undefined ? '' : ` ${index}`}`;
    // A line that is high already cannot be raised.
    const fire = holds
      ? { when: `${node.name} holds ${line} high`, command: undefined }
      : { when: `${node.name} raises ${line}`, command: { do: 'line.raise', node: node.path, index } as const };
    return { wire, what, fire: isShared ? fire : undefined };
  }
  return undefined;
}

function isPrivateSpecifier({ viewer }: Scene, { controller, cells }: Wire): boolean {
  return controller === viewer.session.machine.gicNode && (cells[0] === 1 || cells[0] === 3);
}

/** A row of an interrupt-map is a station of its own. */
function passRows(way: Way, rows: readonly MapRow[]): void {
  for (const { nexus, row, parent, parentCells } of rows) {
    way.pass({
      label: `interrupt-map row ${row}`,
      kind: 'wire',
      selection: { kind: 'node', path: nexus.path },
      detail: `${nexus.path}: <${cellsText(parentCells)}> of ${parent.name}`,
    });
    way.say(`Row ${row} of ${nexus.path}'s interrupt-map leads to <${cellsText(parentCells)}> of ${parent.name}.`);
  }
}

/** Whether a device drives its wire high. */
function isHigh({ cursor }: Scene, path: string, index: number): boolean {
  const device = cursor.all(board_device).find((each) => each.path === path);
  return device !== undefined && index < 32 && ((device.lines >>> index) & 1) !== 0;
}

/** A level that stays is as good as one that rises; only an input of the GIC is known to be one. */
function isLevel({ viewer, gic }: Scene, { controller, cells }: Wire): boolean {
  const intid = controller === viewer.session.machine.gicNode ? gicIntid(cells) : undefined;
  return intid !== undefined && gic !== undefined && !bit(gic.dist.edge, intid);
}

const noEdge = (path: string, index: number): Stop => ({
  why: 'the line is high already: there is no edge',
  fix: 'Lower the line first.',
  fixes: [{ name: 'lower the line', command: { do: 'line.lower', node: path, index } }],
});

/** What of the device itself is known to hold a wire back. */
function whyMasked({ cursor }: Scene, path: string): Stop | undefined {
  const uart = cursor.all(pl011).find((each) => each.path === path);
  if (uart === undefined || (uart.imsc & RXIM) !== 0) return undefined;
  return {
    why: 'UARTIMSC masks the receive interrupt: the driver has the port closed',
    fix: 'Opening the port (a getty, a console) unmasks it.',
  };
}

/** UARTIMSC: receive interrupt, which is what a raised line means here. */
const RXIM = 1 << 4;
const PINS = 'ABCD';

function throughIntx(way: Way, scene: Scene, first: string, desc: irq_desc): Source | undefined {
  const { cursor, viewer } = scene;
  // Functions share wires: one whose interrupt this is now counts more than the first that asked.
  const users = cursor.all(pci_dev).filter(({ irq }) => irq === desc.irq_data.irq);
  const bdf = users.some(({ dev }) => dev.name === first) ? first : (users[0]?.dev.name ?? first);
  const fn = cursor.all(pci_function).find((each) => each.bdf === bdf);
  const lines = viewer.session.pci.find(bdf)?.host.lines;
  if (fn === undefined || lines === undefined || fn.design.pin === 0) return undefined;
  const rows: MapRow[] = [];
  const wire = lines.route(fn, (row) => rows.push(row));
  const others = users.filter(({ dev }) => dev.name !== bdf).map(({ dev }) => shortBdf(dev.name));
  const pin = PINS[fn.design.pin - 1] ?? '?';
  way.pass(
    {
      label: `${fn.model ?? 'function'} ${shortBdf(bdf)} INT${pin}`,
      kind: 'device',
      selection: { kind: 'function', bdf },
      ...(others.length === 0 ? {} : { detail: `shared with ${others.join(', ')}` }),
    },
    whyNotAsserted(scene, fn),
  );
  const atRoot = rootPin(fn);
  if (fn.bridge !== undefined) {
    const slot = atRoot.devfn >> 3;
    way.say(
      `Bridges swizzle INT${pin} of ${shortBdf(bdf)} into INT${PINS[atRoot.pin - 1] ?? '?'} of slot ${slot} on the root bus.`,
    );
  }
  passRows(way, rows);
  if (wire === undefined) {
    way.pass({ label: 'no row', kind: 'wire' }, { why: 'no row of interrupt-map fits', missing: true });
    return undefined;
  }
  // With messages on, firing would send one; what is asserted stays so.
  const holds = fn.asserted && whyNotAsserted(scene, fn) === undefined;
  const fires = sendsMessages(fn) === undefined && !fn.asserted;
  const command = fires ? ({ do: 'msix.fire', bdf, vector: 0 } as const) : undefined;
  const what = `INT${pin} of ${shortBdf(bdf)}`;
  return {
    wire,
    what,
    fire: {
      when: `${shortBdf(bdf)} ${holds ? `holds INT${pin} asserted` : `asserts INT${pin}`}`,
      command,
    },
  };
}

function sendsMessages(fn: pci_function): Stop | undefined {
  if ((msixControl(fn) & MSIX_ENABLE) !== 0)
    return { why: 'MSI-X is on: the function sends messages, and drives no INTx' };
  return (msiControl(fn) & MSI_ENABLE) === 0
    ? undefined
    : { why: 'MSI is on: the function sends messages, and drives no INTx' };
}

function whyNotAsserted(scene: Scene, fn: pci_function): Stop | undefined {
  const other = sendsMessages(fn);
  if (other !== undefined) return other;
  if ((readConfig(fn, COMMAND, 2) & COMMAND_INTX_DISABLE) !== 0) {
    const fix = hasVfio(scene, fn.bdf)
      ? 'vfio-pci masks INTx so when it comes; VFIO_DEVICE_SET_IRQS with the action unmask lets the next one through.'
      : 'The driver calls pci_intx().';
    return { why: 'COMMAND.Interrupt Disable is set: the function drives no INTx', fix };
  }
  return undefined;
}

/** The descriptor that a controller's own output is an interrupt of: how its inputs come in. */
export function outputOf({ viewer, cursor }: Scene, controller: DtNode): irq_desc | undefined {
  return cursor.all(irq_desc).find((desc) => viewer.sources.sourceOf(cursor, desc)?.path === controller.path);
}
