/** What every end-to-end test stands on: a page that is watched, and words for what a person does on it. */
import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, type Locator, type Page, test as base } from '@playwright/test';

export { expect } from '@playwright/test';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

export function golden(path: string): DroppedFile {
  return { name: basename(path), bytes: readFileSync(join(ROOT, 'conformance/golden', path)) };
}

export interface DroppedFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** The link of what the page opens with, which a test in boot.spec.ts holds. */
export const FIRST = '#v=1&s=qemu-virt-gicv3-its@7.3';

export class Explorer {
  readonly page: Page;
  /** What a test makes the page log on purpose. */
  readonly expected: RegExp[] = [];

  constructor(page: Page) {
    this.page = page;
  }

  /** Opens the page, with what follows the "#" of its address, and waits until it stands still. */
  async open(hash = ''): Promise<void> {
    await this.page.goto(`./${hash}`);
    await this.idle();
  }

  /**
   * Opens a link as one who pastes it into the address bar: in the page that is there, where one is. A load costs as much as many
   * such openings, so claims that need no page of their own follow one another in it. What a link does not say stays as it is: what
   * was folded, columns, speed, breakpoints, notices that are no problems.
   */
  async at(hash = FIRST): Promise<void> {
    await this.page.evaluate(() => {
      if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
    });
    await this.page.mouse.move(0, 0);
    await this.open(hash);
  }

  async idle(): Promise<void> {
    await this.page.evaluate(async () => {
      await window.irqscope?.idle();
    });
  }

  async press(key: string): Promise<void> {
    await this.page.keyboard.press(key);
    await this.idle();
  }

  async click(name: string): Promise<void> {
    await this.page.getByRole('button', { name, exact: true }).click();
    await this.idle();
  }

  async tab(name: string): Promise<void> {
    await this.page.getByRole('tab', { name, exact: true }).click();
    await this.idle();
  }

  /** Drops files on the page, as from a folder. */
  async drop(...files: readonly DroppedFile[]): Promise<void> {
    const given = files.map(({ name, bytes }) => ({ name, base64: Buffer.from(bytes).toString('base64') }));
    await this.page.evaluate((all) => {
      const data = new DataTransfer();
      for (const { name, base64 } of all) {
        const bytes = Uint8Array.from(atob(base64), (char) => char.charCodeAt(0));
        data.items.add(new File([bytes], name));
      }
      for (const type of ['dragover', 'drop']) {
        document.body.dispatchEvent(new DragEvent(type, { bubbles: true, cancelable: true, dataTransfer: data }));
      }
    }, given);
    await this.idle();
  }

  /** The step that the transport bar shows. */
  async step(): Promise<number> {
    return Number((await this.page.getByLabel('Go to step').inputValue()).replaceAll(',', ''));
  }

  async steps(): Promise<number> {
    return Number((await this.page.getByTestId('step-count').textContent())?.replaceAll(',', ''));
  }

  async goTo(step: number): Promise<void> {
    const field = this.page.getByLabel('Go to step');
    await field.fill(String(step));
    await field.press('Enter');
    await this.idle();
  }

  /** From here on frames tell of a clock that runs so many times as fast, so that nobody waits for a run to be played. */
  async hasten(times: number): Promise<void> {
    await this.page.evaluate((factor) => {
      const request = window.requestAnimationFrame.bind(window);
      window.requestAnimationFrame = (frame) => request((now) => frame(now * factor));
    }, times);
  }

  get sentence(): Locator {
    return this.page.getByTestId('sentence');
  }

  get problem(): Locator {
    return this.page.getByRole('alert');
  }

  node(name: string | RegExp): Locator {
    const picture = this.page.locator('[data-topology]');
    return picture.getByRole('button', { name }).or(picture.getByRole('treeitem', { name }));
  }
}

/** A text of the editor: its lines are drawn only where they are seen, so that it is read from the editor itself. */
export class CodeText {
  readonly field: Locator;
  private readonly page: Page;

  constructor(page: Page, label: string) {
    this.page = page;
    this.field = page.getByRole('textbox', { name: label });
  }

  async text(): Promise<string> {
    await expect(this.field).toBeVisible();
    return this.field.evaluate((content) => {
      const { view } = (content as unknown as { cmTile: { view: { state: { doc: { toString(): string } } } } }).cmTile;
      return view.state.doc.toString();
    });
  }

  /** Number of the line that the caret is in. */
  async caretLine(): Promise<number> {
    return this.field.evaluate((content) => {
      interface State {
        readonly selection: { readonly main: { readonly head: number } };
        readonly doc: { lineAt(at: number): { readonly number: number } };
      }
      const { state } = (content as unknown as { cmTile: { view: { state: State } } }).cmTile.view;
      return state.doc.lineAt(state.selection.main.head).number;
    });
  }

  /** Types before the first line that holds `mark`. */
  async typeBefore(mark: string, typed: string): Promise<void> {
    const text = await this.text();
    const at = text.indexOf(mark);
    expect(at, mark).toBeGreaterThanOrEqual(0);
    const lines = text.slice(0, at).split('\n');
    await this.page.getByLabel(/^Line/).fill(`${lines.length}:${(lines.at(-1) ?? '').length + 1}`);
    await this.page.keyboard.press('Enter');
    await expect(this.field).toBeFocused();
    await this.page.keyboard.insertText(typed);
  }

  /** Puts another text in its place. */
  async fill(text: string): Promise<void> {
    await this.field.focus();
    await this.page.keyboard.press('ControlOrMeta+a');
    await this.page.keyboard.insertText(text);
  }
}

interface Fixtures {
  readonly explorer: Explorer;
}

/** Playwright's own word where it keeps the page from having a service worker. */
const BLOCKED = 'Service Worker registration blocked by Playwright';

/** Each test fails when the page logs an error, throws, asks another origin for anything, or sends anything. */
export const test = base.extend<Fixtures>({
  explorer: async ({ page, baseURL }, provide) => {
    // A window that is kept from the test before (reuseContext) may have been left offline.
    await page.context().setOffline(false);
    const bad: string[] = [];
    page.on('console', (message) => {
      if (message.text() === BLOCKED) return;
      if (message.type() === 'error' || message.type() === 'warning') bad.push(`console: ${message.text()}`);
    });
    page.on('pageerror', (error) => bad.push(`error: ${error.message}`));
    page.on('request', (request) => {
      const url = new URL(request.url());
      if (url.protocol !== 'data:' && url.protocol !== 'blob:' && url.origin !== new URL(baseURL ?? '').origin) {
        bad.push(`request: ${request.url()}`);
      }
      // Files are got, and nothing is sent: no request has a body.
      if (request.method() !== 'GET' || request.postDataBuffer() !== null) bad.push(`sent: ${request.url()}`);
    });
    const explorer = new Explorer(page);
    await provide(explorer);
    expect(bad.filter((one) => !explorer.expected.some((pattern) => pattern.test(one)))).toEqual([]);
  },
});
