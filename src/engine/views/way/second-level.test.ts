/** Every key of the machines with second-level controllers can be fired, and what is foretold of it happens. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { irq_desc } from '../../linux/include/linux/irqdesc.ts';
import { golden, type RunViewer } from '../testing.ts';
import { irqChain } from './chain.ts';
import { sampleOf } from '../../../../scripts/sample.ts';

/** Machines whose controllers all have hardware. */
const MACHINES = ['bcm7038-l1', 'dw-apb', 'imx-irqsteer', 'late-parent', 'mbigen', 'meson-gpio-intc', 'mvebu-icu'];

const countOf = (desc: irq_desc | undefined): number =>
  desc?.kstat_irqs.values().reduce((sum, count) => sum + count, 0) ?? 0;

/** The interrupts that keys have requested. */
function keys({ session }: RunViewer): irq_desc[] {
  return session.cursor.all(irq_desc).filter(({ action }) => action?.handler?.fname.startsWith('gpio_keys_') === true);
}

/** Fires a key's interrupt as its chain says, and compares. An edge may need the wire to go back first. */
function fire(viewer: RunViewer, virq: number): string | undefined {
  const { session } = viewer;
  const find = (): irq_desc | undefined => session.cursor.all(irq_desc).find(({ irq_data }) => irq_data.irq === virq);
  const desc = find();
  const arrival = desc === undefined ? undefined : irqChain(viewer.snapshot, desc).arrival;
  if (arrival === undefined) return 'no arrival';
  const command = arrival.fire?.command;
  if (command === undefined) return `no command: ${arrival.why ?? arrival.when}`;
  const before = countOf(find());
  const done = session.run(command);
  if (!done.ok) return done.error.message;
  session.cursor.seek(session.rec.trace.length);
  const came = countOf(find()) > before;
  // A level that stays would have its CPU for itself.
  if (command.do === 'line.raise' || command.do === 'line.lower') {
    session.run({ ...command, do: command.do === 'line.raise' ? 'line.lower' : 'line.raise' });
    session.cursor.seek(session.rec.trace.length);
  }
  if (came !== arrival.arrives) return `came: ${came}`;
  // Boards may name lines that their GIC has not, and DeviceIDs of more bits than their ITS's.
  const isMissing = arrival.why?.includes('has no INTID') === true || arrival.why?.includes('no MAPD') === true;
  return came || isMissing ? undefined : `foretold not to arrive: ${arrival.why}`;
}

/** What a real kernel left in registers below the machine's RAM, by address. */
function programmed(version: string, machine: string): readonly (readonly [address: number, word: number])[] {
  const dump = new URL(`../../../../conformance/golden/soc/${version}/${machine}/boot.txt`, import.meta.url);
  const [, regs = ''] = readFileSync(dump, 'utf8').split('@@@@ regs\n');
  return [...regs.matchAll(/^([0-9a-f]{8})=([0-9a-f]{8})$/gm)].map(([, address = '', word = '']) => [
    Number.parseInt(address, 16),
    Number.parseInt(word, 16),
  ]);
}

/** Controllers that send messages, and their registers that keep what is written. */
const SENDERS = [
  ['mbigen', 0x7c000000, 0xa000],
  ['mvebu-icu', 0x7c010000, 0x440],
] as const;

describe.each(['6.1', '6.12'])('Linux %s', (version) => {
  it.each(sampleOf(MACHINES, 2))('%s: each key arrives', (machine) => {
    const viewer = golden(`soc/${version}/${machine}`);
    const virqs = keys(viewer).map(({ irq_data, action }) => [action?.name ?? '', irq_data.irq] as const);
    expect(virqs.length).toBeGreaterThan(1);
    const wrong = virqs.map(([name, virq]) => [name, fire(viewer, virq)]).filter(([, why]) => why !== undefined);
    expect(wrong).toEqual([]);
  });

  it.each(SENDERS)('%s: the messages are programmed as a real kernel did', (machine, base, size) => {
    const memory = golden(`soc/${version}/${machine}`).snapshot.hardware?.machine.memory;
    const own = programmed(version, machine).filter(([address]) => address >= base && address < base + size);
    expect(own.length).toBeGreaterThan(3);
    expect(own.map(([address]) => [address, memory?.read(address, 4, 0)])).toEqual(own);
  });
});
