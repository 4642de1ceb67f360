/**
 * Every number on the page is the run's: three scenarios, 200 steps each from a fixed seed, some leapt to and some walked
 * to, with other tabs, rows and functions looked at on the way. What the page says is held against the dump of the same
 * step, made in Node. What has no counterpart there is held against the recorded objects; page-reader.ts lists the few
 * things that are not compared at all (NOT_STATE), and whatever else shows a digit and is not read fails.
 */
import type { Page } from '@playwright/test';
import type { Command, Scenario } from '../../src/engine/index.ts';
import { PRESETS } from '../../src/permalink/presets.ts';
import { expect, test } from '../helper.ts';
import { readPage } from './page-reader.ts';
import { NodeRun } from './run-in-node.ts';
import { checkBoxes } from './boxes.ts';
import { checkAbsent, checkCounts, checkTexts } from './counts.ts';
import { checkFields, History } from './fields.ts';
import { checkGrid } from './grids.ts';
import { Ledger } from './ledger.ts';
import { checkRegisters } from './registers.ts';
import { checkChange, checkScript, checkStack } from './steps.ts';

const STEPS = 200;
const NET = { bdf: '0000:00:01.0', vector: 1 } as const;
const NVME = '0000:00:02.0';
const vfio = { bdf: NVME, index: 'msix', action: 'trigger', start: 0 } as const;

const SCRIPTS: Readonly<Record<string, readonly Command[]>> = {
  'qemu-virt-gicv3-its': [
    { do: 'msix.fire', ...NET },
    { do: 'msix.mask', ...NET },
    { do: 'msix.fire', ...NET },
    { do: 'msix.unmask', ...NET },
    { do: 'irq.affinity', irq: NET, cpus: '2' },
    { do: 'msix.fire', ...NET },
    { do: 'cpu.offline', cpu: 2 },
    { do: 'msix.fire', ...NET },
    { do: 'irq.affinity', irq: NET, cpus: '9' },
    { do: 'cpu.online', cpu: 2 },
    { do: 'msix.maskAll', bdf: NVME },
    { do: 'msix.fire', bdf: NVME, vector: 2 },
    { do: 'msix.unmaskAll', bdf: NVME },
  ],
  'qemu-virt-gicv3-its-smmu': [
    { do: 'vfio.bind', bdf: NVME },
    { do: 'vfio.open', bdf: NVME },
    { do: 'vfio.setIrqs', ...vfio, count: 9, data: 'eventfd' },
    { do: 'msix.fire', bdf: NVME, vector: 3 },
    { do: 'msix.mask', bdf: NVME, vector: 3 },
    { do: 'msix.fire', bdf: NVME, vector: 3 },
    { do: 'msix.unmask', bdf: NVME, vector: 3 },
    { do: 'vfio.setIrqs', ...vfio, start: 3, count: 1, data: 'bool' },
    { do: 'vfio.close', bdf: NVME },
    { do: 'vfio.unbind', bdf: NVME },
  ],
  'qemu-virt-gicv2m': [
    { do: 'line.raise', node: '/pl011@9000000', index: 0 },
    { do: 'irq.inject', irq: { node: '/pl031@9010000', index: 0 } },
    { do: 'irq.disable', irq: { node: '/pl031@9010000', index: 0 } },
    { do: 'irq.inject', irq: { node: '/pl031@9010000', index: 0 } },
    { do: 'irq.enable', irq: { node: '/pl031@9010000', index: 0 } },
    { do: 'msix.fire', ...NET },
    { do: 'cpu.offline', cpu: 3 },
  ],
};

/** Numbers from 0 to below `n`, the same each time. */
function dice(seed: number): (n: number) => number {
  let state = seed;
  return (n) => {
    state = (state * 48_271) % 2_147_483_647;
    return state % n;
  };
}

const WALKS = [
  { key: 'n', how: 'in', direction: 1 },
  { key: 'b', how: 'in', direction: -1 },
  { key: 'n', how: 'in', direction: 1 },
  { key: 'N', how: 'over', direction: 1 },
  { key: 'o', how: 'out', direction: 1 },
  { key: 'B', how: 'over', direction: -1 },
] as const;

