import { expect, test, type Explorer } from './helper.ts';

const NVME = '#v=1&s=qemu-virt-gicv3-its&view=hardware.msix&dev=0000:00:02.0';

const vectorRow = ({ page }: Explorer, vector: number) =>
  page.getByRole('row', { name: new RegExp(`^${vector} `) }).first();

async function selectVector(explorer: Explorer, vector: number): Promise<void> {
  await vectorRow(explorer, vector).click();
  await explorer.idle();
}

test('the inspector of a vector', { tag: '@thorough' }, async ({ explorer }) => {
  await test.step('the chain of a vector: every station, in words, and each leads on', async () => {
    await explorer.at(NVME);
    await selectVector(explorer, 3);
    const chain = explorer.page.getByRole('list', { name: 'Chain' });
    await expect(chain.getByRole('listitem')).toHaveText([
      /nvme 00:02\.0 vector 3/,
      /DeviceID 0x10 EventID 3/,
      /ITS ICID 2/,
      /LPI 8197/,
      /redistributor of CPU 2/,
      /CPU 2/,
      /irq 23/,
      /handle_fasteoi_irq/,
      /nvme_irq/,
    ]);
    await expect(explorer.page.getByText(/Vector 3 of nvme 00:02\.0 writes 3 to GITS_TRANSLATER/)).toContainText(
      'into LPI 8197 for collection 2, that is CPU 2',
    );
    await chain.getByRole('button', { name: 'CPU 2', exact: true }).click();
    await explorer.idle();
    await expect(explorer.page.getByRole('heading', { name: 'CPU 2' })).toBeVisible();
  });

  await test.step('a masked vector would not arrive: where, why, and the way out', async () => {
    await explorer.at(NVME);
    await selectVector(explorer, 3);
    const arrival = explorer.page.getByTestId('arrival');
    await expect(arrival).toContainText('Would arrive now');
    await explorer.click('mask vector 3');
    await expect(arrival).toContainText('Would not arrive now');
    await expect(arrival).toContainText('stops at nvme 00:02.0 vector 3, the vector is masked');
    const stop = explorer.page.getByRole('list', { name: 'Chain' }).getByRole('button', { name: /stops here/ });
    await expect(stop).toHaveText(/nvme 00:02\.0 vector 3/);
    await explorer.click('Try it');
    await expect(vectorRow(explorer, 3)).toContainText('pending');
    await explorer.click('Fix: unmask vector 3');
    await expect(arrival).toContainText('Would arrive now');
    await expect(vectorRow(explorer, 3)).toContainText('open');
  });

  await test.step('fields of the hardware behind an interrupt are there, and change with it', async () => {
    await explorer.at(NVME);
    await selectVector(explorer, 3);
    await explorer.tab('fields');
    const entry = explorer.page.getByRole('region', { name: 'MSI-X table entry 3 of 0000:00:02.0' });
    await expect(entry).toContainText('0x08090040');
    await expect(entry).not.toContainText('Mask');
    await explorer.click('mask vector 3');
    await expect(entry).toContainText('Mask');
    await expect(explorer.page.getByRole('region', { name: /^Redistributor 2 · LPI 8197/ })).toContainText('enabled');
  });

  await test.step('a PCI function shows its vectors and what can be done first, then its registers by name', async () => {
    const { page } = explorer;
    await explorer.at('#v=1&s=qemu-virt-gicv3-its&sel=fn:0000:00:02.0');
    await explorer.node(/^0000:00:02\.0/).click();
    await explorer.idle();
    const details = page.getByRole('region', { name: 'Details', exact: true });
    await expect(details.getByRole('button', { name: 'fire vector 0', exact: true })).toBeVisible();
    await expect(details.getByRole('button', { name: 'bind to vfio-pci' })).toBeVisible();
    const groups = details.getByRole('region');
    await expect(groups.nth(0)).toContainText('MSI-X vectors · 5 of 65 in use');
    await expect(groups.nth(1)).toContainText('Vendor ID');
    await expect(groups.nth(1)).toContainText('MSI-X Enable');
    await expect(groups.nth(1)).toContainText('Bus Master');
    await expect(details).not.toContainText('words[');
    // What each CPU enables for itself is not "masked".
    await expect(page.getByRole('row', { name: /arch_timer/ }).first()).toContainText('per CPU 0-3');
  });

  await test.step('a click goes to the step of the last change', async () => {
    await explorer.at(NVME);
    await selectVector(explorer, 3);
    await explorer.tab('fields');
    await explorer.page.getByRole('searchbox', { name: 'Filter' }).fill('handle_irq');
    const since = explorer.page.getByRole('button', { name: /^handle_irq was set at step [\d,]+: go there$/ });
    const step = Number(/step ([\d,]+)/.exec((await since.getAttribute('aria-label')) ?? '')?.[1]?.replaceAll(',', ''));
    await since.click();
    await explorer.idle();
    expect(await explorer.step()).toBe(step);
    await expect(explorer.page.getByRole('region', { name: 'What changed' })).toContainText(
      /handle_irq.*→ handle_fasteoi_irq/,
    );
    // A step before it had another value.
    await explorer.press('b');
    await expect(since).toHaveCount(0);
  });
});

