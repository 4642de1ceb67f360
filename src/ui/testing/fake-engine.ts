/** A made-up engine with a small run of plausible data, for tests of the store and the client. */
import { fail, ok, type Result } from '../../base/result.ts';
import type {
  Ask,
  Change,
  Command,
  FrameView,
  Move,
  RunCommand,
  RunInfo,
  Scenario,
  Screen,
  ExportId,
  TableCopyAsk,
  TimelineBox,
  TimelineView,
  TopologyEdge,
  TopologyNode,
  Tour,
} from '../../engine/index.ts';
import type {
  Choice,
  EngineApi,
  GivenFile,
  MachineFile,
  Opened,
  PageAsk,
  Ran,
  Taken,
  TreeParts,
} from '../../worker/contract.ts';
import { inspectFake, irqRows, msixRows } from './fake-rows.ts';

export const FAKE_STEPS = 5310;

const device = (key: string, label: string, order: number): TopologyNode => ({
  key,
  kind: 'device',
  label,
  rank: 0,
  order,
  selection: key.startsWith('pci:') ? { kind: 'function', bdf: key.slice(4) } : { kind: 'node', path: key.slice(5) },
  views: ['hardware'],
});

const domain = (key: string, label: string, rank: number, order: number, id: number): TopologyNode => ({
  key,
  kind: rank === 1 ? 'domain' : rank === 2 ? 'msi-controller' : 'controller',
  label,
  rank,
  order,
  selection: { kind: 'domain', id },
  views: ['hardware', 'domains'],
});

const NODES: readonly TopologyNode[] = [
  device('pci:0000:00:01.0', '0000:00:01.0', 0),
  device('pci:0000:00:02.0', '0000:00:02.0', 1),
  device('pci:0000:00:03.0', '0000:00:03.0', 2),
  device('node:/pl011@9000000', 'pl011@9000000', 3),
  device('node:/pl031@9010000', 'pl031@9010000', 4),
  device('node:/pl061@9030000', 'pl061@9030000', 5),
  device('node:/timer', 'timer', 6),
  device('node:/pmu', 'pmu', 7),
  domain('d:1', 'ITS-PCI-MSIX-0000:00:01.0-12', 1, 0, 11),
  domain('d:2', 'ITS-PCI-MSIX-0000:00:02.0-12', 1, 1, 12),
  domain('d:3', 'ITS-PCI-MSIX-0000:00:03.0-12', 1, 2, 13),
  domain('d:4', ':pl061@9030000', 1, 3, 14),
  domain('d:5', ':intc@8000000:its@8080000-1', 2, 0, 15),
  domain('d:6', ':intc@8000000-1', 3, 0, 16),
  ...[0, 1, 2, 3].map((cpu): TopologyNode => ({
    key: `cpu:${cpu}`,
    kind: 'cpu',
    label: `CPU ${cpu}`,
    rank: 4,
    order: cpu,
    selection: { kind: 'cpu', cpu },
    views: ['hardware'],
  })),
];

const edge = (from: string, to: string, kind: 'irq' | 'parent' = 'irq'): TopologyEdge => ({ from, to, kind });
const EDGES: readonly TopologyEdge[] = [
  edge('pci:0000:00:01.0', 'd:1'),
  edge('pci:0000:00:02.0', 'd:2'),
  edge('pci:0000:00:03.0', 'd:3'),
  ...['d:1', 'd:2', 'd:3'].map((from) => edge(from, 'd:5', 'parent')),
  edge('d:5', 'd:6', 'parent'),
  ...['/pl011@9000000', '/pl031@9010000', '/timer', '/pmu'].map((path) => edge(`node:${path}`, 'd:6')),
  edge('node:/pl061@9030000', 'd:4'),
  edge('d:4', 'd:6'),
  ...[0, 1, 2, 3].map((cpu) => edge('d:6', `cpu:${cpu}`)),
];

