/** What can be dropped or chosen: folders, zips, several files, overlays on top. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { zipSync } from 'fflate';
import { type DroppedFile, expect, golden, test } from './helper.ts';

const SOC = `/dts-v1/;
#include <dt-bindings/interrupt-controller/test.h>
/ {
	#address-cells = <1>; #size-cells = <1>; interrupt-parent = <&gic>;
	cpus { #address-cells = <1>; #size-cells = <0>; cpu@0 { device_type = "cpu"; compatible = "arm,cortex-a53"; reg = <0>; enable-method = "psci"; }; };
	psci { compatible = "arm,psci-1.0"; method = "smc"; };
	gic: intc@8000000 { compatible = "arm,gic-v3"; reg = <0x8000000 0x10000>, <0x80a0000 0x20000>; interrupt-controller; #interrupt-cells = <3>; };
	timer { compatible = "arm,armv8-timer"; interrupts = <1 13 4>, <1 14 4>, <1 11 4>, <1 10 4>; };
	uart: serial@9000000 { compatible = "arm,pl011", "arm,primecell"; arm,primecell-periphid = <0x00241011>; reg = <0x9000000 0x1000>; interrupts = <GIC_TEST 1 4>; status = "disabled"; };
};
`;
const overlay = (status: string): string => `/dts-v1/;\n/plugin/;\n&uart { status = "${status}"; };\n`;

/** A small kernel tree with two boards. */
const KERNEL: Readonly<Record<string, string>> = {
  'linux/arch/arm64/boot/dts/acme/soc.dtsi': SOC,
  'linux/arch/arm64/boot/dts/acme/acme-one.dts': '#include "soc.dtsi"\n/ { model = "Acme One"; };\n',
  'linux/arch/arm64/boot/dts/acme/acme-two.dts': '#include "soc.dtsi"\n/ { model = "Acme Two"; };\n',
  'linux/arch/arm64/boot/dts/acme/acme-uart.dtso': overlay('okay'),
  'linux/include/dt-bindings/interrupt-controller/test.h': '#define GIC_TEST 0\n',
  'linux/drivers/irqchip/irq.h': '#error this is none of a device tree\n',
};

const file = (name: string, text: string): DroppedFile => ({ name, bytes: new TextEncoder().encode(text) });
const zip = (texts: Readonly<Record<string, string>>): Uint8Array =>
  zipSync(Object.fromEntries(Object.entries(texts).map(([name, text]) => [name, new TextEncoder().encode(text)])));

