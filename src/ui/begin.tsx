/** Draws the page and starts it. */
import { startTransition } from 'react';
import { createRoot } from 'react-dom/client';
import { must } from '../base/assert.ts';
import { createEngineClient } from '../worker/client.ts';
import { App } from './app/app.tsx';
import { AppProvider } from './store/hooks.ts';
import type { IdleHook } from './store/idle.ts';
import { createPage, type Page } from './store/page.ts';
import { browserShelf } from './store/shelf.ts';
import './app/tokens.css';
import './app/base.css';

export function begin(): IdleHook {
  const isEmbed = 'embed' in document.documentElement.dataset;
  // Where no server says so by a header, the page itself keeps out of frames: who clicks in one may be misled.
  const isRefused = window.top !== window.self && !isEmbed;
  // The client asks for the language when it is first called: the page is there by then.
  const client = createEngineClient(() => page.app.state.view.getState().language);
  // What is looked at in a frame of another page is not kept.
  const page: Page = createPage(client, isEmbed ? undefined : browserShelf());
  const root = createRoot(must(document.getElementById('root'), '#root'));
  // What is drawn in a transition is drawn a slice at a time.
  startTransition(() =>
    root.render(
      <AppProvider value={page.app}>
        <App embedded={isEmbed} refused={isRefused} />
      </AppProvider>,
    ),
  );
  if (!isRefused) page.start();
  return page.idle;
}
