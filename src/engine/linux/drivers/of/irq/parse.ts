/**
 * Models the parsing half of drivers/of/irq.c: from a device's "interrupts" up the interrupt tree to the controller
 * that understands the cells, through interrupt-map where a nexus stands between. Both versions parse alike. Left out:
 * the workarounds for 32-bit Power Macintosh. WARNs print a stack trace, which is not modelled.
 */
import { cellsBehind, hasProperty, u32s } from '../../../../devicetree/index.ts';
import { source } from '../../../../recorder/index.ts';
import { EFAULT, EINVAL, ENOENT } from '../../../include/linux/errno.ts';
import { type device_node, MAX_PHANDLE_ARGS, type of_phandle_args } from '../../../include/linux/of.ts';
import type { Kernel } from '../../../kernel.ts';
import { KernelPanic } from '../../../kernel/panic.ts';
import {
  of_device_compatible_match,
  of_device_is_available,
  of_find_node_by_phandle,
  of_find_property,
  of_parse_phandle_with_args,
} from '../base/index.ts';
import {
  of_property_cells,
  of_property_read_bool,
  of_property_read_u32,
  of_property_read_u32_index,
} from '../property.ts';

const at = source('drivers/of/irq.c');

/** The kernel follows a circle of parents for ever; here the run ends. No tree that ends has a way this long. */
const TOO_LONG = 256;

function neverEnds(fn: string, node: device_node): never {
  throw new KernelPanic(`${fn} never ends: the interrupt parents of ${node.path} lead round in a circle`);
}

/** More interrupts than any node has. A node whose interrupt parent takes 0 cells has one for every number that is asked for. */
const TOO_MANY = 4096;

/** Whoever counts a node's interrupts by asking for one after the other; ends the run where the kernel would go on for ever. */
export function endsBefore(fn: string, node: device_node, index: number): void {
  if (index > TOO_MANY)
    throw new KernelPanic(
      `${fn} never ends: the interrupt parent of ${node.path} takes 0 cells, so that there is always one more`,
    );
}

export const of_irq_find_parent = at.fn(
  'of_irq_find_parent',
  "Finds a node's interrupt parent: follows interrupt-parent, or else climbs, until a node has #interrupt-cells.",
  (k: Kernel, child: device_node): device_node | undefined => {
    let node: device_node = child;
    for (let steps = 0; ; steps++) {
      const phandle = of_property_read_u32(k, node, 'interrupt-parent');
      const p: device_node | undefined = phandle === undefined ? node.parent : of_find_node_by_phandle(k, phandle);
      if (p === undefined || hasProperty(p.dt, '#interrupt-cells')) return p;
      if (steps > TOO_LONG) neverEnds('of_irq_find_parent', child);
      node = p;
    }
  },
);

/** Controllers whose drivers read interrupt-map themselves, so that the core must not. */
const of_irq_imap_abusers = [
  'CBEA,platform-spider-pic',
  'sti,platform-spider-pic',
  'realtek,rtl-intc',
  'fsl,ls1021a-extirq',
  'fsl,ls1043a-extirq',
  'fsl,ls1088a-extirq',
  'renesas,rza1-irqc',
  'pasemi,rootbus',
] as const;

/** Reads the right side of a map row that begins at `from`; returns where the next row begins. */
export const of_irq_parse_imap_parent = at.fn(
  'of_irq_parse_imap_parent',
  'Reads the parent and its interrupt cells from a row of an interrupt-map.',
  (k: Kernel, imap: readonly number[], from: number, len: number, out_irq: of_phandle_args): number | undefined => {
    const np = of_find_node_by_phandle(k, imap[from] ?? 0);
    if (np === undefined) return undefined;
    const intsize = of_property_read_u32(k, np, '#interrupt-cells');
    if (intsize === undefined) return undefined;
    const addrsize = of_property_read_u32(k, np, '#address-cells') ?? 0;
    if (addrsize + intsize > MAX_PHANDLE_ARGS || len - 1 < addrsize + intsize) return undefined;
    const end = from + 1 + addrsize + intsize;
    out_irq.np = np;
    out_irq.args = imap.slice(end - intsize, end);
    out_irq.args_count = intsize;
    return end;
  },
);

/** The nearest node from `np` up whose #interrupt-cells says how long a specifier is. */
function cursorOf(k: Kernel, np: device_node | undefined): { ipar: device_node; intsize: number } | undefined {
  for (let ipar = np; ipar !== undefined; ipar = of_irq_find_parent(k, ipar)) {
    const intsize = of_property_read_u32(k, ipar, '#interrupt-cells');
    if (intsize !== undefined) return { ipar, intsize };
  }
  return undefined;
}

/** #address-cells of the controller or the next node above that has it; 2 where none has. */
function addressCells(k: Kernel, ipar: device_node): number {
  for (let old: device_node | undefined = ipar; old !== undefined; old = old.parent) {
    const property = of_find_property(k, old, '#address-cells');
    if (property !== undefined) return u32s(property)[0] ?? 0;
  }
  return 2;
}

/** Cells of a row that matched: what is matched against next, and where its parent part begins. */
interface MapRow {
  readonly next: number;
  readonly parent: number;
}

