/** What the second line of a device's box says: which of its interrupts Linux uses. */
import type { EngineMessages } from '../../api/messages/index.ts';
import { pci_dev } from '../../linux/include/linux/pci/index.ts';
import { msi_desc } from '../../linux/include/linux/msi.ts';
import { board_device, pci_function } from '../../machine/index.ts';
import type { Objects } from '../../recorder/index.ts';
import { linesText, mappedLines, ranges } from './device-lines.ts';
import type { Tenure } from '../../record/irq-lives.ts';
import type { Snapshot } from '../../record/snapshot.ts';
import type { TopologyIndex } from './topology-index.ts';

export interface DeviceNote {
  readonly note: string;
  readonly generic: boolean;
}

/** What notes look up by name, found once a step. */
export interface Hardware {
  readonly functions: ReadonlyMap<string, pci_function>;
  readonly drivers: ReadonlyMap<string, string | undefined>;
  readonly boards: ReadonlyMap<string | undefined, board_device>;
}

export function hardwareAt(objects: Objects): Hardware {
  return {
    functions: new Map(objects.all(pci_function).map((fn) => [fn.bdf, fn])),
    drivers: new Map(objects.all(pci_dev).map(({ dev }) => [dev.name, dev.driver])),
    boards: new Map(objects.all(board_device).map((board) => [board.path, board])),
  };
}

/** A device of the tree: "SPI 1 → irq 13". One with registers that no model answers for is modelled generically. */
export function nodeNote(
  index: TopologyIndex,
  hardware: Hardware,
  path: string,
  tenures: readonly Tenure[],
): DeviceNote {
  const { objects, board: tree, messages: words } = index.snapshot;
  const m = words.topology;
  const board = hardware.boards.get(path);
  const generic = board !== undefined && !board.modelled && board.size > 0;
  const messages = tenures.filter(({ msi }) => msi !== 0);
  const lines = mappedLines(objects, tree, index.linesOf(path), tenures);
  if (messages.length === 0) return { note: linesText(m, lines), generic };
  const wired = lines.some(({ desc }) => desc !== undefined) ? `, ${linesText(m, lines)}` : '';
  return { note: `${messagesText(m, objects, messages)}${wired}`, generic };
}

function messagesText(m: EngineMessages['topology'], objects: Objects, tenures: readonly Tenure[]): string {
  const numbers = tenures.map(({ msi }) => objects.object(msi, msi_desc).msi_index);
  return m.msis({ numbers: ranges(numbers), irqs: ranges(tenures.map(({ virq }) => virq)) });
}

/** A PCI function: "nvme · 5 of 65 vectors", "e1000e · INTA → irq 24", "vfio-pci · 9 of 65 vectors". */
export function functionNote(
  { objects, messages: { topology: m } }: Pick<Snapshot, 'objects' | 'messages'>,
  hardware: Hardware,
  bdf: string,
  tenures: readonly Tenure[],
): DeviceNote {
  const fn = hardware.functions.get(bdf);
  // Its INTx may be a message too, which a controller sends for the wire.
  const own = tenures.filter(({ msi }) => msi !== 0 && objects.object(msi, msi_desc).dev?.name === bdf);
  const lines = tenures.filter((tenure) => !own.includes(tenure));
  if (fn === undefined) return { note: usedText(m, undefined, own.length, lines), generic: false };
  const used = usedText(m, fn, own.length, lines);
  const what = hardware.drivers.get(bdf) === 'vfio-pci' ? 'vfio-pci' : fn.model?.replace(/-pci$/, '');
  return { note: what === undefined ? used : `${what} · ${used}`, generic: fn.model === undefined };
}

/** `messages`: how many it sends; `lines`: what it has by its pins. */
function usedText(
  m: EngineMessages['topology'],
  fn: pci_function | undefined,
  messages: number,
  lines: readonly Tenure[],
): string {
  if (messages === 0 && lines.length > 0) {
    const pin = 'ABCD'[(fn?.design.pin ?? 0) - 1] ?? '?';
    return m.intx({ pin, irqs: ranges(lines.map(({ virq }) => virq)) });
  }
  if (fn?.design.msix !== undefined) return m.vectors({ used: messages, all: fn.design.msix.entries });
  if (fn?.design.msi !== undefined) return m.messages({ used: messages, all: fn.design.msi.vectors });
  return messages === 0 ? m.noIrq : m.irqs({ count: messages });
}
