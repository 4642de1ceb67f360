import { describe, expect, it } from 'vitest';
import { pageMessages } from '../../engine/api/messages/index.ts';
import type { TopologyEdge, TopologyNode, TopologyPlan } from '../../engine/index.ts';
import { toggleParts, withGroup } from '../store/unfolded.ts';
import { layOut, NOTHING, type Wants } from './layout.ts';
import { reversed } from './line.ts';
import type { Layout } from './placed.ts';
import { shorten } from './text.ts';
import fc from 'fast-check';
import { IS_SAMPLE } from '../../../scripts/sample.ts';

const SAY = pageMessages('en').topology;

/** So many functions with a domain of their own, devices with a line, controllers that are devices too, and CPUs. */
interface Machine {
  readonly functions: number;
  readonly wired: number;
  readonly chips: number;
  readonly cpus: number;
  readonly vectors: number;
}

function planOf({ functions, wired, chips, cpus, vectors }: Machine): TopologyPlan {
  const orders = [0, 0, 0, 0, 0];
  const nodes: TopologyNode[] = [];
  const edges: TopologyEdge[] = [];
  const kinds = ['device', 'domain', 'msi-controller', 'controller', 'cpu'] as const;
  const add = (key: string, rank: number, more: Partial<TopologyNode> = {}): string => {
    const order = orders[rank] ?? 0;
    orders[rank] = order + 1;
    const views: TopologyNode['views'] = rank > 0 && rank < 4 ? ['hardware', 'domains'] : ['hardware'];
    const selection = { kind: 'object', id: nodes.length } as const;
    const group = key.startsWith('0000') ? 'pcie' : key.startsWith('uart') ? 'serial' : 'gpio';
    const device = { group, level: 0, what: '', sign: 'has', unsure: false, standIn: false } as const;
    const own = rank === 0 ? { device } : {};
    nodes.push({ key, kind: kinds[rank] ?? 'device', label: key, rank, order, selection, views, ...own, ...more });
    return key;
  };
  const line = (from: string, to: string, kind: TopologyEdge['kind'] = 'irq'): number => edges.push({ from, to, kind });
  const root = add('root', 3);
  const its = add('its', 2);
  line(its, root);
  for (let i = 0; i < cpus; i++) line(root, add(`cpu ${i}`, 4));
  for (let i = 0; i < wired; i++) line(add(`uart@${i}`, 0), root);
  for (let i = 0; i < functions; i++) {
    const domain = add(`ITS-PCI-MSIX-0000:00:${i}`, 1);
    line(add(`0000:00:${i}`, 0, { parts: { count: vectors, unit: 'vector' } }), domain);
    line(domain, its, 'parent');
  }
  for (let i = 0; i < chips; i++) {
    const domain = add(`gpio@${i}`, 1);
    line(add(`chip@${i}`, 0), domain);
    line(domain, root);
  }
  return { nodes, edges };
}

