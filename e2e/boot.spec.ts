import { expect, FIRST, test } from './helper.ts';

test('the page opens with a board that has booted, from power on to what is selected', async ({ explorer }) => {
  await test.step('the page opens with a board that has booted', async () => {
    await explorer.open();
    await expect(explorer.page.getByTestId('counts')).toContainText('4 CPUs');
    await expect(explorer.node(/^:?intc@8000000-1, /)).toHaveAttribute('data-present', 'true');
    await expect(explorer.page.getByRole('grid', { name: 'Interrupts' })).toContainText('uart-pl011');
    expect(await explorer.step()).toBe(await explorer.steps());
    expect(explorer.page.url()).toContain(`/${FIRST}&`);
  });

  await test.step('power on is empty, and says what to do', async () => {
    await explorer.at();
    await explorer.click('To the start');
    expect(await explorer.step()).toBe(0);
    await expect(explorer.sentence).toHaveText('Power on: nothing has run yet.');
    await expect(explorer.page.getByText('No interrupt has a descriptor yet')).toBeVisible();
    await expect(explorer.node(/^:?intc@8000000-1, /)).toHaveAttribute('data-present', 'false');
  });

  await test.step('the next domain created is the distributor’s', async () => {
    await explorer.at();
    await explorer.click('To the start');
    await explorer.press('.');
    await expect(explorer.sentence).toContainText('Created');
    const first = await explorer.step();
    await expect(explorer.page.getByRole('region', { name: 'Call stack' })).toContainText('gic_of_init');
    await explorer.press('b');
    expect(await explorer.step()).toBe(first - 1);
    await explorer.press('n');
    expect(await explorer.step()).toBe(first);
  });

  await test.step('one selection lights up everywhere', async () => {
    await explorer.at();
    await explorer.page.getByRole('row', { name: /uart-pl011/ }).click();
    await explorer.idle();
    await expect(explorer.page.getByRole('row', { name: /uart-pl011/ })).toHaveAttribute('aria-selected', 'true');
    await expect(explorer.page.getByRole('list', { name: 'Chain' })).toContainText('pl011@9000000');
    await explorer.press('Escape');
    await expect(explorer.page.getByText('Nothing is selected')).toBeVisible();
  });
});

test('kernels: by choice, and by link', { tag: '@thorough' }, async ({ explorer }) => {
  await test.step('the root domain under each kernel, with flags and size; the page opens on the newest', async () => {
    const { page } = explorer;
    const name = 'intc@8000000-1';
    const kernel = page.getByLabel('kernel');
    await explorer.open();
    await expect(kernel).toHaveValue('7.3');
    await explorer.tab('As table');
    for (const version of ['6.1', '6.12', '7.3']) {
      await kernel.selectOption(version);
      await explorer.idle();
      const row = page
        .getByRole('grid', { name: 'Interrupt domains' })
        .getByRole('row', { name: `${name} ` })
        .first();
      // Short, and as Linux has it where it is pointed at.
      await expect(row.getByTitle(`:${name}`, { exact: true })).toHaveText(name);
      await expect(row).toContainText(/0x0000000[0-9a-f]/);
      await row.click();
      await explorer.idle();
      await expect(page.getByRole('heading', { name: new RegExp(name) })).toBeVisible();
      await expect(page.getByRole('grid', { name: 'Interrupts' })).toContainText('uart-pl011');
    }
  });

  await test.step('links made for earlier kernels open on them', async () => {
    const kernel = explorer.page.getByLabel('kernel');
    await explorer.at('#v=1&s=qemu-virt-gicv3-its');
    await expect(kernel).toHaveValue('6.12');
    await explorer.open('#v=1&s=qemu-virt-gicv3-its@6.1');
    await expect(kernel).toHaveValue('6.1');
    expect(new URL(explorer.page.url()).hash).toContain('s=qemu-virt-gicv3-its@6.1');
  });
});

test('a vector is fired and masked, and the count goes up', async ({ explorer }) => {
  await explorer.open('#v=1&s=qemu-virt-gicv3-its&view=hardware.msix&dev=0000:00:02.0');
  const steps = await explorer.steps();
  await explorer.click('fire vector 0');
  expect(await explorer.steps()).toBeGreaterThan(steps);
  const row = explorer.page
    .getByRole('grid', { name: /MSI-X vectors/ })
    .getByRole('row')
    .nth(1);
  await expect(row.getByRole('gridcell').nth(7)).toContainText('1');
  await explorer.click('mask vector 0');
  await expect(row).toContainText('masked');
  await explorer.page.reload();
  await explorer.idle();
  await expect(row).toContainText('masked');
});
