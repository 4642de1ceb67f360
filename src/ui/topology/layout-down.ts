/** Places the boxes on a narrow pane: ranks one under another, boxes of a rank side by side in as many rows as they need. */
import { type Box, fold, type Graph } from './fold.ts';
import { columnsOf, header, type Reading } from './graph.ts';
import type { Layout, PlacedBox } from './layout.ts';

const MARGIN = 12;
const HEAD = 20;
const BETWEEN = 6;
const NARROWEST = 84;
const WIDEST = 180;

export function layOutDown(
  graph: Graph,
  reading: Reading,
  width: number,
  height: number,
  unfolded: ReadonlySet<string>,
): Layout {
  const folded = fold(graph, 12, unfolded);
  const ranks = columnsOf(folded.boxes, folded.edges);
  const inner = width - 2 * MARGIN;
  const perRow = ranks.map((rank) =>
    Math.min(rank.length, Math.max(1, Math.floor((inner + BETWEEN) / (leastWidth(rank) + BETWEEN)))),
  );
  const rows = ranks.map((rank, index) => Math.ceil(rank.length / (perRow[index] ?? 1)));
  const total = rows.reduce((sum, one) => sum + one, 0);
  const spare = height - 2 * MARGIN - ranks.length * HEAD;
  const boxHeight = Math.max(26, Math.min(40, (spare - 8 * ranks.length) / total - BETWEEN));
  const gap = Math.max(10, Math.min(30, (spare - total * (boxHeight + BETWEEN)) / Math.max(1, ranks.length)));
  const boxes: PlacedBox[] = [];
  const headers: Layout['headers'][number][] = [];
  let y = MARGIN;
  for (const [index, rank] of ranks.entries()) {
    headers.push({ x: MARGIN, y: y + 11, text: header(rank, reading, index, ranks.length) });
    y += HEAD;
    const inRow = perRow[index] ?? 1;
    const boxWidth = Math.min(WIDEST, (inner - (inRow - 1) * BETWEEN) / inRow);
    for (const [at, box] of rank.entries()) {
      const x = MARGIN + (at % inRow) * (boxWidth + BETWEEN);
      boxes.push({
        ...box,
        x,
        y: y + Math.floor(at / inRow) * (boxHeight + BETWEEN),
        width: boxWidth,
        height: boxHeight,
      });
    }
    y += (rows[index] ?? 1) * (boxHeight + BETWEEN) + gap;
  }
  return { flow: 'down', boxes, edges: folded.edges, headers, width, height: Math.max(height, y) };
}

/** CPUs have short names; the others need room for theirs. */
function leastWidth(rank: readonly Box[]): number {
  return rank.every(({ kind }) => kind === 'cpu') ? NARROWEST - 8 : 116;
}
