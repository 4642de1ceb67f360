import { type ReactNode, useMemo, useState } from 'react';
import type { TopologyPlan } from '../../engine/index.ts';
import { selectionText } from '../../permalink/selection-text.ts';
import { useApp, useRun, useScreen, useSelection, useView } from '../store/app-model.ts';
import { Empty } from '../widgets/empty.tsx';
import { useMedia } from '../widgets/use-media.ts';
import { useSize } from '../widgets/use-size.ts';
import { Edges } from './edges.tsx';
import { useLit } from './highlight.ts';
import type { Reading } from './graph.ts';
import { layOut, type PlacedBox } from './layout.ts';
import { NodeBox } from './node-box.tsx';
import { neighbour } from './neighbour.ts';
import { PulseDot, PulseLine } from './pulse.tsx';
import { GROUP } from './roles.ts';
import { useStopped } from './stopped.ts';
import { useZoom } from './use-zoom.ts';
import styles from './topology.module.css';

const NO_PLAN: TopologyPlan = { nodes: [], edges: [] };

/** The picture: devices at the left, CPUs at the right; or the tree of domains. */
export function Topology({ reading }: { readonly reading: Reading }): ReactNode {
  const [ref, size] = useSize<HTMLDivElement>();
  const plan = useRun(({ info }) => info?.topology ?? NO_PLAN);
  return (
    <div ref={ref} className={styles.pane}>
      {plan.nodes.length === 0 ? (
        <Empty title="Nothing to draw">This run made no interrupt domain. The dmesg tab says why.</Empty>
      ) : size === undefined || size.width === 0 ? null : (
        <Picture plan={plan} reading={reading} width={size.width} height={size.height} />
      )}
    </div>
  );
}

interface PictureProps {
  readonly plan: TopologyPlan;
  readonly reading: Reading;
  readonly width: number;
  readonly height: number;
}

function Picture({ plan, reading, width, height }: PictureProps): ReactNode {
  const app = useApp();
  const unfolded = useView((view) => view.unfolded);
  const states = useScreen((screen) => screen.topology);
  const pulses = useScreen((screen) => screen.pulses);
  const selection = useSelection();
  const lit = useLit();
  const stopped = useStopped();
  const still = useMedia('(prefers-reduced-motion: reduce)');
  const layout = useMemo(
    () => layOut(plan, reading, width, height, unfolded),
    [plan, reading, width, height, unfolded],
  );
  const byKey = useMemo(() => placesOf(layout.boxes), [layout]);
  const byState = useMemo(() => new Map(states?.map((state) => [state.key, state])), [states]);
  const [focused, setFocused] = useState<string>();
  const { ref, transform, reset } = useZoom(width, height, layout);
  const isPresent = (key: string): boolean => byKey.get(key)?.node === undefined || byState.get(key)?.present === true;
  const end = stopped?.path.findLast((key) => byKey.has(key));
  const stoppedAt = end === undefined ? undefined : byKey.get(end)?.key;
  const isLit = (key: string): boolean => {
    const node = byKey.get(key)?.node;
    return node !== undefined && lit.has(selectionText(node.selection));
  };
  const onSelect = (box: PlacedBox): void => {
    if (box.node === undefined) app.stores.view.setState({ unfolded: new Set([...unfolded, box.key]) });
    else app.select(isSame(box, selection) ? undefined : box.node.selection);
  };
  const first = focused !== undefined && byKey.has(focused) ? focused : layout.boxes[0]?.key;
  const onArrow = (key: string): boolean => {
    const next = neighbour(layout.boxes, first, key);
    if (next === undefined) return false;
    setFocused(next);
    ref.current?.querySelector<SVGGElement>(`[data-key="${CSS.escape(next)}"]`)?.focus();
    return true;
  };
  return (
    <>
      <svg
        ref={ref}
        className={styles.svg}
        width={width}
        height={height}
        {...GROUP}
        aria-label={reading === 'hardware' ? 'Interrupt topology' : 'Tree of interrupt domains'}
        data-own-arrows=""
      >
        <g transform={transform}>
          {layout.headers.map(({ x, y, text }) => (
            <text key={`${text}${x}${y}`} className={styles.header} x={x} y={y}>
              {text}
            </text>
          ))}
          <Edges layout={layout} byKey={byKey} isPresent={isPresent} isLit={isLit} />
          {pulses?.map((pulse, index) => (
            <PulseLine key={`${pulse.text}${index}`} pulse={pulse} byKey={byKey} flow={layout.flow} />
          ))}
          {layout.boxes.map((box) => (
            <NodeBox
              key={box.key}
              box={box}
              state={byState.get(box.key)}
              lit={isLit(box.key)}
              selected={isSame(box, selection)}
              stopped={box.key === stoppedAt ? stopped?.stopped : undefined}
              focusable={box.key === first}
              onSelect={onSelect}
              onFocus={setFocused}
              onArrow={onArrow}
            />
          ))}
          {pulses?.map((pulse, index) => (
            <PulseDot key={`${pulse.text}${index}`} pulse={pulse} byKey={byKey} flow={layout.flow} still={still} />
          ))}
        </g>
      </svg>
      {reset === undefined ? null : (
        <button type="button" className={styles.reset} onClick={reset}>
          Fit
        </button>
      )}
    </>
  );
}

function isSame(box: PlacedBox, selection: Parameters<typeof selectionText>[0] | undefined): boolean {
  return (
    box.node !== undefined && selection !== undefined && selectionText(box.node.selection) === selectionText(selection)
  );
}

/** Boxes by the keys of all nodes that they stand for. */
function placesOf(boxes: readonly PlacedBox[]): Map<string, PlacedBox> {
  return new Map(boxes.flatMap((box) => [box.key, ...box.folded].map((key) => [key, box] as const)));
}
