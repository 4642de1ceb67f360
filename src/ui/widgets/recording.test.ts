import { describe, expect, it } from 'vitest';
import { animatedSvg, type RecordedFrame } from './recording.ts';

const frame = (parts: readonly string[], dots: RecordedFrame['dots'] = []): RecordedFrame => ({
  parts: parts.map((name) => `<text>${name}</text>`),
  dots,
  caption: `of ${parts.join(' & ')}`,
  box: { x: 0, y: 0, width: 300, height: 200 },
  defs: '<defs/>',
  ground: 'white',
  ink: 'black',
  font: 'sans-serif',
  looks: [{ name: 'fill', value: 'none' }],
});

/** What is shown at a moment of the loop, from 0 to 1, as an SVG player reads it: the last value whose time has come. */
function shownAt(svg: string, time: number): string[] {
  return svg.split('\n').flatMap((line) => {
    const [, name = ''] = /<text>(\w+)<\/text>/.exec(line) ?? [];
    if (name === '') return [];
    const [, values, times] = /values="([^"]*)" keyTimes="([^"]*)"/.exec(line) ?? [];
    if (values === undefined || times === undefined) return [name];
    const at = times.split(';').findLastIndex((key) => Number(key) <= time);
    return values.split(';')[at] === 'visible' ? [name] : [];
  });
}

describe('a recording', () => {
  const frames = [
    frame(['back', 'a', 'front']),
    frame(['back', 'a', 'b', 'front'], [{ path: 'M0,0L9,9', fill: 'red' }]),
    frame(['back', 'b', 'c', 'front']),
    frame(['back', 'a', 'front']),
  ];
  const svg = animatedSvg(frames, 0.5);

  it('shows each frame in its turn, in the order in which it was drawn', () => {
    const units = frames.length + 1;
    for (const [at, { parts }] of frames.entries()) {
      const names = parts.map((part) => part.replaceAll(/<\/?text>/g, ''));
      expect(shownAt(svg, (at + 0.5) / units)).toEqual(names);
    }
    // The last stays twice as long.
    expect(shownAt(svg, 0.99)).toEqual(['back', 'a', 'front']);
  });

  it('has what stays once, and is what it is made of each time', () => {
    expect(svg.match(/<text>back<\/text>/g)).toHaveLength(1);
    expect(animatedSvg(frames, 0.5)).toBe(svg);
  });

  it('shows the last frame where nothing moves', () => {
    const still = svg.split('\n').filter((line) => /<text>/.test(line) && !line.startsWith('<g visibility="hidden">'));
    expect(still.map((line) => /<text>(\w+)/.exec(line)?.[1])).toEqual(['back', 'a', 'front']);
  });

  it('moves a message during its frame only, and escapes what is no markup', () => {
    expect(svg).toMatch(/keyPoints="0;0;1;1" keyTimes="0;0.2;0.36;1" dur="2.5s"/);
    expect(svg).toContain('of back &amp; a &amp; front');
    expect(svg).toMatch(/^<svg xmlns="http:\/\/www.w3.org\/2000\/svg" viewBox="-12 -12 324 250"/);
  });

  it('of nothing is nothing', () => expect(animatedSvg([], 1)).toBe(''));
});
