import { describe, expect, it } from 'vitest';
import { pageMessages } from '../../engine/api/messages/index.ts';
import type { TopologyEdge, TopologyNode, TopologyPlan } from '../../engine/index.ts';
import { layOut, NOTHING } from './layout.ts';
import { placesOf } from './picture-state.ts';
import { courseOf } from './pulse.tsx';

/** A device, a controller and so many CPUs; the last is offline, and no line leads to it. */
function planOf(cpus: number): TopologyPlan {
  const nodes: TopologyNode[] = [];
  const edges: TopologyEdge[] = [{ from: 'uart', to: 'gic', kind: 'irq' }];
  const add = (
    key: string,
    kind: TopologyNode['kind'],
    rank: number,
    order: number,
    more: Partial<TopologyNode> = {},
  ) =>
    nodes.push({
      key,
      kind,
      label: key,
      rank,
      order,
      selection: { kind: 'object', id: nodes.length },
      views: ['hardware'],
      ...more,
    });
  const device = { group: 'serial', level: 0, what: '', sign: 'has', unsure: false, standIn: false } as const;
  add('uart', 'device', 0, 0, { device });
  add('gic', 'controller', 3, 0);
  for (let cpu = 0; cpu < cpus; cpu++) {
    add(`cpu ${cpu}`, 'cpu', 4, cpu);
    if (cpu + 1 < cpus) edges.push({ from: 'gic', to: `cpu ${cpu}`, kind: 'irq' });
  }
  return { nodes, edges };
}

/** A dot is 6 pixels around its middle, and the cross of one that stopped 9. */
const RADIUS = 9;

describe('a message that ends at a CPU', () => {
  const places = [
    { cpus: 2, width: 900, height: 600 },
    { cpus: 8, width: 900, height: 600 },
    { cpus: 16, width: 1100, height: 500 },
    { cpus: 4, width: 380, height: 500 },
  ];
  it.each(places)('ends inside the picture, also at one that is offline: %o', ({ cpus, width, height }) => {
    const layout = layOut(planOf(cpus), pageMessages('en').topology, 'hardware', width, height, NOTHING);
    const byKey = placesOf(layout.boxes);
    for (let cpu = 0; cpu < cpus; cpu++) {
      for (const path of [['uart', 'gic', `cpu ${cpu}`], [`cpu ${cpu}`]]) {
        const course = courseOf({ text: '', path, stopped: 'it is offline' }, layout, byKey);
        const [x = -1, y = -1] = course?.end ?? [];
        expect(x).toBeGreaterThanOrEqual(Math.min(RADIUS, layout.width));
        expect(x).toBeLessThanOrEqual(layout.width - RADIUS);
        expect(y).toBeGreaterThanOrEqual(RADIUS);
        expect(y).toBeLessThanOrEqual(layout.height - RADIUS);
      }
    }
  });
});
