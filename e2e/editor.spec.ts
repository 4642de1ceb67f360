/** The scenario editor: forms, device tree and JSON of one draft, and the run that comes of it. */
import { readFileSync } from 'node:fs';
import type { Locator } from '@playwright/test';
import { inBothThemes } from './axe.ts';
import { CodeText, expect, golden, test, type Explorer } from './helper.ts';

const SOURCE = 'Device tree source';

async function openEditor(explorer: Explorer): Promise<Locator> {
  await explorer.click('Edit');
  const editor = explorer.page.getByRole('dialog', { name: 'Edit the scenario' });
  await expect(editor).toBeVisible();
  await explorer.idle();
  return editor;
}

/** Puts text before the first line of the device tree that holds `mark`, as a person would by going there. */
async function typeBefore(explorer: Explorer, mark: string, text: string): Promise<void> {
  await new CodeText(explorer.page, SOURCE).typeBefore(mark, text);
  await explorer.idle();
}

test('an NVMe with 17 MSI-X entries is added, runs, and is in the link', { tag: '@thorough' }, async ({ explorer }) => {
  const { page } = explorer;
  await explorer.open();
  const editor = await openEditor(explorer);
  await editor.getByLabel('model to add').selectOption('nvme');
  await explorer.click('Add function');
  await editor.getByLabel('MSI-X', { exact: true }).selectOption({ label: 'another number' });
  await editor.getByLabel('MSI-X entries').fill('17');
  await explorer.click('Run it');
  await expect(page.getByRole('dialog')).toBeHidden();
  await explorer.tab('MSI-X');
  const choice = page.getByLabel('PCI function');
  await choice.selectOption('0000:00:04.0');
  await explorer.idle();
  const grid = page.getByRole('grid').first();
  await expect(grid).toHaveAttribute('aria-rowcount', '18');
  await expect(grid.getByRole('row', { name: /^0 / })).toBeVisible();
  await expect(page.getByText('driver nvme')).toBeVisible();
  const link = new URL(page.url()).hash;
  await page.goto('about:blank');
  await explorer.open(link);
  await expect(grid).toHaveAttribute('aria-rowcount', '18');
});

test('an edited device tree', { tag: '@thorough' }, async ({ explorer }) => {
  await test.step('a break in the device tree is shown at its line, refuses to run, and runs once it is mended', async () => {
    const { page } = explorer;
    await explorer.at();
    await openEditor(explorer);
    await explorer.tab('Device tree');
    const source = readFileSync(new URL('../public/dts/qemu-virt-gicv3-its.dts', import.meta.url), 'utf8');
    const line = source.slice(0, source.indexOf('model = ')).split('\n').length;
    await typeBefore(explorer, 'model = ', 'oops ');
    const problem = page.getByRole('list', { name: 'Problems in the text' }).getByRole('button');
    await expect(problem).toContainText(`Line ${line}`);
    await expect(page.getByLabel('Device tree source')).toHaveAttribute('aria-invalid', 'true');
    await explorer.click('Run it');
    await expect(page.getByText('Not run: 1 problem to fix first.')).toBeVisible();
    await problem.click();
    await expect(page.getByLabel('Device tree source')).toBeFocused();
    for (let i = 0; i < 'oops '.length; i++) await page.keyboard.press('Backspace');
    // The caret stands where the parser gave up, which is behind the stray word.
    await expect(problem).toBeHidden();
    await page.keyboard.press('Control+Enter');
    await explorer.idle();
    await expect(page.getByRole('dialog')).toBeHidden();
    await expect(page.getByLabel('board', { exact: true })).toHaveValue('qemu-virt-gicv3-its');
  });

  await test.step('an edited device tree is what boots', async () => {
    const { page } = explorer;
    await explorer.at();
    await openEditor(explorer);
    await explorer.tab('Device tree');
    await typeBefore(explorer, 'compatible = "arm,pl031"', 'status = "disabled";\n\t\t');
    await explorer.click('Run it');
    await expect(page.getByRole('dialog')).toBeHidden();
    await expect(page.getByRole('row', { name: /rtc-pl031/ })).toBeHidden();
    await expect(page.getByRole('row', { name: /uart-pl011/ })).toBeVisible();
  });

  await test.step('a board on which Linux panics leaves the editor open and says so', async () => {
    const { page } = explorer;
    await explorer.at();
    const editor = await openEditor(explorer);
    await explorer.tab('Device tree');
    await typeBefore(explorer, 'compatible = "arm,gic-v3"', 'status = "disabled";\n\t\t');
    await explorer.click('Run it');
    await expect(editor).toContainText('Linux panicked:');
    await editor.getByRole('button', { name: 'Undo' }).click();
    await page.keyboard.press('Control+Enter');
    await explorer.idle();
    await expect(page.getByRole('dialog')).toBeHidden();
  });
});

