import { describe, expect, it } from 'vitest';
import { getProperty, hasProperty, isReached, nodeByPath, walk } from '../devicetree/index.ts';
import { of_irq_parse_one } from '../linux/drivers/of/irq/index.ts';
import { device_node } from '../linux/include/linux/of.ts';
import { treeOf } from '../machine/testing.ts';
import type { Session } from '../run/session.ts';
import { brokenNames, machineNames, openBroken, openMachine } from './testing.ts';
import { takesNoCells } from './checks/specifiers.ts';
import { Walker } from './walk.ts';

/** What the kernel's own functions say of every interrupt, and what the walk says, as text. */
function compared(session: Session): { kernel: string[]; ours: string[]; count: number } {
  const { rec, kernel: k, machine } = session;
  const nodes = new Map<string, device_node>();
  for (const id of rec.byType.get(device_node) ?? []) {
    const object: unknown = rec.objects[id];
    if (device_node.is(object)) nodes.set(object.path, object);
  }
  const walker = new Walker(machine.tree);
  const kernel: string[] = [];
  const ours: string[] = [];
  let count = 0;
  for (const node of walk(machine.tree)) {
    const np = nodes.get(node.path);
    if (
      np === undefined ||
      !isReached(node) ||
      (!hasProperty(node, 'interrupts') && !hasProperty(node, 'interrupts-extended'))
    )
      continue;
    for (const { entry, end } of walker.walksOf(node)) {
      count++;
      // The kernel would never come back.
      if (end.kind === 'circle') continue;
      // It finds the controller, and counts the interrupts of the node for ever.
      if (end.kind === 'no-controller' && takesNoCells(end.node)) continue;
      const at = `${node.path} ${entry.index}`;
      ours.push(
        end.kind === 'controller' || end.kind === 'name-kept'
          ? `${at} ${end.node.path} ${end.cells.join(' ')}`
          : `${at} fails`,
      );
      const said = of_irq_parse_one(k, np, entry.index);
      kernel.push(typeof said === 'number' ? `${at} fails` : `${at} ${said.np?.path ?? ''} ${said.args.join(' ')}`);
    }
  }
  return { kernel, ours, count };
}

describe('the walk of an interrupt', () => {
  for (const name of brokenNames())
    it(`ends where the kernel's own functions end on ${name}`, () => {
      const { kernel, ours, count } = compared(openBroken(name, '6.12'));
      expect(ours).toEqual(kernel);
      expect(count).toBeGreaterThan(0);
    });

  for (const machine of machineNames('6.12').slice(0, 2))
    it(`ends where the kernel's own functions end on ${machine}`, () => {
      const { kernel, ours } = compared(openMachine('6.12', machine));
      expect(ours).toEqual(kernel);
    });

  it('cuts the rows of a map by the cells of each parent', () => {
    const session = openMachine('6.12', 'gicv3-its');
    const walker = new Walker(session.machine.tree);
    const host = walk(session.machine.tree).find((node) => hasProperty(node, 'interrupt-map'));
    if (host === undefined) throw new Error('the machine has no host bridge');
    const { rows, bad } = walker.rowsOf(host);
    expect(bad).toBeUndefined();
    const cells = rows.reduce((sum, row) => sum + row.child.length + 1 + row.unit.length + row.cells.length, 0);
    expect(cells * 4).toBe(getProperty(host, 'interrupt-map')?.value.length);
  });
});

it('reads no row of a map whose rows would be longer than the map', () => {
  const tree = treeOf({
    nexus: { '#interrupt-cells': [1], '#address-cells': [0xffffffff], 'interrupt-map': [1, 7, 1, 4] },
  });
  const nexus = nodeByPath(tree, '/nexus');
  expect(nexus && new Walker(tree).rowsOf(nexus)).toMatchObject({ rows: [], bad: { row: 0, why: 'short' } });
});
