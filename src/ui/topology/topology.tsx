import { type ReactNode, useMemo, useState } from 'react';
import { createPortal } from 'react-dom';
import type { TopologyPlan } from '../../engine/index.ts';
import { usePlay, useRun, useScreen, useView } from '../store/hooks.ts';
import { cx } from '../widgets/cx.ts';
import { Empty } from '../widgets/empty.tsx';
import { useMedia } from '../widgets/measure.ts';
import { Definitions, Drawing } from './drawing.tsx';
import type { Reading } from './graph.ts';
import { useFaults } from './faults.ts';
import { layOut } from './layout.ts';
import { treeOf } from './tree.ts';
import { SiftBar } from './sift-bar.tsx';
import { usePictureActions } from './use-picture-actions.ts';
import { useGuided } from './use-guided.ts';
import { useLitDevices, usePicture } from './use-picture.ts';
import { useRoom, useZoom } from './use-zoom.ts';
import { useMessages } from '../widgets/messages.ts';
import buttons from '../widgets/button.module.css';
import styles from './topology.module.css';

/** SVG has no element for it, so a shape is given it as its role. */
const GROUP = { role: 'group' } as const;
const TREE = { role: 'tree' } as const;

const NO_PLAN: TopologyPlan = { nodes: [], edges: [] };

interface Props {
  readonly reading: Reading;
  /** Where its buttons stand: over the picture they would cover it. */
  readonly tools: Element | null;
}

/** The picture: devices at the left, CPUs at the right; or the tree of domains. */
export function Topology({ reading, tools }: Props): ReactNode {
  const { topology: say } = useMessages();
  const [ref, size] = useRoom<HTMLDivElement>();
  const plan = useRun(({ info }) => info?.topology ?? NO_PLAN);
  return (
    <div className={styles.whole}>
      {reading === 'hardware' && isLarge(plan) ? <SiftBar plan={plan} /> : null}
      <div ref={ref} className={styles.pane}>
        {plan.nodes.length === 0 ? (
          <Empty title={say.empty}>{say.emptyAbout}</Empty>
        ) : size === undefined || size.width === 0 ? null : (
          <Picture plan={plan} reading={reading} tools={tools} {...size} />
        )}
      </div>
    </div>
  );
}

/** More devices than a glance takes in: then one can choose among them. */
const LARGE = 24;

function isLarge({ nodes }: TopologyPlan): boolean {
  return nodes.filter(({ device }) => device !== undefined && device.sign !== 'never').length > LARGE;
}

interface PictureProps extends Props {
  readonly plan: TopologyPlan;
  readonly width: number;
  readonly height: number;
  readonly room: number;
}

function Picture({ plan, reading, tools, width, height, room }: PictureProps): ReactNode {
  const { topology: say } = useMessages();
  const unfolded = useView((view) => view.unfolded);
  const sift = useView((view) => view.sift);
  const pinned = useLitDevices(plan);
  const speed = usePlay((play) => play.speed);
  const step = useScreen((screen) => screen.step);
  const still = useMedia('(prefers-reduced-motion: reduce)');
  const layout = useMemo(
    () => layOut(plan, say, reading, width, height, { unfolded, sift, pinned }, room),
    [plan, say, reading, width, height, unfolded, sift, pinned, room],
  );
  const [focused, setFocused] = useState<string>();
  const { ref, transform, reset, reveal } = useZoom(width, height, room, layout);
  const picture = usePicture(plan, layout);
  const faults = useFaults();
  useGuided(layout, picture, reveal, { width, height });
  const actions = usePictureActions({ layout, picture, svg: ref, reveal, setFocused });
  const isThere = focused !== undefined && [...layout.boxes, ...layout.parts].some(({ key }) => key === focused);
  const first = isThere ? focused : layout.boxes[0]?.key;
  const tree = useMemo(
    () => (reading === 'domains' ? treeOf(layout.boxes, plan.edges) : undefined),
    [reading, layout, plan],
  );
  return (
    <>
      <svg
        ref={ref}
        className={styles.svg}
        width={width}
        height={height}
        {...(tree === undefined ? GROUP : TREE)}
        aria-label={say[reading]}
        data-own-arrows=""
        data-topology=""
      >
        <Definitions />
        <g transform={transform}>
          <Drawing
            layout={layout}
            tree={tree}
            picture={picture}
            faults={faults}
            unfolded={unfolded}
            first={first}
            step={step}
            speed={still ? undefined : speed}
            width={width}
            actions={actions}
          />
        </g>
      </svg>
      {reset === undefined || tools === null
        ? null
        : createPortal(
            <button type="button" className={cx(buttons.button, buttons.small)} title={say.fitTitle} onClick={reset}>
              {say.fit}
            </button>,
            tools,
          )}
    </>
  );
}
