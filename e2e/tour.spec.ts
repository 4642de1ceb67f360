import { readFileSync } from 'node:fs';
import { checkTour, type Tour } from '../src/engine/index.ts';
import { textIn } from '../src/ui/store/tours.ts';
import { expect, test } from './helper.ts';

const read = (path: string): string => readFileSync(new URL(`../${path}`, import.meta.url), 'utf8');

function tourOf(text: string): Tour {
  const tour = checkTour(JSON.parse(text));
  if (!tour.ok) throw new Error(tour.error.message);
  return tour.value;
}

test(
  'a tour has all its stops, forth and back, and tells what became of a prediction',
  { tag: '@thorough' },
  async ({ explorer }) => {
    const { page } = explorer;
    const { title, stops } = tourOf(read('public/tours/vfio.json'));
    const name = textIn(title, 'en');
    await explorer.open();
    await explorer.click('Tours');
    await page.getByRole('menuitem', { name }).click();
    const strip = page.getByRole('region', { name: `Tour: ${name}` });
    const steps: number[] = [];
    for (const [at, { title: stop, ask }] of stops.entries()) {
      await expect(strip).toContainText(`${at + 1} of ${stops.length}`);
      await expect(strip).toContainText(textIn(stop, 'en'));
      await explorer.idle();
      steps.push(await explorer.step());
      if (ask !== undefined) {
        const [wrong = '', right = ''] = ask.answers.map((answer) => textIn(answer, 'en'));
        const question = strip.getByRole('group', { name: textIn(ask.question, 'en') });
        await question.getByRole('button', { name: wrong, exact: true }).click();
        await expect(strip.getByRole('status')).toHaveText(`You say “${wrong}”. Run on to see.`);
        await explorer.press('t');
        const verdict = `You said “${wrong}”. It is “${right}”: ${textIn(ask.because, 'en')}`;
        await expect(strip.getByRole('status')).toHaveText(verdict);
      } else if (at + 1 < stops.length) await explorer.press('t');
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
  },
);

test(
  'a tour of one’s own is dropped, linked at its stop, saved, and refused where it does not fit',
  { tag: '@thorough' },
  async ({ explorer }) => {
    const { page } = explorer;
    const [, text = ''] = /```json\n([\s\S]*?)```/.exec(read('docs/tours.md')) ?? [];
    const { stops } = tourOf(text);
    await explorer.open();
    await explorer.drop({ name: 'mine.json', bytes: new TextEncoder().encode(text) });
    const strip = page.getByRole('region', { name: 'Tour: One vector, masked and unmasked' });
    for (let at = 1; at < stops.length; at++) await explorer.press('t');
    await expect(strip).toContainText(`${stops.length} of ${stops.length}`);
    const last = await explorer.step();
    const address = page.url();
    expect(address).toMatch(/&tour=d:[\w-]+&at=4&by=\d/);

    // Its link opens it where it was, to whoever has never seen the file; the file that is saved is the tour.
    await page.goto('about:blank');
    await page.goto(address);
    await explorer.idle();
    await expect(strip).toContainText(`${stops.length} of ${stops.length}`);
    expect(await explorer.step()).toBe(last);
    await explorer.click('Tours');
    const [file] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('menuitem', { name: /^Save this tour/ }).click(),
    ]);
    const saved = readFileSync(await file.path(), 'utf8');
    expect(tourOf(saved).stops).toEqual(stops);
    expect(tourOf(saved).scenario).toMatchObject({ pci: [{ bdf: '0000:00:02.0', model: 'nvme' }] });
    await explorer.press('T');
    await expect(strip).toContainText(`3 of ${stops.length}`);

    // One that does not fit is refused with the place, and what is open stays; so is one that a link brings.
    const bad = text.replace('"msix.mask" }', '"msix.msk" }');
    await explorer.drop({ name: 'bad.json', bytes: new TextEncoder().encode(bad) });
    await expect(explorer.problem).toContainText('stops[1].at.command.do');
    await expect(explorer.problem).toContainText('Did you mean “msix.mask”?');
    await expect(strip).toBeVisible();
    await explorer.open('#v=1&s=qemu-virt-gicv3-its&tour=teapot&by=99.1.0');
    await expect(page.getByText('The link names the tour teapot')).toBeVisible();
    await expect(page.getByText(/irqscope 99\.1\.0 made it/)).toBeVisible();
  },
);

test('a newcomer is told what to press and how far the board is', { tag: '@thorough' }, async ({ explorer }) => {
  await test.step('the first steps say how far the board is', async () => {
    const hint = explorer.page.getByRole('region', { name: 'First steps' });
    await explorer.open();
    await expect(hint).toContainText('This board has booted.');
    await explorer.goTo(100);
    await expect(hint).toContainText('This board is booting.');
    await explorer.goTo(0);
    await expect(hint).toContainText('Nothing has run yet.');
  });

  await test.step('a newcomer is told what to press, once', async () => {
    const { page } = explorer;
    const hint = page.getByRole('region', { name: 'First steps' });
    await explorer.open();
    await expect(hint).toBeVisible();
    await explorer.click('Dismiss the first steps');
    await expect(hint).toBeHidden();
    await explorer.open();
    await expect(hint).toBeHidden();
  });
});

test('a tour: moved on from, shown in tables, left; panes fold', { tag: '@thorough' }, async ({ explorer }) => {
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

test(
  'on a phone each stop opens its pane, and its buttons stay under the finger',
  { tag: '@thorough' },
  async ({ explorer }) => {
    const { page } = explorer;
    await page.setViewportSize({ width: 390, height: 844 });
    await explorer.open();
    const panes = { topology: 'Picture', tables: 'Tables', steps: 'Steps', selected: 'Selected' } as const;
    const places = new Set<string>();
    const { stops } = tourOf(read('public/tours/gicv3.json'));
    for (const { title: words, show } of stops.slice(0, -1)) {
      const title = textIn(words, 'en');
      await explorer.press('t');
      const strip = page.getByRole('region', { name: /^Tour/ });
      await expect(strip).toContainText(title);
      await expect(strip).not.toContainText('arrow');
      await expect(page.getByRole('tab', { name: panes[show?.pane ?? 'topology'], exact: true })).toHaveAttribute(
        'aria-selected',
        'true',
      );
      places.add(JSON.stringify(await page.getByRole('button', { name: 'Next stop' }).boundingBox()));
      // The CPU that comes up stands far down in the picture.
      if (title.startsWith('Another CPU')) await expect(explorer.node(/^CPU 1/)).toBeInViewport({ ratio: 1 });
    }
    expect(places.size).toBe(1);
  },
);
