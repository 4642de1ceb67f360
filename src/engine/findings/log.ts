/** Which node a line of the kernel's log is about: the nearest node or device among the arguments of the calls that were open. */
import { device } from '../linux/include/linux/device.ts';
import { device_node } from '../linux/include/linux/of.ts';
import { EventKind, getArguments, type Recorder } from '../recorder/index.ts';

/** Lines by the path of the node, in order. Lines about no node stand under "". */
export type LoggedFor = ReadonlyMap<string, readonly string[]>;

/** Kernel log levels up to KERN_WARNING tell of faults. */
const WARNING = 4;

/** All warnings and errors of a run by node; of a PCI function, by its address. */
export function linesByNode(rec: Recorder): LoggedFor {
  const found = new Map<string, string[]>();
  const { trace } = rec;
  const logs = rec.logs.filter((event) => {
    const { level, aside } = rec.logAt(event);
    return level <= WARNING && aside !== true;
  });
  const open: number[] = [];
  let next = 0;
  for (let event = 0; next < logs.length && event < trace.length; event++) {
    const kind = trace.kind[event];
    if (kind === EventKind.call) open.push(event);
    else if (kind === EventKind.return) open.pop();
    if (event !== logs[next]) continue;
    next++;
    const path = ownerAmong(rec, open) ?? '';
    const list = found.get(path) ?? [];
    list.push(rec.logAt(event).text);
    found.set(path, list);
  }
  return found;
}

function ownerAmong(rec: Recorder, open: readonly number[]): string | undefined {
  for (let i = open.length - 1; i >= 0; i--) {
    for (const arg of getArguments(rec, rec.trace.next[open[i] ?? 0] ?? -1)) {
      const path = arg.kind === 'object' ? pathOf(rec, arg.id) : undefined;
      if (path !== undefined) return path;
    }
  }
  return undefined;
}

function pathOf(rec: Recorder, id: number): string | undefined {
  const object: unknown = rec.objects[id];
  if (device_node.is(object)) return object.path;
  const inner: unknown =
    device.is(object) || typeof object !== 'object' || object === null ? object : Reflect.get(object, 'dev');
  for (let dev = device.is(inner) ? inner : undefined; dev !== undefined; dev = dev.parent) {
    if (dev.bus === 'pci') return dev.name;
    if (dev.of_node !== undefined) return dev.of_node.path;
  }
  return undefined;
}
