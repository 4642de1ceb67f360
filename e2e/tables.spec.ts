import { expect, test, type Explorer } from './helper.ts';

const NVME = '#v=1&s=qemu-virt-gicv3-its&view=hardware.msix&dev=0000:00:02.0';
const TABLE = '#v=1&s=qemu-virt-gicv3-its&view=table.irqs';

const irqs = ({ page }: Explorer) => page.getByRole('grid', { name: 'Interrupts' });
const grouped = ({ page }: Explorer) => page.getByRole('treegrid', { name: 'Interrupts' });

/** Opens a menu of the right pane, or of the only one. */
async function menu({ page }: Explorer, name: string): Promise<void> {
  await page.getByRole('button', { name, exact: true }).last().click();
  await page.getByRole('menu').waitFor();
}

async function copy(explorer: Explorer, how: 'as text' | 'as CSV'): Promise<string> {
  await menu(explorer, 'Copy');
  await explorer.page.getByRole('menuitem', { name: how }).click();
  await expect(explorer.page.getByText(/^copied \d+ rows$/)).toBeVisible();
  return explorer.page.evaluate(() => navigator.clipboard.readText());
}

/** Cells of a column, from the rows in sight. */
async function cells(explorer: Explorer, at: number): Promise<string[]> {
  const rows = irqs(explorer).locator('tbody tr');
  return rows.evaluateAll((all, index) => all.map((row) => row.querySelectorAll('td')[index]?.textContent ?? ''), at);
}

test.describe('interrupts', () => {
  test('rows are gone through, sorted and grouped, and columns chosen', { tag: '@thorough' }, async ({ explorer }) => {
    await test.step('keys move through it, and only what is in sight exists', async () => {
      const { page } = explorer;
      await explorer.at();
      const total = Number(await irqs(explorer).getAttribute('aria-rowcount')) - 1;
      await irqs(explorer).focus();
      const active = async () =>
        page.evaluate(() => {
          const grid = document.querySelector('[role=grid][aria-label=Interrupts]');
          const row = document.getElementById(grid?.getAttribute('aria-activedescendant') ?? '');
          return Number(row?.getAttribute('aria-rowindex')) - 1;
        });
      await explorer.press('End');
      await expect.poll(active).toBe(total);
      expect(await irqs(explorer).locator('tbody tr').count()).toBeLessThan(total);
      await explorer.press('ArrowUp');
      await expect.poll(active).toBe(total - 1);
      await explorer.press('PageUp');
      await expect.poll(active).toBeLessThan(total - 5);
      await explorer.press('Home');
      await expect.poll(active).toBe(1);
    });

    await test.step('sorted by a press, and back', async () => {
      await explorer.at();
      const byHwirq = irqs(explorer).getByRole('button', { name: 'hwirq' });
      const numbers = async () => (await cells(explorer, 1)).map(Number);
      const before = await numbers();
      await byHwirq.click();
      await explorer.idle();
      await expect(irqs(explorer).getByRole('columnheader', { name: /hwirq/ })).toHaveAttribute(
        'aria-sort',
        'ascending',
      );
      expect(await numbers()).toEqual((await numbers()).toSorted((a, b) => a - b));
      await byHwirq.click();
      await explorer.idle();
      expect(await numbers()).toEqual((await numbers()).toSorted((a, b) => b - a));
      await byHwirq.click();
      await explorer.idle();
      expect(await numbers()).toEqual(before);
    });

    await test.step('groups fold, by pointer and by key', async () => {
      const { page } = explorer;
      await explorer.at();
      await page.getByLabel('Group interrupts').selectOption('domain');
      await explorer.idle();
      const root = grouped(explorer).getByRole('row', { name: /:intc@8000000-1 · \d+ irqs/ });
      await expect(root).toHaveAttribute('aria-expanded', 'true');
      await expect(grouped(explorer)).toContainText('uart-pl011');
      await root.click();
      await explorer.idle();
      await expect(root).toHaveAttribute('aria-expanded', 'false');
      await expect(grouped(explorer)).not.toContainText('uart-pl011');
      await grouped(explorer).focus();
      await explorer.press('Home');
      await explorer.press('ArrowRight');
      await expect(root).toHaveAttribute('aria-expanded', 'true');
      await explorer.press('ArrowDown');
      await explorer.press('Enter');
      await expect(grouped(explorer).getByRole('row', { selected: true })).toHaveCount(1);
      await explorer.press('ArrowUp');
      await explorer.press('Enter');
      await expect(root).toHaveAttribute('aria-expanded', 'false');
    });

    await test.step('a key makes a column wider, and a pointer does', async () => {
      const { page } = explorer;
      await explorer.at();
      const head = irqs(explorer).getByRole('columnheader', { name: 'domain' });
      const width = async () => (await head.boundingBox())?.width ?? 0;
      const before = await width();
      await head.getByRole('button').focus();
      await page.keyboard.press('>');
      await expect.poll(width).toBeGreaterThan(before);
      const wider = await width();
      const box = (await head.boundingBox()) ?? { x: 0, y: 0, width: 0, height: 0 };
      await page.mouse.move(box.x + box.width - 3, box.y + 10);
      await page.mouse.down();
      await page.mouse.move(box.x + box.width + 57, box.y + 10, { steps: 4 });
      await page.mouse.up();
      await expect.poll(width).toBeGreaterThan(wider + 40);
    });

    await test.step('columns are chosen, by pointer and by key, and kept', async () => {
      const { page } = explorer;
      await explorer.at();
      const head = irqs(explorer).getByRole('columnheader');
      await expect(head.filter({ hasText: 'flow handler' })).toHaveCount(0);
      await menu(explorer, 'Columns');
      await page.getByRole('menuitemcheckbox', { name: /^flow handler/ }).click();
      await page.getByRole('menuitemcheckbox', { name: /^CPU2/ }).click();
      await page.keyboard.press('Escape');
      await expect(head.filter({ hasText: 'flow handler' })).toBeVisible();
      await expect(irqs(explorer)).toContainText('handle_fasteoi_irq');
      await explorer.tab('dmesg');
      await explorer.tab('irqs');
      await expect(head.filter({ hasText: 'CPU2' })).toHaveCount(1);
      await page.getByRole('button', { name: 'Columns', exact: true }).focus();
      await page.keyboard.press('Enter');
      await page.getByRole('menu').waitFor();
      await page.keyboard.press('End');
      await page.keyboard.press('Enter');
      await expect(head.filter({ hasText: 'flow handler' })).toHaveCount(0);
    });
  });
});

