import { type ReactNode, type RefObject, useCallback, useRef } from 'react';
import { Group, Panel, type PanelImperativeHandle, Separator, useDefaultLayout } from 'react-resizable-panels';
import { Inspector } from '../inspector/inspector.tsx';
import { Steps } from '../inspector/steps.tsx';
import type { Gesture } from '../store/gestures.ts';
import { useGesture } from '../store/use-gesture.ts';
import { Timeline } from '../timeline/timeline.tsx';
import { Transport } from '../timeline/transport.tsx';
import { LeftPane, RightPane } from './panes.tsx';
import styles from './app.module.css';

/** The page at full width: panes that resize, and fold when dragged shut. */
export function Desk(): ReactNode {
  const rows = useDefaultLayout({ id: 'irqscope-rows' });
  const columns = useDefaultLayout({ id: 'irqscope-columns' });
  const left = useDefaultLayout({ id: 'irqscope-left' });
  const right = useDefaultLayout({ id: 'irqscope-right' });
  const stepsPanel = useFold('fold-steps');
  const rightPanel = useFold('fold-right');
  const selectedPanel = useFold('fold-selected');
  return (
    <Group orientation="vertical" className={styles.desk} {...rows}>
      <Panel id="panes" minSize={200}>
        <Group orientation="horizontal" {...columns}>
          <Panel id="left" minSize={320} defaultSize="63%">
            <Group orientation="vertical" {...left}>
              <Panel id="topology" minSize={120} defaultSize="71%" className={styles.pane}>
                <LeftPane />
              </Panel>
              <Separator className={styles.horizontal} aria-label="Resize picture and steps" />
              <Panel id="steps" panelRef={stepsPanel} minSize={70} collapsible className={styles.pane}>
                <Steps />
              </Panel>
            </Group>
          </Panel>
          <Separator className={styles.vertical} aria-label="Resize left and right" />
          <Panel id="right" panelRef={rightPanel} minSize={280} collapsible>
            <Group orientation="vertical" {...right}>
              <Panel id="tables" minSize={120} defaultSize="58%" className={styles.pane}>
                <RightPane />
              </Panel>
              <Separator className={styles.horizontal} aria-label="Resize tables and selection" />
              <Panel id="selected" panelRef={selectedPanel} minSize={70} collapsible className={styles.pane}>
                <Inspector />
              </Panel>
            </Group>
          </Panel>
        </Group>
      </Panel>
      <Separator className={styles.horizontal} aria-label="Resize panes and chart" />
      <Panel
        id="time"
        minSize={46}
        defaultSize={184}
        maxSize="50%"
        groupResizeBehavior="preserve-pixel-size"
        className={styles.pane}
      >
        <Transport />
        <Timeline />
      </Panel>
    </Group>
  );
}

/** A pane that a command folds and unfolds. */
function useFold(gesture: Gesture): RefObject<PanelImperativeHandle | null> {
  const ref = useRef<PanelImperativeHandle>(null);
  useGesture(
    gesture,
    useCallback(() => {
      if (ref.current?.isCollapsed() === true) ref.current.expand();
      else ref.current?.collapse();
    }, []),
  );
  return ref;
}
