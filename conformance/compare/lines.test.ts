import { describe, expect, it } from 'vitest';
import { compareFamily, compareSection, familiesOf } from './lines.ts';

describe('a section', () => {
  it('counts what is matched, missing and too many', () => {
    const score = compareSection('irqs/1', ['a', 'b', 'c'], ['a', 'x', 'c', 'd']);
    expect(score).toMatchObject({ matched: 2, total: 3, extra: 2 });
    expect(score.differences).toHaveLength(1);
  });

  it('has no difference when it is the same', () => {
    expect(compareSection('irqs/1', ['a'], ['a']).differences).toEqual([]);
  });

  it('minds the order', () => {
    expect(compareSection('its', ['a', 'b'], ['b', 'a'])).toMatchObject({ matched: 1, extra: 1 });
  });
});

describe('a family', () => {
  const golden = new Map([
    ['irqs/1', ['a', 'b']],
    ['irqs/2', ['c']],
    ['gicd', ['d']],
  ]);

  it('counts a section that ours lacks as none of its lines, and one of ours alone as too many', () => {
    const ours = new Map([
      ['irqs/1', ['a', 'b']],
      ['irqs/3', ['e', 'f']],
    ]);
    expect(compareFamily('irqs', golden, ours)).toMatchObject({ matched: 2, total: 3, extra: 2 });
  });

  it('is known by the first part of the name', () => {
    expect(familiesOf(golden, new Map([['domains/a/b', ['']]]))).toEqual(['domains', 'irqs', 'gicd']);
  });
});