const BOXES: readonly TimelineBox[] = Array.from({ length: 1400 }, (_, at) => {
  const from = at * 3.7;
  return {
    from,
    to: from + 3 + ((at * 7) % 5),
    depth: (at * 5) % 9,
    name: `irq_domain_${at % 7}`,
    cpu: 0,
    task: at < 300 ? 'start_kernel' : at < 420 ? 'secondary1' : 'init',
    merged: at % 3 === 0,
    calls: 1,
  };
});

const BOOT: RunCommand = {
  command: { do: 'boot' },
  from: 0,
  to: FAKE_STEPS,
  ret: 0,
  error: undefined,
  eventfds: [],
  effective: undefined,
};

const ranNow = (command: Command): RunCommand => ({ ...BOOT, command, from: FAKE_STEPS });

/** Steps at which something of any kind happens. */
const EVENTS = [40, 400, 1204, 3000, 5204];

export class FakeEngine implements EngineApi {
  step = 0;
  opened = 0;
  /** Whether it cannot run commands. */
  refuse = false;
  private scenarioNow: Scenario | undefined;
  private ran: RunCommand[] = [];

  /** A name tells what a file is: bad…, ….dtbo for an overlay, else a board. */
  take(given: readonly GivenFile[], choice?: Choice): Promise<Result<Taken>> {
    const names = given.map(({ path }) => path);
    const files = new Map(names.map((name) => [name, new Uint8Array()]));
    const boards = names.filter((name) => !name.endsWith('.dtbo'));
    const overlays = names.filter((name) => name.endsWith('.dtbo'));
    const name = choice?.main ?? boards[0];
    if (name?.startsWith('bad') === true)
      return Promise.resolve(
        fail('dtb-truncated', 'The file ends early.', { file: name, offset: 64 }, 'Copy it again.'),
      );
    if (name === undefined) return Promise.resolve(ok({ kind: 'overlays', overlays, files }));
    if (boards.length > 1 && choice === undefined) return Promise.resolve(ok({ kind: 'choose', boards, overlays }));
    const scenario: Scenario = { irqscope: 1, title: name, board: { file: name }, kernel: '6.12' };
    return Promise.resolve(ok({ kind: 'scenario', scenario, files }));
  }

  /** Tests give it nothing but scenarios. */
  open(scenario: Scenario): Promise<Result<Opened>> {
    this.scenarioNow = scenario;
    this.opened++;
    this.ran = (scenario.script ?? []).filter((command) => command.do !== 'boot').map(ranNow);
    return Promise.resolve(ok({ info: this.info(), scenario }));
  }

  catalog(): ReturnType<EngineApi['catalog']> {
    const none = { models: [], msiVectors: [], pins: [], driverFlags: [], el2: [], mmioModels: [] };
    return Promise.resolve(ok({ ...none, kernels: ['6.12'], commands: [] }));
  }

  check(): ReturnType<EngineApi['check']> {
    return Promise.resolve(ok({ problems: [], remarks: [], board: undefined, functions: [] }));
  }

  driverList(): ReturnType<EngineApi['driverList']> {
    return Promise.resolve(ok([{ name: 'macb', file: 'drivers/net/macb.c', modelled: false, nodes: 1 }]));
  }

  boardSource(): ReturnType<EngineApi['boardSource']> {
    const text = '/dts-v1/;\n/ { };\n';
    return Promise.resolve(ok({ text, choice: { dts: text }, decompiled: false }));
  }

  command(command: Command, ask: PageAsk): Promise<Result<Ran>> {
    if (this.refuse) return Promise.resolve(fail('no-vector', `There is no such vector for ${command.do}.`));
    this.ran.push(ranNow(command));
    this.step = FAKE_STEPS;
    const chart = ask.chart === undefined ? undefined : this.chart();
    return Promise.resolve(ok({ info: this.info(), screen: this.screen(ask.screen), chart }));
  }

  move(move: Move, ask: Ask, from?: number): Promise<Result<Screen>> {
    if (from !== undefined) this.step = from;
    this.step = Math.max(0, Math.min(FAKE_STEPS, this.goal(move)));
    return Promise.resolve(ok(this.screen(ask)));
  }

