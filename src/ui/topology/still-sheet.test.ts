import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { sheetFor, tokensOf } from './still-sheet.ts';

const read = (name: string): string => readFileSync(new URL(name, import.meta.url), 'utf8');

describe.each(['light', 'dark'] as const)('the style sheet of a picture alone, %s', (theme) => {
  const tokens = tokensOf(read('../app/tokens.css'), theme);
  const sheet = sheetFor(read('topology.module.css'), tokens);

  it('has one theme’s colours, and nothing that only pages know', () => {
    expect(tokens.get('--bg')).toBe(theme === 'light' ? '#ffffff' : '#14181f');
    expect(sheet).not.toMatch(/var\(|light-dark|:hover|:focus|@media|cursor|display/);
    expect(sheet).toContain(`.header{fill:${tokens.get('--text-muted')}}`);
  });

  it('gives each kind of box its colour, before what is lit', () => {
    const line = (text: string): number => sheet.split('\n').indexOf(text);
    expect(line(`.node .frame{stroke:${tokens.get('--device')}}`)).toBeGreaterThanOrEqual(0);
    expect(line(`.cpu .frame{stroke:${tokens.get('--cpu')}}`)).toBeGreaterThan(
      line(`.node .frame{stroke:${tokens.get('--device')}}`),
    );
    expect(line(`.lit .frame{stroke:${tokens.get('--accent')}}`)).toBeGreaterThan(
      line(`.cpu .frame{stroke:${tokens.get('--cpu')}}`),
    );
  });
});
