/** Places the boxes on a narrow pane: ranks one under another, boxes of a rank side by side in as many rows as they need. */
import type { PageMessages } from '../../engine/api/messages/index.ts';
import { partsShown } from '../store/unfolded.ts';
import type { Box, Graph } from './box.ts';
import { cablesOf } from './cables.ts';
import type { Group } from './groups.ts';
import { columnsOf, header, type Reading } from './graph.ts';
import { PART_PITCH, partsBelow } from './parts.ts';
import { type Block, pathsOf } from './paths.ts';
import type { Layout, PlacedBox, PlacedPart } from './placed.ts';
import type { Layer } from './route.ts';
import { ON_PHONE, placeGroup } from './strip.ts';

const MARGIN = 14;
const HEAD = 22;
/** Room for lines between boxes side by side, and between rows. */
const BESIDE = 12;
const BELOW = 12;
const WIDEST = 240;
const TALLEST = 40;
const FLATTEST = 32;
const MANY_CPUS = 12;
const LEAST_NAMED = 60;
/** About the width of a letter of a heading. */
const LETTER = 6.6;

/** A row of boxes, or of a heading. */
interface Row {
  readonly boxes: readonly Box[];
  readonly title: string | undefined;
  readonly width: number;
  /** Lines of interrupts below the tallest of its boxes. */
  readonly parts: number;
}

export function layOutDown(
  graph: Graph,
  say: PageMessages['topology'],
  reading: Reading,
  width: number,
  height: number,
  unfolded: ReadonlySet<string>,
  strip?: Group,
): Layout {
  const ranks = columnsOf(graph.boxes, graph.edges);
  const rows = ranks.flatMap((rank, index) =>
    rowsOf(rank, header(rank, graph.edges, reading, index, ranks.length, say), width, unfolded),
  );
  const count = rows.filter(({ title }) => title === undefined).length;
  const fixed = rows.reduce((sum, { title, parts }) => sum + (title === undefined ? BELOW + parts : HEAD), 0);
  const size = Math.min(TALLEST, Math.max(FLATTEST, (height - 2 * MARGIN - fixed) / Math.max(1, count)));
  const boxes: PlacedBox[] = [];
  const headers: Layout['headers'][number][] = [];
  const layers: Layer[] = [];
  const layerOf = new Map<string, number>();
  let y = MARGIN;
  for (const row of rows) {
    if (row.title !== undefined) {
      headers.push({ x: MARGIN, y: y + 13, text: row.title });
      const blocks = [{ from: 0, to: MARGIN + row.title.length * LETTER + 4 }];
      layers.push({ from: y + 2, to: y + 16, blocks });
      y += HEAD;
      continue;
    }
    const places = row.boxes.map((_, at) => MARGIN + at * (row.width + BESIDE));
    const all = row.boxes.map((box, at): PlacedBox => {
      // A number has room where a name has none.
      const shape = box.kind === 'cpu' && row.width < LEAST_NAMED ? 'cell' : box.shape;
      return { ...box, shape, x: places[at] ?? 0, y, width: row.width, height: size };
    });
    boxes.push(...all);
    for (const { key } of all) layerOf.set(key, layers.length);
    const blocks = places.map((x) => ({ from: x, to: x + row.width }));
    layers.push({ from: y, to: y + size + row.parts, blocks });
    y += size + row.parts + BELOW;
  }
  const parts: PlacedPart[] = boxes.flatMap((box) => partsBelow(box, unfolded, say));
  const byKey = new Map(boxes.map((box) => [box.key, box]));
  const endOf = (box: Block): { layer: number; cross: { from: number; to: number } } => ({
    layer: layerOf.get(box.key) ?? 0,
    cross: { from: box.x, to: box.x + box.width },
  });
  const cables = cablesOf(
    graph.edges,
    (key) => byKey.get(key),
    ({ key }) => key,
  );
  const edges = pathsOf(cables, byKey, byKey, endOf, layers, { from: 3, to: width - 3 }, 'down');
  const drawn = { flow: 'down', grouped: false, edges, headers, width } as const;
  if (strip === undefined) return { ...drawn, boxes, frames: [], parts, height: Math.max(height, y) };
  const last = placeGroup(strip, { unfolded, own: new Map(), say }, 0, MARGIN, y, width - 2 * MARGIN, ON_PHONE);
  return {
    ...drawn,
    boxes: [...boxes, ...last.boxes],
    frames: [last.frame],
    parts: [...parts, ...last.parts],
    height: Math.max(height, last.below),
  };
}

function rowsOf(rank: readonly Box[], title: string, width: number, unfolded: ReadonlySet<string>): Row[] {
  const inner = width - 2 * MARGIN;
  const fit = Math.max(1, Math.floor((inner + BESIDE) / (leastWidth(rank) + BESIDE)));
  const inRow = Math.min(rank.length, fit);
  const boxWidth = Math.min(WIDEST, (inner - (inRow - 1) * BESIDE) / inRow);
  const rows: Row[] = [{ boxes: [], title, width: 0, parts: 0 }];
  for (let at = 0; at < rank.length; at += inRow) {
    const boxes = rank.slice(at, at + inRow);
    const parts = Math.max(0, ...boxes.map((box) => partsLines(box, unfolded)));
    rows.push({ boxes, title: undefined, width: boxWidth, parts: parts * PART_PITCH });
  }
  return rows;
}

function partsLines(box: Box, unfolded: ReadonlySet<string>): number {
  const shown = partsShown(unfolded, box.key);
  return shown === undefined ? 0 : Math.min(box.node?.parts?.count ?? 0, shown + 1);
}

/** CPUs have short names, many CPUs a number each; the others need room for theirs. */
function leastWidth(rank: readonly Box[]): number {
  return rank.every(({ kind }) => kind === 'cpu') ? (rank.length > MANY_CPUS ? 34 : 76) : 158;
}