  timeline(): ReturnType<EngineApi['timeline']> {
    return Promise.resolve(ok(this.chart()));
  }

  private chart(): TimelineView {
    const lanes = [
      { from: 0, to: 1200, label: 'boot CPU', cpu: 0, task: 'start_kernel' },
      { from: 1200, to: 1700, label: 'CPU 1', cpu: 1, task: 'secondary1' },
      { from: 1700, to: FAKE_STEPS, label: 'init', cpu: 0, task: 'init' },
    ];
    return { from: 0, to: FAKE_STEPS, lanes, cpus: [], waits: [], boxes: BOXES, depth: 9, hits: [] };
  }

  search(text: string): ReturnType<EngineApi['search']> {
    return Promise.resolve(
      ok(
        text === ''
          ? []
          : [
              {
                kind: 'irq',
                label: 'irq 28',
                detail: 'nvme0q3',
                selection: { kind: 'irq', virq: 28 },
                step: undefined,
              },
            ],
      ),
    );
  }

  /** What is a tour the engine itself knows. */
  tour(): Promise<Result<Tour>> {
    return Promise.resolve(fail('tour-schema', 'no tours here'));
  }

  machine({ name }: MachineFile): Promise<Result<Opened>> {
    this.opened++;
    return Promise.resolve(ok({ info: { ...this.info(), title: name, board: name, steps: 0 }, scenario: undefined }));
  }

  exported(what: ExportId): ReturnType<EngineApi['exported']> {
    return Promise.resolve(ok({ name: `board.${what}`, type: 'text/plain', content: what }));
  }

  table({ columns }: TableCopyAsk): ReturnType<EngineApi['table']> {
    return Promise.resolve(ok({ text: `${columns.map(({ title }) => title).join('  ')}\n`, rows: 0 }));
  }

  explain(): ReturnType<EngineApi['explain']> {
    return Promise.resolve(ok([]));
  }

  findings(): ReturnType<EngineApi['findings']> {
    const interrupts = { total: 0, resolved: 0, byStandIn: 0, unresolved: 0 };
    return Promise.resolve(ok({ interrupts, mapped: [], findings: [], refusals: [] }));
  }

  line(): ReturnType<EngineApi['line']> {
    return Promise.resolve(ok(undefined));
  }

  whole(parts: TreeParts): ReturnType<EngineApi['whole']> {
    return Promise.resolve(ok(parts));
  }

  board(): ReturnType<EngineApi['board']> {
    return Promise.resolve(ok({ board: { bundled: 'fake' } }));
  }

  blanked(): ReturnType<EngineApi['blanked']> {
    return this.board();
  }

  rungs(): ReturnType<EngineApi['rungs']> {
    return Promise.resolve(ok('1000.0000'));
  }

  parting(): ReturnType<EngineApi['parting']> {
    return Promise.resolve(ok(undefined));
  }

  dump(): Promise<Result<string>> {
    return Promise.resolve(ok('@@@@ interrupts\n'));
  }

  private goal(move: Move): number {
    switch (move.to) {
      case 'here':
        return this.step;
      case 'step':
        return move.step;
      case 'start':
        return 0;
      case 'end':
        return FAKE_STEPS;
      case 'run':
        return this.step + move.count;
      case 'in':
        return this.step + move.direction;
      case 'over':
      case 'out':
        return this.step + 10 * move.direction;
      case 'next':
        return (
          (move.direction > 0 ? EVENTS.find((at) => at > this.step) : EVENTS.findLast((at) => at < this.step)) ??
          this.step
        );
    }
  }

