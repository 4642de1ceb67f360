/**
 * Two ways to use the page: with a pointer, and with the keyboard alone. A story is written once and told with both, so that
 * whatever a pointer can do, a key can.
 */
import type { Locator, Page } from '@playwright/test';
import { type Explorer, expect } from './helper.ts';

export interface Hand {
  readonly name: string;
  /** Presses a button. */
  press(button: Locator): Promise<void>;
  /** Chooses from a list by the text of the option. */
  choose(list: Locator, option: string): Promise<void>;
  /** Writes into a field, in place of what stands there. */
  write(field: Locator, text: string): Promise<void>;
  /** Selects a row of a table. */
  row(table: string, row: RegExp): Promise<void>;
  /** Fires or masks a vector of the MSI-X table: by its button, or by its key on the selected row. */
  vector(what: 'fire' | 'mask' | 'unmask', vector: number): Promise<void>;
  /** Opens a tab. */
  tab(name: string): Promise<void>;
  /** One step on, so many times. */
  step(times: number): Promise<void>;
  back(): Promise<void>;
  over(): Promise<void>;
  out(): Promise<void>;
  /** Selects a thing of the picture; `find` is what one would search for. */
  pick(name: RegExp, find: string): Promise<void>;
}

export class Pointer implements Hand {
  readonly name = 'pointer';
  private readonly explorer: Explorer;

  constructor(explorer: Explorer) {
    this.explorer = explorer;
  }

  async press(button: Locator): Promise<void> {
    await button.click();
    await this.explorer.idle();
  }

  async choose(list: Locator, option: string): Promise<void> {
    await list.selectOption({ label: option });
    await this.explorer.idle();
  }

  async write(field: Locator, text: string): Promise<void> {
    await field.click({ clickCount: 3 });
    await this.explorer.page.keyboard.type(text);
    await this.explorer.idle();
  }

  async row(table: string, row: RegExp): Promise<void> {
    await this.press(
      this.explorer.page
        .getByRole('grid', { name: new RegExp(`^${table}`) })
        .getByRole('row', { name: row })
        .first(),
    );
  }

  async vector(what: 'fire' | 'mask' | 'unmask', vector: number): Promise<void> {
    await this.explorer.click(`${what} vector ${vector}`);
  }

  async tab(name: string): Promise<void> {
    await this.explorer.tab(name);
  }

  async step(times: number): Promise<void> {
    for (let time = 0; time < times; time++) await this.explorer.click('Step forward');
  }

  async back(): Promise<void> {
    await this.explorer.click('Step back');
  }

  async over(): Promise<void> {
    await this.explorer.click('Step over');
  }

  async out(): Promise<void> {
    await this.explorer.click('Step out');
  }

  async pick(name: RegExp): Promise<void> {
    await this.press(this.explorer.node(name));
  }
}

/** More stops than the page has. */
const FAR = 250;

export class Keyboard implements Hand {
  readonly name = 'keyboard';
  private readonly explorer: Explorer;
  private readonly page: Page;

  constructor(explorer: Explorer) {
    this.explorer = explorer;
    this.page = explorer.page;
  }

  async press(button: Locator): Promise<void> {
    await this.reach(button);
    await this.explorer.press('Enter');
  }

  async choose(list: Locator, option: string): Promise<void> {
    await this.reach(list);
    const options = await list.locator('option').allTextContents();
    await this.page.keyboard.press('Home');
    for (let at = 0; at < options.indexOf(option); at++) await this.page.keyboard.press('ArrowDown');
    await this.explorer.idle();
    expect(await list.locator('option:checked').textContent()).toBe(option);
  }

  async write(field: Locator, text: string): Promise<void> {
    await this.reach(field);
    await this.page.keyboard.press('Control+a');
    await this.page.keyboard.type(text);
    await this.explorer.idle();
  }

  async row(table: string, row: RegExp): Promise<void> {
    const grid = this.page.getByRole('grid', { name: new RegExp(`^${table}`) });
    await this.reach(grid);
    await this.page.keyboard.press('Home');
    for (let moves = 0; moves < FAR; moves++) {
      const id = await grid.getAttribute('aria-activedescendant');
      const active = id === null ? undefined : this.page.locator(`[id="${id}"]`);
      if (active !== undefined && (await grid.getByRole('row', { name: row }).and(active).count()) > 0) {
        await this.explorer.press('Enter');
        return;
      }
      await this.page.keyboard.press('ArrowDown');
    }
    throw new Error(`No row ${row} in ${table}`);
  }

  async vector(what: 'fire' | 'mask' | 'unmask', vector: number): Promise<void> {
    await this.row('MSI-X vectors', new RegExp(`^${vector} `));
    await this.explorer.press(what === 'fire' ? 'i' : 'm');
  }

  /** Tabs are one stop; the arrows move among them. */
  async tab(name: string): Promise<void> {
    const tab = this.page.getByRole('tab', { name, exact: true });
    const list = this.page.getByRole('tablist').filter({ has: tab });
    await this.reach(list.getByRole('tab', { selected: true }));
    for (let moves = 0; moves < 20 && !(await isFocused(tab)); moves++) await this.explorer.press('ArrowRight');
    expect(await isFocused(tab)).toBe(true);
  }

  async step(times: number): Promise<void> {
    for (let time = 0; time < times; time++) await this.explorer.press('n');
  }

  async back(): Promise<void> {
    await this.explorer.press('b');
  }

  async over(): Promise<void> {
    await this.explorer.press('N');
  }

  async out(): Promise<void> {
    await this.explorer.press('o');
  }

  async pick(_name: RegExp, find: string): Promise<void> {
    await this.leaveField();
    await this.page.keyboard.press('/');
    await this.page.keyboard.type(find);
    await this.explorer.idle();
    await this.explorer.press('Enter');
  }

  /**
   * Tab, and tab again. A trap, or a thing that takes no focus, ends it with an error. To find an element by its role and name
   * costs more than a key, so it is found once, and again where the page has drawn another in its place.
   */
  private async reach(wanted: Locator): Promise<void> {
    let element = await wanted.first().elementHandle();
    for (let stops = 0; stops < FAR; stops++) {
      const place = await element?.evaluate((one) => {
        if (!one.isConnected) return 'gone';
        return one === document.activeElement ? 'here' : 'elsewhere';
      });
      if (place === 'here') return;
      if (place === 'gone') element = await wanted.first().elementHandle();
      else await this.page.keyboard.press('Tab');
    }
    throw new Error(`${wanted} is not reached with the Tab key`);
  }

  /** Keys are characters while a field has the focus. */
  private async leaveField(): Promise<void> {
    if (await this.page.evaluate(() => document.activeElement?.matches('input, textarea, select') === true)) {
      await this.page.keyboard.press('Tab');
    }
  }
}

async function isFocused(wanted: Locator): Promise<boolean> {
  return wanted.first().evaluate((element) => element === document.activeElement);
}
