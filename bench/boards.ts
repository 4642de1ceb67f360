/**
 * Real boards: what becomes of every interrupt that their trees list, and how long reading and booting takes beside dtc.
 *
 *     npm run bench -- boards=FOLDER[,TABLE[,KERNEL]]
 *
 * FOLDER holds device trees as blobs; TABLE is the driver table, public/drivers.json where none is named. Times are the
 * processor's: this process for the model, with all its children's for dtc.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  checkScenario,
  decodeDriverTable,
  type DriverTable,
  requestsAtEnd,
  loadScenario,
  type Outcome,
  Session,
} from '../src/engine/index.ts';
import { KERNEL_VERSIONS } from '../src/engine/api/kernel-versions.ts';
import { engineMessages } from '../src/engine/api/messages/index.ts';
import { round } from './clock.ts';

function add(counts: Map<string, number>, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}

function sorted(counts: ReadonlyMap<string, number>, most = Infinity): Record<string, number> {
  return Object.fromEntries([...counts].toSorted((a, b) => b[1] - a[1]).slice(0, most));
}

interface Times {
  read: number;
  boot: number;
}

/** User and system time of this process, ms. */
function cpu(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

class Counts {
  total = 0;
  atGic = 0;
  atGicWithDriver = 0;
  atGicRequested = 0;
  atGicNotAsked = 0;
  readonly kinds = new Map<string, number>();
  readonly controllers = new Map<string, number>();
  readonly noDriver = new Map<string, number>();
  readonly deferredFor = new Map<string, number>();
  readonly noDevice = new Map<string, number>();
  readonly refused = new Map<string, number>();
  readonly notAsked = new Map<string, number>();
  readonly panics: string[] = [];
  readonly thrown: string[] = [];
}

/** One board: what became of its interrupts, and the processor's time of reading and booting it without a record. */
function measureBoard(
  file: string,
  bytes: Uint8Array,
  kernel: string,
  table: DriverTable,
  counts: Counts,
  times: Times,
): void {
  const scenario = checkScenario({ irqscope: 1, board: { file }, kernel });
  if (!scenario.ok) throw new Error(scenario.error.message);
  const start = cpu();
  const loaded = loadScenario(scenario.value, new Map([[file, bytes]]), 'en', table);
  const read = cpu();
  if (!loaded.ok) throw new Error(loaded.error.message);
  const session = Session.open(loaded.value, { recording: false });
  times.boot += cpu() - read;
  times.read += read - start;
  if (!session.ok) throw new Error(session.error.message);
  if (session.value.panic !== undefined) counts.panics.push(`${file}: ${session.value.panic}`);
  for (const { outcome, atGic, path } of requestsAtEnd(session.value)) {
    counts.total++;
    add(counts.kinds, outcome.kind);
    if (atGic) counts.atGic++;
    const hasDriver = !['no-device', 'no-driver', 'optional', 'no-wire'].includes(outcome.kind);
    if (atGic && hasDriver && outcome.kind === 'not-asked') counts.atGicNotAsked++;
    if (atGic && hasDriver) counts.atGicWithDriver++;
    count(counts, path, outcome, atGic);
  }
}

function nameIn(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** Counts what is said of one interrupt, beside its class. */
function count(counts: Counts, path: string, outcome: Outcome, atGic: boolean): void {
  const { kind } = outcome;
  if (kind === 'requested' && atGic) counts.atGicRequested++;
  if (kind === 'no-model') add(counts.controllers, outcome.compatible ?? outcome.controller);
  if (kind === 'no-driver') add(counts.noDriver, outcome.known ?? nameIn(path));
  if (kind === 'deferred') add(counts.deferredFor, outcome.for.map(nameIn).join(' + '));
  if (kind === 'no-device')
    add(counts.noDevice, outcome.why === 'no-compatible' ? outcome.why : `${outcome.why}: ${nameIn(path)}`);
  if (kind === 'refused') add(counts.refused, `${outcome.device} ${outcome.errno}`);
  if (kind === 'not-asked') add(counts.notAsked, `${outcome.driver}${outcome.sure ? '' : ' (not sure)'}`);
}

/** Processor time of dtc over all files, once each, ms. */
function dtcTime(folder: string, files: readonly string[]): number | undefined {
  const script = 'for f in "$@"; do dtc -q -I dtb -O dts -o /dev/null "$f"; done; times';
  try {
    const out = execFileSync('bash', ['-c', script, 'dtc', ...files.map((file) => join(folder, file))], {
      encoding: 'utf8',
    });
    // The second line is the children's: minutes and seconds of user and system.
    const [, line = ''] = out.trim().split('\n');
    return [...line.matchAll(/(\d+)m([\d.]+)s/g)].reduce(
      (sum, [, m, s]) => sum + Number(m) * 60_000 + Number(s) * 1000,
      0,
    );
  } catch {
    return undefined;
  }
}

export function measureBoards(asked = ''): Record<string, unknown> {
  const [folder = '', tableFile = 'public/drivers.json', only] = asked.split(',');
  if (folder === '' || !existsSync(folder)) return { skipped: 'say which folder has the boards: boards=FOLDER' };
  const table = decodeDriverTable(engineMessages('en').scenario, JSON.parse(readFileSync(tableFile, 'utf8')));
  if (!table.ok) return { failed: table.error.message };
  const files = readdirSync(folder).filter((file) => file.endsWith('.dtb'));
  const dtc = dtcTime(folder, files);
  const figures: Record<string, unknown> = {
    boards: files.length,
    'dtc, ms': dtc === undefined ? 'no dtc here' : round(dtc),
  };
  const versions = KERNEL_VERSIONS.map((each) => each.version);
  for (const version of versions.filter((each) => only === undefined || each === only)) {
    const counts = new Counts();
    const times: Times = { read: 0, boot: 0 };
    for (const file of files) {
      try {
        measureBoard(file, readFileSync(join(folder, file)), version, table.value, counts, times);
      } catch (error) {
        counts.thrown.push(`${file}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
      }
    }
    figures[version] = {
      interrupts: counts.total,
      classes: sorted(counts.kinds),
      'at the GIC': counts.atGic,
      'at the GIC, with a driver': counts.atGicWithDriver,
      'of those requested': counts.atGicRequested,
      'requested, %': round((100 * counts.atGicRequested) / Math.max(1, counts.atGicWithDriver)),
      'requested, % of what drivers ask for': round(
        (100 * counts.atGicRequested) / Math.max(1, counts.atGicWithDriver - counts.atGicNotAsked),
      ),
      'reading, ms': round(times.read),
      'booting, ms': round(times.boot),
      ...(dtc === undefined
        ? {}
        : {
            'reading / dtc': round(times.read / dtc),
            'reading and booting / dtc': round((times.read + times.boot) / dtc),
          }),
      'controllers without a model': sorted(counts.controllers),
      'no driver': sorted(counts.noDriver, 60),
      'deferred, for': sorted(counts.deferredFor, 60),
      'no device': sorted(counts.noDevice, 60),
      refused: sorted(counts.refused, 60),
      'not asked for': sorted(counts.notAsked, 60),
      panics: counts.panics,
      thrown: counts.thrown,
    };
  }
  return figures;
}
