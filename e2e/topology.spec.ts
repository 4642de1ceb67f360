import { largeScenario } from '../scripts/boards.mjs';
import { expect, test, type Explorer } from './helper.ts';

const NVME = '#v=1&s=qemu-virt-gicv3-its&view=hardware.msix&dev=0000:00:02.0';

const unfolder = (explorer: Explorer) => explorer.node(/the 65 vectors of 0000:00:02\.0/);

function large(): { readonly name: string; readonly bytes: Uint8Array } {
  return { name: 'large.json', bytes: new TextEncoder().encode(JSON.stringify(largeScenario())) };
}

/** What in the picture lies over something else, or sticks out of its box, in words. */
async function clashes(explorer: Explorer): Promise<string[]> {
  return explorer.page.locator('[data-topology]').evaluate((svg) => {
    const found: string[] = [];
    const frames = [...svg.querySelectorAll('[data-key]')].map((box) => {
      const frame = (box.querySelector('rect') ?? box).getBoundingClientRect();
      for (const text of box.querySelectorAll('text')) {
        const { left, right, top, bottom } = text.getBoundingClientRect();
        const isIn = left >= frame.left && right <= frame.right && top >= frame.top - 1 && bottom <= frame.bottom + 1;
        if (!isIn) found.push(`${text.textContent} sticks out`);
      }
      return { name: box.getAttribute('aria-label') ?? '', frame };
    });
    const titles = [...svg.querySelectorAll(':scope > g > text')].map((text) => ({
      name: text.textContent ?? '',
      frame: text.getBoundingClientRect(),
    }));
    const all = [...frames, ...titles];
    for (const [i, a] of all.entries()) {
      for (const b of all.slice(i + 1)) {
        const wide = Math.min(a.frame.right, b.frame.right) - Math.max(a.frame.left, b.frame.left);
        const high = Math.min(a.frame.bottom, b.frame.bottom) - Math.max(a.frame.top, b.frame.top);
        if (wide > 0.5 && high > 0.5) found.push(`${a.name} and ${b.name}`);
      }
    }
    return found;
  });
}

test('boxes of the picture: their words, their vectors, and keys', { tag: '@thorough' }, async ({ explorer }) => {
  await test.step('boxes say what their interrupts are, and before they are mapped that they are not', async () => {
    await explorer.at();
    await expect(explorer.node(/^0000:00:02\.0, nvme · 5 of 65 vectors/)).toBeVisible();
    await expect(explorer.node(/^pl011@9000000, SPI 1 → irq 13/)).toBeVisible();
    await expect(explorer.node(/^its@8080000-5, 10 irqs · 3 devices/)).toBeVisible();
    await expect(explorer.node(/^CPU 1, redist 1/)).toBeVisible();
    const place = await explorer.node(/^pl011@9000000/).boundingBox();
    await explorer.goTo(0);
    await expect(explorer.node(/^pl011@9000000, SPI 1, not mapped/)).toBeVisible();
    await expect(explorer.node(/^CPU 1, offline/)).toBeVisible();
    expect(await explorer.node(/^pl011@9000000/).boundingBox()).toEqual(place);
  });

  await test.step('a device unfolds into its vectors, a vector is selected, and it folds again', async () => {
    await explorer.at();
    await unfolder(explorer).click();
    await explorer.idle();
    await expect(unfolder(explorer)).toHaveAttribute('aria-expanded', 'true');
    const vector = explorer.node(/^vector 3, irq \d+, CPU 2/);
    await vector.click();
    await explorer.idle();
    await expect(vector).toHaveAttribute('aria-pressed', 'true');
    await expect(explorer.node('57 more vectors')).toBeVisible();
    await explorer.node('57 more vectors').click();
    await explorer.idle();
    await expect(explorer.node('41 more vectors')).toHaveCount(1);
    await unfolder(explorer).click();
    await explorer.idle();
    await expect(vector).toBeHidden();
  });

  await test.step('arrow keys go from box to box, and a device unfolds by key', async () => {
    await explorer.at();
    await explorer.node(/^0000:00:01\.0/).focus();
    await explorer.press('ArrowDown');
    await expect(explorer.node(/^0000:00:02\.0/)).toBeFocused();
    await explorer.press('ArrowRight');
    await expect(explorer.node(/^ITS-PCI-MSIX-0000:00:02\.0/)).toBeFocused();
    await explorer.press('ArrowLeft');
    await explorer.press('Tab');
    await expect(unfolder(explorer)).toBeFocused();
    await explorer.press('ArrowRight');
    await expect(explorer.node(/^vector 0, /)).toBeVisible();
    await explorer.press('ArrowLeft');
    await expect(explorer.node(/^vector 0, /)).toBeHidden();
  });

  await test.step('where a message stops, a cross and the reason stand', async () => {
    await explorer.at(NVME);
    await explorer.click('mask vector 3');
    await explorer.click('fire vector 3');
    const stopped = explorer.node(/^0000:00:02\.0.*message stopped: the vector is masked/);
    await expect(stopped).toContainText('× the vector is masked');
    await expect(explorer.page.locator('[data-stop]')).toHaveCount(1);
    await explorer.click('unmask vector 3');
    await expect(explorer.page.locator('[data-stop]')).toHaveCount(0);
  });

  await test.step('a chained domain is a root of its own in the tree of domains', async () => {
    await explorer.at('#v=1&s=qemu-virt-gicv3-its&view=domains.irqs');
    const gpio = await explorer.node(/^pl061@9030000, /).boundingBox();
    const root = await explorer.node(/^intc@8000000-1, /).boundingBox();
    expect(gpio?.x).toBe(root?.x);
  });

  await test.step('the tree of domains is a tree to screen readers: roots, then what is below them, with levels', async () => {
    const { page } = explorer;
    await explorer.at();
    await explorer.tab('irq_domain tree');
    const items = page.getByRole('tree', { name: /^Tree of/ }).getByRole('treeitem');
    const levels = await items.evaluateAll((all) => all.map((one) => Number(one.getAttribute('aria-level'))));
    expect(levels[0]).toBe(1);
    expect(Math.max(...levels)).toBeGreaterThan(2);
    for (const [at, level] of levels.entries()) expect(level).toBeLessThanOrEqual((levels[at - 1] ?? 0) + 1);
    await expect(page.getByRole('main')).toHaveCount(1);
    await expect(page.getByRole('main').getByRole('heading', { level: 2 })).not.toHaveCount(0);
  });
});

