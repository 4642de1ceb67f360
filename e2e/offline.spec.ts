/** The page from any static host, below any path, and without a network after the first visit; and a newer version of it. */
import { appendFileSync, cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { serve } from '../src/cli/server.mjs';
import { expect, Explorer, test } from './helper.ts';

const BUILT = fileURLToPath(new URL('../dist/web', import.meta.url));
const BOOTED = '#v=1&s=qemu-virt-gicv2m&t=1000';

test(
  'below a path of a host, then without a network, then as a newer version when asked',
  { tag: '@thorough' },
  async ({ browser }) => {
    const folder = mkdtempSync(join(tmpdir(), 'irqscope-host-'));
    cpSync(BUILT, join(folder, 'tools/irqscope'), { recursive: true, filter: (path) => !path.endsWith('.map') });
    const first = new AbortController();
    const second = new AbortController();
    const context = await browser.newContext({ serviceWorkers: 'allow' });
    try {
      const host = await serve(folder, { port: 0, signal: first.signal });
      const page = await context.newPage();
      const explorer = new Explorer(page);
      await page.goto(`${host}tools/irqscope/${BOOTED}`);
      await explorer.idle();
      expect(await explorer.step()).toBe(1000);
      await page.evaluate(async () => {
        await navigator.serviceWorker.ready;
      });

      // The host is gone: the page, the engine, a board, the table of drivers and what is loaded later are still there.
      first.abort();
      await page.reload();
      await explorer.idle();
      expect(await explorer.step()).toBe(1000);
      await explorer.press('e');
      await expect(page.getByRole('dialog')).toBeVisible();
      await explorer.press('Escape');

      // The host is back with another version: it is offered, and comes only when it is taken.
      appendFileSync(join(folder, 'tools/irqscope/service-worker.js'), '\n// another version\n');
      await serve(folder, { port: Number(new URL(host).port), strictPort: true, signal: second.signal });
      await page.evaluate(async () => {
        await (await navigator.serviceWorker.ready).update();
      });
      const offer = page.getByRole('button', { name: 'New version' });
      await expect(offer).toBeVisible();
      expect(await explorer.step()).toBe(1000);
      const loaded = page.waitForEvent('load');
      await offer.click();
      await loaded;
      await explorer.idle();
      expect(await explorer.step()).toBe(1000);
      await expect(offer).toBeHidden();
    } finally {
      await context.close();
      first.abort();
      second.abort();
      rmSync(folder, { recursive: true, force: true });
    }
  },
);
