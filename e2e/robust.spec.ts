/** What must not break the page: a dead engine, bad files, no network, other people's settings. */
import { readFileSync } from 'node:fs';
import { expect, golden, test, type Explorer } from './helper.ts';

const BOARD = '6.1/gicv3-its/board.dtb';
const MSIX = '#v=1&s=qemu-virt-gicv3-its&view=hardware.msix&dev=0000:00:02.0';
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

/** Two ways for a worker to end: an exception that nobody catches, and without a word, as for want of memory. */
const DEATHS = {
  throws: () =>
    void setTimeout(() => {
      throw new Error('for the test');
    }),
  'falls silent': () => self.close(),
};

for (const [way, die] of Object.entries(DEATHS)) {
  test(
    `an engine that ${way} is started again at the same step, with all commands`,
    { tag: way === 'throws' ? [] : '@thorough' },
    async ({ explorer }) => {
      const { page } = explorer;
      await explorer.open(MSIX);
      await explorer.click('fire vector 0');
      const steps = await explorer.steps();
      await explorer.goTo(4321);
      const sentence = (await explorer.sentence.textContent()) ?? '';
      const [worker] = page.workers();
      await worker?.evaluate(die);
      const notice = page.getByRole('status', { name: 'The engine was started again' });
      await expect(notice).toContainText('Your scenario was run again');
      await explorer.idle();
      expect(await explorer.step()).toBe(4321);
      expect(await explorer.steps()).toBe(steps);
      await explorer.press('b');
      await explorer.press('n');
      await expect(explorer.sentence).toHaveText(sentence);
      // Each new one can die as well, and a key that comes meanwhile goes where it would have gone.
      for (let deaths = 1; deaths <= 5; deaths++) {
        await Promise.all([page.waitForEvent('worker'), page.workers().at(-1)?.evaluate(die)]);
        await explorer.press('b');
        expect(await explorer.step()).toBe(4321 - deaths);
      }
      await expect(notice).toHaveCount(1);
      await expect(explorer.problem).toHaveCount(0);
      expect(await explorer.steps()).toBe(steps);
    },
  );
}

/** A board with so much in it that no compression makes a link of it. */
function largeBoard(): string {
  let state = 7;
  const cells = Array.from({ length: 6000 }, () => {
    state = (state * 48_271) % 2_147_483_647;
    return `0x${state.toString(16)}`;
  });
  const source = readFileSync(new URL('../public/dts/qemu-virt-gicv2m.dts', import.meta.url), 'utf8');
  return `${source}\n/ { chosen { noise = <${cells.join(' ')}>; }; };\n`;
}

test(
  'what is too long for a link is shared as a file, which brings it back',
  { tag: '@thorough' },
  async ({ explorer }) => {
    const { page } = explorer;
    await explorer.open();
    await explorer.drop({ name: 'large.dts', bytes: bytes(largeBoard()) });
    const steps = await explorer.steps();
    await expect(page.getByLabel('board', { exact: true })).toContainText('large.dts');
    expect(new URL(page.url()).hash).toBe('');
    await page.getByRole('button', { name: 'Share' }).click();
    const dialog = page.getByRole('dialog', { name: 'Share this picture' });
    await expect(dialog).toContainText('too large for a link');
    const [file] = await Promise.all([
      page.waitForEvent('download'),
      dialog.getByRole('button', { name: /^Download large\.irqscope\.json/ }).click(),
    ]);
    const saved = readFileSync(await file.path());
    await page.keyboard.press('Escape');
    await explorer.open();
    await explorer.drop({ name: file.suggestedFilename(), bytes: saved });
    expect(await explorer.steps()).toBe(steps);
  },
);

