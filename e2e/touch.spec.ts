/** Fingers: what a pointer is told by resting, targets that are hit, and the picture and the chart under two fingers. */
import { devices } from '@playwright/test';
import { expect, test } from './helper.ts';

const { viewport, deviceScaleFactor, hasTouch, isMobile, userAgent } = devices['Pixel 7'];
// A window of its own kind.
test.use({ viewport, deviceScaleFactor, hasTouch, isMobile, userAgent });

test('a finger: what it is told, what it zooms, and what it hits', async ({ explorer }) => {
  await test.step('a finger that stays is told what a tooltip says, and selects nothing', async () => {
    const { page } = explorer;
    await explorer.at();
    const box = await explorer.node(/^pl011@9000000/).boundingBox();
    const place = { x: (box?.x ?? 0) + 20, y: (box?.y ?? 0) + 10 };
    const touch = await page.context().newCDPSession(page);
    await touch.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints: [place] });
    await expect(page.getByRole('tooltip')).toContainText('pl011@9000000 · SPI 1');
    await touch.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] });
    await explorer.idle();
    await expect(explorer.node(/^pl011@9000000/)).toHaveAttribute('aria-pressed', 'false');
    // A tap selects, and ends it.
    await page.touchscreen.tap(place.x, place.y);
    await explorer.idle();
    await expect(page.getByRole('tooltip')).toHaveCount(0);
    await expect(explorer.node(/^pl011@9000000/)).toHaveAttribute('aria-pressed', 'true');
  });

  await test.step('two fingers zoom the picture and the chart, one moves the picture', async () => {
    const { page } = explorer;
    await explorer.at();
    const touch = await page.context().newCDPSession(page);
    const pinch = async (at: { readonly x: number; readonly y: number }): Promise<void> => {
      const fingers = (apart: number): { x: number; y: number; id: number }[] => [
        { x: at.x - apart, y: at.y, id: 1 },
        { x: at.x + apart, y: at.y, id: 2 },
      ];
      await touch.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints: fingers(20) });
      for (const apart of [30, 45, 60, 80])
        await touch.send('Input.dispatchTouchEvent', { type: 'touchMove', touchPoints: fingers(apart) });
      await touch.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] });
      await explorer.idle();
    };
    const picture = await page.locator('[data-topology]').boundingBox();
    const width = async (): Promise<number> => (await explorer.node(/^CPU 0/).boundingBox())?.width ?? 0;
    const before = await width();
    await pinch({ x: (picture?.x ?? 0) + (picture?.width ?? 0) / 2, y: (picture?.y ?? 0) + 60 });
    expect(await width()).toBeGreaterThan(before * 1.2);
    const chart = await page.getByRole('slider', { name: 'Step of the run' }).boundingBox();
    await pinch({ x: (chart?.x ?? 0) + (chart?.width ?? 0) / 2, y: (chart?.y ?? 0) + (chart?.height ?? 0) / 2 });
    await expect(page.getByRole('button', { name: 'Whole run' })).toBeVisible();
  });

  await test.step('buttons, tabs and fields are 44 pixels for a finger', async () => {
    const { page } = explorer;
    await explorer.at('#v=1&s=qemu-virt-gicv3-its-smmu&view=hardware.msix&dev=0000:00:02.0');
    const small = new Set<string>();
    for (const pane of ['Picture', 'Tables', 'Steps', 'Selected']) {
      await explorer.tab(pane);
      const found = await page.evaluate(() => {
        const all = document.querySelectorAll<HTMLElement>(
          'button, [role=tab], select, summary, label:has([type=radio])',
        );
        return [...all]
          .filter(
            (one) =>
              // A head is as wide as its column.
              one.checkVisibility() && one.closest('p, li, dd, dt, th, [data-inline]') === null,
          )
          .map((one) => ({ one, rect: one.getBoundingClientRect() }))
          .filter(({ rect }) => rect.width > 1 && (rect.height < 43.5 || rect.width < 43.5))
          .map(({ one, rect }) => `${one.outerHTML.slice(0, 90)} ${rect.width}×${rect.height}`);
      });
      for (const one of found) small.add(`${pane}: ${one}`);
    }
    expect([...small]).toEqual([]);
    await explorer.tab('Tables');
    await explorer.click('Columns');
    expect((await page.getByRole('menuitemcheckbox').first().boundingBox())?.height).toBeGreaterThanOrEqual(43.5);
    await explorer.press('Escape');
    // With all of VFIO's buttons there is room for rows.
    await explorer.tab('Tables');
    for (const name of ['bind to vfio-pci', 'open']) await explorer.click(name);
    await page.getByRole('spinbutton', { name: 'vectors' }).fill('9');
    await explorer.click('set 9 vectors');
    for (const at of [1, 2, 3])
      await expect(
        page
          .getByRole('grid', { name: /^MSI-X/ })
          .getByRole('row')
          .nth(at),
      ).toBeInViewport({ ratio: 1 });
  });
});
