/** For everyone: what axe finds in every view, names, keys, and what screen readers hear. */
import type { Locator } from '@playwright/test';
import { inBothThemes } from './axe.ts';
import { expect, test, type Explorer } from './helper.ts';

const SMMU = '#v=1&s=qemu-virt-gicv3-its-smmu';

/** Marks the list with its panel as the part to look at: axe takes seconds for a whole page. */
const PART = '[data-test-part]';

/** Chooses each tab of a list in turn. */
async function eachTab(list: Locator, look: (name: string) => Promise<void>): Promise<void> {
  const count = await list.getByRole('tab').count();
  for (let at = 0; at < count; at++) {
    const tab = list.getByRole('tab').nth(at);
    await tab.click();
    await list.evaluate((element) => {
      for (const one of document.querySelectorAll('[data-test-part]')) one.removeAttribute('data-test-part');
      element.parentElement?.parentElement?.setAttribute('data-test-part', '');
    });
    await look((await tab.textContent()) ?? '');
  }
}

const DIALOGS = [
  ['?', 'Keys'],
  ['/', 'Find'],
  ['s', 'Share this picture'],
  ['p', 'Breakpoints'],
  ['e', 'Edit the scenario'],
] as const;

async function dialogs(explorer: Explorer): Promise<string[]> {
  const found: string[] = [];
  for (const [key, name] of DIALOGS) {
    await explorer.page.locator('body').press(key);
    await expect(explorer.page.getByRole('dialog', { name })).toBeVisible();
    await explorer.idle();
    found.push(...(await inBothThemes(explorer.page, name)));
    await explorer.page.keyboard.press('Escape');
    await expect(explorer.page.getByRole('dialog')).toHaveCount(0);
  }
  return found;
}

/** Everything that opens a menu, open. */
async function menus(explorer: Explorer): Promise<string[]> {
  const { page } = explorer;
  const found: string[] = [];
  for (const button of await page.locator('button[aria-haspopup=menu]:visible').all()) {
    await button.click();
    await expect(page.getByRole('menu')).toBeVisible();
    await explorer.idle();
    found.push(...(await inBothThemes(explorer.page, `menu ${(await button.textContent()) ?? ''}`)));
    await page.keyboard.press('Escape');
    await expect(page.getByRole('menu')).toHaveCount(0);
  }
  return found;
}

test('axe finds nothing in any view at a desk, light and dark', { tag: '@thorough' }, async ({ explorer }) => {
  // Axe reads the whole page several times over; a loaded machine needs its time for that.
  test.setTimeout(240_000);
  const { page } = explorer;
  await page.emulateMedia({ colorScheme: 'light' });
  await explorer.open(SMMU);
  await page.getByRole('row', { name: /uart-pl011/ }).click();
  await explorer.idle();
  const found: string[] = [];
  const look = async (name: string): Promise<void> => {
    await explorer.idle();
    found.push(...(await inBothThemes(page, name, PART)));
  };
  found.push(...(await inBothThemes(page, 'page')));
  await eachTab(page.getByRole('tablist', { name: 'Details of the selection' }), look);
  await explorer.node(/^pl011@9000000/).click();
  await explorer.idle();
  await eachTab(page.getByRole('tablist', { name: 'Details of the selection' }), look);
  await eachTab(page.getByRole('tablist', { name: 'Picture' }), look);
  await eachTab(page.getByRole('tablist', { name: 'Tables' }), async (name) => {
    await look(name);
    const inner = page.getByRole('tabpanel').getByRole('tablist', { name });
    if (await inner.isVisible()) await eachTab(inner, look);
  });
  await explorer.press('Home');
  await eachTab(page.getByRole('tablist', { name: 'Tables' }), look);
  found.push(...(await dialogs(explorer)), ...(await menus(explorer)));
  expect([...new Set(found)]).toEqual([]);
});