test(
  'what was open is found again by reload, back, forward and the list, until nothing is to be kept',
  { tag: '@thorough' },
  async ({ explorer }) => {
    const { page } = explorer;
    const board = page.getByLabel('board', { exact: true });
    await explorer.open();
    // Too large for a link: the address holds nothing of it.
    await explorer.drop({ name: 'large.dts', bytes: bytes(largeBoard()) });
    await page.getByRole('row', { name: /uart-pl011/ }).click();
    const at = (await explorer.steps()) - 5;
    await explorer.goTo(at);
    expect(new URL(page.url()).hash).toBe('');
    await page.reload();
    await explorer.idle();
    await expect(board).toContainText('large.dts');
    expect(await explorer.step()).toBe(at);
    await expect(page.getByRole('row', { selected: true })).toContainText('uart-pl011');
    // Its file is there as well.
    await page.getByLabel('kernel', { exact: true }).selectOption('6.1');
    await explorer.idle();
    await expect(board).toContainText('large.dts');
    await explorer.goTo(778);
    // A tour opens another board; back leads to where one was, forward to the tour's board.
    await explorer.press('t');
    await expect(board).toHaveValue('qemu-virt-gicv3-its');
    await page.goBack();
    await explorer.idle();
    await expect(board).toContainText('large.dts');
    expect(await explorer.step()).toBe(778);
    await page.goForward();
    await explorer.idle();
    await expect(board).toHaveValue('qemu-virt-gicv3-its');
    await explorer.press('r');
    const dialog = page.getByRole('dialog', { name: 'Recent' });
    await dialog.getByRole('button', { name: 'large.dts on Linux 6.1', exact: true }).click();
    await explorer.idle();
    expect(await explorer.step()).toBe(778);
    await explorer.press('r');
    await dialog.getByLabel('Keep what I open in this browser').uncheck();
    await explorer.idle();
    await expect(dialog).toContainText('Nothing is kept.');
    await page.keyboard.press('Escape');
    await page.reload();
    await explorer.idle();
    await expect(board).toHaveValue('qemu-virt-gicv3-its');
  },
);

const scenario = (more: object): Uint8Array =>
  bytes(JSON.stringify({ irqscope: 1, board: { bundled: 'qemu-virt-gicv3-its' }, kernel: '6.12', ...more }));

/** A file, and what must be said of it: what is wrong, where, and what to do. */
const BAD_FILES: readonly { readonly name: string; readonly content: () => Uint8Array; readonly says: RegExp[] }[] = [
  { name: 'empty.dtb', content: () => new Uint8Array(), says: [/empty/i, /empty\.dtb/] },
  {
    name: 'cut.dtb',
    content: () => golden(BOARD).bytes.subarray(0, 1000),
    says: [/Could not open cut\.dtb/, /1000|1,000/, /ends|short|truncated|incomplete/i],
  },
  {
    name: 'typo.dts',
    content: () => bytes('/dts-v1/;\n/ {\n\tcompatible = "a";\n\tuart@0 {\n\t\treg = <0 1\n\t};\n};\n'),
    says: [/typo\.dts:[56]:\d+/],
  },
  { name: 'loop.dts', content: () => bytes('/dts-v1/;\n/include/ "loop.dts"\n/ { };\n'), says: [/loop\.dts/] },
  {
    name: 'path.json',
    content: () => scenario({ pci: [{ bdf: '0000:00:00.0', model: 'pcie-host-bridge' }, { bdf: 'zero' }] }),
    says: [/path\.json/, /pci\[1\]\.bdf/],
  },
  {
    name: 'command.json',
    content: () => scenario({ script: [{ do: 'boot' }, { do: 'msix.fire', bdf: '0000:00:01.0', vector: 'one' }] }),
    says: [/command\.json/, /script\[1\]\.vector/],
  },
  { name: 'comma.json', content: () => bytes('{"irqscope": 1,}'), says: [/not JSON/, /comma\.json/] },
  {
    name: 'photo.png',
    content: () => Uint8Array.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    says: [/PNG/, /\.dtb|\.dts/],
  },
];

test(
  'a bad file: the error names the place, and what was open stays open',
  { tag: '@thorough' },
  async ({ explorer }) => {
    await explorer.open();
    await explorer.goTo(777);
    const sentence = (await explorer.sentence.textContent()) ?? '';
    for (const { name, content, says } of BAD_FILES) {
      await test.step(name, async () => {
        await explorer.drop({ name, bytes: content() });
        for (const words of says) await expect(explorer.problem).toContainText(words);
        await expect(explorer.problem).toContainText('The scenario that was open before is still open.');
        expect(await explorer.step()).toBe(777);
        await explorer.press('b');
        expect(await explorer.step()).toBe(776);
        await explorer.press('n');
        await expect(explorer.sentence).toHaveText(sentence);
        await explorer.problem.getByRole('button', { name: /^Dismiss/ }).click();
        await expect(explorer.problem).toBeHidden();
      });
    }
  },
);

