/** A machine beside another file of it, and beside the model of its tree. Two runs beside one another: see stories.spec.ts. */
import { expect, golden, test } from './helper.ts';

test('a machine is held against another file of it and against the model, and has no transport', async ({
  explorer,
}) => {
  const { page } = explorer;
  await explorer.open('#v=1&s=qemu-virt-gicv2m');
  await explorer.drop({ ...golden('machines/q35-intremap/boot.txt'), name: 'before.txt' });
  await expect(page.getByText('Nothing has run yet')).toBeHidden();
  await expect(page.getByRole('button', { name: 'Play' })).toBeHidden();
  await expect(page.getByTestId('no-run')).toBeVisible();
  await explorer.press('x');
  const panel = page.getByTestId('compare');
  const later = golden('machines/q35-intremap/up.txt');
  await panel
    .locator('input[type=file]')
    .setInputFiles({ name: 'after.txt', mimeType: 'text/plain', buffer: Buffer.from(later.bytes) });
  await expect(panel).toContainText('B: after.txt');
  await explorer.idle();
  await expect(panel.getByRole('table', { name: 'counts' })).toContainText('more between the two');
  await panel.getByLabel('with', { exact: true }).selectOption({ label: 'the model of its device tree' });
  await expect(panel).toContainText('no device tree in this file');
});