test('forms of the editor', { tag: '@thorough' }, async ({ explorer }) => {
  await test.step('a function is removed by keys alone, and what was entered is not lost by Escape', async () => {
    const { page } = explorer;
    await explorer.at();
    await explorer.press('e');
    const editor = page.getByRole('dialog', { name: 'Edit the scenario' });
    await expect(editor).toBeVisible();
    const remove = page.getByRole('button', { name: 'Remove 0000:00:03.0' });
    for (let tabs = 0; tabs < 40 && !(await remove.evaluate((button) => button === document.activeElement)); tabs++)
      await page.keyboard.press('Tab');
    await expect(remove).toBeFocused();
    await explorer.press('Enter');
    await expect(remove).toBeHidden();
    await expect(editor.getByRole('button', { name: /^0000:00:02.0/ })).toBeFocused();
    await explorer.press('Escape');
    const ask = page.getByRole('dialog', { name: 'Discard your changes?' });
    await expect(ask).toBeVisible();
    await explorer.press('Escape');
    await expect(ask).toBeHidden();
    await expect(remove).toBeHidden();
    await explorer.press('Control+Enter');
    await expect(page.getByRole('dialog')).toBeHidden();
    await explorer.tab('MSI-X');
    await expect(page.getByLabel('PCI function').getByRole('option')).toHaveText([/00:01.0/, /00:02.0/]);
  });

  await test.step('commands are added, moved and run; what makes no sense is shown at its command', async () => {
    const { page } = explorer;
    await explorer.at();
    const editor = await openEditor(explorer);
    await explorer.tab('Script');
    await editor.getByLabel('command to add').selectOption('checkpoint');
    await explorer.click('Add command');
    await editor.getByLabel('command to add').selectOption('irq.inject');
    await explorer.click('Add command');
    await editor.getByLabel('Interrupt').selectOption('by virq');
    await editor.getByLabel('virq').fill('13');
    await editor.getByLabel('virq').press('Alt+ArrowUp');
    await explorer.idle();
    await expect(editor.getByLabel('virq')).toBeFocused();
    await expect(page.getByRole('group', { name: 'Command 2' }).getByLabel('Command', { exact: true })).toHaveValue(
      'irq.inject',
    );
    await editor.getByLabel('virq').fill('999');
    await explorer.click('Run it');
    await expect(page.getByRole('group', { name: 'Command 2' })).toContainText('there is no interrupt');
    await editor.getByLabel('virq').fill('13');
    await explorer.click('Run it');
    await expect(page.getByRole('dialog')).toBeHidden();
    await explorer.tab('script');
    await expect(page.getByRole('region', { name: 'Script' }).getByRole('listitem')).toHaveText([
      /boot/,
      /inject irq 13/,
      /checkpoint/,
    ]);
  });

  await test.step('JSON that does not fit is shown at its path and line, in the form and in the text', async () => {
    const { page } = explorer;
    await explorer.at();
    const editor = await openEditor(explorer);
    await explorer.tab('JSON');
    const area = new CodeText(page, 'Scenario as JSON');
    const text = await area.text();
    await area.fill(text.replace('"model": "nvme"', '"model": "nvme", "msix": {"entries": 0}'));
    await explorer.idle();
    const listed = page.getByRole('list', { name: 'Problems in the text' }).getByRole('button');
    const line = text.slice(0, text.indexOf('"model": "nvme"')).split('\n').length;
    await expect(listed).toContainText(`Line ${line}`);
    await expect(listed).toContainText('pci[2].msix.entries: it must be at least 1');
    await explorer.tab('PCI');
    await page.getByRole('list', { name: 'Problems' }).getByRole('button').click();
    const entries = editor.getByLabel('MSI-X entries');
    await expect(entries).toBeFocused();
    await expect(entries).toHaveAttribute('aria-invalid', 'true');
    await expect(entries).toHaveAccessibleDescription(/it must be at least 1/);
    await entries.fill('9');
    await explorer.tab('JSON');
    expect(await area.text()).toMatch(/"entries": 9/);
    await area.fill('{\n  "irqscope": 1,\n  oops\n}');
    await explorer.idle();
    await expect(listed).toContainText('Line 3, column 3');
    await expect(listed).toContainText('a key in double quotes');
    await explorer.click('Run it');
    await expect(page.getByText(/^Not run: 1 problem/)).toBeVisible();
  });
});

