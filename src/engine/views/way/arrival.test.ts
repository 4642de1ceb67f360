/** What is foretold of an interrupt is what happens when it is really fired, whatever was done to it before. */
import { describe, expect, it } from 'vitest';
import { word } from '../../api/messages/said.ts';
import { MESSAGES } from '../../api/messages/testing.ts';
import { irq_desc } from '../../linux/include/linux/irqdesc.ts';
import type { KernelVersion } from '../../api/kernel-versions.ts';
import type { Command } from '../../api/scenario/types.ts';
import type { Arrival } from '../../api/inspect.ts';
import { irqChain, vectorChain } from './chain.ts';
import { vectorDescriptor } from '../inspect/devices.ts';
import { bundled, changedBoard, type RunViewer } from '../testing.ts';
import { sampleOf } from '../../../../scripts/sample.ts';

const NVME = '0000:00:02.0';
const BOARDS = [
  ['qemu-virt-gicv3-its', '6.12'],
  ['qemu-virt-gicv3-its', '6.1'],
  ['qemu-virt-gicv2m', '6.12'],
  ['qemu-virt-gicv3-its-smmu', '6.12'],
] as const;

const PCI = [
  { bdf: '0000:00:00.0', model: 'pcie-host-bridge' },
  { bdf: '0000:00:01.0', model: 'virtio-net-pci' },
  { bdf: NVME, model: 'nvme' },
];

const open = (board: string, kernel: KernelVersion, script: readonly Command[]): RunViewer =>
  bundled(board, { kernel, pci: PCI, script });

/** How often the interrupt's flow handler got as far as counting it. */
const countOf = (desc: irq_desc | undefined): number =>
  desc?.kstat_irqs.values().reduce((sum, count) => sum + count, 0) ?? 0;

interface Outcome {
  readonly foretold: boolean;
  readonly came: boolean;
  readonly why: string | undefined;
  /** What the hardware said of it, when it went no further. */
  readonly said: readonly string[];
}

/** Fires what the arrival names, and looks whether the interrupt was counted. */
function fire(viewer: RunViewer, arrival: Arrival | undefined, find: () => irq_desc | undefined): Outcome | undefined {
  const command = arrival?.fire?.command;
  if (arrival === undefined || command === undefined) return undefined;
  const { session } = viewer;
  const { length } = session.rec.trace;
  const before = countOf(find());
  const done = session.run(command);
  if (!done.ok) throw new Error(done.error.message);
  session.cursor.seek(session.rec.trace.length);
  const said = session.rec.signals
    .filter((event) => event >= length)
    .flatMap((event) => session.rec.signalAt(event).stopped ?? [])
    .map((stopped) => word(MESSAGES.stops, stopped));
  return { foretold: arrival.arrives, came: countOf(find()) > before, why: arrival.why, said };
}

function fireVector(viewer: RunViewer, vector: number): Outcome | undefined {
  const { cursor } = viewer.session;
  const find = (): irq_desc | undefined => vectorDescriptor(cursor, NVME, vector);
  return fire(viewer, vectorChain(viewer.snapshot, NVME, vector, find())?.arrival, find);
}

function fireIrq(viewer: RunViewer, test: (desc: irq_desc) => boolean): Outcome | undefined {
  const { cursor } = viewer.session;
  const find = (): irq_desc | undefined => cursor.all(irq_desc).find(test);
  const desc = find();
  return desc === undefined ? undefined : fire(viewer, irqChain(viewer.snapshot, desc).arrival, find);
}

const vector = (number: number) => ({ bdf: NVME, vector: number });
const irq = (number: number) => ({ irq: vector(number) });
const UART = { node: '/pl011@9000000', index: 0 };
const CLOCK = { node: '/pl031@9010000', index: 0 };

