/** One view in a frame of another page; the whole page in none. */
import { expect, test } from './helper.ts';

test('a frame shows one view with the transport and tells its height; the whole page refuses one', async ({
  page,
  baseURL,
}) => {
  const address = baseURL ?? '';
  // A page of documentation, which our server has not.
  await page.route('**/documentation.html', (route) =>
    route.fulfill({ contentType: 'text/html', body: '<!doctype html><title>documentation</title><body></body>' }),
  );
  await page.goto(`${address}documentation.html`);
  const frames = `<iframe id="one" src="${address}embed.html#v=1&amp;s=qemu-virt-gicv2m&amp;t=500" width="900" height="600"></iframe>`;
  await page.evaluate((html) => {
    const heights: number[] = [];
    Object.assign(window, { heights });
    window.addEventListener('message', ({ data }: MessageEvent<{ irqscope?: string; height?: number }>) => {
      if (data.irqscope === 'height' && data.height !== undefined) heights.push(data.height);
    });
    document.body.innerHTML = html;
  }, frames);
  const one = page.frameLocator('#one');
  await expect(one.getByRole('button', { name: 'Step forward' })).toBeVisible({ timeout: 30_000 });
  await expect(one.getByLabel('Go to step')).toHaveValue('500');
  await expect(one.locator('svg[data-topology]')).toBeVisible();
  await expect(one.getByRole('button', { name: 'Share' })).toBeHidden();
  await expect(one.getByRole('link', { name: 'Open in irqscope' })).toBeVisible();
  await expect
    .poll(() =>
      page.evaluate(() => ('heights' in window && Array.isArray(window.heights) ? Number(window.heights[0]) : 0)),
    )
    .toBeGreaterThan(400);
  const headers = async (path: string): Promise<string> =>
    (await page.request.get(`${address}${path}`)).headers()['content-security-policy'] ?? '';
  expect(await headers('embed.html')).toContain('frame-ancestors *');
  expect(await headers('')).toContain("frame-ancestors 'none'");
});
