/** Draws the flame chart on a canvas. The colours are the page's tokens. */
import { scaleLinear } from 'd3';
import type { TimelineBox, TimelineView } from '../../engine/index.ts';

export interface Palette {
  readonly boot: string;
  readonly secondary: string;
  readonly init: string;
  readonly other: string;
  readonly text: string;
  readonly background: string;
  readonly font: string;
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
  return {
    boot: read('--lane-boot'),
    secondary: read('--lane-secondary'),
    init: read('--lane-init'),
    other: read('--lane-other'),
    text: read('--lane-text'),
    background: read('--bg'),
    font: style.getPropertyValue('--mono').trim(),
  };
}

function colourOf({ task }: Pick<TimelineBox, 'task'>, palette: Palette): string {
  if (task === 'start_kernel') return palette.boot;
  if (task.startsWith('secondary') || task.startsWith('cpuhp')) return palette.secondary;
  if (task === 'init' || task.startsWith('kworker')) return palette.init;
  return palette.other;
}

const TALLEST = 11;
const READABLE = 9;

export function draw(
  canvas: HTMLCanvasElement,
  view: TimelineView,
  width: number,
  height: number,
  palette: Palette,
): void {
  const ratio = window.devicePixelRatio;
  canvas.width = Math.round(width * ratio);
  canvas.height = Math.round(height * ratio);
  const context = canvas.getContext('2d');
  if (context === null) return;
  context.scale(ratio, ratio);
  context.clearRect(0, 0, width, height);
  const x = scaleLinear([view.from, Math.max(view.to, view.from + 1)], [0, width]);
  const row = Math.min(TALLEST, Math.max(2, height / Math.max(1, view.depth)));
  const gap = row > 4 ? 1 : 0.5;
  context.font = `${Math.min(9, row)}px ${palette.font}`;
  context.textBaseline = 'middle';
  for (const box of view.boxes) {
    const top = box.depth * row;
    if (top >= height) continue;
    const left = Math.max(0, x(box.from));
    const wide = Math.max(0.7, Math.min(width, x(box.to)) - left);
    context.globalAlpha = box.merged ? 0.62 : box.depth % 2 === 0 ? 0.95 : 0.8;
    context.fillStyle = colourOf(box, palette);
    context.fillRect(left, top, wide > 2 ? wide - 0.6 : wide, row - gap);
    if (wide > 26 && row >= READABLE && !box.merged) {
      context.globalAlpha = 1;
      context.fillStyle = palette.text;
      const room = Math.floor((wide - 5) / 5.4);
      context.fillText(box.name.length > room ? `${box.name.slice(0, room - 1)}…` : box.name, left + 3, top + row / 2);
    }
  }
  context.globalAlpha = 1;
}

/** The innermost box at a point of the chart. */
export function boxAt(view: TimelineView, step: number, y: number, height: number): TimelineBox | undefined {
  const row = Math.min(TALLEST, Math.max(2, height / Math.max(1, view.depth)));
  const depth = Math.floor(y / row);
  return view.boxes.findLast((box) => box.depth === depth && box.from <= step && step <= box.to);
}
