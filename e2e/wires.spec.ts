/** Lines that are not wired as the tree says: the two famous faults, and wiring one otherwise. */
import { expect, test, type Explorer } from './helper.ts';

const FAULTS = [
  { name: 'fabric-line-61', device: /41600000\.i2c/, id: 61, tree: 93 },
  { name: 'fabric-line-72', device: /ff200100\.i2c/, id: 72, tree: 104 },
] as const;

const spi = (id: number): string => `SPI ${id - 32} (INTID ${id})`;
const lines = ({ page }: Explorer) => page.getByRole('region', { name: 'Lines' });

test(
  'the ID in the cell: it stays pending where nobody enabled it, and the right cell is named',
  { tag: '@thorough' },
  async ({ explorer }) => {
    const { page } = explorer;
    for (const { name, device, id, tree } of FAULTS) {
      await test.step(name, async () => {
        await explorer.at();
        await page.getByLabel('board').selectOption(name);
        await explorer.idle();
        await expect(explorer.sentence).toContainText('stopped, disabled in GICD_ISENABLER');
        await page.getByPlaceholder('number, name, domain').fill('i2c');
        await page.getByRole('row', { name: device }).click();
        await explorer.idle();
        const arrival = page.getByTestId('arrival');
        const stops = `stops at really ${spi(id)}, it is pending there and stays so: disabled in GICD_ISENABLER`;
        await expect(arrival).toContainText('Would not arrive now');
        await expect(arrival).toContainText(stops);
        await expect(arrival).toContainText(`The tree has to say <0 ${id - 32} 4> (${id} − 32) to hear it there.`);
        await expect(page.getByTestId('outcome')).toContainText('stopped: disabled in GICD_ISENABLER');
        await expect(lines(explorer)).toContainText(`leads to ${spi(id)}; the tree says ${spi(tree)}`);
        // Lowered and fired by hand it comes no further.
        await explorer.click('lower line');
        await explorer.click('Try it');
        await expect(arrival).toContainText(stops);
        // Wired as the tree says it arrives; undone it does not.
        await explorer.click('Change where line 0 leads');
        await explorer.click('As the tree says');
        await expect(lines(explorer)).toContainText('wired as the tree says');
        await expect(arrival).toContainText('Would arrive now');
        await explorer.press('u');
        await expect(arrival).toContainText(stops);
      });
    }
  },
);

test(
  'a line is wired otherwise, which the link carries, and wired back',
  { tag: '@thorough' },
  async ({ explorer }) => {
    const { page } = explorer;
    await explorer.open();
    await page.getByRole('row', { name: /uart-pl011/ }).click();
    await explorer.idle();
    await expect(lines(explorer)).toContainText('wired as the tree says');
    await explorer.click('Change where line 0 leads');
    await page.getByLabel('leads to').selectOption({ label: 'intc@8000000' });
    await page.getByLabel('INTID').fill('100');
    await page.getByLabel('the device').selectOption({ label: 'sends a pulse when it asks' });
    await explorer.click('Wire it so');
    const words = `leads to ${spi(100)}, pulses when the device asks; the tree says ${spi(33)}`;
    await expect(lines(explorer)).toContainText(words);
    await expect(page.getByTestId('arrival')).toContainText('the pulse is over before a CPU reads the interrupt');
    const { hash } = new URL(page.url());
    expect(hash).toContain('s=d:');
    await explorer.at();
    await explorer.at(hash);
    await expect(lines(explorer)).toContainText(words);
    await explorer.click('Change where line 0 leads');
    await explorer.click('As the tree says');
    await expect(lines(explorer)).toContainText('wired as the tree says');
    expect(page.url()).toContain('s=qemu-virt-gicv3-its@7.3&');
  },
);
