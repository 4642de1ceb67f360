import { describe, expect, it } from 'vitest';
import { explain } from './explain.ts';
import { findingsOf } from './findings.ts';
import { bootTree } from '../run/testing.ts';
import { board, openBroken, openMachine } from './testing.ts';

describe('a log that is pasted', () => {
  const session = openBroken('map-no-match', '6.12');
  const found = findingsOf(session);
  const of = (text: string) => explain(session, found, text)[0];

  it('leads a line that this run logs too to its node, step and finding, whatever stands before it', () => {
    const line = 'virtio-mmio a003e00.virtio_mmio: error -ENXIO: IRQ index 0 not found';
    for (const before of ['', '[    0.312345] ', '<3>[    0.312345] ', 'Nov 29 09:10:11 board kernel: ']) {
      expect(of(before + line)).toMatchObject({
        text: before + line,
        kind: 'said',
        selection: { kind: 'node', path: '/virtio_mmio@a003e00' },
        finding: { code: 'map-no-row', node: '/virtio_mmio@a003e00' },
      });
    }
    expect(of(line)?.step).toBeGreaterThan(0);
  });

  it('takes an error by name and by number for the same', () => {
    expect(of('virtio-mmio a003e00.virtio_mmio: error -6: IRQ index 0 not found')?.kind).toBe('said');
    expect(of('virtio-mmio a003e00.virtio_mmio: error -22: IRQ index 0 not found')?.kind).toBe('about');
  });

  it('finds a node or function that a line names, and leaves the rest as it is', () => {
    expect(of('rtc-pl031 9010000.pl031: something that no kernel says')).toMatchObject({
      kind: 'about',
      selection: { kind: 'node', path: '/pl031@9010000' },
    });
    expect(of('nvme 0000:00:02.0: timeout')).toMatchObject({ selection: { kind: 'function', bdf: '0000:00:02.0' } });
    expect(of('Freeing unused kernel memory: 768K')).toEqual({
      text: 'Freeing unused kernel memory: 768K',
      kind: 'unknown',
    });
  });

  it('takes a WARN of a real kernel for the one of this run', () => {
    const none = openBroken('irq-type-none', '6.12');
    const line =
      '[    0.1] WARNING: CPU: 0 PID: 1 at drivers/irqchip/irq-gic-v3.c:1640 gic_irq_domain_translate+0x1a4/0x1c0';
    expect(explain(none, findingsOf(none), line)[0]).toMatchObject({ kind: 'said', finding: { code: 'trigger-none' } });
  });
});

describe('/proc/interrupts that is pasted', () => {
  const session = openMachine('6.12', 'gicv3-its');
  const found = findingsOf(session);

  it('leads each row to its interrupt, and says what is otherwise here', () => {
    const dump = session.dump({ only: ['interrupts'] });
    const own = dump.ok ? dump.value.split('\n').filter((line) => /^\s*\d+:/.test(line)) : [];
    expect(own.length).toBeGreaterThan(10);
    for (const line of explain(session, found, own.join('\n')))
      expect(line).toMatchObject({ kind: 'row', selection: { kind: 'irq' } });
    expect(explain(session, found, own.join('\n')).flatMap(({ note }) => note ?? [])).toEqual([]);
    const [uart] = explain(session, found, ' 99:  7  0  0  0     GICv3  33 Level     other');
    expect(uart).toMatchObject({ name: expect.stringContaining('pl011@9000000') });
    expect(uart?.note).toContain('Here its handlers are uart-pl011');
    expect(explain(session, found, ' 99:  7  0  0  0     GICv3 200 Level     other')[0]?.note).toContain('no such');
  });
});

describe('a line about an interrupt that several have, or that nobody serves', () => {
  const rtc = (at: string): string =>
    `rtc@${at} { compatible = "arm,pl031", "arm,primecell"; reg = <0 0x${at} 0 0x1000>; interrupts = <0 12 4>;
      clocks = <&clk>; clock-names = "apb_pclk"; };`;
  const session = bootTree(
    board(`${rtc('9010000')}${rtc('9020000')} pmu { compatible = "arm,armv8-pmuv3"; interrupts = <1 11 1>; };`),
    '6.12',
  );
  const found = findingsOf(session);
  const of = (text: string) => explain(session, found, `[    1.234567] ${text}`)[0];
  const rows = session.dump({ only: ['interrupts'] });
  const irq = Number(/^\s*(\d+):.*rtc-pl031/m.exec(rows.ok ? rows.value : '')?.[1]);

  it('leads a storm to the irq of that number and its device, and says what it means', () => {
    const line = of(`irq ${irq}: nobody cared (try booting with the "irqpoll" option)`);
    expect(line).toMatchObject({ kind: 'about', selection: { kind: 'irq', virq: irq } });
    expect(line?.name).toContain('rtc@90');
    expect(line?.finding?.code).toBe('line-not-shared');
    expect(line?.note).toContain('99,900 times of 100,000');
    expect(of(`Disabling IRQ #${irq}`)).toMatchObject({ selection: { kind: 'irq', virq: irq } });
    expect(of('Disabling IRQ #999')).toMatchObject({ kind: 'unknown', note: expect.stringContaining('no such') });
  });

  it('leads handlers that do not share to their line, by the name of the one that has it', () => {
    const text = 'genirq: Flags mismatch irq 77. 00000001 (other) vs. 00000000 (rtc-pl031)';
    const line = of(text);
    expect(line).toMatchObject({ selection: { kind: 'irq', virq: irq }, finding: { code: 'line-not-shared' } });
    expect(line?.note).toContain(
      'Who shares a line must say IRQF_SHARED, and not both do. The two want different triggers.',
    );
    expect(line?.note).toContain(`Here it is irq ${irq}`);
  });

  it('leads two triggers of one input to those that are wired to it', () => {
    const line = of('irq: type mismatch, failed to map hwirq-27 for interrupt-controller@8000000!');
    expect(line).toMatchObject({ kind: 'said', selection: { kind: 'irq' }, finding: { code: 'two-triggers' } });
    expect(line?.note).toContain('Input 27 of interrupt-controller@8000000');
  });
});
