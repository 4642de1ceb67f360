/** One view in a frame of another page; the whole page in none. */
import { expect, test } from './helper.ts';

test.use({ permissions: ['clipboard-read', 'clipboard-write'] });

test('a frame shows one view with the transport and tells its height; the whole page refuses one', async ({
  page,
  baseURL,
}) => {
  const address = baseURL ?? '';
  // The frame is the one that the share dialog gives.
  await page.goto(`${address}#v=1&s=qemu-virt-gicv2m&t=500`);
  await page.getByRole('button', { name: 'Share' }).click();
  await page.getByRole('button', { name: 'Copy a frame for a page' }).click();
  await expect(page.getByRole('button', { name: 'Copied' })).toBeVisible();
  const snippet = await page.evaluate(() => navigator.clipboard.readText());
  expect(snippet).toMatch(/^<iframe src="[^"]*embed\.html#v=1&amp;s=qemu-virt-gicv2m[^"]*" title="irqscope"/);
  // The whole page, as a host serves it that sets no headers.
  await page.route('**/?static', async (route) => {
    const body = await (await route.fetch()).text();
    await route.fulfill({ contentType: 'text/html', body });
  });
  // A page of documentation, which our server has not.
  await page.route('**/documentation.html', (route) =>
    route.fulfill({ contentType: 'text/html', body: '<!doctype html><title>documentation</title><body></body>' }),
  );
  await page.goto(`${address}documentation.html`);
  const whole = `<iframe id="whole" src="${address}?static#v=1&amp;s=qemu-virt-gicv2m" width="900" height="300"></iframe>`;
  const frames = snippet.replace('<iframe ', '<iframe id="one" ') + whole;
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
  const refused = page.frameLocator('#whole');
  await expect(refused.getByText('irqscope shows itself in no frame of another page')).toBeVisible();
  await expect(refused.getByRole('link', { name: 'Open in irqscope' })).toBeVisible();
  await expect(refused.locator('svg')).toHaveCount(0);
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
