/** Story 8: a machine's own printouts are dropped and drawn by the same views. Story 7: what is open is kept as files. */
import { readFileSync } from 'node:fs';
import { expect, golden, test } from './helper.ts';

test('what is kept as files, and machines that were only printed', { tag: '@thorough' }, async ({ explorer }) => {
  await test.step('a run is kept as pictures, tables, state, findings and traces', async () => {
    const { page } = explorer;
    await explorer.at();
    await page.getByRole('button', { name: 'Share' }).click();
    const dialog = page.getByRole('dialog', { name: 'Share this picture' });
    const kept = async (name: string | RegExp): Promise<Buffer> => {
      const [file] = await Promise.all([page.waitForEvent('download'), dialog.getByRole('button', { name }).click()]);
      return readFileSync(await file.path());
    };
    const svg = (await kept('Whole picture (SVG)')).toString();
    expect(svg).toMatch(/^<svg[^>]* viewBox=/);
    expect(svg).toContain('CPU 3');
    expect(svg).not.toMatch(/class=|var\(--/);
    expect((await kept('Whole picture (PNG)')).subarray(1, 4).toString()).toBe('PNG');
    expect((await kept('Tables (CSV in a zip)')).subarray(0, 2).toString()).toBe('PK');
    expect((await kept('State (debugfs, /proc, registers)')).toString()).toMatch(/^@@@@ interrupts\n/);
    expect((await kept('Findings (Markdown)')).toString()).toContain('Linux 7.3');
    expect(JSON.parse((await kept('Trace for Perfetto')).toString()).traceEvents.length).toBeGreaterThan(1000);
    expect((await kept('Trace for trace-cmd, KernelShark')).subarray(3, 10).toString()).toBe('tracing');
    // A part of the run as a picture that plays by itself; the page is where it was.
    await dialog.getByLabel('From step').fill('2000');
    await dialog.getByLabel('to step').fill('2012');
    const film = (await kept(/^Record$/)).toString();
    expect(film).toMatch(/^<svg xmlns[^>]* viewBox=/);
    expect(film).toContain('2012  ');
    expect(film).toContain('CPU 3');
    expect(film).toMatch(/<animate attributeName="visibility" calcMode="discrete" values="[a-z;]+" keyTimes="0;/);
    expect(film).not.toMatch(/class=|var\(--|<script/);
    for (const status of await dialog.getByRole('status').all()) await expect(status).toHaveText('');
    await page.keyboard.press('Escape');
    expect(await explorer.step()).toBe(await explorer.steps());
  });

  await test.step('a machine of 6.12 shows what the model shows', async () => {
    const { page } = explorer;
    await explorer.at();
    await explorer.drop(golden('6.12/gicv3-its/boot.txt'));
    await explorer.idle();
    await expect(page.getByTestId('counts')).toHaveText(/4 CPUs 6 domains 30 irqs/);
  });

  await test.step('an x86 machine is drawn from what it printed, and given on as its file', async () => {
    const { page } = explorer;
    await explorer.at();
    await explorer.drop({ ...golden('machines/q35-intremap/boot.txt'), name: 'server.txt' });
    await explorer.idle();
    await expect(explorer.problem).toBeHidden();
    await expect(page.getByTestId('counts')).toHaveText(/4 CPUs 13 domains 41 irqs/);
    await expect(page.locator('svg[data-topology]')).toContainText('IO-APIC-0');
    await expect(page.locator('svg[data-topology]')).toContainText('INTEL-IR-0-13');
    await page.getByRole('searchbox', { name: 'Filter interrupts' }).fill('virtio1-input');
    await expect(page.getByRole('row').filter({ hasText: 'virtio1-input' })).toContainText('IR-PCI-MSIX-0000:00:04.0');
    await page.getByRole('button', { name: 'Share' }).click();
    const dialog = page.getByRole('dialog', { name: 'Share this picture' });
    const [file] = await Promise.all([
      page.waitForEvent('download'),
      dialog.getByRole('button', { name: 'Download server.txt' }).click(),
    ]);
    expect(readFileSync(await file.path(), 'utf8')).toContain('@@@@ domains/VECTOR');
    await expect(dialog.getByRole('button', { name: 'Trace for Perfetto' })).toBeHidden();
  });
});
