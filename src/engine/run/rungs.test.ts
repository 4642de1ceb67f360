import { describe, expect, it } from 'vitest';
import { bundled } from '../views/testing.ts';
import { partingOf, rungsOf } from './rungs.ts';

describe('state hashes along a run', () => {
  it('are the same for the same run, and tell between which steps another one parts', () => {
    const { session } = bundled('qemu-virt-gicv2m');
    const { session: same } = bundled('qemu-virt-gicv2m');
    const { position } = session.cursor;
    const rungs = rungsOf(session);
    expect(rungs).toMatch(/^\d+\.[0-9a-f]{128}$/);
    expect(partingOf(same, rungs)).toBeUndefined();
    expect(session.cursor.position).toBe(position);
    // A command more: alike up to the end of the shorter run.
    const raise = { do: 'line.raise', node: '/pl011@9000000', index: 0 } as const;
    const { session: longer } = bundled('qemu-virt-gicv2m', { script: [raise] });
    const parting = partingOf(session, rungsOf(longer));
    expect(parting?.same).toBeLessThanOrEqual(session.steps);
    expect(parting?.differs).toBeGreaterThan(session.steps);
    const { session: other } = bundled('qemu-virt-gicv2m', { kernel: '6.1' });
    const early = partingOf(other, rungs);
    expect(early?.differs).toBeGreaterThan(early?.same ?? Number.POSITIVE_INFINITY);
    expect(partingOf(other, 'no hashes at all')).toBeUndefined();
  });
});
