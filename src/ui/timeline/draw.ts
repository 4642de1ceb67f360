/** Draws the flame chart on a canvas: a strip that says which CPU runs, and below it a row for each depth of calls. */
import { scaleLinear } from 'd3';
import type { TimelineBox, TimelineView } from '../../engine/index.ts';
import { laneOf, type Palette } from './palette.ts';
import type { Span } from '../store/chart.ts';
import { ROW } from './rows.ts';

export interface Drawing {
  readonly view: TimelineView;
  readonly span: Span;
  readonly width: number;
  readonly height: number;
  /** How far the rows are scrolled. */
  readonly top: number;
  readonly strip: Strip;
}

/** A row for each CPU, at most 16. */
export interface Strip {
  readonly cpus: number;
  readonly row: number;
  /** All rows, and the gap below. */
  readonly height: number;
}

const GAP = 3;
/** A name of fewer letters says nothing. */
const MIN_LETTERS = 4;
const MAX_CPUS = 16;

/** One CPU needs no strip. */
export function stripOf(all: number): Strip {
  const cpus = Math.min(all, MAX_CPUS);
  const row = cpus <= 4 ? 3 : cpus <= 8 ? 2 : 1.5;
  return cpus < 2 ? { cpus: 0, row: 0, height: 0 } : { cpus, row, height: Math.ceil(cpus * row) + GAP };
}

export function draw(canvas: HTMLCanvasElement, drawing: Drawing, palette: Palette): void {
  const { width, height, strip } = drawing;
  const ratio = window.devicePixelRatio;
  canvas.width = Math.round(width * ratio);
  canvas.height = Math.round(height * ratio);
  const context = canvas.getContext('2d');
  if (context === null) return;
  context.scale(ratio, ratio);
  context.clearRect(0, 0, width, height);
  drawStrip(context, drawing, palette);
  context.save();
  context.beginPath();
  context.rect(0, strip.height, width, height - strip.height);
  context.clip();
  drawBoxes(context, drawing, palette);
  context.restore();
}

function drawStrip(context: CanvasRenderingContext2D, { view, span, width, strip }: Drawing, palette: Palette): void {
  const x = scaleLinear([span.from, span.to], [0, width]);
  context.fillStyle = palette.sunken;
  context.fillRect(0, 0, width, strip.cpus * strip.row);
  for (const { cpu, from, to, task } of view.cpus) {
    if (cpu >= strip.cpus) continue;
    const left = Math.max(0, x(from));
    context.fillStyle = palette.lanes[laneOf(task)].fill;
    context.fillRect(left, cpu * strip.row, Math.max(1, Math.min(width, x(to)) - left), strip.row - 0.5);
  }
}

function drawBoxes(context: CanvasRenderingContext2D, drawing: Drawing, palette: Palette): void {
  const { view, span, width, height, top, strip } = drawing;
  const x = scaleLinear([span.from, span.to], [0, width]);
  context.font = `9.5px ${palette.font}`;
  context.textBaseline = 'middle';
  const letter = context.measureText('0').width;
  let waits = 0;
  for (const box of view.boxes) {
    // Calls that wait for another context make room for what runs meanwhile.
    for (let wait = view.waits[waits]; wait !== undefined && wait.from <= box.from; wait = view.waits[++waits])
      context.clearRect(x(wait.from), strip.height, x(wait.to) - x(wait.from), height);
    const y = strip.height + box.depth * ROW - top;
    if (y + ROW <= strip.height || y >= height) continue;
    const left = Math.max(0, x(box.from));
    const right = Math.min(width, x(box.to));
    if (right < 0 || left > width) continue;
    const wide = Math.max(0.7, right - left);
    const { fill, text } = palette.lanes[laneOf(box.task)];
    context.globalAlpha = box.merged ? 0.6 : box.depth % 2 === 0 ? 1 : 0.86;
    context.fillStyle = fill;
    context.fillRect(left, y, wide > 2 ? wide - 0.6 : wide, ROW - 1);
    if (box.merged || wide < MIN_LETTERS * letter + 6) continue;
    const free = freeOf(box, left, right, view.waits, x, box.name.length * letter + 6);
    const room = Math.floor((free.right - free.left - 6) / letter);
    if (room < MIN_LETTERS) continue;
    context.globalAlpha = 1;
    context.fillStyle = text;
    const name = box.name.length > room ? `${box.name.slice(0, room - 1)}…` : box.name;
    context.fillText(name, free.left + 3, y + ROW / 2);
  }
  context.globalAlpha = 1;
}

interface Extent {
  readonly left: number;
  readonly right: number;
}

/** Where the name of a box can stand: what runs while it waits is drawn over it. The first place with room, or the widest. */
function freeOf(
  box: TimelineBox,
  left: number,
  right: number,
  waits: TimelineView['waits'],
  x: (step: number) => number,
  needed: number,
): Extent {
  let from = left;
  let widest: Extent = { left, right: left };
  for (const wait of waits) {
    if (wait.from <= box.from) continue;
    if (wait.from >= box.to) break;
    const free = { left: from, right: Math.min(right, x(wait.from)) };
    if (free.right - free.left >= needed) return free;
    if (free.right - free.left > widest.right - widest.left) widest = free;
    from = Math.max(from, x(wait.to));
  }
  const rest = { left: from, right };
  return rest.right - rest.left > widest.right - widest.left ? rest : widest;
}
