/** Nothing lies over what is read or pressed. */
import { readFileSync } from 'node:fs';
import { expect, test } from './helper.ts';

const VECTORS = '#v=1&s=qemu-virt-gicv3-its&view=hardware.msix&dev=0000:00:02.0';
const PHONE = { width: 390, height: 844 };

test(
  'columns give way to the buttons of a narrow table, and stay once they are chosen',
  { tag: '@thorough' },
  async ({ explorer }) => {
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
  },
);

test('a notice covers nothing, at a desk and on a phone', { tag: '@thorough' }, async ({ explorer }) => {
  const { page } = explorer;
  for (const viewport of [{ width: 1440, height: 900 }, PHONE]) {
    await page.setViewportSize(viewport);
    await explorer.at();
    await explorer.drop({ name: 'bad.dts', bytes: new TextEncoder().encode('/dts-v1/;\n/ { foo = <1 2 };\n') });
    await expect(explorer.problem).toBeVisible();
    const notice = await explorer.problem.boundingBox();
    for (const place of [page.getByRole('banner'), ...(await page.getByRole('tablist').all())]) {
      const box = await place.boundingBox();
      expect(box === null || notice === null).toBe(false);
      if (box === null || notice === null) continue;
      expect(box.y + box.height <= notice.y + 0.5 || notice.y + notice.height <= box.y + 0.5).toBe(true);
    }
  }
});

test('room on a phone', { tag: '@thorough' }, async ({ explorer }) => {
  await test.step('the button that fits the picture stands beside the tabs, not over a box', async () => {
    const { page } = explorer;
    await page.setViewportSize(PHONE);
    await explorer.at();
    const fit = await page.getByRole('button', { name: 'Fit', exact: true }).boundingBox();
    const picture = await page.getByRole('group', { name: 'Interrupt topology' }).boundingBox();
    expect((fit?.y ?? 0) + (fit?.height ?? 0)).toBeLessThanOrEqual(picture?.y ?? 0);
  });

  await test.step('a board that was just dropped is seen on a phone, below what is said of it', async () => {
    const { page } = explorer;
    await page.setViewportSize(PHONE);
    await explorer.open();
    const board = readFileSync(new URL('../public/dts/fabric-line-61.dts', import.meta.url));
    await explorer.drop({ name: 'board.dts', bytes: board });
    await expect(page.getByRole('region', { name: 'First steps' })).toBeVisible();
    // A note takes no room here: it is a number, which opens to the whole of it.
    await expect(page.getByText('About this board')).toHaveCount(1);
    await page.getByRole('button', { name: 'Notices (1)' }).click();
    await expect(page.getByRole('dialog')).toContainText('Every driver that Linux has for this board');
    await page.keyboard.press('Escape');
    expect((await page.getByRole('banner').boundingBox())?.height).toBeLessThan(115);
    const picture = await page.getByRole('group', { name: 'Interrupt topology' }).boundingBox();
    const sentence = await page.getByTestId('sentence').boundingBox();
    expect((sentence?.y ?? 0) - (picture?.y ?? 0)).toBeGreaterThan(120);
    // The strip goes with one press, without a look for its button.
    await expect(page.getByRole('region', { name: 'First steps' }).getByRole('button').last()).toBeInViewport({
      ratio: 1,
    });
  });
});

test(
  'some of the picture is seen in a low window, as text at twice its size leaves it',
  { tag: '@thorough' },
  async ({ explorer }) => {
    const { page } = explorer;
    await page.setViewportSize({ width: 720, height: 450 });
    await explorer.open();
    for (const strip of ['First steps', 'Tour: How a GICv3 comes up']) {
      await expect(page.getByRole('region', { name: strip })).toBeVisible();
      await expect(explorer.node(/^0000:00:02.0/)).toBeInViewport({ ratio: 1 });
      const picture = await page.getByRole('group', { name: 'Interrupt topology' }).boundingBox();
      const chart = await page.getByRole('slider', { name: 'Step of the run' }).boundingBox();
      expect((chart?.y ?? 0) - (picture?.y ?? 0)).toBeGreaterThan(120);
      const bar = page.getByRole('toolbar', { name: 'Step and play' });
      expect(await bar.evaluate((one) => one.scrollWidth - one.clientWidth)).toBeLessThanOrEqual(0);
      await explorer.press('t');
    }
  },
);