/** Looks for the row of interrupt-map that fits; undefined where none does or a row cannot be read. */
function matchMap(
  k: Kernel,
  ipar: device_node,
  imap: readonly number[],
  match_array: readonly number[],
  width: number,
  out_irq: of_phandle_args,
): MapRow | undefined {
  const masks = of_find_property(k, ipar, 'interrupt-map-mask');
  // Nobody looks how long the mask is.
  const imask = masks === undefined ? undefined : [...u32s(masks), ...cellsBehind(ipar.dt, masks)];
  let from = 0;
  while (imap.length - from > width + 1) {
    let match = true;
    for (let i = 0; i < width; i++) {
      const mask = imask === undefined ? 0xffffffff : (imask[i] ?? 0);
      if ((((match_array[i] ?? 0) ^ (imap[from + i] ?? 0)) & mask) !== 0) match = false;
    }
    const parent = from + width;
    const next = of_irq_parse_imap_parent(k, imap, parent, imap.length - parent, out_irq);
    if (next === undefined) return undefined;
    if (match && of_device_is_available(k, out_irq.np)) return { next, parent };
    from = next;
  }
  return undefined;
}

export const of_irq_parse_raw = at.fn(
  'of_irq_parse_raw',
  'Walks from an interrupt specifier up to its controller, translating it at every interrupt-map on the way.',
  (k: Kernel, addr: readonly number[] | undefined, out_irq: of_phandle_args): number => {
    const cursor = cursorOf(k, out_irq.np);
    if (cursor === undefined) return -EINVAL;
    let { intsize } = cursor;
    let ipar: device_node | undefined = cursor.ipar;
    if (out_irq.args_count !== intsize) return -EINVAL;
    let addrsize = addressCells(k, ipar);
    // The sum is one of 32 bits; where it wraps, the kernel fills an array on its stack far beyond its end.
    if ((addrsize + intsize) >>> 0 > MAX_PHANDLE_ARGS) return -EFAULT;
    if (addrsize > MAX_PHANDLE_ARGS)
      throw new KernelPanic(`of_irq_parse_raw writes beyond its stack: #address-cells for ${ipar.path} is ${addrsize}`);
    let match_array = [
      ...Array.from({ length: addrsize }, (_, i) => addr?.[i] ?? 0),
      ...out_irq.args.slice(0, intsize),
    ];
    for (let steps = 0; ipar !== undefined; steps++) {
      if (steps > TOO_LONG) neverEnds('of_irq_parse_raw', ipar);
      const intc = of_property_read_bool(k, ipar, 'interrupt-controller');
      const mapped = of_property_read_bool(k, ipar, 'interrupt-map');
      if (intc && (!mapped || of_device_compatible_match(k, ipar, of_irq_imap_abusers) > 0)) return 0;
      // Without a "reg" there is nothing to match the address cells of a map against.
      if (addrsize > 0 && addr === undefined) return -EINVAL;
      if (!mapped) {
        ipar = of_irq_find_parent(k, ipar);
        continue;
      }
      const imap = of_property_cells(k, ipar, 'interrupt-map');
      const row = matchMap(k, ipar, imap, match_array, addrsize + intsize, out_irq);
      if (row === undefined) return -EINVAL;
      match_array = imap.slice(row.parent + 1, row.next);
      intsize = out_irq.args_count;
      addrsize = match_array.length - intsize;
      // A row that leads to its own node: the controller has a map and handles the interrupt itself.
      if (ipar === out_irq.np) return 0;
      ipar = out_irq.np;
    }
    return -ENOENT;
  },
);

/** Which controller gets a device's interrupt number `index`, and with which cells; or a negative errno. */
export const of_irq_parse_one = at.fn(
  'of_irq_parse_one',
  "Resolves one of a device's interrupts: interrupts-extended first, else interrupts at the interrupt parent.",
  (k: Kernel, device: device_node, index: number): of_phandle_args | number => {
    const [first = 0, second = 0, third = 0] = of_property_cells(k, device, 'reg');
    const addr_buf = [first, second, third];
    const extended = of_parse_phandle_with_args(k, device, 'interrupts-extended', '#interrupt-cells', index);
    const out_irq = typeof extended === 'number' ? specifierOf(k, device, index) : extended;
    if (typeof out_irq === 'number') return out_irq;
    const res = of_irq_parse_raw(k, addr_buf, out_irq);
    return res === 0 ? out_irq : res;
  },
);

/** The cells of "interrupts" at an index, for the interrupt parent. */
function specifierOf(k: Kernel, device: device_node, index: number): of_phandle_args | number {
  const p = of_irq_find_parent(k, device);
  if (p === undefined) return -EINVAL;
  const intsize = of_property_read_u32(k, p, '#interrupt-cells');
  if (intsize === undefined) return -EINVAL;
  const args: number[] = [];
  for (let i = 0; i < intsize; i++) {
    const cell = of_property_read_u32_index(k, device, 'interrupts', index * intsize + i);
    if (cell < 0) return cell;
    args.push(cell);
  }
  return { np: p, args_count: intsize, args };
}

export const of_irq_count = at.fn(
  'of_irq_count',
  'Counts the interrupts of a node, by resolving them until one fails.',
  (k: Kernel, dev: device_node): number => {
    let nr = 0;
    while (typeof of_irq_parse_one(k, dev, nr) !== 'number') endsBefore('of_irq_count', dev, nr++);
    return nr;
  },
);
