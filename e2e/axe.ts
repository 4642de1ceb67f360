/**
 * What axe finds on a page. It runs in the page itself and only its findings come back: the wrapper for Playwright also
 * hands over, as text, every element that passed, which takes several times as long as the rules do.
 */
import axe from 'axe-core';
import type { Page } from '@playwright/test';

/** Base UI's guards around a menu take focus only to hand it on. */
const NOT_OURS = '[data-base-ui-focus-guard]';

/** The rules of axe that look at colours. The others read what does not depend on the theme: elements, names, roles, sizes. */
const ON_COLOURS = ['color-contrast', 'link-in-text-block'];

/** Findings in the light theme, by all rules, and then in the dark one, by those that look at colours. */
export async function inBothThemes(page: Page, place: string, part = 'html'): Promise<string[]> {
  const light = await findings(page, `${place}, light`, part);
  await page.emulateMedia({ colorScheme: 'dark' });
  await page.evaluate(async () => {
    await window.irqscope?.idle();
  });
  const dark = await findings(page, `${place}, dark`, part, ON_COLOURS);
  await page.emulateMedia({ colorScheme: 'light' });
  await page.evaluate(async () => {
    await window.irqscope?.idle();
  });
  return [...light, ...dark];
}

/** All findings, those of best practice too, each with the place it was found in; on the whole page, or in one part of it. */
export async function findings(page: Page, place: string, part = 'html', rules?: readonly string[]): Promise<string[]> {
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(axe.source);
  const found = await page.evaluate(
    async ([include, exclude, only]) => {
      // It looks into no frame from here.
      if (document.querySelector('iframe, frame, object') !== null) throw new Error('the page has a frame');
      const { violations } = await window.axe.run(
        { include: [include], exclude: [exclude] },
        { resultTypes: ['violations'], ...(only === undefined ? {} : { runOnly: [...only] }) },
      );
      return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(' | ')}`);
    },
    [part, NOT_OURS, rules] as const,
  );
  return found.map((text) => `${place}: ${text}`);
}

declare global {
  interface Window {
    readonly axe: typeof axe;
  }
}
