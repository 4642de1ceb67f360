/** The stories of what people do here, each told with a pointer and again with the keyboard alone. */
import { readFileSync } from 'node:fs';
import { type Hand, Keyboard, Pointer } from './hands.ts';
import { type DroppedFile, expect, type Explorer, golden, test } from './helper.ts';

const NVME = '0000:00:02.0';
const SMMU = `#v=1&s=qemu-virt-gicv3-its-smmu&view=hardware.msix&dev=${NVME}`;
const PLAIN = `#v=1&s=qemu-virt-gicv3-its&view=hardware.msix&dev=${NVME}`;

const HANDS: readonly ((explorer: Explorer) => Hand)[] = [
  (explorer) => new Pointer(explorer),
  (explorer) => new Keyboard(explorer),
];

/** The story that is told with both wherever people wait for it. */
const FOR_BOTH_HANDS = 'a board that does not interrupt';

function story(title: string, tell: (explorer: Explorer, hand: Hand) => Promise<void>): void {
  for (const [at, name] of ['pointer', 'keyboard'].entries()) {
    const tag = name === 'keyboard' && title !== FOR_BOTH_HANDS ? ['@thorough'] : [];
    test(`${title}, by ${name}`, { tag }, async ({ explorer }) => {
      test.slow();
      const hand = HANDS[at]?.(explorer);
      // By pointer with what moves, as most people have it.
      if (name === 'pointer') await explorer.page.emulateMedia({ reducedMotion: 'no-preference' });
      if (hand !== undefined) await tell(explorer, hand);
    });
  }
}

/** A board as a blob, whose UART asks for a trigger that an SPI cannot have: the last cell of <0 1 4> is 8. */
function broken(): DroppedFile {
  const bytes = Uint8Array.from(golden('6.12/gicv3-its/board.dtb').bytes);
  const uart = [0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 4];
  const at = bytes.findIndex((_, i) => uart.every((byte, j) => bytes[i + j] === byte));
  bytes[at + uart.length - 1] = 8;
  return { name: 'board.dtb', bytes };
}

const irqRows = (explorer: Explorer) =>
  explorer.page.getByRole('grid', { name: 'Interrupts' }).getByRole('row', { name: /^\d/ });

story('a board that does not interrupt', async (explorer, hand) => {
  const { page } = explorer;
  const button = (name: string | RegExp) => page.getByRole('button', { name });
  await explorer.open();
  await explorer.drop(broken());
  await expect(page.getByTestId('findings')).toHaveText(/2 findings/);
  // The device is found, and says that it asked for nothing.
  await hand.pick(/^pl011@9000000/, 'pl011@9000000');
  await expect(page.getByRole('region', { name: 'Asked, and got nothing' })).toContainText('pl011@9000000');
  // The finding has the cause, the line of Linux and the fix; a button makes it.
  await hand.press(page.getByTestId('findings'));
  const list = page.getByRole('dialog', { name: 'Findings' });
  await expect(list).toContainText('/pl011@9000000 interrupts');
  await expect(list).toContainText('Setting trigger mode 8');
  await hand.press(list.getByRole('button', { name: 'Change 0x8 to 0x4' }));
  await expect(page.getByText(/^Linux now maps interrupt 0 of \/pl011@9000000 to irq \d+\.$/).first()).toBeAttached();
  await page.keyboard.press('Escape');
  await expect(page.getByTestId('findings')).toHaveText(/1 finding/);
  await expect(page.getByRole('row', { name: /uart-pl011/ }).first()).toBeVisible();
  // And back.
  await hand.press(button(/^Undo: fix of /));
  await expect(page.getByTestId('findings')).toHaveText(/2 findings/);
});