test('a zip of a kernel tree asks which board, and opens it with its includes', async ({ explorer }) => {
  const { page } = explorer;
  await explorer.open();
  await explorer.drop({ name: 'linux.zip', bytes: zip(KERNEL) });
  const dialog = page.getByRole('dialog', { name: 'Which board?' });
  await expect(dialog.getByRole('option')).toHaveText(['acme-one.dts', 'acme-two.dts']);
  await page.keyboard.type('TWO');
  await expect(dialog.getByRole('option')).toHaveText(['acme-two.dts']);
  await page.keyboard.press('Enter');
  await explorer.idle();
  await expect(page.getByLabel('board', { exact: true })).toContainText('acme-two.dts');
  await expect(dialog).toBeHidden();
  await expect(explorer.problem).toBeHidden();
  // Its link needs no file.
  await expect(page).toHaveURL(/#v=1&s=d:/);
  await page.reload();
  await explorer.idle();
  await expect(page.getByLabel('board', { exact: true })).toContainText('acme-two.dts');
});

test('a folder is chosen by a menu, overlays of it with the board', { tag: '@thorough' }, async ({ explorer }) => {
  const { page } = explorer;
  const room = mkdtempSync(join(tmpdir(), 'irqscope-'));
  try {
    for (const [path, text] of Object.entries(KERNEL)) {
      mkdirSync(dirname(join(room, path)), { recursive: true });
      writeFileSync(join(room, path), text);
    }
    await explorer.open();
    await page.getByRole('button', { name: 'Open', exact: true }).click();
    const chooser = page.waitForEvent('filechooser');
    await page.getByRole('menuitem', { name: 'A folder…' }).click();
    await (await chooser).setFiles(join(room, 'linux'));
    const dialog = page.getByRole('dialog', { name: 'Which board?' });
    await dialog.getByText('Overlays on top of it: none of 1').click();
    await dialog.getByRole('checkbox', { name: 'acme-uart.dtso' }).check();
    await dialog.getByRole('option', { name: 'acme-one.dts' }).click();
    await explorer.idle();
    await expect(page.getByRole('button', { name: '+ 1 overlay' })).toBeVisible();
    await expect(explorer.problem).toBeHidden();
  } finally {
    rmSync(room, { recursive: true });
  }
});

test('overlays are added, moved and removed, and the link has them', { tag: '@thorough' }, async ({ explorer }) => {
  const { page } = explorer;
  const soc = SOC.replace(/#include.*\n/, '').replace('GIC_TEST', '0');
  await explorer.open();
  await explorer.drop(
    file('b-off.dtso', overlay('disabled')),
    file('board.dts', soc),
    file('a-on.dtso', overlay('okay')),
  );
  const uart = explorer.node(/serial@9000000/);
  await expect(page.getByRole('button', { name: '+ 2 overlays' })).toBeVisible();
  await expect(uart).toBeHidden();

  await explorer.press('v');
  const dialog = page.getByRole('dialog', { name: 'Overlays' });
  const items = dialog.getByRole('listitem');
  await expect(items).toHaveText([/^1\. a-on\.dtso/, /^2\. b-off\.dtso/]);
  await dialog.getByRole('button', { name: 'Move a-on.dtso down' }).click();
  await explorer.idle();
  await expect(items).toHaveText([/^1\. b-off\.dtso/, /^2\. a-on\.dtso/]);
  await expect(dialog.getByRole('button', { name: 'Move a-on.dtso down' })).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(uart).toBeVisible();

  // One that does not fit is told in the dialog, and changes nothing.
  await explorer.press('v');
  const chooser = page.waitForEvent('filechooser');
  await dialog.getByRole('button', { name: 'Add…' }).click();
  await (
    await chooser
  ).setFiles([{ name: 'wrong.dtso', mimeType: '', buffer: Buffer.from(overlay('okay').replace('&uart', '&gpu')) }]);
  await explorer.idle();
  await expect(dialog.getByRole('alert')).toContainText('refers to "gpu", which the base does not have');
  await expect(items).toHaveCount(2);

  await dialog.getByRole('button', { name: 'Remove a-on.dtso' }).click();
  await explorer.idle();
  await expect(items).toHaveText([/^1\. b-off\.dtso/]);
  await page.keyboard.press('Escape');
  await expect(uart).toBeHidden();

  // An overlay alone goes on top of one's own board.
  await explorer.drop(file('c-on.dtso', overlay('okay')));
  await expect(page.getByRole('button', { name: '+ 2 overlays' })).toBeVisible();
  await expect(uart).toBeVisible();
  await page.reload();
  await explorer.idle();
  await expect(page.getByRole('button', { name: '+ 2 overlays' })).toBeVisible();
  await expect(uart).toBeVisible();
});

test('an overlay alone, two blobs, and a tree without an ending', { tag: '@thorough' }, async ({ explorer }) => {
  await test.step('an overlay alone, and two blobs, say what is wrong', async () => {
    await explorer.at();
    await explorer.drop(file('hat.dtso', overlay('okay')));
    await expect(explorer.problem).toContainText('hat.dtso is an overlay');
    await expect(explorer.problem).toContainText('Drop the board’s .dtb or .dts with it');
    const { bytes } = golden('6.1/gicv3-its/board.dtb');
    await explorer.drop({ name: 'a.dtb', bytes }, { name: 'b.dtb', bytes });
    await expect(explorer.problem).toContainText('These are several boards (a.dtb, b.dtb), and a run has one.');
  });

  await test.step('the tree of a running machine has no ending, and opens', async () => {
    await explorer.at();
    await explorer.drop({ ...golden('6.1/gicv3-its/board.dtb'), name: 'fdt' });
    await expect(explorer.page.getByLabel('board', { exact: true })).toContainText('fdt');
    await expect(explorer.problem).toBeHidden();
  });
});
