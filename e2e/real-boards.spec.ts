/**
 * Trees of real boards, as a distribution's kernel has them: a board's Ethernet and a UART, its first GPIO key and an NVMe on its own PCIe host are
 * found, selected, raised by a click, and arrive. `npm run boards` fetches them.
 */
import { existsSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { FOLDER } from '../scripts/real-boards.mjs';
import { type Explorer, expect, test } from './helper.ts';

interface Wanted {
  /** What a person types. */
  readonly search: string;
  /** The node that it leads to. */
  readonly node: string;
  /** How /proc/interrupts names its interrupt. */
  readonly action: RegExp;
}

interface Board {
  readonly board: string;
  readonly devices: readonly Wanted[];
  /** In which domain an NVMe's interrupt is, and what raises that; without it the board has no host that is switched on. */
  readonly nvme?: { readonly domain: string; readonly raise: 'fire vector 0' | 'assert INTx' };
  /** What else is held of it. */
  readonly alsoTrue?: (explorer: Explorer) => Promise<void>;
}

const message = (domain: string): NonNullable<Board['nvme']> => ({ domain, raise: 'fire vector 0' });

/** Behind the first root port of the board's first host. */
const NVME = '0000:01:00.0';

const BOARDS: readonly Board[] = [
  {
    board: 'zynqmp-zcu102-rev1.0',
    devices: [
      { search: 'zynqmp-gem', node: '/axi/ethernet@ff0e0000', action: /ff0e0000\.ethernet/ },
      { search: 'serial0', node: '/axi/serial@ff000000', action: /xuartps/ },
    ],
  },
  {
    board: 'rk3399-rockpro64',
    devices: [
      { search: 'rk3399-gmac', node: '/ethernet@fe300000', action: /fe300000\.ethernet/ },
      { search: 'serial2', node: '/serial@ff1a0000', action: /ttyS2/ },
      { search: 'key-power', node: '/gpio-keys/key-power', action: /GPIO Key Power/ },
    ],
    nvme: message('ITS-PCI-MSIX'),
  },
  {
    board: 'imx8mm-verdin-wifi-dev',
    devices: [
      { search: 'imx8mm-fec', node: '/soc@0/bus@30800000/ethernet@30be0000', action: /30be0000\.ethernet/ },
      { search: 'serial0', node: '/soc@0/bus@30800000/spba-bus@30800000/serial@30860000', action: /30860000\.serial/ },
      { search: 'key-wakeup', node: '/gpio-keys/key-wakeup', action: /Wake-Up/ },
    ],
    nvme: message('pcie@33800000-3'),
  },
  {
    // It has no Ethernet of its own: its storage instead.
    board: 'sdm845-db845c',
    devices: [
      { search: 'sdm845-ufshc', node: '/soc@0/ufshc@1d84000', action: /1d84000\.ufshc/ },
      { search: 'serial0', node: '/soc@0/geniqup@ac0000/serial@a84000', action: /a84000\.serial/ },
      { search: 'key-vol-up', node: '/gpio-keys/key-vol-up', action: /Volume Up/ },
    ],
    nvme: message('pci@1c00000-3'),
  },
  {
    board: 'bcm2711-rpi-cm4-io',
    devices: [
      { search: 'bcm2711-genet-v5', node: '/scb/ethernet@7d580000', action: /fd580000\.ethernet/ },
      { search: 'serial1', node: '/soc/serial@7e215040', action: /ttyS1/ },
      // No console: its Bluetooth chip's driver opens it.
      { search: 'serial0', node: '/soc/serial@7e201000', action: /uart-pl011/ },
    ],
    // The host has no MSI-X, and this NVMe no MSI.
    nvme: { domain: 'interrupt-controller@40041000', raise: 'assert INTx' },
  },
  {
    board: 'sun50i-a64-pine64-plus',
    devices: [
      { search: 'sun50i-a64-emac', node: '/soc/ethernet@1c30000', action: /1c30000\.ethernet/ },
      { search: 'serial0', node: '/soc/serial@1c28000', action: /ttyS0/ },
    ],
  },
  {
    // The S905X3 with a slot has no key, and those with a key have no slot.
    board: 'meson-sm1-odroid-hc4',
    devices: [
      { search: 'ethernet0', node: '/soc/ethernet@ff3f0000', action: /ff3f0000\.ethernet/ },
      { search: 'serial0', node: '/soc/bus@ff800000/serial@3000', action: /ff803000\.serial/ },
    ],
    nvme: message('pcie@fc000000-3'),
  },
  {
    board: 'armada-8040-clearfog-gt-8k',
    devices: [
      { search: 'serial0', node: '/ap806/config-space@f0000000/serial@512000', action: /ttyS0/ },
      { search: 'button-0', node: '/keys/button-0', action: /Rear Button/ },
    ],
    nvme: message('GICv2m-PCI-MSIX'),
  },
  {
    board: 'tegra210-p3450-0000',
    devices: [
      { search: 'serial0', node: '/serial@70006000', action: /ttyS0/ },
      { search: 'key-power', node: '/gpio-keys/key-power', action: /Power/ },
    ],
    nvme: message('pcie@1003000-3'),
  },
  {
    // Its Ethernet interrupts by messages of a controller that is not modelled: see below.
    board: 'k3-am654-base-board',
    devices: [
      { search: 'serial2', node: '/bus@100000/serial@2800000', action: /2800000\.serial/ },
      { search: 'switch-5', node: '/gpio-keys/switch-5', action: /GPIO Key USER1/ },
    ],
    async alsoTrue(explorer) {
      // Its Ethernet interrupts by messages of a controller that is not modelled: no wire of it could be raised.
      await find(explorer, { search: 'am654-cpsw-nuss', node: '/bus@100000/bus@28380000/ethernet@46000000' });
      await expect(explorer.page.getByRole('button', { name: /^raise line/ })).toHaveCount(0);
      // Its PCIe hosts are switched off in the tree: an NVMe has no place, and the page says so.
      await give(explorer, 'k3-am654-base-board', true);
      await expect(explorer.problem).toContainText(NVME);
      // Another AM65x has one switched on, whose messages go by the window in front of the ITS.
      await give(explorer, 'k3-am6548-iot2050-advanced', true);
      await raiseNvme(explorer, message('ITS-PCI-MSIX'));
    },
  },
];

const fileOf = (board: string): string => join(FOLDER, `${board}.dtb`);

/** Drops a board's tree, with a scenario that puts an NVMe on it where one is wanted. */
async function give(explorer: Explorer, board: string, nvme: boolean): Promise<void> {
  const file = fileOf(board);
  test.skip(!existsSync(file), `${board} is not here: npm run boards`);
  const pci = [{ bdf: NVME, model: 'nvme' }];
  const scenario = {
    irqscope: 1,
    board: { file: basename(file) },
    kernel: '6.12',
    drivers: 'all',
    pci,
    script: [{ do: 'boot' }],
  };
  const tree = { name: basename(file), bytes: readFileSync(file) };
  const around = { name: 'scenario.json', bytes: new TextEncoder().encode(JSON.stringify(scenario)) };
  await explorer.drop(...(nvme ? [around, tree] : [tree]));
}

async function drop(explorer: Explorer, board: string, nvme = false): Promise<void> {
  await explorer.at();
  await give(explorer, board, nvme);
  await expect(explorer.page.getByLabel('board', { exact: true })).toContainText(board);
}

/** Types what is looked for, and takes the hit that is a node. */
async function find(explorer: Explorer, { search, node }: Pick<Wanted, 'search' | 'node'>): Promise<void> {
  const { page } = explorer;
  await page.getByRole('button', { name: 'Find an irq, node, function or command' }).click();
  await page.keyboard.type(search);
  await page
    .getByRole('option')
    .filter({ has: page.getByText(node, { exact: true }) })
    .first()
    .click();
  await explorer.idle();
}

async function countOf({ page }: Explorer, action: RegExp): Promise<number> {
  const cells = page.getByRole('grid', { name: 'Interrupts' }).getByRole('row', { name: action }).first();
  return Number(await cells.getByRole('gridcell').last().textContent());
}

async function raiseNvme(explorer: Explorer, { domain, raise }: NonNullable<Board['nvme']>): Promise<void> {
  const { page } = explorer;
  await find(explorer, { search: NVME, node: NVME });
  await page.getByLabel('Filter interrupts').fill('nvme0q0');
  await explorer.idle();
  await expect(page.getByRole('row', { name: /nvme0q0/ })).toContainText(domain);
  const before = await countOf(explorer, /nvme0q0/);
  await explorer.click(raise);
  expect(await countOf(explorer, /nvme0q0/)).toBe(before + 1);
}

async function arrives(explorer: Explorer, wanted: Wanted): Promise<void> {
  const { page } = explorer;
  await find(explorer, wanted);
  // A key has a way once it is pressed.
  if (!/keys/.test(wanted.node)) await expect(page.getByTestId('arrival')).toHaveAttribute('data-arrives', 'true');
  await page.getByLabel('Filter interrupts').fill(wanted.action.source.replaceAll('\\', ''));
  await explorer.idle();
  const before = await countOf(explorer, wanted.action);
  await page
    // A key that is pressed is low.
    .getByRole('button', { name: /^(raise|lower) line/ })
    .first()
    .click();
  await explorer.idle();
  await expect(page.getByTestId('outcome')).toContainText(`${wanted.node}: done`);
  expect(await countOf(explorer, wanted.action)).toBe(before + 1);
}

for (const part of [BOARDS.slice(0, 4), BOARDS.slice(4, 7), BOARDS.slice(7)]) {
  test(
    `devices are found, raised, and arrive: ${part.map(({ board }) => board).join(', ')}`,
    { tag: '@thorough' },
    async ({ explorer }) => {
      test.slow();
      for (const { board, devices, nvme, alsoTrue } of part) {
        await test.step(board, async () => {
          await drop(explorer, board, nvme !== undefined);
          await expect(explorer.page.getByTestId('asked')).toHaveAttribute('title', /by stand-ins/);
          for (const wanted of devices) await arrives(explorer, wanted);
          if (nvme !== undefined) await raiseNvme(explorer, nvme);
          await alsoTrue?.(explorer);
        });
      }
    },
  );
}
