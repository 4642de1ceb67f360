/**
 * Trees of real boards, as a distribution's kernel has them: a board's Ethernet and a UART are found, selected, raised by
 * a click, and arrive. `npm run boards` fetches them.
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
  /** What else is held of it. */
  readonly alsoTrue?: (explorer: Explorer) => Promise<void>;
}

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
      { search: 'serial2', node: '/serial@ff1a0000', action: /ff1a0000\.serial/ },
    ],
  },
  {
    board: 'imx8mm-evk',
    devices: [
      { search: 'imx8mm-fec', node: '/soc@0/bus@30800000/ethernet@30be0000', action: /30be0000\.ethernet/ },
      { search: 'serial1', node: '/soc@0/bus@30800000/spba-bus@30800000/serial@30890000', action: /30890000\.serial/ },
    ],
  },
  {
    // It has no Ethernet of its own: its storage instead.
    board: 'sdm845-db845c',
    devices: [
      { search: 'sdm845-ufshc', node: '/soc@0/ufshc@1d84000', action: /1d84000\.ufshc/ },
      { search: 'serial0', node: '/soc@0/geniqup@ac0000/serial@a84000', action: /a84000\.serial/ },
    ],
  },
  {
    board: 'bcm2711-rpi-cm4-io',
    devices: [
      { search: 'bcm2711-genet-v5', node: '/scb/ethernet@7d580000', action: /fd580000\.ethernet/ },
      { search: 'serial1', node: '/soc/serial@7e215040', action: /fe215040\.serial/ },
    ],
    // A line that nobody asks for says so.
    async alsoTrue(explorer) {
      await find(explorer, { search: 'serial0', node: '/soc/serial@7e201000' });
      await explorer.page
        .getByRole('button', { name: /^raise line/ })
        .first()
        .click();
      await explorer.idle();
      await expect(explorer.page.getByTestId('outcome')).toContainText('asks for it when the port is opened');
    },
  },
  {
    board: 'sun50i-a64-pine64-plus',
    devices: [
      { search: 'sun50i-a64-emac', node: '/soc/ethernet@1c30000', action: /1c30000\.ethernet/ },
      { search: 'serial0', node: '/soc/serial@1c28000', action: /1c28000\.serial/ },
    ],
  },
  {
    board: 'meson-sm1-odroid-c4',
    devices: [
      { search: 'ethernet0', node: '/soc/ethernet@ff3f0000', action: /ff3f0000\.ethernet/ },
      { search: 'serial0', node: '/soc/bus@ff800000/serial@3000', action: /ff803000\.serial/ },
    ],
  },
  {
    board: 'k3-am654-base-board',
    devices: [{ search: 'serial2', node: '/bus@100000/serial@2800000', action: /2800000\.serial/ }],
    // Its Ethernet interrupts by messages of a controller that is not modelled: no wire of it could be raised.
    async alsoTrue(explorer) {
      await find(explorer, { search: 'am654-cpsw-nuss', node: '/bus@100000/bus@28380000/ethernet@46000000' });
      await expect(explorer.page.getByRole('button', { name: /^raise line/ })).toHaveCount(0);
    },
  },
];

const fileOf = (board: string): string => join(FOLDER, `${board}.dtb`);

async function drop(explorer: Explorer, board: string): Promise<void> {
  const file = fileOf(board);
  test.skip(!existsSync(file), `${board} is not here: npm run boards`);
  await explorer.at();
  await explorer.drop({ name: basename(file), bytes: readFileSync(file) });
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

async function arrives(explorer: Explorer, wanted: Wanted): Promise<void> {
  const { page } = explorer;
  await find(explorer, wanted);
  await expect(page.getByTestId('arrival')).toHaveAttribute('data-arrives', 'true');
  await page.getByLabel('Filter interrupts').fill(wanted.action.source.replaceAll('\\', ''));
  await explorer.idle();
  const before = await countOf(explorer, wanted.action);
  await page
    .getByRole('button', { name: /^raise line/ })
    .first()
    .click();
  await explorer.idle();
  await expect(page.getByTestId('outcome')).toContainText(`${wanted.node}: done`);
  expect(await countOf(explorer, wanted.action)).toBe(before + 1);
}

for (const part of [BOARDS.slice(0, 4), BOARDS.slice(4)]) {
  test(`devices are found, raised, and arrive: ${part.map(({ board }) => board).join(', ')}`, async ({ explorer }) => {
    test.slow();
    for (const { board, devices, alsoTrue } of part) {
      await test.step(board, async () => {
        await drop(explorer, board);
        await expect(explorer.page.getByTestId('asked')).toHaveAttribute('title', /by stand-ins/);
        for (const wanted of devices) await arrives(explorer, wanted);
        await alsoTrue?.(explorer);
      });
    }
  });
}