test('machine and drivers', { tag: '@thorough' }, async ({ explorer }) => {
  await test.step('the machine is changed: kernel, CPUs and drivers; the selection stays', async () => {
    const { page } = explorer;
    await explorer.at();
    await page.getByRole('row', { name: /uart-pl011/ }).click();
    await explorer.idle();
    const editor = await openEditor(explorer);
    await explorer.tab('Machine');
    await editor.getByLabel('Kernel').selectOption('6.1');
    await editor.getByLabel('CPUs').fill('9');
    await expect(page.getByText('the tree lists 4, so there are no more than that').first()).toBeVisible();
    await editor.getByLabel('CPUs').fill('2');
    await explorer.tab('Drivers');
    await expect(editor.getByLabel('Only those that are modelled')).toBeChecked();
    await editor.getByLabel('Only those in a list').check();
    await editor.getByLabel('rtc-pl031', { exact: true }).uncheck();
    await explorer.click('Run it');
    await expect(page.getByRole('dialog')).toBeHidden();
    await expect(page.getByTestId('counts')).toContainText('2 of 4 CPUs');
    await expect(page.getByLabel('kernel', { exact: true })).toHaveValue('6.1');
    await expect(page.getByRole('row', { name: /rtc-pl031/ })).toBeHidden();
    await expect(page.getByRole('row', { selected: true })).toContainText('uart-pl011');
  });

  await test.step('drivers: a list is searched and ticked, and says what is modelled, what a stand-in and what there is not', async () => {
    const { page } = explorer;
    await explorer.at('#v=1&s=fabric-line-61');
    const editor = await openEditor(explorer);
    await explorer.tab('Drivers');
    await expect(editor.getByLabel('All that Linux has')).toBeChecked();
    const list = editor.getByRole('list', { name: 'Drivers', exact: true });
    const macb = list.getByRole('listitem').filter({ has: page.getByText('macb', { exact: true }) });
    await expect(macb).toHaveText(/macb.*stand-in.*1 node.*drivers\/net\/ethernet\/cadence\/macb_main\.c/);
    await editor.getByLabel('Only those in a list').check();
    await explorer.idle();
    await macb.getByRole('checkbox').uncheck();
    await editor.getByLabel('Find a driver').fill('pl061');
    const bank = list.getByRole('listitem');
    await expect(bank).toHaveText(/pl061_gpio.*modelled.*drivers\/gpio\/gpio-pl061\.c/);
    await bank.getByRole('checkbox').check();
    await explorer.tab('JSON');
    const area = new CodeText(page, 'Scenario as JSON');
    const { drivers }: { drivers: string[] } = JSON.parse(await area.text());
    expect(drivers).toContain('pl061_gpio');
    expect(drivers).not.toContain('macb');
    await area.fill((await area.text()).replace('"pl061_gpio"', '"pl061_gpi"'));
    await explorer.idle();
    await page.getByRole('list', { name: 'Problems' }).getByRole('button').click();
    await expect(list).toContainText(
      'has no driver named pl061_gpi for arm64, so this adds none. Did you mean “pl061_gpio”?',
    );
    await editor.getByRole('checkbox', { name: 'pl061_gpi', exact: true }).click();
    await explorer.click('Run it');
    await expect(page.getByRole('dialog')).toBeHidden();
    await expect(page.getByRole('row', { name: /e0006000\.spi/ })).toBeVisible();
    await expect(page.getByRole('row', { name: /e000b000\.ethernet/ })).toBeHidden();
  });

  await test.step('what is selected and shown stays on another kernel, where irqs have other numbers', async () => {
    const { page } = explorer;
    await explorer.at('#v=1&s=qemu-virt-gicv3-its&view=hardware.irqs&irqs.sort=-virq');
    await page.getByRole('row', { name: /nvme0q3/ }).click();
    await explorer.idle();
    const before = await page.getByRole('row', { selected: true }).textContent();
    await page.getByLabel('kernel', { exact: true }).selectOption('6.1');
    await explorer.idle();
    await expect(page.getByRole('row', { selected: true })).toContainText('nvme0q3');
    expect(await page.getByRole('row', { selected: true }).textContent()).not.toBe(before);
    expect(page.url()).toContain('irqs.sort=-virq');
  });
});