/** How much moves on the page in the frames after a vector has fired. */
async function movement({ page }: Explorer): Promise<number> {
  await page.evaluate(() => {
    const seen = { most: 0 };
    Object.assign(window, { seen });
    const look = (): void => {
      const running = document.getAnimations().filter((one) => {
        const { duration, delay = 0 } = one.effect?.getComputedTiming() ?? {};
        return one.playState === 'running' && typeof duration === 'number' && duration + delay > 1;
      });
      seen.most = Math.max(seen.most, running.length + document.querySelectorAll('animateMotion, animate').length);
      requestAnimationFrame(look);
    };
    look();
  });
  await page.getByRole('button', { name: 'fire vector 0', exact: true }).click();
  await page.evaluate(async () => {
    await window.irqscope?.idle();
  });
  return page.evaluate(() => (window as unknown as { seen: { most: number } }).seen.most);
}

test('nothing moves by itself for who wants less motion', { tag: '@thorough' }, async ({ explorer }) => {
  await explorer.page.emulateMedia({ reducedMotion: 'no-preference' });
  await explorer.open(MSIX);
  expect(await movement(explorer)).toBeGreaterThan(0);
  await explorer.page.emulateMedia({ reducedMotion: 'reduce' });
  await explorer.page.reload();
  await explorer.idle();
  expect(await movement(explorer)).toBe(0);
});

/** What marks a thing as such: its outline, border and colours. */
async function look(explorer: Explorer, selector: string): Promise<Record<string, string>> {
  return explorer.page
    .locator(selector)
    .first()
    .evaluate((element) => {
      const style = getComputedStyle(element);
      const names = ['outlineStyle', 'outlineWidth', 'backgroundColor', 'color', 'borderColor', 'boxShadow'] as const;
      return Object.fromEntries(names.map((name) => [name, style[name]]));
    });
}

/** Texts too near to what is behind them. Axe reads the colours from before they were forced, so this looks itself. */
async function faintTexts({ page }: Explorer): Promise<string[]> {
  return page.evaluate(() => {
    const parts = (color: string): number[] => (color.match(/[\d.]+/g) ?? []).map(Number);
    const light = (color: string): number => {
      const [red = 0, green = 0, blue = 0] = parts(color).map((part) =>
        part / 255 <= 0.039_28 ? part / 255 / 12.92 : ((part / 255 + 0.055) / 1.055) ** 2.4,
      );
      return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
    };
    const behind = (element: Element | null): string => {
      if (element === null) return 'rgb(255, 255, 255)';
      const { backgroundColor } = getComputedStyle(element);
      return parts(backgroundColor)[3] === 0 ? behind(element.parentElement) : backgroundColor;
    };
    const faint: string[] = [];
    for (const element of document.querySelectorAll('button, td, th, h1, h2, p, [role=tab], svg text, input')) {
      if (!element.checkVisibility() || element.matches(':disabled, :disabled *')) continue;
      const style = getComputedStyle(element);
      const own = light(element instanceof SVGElement ? style.fill : style.color);
      const back = light(behind(element));
      const contrast = (Math.max(own, back) + 0.05) / (Math.min(own, back) + 0.05);
      if (contrast < 4.5) faint.push(`${contrast.toFixed(2)} ${element.outerHTML.slice(0, 120)}`);
    }
    return faint;
  });
}

test(
  'forced colours stay legible, with focus and selection to be seen, light and dark',
  { tag: '@thorough' },
  async ({ explorer }) => {
    test.slow();
    const { page } = explorer;
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme, forcedColors: 'active' });
      await explorer.at();
      await page.getByRole('row', { name: /uart-pl011/ }).click();
      await explorer.idle();
      const chosen = await look(explorer, 'tr[aria-selected=true]');
      const other = await look(explorer, 'tr[aria-selected=false]');
      expect(chosen).not.toEqual(other);
      const tab = await look(explorer, '[role=tab][aria-selected=true]');
      expect(tab).not.toEqual(await look(explorer, '[role=tab][aria-selected=false]'));
      await page.keyboard.press('Tab');
      const focus = await look(explorer, ':focus');
      expect(focus['outlineStyle']).not.toBe('none');
      expect(Number.parseFloat(focus['outlineWidth'] ?? '0')).toBeGreaterThanOrEqual(2);
      expect(await faintTexts(explorer)).toEqual([]);
    }
  },
);

