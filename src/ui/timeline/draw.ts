/** Draws the flame chart on a canvas: a strip that says which CPU runs, and below it a row for each depth of calls. */
import { scaleLinear } from 'd3';
import type { PageMessages } from '../../engine/api/messages/index.ts';
import type { TimelineBox, TimelineView } from '../../engine/index.ts';
import { laneOf, type Palette } from './palette.ts';
import type { Span } from '../store/chart.ts';
import { ROW, rowAt } from './rows.ts';

export interface Drawing {
  readonly view: TimelineView;
  readonly span: Span;
  readonly width: number;
  readonly height: number;
  /** How far the rows are scrolled. */
  readonly top: number;
  readonly strip: Strip;
  readonly words: PageMessages['timeline'];
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
/** Calls that are nearer to each other than so many pixels are grouped. */
const APART = 3;

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
    context.fillStyle = palette.lanes[laneOf(task)].even.fill;
    context.fillRect(left, cpu * strip.row, Math.max(1, Math.min(width, x(to)) - left), strip.row - 0.5);
  }
}

/** Calls side by side of which none has room for its name. */
interface Cluster {
  readonly boxes: Piece[];
  /** Where the call that they are all in ends; they are grouped no further. */
  readonly limit: number;
}

interface Piece {
  readonly box: TimelineBox;
  readonly left: number;
  readonly right: number;
  readonly y: number;
}

/** What boxes are drawn with: of a canvas, or what records it. */
export interface Brush extends Pick<CanvasRenderingContext2D, 'fillStyle' | 'font' | 'textBaseline'> {
  clearRect(x: number, y: number, width: number, height: number): void;
  fillRect(x: number, y: number, width: number, height: number): void;
  fillText(text: string, x: number, y: number): void;
  measureText(text: string): { readonly width: number };
}

export function drawBoxes(context: Brush, drawing: Drawing, palette: Palette): void {
  const { view, span, width, height, strip, words } = drawing;
  const x = scaleLinear([span.from, span.to], [0, width]);
  context.font = `9.5px ${palette.font}`;
  context.textBaseline = 'middle';
  const letter = context.measureText('0').width;
  const least = MIN_LETTERS * letter + 6;
  const clusters: (Cluster | undefined)[] = [];
  /** End of the last wide call of a row. */
  const ends: number[] = [];
  const flush = (depth: number): void => {
    const cluster = clusters[depth];
    clusters[depth] = undefined;
    if (cluster !== undefined) drawCluster(context, cluster, palette, letter, words);
  };
  let waits = 0;
  for (const box of view.boxes) {
    // Calls that wait for another context make room for what runs meanwhile.
    for (let wait = view.waits[waits]; wait !== undefined && wait.from <= box.from; wait = view.waits[++waits]) {
      for (const depth of clusters.keys()) flush(depth);
      context.clearRect(x(wait.from), strip.height, x(wait.to) - x(wait.from), height);
    }
    const row = rowAt(drawing, box.depth);
    const left = Math.max(0, x(box.from));
    const right = Math.min(width, x(box.to));
    if (right - left >= least && !box.merged) ends[box.depth] = box.to;
    if (row === undefined || right < 0 || left > width) continue;
    const piece = { box, left, right: left + Math.max(0.7, right - left), y: strip.height + row };
    if (right - left < least || box.merged) {
      const last = clusters[box.depth]?.boxes.at(-1);
      const limit = ends[box.depth - 1] ?? Number.POSITIVE_INFINITY;
      const goesOn = last !== undefined && left - last.right < APART && last.box.task === box.task;
      if (!goesOn || box.from >= (clusters[box.depth]?.limit ?? limit)) flush(box.depth);
      (clusters[box.depth] ??= { boxes: [], limit }).boxes.push(piece);
      continue;
    }
    flush(box.depth);
    const text = drawPiece(context, piece, palette);
    const free = freeOf(box, left, right, view.waits, x, box.name.length * letter + 6);
    const room = Math.floor((free.right - free.left - 6) / letter);
    if (room < MIN_LETTERS) continue;
    context.fillStyle = text;
    const name = box.name.length > room ? `${box.name.slice(0, room - 1)}…` : box.name;
    context.fillText(name, free.left + 3, piece.y + ROW / 2);
  }
  for (const depth of clusters.keys()) flush(depth);
}

/** Fills a box, and answers with the colour of its text. */
function drawPiece(context: Brush, { box, left, right, y }: Piece, palette: Palette, faint = box.merged): string {
  const wide = right - left;
  const { fill, text } = palette.lanes[laneOf(box.task)][faint ? 'merged' : box.depth % 2 === 0 ? 'even' : 'odd'];
  context.fillStyle = fill;
  context.fillRect(left, y, wide > 2 ? wide - 0.6 : wide, ROW - 1);
  return text;
}

/** One box for all, which says how many there are; where that has no room either, one each. */
function drawCluster(
  context: Brush,
  { boxes }: Cluster,
  palette: Palette,
  letter: number,
  words: Drawing['words'],
): void {
  const [first] = boxes;
  const last = boxes.at(-1);
  const count = boxes.reduce((sum, { box }) => sum + box.calls, 0);
  const label = words.calls({ count });
  if (first === undefined || last === undefined || count < 2 || last.right - first.left < label.length * letter + 6) {
    for (const piece of boxes) drawPiece(context, piece, palette);
    return;
  }
  context.fillStyle = drawPiece(context, { ...first, right: last.right }, palette, true);
  context.fillText(label, first.left + 3, first.y + ROW / 2);
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
