import { type ReactNode, useMemo, useState } from 'react';
import { createPortal } from 'react-dom';
import type { TopologyPlan } from '../../engine/index.ts';
import { usePlay, useRun, useScreen, useView } from '../store/hooks.ts';
import { partsShown } from '../store/unfolded.ts';
import { cx } from '../widgets/cx.ts';
import { Empty } from '../widgets/empty.tsx';
import { useMedia } from '../widgets/measure.ts';
import { Edges } from './edges.tsx';
import { HeadingBox, SIGNS } from './heading-box.tsx';
import type { Reading } from './graph.ts';
import { type Fault, useFaults } from './faults.ts';
import { layOut } from './layout.ts';
import type { PlacedBox } from './placed.ts';
import { NodeBox } from './node-box.tsx';
import { PartBox } from './part-box.tsx';
import { RowBox } from './row-box.tsx';
import { treeOf } from './tree.ts';
import { SiftBar } from './sift-bar.tsx';
import { PulseDot, PulseLine } from './pulse.tsx';
import { StopMark } from './stop-mark.tsx';
import { usePictureActions } from './use-picture-actions.ts';
import { useGuided } from './use-guided.ts';
import { type PictureState, useLitDevices, usePicture } from './use-picture.ts';
import { useRoom, useZoom } from './use-zoom.ts';
import { useMessages } from '../widgets/messages.ts';
import buttons from '../widgets/button.module.css';
import styles from './topology.module.css';

/** SVG has no element for it, so a shape is given it as its role. */
const GROUP = { role: 'group' } as const;
const TREE = { role: 'tree' } as const;

/** Before the path in the key of a box that is a node. */
const NODE = 'node:';

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
  const { courses, isSelected, isLitText, partsOf } = picture;
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
        <defs>
          <pattern id="irqscope-hatch" width={4} height={4} patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
            <line className={styles.hatchLine} y2={4} />
          </pattern>
        </defs>
        <g transform={transform}>
          {layout.headers.map(({ x, y, text }) => (
            <text key={`${text}${x}${y}`} className={styles.header} x={x} y={y}>
              {text}
            </text>
          ))}
          {layout.frames.map(({ key, kind, ...area }) => (
            <rect key={key} className={kind === 'group' ? styles.strip : styles.gridFrame} {...area} rx={6} />
          ))}
          <Edges
            layout={layout}
            isPresent={picture.isPresent}
            isLit={picture.isLit}
            aside={layout.grouped && layout.boxes.some(({ key }) => picture.isLit(key))}
          />
          {courses.map((course, index) => (
            <PulseLine key={index} {...course} />
          ))}
          {(tree?.boxes ?? layout.boxes).map((box) =>
            box.shape === 'heading' ? (
              <HeadingBox
                key={box.key}
                box={box}
                {...headingOf(box, picture)}
                focusable={box.key === first}
                {...actions}
              />
            ) : box.shape === 'row' ? (
              <RowBox
                key={box.key}
                box={box}
                {...shown(box, picture, faults)}
                sign={picture.stateOf(box.key)?.sign ?? 'later'}
                short={picture.stateOf(box.key)?.short ?? ''}
                unfolded={partsShown(unfolded, box.key) !== undefined}
                focusable={box.key === first}
                {...actions}
              />
            ) : (
              <NodeBox
                key={box.key}
                box={box}
                {...shown(box, picture, faults)}
                generic={picture.stateOf(box.key)?.generic === true}
                unfolded={partsShown(unfolded, box.key) !== undefined}
                focusable={box.key === first}
                level={tree?.levels.get(box.key)}
                {...actions}
              />
            ),
          )}
          {layout.parts.map((place) => {
            const part = place.index === undefined ? undefined : partsOf(place.device)?.[place.index];
            return (
              <PartBox
                key={place.key}
                place={place}
                part={part}
                lit={part !== undefined && part.used && isLitText(part.selection)}
                selected={part?.used === true && isSelected(part.selection)}
                focusable={place.key === first}
                onSelect={actions.onPart}
                onFocus={actions.onFocus}
                onArrow={actions.onArrow}
              />
            );
          })}
          {courses.map((course, index) => (
            <PulseDot key={`${step}:${index}`} {...course} speed={still ? undefined : speed} />
          ))}
          {courses.map((course, index) => (
            <StopMark key={index} course={course} layout={layout} width={width} />
          ))}
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

/** What a box or a row shows at this step. */
function shown(
  box: PlacedBox,
  picture: PictureState,
  faults: ReadonlyMap<string, Fault>,
): Pick<Parameters<typeof NodeBox>[0], 'present' | 'note' | 'mark' | 'fault' | 'lit' | 'selected' | 'stopped'> {
  const state = picture.stateOf(box.key);
  return {
    present: state?.present === true,
    note: state?.note ?? '',
    mark: state?.mark,
    fault: box.key.startsWith(NODE) ? faults.get(box.key.slice(NODE.length)) : undefined,
    lit: picture.isLit(box.key),
    selected: picture.isSelected(picture.selectionOf(box)),
    stopped: box.key === picture.stoppedAt ? picture.why : undefined,
  };
}

/** What the heading of a group shows: how its devices stand, and of those that it hides the first that has changed. */
function headingOf(
  { folded, group }: PlacedBox,
  { stateOf, isLit, labelOf }: PictureState,
): Pick<Parameters<typeof HeadingBox>[0], 'counts' | 'peek' | 'lit'> {
  const members = group?.members.map((key) => stateOf(key)) ?? [];
  const counts = SIGNS.map((sign) => members.filter((state) => state?.sign === sign).length).join(' ');
  const changed = folded.find((key) => stateOf(key)?.mark !== undefined);
  const short = changed === undefined ? '' : (stateOf(changed)?.short ?? '');
  const peek = changed === undefined ? undefined : [labelOf(changed), short].filter((text) => text !== '').join(' · ');
  return { counts, peek, lit: folded.some(isLit) };
}