test('at twice the text size nothing is out of reach', { tag: '@thorough' }, async ({ explorer }) => {
  const { page } = explorer;
  // A screen of 1440 by 900 at 200 % has room for half of it each way.
  await page.setViewportSize({ width: 720, height: 450 });
  await explorer.open();
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(720);
  const top = page.getByRole('banner').getByRole('button');
  expect(await top.count()).toBeGreaterThan(3);
  for (const button of await top.all()) await expect(button).toBeInViewport({ ratio: 1 });
  for (const pane of ['Tables', 'Steps', 'Selected', 'Picture']) {
    await explorer.tab(pane);
    await expect(page.getByRole('button', { name: 'Step forward' })).toBeInViewport({ ratio: 1 });
    const panel = (await page.getByRole('tabpanel').first().boundingBox()) ?? { height: 0 };
    expect(panel.height).toBeGreaterThan(120);
  }
  const buttons = page.getByRole('toolbar', { name: 'Step and play' }).getByRole('button');
  for (const button of await buttons.all()) {
    await button.scrollIntoViewIfNeeded();
    await expect(button).toBeInViewport({ ratio: 1 });
  }
  await explorer.tab('Tables');
  await page.getByRole('searchbox', { name: 'Filter interrupts' }).fill('uart');
  await page.getByRole('row', { name: /uart-pl011/ }).click();
  await explorer.tab('Selected');
  await expect(page.getByRole('list', { name: 'Chain' })).toContainText('pl011@9000000');
  for (const [key, dialog] of [
    ['?', 'Keys'],
    ['s', 'Share this picture'],
    ['p', 'Breakpoints'],
    ['/', 'Find'],
  ] as const) {
    await page.locator('body').press(key);
    const box = (await page.getByRole('dialog', { name: dialog }).boundingBox()) ?? { y: -1, height: 999 };
    expect(box.y).toBeGreaterThanOrEqual(0);
    expect(box.y + box.height).toBeLessThanOrEqual(450);
    await page.keyboard.press('Escape');
  }
});

test('once loaded it needs no network', { tag: '@thorough' }, async ({ explorer }) => {
  const { page } = explorer;
  await explorer.open(MSIX);
  const requests: string[] = [];
  page.on('request', (request) => requests.push(request.url()));
  explorer.expected.push(/ERR_INTERNET_DISCONNECTED/);
  await page.context().setOffline(true);
  await explorer.goTo(1000);
  await explorer.press('n');
  expect(await explorer.step()).toBe(1001);
  await explorer.press('End');
  await explorer.click('fire vector 0');
  for (const key of ['s', '?', 'p', '/']) {
    await page.locator('body').press(key);
    await expect(page.getByRole('dialog')).toBeVisible();
    await page.keyboard.press('Escape');
  }
  await page.getByLabel('kernel').selectOption('6.1');
  await explorer.idle();
  // The first board that is dropped needs the table of Linux's drivers, which is fetched then, and once.
  await page.context().setOffline(false);
  await explorer.drop(golden(BOARD));
  await expect(page.getByLabel('board', { exact: true })).toContainText('board.dtb');
  await explorer.idle();
  await page.context().setOffline(true);
  await explorer.drop(golden(BOARD));
  await explorer.idle();
  await expect(explorer.problem).toHaveCount(0);
  // The browser asks for the icon again when the address changes.
  expect(requests.filter((url) => !/^(blob|data):|favicon|drivers\.json$/.test(url))).toEqual([]);
  // A bundled board that was never fetched cannot come; it is said, and what is open stays.
  await page.getByLabel('board', { exact: true }).selectOption({ label: 'QEMU virt · GICv2 + v2m' });
  await explorer.idle();
  await expect(explorer.problem).toContainText('The scenario that was open before is still open.');
  await explorer.press('b');
});
