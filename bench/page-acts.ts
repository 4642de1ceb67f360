/** What a person does on the page, for the benchmark: each by the same keys and pointers that they use. */
import type { Locator, Page } from '@playwright/test';

/** How long keys are held, charts are dragged and runs are played. */
const SECONDS = 3;
const SINGLE_STEPS = 200;

export async function drawn(page: Page): Promise<void> {
  await page.evaluate(async () => {
    await window.irqscope?.drawn();
  });
}

export async function goTo(page: Page, share: number): Promise<void> {
  const steps = Number((await page.getByTestId('step-count').textContent())?.replaceAll(',', ''));
  const field = page.getByLabel('Go to step');
  await field.fill(String(Math.round(steps * share)));
  await field.press('Enter');
  await drawn(page);
}

async function step(page: Page): Promise<void> {
  for (let count = 0; count < SINGLE_STEPS; count++) {
    await page.keyboard.press('n');
    await drawn(page);
  }
}

/** A keyboard repeats some 30 times a second. */
async function holdKey(page: Page): Promise<void> {
  for (let count = 0; count < SECONDS * 30; count++) {
    await page.keyboard.down('ArrowRight');
    await page.waitForTimeout(25);
  }
  await page.keyboard.up('ArrowRight');
  await drawn(page);
}

async function scrub(page: Page): Promise<void> {
  const box = await page.getByRole('slider', { name: 'Step of the run' }).boundingBox();
  if (box === null) return;
  const y = box.y + box.height / 2;
  await page.mouse.move(box.x + 2, y);
  await page.mouse.down();
  for (const to of [1, 0, 0.5]) await page.mouse.move(box.x + 2 + (box.width - 4) * to, y, { steps: SECONDS * 20 });
  await page.mouse.up();
  await drawn(page);
}

const play = (speed: string) => async (page: Page) => {
  await page.getByLabel('speed').selectOption(speed);
  await page.getByRole('button', { name: 'Play', exact: true }).click();
  await page.waitForTimeout(SECONDS * 1000);
  // At 64× a short run has ended by then.
  const pause = page.getByRole('button', { name: 'Pause', exact: true });
  if (await pause.isVisible()) await pause.click();
  await drawn(page);
};

/** Every tab of the lists that the page has at first, and the inner ones that those open. */
async function switchTabs(page: Page): Promise<void> {
  for (const list of ['Picture', 'Tables']) {
    const tabs: Locator = page.getByRole('tablist', { name: list, exact: true }).getByRole('tab');
    for (const tab of [...(await tabs.all()), tabs.first()]) {
      await tab.click();
      await drawn(page);
    }
  }
}

/** The first vector of the first function that has one in use. */
async function fire(page: Page): Promise<void> {
  const tab = page.getByRole('tab', { name: 'MSI-X', exact: true });
  if (!(await tab.isVisible())) return;
  await tab.click();
  await drawn(page);
  const button = page.getByRole('button', { name: /^fire vector/ }).first();
  for (let count = 0; count < 10 && (await button.isVisible()); count++) {
    await button.click();
    await drawn(page);
  }
}

/** The picture and the table of irqs, by the wheel, from one end to the other and back. */
async function scroll(page: Page): Promise<void> {
  const places = [
    page.getByRole('group', { name: 'Interrupt topology' }),
    page.getByRole('grid', { name: 'Interrupts' }),
  ];
  for (const place of places) {
    const box = (await place.count()) > 0 ? await place.boundingBox() : null;
    if (box === null) continue;
    await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
    for (const by of [120, -120]) {
      for (let turn = 0; turn < SECONDS * 10; turn++) {
        await page.mouse.wheel(0, by);
        await page.waitForTimeout(16);
      }
    }
    await drawn(page);
  }
}

async function search(page: Page): Promise<void> {
  for (const text of ['irq 13', 'its_', 'gic_handle']) {
    await page.keyboard.press('/');
    await page.getByRole('combobox', { name: 'Find' }).pressSequentially(text, { delay: 50 });
    await drawn(page);
    await page.keyboard.press('Escape');
    await drawn(page);
  }
}

export interface Act {
  readonly name: string;
  /** Where in the run it begins; 1 is the end. */
  readonly from: number;
  /** Whether each input leads to a step, so that the time from one to the other means something. */
  readonly timed?: boolean;
  readonly run: (page: Page) => Promise<void>;
}

export const ACTS: readonly Act[] = [
  { name: `${SINGLE_STEPS} single steps`, from: 0.3, timed: true, run: step },
  { name: 'arrow key held', from: 0.5, timed: true, run: holdKey },
  { name: 'scrubbing over the whole chart', from: 0.5, timed: true, run: scrub },
  { name: 'playing at 1×', from: 0.3, run: play('1') },
  { name: 'playing at 16×', from: 0.3, run: play('16') },
  { name: 'playing at 64×', from: 0.3, run: play('64') },
  { name: 'switching tabs', from: 0.9, run: switchTabs },
  { name: 'firing a vector 10 times', from: 1, run: fire },
  { name: 'scrolling picture and table', from: 1, run: scroll },
  { name: 'searching', from: 0.5, run: search },
];
