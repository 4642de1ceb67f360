import { createRoot } from 'react-dom/client';
import { must } from '../base/assert.ts';
import { createEngineClient } from '../worker/client.ts';
import { App } from './app/app.tsx';
import { AppProvider } from './store/hooks.ts';
import { createPage, type Page } from './store/page.ts';
import { browserShelf } from './store/shelf.ts';
import './app/tokens.css';
import './app/base.css';

// The client asks for the language when it is first called: the page is there by then.
const client = createEngineClient(() => page.app.state.view.getState().language);
const page: Page = createPage(client, browserShelf());
window.irqscope = page.idle;
createRoot(must(document.getElementById('root'), '#root')).render(
  <AppProvider value={page.app}>
    <App />
  </AppProvider>,
);
page.start();