/** What was done before, by name. */
const STATES: Readonly<Record<string, readonly Command[]>> = {
  nothing: [],
  'a masked vector': [{ do: 'msix.mask', ...vector(3) }],
  'a masked and unmasked vector': [
    { do: 'msix.mask', ...vector(3) },
    { do: 'msix.unmask', ...vector(3) },
  ],
  'a masked function': [{ do: 'msix.maskAll', bdf: NVME }],
  'a disabled vector': [{ do: 'irq.disable', ...irq(3) }],
  'a disabled vector that has come': [
    { do: 'irq.disable', ...irq(3) },
    { do: 'msix.fire', ...vector(3) },
  ],
  'a vector disabled twice and enabled once': [
    { do: 'irq.disable', ...irq(2) },
    { do: 'irq.disable', ...irq(2) },
    { do: 'irq.enable', ...irq(2) },
  ],
  'a CPU offline': [{ do: 'cpu.offline', cpu: 2 }],
  'a CPU offline and back': [
    { do: 'cpu.offline', cpu: 2 },
    { do: 'cpu.online', cpu: 2 },
  ],
  'two CPUs offline': [
    { do: 'cpu.offline', cpu: 1 },
    { do: 'cpu.offline', cpu: 3 },
  ],
  'a vector without a handler': [{ do: 'irq.free', ...irq(1) }],
  'a moved vector': [{ do: 'irq.affinity', ...irq(0), cpus: '1' }],
  'a disabled line': [{ do: 'irq.disable', irq: UART }],
  'a disabled line that has come': [
    { do: 'irq.disable', irq: CLOCK },
    { do: 'line.raise', ...CLOCK },
    { do: 'line.lower', ...CLOCK },
  ],
  'a line without a handler': [{ do: 'irq.free', irq: CLOCK }],
  'a line that is high': [
    { do: 'irq.disable', irq: UART },
    { do: 'line.raise', ...UART },
  ],
  'a moved line': [{ do: 'irq.affinity', irq: UART, cpus: '3' }],
};

/** What a program does with a function through VFIO, on a board with an SMMU. */
const eventfds = { do: 'vfio.setIrqs', bdf: NVME, index: 'msix', action: 'trigger', data: 'eventfd' } as const;
const TAKEN: readonly Command[] = [
  { do: 'vfio.bind', bdf: NVME },
  { do: 'vfio.open', bdf: NVME },
];
const VFIO: Readonly<Record<string, readonly Command[]>> = {
  'bound to vfio-pci': TAKEN.slice(0, 1),
  'opened by a program': TAKEN,
  'given four eventfds': [...TAKEN, { ...eventfds, start: 0, count: 4, values: [0, 1, 2, 3] }],
  'given five eventfds, and one taken back': [
    ...TAKEN,
    { ...eventfds, start: 0, count: 5, values: [0, 1, 2, 3, 4] },
    { ...eventfds, start: 2, count: 1, values: [-1] },
  ],
  'given eventfds, and masked': [
    ...TAKEN,
    { ...eventfds, start: 0, count: 4, values: [0, 1, 2, 3] },
    { do: 'msix.mask', ...vector(3) },
  ],
};

/** Everything in turn, each foretold from what the ones before have left. */
function fireAll(viewer: RunViewer): Map<string, Outcome> {
  const outcomes = new Map<string, Outcome>();
  for (const number of [0, 1, 2, 3, 4, 5, 40, 3]) {
    const outcome = fireVector(viewer, number);
    if (outcome !== undefined) outcomes.set(`${outcomes.size}: vector ${number}`, outcome);
  }
  for (const name of ['uart-pl011', 'rtc-pl031', 'arch_timer']) {
    const outcome = fireIrq(viewer, ({ action }) => action?.name === name);
    if (outcome !== undefined) outcomes.set(name, outcome);
  }
  return outcomes;
}

function expectOutcomes(outcomes: Map<string, Outcome>): void {
  for (const [name, { foretold, came, why, said }] of outcomes)
    expect({ name, why, said, arrives: foretold }).toEqual({ name, why, said, arrives: came });
}

function expectForetold(outcomes: Map<string, Outcome>): void {
  expectOutcomes(outcomes);
  for (const { foretold, why, said } of outcomes.values()) {
    // Where the hardware says why, it is the reason that was given; with MSI-X off it is something else that was fired.
    if (!foretold && said.length > 0 && why?.startsWith('MSI-X is off') !== true)
      expect(said.some((words) => why?.includes(words))).toBe(true);
  }
}

describe.each(sampleOf(BOARDS, 1))('%s, Linux %s', (board, kernel) => {
  it.each(Object.entries(STATES))('fires as foretold after %s', (_, script) => {
    const outcomes = fireAll(open(board, kernel, script));
    expect(outcomes.size).toBeGreaterThan(8);
    expectForetold(outcomes);
  });
});

