import { expect, test } from './helper.ts';

test('over and out move by calls', async ({ explorer }) => {
  await explorer.open();
  await explorer.goTo(200);
  await explorer.press('Shift+ArrowRight');
  const over = await explorer.step();
  expect(over).toBeGreaterThan(200);
  await explorer.press('Shift+ArrowUp');
  expect(await explorer.step()).toBeGreaterThan(over);
  await explorer.press('Shift+ArrowLeft');
  expect(await explorer.step()).toBeGreaterThan(0);
});

test('play runs, and space stops it', async ({ explorer }) => {
  await explorer.open();
  await explorer.click('To the start');
  await explorer.page.getByLabel('speed').selectOption('64');
  await explorer.page.locator('body').press(' ');
  await expect.poll(() => explorer.step()).toBeGreaterThan(200);
  await explorer.page.locator('body').press(' ');
  await explorer.idle();
  const stopped = await explorer.step();
  await explorer.press('n');
  expect(await explorer.step()).toBe(stopped + 1);
});

test('the chart is a scrubber, for pointers and for keys', async ({ explorer }) => {
  await explorer.open();
  const chart = explorer.page.getByRole('slider', { name: 'Step of the run' });
  const box = (await chart.boundingBox()) ?? { x: 0, y: 0, width: 0, height: 0 };
  const y = box.y + box.height / 2;
  await explorer.page.mouse.move(box.x + box.width * 0.25, y);
  await explorer.page.mouse.down();
  await explorer.page.mouse.move(box.x + box.width * 0.5, y, { steps: 12 });
  await explorer.page.mouse.up();
  await explorer.idle();
  const steps = await explorer.steps();
  expect(Math.abs((await explorer.step()) - steps / 2)).toBeLessThan(steps / 100);
  await chart.press('Home');
  await explorer.idle();
  expect(await explorer.step()).toBe(0);
  await chart.press('ArrowRight');
  await explorer.idle();
  expect(await explorer.step()).toBe(1);
});

test('a held key scrubs without a queue', async ({ explorer }) => {
  await explorer.open();
  await explorer.goTo(1000);
  await explorer.page.locator('body').focus();
  for (let press = 0; press < 40; press++) await explorer.page.keyboard.down('n');
  await explorer.page.keyboard.up('n');
  await explorer.idle();
  expect(await explorer.step()).toBe(1040);
});

test('search finds an interrupt and a function', async ({ explorer }) => {
  await explorer.open();
  await explorer.page.keyboard.press('/');
  await explorer.page.getByRole('combobox', { name: 'Find' }).fill('irq 13');
  await explorer.page
    .getByRole('option', { name: /irq 13/ })
    .first()
    .waitFor();
  await explorer.press('Enter');
  await expect(explorer.page.getByRole('heading', { name: /irq 13/ })).toBeVisible();
  await explorer.page.keyboard.press('/');
  await explorer.page.getByRole('combobox', { name: 'Find' }).fill('gic_of_init');
  await explorer.page
    .getByRole('option', { name: /gic_of_init/ })
    .first()
    .click();
  await explorer.idle();
  await expect(explorer.sentence).toContainText('gic_of_init');
});

test('the help shows every key', async ({ explorer }) => {
  await explorer.open();
  await explorer.page.keyboard.press('?');
  const help = explorer.page.getByRole('dialog', { name: 'Keys' });
  await expect(help).toContainText('Step over');
  await expect(help).toContainText('Next of the chosen kind');
  await explorer.page.keyboard.press('Escape');
  await expect(help).toBeHidden();
});

test('play stops at a breakpoint', async ({ explorer }) => {
  await explorer.open();
  await explorer.click('To the start');
  await explorer.press('p');
  await explorer.page.getByRole('textbox', { name: 'Part of the function’s name' }).fill('gic_of_init');
  await explorer.click('Add');
  await explorer.page.keyboard.press('Escape');
  await expect(explorer.page.getByRole('dialog')).toHaveCount(0);
  await explorer.page.getByLabel('speed').selectOption('64');
  await expect(async () => {
    await explorer.page.getByRole('button', { name: 'Play', exact: true }).click({ timeout: 1000 });
    await expect.poll(() => explorer.step(), { timeout: 3000 }).toBeGreaterThan(0);
  }).toPass();
  await expect(explorer.page.getByRole('button', { name: 'Play', exact: true })).toBeVisible();
  await explorer.idle();
  await expect(explorer.page.getByRole('region', { name: 'Call stack' })).toContainText('gic_of_init');
  await explorer.press('n');
  expect(await explorer.step()).toBeLessThan(2000);
});

test('keys zoom picture and chart, and fold panes', async ({ explorer }) => {
  const { page } = explorer;
  await explorer.open();
  await explorer.press('z');
  await expect(page.getByRole('button', { name: 'Fit', exact: true })).toBeVisible();
  await explorer.press('f');
  await expect(page.getByRole('button', { name: 'Fit', exact: true })).toBeHidden();
  await explorer.press(']');
  await expect(page.getByRole('button', { name: 'Whole run' })).toBeVisible();
  await explorer.press('\\');
  await expect(page.getByRole('button', { name: 'Whole run' })).toBeHidden();
  const right = page.getByRole('tablist', { name: 'Tables' });
  await explorer.press('8');
  await expect(right).not.toBeInViewport();
  await explorer.press('8');
  await expect(right).toBeInViewport();
});
