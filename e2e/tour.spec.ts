import { pageMessages } from '../src/engine/api/messages/index.ts';
import { TOURS } from '../src/ui/store/tours.ts';
import { expect, test } from './helper.ts';

const MESSAGES = pageMessages('en');

test('a tour has all its stops, forth and back, and asks what comes next', async ({ explorer }) => {
  const { page } = explorer;
  const tour = TOURS.find(({ id }) => id === 'vfio');
  const { title } = MESSAGES.tours.vfio;
  await explorer.open();
  await explorer.click('Tours');
  await page.getByRole('menuitem', { name: title }).click();
  const strip = page.getByRole('region', { name: `Tour: ${title}` });
  const stops = tour?.stops ?? [];
  const steps: number[] = [];
  for (const [at, stop] of stops.entries()) {
    const { title: name, ask } = stop.words(MESSAGES);
    await expect(strip).toContainText(`${at + 1} of ${stops.length}`);
    await expect(strip).toContainText(name);
    await explorer.idle();
    steps.push(await explorer.step());
    const [wrong = '', right = ''] = ask?.answers ?? [];
    if (ask !== undefined) {
      await strip.getByRole('group', { name: ask.question }).getByRole('button', { name: wrong, exact: true }).click();
      await expect(strip.getByRole('status')).toHaveText(`It is “${right}”: ${ask.because}`);
    }
    if (at + 1 < stops.length) await explorer.press('t');
  }
  await expect(page.getByLabel('kernel')).toHaveValue('7.3');
  expect(steps).toEqual(steps.toSorted((a, b) => a - b));
  expect(new Set(steps).size).toBe(steps.length);
  for (const step of steps.slice(0, -1).toReversed()) {
    await explorer.press('T');
    expect(await explorer.step()).toBe(step);
  }
  await explorer.click('End');
  await expect(strip).toBeHidden();
});

test('a newcomer is told what to press and how far the board is', async ({ explorer }) => {
  await test.step('the first steps say how far the board is', async () => {
    const hint = explorer.page.getByRole('region', { name: 'First steps' });
    await explorer.at();
    await expect(hint).toContainText('This board has booted.');
    await explorer.goTo(100);
    await expect(hint).toContainText('This board is booting.');
    await explorer.goTo(0);
    await expect(hint).toContainText('Nothing has run yet.');
  });

  await test.step('a newcomer is told what to press, once', async () => {
    const { page } = explorer;
    const hint = page.getByRole('region', { name: 'First steps' });
    await explorer.at();
    await expect(hint).toBeVisible();
    await explorer.click('Dismiss the first steps');
    await expect(hint).toBeHidden();
    await explorer.open();
    await expect(hint).toBeHidden();
  });
});

test('a tour: moved on from, shown in tables, left; panes fold', async ({ explorer }) => {
  await test.step('whoever has moved on from a stop is told so, and led back', async () => {
    const { page } = explorer;
    await explorer.at();
    await explorer.press('t');
    const strip = page.getByRole('region', { name: /^Tour/ });
    await explorer.press('n');
    expect(await explorer.step()).toBe(1);
    await expect(strip).toContainText('You have moved on from 1 of 12');
    const next = page.getByRole('button', { name: 'Next stop' });
    const away = await next.boundingBox();
    await explorer.click('Back to this stop');
    expect(await explorer.step()).toBe(0);
    await expect(strip).not.toContainText('moved on');
    expect(await next.boundingBox()).toEqual(away);
  });

  await test.step('the stop at which a table entry is written shows it, and the function', async () => {
    const { page } = explorer;
    await explorer.at();
    for (let stop = 0; stop < 11; stop++) await explorer.press('t');
    await expect(page.getByRole('region', { name: /^Tour/ })).toContainText('11 of 12');
    const row = page.getByRole('grid', { name: 'MSI-X vectors of 0000:00:03.0' }).getByRole('row', { name: /^0 / });
    await expect(row).toContainText('0x08090040');
    await expect(row).toHaveAttribute('aria-selected', 'true');
  });

  await test.step('who opens another board has left the tour', async () => {
    const { page } = explorer;
    await explorer.at();
    await explorer.press('t');
    await expect(page.getByRole('region', { name: /^Tour/ })).toBeVisible();
    await page.getByLabel('kernel').selectOption('6.12');
    await explorer.idle();
    await expect(page.getByRole('region', { name: /^Tour/ })).toBeHidden();
  });

  await test.step('panes fold and unfold by menu', async () => {
    const { page } = explorer;
    await explorer.at();
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
});

test('on a phone each stop opens its pane, and its buttons stay under the finger', async ({ explorer }) => {
  const { page } = explorer;
  await page.setViewportSize({ width: 390, height: 844 });
  await explorer.open();
  const panes = { topology: 'Picture', tables: 'Tables', steps: 'Steps', selected: 'Selected' } as const;
  const places = new Set<string>();
  const stops = TOURS[0]?.stops ?? [];
  for (const { words, pane } of stops.slice(0, -1)) {
    const { title } = words(MESSAGES);
    await explorer.press('t');
    const strip = page.getByRole('region', { name: /^Tour/ });
    await expect(strip).toContainText(title);
    await expect(strip).not.toContainText('arrow');
    await expect(page.getByRole('tab', { name: panes[pane], exact: true })).toHaveAttribute('aria-selected', 'true');
    places.add(JSON.stringify(await page.getByRole('button', { name: 'Next stop' }).boundingBox()));
    // The CPU that comes up stands far down in the picture.
    if (title.startsWith('Another CPU')) await expect(explorer.node(/^CPU 1/)).toBeInViewport({ ratio: 1 });
  }
  expect(places.size).toBe(1);
});