test('a board that came as a blob is shown as source and saved whole', { tag: '@thorough' }, async ({ explorer }) => {
  const { page } = explorer;
  await explorer.open();
  await explorer.drop(golden('6.12/gicv3-its/board.dtb'));
  await openEditor(explorer);
  await explorer.tab('Device tree');
  await expect(page.getByText('This board came as a .dtb.')).toBeVisible();
  const source = new CodeText(page, SOURCE);
  expect(await source.text()).toMatch(/^\/dts-v1\/;[^]*compatible = "arm,gic-v3"/);
  // Go to a node by its path; the phandle there is shown as a path, and the search finds and replaces.
  await page.getByLabel('Line, path or label').fill('/pl011@9000000');
  await page.keyboard.press('Enter');
  await expect(source.field).toBeFocused();
  expect((await source.text()).split('\n')[(await source.caretLine()) - 1]).toContain('pl011@9000000 {');
  await expect(source.field).toContainText(/clocks = <0x\w+ \/apb-pclk 0x\w+ \/apb-pclk>;/);
  await page.keyboard.press('Control+f');
  const find = page.getByRole('textbox', { name: 'Find' });
  await expect(find).toBeFocused();
  await find.fill('arm,pl031');
  await page.getByRole('textbox', { name: 'Replace with' }).fill('arm,pl03x');
  await page.getByRole('button', { name: 'replace all' }).click();
  expect(await source.text()).toContain('arm,pl03x');
  expect(await source.text()).not.toContain('arm,pl031');
  await page.keyboard.press('Escape');
  await expect(find).toBeHidden();
  await source.field.focus();
  await page.keyboard.press('Control+z');
  expect(await source.text()).toContain('arm,pl031');
  // Tab leaves the text.
  await page.keyboard.press('Tab');
  await expect(source.field).not.toBeFocused();
  await explorer.idle();
  await expect(page.getByText('Ready to run.')).toBeVisible();
  const saved = page.waitForEvent('download');
  await explorer.click('Save scenario');
  const path = await (await saved).path();
  expect(JSON.parse(readFileSync(path, 'utf8'))).toMatchObject({
    irqscope: 1,
    board: { dtb: expect.stringMatching(/^[\w-]+$/) },
  });
});

for (const width of [1440, 390]) {
  test(`axe finds nothing in the editor, ${width} wide, light and dark`, { tag: '@thorough' }, async ({ explorer }) => {
    test.slow();
    const { page } = explorer;
    await page.setViewportSize({ width, height: 844 });
    await page.emulateMedia({ colorScheme: 'light' });
    await explorer.open();
    const editor = await openEditor(explorer);
    await editor.getByLabel('model to add').selectOption({ label: 'described by hand' });
    await explorer.click('Add function');
    await editor.getByLabel('Address').fill('here');
    await explorer.idle();
    for (const tab of ['PCI', 'Machine', 'Drivers', 'Script', 'Device tree', 'JSON']) {
      await explorer.tab(tab);
      expect(await inBothThemes(page, tab, 'dialog')).toEqual([]);
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width);
    }
  });
}
