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
  const { messages } = way;
  way.pass(
    {
      label: messages.pin({ model: fn.model, bdf: shortBdf(bdf), pin }),
      kind: 'device',
      selection: { kind: 'function', bdf },
      ...(others.length === 0 ? {} : { detail: messages.sharedWith({ others }) }),
    },
    whyNotAsserted(scene, fn),
  );
  const atRoot = rootPin(fn);
  if (fn.bridge !== undefined) {
    const slot = atRoot.devfn >> 3;
    way.say(messages.story.swizzle({ pin, bdf: shortBdf(bdf), rootPin: PINS[atRoot.pin - 1] ?? '?', slot }));
  }
  passRows(way, rows);
  if (wire === undefined) {
    way.pass({ label: messages.noRow, kind: 'wire' }, { why: messages.why.noRow, missing: true });
    return undefined;
  }
  // With messages on, firing would send one; what is asserted stays so.
  const holds = fn.asserted && whyNotAsserted(scene, fn) === undefined;
  const fires = sendsMessages(messages, fn) === undefined && !fn.asserted;
  const command = fires ? ({ do: 'msix.fire', bdf, vector: 0 } as const) : undefined;
  const named = { pin, bdf: shortBdf(bdf) };
  return {
    wire,
    what: messages.source.pin(named),
    fire: {
      when: holds ? messages.when.holdsPin(named) : messages.when.asserts(named),
      command,
    },
  };
}