test('boxes keep their columns when the strip above the panes goes', { tag: '@thorough' }, async ({ explorer }) => {
  const { page } = explorer;
  for (const height of [900, 820]) {
    await page.setViewportSize({ width: 1440, height });
    await page.addInitScript(() => localStorage.clear());
    await explorer.open();
    const columns = (): Promise<string[]> =>
      page
        .locator('[data-key]')
        .evaluateAll((all) => all.map((one) => `${one.getAttribute('data-key')} ${one.getBoundingClientRect().x}`));
    const picture = page.getByRole('group', { name: 'Interrupt topology' });
    const before = await columns();
    const height0 = (await picture.boundingBox())?.height;
    await explorer.click('Dismiss the first steps');
    await expect.poll(async () => (await picture.boundingBox())?.height).not.toBe(height0);
    expect(await columns()).toEqual(before);
  }
});

test('room at a desk', { tag: '@thorough' }, async ({ explorer }) => {
  await test.step('what has nothing to show is a line, and its room is its neighbours’', async () => {
    const { page } = explorer;
    await explorer.at();
    const picture = page.locator('[data-topology]');
    const table = page.getByRole('grid', { name: 'Interrupts' });
    const heights = async (): Promise<number[]> => [
      (await picture.boundingBox())?.height ?? 0,
      (await table.boundingBox())?.height ?? 0,
    ];
    await expect(page.getByText(/no function runs/)).toBeVisible();
    await expect(page.getByText(/^Nothing is selected/)).toBeVisible();
    const [high = 0, long = 0] = await heights();
    // In the initcalls, with the timer's interrupt requested.
    await explorer.goTo((await explorer.steps()) - 1000);
    await expect(page.getByRole('heading', { name: /^Call stack/ })).toBeVisible();
    await page.getByRole('row', { name: /arch_timer/ }).click();
    await explorer.idle();
    await expect(page.getByRole('list', { name: 'Chain' })).toBeVisible();
    const [lower = 0, shorter = 0] = await heights();
    expect(high - lower).toBeGreaterThan(60);
    expect(long - shorter).toBeGreaterThan(100);
    await explorer.goTo(await explorer.steps());
    await explorer.press('Escape');
    await expect.poll(heights).toEqual([high, long]);
  });

  await test.step('the line that says what came of a command takes no room from the table', async () => {
    const { page } = explorer;
    await explorer.at('#v=1&s=vfio-nvme&view=hardware.msix&dev=0000:00:02.0');
    await explorer.press('C');
    const table = page.getByRole('grid', { name: /^MSI-X vectors/ });
    await expect(page.getByTestId('outcome')).toBeHidden();
    const without = await table.boundingBox();
    await explorer.press('b');
    await expect(page.getByTestId('outcome')).toBeVisible();
    expect(await table.boundingBox()).toEqual(without);
  });

  await test.step('in a smaller window tabs stand in for what does not fit', async () => {
    const { page } = explorer;
    await page.setViewportSize({ width: 1024, height: 700 });
    await explorer.at('#v=1&s=qemu-virt-gicv3-its-smmu&view=hardware.msix&dev=0000:00:02.0');
    const rows = page.getByRole('grid', { name: /^MSI-X vectors/ }).getByRole('row');
    await expect(rows.nth(6)).toBeInViewport({ ratio: 1 });
    await expect(page.getByRole('tab', { name: 'script' })).toBeInViewport({ ratio: 1 });
    await expect(explorer.node(/^CPU 3/)).toBeInViewport({ ratio: 1 });
    const bar = await page.getByRole('toolbar', { name: 'Step and play' }).boundingBox();
    expect(bar?.height).toBeLessThan(60);
    // The bar above has one row, and all of it is in sight.
    await expect(page.getByRole('banner').getByRole('button').last()).toBeInViewport({ ratio: 1 });
    await rows.nth(2).click();
    await explorer.tab('Selected');
    await expect(page.getByRole('list', { name: 'Chain' })).toBeVisible();
    await explorer.tab('Steps');
    await expect(page.getByTestId('sentence')).toHaveCount(1);
    // So has the bar of the interrupts.
    await explorer.tab('Tables');
    await explorer.tab('irqs');
    const places = page.getByRole('tabpanel').getByRole('button', { name: /^(Columns|Copy)/ });
    const tops = await places.evaluateAll((all) => all.map((one) => one.getBoundingClientRect().top));
    expect(new Set(tops).size).toBe(1);
  });
});
