import { expect, test } from './helper.ts';

const SMMU = '#v=1&s=qemu-virt-gicv3-its-smmu&view=hardware.msix&dev=0000:00:02.0';
const NO_IOMMU = '#v=1&s=qemu-virt-gicv3-its&view=hardware.msix&dev=0000:00:02.0';

test('VFIO with an IOMMU, and without', { tag: '@thorough' }, async ({ explorer }) => {
  await test.step('bind NVMe to VFIO, ask for 9 vectors, fire vector 3, see the eventfd; mask, pending; unmask, delivered', async () => {
    const { page } = explorer;
    await explorer.at(SMMU);
    await explorer.click('bind to vfio-pci');
    await expect(page.getByText('driver vfio-pci')).toBeVisible();
    await explorer.click('open');
    await page.getByRole('spinbutton', { name: 'vectors' }).fill('9');
    await explorer.click('set 9 vectors');
    await expect(page.getByTestId('outcome')).toContainText('done');
    const row = page.getByRole('row', { name: /^3 / }).first();
    const heads = await page
      .getByRole('grid', { name: /^MSI-X/ })
      .getByRole('columnheader')
      .allTextContents();
    const eventfd = row.getByRole('gridcell').nth(heads.findIndex((head) => head.startsWith('eventfd')));
    await expect(eventfd).toHaveText('0');
    await explorer.click('fire vector 3');
    await expect(eventfd).toHaveText('1');
    await expect(page.getByTestId('outcome')).toContainText('eventfd 3: 1');
    // Its buttons have the room they need.
    const buttons = row.getByRole('gridcell').last();
    expect(await buttons.evaluate((cell) => cell.scrollWidth - cell.clientWidth)).toBeLessThanOrEqual(0);
    await explorer.click('loopback vector 3');
    await expect(eventfd).toHaveText('2');
    await explorer.click('mask vector 3');
    await explorer.click('fire vector 3');
    await expect(row).toContainText('pending');
    await expect(page.getByTestId('outcome')).toContainText('stopped: the vector is masked');
    await expect(eventfd).toHaveText('2');
    await explorer.click('unmask vector 3');
    await expect(eventfd).toHaveText('3');
    // The link holds it all.
    const link = new URL(page.url()).hash;
    await page.goto('about:blank');
    await explorer.open(link);
    await expect(eventfd).toHaveText('3');
    await explorer.click('release');
    await expect(page.getByText('driver nvme')).toBeVisible();
  });

  await test.step('without an IOMMU Linux refuses, it is said why, and its own driver can have it again', async () => {
    await explorer.at(NO_IOMMU);
    await explorer.click('bind to vfio-pci');
    await expect(explorer.page.getByTestId('outcome')).toContainText(
      'refused: EINVAL (22), Invalid argument: it is in no IOMMU group',
    );
    await expect(explorer.sentence).toContainText('was refused');
    await expect(explorer.page.getByText('no driver', { exact: true })).toBeVisible();
    await explorer.click('bind to vfio-pci');
    await explorer.click('release');
    await expect(explorer.page.getByText('driver nvme')).toBeVisible();
    await expect(explorer.page.getByTestId('outcome')).toContainText('done');
    await expect(explorer.page.getByRole('button', { name: 'release', exact: true })).toBeHidden();
  });
});
