import { describe, expect, it } from 'vitest';
import type { CliOptions, Outcome } from '../options.ts';
import { diffCommand } from './diff.ts';

const BOARD = 'public/dts/qemu-virt-gicv2m.dts';
const OTHER = 'public/dts/qemu-virt-gicv3-its.dts';

function diff(inputs: readonly string[], options: CliOptions = {}): Outcome {
  const done = diffCommand(inputs, { drivers: 'modelled', ...options }, 'en');
  return done.ok ? done.value : { code: 2, error: done.error.message };
}

describe('irqscope diff', () => {
  it('compares one input between the kernels, and tells the order of calls at last', () => {
    const { code, text = '' } = diff([BOARD], { kernel: '6.1,6.12', pci: ['nvme@0000:00:02.0'] });
    expect(code).toBe(1);
    expect(text).toMatch(/^A: qemu-virt-gicv2m\.dts, Linux 6\.1, step \d+: 4 CPUs/);
    expect(text).toMatch(/^ {2}\+ \S*PCI-MSIX-0000:00:02\.0-\d+$/m);
    expect(text).toMatch(/^ {2}~ domains: .* → .* {2}5: 0000:00:02\.0 vector 0, /m);
    expect(text).toContain('order of calls:');
  });

  it('finds nothing where nothing differs, and says so', () => {
    const same = diff([BOARD, BOARD], { kernel: '6.12' });
    expect(same.code).toBe(0);
    expect(same.text).toContain('no differences');
  });

  it('compares two boards, and two steps of one run', () => {
    const boards = diff([BOARD, OTHER], { format: 'json', only: 'domains' });
    const { differences } = JSON.parse(boards.text ?? '');
    expect(differences).toContainEqual(expect.objectContaining({ change: 'only-b', area: 'domains' }));
    const steps = diff([BOARD], { at: '0,boot', only: 'cpus,irqs' });
    expect(steps.text).toContain('  ~ online: none → 0-3  CPUs');
  });

  it.each([
    [[], {}, 'diff takes one or two inputs'],
    [[BOARD], { kernel: '6.12' }, 'compares a run with itself'],
    [[BOARD], { kernel: '6.1,6.12,6.1' }, 'two with a comma'],
    [[BOARD, BOARD], { only: 'irqs,colour' }, 'there is nothing called colour'],
    [[BOARD, BOARD], { format: 'xml' }, 'there is no format xml'],
    [[BOARD, 'nowhere.dtb'], {}, 'there is no file nowhere.dtb'],
    [[BOARD], { at: '0,never' }, 'never'],
  ])('refuses %j with %j', (inputs, options, why) => {
    const { code, error } = diff(inputs, options);
    expect(code).toBe(2);
    expect(error).toContain(why);
  });
});