test('a large board', { tag: '@thorough' }, async ({ explorer }) => {
  await test.step('a board of 16 CPUs, 40 devices and 600 vectors stands in groups, and nothing lies over anything', async () => {
    await explorer.at();
    await explorer.drop(large());
    await expect(explorer.node(/^its@8080000-5, 600 irqs · 20 devices/)).toBeVisible();
    // Every CPU has its place, whatever their number.
    for (const cpu of [0, 7, 15]) await expect(explorer.node(new RegExp(`^CPU ${cpu}, `))).toBeVisible();
    expect(await clashes(explorer)).toEqual([]);
    const pcie = explorer.node(/^pcie, 2\d devices: /);
    await expect(pcie).toHaveAttribute('aria-expanded', 'false');
    await expect(explorer.node(/^0000:00:14\.0, /)).toHaveCount(0);
    await pcie.focus();
    await explorer.press('Enter');
    await expect(pcie).toHaveAttribute('aria-expanded', 'true');
    await expect(pcie).toBeFocused();
    await expect(explorer.node(/^0000:00:14\.0, .*has its interrupt/)).toHaveCount(1);
    expect(await clashes(explorer)).toEqual([]);
    // A row that is below what the pane shows comes into sight with the focus; what is selected is not hidden by folding.
    const row = explorer.node(/^0000:00:14\.0, /);
    await row.focus();
    await expect(row).toBeInViewport();
    await explorer.press('Enter');
    await expect(row).toHaveAttribute('aria-pressed', 'true');
    await pcie.focus();
    await explorer.press('Enter');
    await expect(row).toHaveCount(1);
    await expect(explorer.node(/^0000:00:13\.0, /)).toHaveCount(0);
  });

  await test.step('devices of a large board are sifted by how they stand and what they are wired to', async () => {
    const { page } = explorer;
    await explorer.at();
    await explorer.drop(large());
    const chips = page.getByRole('group', { name: 'Which devices are shown' });
    await expect(chips.getByRole('button', { name: /^has its irq \d+/ })).toBeVisible();
    await page.getByLabel('Wired to').selectOption({ label: 'its@8080000-5' });
    await explorer.idle();
    await expect(explorer.node(/^pcie, 20 devices/)).toBeVisible();
    await expect(explorer.node(/^serial, /)).toHaveCount(0);
    await chips.getByRole('button', { name: /^all \d+/ }).click();
    await page.getByLabel('Wired to').selectOption({ label: 'wired to any' });
    await expect(explorer.node(/^serial, /)).toHaveCount(1);
  });
});

test('on a phone nothing lies over anything', { tag: '@thorough' }, async ({ explorer }) => {
  await explorer.page.setViewportSize({ width: 390, height: 844 });
  await explorer.open();
  expect(await clashes(explorer)).toEqual([]);
});