test.describe('a copy', () => {
  test.use({ permissions: ['clipboard-read', 'clipboard-write'] });

  test('a copy holds what is shown', { tag: '@thorough' }, async ({ explorer }) => {
    await test.step('is the table as it is filtered, sorted and grouped', async () => {
      const { page } = explorer;
      await explorer.at();
      await page.getByRole('searchbox', { name: 'Filter interrupts' }).fill('nvme');
      await explorer.idle();
      const lines = (await copy(explorer, 'as CSV')).split('\r\n');
      expect(lines[0]).toBe('irq,hwirq,domain,action,type,CPU,state,count');
      expect(lines.slice(1).filter(Boolean)).toHaveLength(5);
      expect(lines[1]).toContain('nvme0q0');
      await page.getByLabel('Group interrupts').selectOption('domain');
      await explorer.idle();
      expect(await copy(explorer, 'as text')).toMatch(/^ITS-PCI-MSIX-\S+: 5$/m);
    });

    await test.step('of /proc/interrupts is the whole text', async () => {
      const { page } = explorer;
      await explorer.at('#v=1&s=qemu-virt-gicv3-its&view=hardware.proc');
      await explorer.click('Copy all');
      await expect(page.getByText(/^copied \d+ lines$/)).toBeVisible();
      const shown = await page.getByLabel('Text of interrupts').locator('pre').textContent();
      expect(shown).toContain('nvme0q0');
      expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(shown);
    });

    await test.step('of the vectors has no buttons in it', async () => {
      await explorer.at(NVME);
      const [head = '', first = ''] = (await copy(explorer, 'as text')).split('\n');
      expect(head.split(/\s+/).filter(Boolean)).toEqual([
        'vec',
        'address',
        'data',
        'state',
        'INTID',
        'irq',
        'CPU',
        'count',
      ]);
      expect(first).toMatch(/^\s*0 {2}0x0*8090040 .* open /);
    });
  });
});

test('what the clipboard refuses can be copied by hand', { tag: '@thorough' }, async ({ explorer }) => {
  const { page } = explorer;
  await page.addInitScript(() => {
    Object.defineProperty(navigator, 'clipboard', {
      value: { write: () => Promise.reject(new Error('no')), writeText: () => Promise.reject(new Error('no')) },
    });
  });
  await explorer.open();
  await menu(explorer, 'Copy');
  await page.getByRole('menuitem', { name: 'as text' }).click();
  const dialog = page.getByRole('dialog', { name: 'Copy by hand' });
  await expect(dialog.getByRole('textbox', { name: 'The table' })).toHaveValue(/uart-pl011/);
});

