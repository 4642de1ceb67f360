/** Which node a line of the kernel's log is about: the nearest node or device among the arguments of the calls that were open. */
import { ownerAmong } from '../record/owner.ts';
import { EventKind, type LogLine, type Recorder } from '../recorder/index.ts';

/** Lines by the path of the node, in order. Lines about no node stand under "". */
export type LoggedFor = ReadonlyMap<string, readonly string[]>;

/** Kernel log levels up to KERN_WARNING tell of faults. */
const WARNING = 4;

export function isComplaint({ level, aside }: LogLine): boolean {
  return level <= WARNING && aside !== true;
}

/** All warnings and errors of a run by node; of a PCI function, by its address. */
export function linesByNode(rec: Recorder): LoggedFor {
  const found = new Map<string, string[]>();
  const { trace } = rec;
  const logs = rec.logs.filter((event) => isComplaint(rec.logAt(event)));
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