story('how a GICv3 comes up', async (explorer, hand) => {
  const { page } = explorer;
  const button = (name: string) => page.getByRole('button', { name, exact: true });
  const stack = page.getByRole('region', { name: 'Call stack' });
  await explorer.open();
  await hand.press(button('How a GICv3 comes up'));
  expect(await explorer.step()).toBe(0);
  await expect(page.getByText('No interrupt has a descriptor yet')).toBeVisible();
  await hand.step(2);
  expect(await explorer.step()).toBe(2);
  await hand.press(button('Next stop'));
  await expect(stack).toContainText('of_irq_init');
  await hand.press(button('Next stop'));
  await expect(stack).toContainText('gic_of_init');
  const before = await explorer.step();
  await hand.step(1);
  await hand.over();
  expect(await explorer.step()).toBeGreaterThan(before + 1);
  await hand.back();
  await hand.press(button('Next stop'));
  await expect(explorer.node(/^:?intc@8000000-1, /)).toHaveAttribute('data-present', 'true');
  await expect(explorer.sentence).toContainText('Created');
  await hand.out();
  await expect(stack).toContainText('gic_init_bases');
  await hand.press(button('Next stop'));
  await expect(page.getByRole('tab', { name: 'registers' })).toHaveAttribute('aria-selected', 'true');
  await hand.press(button('Next stop'));
  await expect(irqRows(explorer)).toHaveCount(1);
  await hand.choose(page.getByLabel('next', { exact: true }), 'descriptor allocated');
  await hand.press(button('Next of the chosen kind'));
  await expect(irqRows(explorer)).toHaveCount(2);
  await hand.press(button('Previous of the chosen kind'));
  await expect(irqRows(explorer)).toHaveCount(1);
  await hand.choose(page.getByLabel('speed'), '64×');
  await explorer.hasten(20);
  await hand.press(button('Play'));
  await expect(page.getByTestId('counts')).toContainText('5 domains', { timeout: 30_000 });
});

story('what VFIO does to an NVMe', async (explorer, hand) => {
  const { page } = explorer;
  const button = (name: string) => page.getByRole('button', { name, exact: true });
  const domain = explorer.node(/ITS-PCI-MSIX-0000:00:02\.0/);
  const row = page.getByRole('row', { name: /^3 / }).first();
  await explorer.open(SMMU);
  await hand.press(button('bind to vfio-pci'));
  await expect(page.getByText('driver vfio-pci')).toBeVisible();
  await expect(domain).toHaveAttribute('data-present', 'false');
  await hand.press(button('open'));
  await hand.write(page.getByRole('spinbutton', { name: 'vectors' }), '9');
  const start = await explorer.steps();
  await hand.press(button('set 9 vectors'));
  await expect(domain).toHaveAttribute('data-present', 'true');
  await expect(page.getByRole('grid', { name: /MSI-X/ })).toContainText('open');
  // Watched step by step: the domain, the descriptors, the ITS commands, the table entries.
  const after = await explorer.steps();
  await hand.write(page.getByLabel('Go to step'), String(start));
  await page.keyboard.press('Enter');
  await explorer.idle();
  await hand.choose(page.getByLabel('next', { exact: true }), 'descriptor allocated');
  await hand.press(button('Next of the chosen kind'));
  await expect(explorer.sentence).toContainText('Created irq');
  await hand.tab('ITS');
  await expect(page.getByRole('grid', { name: /commands/i })).toBeVisible();
  await hand.tab('MSI-X');
  await hand.press(button('To the end'));
  expect(await explorer.step()).toBe(after);
  await hand.vector('fire', 3);
  await expect(page.getByTestId('outcome').first()).toContainText('eventfd 3: 1');
  await expect(explorer.sentence).toContainText('LPI');
  await hand.choose(page.getByLabel('next', { exact: true }), 'interrupt delivered');
  await hand.press(button('Previous of the chosen kind'));
  await expect(page.getByRole('region', { name: 'Call stack' })).toContainText('gic_handle_irq');
  await hand.press(button('To the end'));
  await expect(row).toContainText('open');
  await hand.press(button('release'));
  await expect(page.getByText('driver nvme')).toBeVisible();
});