test('axe finds nothing on a phone, light and dark', { tag: '@thorough' }, async ({ explorer }) => {
  test.setTimeout(240_000);
  const { page } = explorer;
  await page.setViewportSize({ width: 390, height: 844 });
  await page.emulateMedia({ colorScheme: 'light' });
  await explorer.open(SMMU);
  const found: string[] = [];
  await eachTab(page.getByRole('tablist', { name: 'Panes' }), async (pane) => {
    await explorer.idle();
    await expect(page.getByRole('toolbar', { name: 'Step and play' })).toBeInViewport({ ratio: 1 });
    found.push(...(await inBothThemes(page, pane)));
    const inner = page.getByRole('tabpanel').getByRole('tablist').first();
    const look = async (name: string): Promise<void> => {
      await explorer.idle();
      found.push(...(await inBothThemes(page, `${pane}, ${name}`, PART)));
    };
    if (await inner.isVisible()) await eachTab(inner, look);
  });
  found.push(...(await dialogs(explorer)));
  expect([...new Set(found)]).toEqual([]);
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
});

test(
  'axe finds nothing in notices and on the start page, light and dark',
  { tag: '@thorough' },
  async ({ explorer }) => {
    test.slow();
    const { page } = explorer;
    await page.emulateMedia({ colorScheme: 'light' });
    await explorer.open('#v=1&s=qemu-virt-gicv3-its&t=300&h=0000000000000000');
    await explorer.drop({ name: 'photo.png', bytes: Uint8Array.from([0x89, 0x50, 0x4e, 0x47]) });
    await expect(explorer.problem).toBeVisible();
    expect(await inBothThemes(page, 'notices')).toEqual([]);
    // Nothing opens when no board comes.
    explorer.expected.push(/Failed to load resource/);
    await page.route('**/dts/*', (route) => route.abort());
    await page.goto('about:blank');
    await explorer.open();
    await expect(page.getByRole('main')).toBeVisible();
    expect(await inBothThemes(page, 'start page')).toEqual([]);
  },
);

/** Everything that takes focus, with its computed name. */
async function focusable({ page }: Explorer): Promise<{ readonly tag: string; readonly isNamed: boolean }[]> {
  return page.evaluate(() => {
    const selector = 'a[href], button, input, select, textarea, summary, [tabindex]';
    const shown = [...document.querySelectorAll<HTMLElement>(selector)].filter((one) => one.checkVisibility());
    return shown.map((one) => {
      const labels = 'labels' in one ? [...((one as HTMLInputElement).labels ?? [])] : [];
      const by = one.getAttribute('aria-labelledby')?.split(' ') ?? [];
      const words = [
        one.getAttribute('aria-label'),
        one.textContent,
        one.title,
        ...labels.map((label) => label.textContent),
        ...by.map((id) => document.getElementById(id)?.textContent),
      ];
      const isNamed = words.some((word) => (word ?? '').trim() !== '');
      return { tag: one.outerHTML.slice(0, 160), isNamed };
    });
  });
}

test('every element that takes focus has a name, in every view', { tag: '@thorough' }, async ({ explorer }) => {
  test.slow();
  const { page } = explorer;
  await explorer.open(SMMU);
  await page.getByRole('row', { name: /uart-pl011/ }).click();
  const unnamed = new Set<string>();
  const look = async (): Promise<void> => {
    await explorer.idle();
    for (const { tag, isNamed } of await focusable(explorer)) if (!isNamed) unnamed.add(tag);
  };
  await eachTab(page.getByRole('tablist', { name: 'Picture' }), look);
  await eachTab(page.getByRole('tablist', { name: 'Tables' }), look);
  expect([...unnamed]).toEqual([]);
});

test('tab goes through everything and comes round, without a trap', { tag: '@thorough' }, async ({ explorer }) => {
  const { page } = explorer;
  await explorer.open();
  await page.getByRole('row', { name: /uart-pl011/ }).click();
  await explorer.idle();
  const wanted = await page.evaluate(() => {
    const selector = 'a[href], button, input, select, textarea, summary, [tabindex]';
    const shown = [...document.querySelectorAll<HTMLElement>(selector)].filter((one) => {
      const off = 'disabled' in one && one.disabled === true;
      return one.checkVisibility() && one.tabIndex >= 0 && !off;
    });
    shown.forEach((one, at) => one.setAttribute('data-test-at', `${at}`));
    (document.activeElement as HTMLElement | null)?.blur();
    return shown.map((one, at) => `${at} ${one.outerHTML.slice(0, 100)}`);
  });
  const reached = new Set<string>();
  for (let press = 0; press < wanted.length + 20; press++) {
    await page.keyboard.press('Tab');
    const at = await page.evaluate(() => document.activeElement?.getAttribute('data-test-at') ?? '');
    if (at !== '') reached.add(at);
  }
  expect(wanted.filter((_, at) => !reached.has(`${at}`))).toEqual([]);
});