test('the inspector of a line, a function and a node', { tag: '@thorough' }, async ({ explorer }) => {
  await test.step('a disabled line stops at the interrupt, and is enabled again', async () => {
    await explorer.at();
    await explorer.page.getByRole('row', { name: /uart-pl011/ }).click();
    await explorer.idle();
    const arrival = explorer.page.getByTestId('arrival');
    await expect(arrival).toContainText('Would arrive now');
    await explorer.click('disable');
    await expect(arrival).toContainText(/is disabled \(depth 1\)/);
    await explorer.click('Fix: enable');
    await expect(arrival).toContainText('Would arrive now');
  });

  await test.step('a function of the call stack is looked at, and its calls are gone through', async () => {
    const { page } = explorer;
    await explorer.at();
    await explorer.goTo(700);
    await page
      .getByRole('region', { name: 'Call stack' })
      .getByRole('button', { name: 'gic_irq_domain_map', exact: true })
      .click();
    await explorer.idle();
    await expect(page.getByRole('heading', { name: 'gic_irq_domain_map()' })).toBeVisible();
    await expect(page.getByText('on the call stack now')).toBeVisible();
    await expect(page.getByText('drivers/irqchip/irq-gic-v3.c')).toBeVisible();
    expect(page.url()).toContain('sel=code:gic_irq_domain_map');
    await explorer.click('Next call');
    expect(await explorer.step()).toBeGreaterThan(700);
    await expect(explorer.sentence).toContainText('Called gic_irq_domain_map');
    const next = await explorer.step();
    await explorer.click('Next call');
    await explorer.click('Previous call');
    expect(await explorer.step()).toBe(next);
    await page.getByRole('button', { name: 'gic_irq_domain_alloc', exact: true }).first().click();
    await explorer.idle();
    await expect(page.getByRole('heading', { name: 'gic_irq_domain_alloc()' })).toBeVisible();
  });

  await test.step('a function shows the row of interrupt-map with its mask, and the arithmetic of msi-map', async () => {
    await explorer.at();
    await explorer.node(/^0000:00:02\.0/).click();
    await explorer.idle();
    await explorer.tab('source');
    const source = explorer.page.getByRole('region', { name: 'Details' });
    await expect(source).toContainText('row 8: <0x1000 0x0 0x0 0x1> & <0x1800 0x0 0x0 0x7>');
    await expect(source).toContainText('SPI 5, level high: INTID 37 of intc@8000000');
    await expect(source).toContainText('0x10 − rid-base 0x0 + msi-base 0x0 = DeviceID 0x10');
  });

  await test.step('text tabs hold what Linux prints', async () => {
    await explorer.at();
    await explorer.page.getByRole('row', { name: /uart-pl011/ }).click();
    await explorer.idle();
    await explorer.tab('text');
    const details = explorer.page.getByRole('region', { name: 'Details' });
    await expect(details).toContainText('/sys/kernel/debug/irq/irqs/13');
    await expect(details).toContainText('handler:  handle_fasteoi_irq');
    await expect(details).toContainText(/13:\s+0\s+0\s+0\s+0\s+GICv3/);
    await expect(details.getByRole('button', { name: 'Copy /proc/interrupts' })).toBeVisible();
  });

  await test.step('registers are decoded, lit when they change, and filtered', async () => {
    const { page } = explorer;
    await explorer.at('#v=1&s=qemu-virt-gicv3-its&view=hardware.registers');
    const registers = page.getByRole('region', { name: 'Registers' });
    await expect(registers).toContainText('GICD_CTLR');
    await expect(registers.getByText('EnableGrp1', { exact: true })).toBeVisible();
    await page.getByLabel('block').selectOption('ITS');
    await explorer.idle();
    await expect(registers).toContainText('GITS_BASER0');
    await page.getByRole('searchbox', { name: 'filter' }).fill('CREADR');
    await expect(registers).not.toContainText('GITS_BASER0');
    await expect(registers).toContainText('GITS_CREADR');
    await page.getByRole('searchbox', { name: 'filter' }).fill('');
    await page.getByLabel('block').selectOption({ index: 0 });
    await explorer.idle();
    await expect(registers.getByText(/^INTID 0|^INTID 3[0-9]/).first()).toBeVisible();
  });
});