/** Looks at something else: a tab, a row, a box, a function, or another part of a long table. */
async function lookAround(page: Page, roll: number): Promise<void> {
  await page.evaluate((at) => {
    const pick = (selector: string): HTMLElement | undefined => {
      const found = [...document.querySelectorAll<HTMLElement>(selector)];
      return found[Math.floor(at / 8) % Math.max(1, found.length)];
    };
    const choose = pick('[role=tabpanel] select, [role=tablist] ~ * select');
    switch (at % 8) {
      case 0:
        return pick('tbody tr[aria-selected]')?.click();
      case 1:
        return pick('[data-key]')?.dispatchEvent(new MouseEvent('click', { bubbles: true }));
      case 2:
        return pick('[role=grid], [role=treegrid]')?.scrollTo({ top: at % 700 });
      case 3:
        if (!(choose instanceof HTMLSelectElement)) return undefined;
        choose.selectedIndex = at % choose.options.length;
        choose.dispatchEvent(new Event('change', { bubbles: true }));
        return undefined;
      default:
        return pick('[role=tab]')?.click();
    }
  }, roll);
}

/** As `explorer.goTo` does, without waiting each time until the field is seen to stand still. */
async function typeStep(page: Page, step: number): Promise<void> {
  await page.getByLabel('Go to step').evaluate((field, text) => {
    if (!(field instanceof HTMLInputElement)) throw new Error('the step is no field to type into');
    field.focus();
    field.select();
    document.execCommand('insertText', false, text);
  }, String(step));
  await page.keyboard.press('Enter');
}

for (const [name, commands] of Object.entries(SCRIPTS)) {
  test(`every number of ${name} is the run’s at that step`, { tag: '@thorough' }, async ({ explorer }) => {
    // It reads the whole page 200 times; a loaded machine needs its time for that.
    test.setTimeout(240_000);
    const { page } = explorer;
    const preset = PRESETS.find((one) => one.name === name);
    if (preset === undefined) throw new Error(`no bundled scenario ${name}`);
    const scenario: Scenario = { ...preset.scenario, script: [{ do: 'boot' }, ...commands] };
    const run = new NodeRun(scenario);
    const history = new History(run);
    await explorer.open();
    await explorer.drop({ name: 'truth.json', bytes: new TextEncoder().encode(JSON.stringify(scenario)) });
    run.go(run.steps);
    await page.locator('body').focus();
    const roll = dice(20_261);
    const ledger = new Ledger();
    const seen = new Set<string>();
    for (let count = 0; count < STEPS && ledger.wrong.length < 40; count++) {
      await lookAround(page, roll(100_000));
      const walk = roll(2) === 0 ? WALKS[roll(WALKS.length)] : undefined;
      if (walk === undefined) {
        const step = roll(run.steps + 1);
        run.go(step);
        await typeStep(page, step);
      } else {
        run.walk(walk.how, walk.direction);
        await page.keyboard.press(walk.key);
      }
      await page.evaluate(async () => {
        await window.irqscope?.drawn();
      });
      const shown = await readPage(page);
      const before = ledger.wrong.length;
      checkCounts(ledger, shown, run);
      checkAbsent(ledger, shown, run);
      for (const grid of shown.grids) checkGrid(ledger, grid, run);
      checkBoxes(ledger, shown, run);
      checkRegisters(ledger, shown, run);
      checkTexts(ledger, shown, run);
      checkFields(ledger, shown, run, history);
      checkStack(ledger, shown, run);
      if (walk?.how === 'in' && walk.direction === 1) checkChange(ledger, shown, run);
      checkScript(ledger, shown, run);
      for (const text of new Set(shown.unread)) ledger.unknown(text);
      for (let at = before; at < ledger.wrong.length; at++)
        ledger.wrong[at] = `step ${run.session.cursor.step}: ${ledger.wrong[at]}`;
      for (const { label } of shown.grids) seen.add(label);
      for (const { block } of shown.registers) seen.add(block);
      for (const { name: text } of shown.texts) seen.add(text);
    }
    expect(ledger.wrong).toEqual([]);
    // All of this was looked at, and much of it.
    expect([...seen]).toEqual(expect.arrayContaining(['Interrupts', 'Interrupt domains', 'interrupts', 'Distributor']));
    expect(ledger.checked).toBeGreaterThan(50 * STEPS);
  });
}
