import { createRoot } from 'react-dom/client';
import { must } from '../base/assert.ts';
import { createEngineClient } from '../worker/client.ts';
import { App } from './app/app.tsx';
import { AppProvider } from './store/hooks.ts';
import { createPage } from './store/page.ts';
import './app/tokens.css';
import './app/base.css';

const page = createPage(createEngineClient());
window.irqscope = page.idle;
createRoot(must(document.getElementById('root'), '#root')).render(
  <AppProvider value={page.app}>
    <App />
  </AppProvider>,
);
page.start();
