import { TOURS } from '../src/ui/store/tours.ts';
import { expect, test } from './helper.ts';

for (const { title, stops } of TOURS) {
  test(`the tour “${title}” has all its stops, forth and back`, async ({ explorer }) => {
    const { page } = explorer;
    await explorer.open();
    await explorer.click('Tours');
    await page.getByRole('menuitem', { name: title }).click();
    const strip = page.getByRole('region', { name: `Tour: ${title}` });
    const steps: number[] = [];
    for (const [at, stop] of stops.entries()) {
      await expect(strip).toContainText(`${at + 1} of ${stops.length}`);
      await expect(strip).toContainText(stop.title);
      await explorer.idle();
      steps.push(await explorer.step());
      if (at + 1 < stops.length) await explorer.press('t');
    }
    expect(steps).toEqual(steps.toSorted((a, b) => a - b));
    expect(new Set(steps).size).toBe(steps.length);
    for (const step of steps.slice(0, -1).toReversed()) {
      await explorer.press('T');
      expect(await explorer.step()).toBe(step);
    }
    await explorer.click('End');
    await expect(strip).toBeHidden();
  });
}

test('a newcomer is told what to press, once', async ({ explorer }) => {
  const { page } = explorer;
  const hint = page.getByRole('region', { name: 'First steps' });
  await explorer.open();
  await expect(hint).toBeVisible();
  await explorer.click('Dismiss the first steps');
  await expect(hint).toBeHidden();
  await explorer.open();
  await expect(hint).toBeHidden();
});

test('who opens another board has left the tour', async ({ explorer }) => {
  const { page } = explorer;
  await explorer.open();
  await explorer.press('t');
  await expect(page.getByRole('region', { name: /^Tour/ })).toBeVisible();
  await page.getByLabel('kernel').selectOption('6.1');
  await explorer.idle();
  await expect(page.getByRole('region', { name: /^Tour/ })).toBeHidden();
});

test('panes fold and unfold by menu', async ({ explorer }) => {
  const { page } = explorer;
  await explorer.open();
  const tables = page.getByRole('tablist', { name: 'Tables' });
  await explorer.click('Panes');
  const entry = page.getByRole('menuitemcheckbox', { name: /^Tables and selection/ });
  await expect(entry).toBeChecked();
  await entry.click();
  await expect(entry).not.toBeChecked();
  await expect(tables).not.toBeInViewport();
  await entry.click();
  await expect(tables).toBeInViewport();
});
