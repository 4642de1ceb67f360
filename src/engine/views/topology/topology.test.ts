import { describe, expect, it } from 'vitest';
import type { Command } from '../../api/scenario/types.ts';
import { load, NVME, open, run } from '../../run/testing.ts';
import type { Screen } from '../../api/screen.ts';
import { screenOf } from '../screen.ts';
import { changedBoard, type RunViewer, viewerOf } from '../testing.ts';

const PCI = [
  { bdf: '0000:00:00.0', model: 'pcie-host-bridge' },
  { bdf: '0000:00:01.0', model: 'virtio-net-pci' },
  { bdf: NVME, model: 'nvme' },
];
const UART = '/pl011@9000000';
const ASK = { topology: true, parts: [{ key: `pci:${NVME}`, count: 6 }] };

/** A machine at the end of its boot. */
function booted(board = 'qemu-virt-gicv3-its', kernel: '6.1' | '6.12' = '6.12'): RunViewer {
  return viewerOf(open(load(board, kernel, PCI), true));
}

/** Runs commands, and shows what the last of them did. */
function after(viewer: RunViewer, ...commands: Command[]): Screen {
  const { session } = viewer;
  let from = session.rec.trace.length;
  for (const command of commands) {
    from = session.rec.trace.length;
    run(session, command);
  }
  return screenAt(viewer, session.rec.trace.length, from);
}

function screenAt(viewer: RunViewer, position: number, from = position): Screen {
  viewer.session.cursor.seek(position);
  return screenOf(viewer, ASK, from);
}

function notes(viewer: RunViewer, screen: Screen): Record<string, string> {
  const labels = new Map(viewer.topology.plan.nodes.map(({ key, label }) => [key, label]));
  return Object.fromEntries(screen.topology?.map(({ key, note }) => [labels.get(key) ?? key, note]) ?? []);
}

const stops = (screen: Screen): unknown[] =>
  (screen.pulses ?? [])
    .filter(({ stopped }) => stopped !== undefined)
    .map(({ path, stopped }) => [path.at(-1), stopped]);

/** A second serial port, which is no console; a host without a device on its link; and a GPIO bank whose lines are wired to a parent. */
const MORE = `uart2: pl011@9100000 { compatible = "arm,pl011", "arm,primecell"; reg = <0x0 0x9100000 0x0 0x1000>;
    interrupts = <0 50 4>; clock-names = "uartclk", "apb_pclk"; clocks = <&apb_pclk>, <&apb_pclk>; };
  pcie@f8000000 { compatible = "rockchip,rk3399-pcie"; reg-names = "axi-base", "apb-base";
    reg = <0x80 0x0 0x0 0x2000000>, <0x0 0xd000000 0x0 0x1000000>;
    interrupts = <0 140 4>, <0 141 4>, <0 142 4>; interrupt-names = "sys", "legacy", "client";
    #address-cells = <3>; #size-cells = <2>; #interrupt-cells = <1>; bus-range = <0 0xff>; linux,pci-domain = <1>;
    ranges = <0x82000000 0x0 0xe000000 0x0 0xe000000 0x0 0x1000000>; device_type = "pci";
    interrupt-map-mask = <0 0 0 7>; interrupt-map = <0 0 0 1 &intx 0>;
    intx: interrupt-controller { interrupt-controller; #address-cells = <0>; #interrupt-cells = <1>; }; };`;

