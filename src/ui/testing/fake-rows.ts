/** Rows and details of the fake engine. */
import type { InspectView, IrqRow, MsixRow, Selection } from '../../engine/index.ts';

const ACTIONS = [
  'arch_timer',
  'kvm guest vtimer',
  'uart-pl011',
  'rtc-pl031',
  'virtio0-config',
  'nvme0q0',
  'nvme0q1',
  'nvme0q2',
  'nvme0q3',
  '',
];

/** More of them the later it is. */
export function irqRows(part: number): readonly IrqRow[] {
  return Array.from({ length: Math.round(30 * part) }, (_, at) => ({
    virq: at + 1,
    hwirq: at < 12 ? at + 16 : at + 8180,
    domain: at < 12 ? ':intc@8000000-1' : 'ITS-PCI-MSIX-0000:00:02.0-12',
    domainLabel: at < 12 ? 'intc@8000000-1' : 'ITS-PCI-MSIX-0000:00:02.0-12',
    chip: 'GICv3',
    type: at < 12 ? 'level' : 'edge',
    handler: 'handle_fasteoi_irq',
    actions: ACTIONS[at % ACTIONS.length] ?? '',
    device: '0000:00:02.0',
    driver: 'modelled',
    enabledOn: undefined,
    state: at % 4 === 0 ? 'ACTIVATED IRQ_STARTED' : 'ACTIVATED IRQ_MASKED',
    depth: 0,
    affinity: '0-3',
    effective: String(at % 4),
    count: at * 3,
    counts: [at, at, at, 0],
    changed: at === 27 ? ['count'] : [],
  }));
}

export function msixRows(): readonly MsixRow[] {
  return Array.from({ length: 65 }, (_, vector) => ({
    vector,
    address: vector < 5 ? '0x08090040' : '',
    data: vector < 5 ? String(vector) : '–',
    masked: vector >= 5,
    pending: false,
    deviceId: '0x10',
    eventId: String(vector),
    intid: vector < 5 ? String(8198 + vector) : '',
    virq: vector < 5 ? 25 + vector : undefined,
    cpu: String(vector % 4),
    handler: vector < 5 ? `nvme0q${vector}` : '',
    count: vector,
    eventfd: undefined,
    changed: vector === 3 ? ['count'] : [],
  }));
}

export function inspectFake(selection: Selection): InspectView {
  return {
    title: 'irq 28 nvme0q3',
    selection,
    chain: [
      {
        label: 'nvme 00:02.0 vector 3',
        kind: 'device',
        selection: { kind: 'function', bdf: '0000:00:02.0' },
        state: 'there',
      },
      { label: 'DeviceID 0x10 EventID 3', kind: 'event', selection: { kind: 'domain', id: 12 }, state: 'there' },
      { label: 'LPI 8201', kind: 'intid', selection: { kind: 'domain', id: 16 }, state: 'there' },
      { label: 'CPU 2', kind: 'cpu', selection: { kind: 'cpu', cpu: 2 }, state: 'there' },
      { label: 'irq 28', kind: 'irq', selection: { kind: 'irq', virq: 28 }, state: 'there' },
    ],
    story: [],
    arrival: undefined,
    groups: [
      {
        key: 'irq_desc#1',
        title: 'irq_desc',
        side: 'kernel',
        created: 4100,
        fields: [{ field: 'depth', value: '0', since: 4200 }],
      },
    ],
    texts: [
      {
        name: '/sys/kernel/debug/irq/irqs/28',
        text: 'handler:  handle_fasteoi_irq\ndevice:   0000:00:02.0\nstatus:   0x00000000\n',
      },
    ],
    sources: [],
    owner: undefined,
    wires: undefined,
    code: undefined,
    actions: [{ name: 'inject', command: { do: 'irq.inject', irq: { virq: 28 } } }],
  };
}
