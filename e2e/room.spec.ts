/** Nothing lies over what is read or pressed. */
import { expect, test } from './helper.ts';

const VECTORS = '#v=1&s=qemu-virt-gicv3-its&view=hardware.msix&dev=0000:00:02.0';
const PHONE = { width: 390, height: 844 };

test('columns give way to the buttons of a narrow table, and stay once they are chosen', async ({ explorer }) => {
  const { page } = explorer;
  await page.setViewportSize({ width: 1280, height: 720 });
  await explorer.open(VECTORS);
  const table = page.getByRole('grid', { name: 'MSI-X vectors of 0000:00:02.0' });
  const hidden = await table.evaluate((grid) => grid.scrollWidth - grid.clientWidth);
  expect(hidden).toBeLessThanOrEqual(0);
  await expect(table.getByRole('columnheader', { name: 'count' })).toBeInViewport({ ratio: 1 });
  await expect(table.getByRole('columnheader', { name: 'address' })).toBeHidden();
  await explorer.click('Columns');
  await page.getByRole('menuitemcheckbox', { name: /^address/ }).click();
  await page.keyboard.press('Escape');
  await expect(table.getByRole('columnheader', { name: 'address' })).toBeVisible();
});

for (const viewport of [{ width: 1440, height: 900 }, PHONE]) {
  test(`a notice covers nothing, ${viewport.width} pixels wide`, async ({ explorer }) => {
    const { page } = explorer;
    await page.setViewportSize(viewport);
    await explorer.open();
    await explorer.drop({ name: 'bad.dts', bytes: new TextEncoder().encode('/dts-v1/;\n/ { foo = <1 2 };\n') });
    await expect(explorer.problem).toBeVisible();
    const notice = await explorer.problem.boundingBox();
    for (const place of [page.getByRole('banner'), ...(await page.getByRole('tablist').all())]) {
      const box = await place.boundingBox();
      expect(box === null || notice === null).toBe(false);
      if (box === null || notice === null) continue;
      expect(box.y + box.height <= notice.y + 0.5 || notice.y + notice.height <= box.y + 0.5).toBe(true);
    }
  });
}

test('the button that fits the picture stands beside the tabs, not over a box', async ({ explorer }) => {
  const { page } = explorer;
  await page.setViewportSize(PHONE);
  await explorer.open();
  const fit = await page.getByRole('button', { name: 'Fit', exact: true }).boundingBox();
  const picture = await page.getByRole('group', { name: 'Interrupt topology' }).boundingBox();
  expect((fit?.y ?? 0) + (fit?.height ?? 0)).toBeLessThanOrEqual(picture?.y ?? 0);
});
