import { expect, test, type Explorer } from './helper.ts';

const NVME = '#v=1&s=qemu-virt-gicv3-its&view=hardware.msix&dev=0000:00:02.0';

const countOf = (explorer: Explorer, vector: number) =>
  explorer.page
    .getByRole('row', { name: new RegExp(`^${vector} `) })
    .first()
    .getByRole('gridcell')
    .nth(7);

test('vectors are fired and masked', { tag: '@thorough' }, async ({ explorer }) => {
  await test.step('mask, fire: pending, and why; unmask: delivered', async () => {
    await explorer.at(NVME);
    const row = explorer.page.getByRole('row', { name: /^3 / }).first();
    await expect(countOf(explorer, 3)).toHaveText('0');
    await explorer.click('mask vector 3');
    await expect(row).toContainText('masked');
    await explorer.click('fire vector 3');
    await expect(row).toContainText('pending');
    await expect(row).toContainText('stopped: the vector is masked');
    await expect(explorer.page.getByTestId('outcome').first()).toContainText('stopped: the vector is masked');
    await expect(explorer.sentence).toContainText('stopped, the vector is masked');
    await expect(explorer.node(/0000:00:02\.0.*message stopped: the vector is masked/)).toBeVisible();
    await expect(countOf(explorer, 3)).toHaveText('0');
    await explorer.click('unmask vector 3');
    await expect(row).toContainText('open');
    await expect(countOf(explorer, 3)).toContainText('1');
  });

  await test.step('keys fire and mask the selected vector', async () => {
    await explorer.at(NVME);
    await explorer.page.getByRole('row', { name: /^3 / }).first().click();
    await explorer.idle();
    await explorer.press('i');
    await expect(countOf(explorer, 3)).toContainText('1');
    await explorer.press('m');
    await explorer.press('i');
    await expect(explorer.page.getByRole('row', { name: /^3 / }).first()).toContainText('pending');
    await explorer.press('m');
    await expect(countOf(explorer, 3)).toContainText('2');
    await explorer.press('M');
    await expect(explorer.page.getByRole('button', { name: 'unmask all' })).toBeVisible();
  });

  await test.step('the function mask holds all vectors back', async () => {
    await explorer.at(NVME);
    await explorer.click('mask all');
    await explorer.click('fire vector 1');
    await expect(explorer.page.getByTestId('outcome').first()).toContainText('stopped');
    await explorer.click('unmask all');
    await expect(countOf(explorer, 1)).toContainText('1');
  });

  await test.step('an affinity that the kernel manages is refused, and it is said why', async () => {
    await explorer.at('#v=1&s=qemu-virt-gicv3-its&view=hardware.msix&dev=0000:00:02.0');
    await explorer.page.getByRole('row', { name: /^3 / }).first().click();
    await explorer.idle();
    await explorer.page.getByRole('textbox', { name: 'CPUs' }).fill('0');
    await explorer.click('set affinity');
    await expect(explorer.page.getByTestId('outcome')).toContainText(
      'refused: EPERM (1), Operation not permitted: its affinity is managed by the kernel',
    );
  });

  await test.step('the script lists commands, leads to them, and is undone', async () => {
    await explorer.at(NVME);
    const before = await explorer.steps();
    await explorer.click('fire vector 2');
    const after = await explorer.steps();
    await explorer.tab('script');
    await explorer.page.getByRole('button', { name: /1 boot/ }).click();
    await explorer.idle();
    expect(await explorer.step()).toBeLessThan(after);
    const line = explorer.page.getByTestId('tables').getByRole('button', { name: /fire vector 2 of 00:02\.0/ });
    await line.click();
    await explorer.idle();
    expect(await explorer.step()).toBe(after);
    expect(explorer.page.url()).toContain('s=d:');
    await explorer.press('u');
    expect(await explorer.steps()).toBe(before);
    await expect(line).toBeHidden();
    expect(explorer.page.url()).toContain('s=qemu-virt-gicv3-its&');
  });
});

test('lines and CPUs take commands', { tag: '@thorough' }, async ({ explorer }) => {
  await test.step('an interrupt is injected, disabled and moved from the inspector', async () => {
    await explorer.at();
    await explorer.page.getByRole('row', { name: /uart-pl011/ }).click();
    await explorer.idle();
    await explorer.click('disable');
    await explorer.click('raise line');
    await expect(explorer.page.getByTestId('outcome')).toContainText(
      /raise line 0 of \/pl011@9000000: stopped: irq 13 is disabled .*IRQS_PENDING and masks it/,
    );
    await explorer.click('lower line');
    await explorer.click('enable');
    await explorer.click('inject');
    await expect(explorer.page.getByTestId('outcome')).toContainText('inject');
    await explorer.page.getByRole('textbox', { name: 'CPUs' }).fill('2');
    await explorer.click('set affinity');
    await expect(explorer.page.getByTestId('outcome')).toContainText('effective CPU 2');
  });

  await test.step('what Linux refuses is said by name and number', async () => {
    await explorer.at();
    await explorer.page.getByRole('row', { name: /uart-pl011/ }).click();
    await explorer.idle();
    await explorer.page.getByRole('textbox', { name: 'CPUs' }).fill('9');
    await explorer.click('set affinity');
    await expect(explorer.page.getByTestId('outcome')).toContainText('refused: E');
  });

  await test.step('an outcome comes and goes with the step, and no button moves', async () => {
    const { page } = explorer;
    await explorer.at();
    await page.getByRole('row', { name: /uart-pl011/ }).click();
    await explorer.idle();
    await explorer.click('disable');
    await expect(page.getByTestId('outcome')).toBeVisible();
    const places = async (): Promise<unknown> => {
      const buttons = await page.getByTestId('arrival').getByRole('button').all();
      return Promise.all(buttons.map((button) => button.boundingBox()));
    };
    const before = await places();
    expect(before).not.toEqual([]);
    await explorer.press('b');
    await expect(page.getByTestId('outcome')).toBeHidden();
    expect(await places()).toEqual(before);
  });

  await test.step('a CPU goes offline and comes back', async () => {
    await explorer.at();
    await explorer.node(/^CPU 3/).click();
    await explorer.idle();
    await explorer.click('take offline');
    await expect(explorer.page.getByTestId('counts')).toContainText('3 of 4');
    await explorer.click('bring online');
    await expect(explorer.page.getByTestId('counts')).toContainText('4 CPUs');
  });

  await test.step('a node shows its source with the cells explained', async () => {
    await explorer.at();
    await explorer.node(/^pl011@9000000/).click();
    await explorer.idle();
    await explorer.tab('source');
    await expect(explorer.page.getByText(/SPI 1, level high: INTID 33 of intc@8000000/)).toBeVisible();
  });
});