interface Area {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

const overlap = (a: Area, b: Area): boolean =>
  a.x < b.x + b.width - 0.01 &&
  b.x < a.x + a.width - 0.01 &&
  a.y < b.y + b.height - 0.01 &&
  b.y < a.y + a.height - 0.01;

/** Points along a path of lines and curves, coarse but enough to hit a box. */
function pointsOf(path: string): [number, number][] {
  const points: [number, number][] = [];
  for (const [, letter, rest = ''] of path.matchAll(/([MLC])([^MLC]*)/g)) {
    const numbers = rest.split(',').map(Number);
    const [x0, y0] = points.at(-1) ?? [0, 0];
    const [x = 0, y = 0] = numbers.slice(-2);
    const [x1 = x0, y1 = y0, x2 = x, y2 = y] = letter === 'C' ? numbers : [];
    for (let i = letter === 'M' ? 12 : 1; i <= 12; i++) {
      const t = i / 12;
      const u = 1 - t;
      const mix = (a: number, b: number, c: number, d: number): number =>
        letter === 'C' ? u * u * u * a + 3 * u * u * t * b + 3 * u * t * t * c + t * t * t * d : u * a + t * d;
      points.push([mix(x0, x1, x2, x), mix(y0, y1, y2, y)]);
    }
  }
  return points;
}

const machines = fc.record({
  functions: fc.nat(60),
  wired: fc.nat(40),
  chips: fc.nat(8),
  cpus: fc.integer({ min: 1, max: 128 }),
  vectors: fc.constantFrom(1, 2, 65, 2048),
});
const unfolding = (unfolded: ReadonlySet<string>): Wants => ({ ...NOTHING, unfolded });
const widths = fc.constantFrom(390, 640, 907, 1600);
const heights = fc.integer({ min: 200, max: 1000 });
const OPTIONS = { seed: 20_261_121, numRuns: IS_SAMPLE ? 20 : 60 };

/** With the first function unfolded. */
function lay(machine: Machine, width: number, height: number, reading: 'hardware' | 'domains' = 'hardware'): Layout {
  return layOut(planOf(machine), SAY, reading, width, height, unfolding(toggleParts(new Set(), 'pci')));
}

describe('the picture', () => {
  it('has no two things on one another, and nothing outside, whatever the machine and the pane', () => {
    fc.assert(
      fc.property(machines, widths, heights, fc.boolean(), (machine, width, height, open) => {
        const unfolded = open ? toggleParts(new Set(), '0000:00:0') : new Set<string>();
        const layout = layOut(planOf(machine), SAY, 'hardware', width, height, unfolding(unfolded));
        const things = [...layout.boxes, ...layout.parts];
        for (const [i, a] of things.entries()) {
          for (const b of things.slice(i + 1)) expect(overlap(a, b), `${a.key} and ${b.key}`).toBe(false);
          expect(a.y + a.height).toBeLessThanOrEqual(layout.height);
          expect(Math.min(a.x, a.y)).toBeGreaterThanOrEqual(0);
          expect(a.x + a.width).toBeLessThanOrEqual(Math.max(width, layout.width));
        }
      }),
      OPTIONS,
    );
  });

  it('draws every node, or has it in exactly one row or heading', () => {
    fc.assert(
      fc.property(machines, widths, heights, (machine, width, height) => {
        const plan = planOf(machine);
        const { boxes } = layOut(plan, SAY, 'hardware', width, height, NOTHING);
        const seen = boxes.flatMap(({ node, folded }) => [...(node === undefined ? [] : [node.key]), ...folded]);
        expect(seen.toSorted()).toEqual(plan.nodes.map(({ key }) => key).toSorted());
      }),
      OPTIONS,
    );
  });

  it('folds no more, and leaves every column in its place, in a pane that a strip above makes lower', () => {
    fc.assert(
      fc.property(machines, widths, heights, (machine, width, room) => {
        const plan = planOf(machine);
        const places = (height: number): string[] =>
          layOut(plan, SAY, 'hardware', width, height, NOTHING, room).boxes.map(({ key, x }) => `${key} ${x}`);
        expect(places(room - 62)).toEqual(places(room));
      }),
      OPTIONS,
    );
  });

  it('leads no line over a box or below its text', () => {
    fc.assert(
      fc.property(machines, widths, heights, (machine, width, height) => {
        const { boxes, edges, frames, flow } = lay(machine, width, height);
        for (const { key: edge, path, lines, targets } of edges) {
          const [from = '', to = ''] = edge.split('>');
          const ends = new Set([from, to, ...lines.keys(), ...targets]);
          // On a narrow pane a line from a group goes down beside the others.
          if (flow === 'down' && frames.some(({ key }) => key === from)) continue;
          const others = boxes.filter(
            ({ key, kind }) => !ends.has(key) && !(from.startsWith('group:') && kind === 'device'),
          );
          for (const [x, y] of pointsOf(path)) {
            const inside = ({ x: left, y: top, width: w, height: h }: Area): boolean =>
              x > left + 1 && x < left + w - 1 && y > top + 1 && y < top + h - 1;
            expect(others.find(inside)?.key, `${from} to ${to} at ${x}, ${y}`).toBeUndefined();
          }
        }
      }),
      { ...OPTIONS, numRuns: 30 },
    );
  });

  it('puts devices that have no room for a box each in groups, and shows all of a group when asked', () => {
    const plan = planOf({ functions: 30, wired: 4, chips: 0, cpus: 256, vectors: 65 });
    const { boxes, grouped } = layOut(plan, SAY, 'hardware', 907, 460, NOTHING);
    expect(grouped).toBe(true);
    const headings = boxes.filter(({ shape }) => shape === 'heading');
    const pcie = headings.find(({ label }) => label === 'pcie');
    expect(pcie?.group).toMatchObject({ name: 'pcie', open: false });
    // What is folded takes its own domains with it.
    expect(pcie?.folded).toHaveLength(60);
    const all = layOut(plan, SAY, 'hardware', 907, 460, unfolding(withGroup(new Set(), 'pcie', true)));
    expect(all.boxes.filter(({ shape, label }) => shape === 'row' && label.startsWith('0000'))).toHaveLength(30);
    const none = layOut(plan, SAY, 'hardware', 907, 460, unfolding(withGroup(new Set(), 'serial', false)));
    expect(none.boxes.filter(({ label }) => label.startsWith('uart'))).toEqual([]);
  });

  it('has a box for a controller that one device is wired to, and none for the domain of one device’s messages', () => {
    const small = planOf({ functions: 30, wired: 30, chips: 1, cpus: 4, vectors: 1 });
    const nodes = small.nodes.map((node) => (node.key === 'gpio@0' ? { ...node, isController: true as const } : node));
    const edges = small.edges.map((edge) => (edge.from === 'gpio@0' ? { ...edge, kind: 'parent' as const } : edge));
    const keys = (plan: TopologyPlan) => layOut(plan, SAY, 'hardware', 1400, 460, NOTHING).boxes.map(({ key }) => key);
    expect(keys({ nodes: small.nodes, edges })).not.toContain('gpio@0');
    expect(keys({ nodes, edges })).toContain('gpio@0');
    expect(keys({ nodes, edges })).not.toContain('ITS-PCI-MSIX-0000:00:1');
  });

  it('hides no device that is selected, or that asked for an interrupt and got none', () => {
    const plan = planOf({ functions: 30, wired: 4, chips: 0, cpus: 2, vectors: 65 });
    const nodes = plan.nodes.map((node) =>
      node.key === '0000:00:7' && node.device !== undefined
        ? { ...node, device: { ...node.device, sign: 'none' as const } }
        : node,
    );
    const wants = { ...NOTHING, pinned: new Set(['0000:00:9']) };
    const { boxes } = layOut({ ...plan, nodes }, SAY, 'hardware', 907, 460, wants);
    const rows = boxes.filter(({ shape, label }) => shape === 'row' && label.startsWith('0000'));
    expect(rows.map(({ key }) => key)).toEqual(['0000:00:7', '0000:00:9']);
  });

  it('shows the devices that are asked for alone', () => {
    const plan = planOf({ functions: 30, wired: 4, chips: 0, cpus: 2, vectors: 65 });
    const keysOf = (wired: string): string[] => {
      const wants = { ...NOTHING, sift: { sign: undefined, wired } };
      const { boxes } = layOut(plan, SAY, 'hardware', 907, 460, wants);
      return boxes.flatMap(({ kind, node, folded }) =>
        kind !== 'device' ? [] : node === undefined ? folded : [node.key],
      );
    };
    expect(keysOf('root').toSorted()).toEqual(['uart@0', 'uart@1', 'uart@2', 'uart@3']);
    expect(keysOf('its')).not.toContain('uart@0');
  });

  it('moves nothing but what is below when a device is unfolded', () => {
    const plan = planOf({ functions: 3, wired: 4, chips: 1, cpus: 4, vectors: 65 });
    const before = layOut(plan, SAY, 'hardware', 907, 560, NOTHING);
    const after = layOut(plan, SAY, 'hardware', 907, 560, unfolding(toggleParts(new Set(), '0000:00:1')));
    expect(after.parts.at(-1)?.label).toBe('57 more vectors');
    const opened = before.boxes.find(({ key }) => key === '0000:00:1')?.y ?? 0;
    for (const [at, box] of before.boxes.entries()) {
      if (box.column === 0 && box.y > opened) expect(after.boxes[at]?.y).toBeGreaterThan(box.y);
      else expect(after.boxes[at]).toEqual(box);
    }
  });

  it('has room for the largest boards without a folded CPU of sixteen', () => {
    const { boxes } = lay({ functions: 20, wired: 18, chips: 0, cpus: 16, vectors: 30 }, 907, 460);
    expect(boxes.filter(({ kind, shape }) => kind === 'cpu' && shape === 'box')).toHaveLength(16);
  });

  it('draws the tree of domains alone', () => {
    const { boxes } = lay({ functions: 3, wired: 2, chips: 1, cpus: 4, vectors: 1 }, 907, 460, 'domains');
    expect(boxes.map(({ label }) => label)).toEqual(expect.arrayContaining(['root', 'its', 'gpio@0']));
    expect(boxes.some(({ kind }) => kind === 'cpu' || kind === 'device')).toBe(false);
  });

  it('keeps the end of a name, which tells it apart', () => {
    expect(shorten('ITS-PCI-MSIX-0000:00:02.0-12', 20)).toBe('ITS-PCI-M…00:02.0-12');
    expect(shorten('timer', 20)).toBe('timer');
  });

  it('turns a way round', () => {
    expect(reversed('M1,2L3,4C5,6,7,8,9,10')).toBe('M9,10C7,8,5,6,3,4L1,2');
  });
});
