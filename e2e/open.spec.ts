import { readFileSync } from 'node:fs';
import { expect, golden, test } from './helper.ts';

const BOARD = '6.1/gicv3-its/board.dtb';

test('what is dropped, and what is shared', { tag: '@thorough' }, async ({ explorer }) => {
  await test.step('the address follows what is on the screen', async () => {
    await explorer.at();
    const field = explorer.page.getByLabel('Go to step');
    await field.fill('4321');
    await field.press('Enter');
    // Without being told to, as it is for who waits for the page to be at rest.
    await expect(explorer.page).toHaveURL(/[#&]t=4321(&|$)/);
  });

  await test.step('share gives the link of this picture', async () => {
    await explorer.at();
    await explorer.goTo(500);
    await explorer.page.getByRole('button', { name: 'Share' }).click();
    const link = explorer.page.getByRole('textbox', { name: 'Link' });
    await expect(link).toHaveValue(/#v=1&s=qemu-virt-gicv3-its@7\.3&t=500/);
    await explorer.page.keyboard.press('Escape');
  });

  await test.step('a dts comes with its include', async () => {
    await explorer.at();
    const text = (content: string): Uint8Array => new TextEncoder().encode(content);
    await explorer.drop(
      { name: 'board.dts', bytes: text('/dts-v1/;\n/include/ "part.dtsi"\n/ { model = "two files"; };\n') },
      { name: 'part.dtsi', bytes: text('/ { #address-cells = <1>; #size-cells = <1>; };\n') },
    );
    await expect(explorer.page.getByLabel('board', { exact: true })).toContainText('board.dts');
  });

  await test.step('a file that is too large is not even read', async () => {
    await explorer.at();
    await explorer.goTo(777);
    const before = (await explorer.sentence.textContent()) ?? '';
    await explorer.page.evaluate(() => {
      const data = new DataTransfer();
      data.items.add(new File([new Uint8Array(65 * 1024 * 1024)], 'huge.dtb'));
      document.body.dispatchEvent(new DragEvent('drop', { bubbles: true, cancelable: true, dataTransfer: data }));
    });
    await explorer.idle();
    await expect(explorer.problem).toContainText('65 MB');
    await expect(explorer.problem).toContainText('The scenario that was open before is still open.');
    expect(await explorer.step()).toBe(777);
    await expect(explorer.sentence).toHaveText(before);
  });

  await test.step('a dropped board boots, and its link brings it back', async () => {
    await explorer.at();
    await explorer.drop(golden(BOARD));
    await expect(explorer.page.getByLabel('board', { exact: true })).toContainText('board.dtb');
    await expect(explorer.node(/^:?intc@8000000-1, /)).toHaveAttribute('data-present', 'true');
    await explorer.goTo(1234);
    await explorer.page
      .getByRole('row', { name: /intc@8000000-1/ })
      .first()
      .click();
    await explorer.idle();
    const sentence = (await explorer.sentence.textContent()) ?? '';
    expect(explorer.page.url()).toContain('t=1234');
    await explorer.page.reload();
    await explorer.idle();
    expect(await explorer.step()).toBe(1234);
    await expect(explorer.sentence).toHaveText(sentence);
    await expect(explorer.page.getByRole('row', { selected: true })).toHaveCount(1);
    await expect(explorer.page.getByText('The model has changed')).toBeHidden();
  });
});

test('links that are of another version, newer, or damaged', { tag: '@thorough' }, async ({ explorer }) => {
  await test.step('a link from another version of the model says so', async () => {
    await explorer.at('#v=1&s=qemu-virt-gicv3-its&t=300&h=0000000000000000');
    await expect(explorer.page.getByRole('status', { name: 'The model has changed' })).toBeVisible();
    expect(await explorer.step()).toBe(300);
  });

  await test.step('a damaged link says so, and a newer one too', async () => {
    await explorer.at('#v=1&s=d:AAAA');
    await expect(explorer.problem).toContainText('damaged');
    await explorer.open('#v=9&s=x');
    await explorer.page.reload();
    await explorer.idle();
    await expect(explorer.problem).toContainText('newer irqscope');
  });
});

test(
  'a link brings back order, groups, filter, what is unfolded and the details that were shown',
  { tag: '@thorough' },
  async ({ explorer }) => {
    const { page } = explorer;
    await explorer.open();
    await explorer.node(/the 65 vectors of 0000:00:02\.0/).click();
    await page.getByLabel('Group interrupts').selectOption('domain');
    await page.getByRole('searchbox', { name: 'Filter interrupts' }).fill('nvme');
    await page.getByRole('columnheader', { name: 'count' }).getByRole('button').first().click();
    await page.getByRole('row', { name: /nvme0q3/ }).click();
    await explorer.idle();
    await explorer.tab('fields');
    await explorer.click('Share');
    const link = await page.getByRole('textbox', { name: 'Link' }).inputValue();

    await explorer.open('#v=1&s=qemu-virt-gicv2m');
    await page.goto('about:blank');
    await page.goto(link);
    await explorer.idle();
    await expect(explorer.node(/the 65 vectors of 0000:00:02\.0/)).toHaveAttribute('aria-expanded', 'true');
    await expect(page.getByRole('searchbox', { name: 'Filter interrupts' })).toHaveValue('nvme');
    await expect(page.getByLabel('Group interrupts')).toHaveValue('domain');
    await expect(page.getByRole('columnheader', { name: 'count' })).toHaveAttribute('aria-sort', /ending/);
    await expect(page.getByRole('tab', { name: 'fields' })).toHaveAttribute('aria-selected', 'true');
    await expect(page.getByRole('row', { name: /nvme0q3/, selected: true })).toBeVisible();
    // Running a command and taking it back loses none of it.
    await explorer.press('i');
    await explorer.press('u');
    await expect(page.getByRole('searchbox', { name: 'Filter interrupts' })).toHaveValue('nvme');
    await expect(explorer.node(/the 65 vectors of 0000:00:02\.0/)).toHaveAttribute('aria-expanded', 'true');
  },
);

test(
  'a board that is not QEMU’s says what its numbers rest on, and one without a GIC where Linux stopped',
  { tag: '@thorough' },
  async ({ explorer }) => {
    const source = readFileSync(new URL('../public/dts/qemu-virt-gicv2m.dts', import.meta.url), 'utf8');
    const own = source.replaceAll('"linux,dummy-virt"', '"test,board"');
    const drop = (dts: string): Promise<void> =>
      explorer.drop({ name: 'own.dts', bytes: new TextEncoder().encode(dts) });
    await explorer.open();
    await drop(own);
    const about = explorer.page.getByRole('status', { name: 'About this board' });
    await expect(about).toContainText('GICD_TYPER, CNTFRQ and the like have the values of QEMU');
    await expect(explorer.problem).toBeHidden();
    await drop(own.replaceAll('"arm,cortex-a15-gic"', '"test,intc"'));
    await expect(about).toContainText('(test,intc), is not modelled');
    await expect(explorer.problem).toContainText('Linux did not get to the end');
    await expect(explorer.problem).not.toContainText('The scenario that was open before is still open.');
    await explorer.open();
    await expect(about).toBeHidden();
  },
);