test(
  'what a vector’s row shows fits, and its way is for those who choose it',
  { tag: '@thorough' },
  async ({ explorer }) => {
    const { page } = explorer;
    await explorer.open(NVME);
    const grid = page.getByRole('grid', { name: /MSI-X vectors/ });
    const overflow = () => grid.evaluate((table) => table.scrollWidth - table.clientWidth);
    expect(await overflow()).toBe(0);
    await menu(explorer, 'Columns');
    for (const name of [/^DeviceID/, /^EventID/, /^handler/])
      await page.getByRole('menuitemcheckbox', { name }).click();
    await page.keyboard.press('Escape');
    await expect(grid).toContainText('nvme0q3');
    expect(await overflow()).toBeGreaterThan(0);
    // The buttons stay in sight.
    await expect(page.getByRole('button', { name: 'fire vector 0' })).toBeInViewport({ ratio: 1 });
    await page.setViewportSize({ width: 390, height: 844 });
    await page.getByRole('tab', { name: 'Tables', exact: true }).click();
    await menu(explorer, 'Columns');
    await page.getByRole('menuitem', { name: 'As at first' }).click();
    await explorer.idle();
    expect(await overflow()).toBe(0);
  },
);

test('tables beside the picture, and what is selected elsewhere', { tag: '@thorough' }, async ({ explorer }) => {
  await test.step('counts by CPU are those of /proc/interrupts, and the one that changed is lit', async () => {
    const { page } = explorer;
    await explorer.at(NVME);
    await explorer.click('fire vector 1');
    await explorer.tab('As table');
    await page.getByRole('radio', { name: 'Counts by CPU' }).check();
    await explorer.tab('/proc');
    const text = (await page.locator('pre').first().textContent()) ?? '';
    const [, printed = ''] = /^ *\d+: +((?:\d+ +){4}).*nvme0q1$/m.exec(text) ?? [];
    const row = page.getByRole('grid', { name: 'Counts by CPU' }).getByRole('row', { name: /nvme0q1/ });
    const texts = await row.getByRole('gridcell').allTextContents();
    expect(texts.slice(3, 7)).toEqual(printed.trim().split(/\s+/));
    expect(texts[2]).toBe('1');
    await expect(row).toHaveAccessibleName(/1 \(changed\)/);
  });

  await test.step('devices stand for the picture, with what the tree says of them', async () => {
    const { page } = explorer;
    await explorer.at(TABLE);
    await page.getByRole('radio', { name: 'Devices' }).check();
    await explorer.idle();
    const devices = page.getByRole('grid', { name: 'Devices' });
    const uart = devices.getByRole('row', { name: /^pl011@9000000/ });
    await expect(uart).toContainText('uart-pl011');
    await expect(uart).toContainText('SPI 1 level-high');
    await expect(devices.getByRole('row', { name: /nvme/ }).first()).toContainText(/MSI-X 5 of \d+ vectors/);
    await uart.click();
    await explorer.idle();
    await expect(uart).toHaveAttribute('aria-selected', 'true');
  });

  await test.step('domains stand below their parents until they are sorted', async () => {
    const { page } = explorer;
    await explorer.at(TABLE);
    const grid = page.getByRole('grid', { name: 'Interrupt domains' });
    const its = grid.getByRole('row', { name: /its@8080000/ }).first();
    await expect(its.getByRole('gridcell').first()).toContainText('└');
    await grid.getByRole('button', { name: 'domain', exact: true }).click();
    await explorer.idle();
    await expect(its.getByRole('gridcell').first()).not.toContainText('└');
  });

  await test.step('what is selected elsewhere comes into sight, and a step does not scroll', async () => {
    const { page } = explorer;
    await explorer.at(`${NVME}&sel=vector:0000:00:02.0:60`);
    const vectors = page.getByRole('grid', { name: /^MSI-X vectors/ });
    const chosen = vectors.getByRole('row', { selected: true });
    await expect(chosen).toBeInViewport();
    await expect(chosen).toContainText('60');
    await explorer.tab('irqs');
    await irqs(explorer).focus();
    await explorer.press('Home');
    await explorer.press('/');
    await page.keyboard.type('nvme0q3');
    await explorer.idle();
    await page.keyboard.press('Enter');
    await explorer.idle();
    await expect(irqs(explorer).getByRole('row', { selected: true })).toBeInViewport();
    await irqs(explorer).focus();
    await explorer.press('Home');
    const top = () => irqs(explorer).evaluate((grid) => grid.scrollTop);
    await expect.poll(top).toBe(0);
    await explorer.press('b');
    expect(await top()).toBe(0);
  });

  await test.step('a table without interrupts leads to the first of them', async () => {
    const { page } = explorer;
    await explorer.at();
    await explorer.goTo(0);
    await explorer.click('Go to the first descriptor');
    expect(await explorer.step()).toBeGreaterThan(0);
    await expect(page.getByRole('grid', { name: 'Interrupts' }).getByRole('row', { name: /^1 / })).toBeVisible();
  });
});