test('words of the step, arrow keys, and the focus after what was done', { tag: '@thorough' }, async ({ explorer }) => {
  await test.step('the step in words is in a live region, and changes with the step', async () => {
    const { page } = explorer;
    await explorer.at();
    await explorer.goTo(500);
    const heard = async (): Promise<string> => {
      const said = page.locator('output, [role=status], [aria-live=polite]').filter({ hasText: /./ });
      return (await said.allTextContents()).join(' ');
    };
    const before = (await explorer.sentence.textContent()) ?? '';
    expect(await heard()).toContain(before);
    await explorer.press('.');
    const after = (await explorer.sentence.textContent()) ?? '';
    expect(after).not.toBe(before);
    expect(await heard()).toContain(after);
    const slider = page.getByRole('slider', { name: 'Step of the run' });
    await expect(slider).toHaveAttribute('aria-valuetext', new RegExp(String(await explorer.step())));
  });

  await test.step('arrow keys move through picture and table, and Enter selects', async () => {
    await explorer.at();
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

  await test.step('after a choice from a list Escape, and after a press of a tab any key, is the page’s', async () => {
    const { page } = explorer;
    await explorer.at();
    await page.getByLabel('next', { exact: true }).focus();
    await explorer.press('ArrowDown');
    await explorer.press('Escape');
    await explorer.press('Home');
    expect(await explorer.step()).toBe(0);
    await explorer.press('n');
    expect(await explorer.step()).toBe(1);
    await page.getByRole('tab', { name: 'dmesg' }).click();
    await explorer.press('End');
    expect(await explorer.step()).toBe(await explorer.steps());
    await expect(page.getByRole('tab', { name: 'dmesg' })).toHaveAttribute('aria-selected', 'true');
  });

  await test.step('what VFIO does leaves the focus where it can go on', async () => {
    await explorer.at(`${SMMU}&view=hardware.msix&dev=0000:00:02.0`);
    // Each to what comes next: Enter once more undoes nothing.
    expect(await pressed(explorer, 'bind to vfio-pci')).toBe('open');
    await pressed(explorer, 'open');
    await expect(explorer.page.getByRole('spinbutton', { name: 'vectors' })).toBeFocused();
    await explorer.page.getByRole('spinbutton', { name: 'vectors' }).fill('9');
    expect(await pressed(explorer, 'set 9 vectors')).toBe('set 9 vectors');
    expect(await pressed(explorer, 'set 0 vectors')).toBe('set 9 vectors');
    expect(await pressed(explorer, 'close')).toBe('release');
    expect(await pressed(explorer, 'release')).toMatch(/^MSI-X vectors/);
    // The same stands at the selected function, and in the palette.
    await explorer.tab('irqs');
    await explorer.node(/^0000:00:02\.0/).click();
    await explorer.idle();
    expect(await pressed(explorer, 'bind to vfio-pci')).toBe('open');
    await explorer.press('Control+k');
    await explorer.page.keyboard.type('vfio');
    await explorer.page.getByRole('option', { name: /VFIO: set all/ }).click();
    await explorer.idle();
    await expect(explorer.page.getByRole('tab', { name: 'MSI-X' })).toHaveAttribute('aria-selected', 'true');
    await expect(explorer.page.getByTestId('outcome').first()).toContainText('refused');
  });

  await test.step('what is done to the selection leaves the focus where it can be undone', async () => {
    const { page } = explorer;
    await explorer.at();
    await page.getByRole('row', { name: /uart-pl011/ }).click();
    await explorer.idle();
    expect(await pressed(explorer, 'disable')).toBe('enable');
    expect(await pressed(explorer, 'raise line')).toBe('lower line');
    expect(await pressed(explorer, /^Fix: /)).not.toBe('body');
    await page.getByRole('textbox', { name: 'CPUs' }).fill('1');
    expect(await pressed(explorer, 'set affinity')).toBe('set affinity');
    await expect(page.getByRole('textbox', { name: 'CPUs' })).toHaveValue('1');
    await explorer.node(/^CPU 1/).click();
    await explorer.idle();
    expect(await pressed(explorer, 'take offline')).toBe('bring online');
  });

  await test.step('the ends of the run and of the chart keep the focus', async () => {
    const { page } = explorer;
    await explorer.at();
    await explorer.goTo((await explorer.steps()) - 1);
    expect(await pressed(explorer, 'Step forward')).toBe('Step forward');
    await expect(page.getByRole('button', { name: 'Step forward', exact: true })).toBeDisabled();
    expect(await pressed(explorer, 'To the start')).toBe('To the start');
    expect(await explorer.step()).toBe(0);
    await explorer.press(']');
    expect(await pressed(explorer, 'Whole run')).toBe('Step of the run');
  });
});

test('a folded pane is out of the keyboard’s reach, and keys step', { tag: '@thorough' }, async ({ explorer }) => {
  const { page } = explorer;
  await explorer.open();
  await explorer.goTo(500);
  const grid = page.getByRole('grid', { name: 'Interrupts' });
  await grid.focus();
  await explorer.press('8');
  await expect(page.getByRole('toolbar', { name: 'Step and play' })).toBeFocused();
  await explorer.press('ArrowLeft');
  expect(await explorer.step()).toBe(499);
  await explorer.press('ArrowDown');
  await explorer.press('Enter');
  expect(await page.evaluate(() => document.querySelector('[aria-selected=true][role=row]'))).toBeNull();
  const stops = await tabStops(explorer);
  expect(stops.length).toBeGreaterThan(10);
  expect(stops.filter(({ isSeen }) => !isSeen)).toEqual([]);
  // The chart leaves its transport bar.
  await page.getByRole('slider', { name: 'Step of the run' }).focus();
  await explorer.press('0');
  await expect(page.getByRole('slider', { name: 'Step of the run' })).not.toBeFocused();
  await expect.poll(() => focusOf(explorer)).toBe('Step and play');
  await explorer.press('8');
  await expect(grid).toBeVisible();
  await grid.focus();
  await expect(grid).toBeFocused();
});

/** Where the Tab key stops until it comes round. */
async function tabStops({ page }: Explorer): Promise<{ readonly what: string; readonly isSeen: boolean }[]> {
  const stops: { what: string; isSeen: boolean }[] = [];
  for (let press = 0; press < 250; press++) {
    await page.keyboard.press('Tab');
    const stop = await page.evaluate(() => {
      const one = document.activeElement;
      if (one === null || one === document.body) return undefined;
      const first = one.hasAttribute('data-test-seen');
      one.setAttribute('data-test-seen', '');
      const { left, right, width, height } = one.getBoundingClientRect();
      const isSeen = width > 0 && height > 0 && left < innerWidth && right > 0;
      return { what: one.outerHTML.slice(0, 120), isSeen, first };
    });
    if (stop?.first === true) break;
    if (stop !== undefined) stops.push({ what: stop.what, isSeen: stop.isSeen });
  }
  return stops;
}

/** What has the focus, in a word; "body" is nothing. */
async function focusOf({ page }: Explorer): Promise<string> {
  return page.evaluate(() => {
    const one = document.activeElement;
    if (one === null || one === document.body) return 'body';
    return one.getAttribute('aria-label') ?? one.textContent?.trim() ?? one.tagName;
  });
}

/** Presses a button by its key. Answers with what has the focus then. */
async function pressed(explorer: Explorer, name: string | RegExp): Promise<string> {
  const button = explorer.page.getByRole('button', { name, exact: true }).first();
  await button.focus();
  await explorer.press('Enter');
  return focusOf(explorer);
}

test('on a phone stepping is at hand in every pane', { tag: '@thorough' }, async ({ explorer }) => {
  await explorer.page.setViewportSize({ width: 390, height: 844 });
  await explorer.open();
  for (const pane of ['Tables', 'Steps', 'Selected', 'Picture']) {
    await explorer.tab(pane);
    const before = await explorer.step();
    await explorer.click('Step back');
    expect(await explorer.step()).toBe(before - 1);
  }
});

test('the theme can be chosen and is kept', { tag: '@thorough' }, async ({ explorer }) => {
  await explorer.page.emulateMedia({ colorScheme: 'light' });
  await explorer.open();
  await explorer.press('d');
  await expect(explorer.page.locator('html')).toHaveAttribute('data-theme', 'dark');
  await explorer.page.reload();
  await expect(explorer.page.locator('html')).toHaveAttribute('data-theme', 'dark');
});
