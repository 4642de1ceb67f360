import { describe, expect, it } from 'vitest';
import { pageMessages } from '../../engine/api/messages/index.ts';
import type { TimelineBox } from '../../engine/index.ts';
import { type Brush, drawBoxes, type Drawing } from './draw.ts';
import { lanesFrom } from './palette.ts';
import { ROW } from './rows.ts';

const LETTER = 6;
const PALETTE = { lanes: lanesFrom(() => '#808080'), sunken: '#000000', font: 'monospace' };

const box = (name: string, from: number, to: number, depth: number): TimelineBox => {
  return { name, from, to, depth, cpu: 0, task: 'init', merged: false, calls: 1 };
};

/** Texts with the rows that they stand in, of a chart of 1,000 steps in 1,000 pixels. */
function textsOf(boxes: readonly TimelineBox[], top = 0): string[] {
  const texts: string[] = [];
  const brush: Brush = {
    fillStyle: '',
    font: '',
    textBaseline: 'middle',
    clearRect() {},
    fillRect() {},
    fillText: (text, _x, y) => void texts.push(`${Math.floor(y / ROW)} ${text}`),
    measureText: (text) => ({ width: text.length * LETTER }),
  };
  const drawing: Drawing = {
    view: { from: 0, to: 1000, lanes: [], waits: [], cpus: [], boxes, depth: 40, hits: [] },
    span: { from: 0, to: 1000 },
    width: 1000,
    height: 10 * ROW,
    top,
    strip: { cpus: 0, row: 0, height: 0 },
    words: pageMessages('en').timeline,
  };
  drawBoxes(brush, drawing, PALETTE);
  return texts;
}

describe('the chart', () => {
  it('makes one box of calls too narrow for a name, which says how many there are', () => {
    const narrow = Array.from({ length: 12 }, (_, at) => box('of_get_property', 100 + at * 8, 107 + at * 8, 1));
    expect(textsOf([box('kernel_init', 0, 1000, 0), ...narrow])).toEqual(['0 kernel_init', '1 12 calls']);
  });

  it('groups no further than the call that they are in, nor over a gap', () => {
    const run = (from: number) => Array.from({ length: 8 }, (_, at) => box('f', from + at * 8, from + 7 + at * 8, 2));
    const two = [box('first_one', 0, 164, 1), box('second_one', 164, 400, 1), ...run(100), ...run(164)];
    expect(textsOf([box('init', 0, 1000, 0), ...two.toSorted((a, b) => a.from - b.from || a.depth - b.depth)])).toEqual(
      expect.arrayContaining(['2 8 calls', '2 8 calls']),
    );
    expect(textsOf([...run(100), ...run(300)]).filter((text) => text.endsWith('8 calls'))).toHaveLength(2);
  });

  it('keeps the outermost frames where the rows are scrolled', () => {
    const stack = Array.from({ length: 30 }, (_, depth) => box(`function_${depth}`, 0, 1000, depth));
    expect(textsOf(stack, 20 * ROW).slice(0, 3)).toEqual(['0 function_0', '1 function_1', '2 function_22']);
  });
});