/** Keys k0, k1, … on the lines of the board's PL061, each with a trigger of its own. */
const keys = (...triggers: readonly number[]): RunViewer => {
  const key = (type: number, line: number): string =>
    `k${line} { label = "k${line}"; linux,code = <${line + 1}>; interrupts = <${line} ${type}>; };`;
  const node = `keys { compatible = "gpio-keys"; interrupt-parent = <&gpio>; ${triggers.map(key).join(' ')} };`;
  const change = (dts: string): string =>
    dts
      .replace('gpio-controller;', 'gpio-controller; interrupt-controller; #interrupt-cells = <2>;')
      .replace(/\};\s*$/, `${node} };`);
  return changedBoard('qemu-virt-gicv2m', change, { kernel: '6.12', pci: PCI });
};

const [RISING, FALLING, BOTH, LOW] = [1, 2, 3, 8];

describe('a line of a GPIO controller', () => {
  it.each([
    [RISING, ['raises', 'is high', 'raises']],
    // Its line rests high, since that is what it is not active at.
    [FALLING, ['lowers', 'lowers', 'is low']],
    [BOTH, ['raises', 'lowers', 'raises']],
  ])('interrupts by the edge that its trigger %i names', (trigger, expected) => {
    const viewer = keys(trigger);
    const { session } = viewer;
    const said: string[] = [];
    for (const level of ['line.raise', 'line.lower', 'line.raise'] as const) {
      const desc = session.cursor.all(irq_desc).find(({ action }) => action?.name === 'k0');
      const arrival = desc === undefined ? undefined : irqChain(viewer.snapshot, desc).arrival;
      said.push(`${arrival?.when}; ${arrival?.why}`);
      const before = countOf(desc);
      // It comes where the forecast names this change, and only there.
      expect(session.run({ do: level, node: '/keys/k0', index: 0 }).ok).toBe(true);
      session.cursor.seek(session.rec.trace.length);
      const came = countOf(session.cursor.all(irq_desc).find(({ action }) => action?.name === 'k0')) > before;
      expect(came).toBe(arrival?.arrives === true && arrival.fire?.command.do === level);
    }
    for (const [index, words] of expected.entries()) expect(said[index]).toContain(words);
  });
});

describe('a line that stays active', () => {
  it('goes first again and again: what is less urgent on its CPU is foretold not to come', () => {
    // A key that is held down, by a level that is low: no handler ends it.
    const viewer = keys(LOW);
    expect(viewer.session.run({ do: 'line.lower', node: '/keys/k0', index: 0 }).ok).toBe(true);
    viewer.session.cursor.seek(viewer.session.rec.trace.length);
    const outcomes = fireAll(viewer);
    expectOutcomes(outcomes);
    const behind = [...outcomes.values()].filter(({ why }) => why?.includes('goes first on CPU 0, again and again'));
    expect(behind.length).toBeGreaterThan(0);
    expect(outcomes.get('rtc-pl031')?.came).toBe(true);
  });
});

describe('a function that user space has', () => {
  it.each(Object.entries(VFIO))('fires as foretold when %s', (_, script) => {
    for (const kernel of sampleOf(['6.1', '6.12'] as const, 1)) {
      expectForetold(fireAll(open('qemu-virt-gicv3-its-smmu', kernel, script)));
    }
  });

  it('says that a program has to set Bus Master, until it has', () => {
    const viewer = open('qemu-virt-gicv3-its-smmu', '7.3', VFIO['given four eventfds'] ?? []);
    const when = (): string | undefined =>
      vectorChain(viewer.snapshot, NVME, 3, vectorDescriptor(viewer.session.cursor, NVME, 3))?.arrival?.when;
    expect(when()).toContain('the program sets Bus Master');
    expect(fireVector(viewer, 3)?.came).toBe(true);
    expect(when()).toBe('the device fires vector 3');
  });

  it('arrives at the eventfds that were given, and nowhere else', () => {
    const outcomes = fireAll(open('qemu-virt-gicv3-its-smmu', '6.12', VFIO['given four eventfds'] ?? []));
    expect([...outcomes].filter(([, { came }]) => came).map(([name]) => name)).toEqual(
      expect.arrayContaining(['0: vector 0', '3: vector 3']),
    );
    expect(outcomes.get('5: vector 5')?.came).toBe(false);
  });
});
