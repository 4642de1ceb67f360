import { expect, test } from './helper.ts';

test('steps by calls, by the chart, and by a held key', { tag: '@thorough' }, async ({ explorer }) => {
  await test.step('over and out move by calls', async () => {
    await explorer.at();
    await explorer.goTo(200);
    await explorer.press('Shift+ArrowRight');
    const over = await explorer.step();
    expect(over).toBeGreaterThan(200);
    await explorer.press('Shift+ArrowUp');
    expect(await explorer.step()).toBeGreaterThan(over);
    await explorer.press('Shift+ArrowLeft');
    expect(await explorer.step()).toBeGreaterThan(0);
  });

  await test.step('buttons step into, over and out, each way', async () => {
    await explorer.at();
    await explorer.goTo(400);
    await explorer.click('Step forward');
    expect(await explorer.step()).toBe(401);
    await explorer.click('Step back');
    expect(await explorer.step()).toBe(400);
    await explorer.click('Back to the caller');
    const caller = await explorer.step();
    expect(caller).toBeLessThan(400);
    await explorer.click('Step over');
    const over = await explorer.step();
    expect(over).toBeGreaterThan(400);
    await explorer.click('Step back over');
    expect(await explorer.step()).toBe(caller);
    await explorer.click('Step out');
    expect(await explorer.step()).toBeGreaterThan(over);
  });

  await test.step('a held key scrubs without a queue', async () => {
    await explorer.at();
    await explorer.goTo(1000);
    await explorer.page.locator('body').focus();
    for (let press = 0; press < 40; press++) await explorer.page.keyboard.down('n');
    await explorer.page.keyboard.up('n');
    await explorer.idle();
    expect(await explorer.step()).toBe(1040);
  });

  await test.step('the chart is a scrubber, for pointers and for keys', async () => {
    await explorer.at();
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

  await test.step('the chart zooms at the pointer and moves in time and by rows', async () => {
    const { page } = explorer;
    await explorer.at();
    const chart = page.getByRole('slider', { name: 'Step of the run' });
    const bounds = async () =>
      [Number(await chart.getAttribute('min')), Number(await chart.getAttribute('max'))] as const;
    const box = (await chart.boundingBox()) ?? { x: 0, y: 0, width: 0, height: 0 };
    const steps = await explorer.steps();
    await page.mouse.move(box.x + box.width * 0.75, box.y + box.height / 2);
    await page.mouse.wheel(0, -600);
    await explorer.idle();
    const [from, to] = await bounds();
    expect(to - from).toBeLessThan(steps / 2);
    // What was under the pointer still is.
    expect(Math.abs(from + 0.75 * (to - from) - 0.75 * steps)).toBeLessThan(3);
    await page.keyboard.down('Shift');
    await page.mouse.wheel(0, -400);
    await page.keyboard.up('Shift');
    await explorer.idle();
    const [moved, end] = await bounds();
    expect(moved).toBeLessThan(from);
    expect(end - moved).toBe(to - from);
    await page.keyboard.down('Shift');
    await page.mouse.down();
    await page.mouse.move(box.x + box.width * 0.25, box.y + box.height / 2, { steps: 4 });
    await page.mouse.up();
    await page.keyboard.up('Shift');
    await explorer.idle();
    expect((await bounds())[0]).toBeGreaterThan(moved);
    expect(await explorer.step()).toBe(steps);
    await explorer.press('<');
    const [earlier] = await bounds();
    await explorer.press('>');
    expect((await bounds())[0]).toBeGreaterThan(earlier);
    // Stepping leads the chart along.
    await explorer.press('Home');
    expect((await bounds())[0]).toBe(0);
    await explorer.press('\\');
    expect(await bounds()).toEqual([0, steps]);
  });

  await test.step('a frame of the chart that is clicked stays where it is', async () => {
    const { page } = explorer;
    await explorer.at('#v=1&s=qemu-virt-gicv3-its@6.12');
    const box = (await page.getByRole('slider', { name: 'Step of the run' }).boundingBox()) ?? { x: 0, y: 0, width: 0 };
    const [x, y] = [box.x + box.width * 0.59, box.y + 25];
    const tip = page.getByText(/· steps [\d,]+–[\d,]+ ·/);
    await page.mouse.move(x, y);
    await expect(tip).toContainText('kernel_init');
    await page.mouse.click(x, y);
    await explorer.idle();
    // The stack is deeper there than the chart has rows.
    expect(await page.getByRole('region', { name: 'Call stack' }).getByRole('listitem').count()).toBeGreaterThan(11);
    await page.mouse.move(x + 1, y);
    await page.mouse.move(x, y);
    await expect(tip).toContainText('kernel_init');
  });
});

test('play, at its pace, and to a breakpoint', { tag: '@thorough' }, async ({ explorer }) => {
  await test.step('play runs, and space stops it', async () => {
    await explorer.at();
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

  await test.step('play keeps its pace', async () => {
    const { page } = explorer;
    await explorer.at();
    // Each pace to the step is held by src/ui/store/player.test.ts; here both ends of it, by the browser's own clock.
    const played = async (speed: string, least: number): Promise<number> => {
      await explorer.click('To the start');
      await page.getByLabel('speed').selectOption(speed);
      await page.getByRole('button', { name: 'Play', exact: true }).click();
      await expect.poll(() => explorer.step()).toBeGreaterThanOrEqual(least);
      await page.getByRole('button', { name: 'Pause', exact: true }).click();
      await explorer.idle();
      return explorer.step();
    };
    expect(await played('0.25', 2)).toBeLessThan(60);
    await played('64', 500);
  });

  await test.step('play stops at a breakpoint', async () => {
    await explorer.at();
    await explorer.click('To the start');
    await explorer.press('p');
    await explorer.page.getByRole('textbox', { name: 'Part of the function’s name' }).fill('gic_of_init');
    await explorer.click('Add');
    await explorer.page.keyboard.press('Escape');
    await expect(explorer.page.getByRole('dialog')).toHaveCount(0);
    await explorer.page.getByLabel('speed').selectOption('64');
    await explorer.click('Play');
    await expect(explorer.page.getByRole('button', { name: 'Play', exact: true })).toBeVisible();
    await explorer.idle();
    await expect(explorer.page.getByRole('region', { name: 'Call stack' })).toContainText('gic_of_init');
    await explorer.press('n');
    expect(await explorer.step()).toBeLessThan(2000);
  });
});

test('search, help and zoom', { tag: '@thorough' }, async ({ explorer }) => {
  await test.step('search finds an interrupt and a function', async () => {
    await explorer.at();
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

  await test.step('search leads to steps at which things are there', async () => {
    const { page } = explorer;
    await explorer.at();
    await explorer.click('To the start');
    await explorer.press('/');
    await page.getByRole('combobox', { name: 'Find' }).fill('nvme0q3');
    const first = page.getByRole('option', { name: /nvme0q3/ }).first();
    await expect(first).toContainText('→ step');
    await first.click();
    await explorer.idle();
    expect(await explorer.step()).toBeGreaterThan(1000);
    await expect(page.getByRole('heading', { name: /irq \d+/ })).toBeVisible();
    await explorer.press('/');
    await page.getByRole('combobox', { name: 'Find' }).fill('SPIs implemented');
    await page
      .getByRole('option', { name: /SPIs implemented/ })
      .first()
      .click();
    await explorer.idle();
    await expect(explorer.sentence).toContainText('SPIs implemented');
  });

  await test.step('the help shows every key', async () => {
    await explorer.at();
    await explorer.page.keyboard.press('?');
    const help = explorer.page.getByRole('dialog', { name: 'Keys' });
    await expect(help).toContainText('Step over');
    await expect(help).toContainText('Next of the chosen kind');
    await expect(help).toContainText('Break on the selection');
    await expect(help).toContainText('Chart, with a pointer');
    await explorer.page.keyboard.press('Escape');
    await expect(help).toBeHidden();
  });

  await test.step('keys zoom picture and chart, and fold panes', async () => {
    const { page } = explorer;
    await explorer.at();
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

  await test.step('another kernel shows the same moment, found by what happens there, and says when there is none', async () => {
    const { page } = explorer;
    await explorer.at();
    await page.keyboard.press('/');
    await page.keyboard.type('gic_irq_domain_alloc');
    await explorer.idle();
    await explorer.press('Enter');
    await expect(page.getByTestId('calls')).toBeVisible();
    await page
      .getByRole('list', { name: /^Calls of gic_irq_domain_alloc/ })
      .getByRole('button')
      .nth(2)
      .click();
    await explorer.idle();
    const frames = page.getByRole('region', { name: 'Call stack' }).getByRole('listitem');
    const before = await frames.locator('button:first-child').allTextContents();
    const step = await explorer.step();
    expect(before.length).toBeGreaterThan(3);
    await page.getByLabel('kernel').selectOption('6.1');
    await explorer.idle();
    expect(await explorer.step()).not.toBe(step);
    expect((await frames.locator('button:first-child').allTextContents()).at(-1)).toBe(before.at(-1));
    await expect(page.getByRole('status', { name: 'Another place of the run' })).toHaveCount(0);
  });
});

test('a breakpoint of any place in the run is met, wherever frames end', { tag: '@thorough' }, async ({ explorer }) => {
  const { page } = explorer;
  await explorer.open();
  await explorer.hasten(20);
  await page.getByLabel('speed').selectOption('64');
  for (const part of ['irq_domain_set_mapping', 'request_threaded_irq']) {
    await explorer.press('p');
    await page.getByRole('textbox', { name: 'Part of the function’s name' }).fill(part);
    await explorer.click('Add');
    await explorer.page.keyboard.press('Escape');
    await expect(page.getByRole('dialog')).toHaveCount(0);
  }
  await explorer.click('To the start');
  for (let stop = 0; stop < 5; stop++) {
    await explorer.click('Play');
    await expect(explorer.sentence).toContainText(/Called (irq_domain_set_mapping|request_threaded_irq)/);
  }
});

test('breakpoints on what changes', { tag: '@thorough' }, async ({ explorer }) => {
  await test.step('play stops where the selected thing changes', async () => {
    const { page } = explorer;
    await explorer.at();
    await explorer.hasten(20);
    await page.getByRole('row', { name: /uart-pl011/ }).click();
    await explorer.idle();
    await explorer.press('k');
    await expect(page.getByRole('button', { name: 'Breakpoints: 1' })).toBeVisible();
    await explorer.click('To the start');
    await page.getByLabel('speed').selectOption('64');
    await explorer.click('Play');
    const first = await explorer.step();
    expect(first).toBeGreaterThan(0);
    await expect(page.getByRole('region', { name: 'What changed' })).toContainText(/irq 13|irq_common_data|irq_data/);
    await explorer.click('Play');
    expect(await explorer.step()).toBeGreaterThan(first);
    // Switched off, it is passed; and "next" still finds what it stopped at.
    await explorer.press('p');
    await page.getByRole('checkbox', { name: /change of irq 13/ }).uncheck();
    await page.keyboard.press('Escape');
    await expect(page.getByRole('dialog')).toHaveCount(0);
    await expect(page.getByRole('button', { name: 'Breakpoints: 0/1' })).toBeVisible();
    await explorer.goTo(first - 1);
    await page.getByLabel('next', { exact: true }).selectOption('change of the selection');
    await explorer.click('Next of the chosen kind');
    expect(await explorer.step()).toBe(first);
    await explorer.press('p');
    await explorer.click('Remove change of irq 13');
    await expect(page.getByRole('dialog')).toContainText('There are none');
    await page.keyboard.press('Escape');
  });

  await test.step('the dialog offers what is selected', async () => {
    const { page } = explorer;
    await explorer.at();
    await explorer.node(/^CPU 2/).click();
    await explorer.press('p');
    await page.getByLabel('at', { exact: true }).selectOption('change of CPU 2');
    await explorer.click('Add');
    await expect(page.getByRole('checkbox', { name: /change of CPU 2/ })).toBeChecked();
  });
});

test('script commands have flags that lead to them', { tag: '@thorough' }, async ({ explorer }) => {
  const { page } = explorer;
  await explorer.open('#v=1&s=qemu-virt-gicv3-its&view=hardware.msix&dev=0000:00:02.0');
  const booted = await explorer.steps();
  await explorer.click('fire vector 1');
  const fired = await explorer.steps();
  await explorer.click('fire vector 2');
  // Too close to each other at first: folded to a count, which zooms in.
  await page.getByRole('button', { name: /^2 script commands/ }).click();
  await explorer.idle();
  await expect(page.getByRole('button', { name: 'Whole run' })).toBeVisible();
  await page.getByRole('button', { name: /^Script command 1: msix\.fire/ }).click();
  await explorer.idle();
  expect(await explorer.step()).toBe(fired);
  await explorer.press('C');
  expect(await explorer.step()).toBe(booted + 1);
  await explorer.press('c');
  expect(await explorer.step()).toBe(fired);
});
