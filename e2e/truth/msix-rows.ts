/** The table of MSI-X vectors. */
import { none, type Checks } from './checks.ts';
import { irqFacts } from './irq-rows.ts';
import { numberOf, sum } from './ledger.ts';
import type { NodeRun } from './run-in-node.ts';

interface Vector {
  readonly bdf: string;
  readonly vector: number;
}

function vectorFacts({ bdf, vector }: Vector, run: NodeRun) {
  const table = run.raw('pci_function').find((fn) => fn['bdf'] === bdf);
  const word = (index: number): number =>
    (table?.['table'] as Map<number, number> | undefined)?.get(vector * 4 + index) ?? 0;
  const pba = (table?.['pba'] as Map<number, number> | undefined)?.get(vector >> 5) ?? 0;
  const entry = run.dump.msix(bdf)?.[vector] ?? {
    address: (BigInt(word(1)) << 32n) | BigInt(word(0)),
    data: word(2),
    control: word(3),
    pending: ((pba >>> (vector & 31)) & 1) === 1,
  };
  const [bus = '0', slot = '0', fn = '0'] = bdf.slice(5).split(/[:.]/);
  const deviceId = (Number.parseInt(bus, 16) << 8) | (Number.parseInt(slot, 16) << 3) | Number(fn);
  const route = entry.address === 0n ? undefined : run.dump.its().devices.get(deviceId)?.map.get(entry.data);
  const desc = run.descriptors.find(({ irq_common_data: { msi_desc } }) => {
    return msi_desc?.dev?.name === bdf && msi_desc.is_msix && msi_desc.msi_index === vector;
  });
  return { entry, deviceId, route, desc };
}

export const MSIX: Checks<Vector> = {
  vec: (ledger, what, { text }, { vector }) => ledger.equal(what, numberOf(text), vector),
  address: (ledger, what, { text }, row, run) => {
    const { address } = vectorFacts(row, run).entry;
    ledger.equal(what, none(text), address === 0n ? '' : `0x${address.toString(16).padStart(8, '0')}`);
  },
  data: (ledger, what, { text }, row, run) => {
    const { address, data } = vectorFacts(row, run).entry;
    ledger.equal(what, none(text), address === 0n ? '' : `${data}`);
  },
  state: (ledger, what, { text }, row, run) => {
    const { control, pending } = vectorFacts(row, run).entry;
    ledger.equal(what, text.split(',')[0], pending ? 'pending' : (control & 1) === 1 ? 'masked' : 'open');
  },
  INTID: (ledger, what, { text }, row, run) => {
    const { route, desc, entry } = vectorFacts(row, run);
    const isFrame = run.raw('gic_v2m').length > 0 && entry.address !== 0n;
    const intid = isFrame ? entry.data : route?.intid;
    // The data is written after the address: until then the page says what Linux has allocated, which is looked at below.
    if (!isFrame || entry.data !== 0) ledger.equal(what, numberOf(text), intid);
    const file = desc === undefined ? undefined : run.dump.irq(desc.irq_data.irq);
    // What the ITS or the frame makes of the message is what Linux wrote down for it.
    if (intid !== undefined && file !== undefined && file.chain.length > 1)
      ledger.equal(`${what} as Linux has it`, numberOf(text), file.chain.at(-1)?.hwirq);
  },
  irq: (ledger, what, { text }, row, run) => {
    const { desc } = vectorFacts(row, run);
    ledger.equal(what, numberOf(text), desc?.irq_data.irq);
    if (desc !== undefined && run.dump.section(`pci/${row.bdf}`) !== undefined)
      ledger.equal(`${what} in sysfs`, run.dump.section(`pci/${row.bdf}`)?.includes(`msi_irqs/${text}=msix\n`), true);
  },
  CPU: (ledger, what, { text }, row, run) => {
    const { desc } = vectorFacts(row, run);
    ledger.equal(what, none(text), desc === undefined ? '' : irqFacts(run, desc).effective);
  },
  count: (ledger, what, { text }, row, run) => {
    const { desc } = vectorFacts(row, run);
    ledger.equal(what, numberOf(text), desc === undefined ? 0 : sum(irqFacts(run, desc).counts));
  },
  handler: (ledger, what, { text }, row, run) => {
    const { desc } = vectorFacts(row, run);
    ledger.equal(what, none(text), desc === undefined ? '' : irqFacts(run, desc).actions);
  },
  DeviceID: (ledger, what, { text }, row, run) => {
    const { route, deviceId } = vectorFacts(row, run);
    ledger.equal(what, numberOf(text), route === undefined ? undefined : deviceId);
  },
  EventID: (ledger, what, { text }, row, run) => {
    const { route, entry } = vectorFacts(row, run);
    ledger.equal(what, numberOf(text), route === undefined ? undefined : entry.data);
  },
  eventfd: (ledger, what, { text }, row, run) => {
    const signalled = eventfdOf(row, run);
    if (signalled !== undefined) ledger.equal(what, numberOf(text), signalled);
  },
  '': (ledger, what, { text }) => ledger.equal(what, /\d/.test(text), false),
};

/** The count at the end of a command, from what the script's commands returned since the function was opened. */
function eventfdOf({ vector }: Vector, run: NodeRun): number | undefined {
  const { session } = run;
  const marks = session.commands.map((_, index) => endOf(run, index));
  const done = marks.filter((at) => at <= session.cursor.step).length;
  // In the middle of a command it may have been signalled or not.
  if (marks[done - 1] !== session.cursor.step) return undefined;
  const from = session.commands.slice(0, done).findLastIndex((one) => one.do === 'vfio.open');
  const lines = (run.dump.section('script') ?? '').split('\n').slice(from, done);
  return sum(lines.map((line) => Number(new RegExp(` eventfd${vector}=(\\d+)`).exec(line)?.[1] ?? 0)));
}

function endOf({ session: { rec } }: NodeRun, command: number): number {
  const end = rec.marks.findLast((event) => rec.markAt(event).command === command && rec.markAt(event).kind === 'end');
  return end === undefined ? -1 : end + 1 - rec.origin;
}
