/**
 * What axe finds on a page. It runs in the page itself and only its findings come back: the wrapper for Playwright also
 * hands over, as text, every element that passed, which takes several times as long as the rules do.
 */
import axe from 'axe-core';
import type { Page } from '@playwright/test';

/** Base UI's guards around a menu take focus only to hand it on. */
const NOT_OURS = '[data-base-ui-focus-guard]';

/** All findings, those of best practice too, each with the place it was found in; on the whole page, or in one part of it. */
export async function findings(page: Page, place: string, part = 'html'): Promise<string[]> {
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(axe.source);
  const found = await page.evaluate(
    async ([include, exclude]) => {
      // It looks into no frame from here.
      if (document.querySelector('iframe, frame, object') !== null) throw new Error('the page has a frame');
      const { violations } = await window.axe.run(
        { include: [include], exclude: [exclude] },
        { resultTypes: ['violations'] },
      );
      return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(' | ')}`);
    },
    [part, NOT_OURS] as const,
  );
  return found.map((text) => `${place}: ${text}`);
}

declare global {
  interface Window {
    readonly axe: typeof axe;
  }
}
