/** What is in the picture at a step, from what is known alone: the page draws it, and so does what writes it into a file. */
import type { ReactNode } from 'react';
import { partsShown } from '../store/unfolded.ts';
import { Edges } from './edges.tsx';
import { HeadingBox, SIGNS } from './heading-box.tsx';
import type { Fault } from './faults.ts';
import type { Layout, PlacedBox } from './placed.ts';
import { NodeBox } from './node-box.tsx';
import { PartBox } from './part-box.tsx';
import type { PictureState } from './picture-state.ts';
import { RowBox } from './row-box.tsx';
import type { Tree } from './tree.ts';
import { PulseDot, PulseLine } from './pulse.tsx';
import { StopMark } from './stop-mark.tsx';
import type { PictureActions } from './use-picture-actions.ts';
import styles from './topology.module.css';

/** Before the path in the key of a box that is a node. */
const NODE = 'node:';

interface Props {
  readonly layout: Layout;
  readonly tree: Tree | undefined;
  readonly picture: PictureState;
  readonly faults: ReadonlyMap<string, Fault>;
  readonly unfolded: ReadonlySet<string>;
  /** Key of the box that the tab key leads to. */
  readonly first: string | undefined;
  readonly step: number | undefined;
  /** How fast messages run; undefined: they stand at their end. */
  readonly speed: number | undefined;
  /** Width of the pane. */
  readonly width: number;
  readonly actions: PictureActions;
}

/** All inside the group that is moved and zoomed. */
export function Drawing(props: Props): ReactNode {
  const { layout, tree, picture, faults, unfolded, first, step, speed, width, actions } = props;
  const { courses, isSelected, isLitText, partsOf } = picture;
  return (
    <>
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
          <HeadingBox key={box.key} box={box} {...headingOf(box, picture)} focusable={box.key === first} {...actions} />
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
        <PulseDot key={`${step}:${index}`} {...course} speed={speed} />
      ))}
      {courses.map((course, index) => (
        <StopMark key={index} course={course} layout={layout} width={width} />
      ))}
    </>
  );
}

/** What parts of the picture refer to. */
export function Definitions(): ReactNode {
  return (
    <defs>
      <pattern id="irqscope-hatch" width={4} height={4} patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
        <line className={styles.hatchLine} y2={4} />
      </pattern>
    </defs>
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
