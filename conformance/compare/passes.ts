/**
 * A GICv2's handler takes all interrupts that wait, one after another, in one call. Which ones happened to wait together
 * is chance: the two kernels' goldens of one machine list other pairs (6.1: timer and IPI; 6.12: timer and timer, and
 * others). So a pass that took several is compared as one pass for each, on both sides.
 */
import type { Row } from './rows.ts';

/** What a pass calls for each interrupt. */
const EACH = 'generic_handle_domain_irq';

export function onePerPass(trees: readonly Row[][]): Row[][] {
  return trees.flatMap(splitPass);
}

function splitPass(tree: readonly Row[]): Row[][] {
  const [root, ...rest] = tree;
  if (root === undefined) return [];
  const below = (root.depth ?? 0) + 1;
  const parts: Row[][] = [[]];
  for (const row of rest) {
    const starts = row.depth === below && row.fn === EACH;
    if (starts && parts.at(-1)?.some(({ fn, depth }) => depth === below && fn === EACH) === true) parts.push([]);
    parts.at(-1)?.push(row);
  }
  return parts.map((part) => [root, ...part]);
}