describe('signs', () => {
  const viewer = changedBoard('qemu-virt-gicv3-its', (dts) => dts.replace(/};\s*$/, `${MORE} };`), { kernel: '7.3' });
  const { length } = viewer.session.rec.trace;
  const state = (key: string) => screenAt(viewer, length).topology?.find((each) => each.key === key);

  it('of a port that nobody opened does not say that it has its interrupt, though that is mapped', () => {
    expect(state('node:/pl011@9100000')).toMatchObject({ sign: 'later', short: 'not open' });
    expect(state('node:/pl011@9000000')).toMatchObject({ sign: 'has' });
  });

  it('of a host that its driver gave up has the reason that the log has', () => {
    const host = state('node:/pcie@f8000000');
    expect(host).toMatchObject({ sign: 'none', short: 'gave up' });
    expect(host?.note).toContain('PCIe link training gen1 timeout!');
    expect(host?.note).toContain('ETIMEDOUT');
    expect(viewer.topology.plan.nodes.find(({ key }) => key === 'node:/pcie@f8000000')?.device?.sign).toBe('none');
  });

  it('and its pane says that the slots are taken to be empty', () => {
    const story = (path: string) => viewer.inspect({ kind: 'node', path })?.story.join(' ');
    expect(story('/pcie@f8000000')).toContain('Add a function to the scenario to bring the link up');
    expect(story('/pl011@9100000')).not.toContain('Add a function');
  });

  it('tell a controller of the tree from domains that are one device’s own', () => {
    const controllers = viewer.topology.plan.nodes.filter(({ isController }) => isController).map(({ key }) => key);
    expect(controllers).toEqual(['domain::pl061@9030000']);
  });
});

describe('notes of the picture', () => {
  it('say which interrupts of a device are used, and what a controller is', () => {
    const viewer = booted();
    const { length } = viewer.session.rec.trace;
    expect(notes(viewer, screenAt(viewer, length))).toMatchObject({
      '0000:00:02.0': 'nvme · 5 of 65 vectors',
      '0000:00:01.0': 'virtio-net · 3 of 4 vectors',
      'pl011@9000000': 'SPI 1 → irq 13',
      timer: 'PPI 13, 14, 11, 10 → irq 9–12',
      'ITS-PCI-MSIX-0000:00:02.0-12': '5 irqs',
      'its@8080000-5': '8 irqs · 2 devices',
      'CPU 0': 'boot CPU',
      'CPU 1': 'redist 1',
    });
    expect(notes(viewer, screenAt(viewer, viewer.session.rec.origin))).toMatchObject({
      '0000:00:02.0': 'nvme · 0 of 65 vectors',
      'pl011@9000000': 'SPI 1, not mapped',
      'its@8080000-5': 'not created yet',
      'CPU 0': 'boot CPU, offline',
      'CPU 1': 'offline',
    });
  });

  it('name a GICv2 and its frame', () => {
    const viewer = booted('qemu-virt-gicv2m');
    const said = notes(viewer, screenAt(viewer, viewer.session.rec.trace.length));
    expect(said['v2m@8020000-5']).toBe('8 of 64 SPIs');
    expect(said['intc@8000000']).toMatch(/^GICv2 · \d+ irqs$/);
    expect(said['CPU 1']).toBe('CPU interface 1');
  });

  it.each(['6.1', '6.12'] as const)('count what the descriptors say at any step of Linux %s', (kernel) => {
    const viewer = booted('qemu-virt-gicv3-its', kernel);
    run(viewer.session, { do: 'irq.free', irq: { bdf: NVME, vector: 1 } });
    const { rec, cursor } = viewer.session;
    for (let i = 0; i <= 40; i++) {
      const position = rec.origin + Math.floor(((rec.trace.length - rec.origin) * i) / 40);
      const screen = screenAt(viewer, position);
      for (const { key, note } of screen.topology ?? []) {
        const [, used] = /(\d+) of \d+ vectors/.exec(note) ?? [];
        if (used === undefined) continue;
        const tenures = viewer.snapshot.relations.irqsOf(key).filter(({ msi }) => msi !== 0);
        expect(tenures.every(({ desc }) => cursor.isAlive(desc))).toBe(true);
        expect(Number(used)).toBe(tenures.length);
      }
    }
  });

  it('reads a run that grows as it reads it from the start', () => {
    const growing = booted();
    const commands: Command[] = [
      { do: 'cpu.offline', cpu: 3 },
      { do: 'irq.free', irq: { node: UART, index: 0 } },
      { do: 'cpu.online', cpu: 3 },
    ];
    for (const command of commands) after(growing, command);
    const whole = viewerOf(growing.session);
    expect(growing.topology.plan).toEqual(whole.topology.plan);
    const { length } = growing.session.rec.trace;
    expect(screenAt(growing, length).topology).toEqual(screenAt(whole, length).topology);
  });
});