story('why it did not arrive', async (explorer, hand) => {
  const { page } = explorer;
  const button = (name: string) => page.getByRole('button', { name, exact: true });
  const outcome = page.getByTestId('outcome').first();
  const row = (vector: number) => page.getByRole('row', { name: new RegExp(`^${vector} `) }).first();
  await explorer.open(PLAIN);
  // A masked vector: the PBA bit is set, and the message stops at the device.
  await hand.vector('mask', 3);
  await hand.vector('fire', 3);
  await expect(row(3)).toContainText('pending');
  await expect(outcome).toContainText('stopped: the vector is masked');
  await expect(explorer.node(/0000:00:02\.0.*message stopped: the vector is masked/)).toBeVisible();
  await hand.vector('unmask', 3);
  await expect(row(3)).toContainText('open');
  await expect(explorer.sentence).toContainText('LPI');
  // The function mask.
  await hand.press(button('mask all'));
  await hand.vector('fire', 1);
  await expect(outcome).toContainText('the function is masked');
  await hand.press(button('unmask all'));
  // A disabled LPI: it arrives once, is masked by the flow handler, and stops from then on.
  await hand.row('MSI-X vectors', /^2 /);
  await hand.press(button('disable'));
  await hand.vector('fire', 2);
  await hand.vector('fire', 2);
  await expect(outcome).toContainText('stopped');
  // An offline CPU.
  await hand.pick(/^CPU 3/, 'cpu 3');
  await hand.press(button('take offline'));
  await expect(page.getByTestId('counts')).toContainText('3 of 4');
  await hand.vector('fire', 4);
  await expect(outcome).toContainText('stopped');
  // A disabled SPI.
  await hand.tab('irqs');
  await hand.row('Interrupts', /uart-pl011/);
  await hand.press(button('disable'));
  await hand.press(button('raise line'));
  await hand.press(button('lower line'));
  await hand.press(button('raise line'));
  await expect(outcome).toContainText('stopped');
  // No handler: nothing has asked for the line of the RTC's neighbour.
  await hand.press(button('enable'));
  await expect(outcome).toContainText('enable');
});

story('what an upgrade changes, passed on and kept', async (explorer, hand) => {
  const { page } = explorer;
  const button = (name: string | RegExp) => page.getByRole('button', { name, exact: true });
  const panel = page.getByTestId('compare');
  await explorer.open('#v=1&s=qemu-virt-gicv3-its@6.1');
  // The list changes at each arrow key, so a key leads there by the palette.
  if (hand.name === 'pointer') await hand.choose(page.getByLabel('kernel', { exact: true }), 'compare with 6.12');
  else await hand.pick(/^$/, 'what changes if this board');
  await expect(panel).toContainText('B: qemu-virt-gicv3-its, Linux 6.12');
  await expect(panel.getByRole('table', { name: 'domains' })).toContainText(
    'give each PCI function an MSI domain of its own',
  );
  // Many numbers are one line, with a table behind.
  await hand.press(panel.locator('summary').filter({ hasText: 'irq numbers' }));
  await hand.press(
    panel.getByRole('table', { name: 'irq numbers' }).getByRole('button', { name: '0000:00:02.0 vector 1' }),
  );
  await expect(panel.locator('tr[aria-current]').first()).toContainText('0000:00:02.0 vector 1');
  // At the step on the screen the other run is as far.
  await hand.choose(panel.getByLabel('at', { exact: true }), 'the step on the screen');
  await hand.write(page.getByLabel('Go to step'), '2000');
  await page.keyboard.press('Enter');
  await explorer.idle();
  await expect(panel).toContainText('step 2,000');
  await expect(panel.getByRole('table', { name: 'domains' })).not.toContainText('ITS-PCI-MSIX');

  // One link holds it all; and what is open is kept as files.
  await hand.press(button('Share'));
  const dialog = page.getByRole('dialog', { name: 'Share this picture' });
  const link = await dialog.getByRole('textbox', { name: 'Link' }).inputValue();
  const kept = async (name: string): Promise<string> => {
    const [file] = await Promise.all([page.waitForEvent('download'), hand.press(dialog.getByRole('button', { name }))]);
    return readFileSync(await file.path(), 'utf8');
  };
  expect(await kept('Whole picture (SVG)')).toMatch(/^<svg[^>]* viewBox=/);
  expect(await kept('State (debugfs, /proc, registers)')).toMatch(/^@@@@ interrupts\n/);
  expect(await kept('Findings (Markdown)')).toContain('Linux 6.1');
  expect(await kept('Trace for Perfetto')).toContain('"traceEvents"');
  await page.goto('about:blank');
  await page.goto(link);
  await explorer.idle();
  expect(await explorer.step()).toBe(2000);
  await expect(panel).toContainText('step 2,000');
  expect(new URLSearchParams(new URL(page.url()).hash.slice(1)).get('sel')).toBe('irq:22');
  expect(new URLSearchParams(new URL(page.url()).hash.slice(1)).get('cmp')).toBe('kernel:6.12@here');
  await hand.press(button('Close the comparison'));
  await expect(panel).toBeHidden();
});
