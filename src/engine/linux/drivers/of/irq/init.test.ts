import { describe, expect, it } from 'vitest';
import { source } from '../../../../recorder/index.ts';
import { type device_node, of_node_check_flag, OF_POPULATED } from '../../../include/linux/of.ts';
import type { Kernel } from '../../../kernel.ts';
import { kernelOn, linesOf, nodeAt } from '../testing.ts';
import { of_irq_init } from './init.ts';

const at = source('test');

/** Starts what is "good" or "bad", and says in which order. */
function started(body: string): { order: string[]; k: Kernel } {
  const order: string[] = [];
  const start = (result: number) =>
    at.fn('start', 'Starts.', (_k: Kernel, node: device_node, parent: device_node | undefined): number => {
      order.push(`${node.path} on ${parent?.path ?? 'none'}`);
      return result;
    });
  const k = kernelOn(body);
  of_irq_init(k, [
    { compatible: 'good', data: start(0) },
    { compatible: 'bad', data: start(-19) },
  ]);
  return { order, k };
}

const CTL = 'interrupt-controller; #interrupt-cells = <1>;';

describe('of_irq_init', () => {
  it('starts parents before children, in whatever order the tree has them', () => {
    const { order, k } = started(
      `interrupt-parent = <&root>;
       leaf { compatible = "good"; ${CTL} interrupt-parent = <&mid>; };
       mid: mid { compatible = "good"; ${CTL} };
       root: root { compatible = "other", "good"; ${CTL} };
       off { compatible = "good"; ${CTL} status = "disabled"; };
       plain { compatible = "good"; };`,
    );
    expect(order).toEqual(['/root on none', '/mid on /root', '/leaf on /mid']);
    expect(of_node_check_flag(nodeAt(k, '/leaf'), OF_POPULATED)).toBe(true);
    expect(linesOf(k)).toEqual([]);
  });

  it('leaves children of a controller that failed, and of one that nobody drives', () => {
    const { order, k } = started(
      `interrupt-parent = <&root>;
       root: root { compatible = "bad"; ${CTL} };
       mid: mid { compatible = "good"; ${CTL} };`,
    );
    expect(order).toEqual(['/root on none']);
    expect(of_node_check_flag(nodeAt(k, '/root'), OF_POPULATED)).toBe(false);
    expect(linesOf(k)).toEqual([
      'OF: of_irq_init: Failed to init /root ((____ptrval____)), parent 0000000000000000',
      'OF: of_irq_init: children remain, but no parents',
    ]);
  });
});
