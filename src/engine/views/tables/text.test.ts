import { describe, expect, it } from 'vitest';
import { alignedText, csv } from './text.ts';

const TABLE = {
  titles: ['irq', 'action', 'count'],
  groups: [
    {
      name: undefined,
      rows: [
        ['9', 'timer', '1000'],
        ['13', '', '0'],
      ],
    },
  ],
};

const GROUPED = {
  titles: ['irq', 'action'],
  groups: [
    { name: 'intc', rows: [['9', 'timer']] },
    { name: 'its', rows: [['20', 'nvme0q0']] },
  ],
};

describe('a table as text', () => {
  it('aligns its columns, numbers to the right, and leaves no space at an end', () => {
    expect(alignedText(TABLE)).toBe('irq  action  count\n  9  timer    1000\n 13              0\n');
  });

  it('puts the name of a group above its rows', () => {
    expect(alignedText(GROUPED)).toBe('irq  action\n\nintc: 1\n  9  timer\n\nits: 1\n 20  nvme0q0\n');
  });

  it('has its titles when it has no rows', () =>
    expect(alignedText({ ...TABLE, groups: [] })).toBe('irq  action  count\n'));
});

describe('a table as CSV', () => {
  it('ends its records as RFC 4180 says', () =>
    expect(csv(TABLE)).toBe('irq,action,count\r\n9,timer,1000\r\n13,,0\r\n'));

  it('quotes commas, quotes and line breaks', () => {
    const rows = [['a,b', 'say "hi"', 'two\nlines', 'plain']];
    expect(csv({ titles: ['1', '2', '3', '4'], groups: [{ name: undefined, rows }] })).toBe(
      '1,2,3,4\r\n"a,b","say ""hi""","two\nlines",plain\r\n',
    );
  });

  it('has a column for the groups', () =>
    expect(csv(GROUPED)).toBe('group,irq,action\r\nintc,9,timer\r\nits,20,nvme0q0\r\n'));
});
