/** Whose a call is: the nearest node or device among the arguments of the calls that are open. */
import { device } from '../linux/include/linux/device.ts';
import { device_node } from '../linux/include/linux/of.ts';
import { getArguments, type Recorder } from '../recorder/index.ts';

/** The path of the node; of a PCI function, its address. `open` are the events of open calls, outermost first. */
export function ownerAmong(rec: Recorder, open: readonly number[]): string | undefined {
  for (let i = open.length - 1; i >= 0; i--) {
    for (const arg of getArguments(rec, rec.trace.next[open[i] ?? 0] ?? -1)) {
      const path = arg.kind === 'object' ? pathOf(rec.objects[arg.id]) : undefined;
      if (path !== undefined) return path;
    }
  }
  return undefined;
}

function pathOf(object: unknown): string | undefined {
  if (device_node.is(object)) return object.path;
  for (let dev = deviceIn(object); dev !== undefined; dev = dev.parent) {
    if (dev.bus === 'pci') return dev.name;
    if (dev.of_node !== undefined) return dev.of_node.path;
  }
  return undefined;
}

/** A platform_device, pci_dev or the like holds its device in a field named dev; what a driver keeps of a port, the port. */
function deviceIn(object: unknown): device | undefined {
  if (device.is(object)) return object;
  if (typeof object !== 'object' || object === null) return undefined;
  const inner: unknown = Reflect.get(object, 'dev');
  if (device.is(inner)) return inner;
  const port: unknown = Reflect.get(object, 'port');
  const dev: unknown = typeof port === 'object' && port !== null ? Reflect.get(port, 'dev') : undefined;
  return device.is(dev) ? dev : undefined;
}
