import { expect, test } from './helper.ts';

const SMMU = '#v=1&s=qemu-virt-gicv3-its-smmu&view=hardware.msix&dev=0000:00:02.0';
const NO_IOMMU = '#v=1&s=qemu-virt-gicv3-its&view=hardware.msix&dev=0000:00:02.0';

test('bind NVMe to VFIO, ask for 9 vectors, fire vector 3, see the eventfd; mask, pending; unmask, delivered', async ({
  explorer,
}) => {
  const { page } = explorer;
  await explorer.open(SMMU);
  await explorer.click('bind to vfio-pci');
  await expect(page.getByText('driver vfio-pci')).toBeVisible();
  await explorer.click('open');
  await page.getByRole('spinbutton', { name: 'vectors' }).fill('9');
  await explorer.click('ask');
  await expect(page.getByTestId('outcome')).toContainText('done');
  const row = page.getByRole('row', { name: /^3 / }).first();
  const eventfd = row.getByRole('gridcell').nth(7);
  await expect(eventfd).toHaveText('0');
  await explorer.click('fire vector 3');
  await expect(eventfd).toHaveText('1');
  await expect(page.getByTestId('outcome')).toContainText('eventfd 3: 1');
  await explorer.click('loop vector 3');
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

test('without an IOMMU Linux refuses, and it is said how', async ({ explorer }) => {
  await explorer.open(NO_IOMMU);
  await explorer.click('bind to vfio-pci');
  await expect(explorer.page.getByTestId('outcome')).toContainText(/refused: E[A-Z]+ \(\d+\)/);
  await expect(explorer.sentence).toContainText('was refused');
});
