import { AxeBuilder } from '@axe-core/playwright';
import { expect, test, type Explorer } from './helper.ts';

async function expectNothingSerious({ page }: Explorer): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
  expect(serious.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(' | ')}`)).toEqual(
    [],
  );
}

for (const colorScheme of ['light', 'dark'] as const) {
  test(`axe finds nothing serious, ${colorScheme}`, async ({ explorer }) => {
    // Axe reads the whole page several times over; a loaded machine needs its time for that.
    test.slow();
    await explorer.page.emulateMedia({ colorScheme });
    await explorer.open();
    await explorer.page.getByRole('row', { name: /uart-pl011/ }).click();
    await explorer.idle();
    await expectNothingSerious(explorer);
    for (const tab of ['irq_domain tree', 'As table', '/proc', 'dmesg']) {
      await explorer.tab(tab);
      await expectNothingSerious(explorer);
    }
    await explorer.page.keyboard.press('?');
    await expectNothingSerious(explorer);
  });
}

for (const colorScheme of ['light', 'dark'] as const) {
  test(`axe finds nothing serious in what runs commands, ${colorScheme}`, async ({ explorer }) => {
    test.slow();
    await explorer.page.emulateMedia({ colorScheme });
    await explorer.open();
    for (const tab of ['MSI-X', 'script']) {
      await explorer.tab(tab);
      await expectNothingSerious(explorer);
    }
    await explorer.press('p');
    await expectNothingSerious(explorer);
  });
}

test('arrow keys move through picture and table, and Enter selects', async ({ explorer }) => {
  await explorer.open();
  await explorer.node(/^CPU 0/).focus();
  await explorer.press('ArrowDown');
  await explorer.press('Enter');
  await expect(explorer.node(/^CPU 1/)).toHaveAttribute('aria-pressed', 'true');
  const grid = explorer.page.getByRole('grid', { name: 'Interrupts' });
  await grid.focus();
  await explorer.press('ArrowDown');
  await explorer.press('Enter');
  await expect(grid.getByRole('row', { selected: true })).toContainText('2');
});

test('on a phone the panes are tabs and stepping is at hand', async ({ explorer }) => {
  await explorer.page.setViewportSize({ width: 390, height: 844 });
  await explorer.open();
  for (const pane of ['Tables', 'Steps', 'Selected', 'Picture']) {
    await explorer.tab(pane);
    await expect(explorer.page.getByRole('toolbar', { name: 'Step and play' })).toBeInViewport({ ratio: 1 });
    await expectNothingSerious(explorer);
  }
  const before = await explorer.step();
  await explorer.click('Step back');
  expect(await explorer.step()).toBe(before - 1);
  expect(await explorer.page.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
});

test('the theme can be chosen and is kept', async ({ explorer }) => {
  await explorer.page.emulateMedia({ colorScheme: 'light' });
  await explorer.open();
  await explorer.click('Light or dark');
  await expect(explorer.page.locator('html')).toHaveAttribute('data-theme', 'dark');
  await explorer.page.reload();
  await expect(explorer.page.locator('html')).toHaveAttribute('data-theme', 'dark');
});
