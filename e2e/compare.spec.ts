/** Story 5: two runs beside one another, differences first; and a machine beside the model of its tree. */
import { expect, golden, test } from './helper.ts';

test('what an upgrade changes is one choice away, selects on the desk, and is in the link', async ({ explorer }) => {
  // Six runs, of which each takes seconds on a busy machine.
  test.slow();
  const { page } = explorer;
  await explorer.open('#v=1&s=qemu-virt-gicv3-its@6.1');
  await page.getByLabel('kernel', { exact: true }).selectOption({ label: 'compare with 6.12' });
  await explorer.idle();
  const panel = page.getByTestId('compare');
  await expect(panel).toContainText('B: qemu-virt-gicv3-its, Linux 6.12');
  const domains = panel.getByRole('table', { name: 'domains' });
  await expect(domains).toContainText('ITS-PCI-MSIX-0000:00:02.0-12');
  await expect(domains).toContainText('give each PCI function an MSI domain of its own');
  await panel
    .getByRole('table', { name: 'irq numbers' })
    .getByRole('button', { name: '0000:00:02.0 vector 1' })
    .click();
  await explorer.idle();
  const address = new URLSearchParams(new URL(page.url()).hash.slice(1));
  expect(address.get('sel')).toBe('irq:22');
  expect(address.get('cmp')).toBe('kernel:6.12');
  await expect(panel.locator('tr[aria-current]').first()).toContainText('0000:00:02.0 vector 1');
  // At the step on the screen the other run is as far.
  await panel.getByLabel('at', { exact: true }).selectOption({ label: 'the step on the screen' });
  await explorer.goTo(2000);
  await expect(panel).toContainText('step 2,000');
  await expect(panel.getByRole('table', { name: 'domains' })).not.toContainText('ITS-PCI-MSIX');
  // The link brings it back.
  const hash = new URL(page.url()).hash;
  await page.reload();
  expect(hash).toContain('cmp=kernel:6.12@here');
  await explorer.idle();
  await expect(page.getByTestId('compare')).toContainText('step 2,000');
  await page.keyboard.press('Escape');
  await explorer.click('Close the comparison');
  await expect(panel).toBeHidden();
});

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
