/** The colours of the chart, from the page's tokens. */

export type Lane = 'boot' | 'secondary' | 'init' | 'other';
export const LANES = ['boot', 'secondary', 'init', 'other'] as const satisfies readonly Lane[];

/** Rows differ a little from those above and below; calls that stand for several are fainter. */
export type Shade = 'even' | 'odd' | 'merged';

export interface Ink {
  readonly fill: string;
  /** Of text on it. */
  readonly text: string;
}

export type Shades = Readonly<Record<Shade, Ink>>;

export interface Palette {
  readonly lanes: Readonly<Record<Lane, Shades>>;
  readonly sunken: string;
  readonly font: string;
}

/** How much of a lane's colour there is in a shade; the rest is the ground. */
const STRENGTHS: Readonly<Record<Shade, number>> = { even: 1, odd: 0.86, merged: 0.6 };

export function laneOf(task: string): Lane {
  if (task === 'start_kernel') return 'boot';
  if (task.startsWith('secondary') || task.startsWith('cpuhp')) return 'secondary';
  if (task === 'init' || task.startsWith('kworker')) return 'init';
  return 'other';
}

/** By theme: the tokens stay what they are, and to read them makes the browser lay the page out. */
const known = new Map<boolean, Palette>();

export function paletteOf(element: Element, dark: boolean): Palette {
  const palette = known.get(dark) ?? readPalette(element, dark);
  known.set(dark, palette);
  return palette;
}

function readPalette(element: Element, dark: boolean): Palette {
  const style = getComputedStyle(element);
  // A token such as light-dark(…) is resolved only where it is used as a colour.
  const probe = document.createElement('canvas').getContext('2d');
  const read = (name: string): string => {
    const value = style.getPropertyValue(name).trim();
    const pair = /^light-dark\((.+?),\s*(.+)\)$/.exec(value);
    const colour = pair === null ? value : ((dark ? pair[2] : pair[1]) ?? value);
    if (probe === null) return colour;
    probe.fillStyle = colour;
    return probe.fillStyle;
  };
  return {
    lanes: lanesFrom(read),
    sunken: read('--bg-raised'),
    font: style.getPropertyValue('--mono').trim(),
  };
}

/** The shades of all lanes, from tokens that are read as #rrggbb. */
export function lanesFrom(read: (token: string) => string): Palette['lanes'] {
  const inks = [read('--lane-text'), read('--bg'), read('--text')];
  const shades = (lane: Lane): Shades => {
    const ink = (shade: Shade): Ink => {
      const fill = mixed(read(`--lane-${lane}`), read('--bg'), STRENGTHS[shade]);
      return { fill, text: inks.toSorted((a, b) => contrast(b, fill) - contrast(a, fill))[0] ?? fill };
    };
    return { even: ink('even'), odd: ink('odd'), merged: ink('merged') };
  };
  return { boot: shades('boot'), secondary: shades('secondary'), init: shades('init'), other: shades('other') };
}

/** As WCAG reckons it, for colours written #rrggbb. */
export function contrast(a: string, b: string): number {
  const [low = 0, high = 0] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (high + 0.05) / (low + 0.05);
}

function luminance(colour: string): number {
  const [r = 0, g = 0, b = 0] = channels(colour).map((byte) => {
    const part = byte / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

const channels = (colour: string): number[] => [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16));

/** A colour laid over a ground, so strong. */
function mixed(colour: string, ground: string, strength: number): string {
  const under = channels(ground);
  const parts = channels(colour).map((byte, at) => Math.round(byte * strength + (under[at] ?? 0) * (1 - strength)));
  return `#${parts.map((byte) => byte.toString(16).padStart(2, '0')).join('')}`;
}
