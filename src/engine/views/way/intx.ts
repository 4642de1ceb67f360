/** The way of INTA to INTD: from a function through bridges and interrupt-map to an input. */
import type { irq_desc } from '../../linux/include/linux/irqdesc.ts';
import { pci_dev } from '../../linux/include/linux/pci/index.ts';
import { type MapRow, pci_function, rootPin } from '../../machine/index.ts';
import { sendsMessages, shortBdf, whyNotAsserted } from './function.ts';
import type { Scene } from './scene.ts';
import { passRows, type Source } from './source.ts';
import type { Way } from './way.ts';

const PINS = 'ABCD';

/** Passes the function, its bridges' swizzle, and the rows of interrupt-map. */
export function throughIntx(way: Way, scene: Scene, first: string, desc: irq_desc): Source | undefined {
  const { objects, pci } = scene;
  // Functions share wires: one whose interrupt this is now counts more than the first that asked.
  const users = objects.all(pci_dev).filter(({ irq }) => irq === desc.irq_data.irq);
  const bdf = users.some(({ dev }) => dev.name === first) ? first : (users[0]?.dev.name ?? first);
  const fn = objects.all(pci_function).find((each) => each.bdf === bdf);
  const lines = pci.find(bdf)?.host.lines;
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
