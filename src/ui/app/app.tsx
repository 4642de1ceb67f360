import { type ReactNode, useDeferredValue, useEffect, useRef } from 'react';
import { pageMessages } from '../../engine/api/messages/index.ts';
import { useRun, useView } from '../store/hooks.ts';
import { keepFocus } from '../widgets/keep-focus.ts';
import { useMedia } from '../widgets/measure.ts';
import { MessagesProvider } from '../widgets/messages.ts';
import { Dialogs } from './dialogs.tsx';
import { Desk } from './desk.tsx';
import { DropZone } from './drop-zone.tsx';
import { Notices } from './notices.tsx';
import { Phone } from './phone.tsx';
import { Start } from './start.tsx';
import { TopBar } from './top-bar.tsx';
import { TourStrip } from './tour-strip.tsx';
import styles from './app.module.css';

/** The page. */
export function App(): ReactNode {
  // Deferred, because the whole desk at once would hold up the main thread: React draws it a slice at a time.
  const isOpen = useDeferredValue(useRun(({ info }) => info !== undefined));
  const narrow = useMedia('(max-width: 760px)');
  const language = useView((view) => view.language);
  const page = useRef<HTMLDivElement>(null);
  useEffect(() => (page.current === null ? undefined : keepFocus(page.current)), []);
  return (
    <MessagesProvider value={pageMessages(language)}>
      <div ref={page} className={styles.app}>
        <TopBar narrow={narrow} />
        <Notices />
        {isOpen ? <TourStrip /> : null}
        {isOpen ? narrow ? <Phone /> : <Desk /> : <Start />}
        <Dialogs />
        <DropZone />
      </div>
    </MessagesProvider>
  );
}
