import { createRoot } from 'react-dom/client';
import { must } from '../base/assert.ts';
import { readLink } from '../permalink/link.ts';
import { createEngineClient } from '../worker/client.ts';
import { App } from './app/app.tsx';
import { type AppModel, AppProvider, createAppModel } from './store/app-model.ts';
import { idleHook } from './store/idle.ts';
import { listenForKeys } from './store/keys.ts';
import { dismissProblems, report, tell } from './store/notices.ts';
import { PRESETS } from './store/presets.ts';
import { followTheme } from './store/theme.ts';
import { withProgress } from './store/tracked-engine.ts';
import './app/tokens.css';
import './app/base.css';

const app = createAppModel(createEngineClient());
window.irqscope = idleHook(app.stores, app.navigator, app.links);
listenForKeys(app);
followTheme(app.stores);
window.addEventListener('hashchange', () => {
  dismissProblems(app.stores);
  void openAddress(app);
});

createRoot(must(document.getElementById('root'), '#root')).render(
  <AppProvider value={app}>
    <App />
  </AppProvider>,
);

void withProgress(app.stores, 'Starting', async () => {
  const opened = await openAddress(app);
  const [first] = PRESETS;
  if (opened || first === undefined) return;
  await app.opener.preset(first, undefined);
  app.guide.showHintToNewcomers();
});

/** Opens what the address names; false when it names nothing that opens. */
async function openAddress({ stores, opener }: AppModel): Promise<boolean> {
  const read = await readLink(location.hash);
  if (read === undefined) return false;
  if (!read.ok) {
    report(stores, 'Could not open the link', read.error);
    return false;
  }
  const { link, lost } = read.value;
  if (lost.length > 0)
    tell(stores, 'Part of the link could not be read', `Left out: ${lost.join(', ')}. The scenario is complete.`);
  return opener.link(link);
}
