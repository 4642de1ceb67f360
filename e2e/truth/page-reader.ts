/**
 * Reads all that the page says, in one go, by roles and labels. The one place that knows how panes are marked up, for
 * tests that hold every number on the page against something else.
 */
import type { Page } from '@playwright/test';

export interface ReadCell {
  readonly text: string;
  /** What a pointer that rests on it is told. */
  readonly title: string;
}

export interface ReadRow {
  /** Its line, from 0. */
  readonly index: number;
  /** The head of a group has a line of its own. */
  readonly isHead: boolean;
  readonly cells: readonly ReadCell[];
}

export interface ReadGrid {
  readonly label: string;
  /** Lines, heads of groups among them. */
  readonly total: number;
  readonly grouped: boolean;
  readonly columns: readonly string[];
  readonly rows: readonly ReadRow[];
}

export interface ReadRegister {
  readonly block: string;
  readonly base: string;
  readonly name: string;
  readonly offset: string;
  readonly value: string;
  readonly fields: readonly { readonly bits: string; readonly name: string; readonly value: string }[];
}

export interface ReadField {
  readonly field: string;
  readonly value: string;
  readonly flags: readonly string[];
  readonly since: string;
}

export interface ReadPage {
  readonly step: string;
  readonly steps: string;
  readonly counts: string;
  /** Rows shown and in all, beside the filter of a table. */
  readonly filtered: readonly { readonly filter: string; readonly text: string }[];
  readonly sentence: string;
  readonly stackTitle: string;
  readonly frames: readonly { readonly name: string; readonly title: string }[];
  readonly changes: readonly { readonly text: string; readonly field: string; readonly value: string }[];
  readonly changesTitle: string;
  readonly quietTitle: string;
  readonly grids: readonly ReadGrid[];
  readonly boxes: readonly { readonly key: string; readonly label: string; readonly present: boolean }[];
  /** Buttons that unfold a box: "Show the 4 vectors of 0000:00:01.0". */
  readonly unfold: readonly string[];
  readonly registers: readonly ReadRegister[];
  /** A text as Linux prints it, under the name it has on the page. */
  readonly texts: readonly { readonly name: string; readonly text: string }[];
  readonly log: readonly string[] | undefined;
  readonly inspected: string;
  readonly groups: readonly { readonly title: string; readonly made: string; readonly fields: readonly ReadField[] }[];
  readonly chain: readonly string[];
  readonly script: readonly { readonly outcome: string }[];
  /** "14 commands". */
  readonly scriptHead: string;
  /** "Nothing on irq 33 at this step". */
  readonly absent: string;
  /** Texts with a digit that nothing above has read. */
  readonly unread: readonly string[];
}

/**
 * Parts whose digits are no state at a step, or are tested elsewhere. Short on purpose: what is neither here nor read
 * makes the test fail.
 */
const NOT_STATE = [
  'kbd',
  'select',
  'label',
  '[role=toolbar]',
  '[role=tab]',
  '[role=menu]',
  // Names of tours and their steps.
  '[aria-label="First steps"]',
  // Names of contexts over the chart, and flags of commands: not of this step but of all.
  '[class*=chart]',
  // The line beside the pictures' tabs: a signal's own words.
  '[role=tablist] ~ *',
  // How many interrupts are requested at the end of the run (engine/views/stand-ins.test.ts).
  '[data-testid=asked]',
  // Where lines really lead: of the scenario, not of a step (engine/machine/device-lines.test.ts).
  '[aria-label=Lines]',
  // How many findings the tree and the run have (engine/findings/findings.test.ts).
  '[data-testid=findings]',
  // Buttons that run a command, what came of it, and what would mend an interrupt: script, vfio and inspector tests.
  '[data-testid=outcome]',
  'fieldset',
  '[data-testid=arrival]',
  // The chain in sentences (engine/views/way/chain.test.ts), and names of register blocks that changed too.
  '[class*=story]',
  '[class*=other]',
  // The device tree's own text, and a function's calls.
  '[data-testid=source]',
].join(', ');

