import { type ReactNode, type RefObject, useCallback, useRef, useState } from 'react';
import { Group, Panel, type PanelImperativeHandle, Separator, useDefaultLayout } from 'react-resizable-panels';
import { Inspector, NothingSelected } from '../inspector/inspector.tsx';
import { QuietSteps, Steps } from '../inspector/steps.tsx';
import { useApp, useGesture, usePlay, useScreen, useSelection, useView } from '../store/hooks.ts';
import type { Fold } from '../store/gestures.ts';
import type { PhonePane } from '../../engine/api/scenario/names.ts';
import { Timeline } from '../timeline/timeline.tsx';
import { Transport } from '../timeline/transport.tsx';
import { useMedia } from '../widgets/measure.ts';
import { useTurns } from '../widgets/slowly.ts';
import { LeftPane, RightPane } from './panes.tsx';
import { Sentence, TabbedPanes } from './tabbed-panes.tsx';
import { useMessages } from '../widgets/messages.ts';
import styles from './app.module.css';

/**
 * The page at full width: panes that resize, and fold when dragged shut. What has nothing to show is a line, and its room
 * is its neighbour's. In a smaller window (`compact`) what stands below others is in tabs instead.
 */
export function Desk({ compact }: { readonly compact: boolean }): ReactNode {
  const { panes: say } = useMessages().app;
  const size = compact ? 'compact-' : '';
  const rows = useDefaultLayout({ id: `irqscope-${size}rows` });
  const columns = useDefaultLayout({ id: `irqscope-${size}columns` });
  const quiet = useQuiet();
  const inSteps = useView(({ phonePane }) => phonePane === 'steps');
  const none = useSelection() === undefined;
  const left = useDefaultLayout({ id: 'irqscope-left', panelIds: LEFT });
  const right = useDefaultLayout({ id: 'irqscope-right', panelIds: RIGHT });
  const transport = useRef<HTMLDivElement>(null);
  const leftPane = useFold('fold-left', transport);
  const stepsPane = useFold('fold-steps', transport);
  const rightPane = useFold('fold-right', transport);
  const selectedPane = useFold('fold-selected', transport);
  // Its transport bar stays; only the chart under it goes.
  const { inert: isChartFolded, ...chartPane } = useFold('fold-chart', transport);
  const low = useMedia('(max-height: 600px)');
  const turn = useTurns(DESK_PARTS);
  return (
    <Group orientation="vertical" className={styles.desk} {...rows}>
      <Panel id="panes" minSize={200}>
        <Group orientation="horizontal" {...columns}>
          <Panel
            id="left"
            {...leftPane}
            minSize={320}
            defaultSize={compact ? '58%' : '63%'}
            collapsible
            className={styles.pane}
          >
            <Group orientation="vertical" className={styles.stack} {...left}>
              <Panel id="topology" minSize={120} defaultSize="71%" className={styles.pane}>
                <LeftPane />
              </Panel>
              {compact || quiet ? null : (
                <>
                  <Separator className={styles.horizontal} aria-label={say.resizeSteps} />
                  <Panel id="steps" {...stepsPane} minSize={70} collapsible className={styles.pane}>
                    {turn < 3 ? null : <Steps />}
                  </Panel>
                </>
              )}
            </Group>
            {!compact && quiet ? <QuietSteps /> : null}
          </Panel>
          <Separator className={styles.vertical} aria-label={say.resizeSides} />
          <Panel id="right" {...rightPane} minSize={280} collapsible className={styles.pane}>
            {turn < 2 ? null : compact ? (
              <TabbedPanes panes={BESIDE} />
            ) : (
              <>
                <Group orientation="vertical" className={styles.stack} {...right}>
                  <Panel id="tables" minSize={120} defaultSize="58%" className={styles.pane}>
                    <RightPane />
                  </Panel>
                  {none ? null : (
                    <>
                      <Separator className={styles.horizontal} aria-label={say.resizeSelection} />
                      <Panel id="selected" {...selectedPane} minSize={70} collapsible className={styles.pane}>
                        {turn < 3 ? null : <Inspector />}
                      </Panel>
                    </>
                  )}
                </Group>
                {none ? <NothingSelected /> : null}
              </>
            )}
          </Panel>
        </Group>
      </Panel>
      <Separator className={styles.horizontal} aria-label={say.resizeChart} />
      <Panel
        id="time"
        {...chartPane}
        minSize={110}
        collapsible
        collapsedSize={compact ? TRANSPORT + SENTENCE : TRANSPORT}
        defaultSize={compact ? (low ? 112 : 168) : 212}
        maxSize="50%"
        groupResizeBehavior="preserve-pixel-size"
        className={styles.pane}
      >
        {turn < DESK_PARTS ? null : (
          <>
            {compact && !inSteps ? <Sentence /> : null}
            <Transport ref={transport} />
            <Timeline inert={isChartFolded} />
          </>
        )}
      </Panel>
    </Group>
  );
}

/** The picture, the tables, what is below them, and the foot: drawn one after the other. */
const DESK_PARTS = 4;

/** What stays of the chart's pane when it is folded: the transport bar, in pixels. */
const TRANSPORT = 46;
/** And in a smaller window the step in words, a line. */
const SENTENCE = 28;

const LEFT = ['topology', 'steps'];
const RIGHT = ['tables', 'selected'];
/** What stands in tabs beside the picture in a smaller window. */
const BESIDE = ['tables', 'steps', 'selected'] as const satisfies readonly PhonePane[];

/** Whether no function runs and hardly anything changed. While the run is played the panes keep their sizes. */
function useQuiet(): boolean {
  const nothing =
    useScreen(({ frames, changes, moreChanges }) => frames.length === 0 && changes.length + moreChanges < 2) ?? true;
  const playing = usePlay((play) => play.playing);
  const [quiet, setQuiet] = useState(nothing);
  if (quiet !== nothing && !(playing && nothing)) setQuiet(nothing);
  return quiet && nothing;
}

interface Folding {
  readonly panelRef: RefObject<PanelImperativeHandle | null>;
  readonly elementRef: RefObject<HTMLDivElement | null>;
  readonly onResize: () => void;
  /** What is folded is out of sight: out of the keyboard's reach too. */
  readonly inert: boolean;
}

/**
 * A pane that a command folds and unfolds; the store knows which are folded, however that was done. Focus in it goes to the
 * transport bar, where keys step.
 */
export function useFold(fold: Fold, transport: RefObject<HTMLDivElement | null>): Folding {
  const { state, actions } = useApp();
  const panelRef = useRef<PanelImperativeHandle>(null);
  const elementRef = useRef<HTMLDivElement>(null);
  const inert = useView(({ folded }) => folded.has(fold));
  useGesture(
    fold,
    useCallback(() => {
      if (panelRef.current?.isCollapsed() === true) panelRef.current.expand();
      else panelRef.current?.collapse();
    }, []),
  );
  const onResize = useCallback(() => {
    const isFolded = panelRef.current?.isCollapsed() === true;
    if (isFolded === state.view.getState().folded.has(fold)) return;
    if (isFolded && hasFocus(elementRef.current) && !hasFocus(transport.current)) transport.current?.focus();
    actions.paneFolded(fold, isFolded);
  }, [fold, state, actions, transport]);
  return { panelRef, elementRef, onResize, inert };
}

const hasFocus = (element: Element | null): boolean => element?.contains(document.activeElement) === true;
