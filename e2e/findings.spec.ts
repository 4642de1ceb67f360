import { CodeText, type DroppedFile, expect, golden, test } from './helper.ts';

/** A broken tree with the scenario that it was measured with: a virtio device sits behind one of its windows, and asks. */
function measured(name: string): readonly DroppedFile[] {
  const file = `${name}.dts`;
  const json: object = JSON.parse(new TextDecoder().decode(golden('broken/scenario.json').bytes));
  const bytes = new TextEncoder().encode(JSON.stringify({ ...json, board: { file } }));
  return [{ name: 'scenario.json', bytes }, golden(`broken/${file}`)];
}

test('findings are explained, mended, and led to', async ({ explorer }) => {
  await test.step('a pasted log leads to the node and the finding, and the inspector says what was refused', async () => {
    await explorer.at();
    await explorer.drop(...measured('map-no-match'));
    await explorer.press('l');
    const dialog = explorer.page.getByRole('dialog', { name: 'Explain a log' });
    await dialog
      .getByRole('textbox', { name: 'Log' })
      .fill('[  0.31] virtio-mmio a003e00.virtio_mmio: error -6: IRQ index 0 not found\nHello');
    await dialog.getByRole('button', { name: 'Show what the lines are about' }).click();
    await explorer.idle();
    await expect(dialog).toContainText('1 of 2 lines known here');
    await expect(dialog).toContainText('map-no-row: ');
    await dialog.getByRole('button', { name: /^\/virtio_mmio@a003e00, at step / }).click();
    await explorer.idle();
    const refused = explorer.page.getByRole('region', { name: 'Asked, and got nothing' });
    await expect(refused).toContainText('row 0 for <0x1>: differs');
    await expect(refused).toContainText('IRQ index 0 not found');
  });

  await test.step('a fix changes the source and runs it again', async () => {
    await explorer.at();
    await explorer.drop(golden('broken/irq-type-none.dts'));
    const count = explorer.page.getByTestId('findings');
    const counted = async (): Promise<number> => Number(/\d+/.exec((await count.textContent()) ?? '')?.[0]);
    const before = await counted();
    await explorer.press('w');
    const list = explorer.page.getByRole('dialog', { name: 'Findings' });
    await expect(list).toContainText('IRQ_TYPE_NONE');
    await list.getByRole('button', { name: 'Change 0x00 to 0x04' }).first().click();
    await explorer.idle();
    await expect(list).not.toContainText('IRQ_TYPE_NONE');
    const after = await counted();
    expect(after).toBeLessThan(before);
    // A fix and a command are one history, by keys and by buttons that say what they undo.
    const { page } = explorer;
    await page.keyboard.press('Escape');
    await page.getByRole('row', { name: /uart-pl011/ }).click();
    await explorer.idle();
    await explorer.click('disable');
    const undo = page.getByRole('banner').getByRole('button', { name: /^(Undo:|Nothing to undo)/ });
    const redo = page.getByRole('banner').getByRole('button', { name: /^(Redo:|Nothing to redo)/ });
    await expect(undo).toHaveAccessibleName(/^Undo: disable irq \d+$/);
    await expect(redo).toHaveAttribute('aria-disabled', 'true');
    await page.getByLabel('Go to step').focus();
    await explorer.press('Control+z');
    await expect(undo).toHaveAccessibleName(/^Undo: disable irq/);
    await page.getByTestId('findings').focus();
    await explorer.press('Control+z');
    await expect(undo).toHaveAccessibleName(/^Undo: fix of \//);
    expect(await counted()).toBe(after);
    await undo.click();
    await explorer.idle();
    expect(await counted()).toBe(before);
    await expect(redo).toHaveAccessibleName(/^Redo: fix of \//);
    await explorer.press('Control+Shift+Z');
    expect(await counted()).toBe(after);
    await explorer.press('Control+y');
    await expect(undo).toHaveAccessibleName(/^Undo: disable irq/);
    await expect(redo).toHaveAccessibleName('Nothing to redo');
  });

  await test.step('a broken board says how many findings there are, lists them, and leads to the cell', async () => {
    await explorer.at();
    await expect(explorer.page.getByTestId('findings')).toHaveText(/^0 findings|^1 finding/);
    await explorer.drop(...measured('two-cells-for-gic'));
    await explorer.press('w');
    const list = explorer.page.getByRole('dialog', { name: 'Findings' });
    await expect(list).toContainText('the interrupt has 2 cells, and /intc@8000000 takes 3');
    await expect(list).toContainText('Asked, and got nothing');
    await list.getByRole('button', { name: /^\/virtio_mmio@a003e00 interrupts, line 257/ }).click();
    await explorer.idle();
    const source = new CodeText(explorer.page, 'Device tree source');
    await expect(source.field).toBeFocused();
    expect(await source.caretLine()).toBe(257);
    await expect(explorer.page.getByTitle('the interrupt has 2 cells')).toHaveText('▲');
  });
});
