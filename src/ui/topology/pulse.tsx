import { type ReactNode, useLayoutEffect, useRef } from 'react';
import type { Pulse } from '../../engine/index.ts';
import { cx } from '../widgets/cx.ts';
import type { Layout, PlacedBox } from './placed.ts';
import { reversed } from './line.ts';
import styles from './topology.module.css';

/** How a message goes through the picture: along its lines, and where it ends. */
export interface Course {
  readonly lines: readonly string[];
  readonly end: readonly [x: number, y: number];
  /** The box where it ends. */
  readonly at: PlacedBox;
  readonly stopped: string | undefined;
}

/** So far from its device stands what never left it. */
const BESIDE = 11;

/** The course of a pulse; undefined when nothing of it is in the picture. */
export function courseOf(
  { path, stopped }: Pulse,
  { edges, flow }: Layout,
  byKey: ReadonlyMap<string, PlacedBox>,
): Course | undefined {
  const boxes = path.flatMap((key) => byKey.get(key) ?? []).filter((box, at, all) => box !== all[at - 1]);
  const last = boxes.at(-1);
  if (last === undefined) return undefined;
  const lines = boxes.slice(1).flatMap((to, at) => {
    const from = boxes[at];
    if (from === undefined) return [];
    const back = lineBetween(edges, to, from);
    return lineBetween(edges, from, to) ?? (back === undefined ? [] : reversed(back));
  });
  // What never left its device stands beside where it would have, and off what the box says; at a CPU, where it came in.
  const out: [number, number] =
    last.kind === 'cpu'
      ? flow === 'across'
        ? [last.x, last.y + last.height / 2]
        : [last.x + last.width / 2, last.y]
      : flow === 'across'
        ? [last.x + last.width + BESIDE, last.y + last.height / 2]
        : [last.x + last.width - 14, last.y + last.height];
  return { lines, end: endOf(lines.at(-1)) ?? out, at: last, stopped };
}

/** The way from a box to another, along the line that is drawn for it. */
function lineBetween(edges: Layout['edges'], from: PlacedBox, to: PlacedBox): string | undefined {
  const edge = edges.find(({ lines, targets }) => lines.has(from.key) && targets.includes(to.key));
  const line = edge?.lines.get(from.key);
  // A line to a grid ends at its edge, and the message at the CPU.
  return line === undefined || to.shape !== 'cell' ? line : `${line}L${to.x + to.width / 2},${to.y + to.height / 2}`;
}

function endOf(line: string | undefined): [number, number] | undefined {
  const numbers = line
    ?.match(/-?[\d.]+(?:e-?\d+)?/g)
    ?.slice(-2)
    .map(Number);
  const [x, y] = numbers ?? [];
  return x === undefined || y === undefined ? undefined : [x, y];
}

/** The way of a message, under the boxes. */
export function PulseLine({ lines, stopped }: Course): ReactNode {
  return (
    <g
      className={cx(styles.pulse, stopped !== undefined && styles.stopped)}
      aria-hidden="true"
      // For a recording, which moves a dot of its own.
      data-motion={motionOf(lines)}
    >
      {lines.map((path) => (
        <path key={path} className={styles.pulsePath} d={path} />
      ))}
    </g>
  );
}

/** One way over so many seconds at the speed at which play starts. */
const TRAVEL = 3.6;
const FASTEST = 0.12;
const SLOWEST = 3;

/** All lines as one path. */
function motionOf(lines: Course['lines']): string {
  return lines.join('').replaceAll(/(?!^)M/g, 'L');
}

/** The message itself: a dot that runs along at the pace of play, or stands at the end. */
export function PulseDot({ lines, end, stopped, speed }: Course & { readonly speed: number | undefined }): ReactNode {
  const motion = motionOf(lines);
  const animation = useRef<SVGAnimateMotionElement>(null);
  useLayoutEffect(() => {
    // Time in a picture counts from when it was made, so what comes later has to be started by hand.
    if (motion !== '') animation.current?.beginElement();
  }, [motion]);
  const [x, y] = end;
  // Where it was stopped stands a cross.
  if (stopped !== undefined && (speed === undefined || motion === '')) return null;
  const moves = speed !== undefined && motion !== '';
  const seconds = Math.min(SLOWEST, Math.max(FASTEST, TRAVEL / (speed ?? 1)));
  return (
    <g className={cx(styles.pulse, stopped !== undefined && styles.stopped)} aria-hidden="true" data-dot="">
      {moves ? (
        <circle r={6}>
          <animateMotion ref={animation} begin="indefinite" path={motion} dur={`${seconds}s`} fill="freeze" />
        </circle>
      ) : (
        <circle cx={x} cy={y} r={6} />
      )}
    </g>
  );
}
