import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { TopologyNode, TopologyPlan } from '../../engine/index.ts';
import { layOut, type PlacedBox } from './layout.ts';
import { shorten } from './shorten.ts';

const KINDS = ['device', 'domain', 'msi-controller', 'controller', 'cpu'] as const;

/** A machine with so many of each, all wired to what is next. */
function planOf(counts: readonly number[]): TopologyPlan {
  const nodes = counts.flatMap((count, rank) =>
    Array.from({ length: count }, (_, order): TopologyNode => ({
      key: `${rank}:${order}`,
      kind: KINDS[rank] ?? 'device',
      label: `${KINDS[rank]} ${order}`,
      rank,
      order,
      selection: { kind: 'object', id: rank * 1000 + order },
      views: ['hardware', 'domains'],
    })),
  );
  const edges = nodes.flatMap(({ key, rank, order }) => {
    const next = counts[rank + 1] ?? 0;
    const ends = rank === 3 ? Array.from({ length: next }, (_, at) => at) : next === 0 ? [] : [order % next];
    return ends.map((to) => ({ from: key, to: `${rank + 1}:${to}`, kind: 'irq' as const }));
  });
  return { nodes, edges };
}

const overlap = (a: PlacedBox, b: PlacedBox): boolean =>
  a !== b && a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height - 0.01 && b.y < a.y + a.height - 0.01;

describe('the picture', () => {
  it('has no two boxes on one another, whatever the machine and the pane', () => {
    const counts = fc.tuple(
      fc.nat(60),
      fc.nat(30),
      fc.nat(3),
      fc.integer({ min: 1, max: 2 }),
      fc.integer({ min: 1, max: 128 }),
    );
    fc.assert(
      fc.property(
        counts,
        fc.constantFrom(390, 640, 900, 1600),
        fc.integer({ min: 200, max: 1000 }),
        (machine, width, height) => {
          const { boxes } = layOut(planOf(machine), 'hardware', width, height, new Set());
          for (const a of boxes)
            for (const b of boxes) if (overlap(a, b)) throw new Error(`${a.key} and ${b.key} overlap`);
        },
      ),
      { seed: 20261121, numRuns: 60 },
    );
  });

  it('folds what does not fit and says how many', () => {
    const { boxes } = layOut(planOf([0, 0, 0, 1, 256]), 'hardware', 900, 500, new Set());
    expect(boxes.map(({ label }) => label)).toContain('253 more CPUs');
    const all = layOut(planOf([0, 0, 0, 1, 256]), 'hardware', 900, 500, new Set(boxes.map(({ key }) => key)));
    expect(all.boxes).toHaveLength(257);
  });

  it('keeps both ends of a name', () => {
    expect(shorten('ITS-PCI-MSIX-0000:00:02.0-12', 20)).toBe('ITS-PCI-MSIX…02.0-12');
    expect(shorten('timer', 20)).toBe('timer');
  });
});
