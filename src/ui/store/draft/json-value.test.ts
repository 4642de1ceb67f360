import { describe, expect, it } from 'vitest';
import { getAt, isWithin, moved, pathOf, pathText, setAt } from './json-value.ts';

describe('paths', () => {
  it.each(['pci[2].msix.entries', 'kernel', 'script[0].irq.vector', ''])('%j reads back', (text) => {
    expect(pathText(pathOf(text))).toBe(text);
  });

  it('are within themselves and what holds them, not within what merely begins alike', () => {
    expect(isWithin('pci[1].bdf', 'pci[1]')).toBe(true);
    expect(isWithin('pci[1]', 'pci[1]')).toBe(true);
    expect(isWithin('pci[10].bdf', 'pci[1]')).toBe(false);
    expect(isWithin('cpus', 'cpu')).toBe(false);
  });
});

describe('values at paths', () => {
  const draft = { pci: [{ bdf: 'a' }, { bdf: 'b', msix: { entries: 3 } }] };

  it('are read, and are undefined where the draft has another shape', () => {
    expect(getAt(draft, ['pci', 1, 'msix', 'entries'])).toBe(3);
    expect(getAt(draft, ['pci', 'x'])).toBeUndefined();
    expect(getAt({ pci: 'text' }, ['pci', 0])).toBeUndefined();
    expect(getAt({}, ['toString'])).toBeUndefined();
  });

  it('are set without touching the draft before', () => {
    expect(setAt(draft, ['pci', 0, 'msix'], null)).toEqual({ pci: [{ bdf: 'a', msix: null }, draft.pci[1]] });
    expect(draft.pci[0]).toEqual({ bdf: 'a' });
  });

  it('are taken away from objects and lists', () => {
    expect(setAt(draft, ['pci', 1, 'msix'], undefined)).toEqual({ pci: [{ bdf: 'a' }, { bdf: 'b' }] });
    expect(setAt(draft, ['pci', 0], undefined)).toEqual({ pci: [draft.pci[1]] });
  });

  it('make what is missing above them', () => {
    expect(setAt({}, ['hardware', 'timer', 'cntfrq'], 1)).toEqual({ hardware: { timer: { cntfrq: 1 } } });
    expect(setAt({ pci: 3 }, ['pci', 0, 'bdf'], 'a')).toEqual({ pci: [{ bdf: 'a' }] });
  });
});

describe('moving in a list', () => {
  it('goes up and down', () => {
    expect(moved(['a', 'b', 'c'], 2, 0)).toEqual(['c', 'a', 'b']);
    expect(moved(['a', 'b', 'c'], 0, 1)).toEqual(['b', 'a', 'c']);
  });
});