  private info(): RunInfo {
    return {
      title: this.scenarioNow?.title ?? 'fake',
      board: 'fake',
      model: 'linux,dummy-virt',
      kernel: this.scenarioNow?.kernel ?? '6.12',
      cpus: 4,
      steps: FAKE_STEPS,
      marks: [{ step: 5204, kind: 'begin', command: 1, name: 'msix.fire' }],
      commands: [BOOT, ...this.ran],
      topology: { nodes: NODES, edges: EDGES },
      asked: { all: 12, requested: 9, byStandIn: 0, about: 'Only drivers that are modelled.' },
      remarks: [],
      assumed: undefined,
      panic: undefined,
      hash: '0123456789abcdef',
    };
  }

  private screen(ask: Ask): Screen {
    const { step } = this;
    const present = Math.ceil((step / FAKE_STEPS) * NODES.length);
    const rows = irqRows(step / FAKE_STEPS);
    const msix = msixRows();
    return {
      step,
      steps: FAKE_STEPS,
      context: { task: 'init', cpu: 2, hardirq: true },
      frames: FRAMES,
      changes: CHANGES.map((change) => ({ ...change, step })),
      moreChanges: 0,
      sentence: `Step ${step}: CPU 2 acknowledged LPI 8201. Its descriptor is irq 28.`,
      counts: { online: 4, domains: 6, irqs: rows.length, lines: 12 },
      command: undefined,
      topology: NODES.map(({ key }, at) => ({
        key,
        present: at < present,
        note: '3 irqs',
        mark: at === present - 1 ? 'created' : undefined,
      })),
      pulses:
        step === 5204
          ? [
              {
                path: ['pci:0000:00:02.0', 'd:2', 'd:5', 'd:6', 'cpu:2'],
                text: 'MSI 0000:00:02.0 vector 3 → LPI 8201 → CPU 2',
                stopped: undefined,
              },
            ]
          : [],
      ...(ask.irqs === undefined
        ? {}
        : {
            irqs: {
              total: rows.length,
              first: ask.irqs.first,
              rows: rows.slice(ask.irqs.first, ask.irqs.first + ask.irqs.count),
            },
          }),
      ...(ask.domainList === true ? { domainList: [] } : {}),
      ...(ask.msix === undefined
        ? {}
        : {
            msix: {
              functions: [{ bdf: '0000:00:02.0', model: 'nvme', vectors: 65 }],
              bdf: '0000:00:02.0',
              driver: 'nvme',
              vfio: undefined,
              enabled: true,
              maskall: false,
              total: msix.length,
              first: ask.msix.first,
              rows: msix.slice(ask.msix.first, ask.msix.first + ask.msix.count),
            },
          }),
      ...(ask.dmesg === true ? { dmesg: [{ level: 6, text: 'GICv3: 224 SPIs implemented', step: 30 }] } : {}),
      ...(ask.text === undefined ? {} : { text: '           CPU0       CPU1\n 28:          0          1\n' }),
      ...(ask.inspect === undefined ? {} : { inspect: inspectFake(ask.inspect) }),
    };
  }
}

const frame = (name: string, file: string, about: string, step: number): FrameView => ({
  name,
  file,
  about,
  args: [],
  step,
});
const FRAMES = [
  frame('gic_handle_irq', 'drivers/irqchip/irq-gic-v3.c', 'entry for every interrupt of this CPU', 5200),
  frame(
    'generic_handle_domain_irq',
    'kernel/irq/irqdesc.c',
    'finds the irq behind a hwirq of a domain and handles it',
    5201,
  ),
  frame('handle_fasteoi_irq', 'kernel/irq/chip.c', 'flow for controllers that need only an end of interrupt', 5202),
];

const CHANGES: readonly Change[] = [
  {
    kind: 'changed',
    subject: 'irq 28',
    selection: { kind: 'irq', virq: 28 },
    field: 'kstat_irqs[cpu2]',
    before: '0',
    after: '1',
    side: 'kernel',
    step: 0,
  },
  { kind: 'created', subject: ':intc@8000000-1', selection: { kind: 'domain', id: 16 }, side: 'kernel', step: 0 },
  { kind: 'removed', subject: 'irq 99', side: 'kernel', step: 0 },
];
