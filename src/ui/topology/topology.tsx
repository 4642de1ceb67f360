import { type ReactNode, useMemo, useState } from 'react';
import { createPortal } from 'react-dom';
import type { PageMessages } from '../../engine/api/messages/index.ts';
import type { TopologyPlan } from '../../engine/index.ts';
import { usePlay, useRun, useScreen, useView } from '../store/hooks.ts';
import { partsShown } from '../store/unfolded.ts';
import { cx } from '../widgets/cx.ts';
import { Empty } from '../widgets/empty.tsx';
import { useMedia } from '../widgets/measure.ts';
import { Edges } from './edges.tsx';
import type { Reading } from './graph.ts';
import { layOut } from './layout.ts';
import type { PlacedBox } from './placed.ts';
import { NodeBox } from './node-box.tsx';
import { PartBox } from './part-box.tsx';
import { PulseDot, PulseLine } from './pulse.tsx';
import { StopMark } from './stop-mark.tsx';
import { usePictureActions } from './use-picture-actions.ts';
import { useGuided } from './use-guided.ts';
import { type PictureState, usePicture } from './use-picture.ts';
import { useRoom, useZoom } from './use-zoom.ts';
import { useMessages } from '../widgets/messages.ts';
import buttons from '../widgets/button.module.css';
import styles from './topology.module.css';

/** SVG has no element for it, so a shape is given it as its role. */
const GROUP = { role: 'group' } as const;

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
    <div ref={ref} className={styles.pane}>
      {plan.nodes.length === 0 ? (
        <Empty title={say.empty}>{say.emptyAbout}</Empty>
      ) : size === undefined || size.width === 0 ? null : (
        <Picture plan={plan} reading={reading} tools={tools} {...size} />
      )}
    </div>
  );
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
  const speed = usePlay((play) => play.speed);
  const step = useScreen((screen) => screen.step);
  const still = useMedia('(prefers-reduced-motion: reduce)');
  const layout = useMemo(
    () => layOut(plan, say, reading, width, height, unfolded, room),
    [plan, say, reading, width, height, unfolded, room],
  );
  const [focused, setFocused] = useState<string>();
  const { ref, transform, reset, reveal } = useZoom(width, height, room, layout);
  const picture = usePicture(plan, layout);
  useGuided(layout, picture, reveal, { width, height });
  const actions = usePictureActions({ layout, picture, svg: ref, reveal, setFocused });
  const isThere = focused !== undefined && [...layout.boxes, ...layout.parts].some(({ key }) => key === focused);
  const first = isThere ? focused : layout.boxes[0]?.key;
  const { courses, isSelected, isLitText, partsOf } = picture;
  return (
    <>
      <svg
        ref={ref}
        className={styles.svg}
        width={width}
        height={height}
        {...GROUP}
        aria-label={say[reading]}
        data-own-arrows=""
      >
        <g transform={transform}>
          {layout.headers.map(({ x, y, text }) => (
            <text key={`${text}${x}${y}`} className={styles.header} x={x} y={y}>
              {text}
            </text>
          ))}
          <Edges layout={layout} isPresent={picture.isPresent} isLit={picture.isLit} />
          {courses.map((course, index) => (
            <PulseLine key={index} {...course} />
          ))}
          {layout.boxes.map((box) => (
            <NodeBox
              key={box.key}
              box={box}
              {...shown(box, picture, say)}
              unfolded={partsShown(unfolded, box.key) !== undefined}
              focusable={box.key === first}
              {...actions}
            />
          ))}
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

/** What a box shows at this step. */
function shown(
  box: PlacedBox,
  picture: PictureState,
  say: PageMessages['topology'],
): Pick<Parameters<typeof NodeBox>[0], 'present' | 'note' | 'generic' | 'mark' | 'lit' | 'selected' | 'stopped'> {
  const state = picture.stateOf(box.key);
  const isFold = box.node === undefined;
  return {
    present: isFold || state?.present === true,
    note: isFold ? foldNote(box, say) : (state?.note ?? ''),
    generic: state?.generic === true,
    mark: isFold ? markBehind(box, picture) : state?.mark,
    lit: picture.isLit(box.key),
    selected: picture.isSelected(picture.selectionOf(box)),
    stopped: box.key === picture.stoppedAt ? picture.why : undefined,
  };
}

/** "480 vectors, show all". */
function foldNote({ open, vectors = 0 }: PlacedBox, say: PageMessages['topology']): string {
  if (open === true) return say.foldAgain;
  return vectors === 0 ? say.showAll : say.showAllVectors({ vectors });
}

/** A fold is marked as changed when something behind it is marked. */
function markBehind({ folded }: PlacedBox, { stateOf }: PictureState): 'changed' | undefined {
  return folded.some((key) => stateOf(key)?.mark !== undefined) ? 'changed' : undefined;
}
