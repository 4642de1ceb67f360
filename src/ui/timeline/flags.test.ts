import { describe, expect, it } from 'vitest';
import { placeFlags } from './flags.ts';
import { around, moveSpan, reveal, zoomSpan } from './span.ts';

const folded = (count: number): string => `${count} commands`;

describe('flags of script commands', () => {
  it('stand at their places where there is room', () => {
    const flags = placeFlags(
      [
        { x: 10, text: 'msix.fire' },
        { x: 400, text: 'msix.mask' },
      ],
      800,
      folded,
    );
    expect(flags.map(({ left, text }) => [left, text])).toEqual([
      [10, 'msix.fire'],
      [400, 'msix.mask'],
    ]);
  });

  it('never overlap and never leave the chart: they fold into a count', () => {
    const marks = Array.from({ length: 40 }, (_, at) => ({ x: 700 + at * at * 0.06, text: 'msix.fire' }));
    const flags = placeFlags([{ x: 0, text: 'cpu.offline' }, ...marks], 800, folded);
    expect(flags.flatMap(({ members }) => members)).toEqual(Array.from({ length: 41 }, (_, at) => at));
    for (const [at, flag] of flags.entries()) {
      expect(flag.left + flag.width).toBeLessThanOrEqual(800);
      const next = flags[at + 1];
      if (next !== undefined) expect(next.left).toBeGreaterThan(flag.left + flag.width);
    }
    expect(flags.at(-1)?.text).toMatch(/^\d+ commands$/);
  });
});

describe('the part of the run that is shown', () => {
  it('zooms about a place, to the whole run and no further', () => {
    expect(zoomSpan({ from: 0, to: 1000 }, 1000, 0.25, 0.5)).toEqual({ from: 125, to: 625 });
    expect(zoomSpan({ from: 125, to: 625 }, 1000, 0.5, 4)).toBeUndefined();
    expect(zoomSpan({ from: 100, to: 130 }, 1000, 0.5, 0.01)).toEqual({ from: 105, to: 125 });
  });

  it('moves within the run', () => {
    expect(moveSpan({ from: 100, to: 200 }, 1000, 0.5)).toEqual({ from: 150, to: 250 });
    expect(moveSpan({ from: 100, to: 200 }, 1000, 50)).toEqual({ from: 900, to: 1000 });
    expect(moveSpan({ from: 100, to: 200 }, 1000, -5)).toEqual({ from: 0, to: 100 });
  });

  it('follows a step that leaves it, and has a margin about a call', () => {
    const span = { from: 100, to: 200 };
    expect(reveal(span, 1000, 150)).toBe(span);
    expect(reveal(span, 1000, 500)).toEqual({ from: 420, to: 520 });
    expect(reveal(span, 1000, 50)).toEqual({ from: 30, to: 130 });
    expect(around({ from: 400, to: 600 }, 1000)).toEqual({ from: 390, to: 611 });
  });
});
