/**
 * Draws interrupts of real boards, to be held against the sources of their drivers:
 *
 *     npm run requests -- BOARDS [COUNT] [SEED]
 *
 * BOARDS is a folder of device trees as blobs. Of their interrupts that end at the GIC and whose device has a driver, COUNT (200) are drawn
 * with SEED. A line each, with tabs: board, node, index, interrupt-names, the cells that rules ask for, compatible, bus, driver, its file, what
 * became of it in the model, and how the model requests it. `checked.tsv` holds what the drivers really do.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkScenario, decodeDriverTable, type DriverTable, loadScenario, Session } from '../../src/engine/index.ts';
import { engineMessages } from '../../src/engine/api/messages/index.ts';
import { type DtNode, getProperty, stringList, u32At, walk } from '../../src/engine/devicetree/index.ts';
import { device } from '../../src/engine/linux/include/linux/device.ts';
import { driversFor } from '../../src/engine/linux/stand-ins/driver-table.ts';
import { planOf } from '../../src/engine/linux/stand-ins/plan.ts';
import { type IrqRequest, requestsAtEnd } from '../../src/engine/record/requests.ts';
import { LiveObjects } from '../../src/engine/recorder/index.ts';

const KERNEL = '6.12';
const COUNT = 200;
const SEED = 20261129;
const CELLS = ['#global-interrupts', 'qcom,drv-id', 'dma-channel-mask'];
const WITHOUT_DRIVER: ReadonlySet<string> = new Set(['no-device', 'no-driver', 'optional', 'no-wire']);

/** Numbers from 0 to 1, always the same for a seed (mulberry32). */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

function run(table: DriverTable, folder: string, file: string): Session {
  const scenario = checkScenario({ irqscope: 1, board: { file }, kernel: KERNEL });
  if (!scenario.ok) throw new Error(scenario.error.message);
  const bytes = readFileSync(join(folder, file));
  const loaded = loadScenario(scenario.value, new Map([[file, new Uint8Array(bytes)]]), 'en', table);
  if (!loaded.ok) throw new Error(`${file}: ${loaded.error.message}`);
  const session = Session.open(loaded.value, { recording: false });
  if (!session.ok) throw new Error(`${file}: ${session.error.message}`);
  return session.value;
}

/** How the model's plan for a node asks for one of its interrupts. */
function planned(table: DriverTable, bus: string, driver: string, node: DtNode, request: IrqRequest): string[] {
  const found = driversFor(table, KERNEL, bus, stringList(getProperty(node, 'compatible')));
  const known = found.find((each) => each.driver.name === driver)?.driver;
  if (known === undefined) return ['', ''];
  const names = stringList(getProperty(node, 'interrupt-names'));
  const cell = (property: string) => u32At(getProperty(node, property), 0);
  // Which channels devices take is not asked: a row says so by hand.
  const takenChannels = () => [];
  const irqs = { count: request.index + 1, names, isController: false, cell, takenChannels };
  const { asks } = planOf(bus, known.scannedIrqs, irqs);
  const plan = asks.find(({ index }) => index === request.index)?.request;
  return [known.file, plan === undefined ? '' : `${plan.kind} ${plan.flags} ${plan.where ?? ''}`];
}

/** The lines of one board. */
function linesOf(table: DriverTable, folder: string, file: string): string[] {
  const session = run(table, folder, file);
  const nodes = new Map([...walk(session.loaded.tree)].map((node) => [node.path, node]));
  const devices = new Map<string, device>();
  for (const dev of new LiveObjects(session.rec).all(device)) {
    const path = dev.of_node?.path;
    if (path !== undefined && (dev.driver !== undefined || !devices.has(path))) devices.set(path, dev);
  }
  return requestsAtEnd(session).flatMap((request) => {
    const node = nodes.get(request.path);
    if (!request.atGic || node === undefined || WITHOUT_DRIVER.has(request.outcome.kind)) return [];
    const { bus = '', driver = '' } = devices.get(request.path) ?? {};
    const cells = CELLS.flatMap((name) => {
      const value = u32At(getProperty(node, name), 0);
      return value === undefined ? [] : [`${name}=${value}`];
    });
    return [
      [
        file.replace(/\.dtb$/, ''),
        request.path,
        request.index,
        stringList(getProperty(node, 'interrupt-names')).join(','),
        cells.join(' '),
        stringList(getProperty(node, 'compatible'))[0] ?? '',
        bus,
        driver,
        ...planned(table, bus, driver, node, request),
        request.outcome.kind,
      ].join('\t'),
    ];
  });
}

function main([folder, count = String(COUNT), seed = String(SEED)]: readonly string[]): void {
  if (folder === undefined) throw new Error('say which folder has the boards');
  const json: unknown = JSON.parse(readFileSync('public/drivers.json', 'utf8'));
  const table = decodeDriverTable(engineMessages('en').scenario, json);
  if (!table.ok) throw new Error(table.error.message);
  const boards = readdirSync(folder).filter((file) => file.endsWith('.dtb'));
  const lines = boards.toSorted().flatMap((file) => linesOf(table.value, folder, file));
  const random = randomFrom(Number(seed));
  console.error(`${lines.length} interrupts of ${boards.length} boards`);
  for (let drawn = 0; drawn < Math.min(Number(count), lines.length); drawn++) {
    const other = drawn + Math.floor(random() * (lines.length - drawn));
    [lines[drawn], lines[other]] = [lines[other] ?? '', lines[drawn] ?? ''];
    console.log(lines[drawn]);
  }
}

main(process.argv.slice(2));