export async function readPage(page: Page): Promise<ReadPage> {
  return page.evaluate((notState) => {
    const read = new Set<Element>();
    const all = (selector: string, from: ParentNode | null | undefined = document): HTMLElement[] =>
      from === null || from === undefined ? [] : [...from.querySelectorAll<HTMLElement>(selector)];
    const text = (element: Element | null | undefined): string => {
      if (element === null || element === undefined) return '';
      read.add(element);
      return element.textContent.replaceAll(/\s+/g, ' ').trim();
    };
    const one = (selector: string, from: ParentNode | null | undefined = document): string =>
      text(from?.querySelector(selector));
    const label = (element: Element | null | undefined): string => element?.getAttribute('aria-label') ?? '';
    const cell = (element: Element): ReadCell => ({
      text: text(element)
        .replace(/ \((changed|new)\)$/, '')
        .replace(/^└ /, ''),
      title: element.querySelector('[title]')?.getAttribute('title') ?? '',
    });
    const grids = all('[role=grid], [role=treegrid]').map((grid) => ({
      label: label(grid),
      total: Number(grid.getAttribute('aria-rowcount')) - 1,
      grouped: grid.getAttribute('role') === 'treegrid',
      columns: all('thead th', grid).map((head) => text(head).replace(/ ?[↑↓]$/, '')),
      rows: all('tbody tr', grid).map((row) => ({
        index: Number(row.getAttribute('aria-rowindex')) - 2,
        isHead: row.hasAttribute('aria-expanded'),
        cells: [...row.children].map(cell),
      })),
    }));
    const boxes = all('[data-key]').map((box) => {
      read.add(box);
      return { key: box.dataset['key'] ?? '', label: label(box), present: box.dataset['present'] === 'true' };
    });
    const unfold = all('[aria-label^="Show the "]').map((button) => {
      read.add(button);
      return label(button);
    });
    const frame = document.querySelector('[aria-label=Registers]');
    const [block = '', base = ''] = one('h3', frame).split(/ (?=0x|system)/);
    const registers = all('dl > div', frame).map((register) => {
      const term = register.querySelector('dt');
      text(term);
      const value = register.querySelector('dd > span');
      return {
        block,
        base,
        name: (term?.firstChild?.textContent ?? '').trim(),
        offset: (term?.querySelector('span')?.textContent ?? '').replace(/^\+/, ''),
        value: text(value),
        fields: all('dd li', register).map((field) => {
          text(field);
          const [bits = '', name = '', shown = ''] = [...field.children].map((part) => part.textContent);
          return { bits, name, value: shown };
        }),
      };
    });
    const details = document.querySelector('[role=tablist][aria-label="Details of the selection"]');
    const selected = details?.parentElement?.parentElement;
    const texts = all('[aria-label^="Text of "]').map((pre) => {
      read.add(pre);
      return { name: label(pre).slice(8), text: pre.textContent };
    });
    for (const pre of all('pre', selected)) {
      const name = one('p', pre.parentElement);
      read.add(pre);
      texts.push({ name: name === '' ? 'source' : name, text: pre.textContent });
    }
    const groups = all('dl', selected).map((list) => {
      const section = list.closest('section');
      const made = all(':scope > div button', section).find((button) => button.textContent.startsWith('made at'));
      all(':scope > div button', section).forEach(text);
      return {
        title: label(section),
        made: text(made),
        fields: all(':scope > div', list).map((field) => {
          const since = all('dd > button', field).find((button) => button.textContent.startsWith('set at '));
          const [value] = field.querySelector('dd')?.childNodes ?? [];
          text(field.querySelector('dd'));
          return {
            field: one('dt', field),
            value: value?.textContent ?? '',
            flags: all('dd > span', field).map(text),
            since: text(since),
          };
        }),
      };
    });
    // A folded group says how many fields it has.
    for (const fold of all('section > div button', selected)) read.add(fold);
    const log = document.querySelector('ol[aria-label="Kernel log"]');
    const stack = document.querySelector('[aria-label="Call stack"]');
    const changed = document.querySelector('[aria-label="What changed"]');
    const result = {
      step: document.querySelector<HTMLInputElement>('[aria-label="Go to step"]')?.value ?? '',
      steps: one('[data-testid=step-count]'),
      counts: one('[data-testid=counts]'),
      filtered: all('input[type=search]').map((input) => ({
        filter: label(input),
        text: text(input.parentElement?.querySelector('input + span')),
      })),
      sentence: one('[data-testid=sentence]'),
      stackTitle: one('h3', stack),
      // Where no function runs, the pane is this line.
      quietTitle: one('[aria-label=Steps] > h2[class*=title]'),
      frames: all('li', stack).map((frame) => {
        text(frame);
        const { textContent = '', title = '' } = frame.querySelector('button') ?? {};
        return { name: textContent, title };
      }),
      changesTitle: one('h3', changed),
      changes: [...all('li', changed), ...all('[aria-label=Steps] > div[class*=change]')].map((line) => ({
        text: text(line),
        // A field's name, and "before → after" or the bits that came and went.
        field: text(line.querySelector('code')),
        value: text(line.querySelector('code + code')),
      })),
      grids,
      boxes,
      unfold,
      registers,
      texts,
      log: log === null ? undefined : all('li', log).map((line) => text(line)),
      inspected: one('h3', selected),
      groups,
      chain: all('[aria-label=Chain] li', selected).map((link) => text(link).replace(/ ?→$/, '')),
      script: all('[aria-label=Script] li button').map((line) => {
        read.add(line);
        return { outcome: line.children[2]?.textContent ?? '' };
      }),
      absent: text(
        [...document.querySelectorAll('p[class*=title]')].find((one) => one.textContent?.startsWith('Nothing on')),
      ),
      scriptHead: text(document.querySelector('[aria-label=Script]')?.parentElement?.querySelector('span')),
    };
    const unread: string[] = [];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walker.nextNode() !== null) {
      const parent = walker.currentNode.parentElement;
      const words = walker.currentNode.textContent ?? '';
      if (parent === null || !/\d/.test(words) || parent.closest(notState) !== null) continue;
      let above: Element | null = parent;
      while (above !== null && !read.has(above)) above = above.parentElement;
      const place = label(parent.closest('[aria-label]'));
      if (above === null) unread.push(`${place} ${parent.tagName} ${parent.className}: ${words.slice(0, 80)}`);
    }
    return { ...result, unread };
  }, NOT_STATE);
}
