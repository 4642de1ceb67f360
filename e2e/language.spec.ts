/** The page in Simplified Chinese: by the browser's languages, by choice, and by a link. */
import { findings } from './axe.ts';
import { expect, test } from './helper.ts';

test.use({ locale: 'zh-CN' });

test('speaks Chinese to a browser that asks for it, changes language at the same step, and says it in links', async ({
  explorer,
}) => {
  const { page } = explorer;
  await explorer.open('#v=1&s=qemu-virt-gicv2m&t=1000');
  await expect(page.locator('html')).toHaveAttribute('lang', 'zh-Hans');
  await expect(page.getByRole('tab', { name: '寄存器', exact: true })).toBeVisible();
  const sentence = await explorer.sentence.textContent();
  expect(sentence).toMatch(/[\u4e00-\u9fff]/);
  await expect(page.getByRole('region', { name: '调用栈' })).toContainText(/\.c · [^a-z]*[\u4e00-\u9fff]/);
  expect(await findings(page, 'in Chinese')).toEqual([]);

  await page.getByRole('button', { name: '语言', exact: true }).click();
  await page.getByRole('menuitemcheckbox', { name: 'English', exact: true }).click();
  await page.keyboard.press('Escape');
  await explorer.idle();
  await expect(page.getByRole('tab', { name: 'registers', exact: true })).toBeVisible();
  expect(await explorer.step()).toBe(1000);
  expect(await explorer.sentence.textContent()).not.toMatch(/[\u4e00-\u9fff]/);

  await explorer.open('#v=1&s=qemu-virt-gicv2m&t=1000&lang=zh');
  await expect(page.getByRole('tab', { name: '寄存器', exact: true })).toBeVisible();
  expect(await explorer.sentence.textContent()).toBe(sentence);
  await expect.poll(() => new URL(page.url()).hash).toContain('lang=zh');
});
