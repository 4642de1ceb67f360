import { lazy, type ReactNode, Suspense, useDeferredValue, useEffect, useRef } from 'react';
import { pageMessages } from '../../engine/api/messages/index.ts';
import { useCompare, useRun, useView } from '../store/hooks.ts';
import { keepFocus } from '../widgets/keep-focus.ts';
import { useMedia } from '../widgets/measure.ts';
import { MessagesProvider } from '../widgets/messages.ts';
import { useSlowly } from '../widgets/slowly.ts';
import { Dialogs } from './dialogs.tsx';
import { Desk } from './desk.tsx';
import { MachineDesk } from './machine-desk.tsx';
import { DropZone } from './drop-zone.tsx';
import { Embed, Framed } from './embed.tsx';
import { LongPress } from './long-press.tsx';
import { Notices } from './notices.tsx';
import { Phone } from './phone.tsx';
import { Start } from './start.tsx';
import { TopBar } from './top-bar.tsx';
import { TourStrip } from './tour-strip.tsx';
import styles from './app.module.css';

/** Not needed to look at a run. */
const Compare = lazy(() =>
  import('../compare/compare.tsx').then(
    ({ Compare }) => ({ default: Compare }),
    () => ({ default: () => null }),
  ),
);

function ComparePlace(): ReactNode {
  const shown = useCompare((state) => state.shown);
  return shown ? (
    <Suspense fallback={null}>
      <Compare />
    </Suspense>
  ) : null;
}

/** Nothing to see: it is drawn with each large change, so that the page knows when all is shown. */
function Follower(): ReactNode {
  useSlowly();
  return null;
}

/** The page; or in a frame one view of it. */
export function App({ embedded, refused }: { readonly embedded: boolean; readonly refused: boolean }): ReactNode {
  // Deferred, because the whole desk at once would hold up the main thread: React draws it a slice at a time.
  const isOpen = useDeferredValue(useRun(({ info }) => info !== undefined));
  const isMachine = useDeferredValue(useRun(({ machine }) => machine !== undefined));
  const narrow = useMedia('(max-width: 760px)');
  const compact = useMedia('(max-width: 1199px), (max-height: 699px)');
  const language = useView((view) => view.language);
  const page = useRef<HTMLDivElement>(null);
  useEffect(() => (page.current === null ? undefined : keepFocus(page.current)), []);
  if (refused || embedded)
    return (
      <MessagesProvider value={pageMessages(language)}>
        <div ref={page} className={styles.app}>
          <Follower />
          {refused ? <Framed /> : <Embed isOpen={isOpen} />}
          {refused ? null : <Dialogs />}
        </div>
      </MessagesProvider>
    );
  return (
    <MessagesProvider value={pageMessages(language)}>
      <div ref={page} className={styles.app}>
        <Follower />
        <TopBar narrow={narrow} />
        <Notices />
        {isOpen && !isMachine ? <TourStrip /> : null}
        {isOpen ? <ComparePlace /> : null}
        {isOpen ? (
          <main className={styles.main}>
            {narrow ? <Phone /> : isMachine ? <MachineDesk /> : <Desk key={`${compact}`} compact={compact} />}
          </main>
        ) : (
          <Start />
        )}
        <Dialogs />
        <DropZone />
        <LongPress />
      </div>
    </MessagesProvider>
  );
}
