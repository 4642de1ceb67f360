/** The colours of the chart, from the page's tokens. */

export type Lane = 'boot' | 'secondary' | 'init' | 'other';

export interface Palette {
  /** Colour of a lane's boxes, and of text on them. */
  readonly lanes: Readonly<Record<Lane, { readonly fill: string; readonly text: string }>>;
  readonly sunken: string;
  readonly font: string;
}

export function laneOf(task: string): Lane {
  if (task === 'start_kernel') return 'boot';
  if (task.startsWith('secondary') || task.startsWith('cpuhp')) return 'secondary';
  if (task === 'init' || task.startsWith('kworker')) return 'init';
  return 'other';
}

export function paletteOf(element: Element, dark: boolean): Palette {
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
  const inks = [read('--lane-text'), read('--bg'), read('--text')];
  const lane = (name: string) => {
    const fill = read(name);
    const text = inks.toSorted((a, b) => contrast(b, fill) - contrast(a, fill))[0] ?? fill;
    return { fill, text };
  };
  return {
    lanes: {
      boot: lane('--lane-boot'),
      secondary: lane('--lane-secondary'),
      init: lane('--lane-init'),
      other: lane('--lane-other'),
    },
    sunken: read('--bg-raised'),
    font: style.getPropertyValue('--mono').trim(),
  };
}

/** As WCAG reckons it, for colours written #rrggbb. */
function contrast(a: string, b: string): number {
  const [low = 0, high = 0] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (high + 0.05) / (low + 0.05);
}

function luminance(colour: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}