describe('marks of the picture', () => {
  it('say what the move did, whichever way time went', () => {
    const viewer = booted();
    const key = 'domain::intc@8000000-1';
    expect(viewer.topology.plan.nodes.map((node) => node.key)).toContain(key);
    const { relations, history } = viewer.snapshot;
    const born = history?.fields.created(relations.domainOf(key, 0)?.id ?? 0) ?? 0;
    const markOf = (screen: Screen): unknown => screen.topology?.find((state) => state.key === key)?.mark;
    expect(markOf(screenAt(viewer, born + 1, born))).toBe('created');
    expect(markOf(screenAt(viewer, born, born + 1))).toBe('removed');
    const offline = after(viewer, { do: 'cpu.offline', cpu: 3 });
    expect(offline.topology?.find((state) => state.key === 'cpu:3')).toMatchObject({ mark: 'changed', present: false });
  });
});

describe('parts of a device', () => {
  it('are its vectors, with the interrupt and the CPU of each', () => {
    const viewer = booted();
    const screen = after(viewer, { do: 'msix.mask', bdf: NVME, vector: 3 });
    const [nvme] = screen.parts ?? [];
    expect(nvme?.parts).toHaveLength(6);
    expect(nvme?.parts[2]).toMatchObject({ label: 'vector 2', selection: { kind: 'vector', bdf: NVME, vector: 2 } });
    expect(nvme?.parts[2]?.note).toMatch(/^irq \d+ · CPU 1$/);
    expect(nvme?.parts[3]?.note).toMatch(/^irq \d+ · CPU 2 · masked$/);
    expect(nvme?.parts[5]?.note).toBe('not used');
  });
});

describe('messages in the picture', () => {
  it('pass the domain, the ITS and the GIC on their way to the CPU', () => {
    const viewer = booted();
    const [pulse] = after(viewer, { do: 'msix.fire', bdf: NVME, vector: 3 }).pulses ?? [];
    expect(pulse?.path).toEqual([
      `pci:${NVME}`,
      `domain:ITS-PCI-MSIX-${NVME}-12`,
      'domain::intc@8000000:its@8080000-5',
      'domain::intc@8000000-1',
      'cpu:2',
    ]);
  });

  it('stop where they are stopped, with the reason', () => {
    const viewer = booted();
    const fire = (vector: number): Command => ({ do: 'msix.fire', bdf: NVME, vector });
    const root = 'domain::intc@8000000-1';
    const masked = after(viewer, { do: 'msix.mask', bdf: NVME, vector: 3 }, fire(3));
    expect(stops(masked)).toEqual([[`pci:${NVME}`, 'the vector is masked']]);
    const all = after(viewer, { do: 'msix.maskAll', bdf: NVME }, fire(2));
    expect(stops(all)).toEqual([[`pci:${NVME}`, 'the function is masked']]);
    run(viewer.session, { do: 'msix.unmaskAll', bdf: NVME });
    // Its managed vector was shut down with the CPU.
    const offline = after(viewer, { do: 'cpu.offline', cpu: 3 }, fire(4));
    expect(stops(offline)).toEqual([[`pci:${NVME}`, 'the vector is masked']]);
    const freed = after(
      viewer,
      { do: 'irq.free', irq: { node: UART, index: 0 } },
      { do: 'line.raise', node: UART, index: 0 },
    );
    expect(stops(freed)).toEqual([[root, 'disabled in GICD_ISENABLER']]);
  });
});
